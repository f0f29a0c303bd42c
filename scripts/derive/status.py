"""Whether a promise was kept: one verdict per target, with its arithmetic in a sentence.

The rules below are published as they stand on the method page, before any data: `RULES` is the
order in which they are tried, and the first that applies decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from scripts.core.model import Bilingual, Doubt, Indicator, Observation, Stage, Status, Target
from scripts.core.periods import Period, parse_period
from scripts.derive.arithmetic import Comparison, render_amount, render_percents, render_sentence
from scripts.derive.comparison import (
    TOLERANCE_POINTS,
    TOLERANCE_SHARE,
    find_bounds,
    is_reached,
    tolerance,
)
from scripts.text.quantities import convert
from scripts.words.wording import Units

__all__ = ["RULES", "TOLERANCE_TEXT", "Judgement", "Rule", "judge", "tolerance"]

CUMULATED_MEASURES = frozenset({"increment", "count", "completion"})
"""Measures that grow from nothing in the year, so that interim values are set against its pace."""
STAGE_RANK: Mapping[Stage, int] = {"final": 0, "preliminary": 1, "cumulative": 2}
COMPLETE = Decimal(100)
PATH_DECIMALS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One published rule; `code` names it in the data and on the method page."""

    code: str
    status: tuple[Status, ...]
    text: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A verdict, the rule that gave it, its sentence, and the observation it rests on."""

    status: Status
    rule: str
    sentence: Bilingual
    observation: Observation | None = None


RULES: tuple[Rule, ...] = (
    Rule(
        code="doubted",
        status=("not_assessable",),
        text=Bilingual(
            zh="所印数字被判为“确定有误”或“很可能有误”时，不拿这个数字评判。",
            en="A figure that is certainly or likely misprinted is never used to judge.",
        ),
    ),
    Rule(
        code="direction-only",
        status=("not_assessable",),
        text=Bilingual(
            zh="报告只说了方向、没有给出可核对的数字时，不评判。",
            en="A promise that gives a direction but no figure to check is not judged.",
        ),
    ),
    Rule(
        code="no-observation",
        status=("awaiting_data",),
        text=Bilingual(
            zh="没有查到有来源的实际数时，写明“尚无公布数据”，不推算、不补齐。",
            en="Without an actual value that has a source, we say so; nothing is estimated.",
        ),
    ),
    Rule(
        code="year-end",
        status=("met", "missed"),
        text=Bilingual(
            zh=(
                "目标年份的全年数（最终数优先，其次初步数）达到所印要求为“已完成”，否则为“未完成”。"
                "只印一个数的，向更好的方向超过也算完成。"
            ),
            en=(
                "The full-year value of the due year (final before preliminary) either reaches "
                "what was printed (met) or does not (missed). A bare figure counts as reached "
                "when it is passed in the better direction."
            ),
        ),
    ),
    Rule(
        code="early",
        status=("met",),
        text=Bilingual(
            zh="年内累计数已经达到全年要求、而且再多也不会违背要求的，为“已完成”（提前完成）。",
            en=(
                "A cumulative value that already reaches the whole year's figure, and cannot "
                "break it by growing, is met early."
            ),
        ),
    ),
    Rule(
        code="pace",
        status=("on_track", "off_track"),
        text=Bilingual(
            zh=(
                "年内累计数：数量类目标看完成比例是否不低于序时进度（一年已过去的比例），"
                "有上限的看是否不高于序时进度、有没有超出上限；"
                "速度、比重、水平类目标看累计值是否达到目标值。"
            ),
            en=(
                "A cumulative value within the year: for amounts, the share done is set against "
                "the share of the year gone, which it must not exceed where the figure is a "
                "ceiling; for rates, shares and levels, the value itself is "
                "set against the target."
            ),
        ),
    ),
    Rule(
        code="path",
        status=("on_track", "off_track"),
        text=Bilingual(
            zh="有基期、跨年度的目标：较早年份的数值与基期到目标年直线路径上的应有值相比。",
            en=(
                "A target with a baseline years before its due year: an earlier year's value is "
                "set against the straight path from baseline to target."
            ),
        ),
    ),
)

TOLERANCE_TEXT = Bilingual(
    zh=(
        f"“左右”“约”的容差：百分比为 ±{TOLERANCE_POINTS} 个百分点，"
        f"其他数量为目标值的 ±{TOLERANCE_SHARE * 100:.0f}%。"
    ),
    en=(
        f"“About” reaches ±{TOLERANCE_POINTS} percentage points for percentages and "
        f"±{TOLERANCE_SHARE * 100:.0f}% of the target for anything else."
    ),
)


def judge(  # noqa: PLR0913 - a verdict rests on all of these
    target: Target,
    indicator: Indicator,
    observations: Iterable[Observation],
    doubts: Iterable[Doubt],
    *,
    report_year: int,
    units: Units,
) -> Judgement:
    """The verdict on one target by `RULES`.

    Args:
        target: the promise; `due` empty means the report's own year.
        indicator: what it measures; its direction decides which way is better.
        observations: of that indicator, any period, any stage.
        doubts: about this target.
        report_year: the report's year.
        units: the English names of units.
    """
    if blocking := [doubt for doubt in doubts if doubt.confidence != "possible"]:
        return _not_judged_doubted(blocking)
    if target.kind == "directional":
        return _judgement("not_assessable", "direction-only", _DIRECTION_ONLY)
    if target.kind == "quantitative" and (target.value is None or target.comparator is None):
        return _judgement("not_assessable", "direction-only", _NO_FIGURE)
    due = target.due or report_year
    case = _Case(target=target, indicator=indicator, due=due, units=units)
    for period, observation in _by_usefulness(observations, due):
        if judgement := case.judge(period, observation):
            return judgement
    return _judgement(
        "awaiting_data",
        "no-observation",
        Bilingual(
            zh=f"没有查到 {due} 年有来源的实际数，暂时无法判断。",
            en=f"We found no actual value for {due} that has a source, so no verdict is possible.",
        ),
    )


_DIRECTION_ONLY = Bilingual(
    zh="报告只说明了方向，没有给出可核对的数字，因此不评判。",
    en="The report names a direction but no figure to check against, so no verdict is given.",
)
_NO_FIGURE = Bilingual(
    zh="所印文字没有给出可以直接比较的数值，因此不评判。",
    en="The printed words give no value to compare with directly, so no verdict is given.",
)


def _judgement(
    status: Status, rule: str, sentence: Bilingual, observation: Observation | None = None
) -> Judgement:
    return Judgement(status=status, rule=rule, sentence=sentence, observation=observation)


def _not_judged_doubted(doubts: Sequence[Doubt]) -> Judgement:
    printed = doubts[0].printed
    return _judgement(
        "not_assessable",
        "doubted",
        Bilingual(
            zh=f"所印“{printed}”存疑，不拿存疑的数字评判。",
            en=f"The printed “{printed}” is in doubt; a doubted figure is not used to judge.",
        ),
    )


def _by_usefulness(
    observations: Iterable[Observation], due: int
) -> list[tuple[Period, Observation]]:
    """Observations up to the due year: its full year first, then the latest interim ones."""
    dated = [(parse_period(o.period), o) for o in observations]
    usable = [(p, o) for p, o in dated if p.year <= due and (p.is_year or o.stage == "cumulative")]
    return sorted(
        usable,
        key=lambda po: (
            not (po[0].year == due and po[0].is_year and po[1].stage != "cumulative"),
            STAGE_RANK[po[1].stage] if po[0].is_year and po[0].year == due else 0,
            -po[0].position,
            STAGE_RANK[po[1].stage],
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One target with what is needed to compare any observation with it."""

    target: Target
    indicator: Indicator
    due: int
    units: Units

    def judge(self, period: Period, observation: Observation) -> Judgement | None:
        """The verdict that one observation supports, or None when it supports none."""
        actual = self._in_target_unit(observation)
        if actual is None:
            return None
        if period.year == self.due and period.is_year and observation.stage != "cumulative":
            return self._year_end(period, observation, actual)
        if period.year == self.due:
            return self._within_year(period, observation, actual)
        return self._on_path(period, observation, actual)

    def _in_target_unit(self, observation: Observation) -> Decimal | None:
        if self.target.unit is None or self.target.unit == observation.unit:
            return observation.value
        return convert(observation.value, observation.unit, self.target.unit)

    def _reached(self, actual: Decimal) -> bool:
        if self.target.kind == "milestone":
            return actual >= COMPLETE
        return is_reached(self.target, self.indicator.direction, actual)

    def _year_end(self, period: Period, observation: Observation, actual: Decimal) -> Judgement:
        reached = self._reached(actual)
        return _judgement(
            "met" if reached else "missed",
            "year-end",
            self._words(period, observation, actual, reached=reached),
            observation,
        )

    def _within_year(self, period: Period, observation: Observation, actual: Decimal) -> Judgement:
        floor, ceiling = self._bounds()
        required = ceiling if floor is None else floor
        if self.target.measure not in CUMULATED_MEASURES or not required:
            reached = self._reached(actual)
            sentence = self._words(period, observation, actual, reached=reached)
            return _judgement("on_track" if reached else "off_track", "pace", sentence, observation)
        if ceiling is None and self._reached(actual):
            sentence = self._words(period, observation, actual, reached=True)
            return _judgement("met", "early", sentence, observation)
        gone = Decimal(period.elapsed.numerator) / Decimal(period.elapsed.denominator)
        share = actual / required
        keeps_up = share >= gone if floor is not None else share <= gone
        reached = keeps_up and (ceiling is None or actual <= ceiling)
        done, passed = render_percents(share, gone)
        pace = Bilingual(
            zh=f"为全年数的 {done}，序时进度 {passed}",
            en=f"{done} of the year's figure with {passed} of the year gone",
        )
        sentence = self._words(period, observation, actual, pace, reached=reached)
        return _judgement("on_track" if reached else "off_track", "pace", sentence, observation)

    def _bounds(self) -> tuple[Decimal | None, Decimal | None]:
        if self.target.kind == "milestone":
            return COMPLETE, None
        return find_bounds(self.target, self.indicator.direction)

    def _on_path(
        self, period: Period, observation: Observation, actual: Decimal
    ) -> Judgement | None:
        base, value = self.target.baseline, self.target.value
        if base is None or value is None or not period.is_year or not base < period.year:
            return None
        if self.target.measure != "growth":
            return None
        years, total = Decimal(period.year - base), Decimal(self.due - base)
        required = value * years / total
        on_the_way = replace(self.target, value=required)
        better = is_reached(on_the_way, self.indicator.direction, actual)
        shown = round(required, PATH_DECIMALS)
        due_zh = render_amount(self.target, shown, "zh", self.units)
        due_en = render_amount(self.target, shown, "en", self.units)
        path = Bilingual(
            zh=f"按 {base} 年到 {self.due} 年的直线路径此时应为 {due_zh}",
            en=f"the straight path from {base} to {self.due} asks {due_en}",
        )
        sentence = self._words(period, observation, actual, path, reached=better)
        return _judgement("on_track" if better else "off_track", "path", sentence, observation)

    def _words(
        self,
        period: Period,
        observation: Observation,
        actual: Decimal,
        pace: Bilingual | None = None,
        *,
        reached: bool,
    ) -> Bilingual:
        comparison = Comparison(
            target=self.target,
            period=period,
            observation=observation,
            actual=actual,
            pace=pace,
            reached=reached,
        )
        return render_sentence(comparison, self.units)
