"""Verdicts from observations: a target compared with one published value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from scripts.core.model import Bilingual, Indicator, Observation, Target, Verdict
from scripts.core.periods import Period, parse_period
from scripts.derive.arithmetic import Comparison, render_amount, render_percents, render_sentence
from scripts.derive.comparison import find_bounds, is_reached
from scripts.derive.rules import COMPLETE, CUMULATED_MEASURES, PARTLY_SHARE, STAGE_RANK, Judgement
from scripts.text.quantities import convert
from scripts.words.wording import Units

PATH_DECIMALS = 2


def by_usefulness(
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
class ObservedCase:
    """One target with what is needed to compare any observation with it.

    `is_due`: whether the due year has passed, so that interim values no longer count.
    """

    target: Target
    indicator: Indicator
    due: int
    is_due: bool
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
        return None if self.is_due else self._on_path(period, observation, actual)

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
        share = self._share(actual)
        if not reached and share is not None and share >= PARTLY_SHARE:
            done, _ = render_percents(share / 100, Decimal(1))
            part = Bilingual(zh=f"为目标数的 {done}", en=f"{done} of the target")
            words = self._words(period, observation, actual, part, reached=False, partly=True)
            return self._judgement("partly_met", "partly", words, observation)
        verdict: Verdict = "met" if reached else "missed"
        words = self._words(period, observation, actual, reached=reached)
        return self._judgement(verdict, "year-end", words, observation)

    def _share(self, actual: Decimal) -> Decimal | None:
        """Per cent reached of a count or increment; None where a share says nothing."""
        floor, _ = self._bounds()
        counted = self.target.kind == "quantitative" and self.target.measure in CUMULATED_MEASURES
        return actual * 100 / floor if counted and floor else None

    def _within_year(
        self, period: Period, observation: Observation, actual: Decimal
    ) -> Judgement | None:
        floor, ceiling = self._bounds()
        required = ceiling if floor is None else floor
        if self.target.measure not in CUMULATED_MEASURES or not required:
            if self.is_due:
                return None
            reached = self._reached(actual)
            sentence = self._words(period, observation, actual, reached=reached)
            return self._judgement(
                "on_track" if reached else "off_track", "pace", sentence, observation
            )
        if ceiling is None and self._reached(actual):
            sentence = self._words(period, observation, actual, reached=True)
            return self._judgement("met", "early", sentence, observation)
        if self.is_due:
            return None
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
        return self._judgement(
            "on_track" if reached else "off_track", "pace", sentence, observation
        )

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
        if self.target.measure != "growth" or self.target.kind == "milestone":
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
        return self._judgement("on_track" if better else "off_track", "path", sentence, observation)

    def _words(  # noqa: PLR0913 - what is compared, and how it came out
        self,
        period: Period,
        observation: Observation,
        actual: Decimal,
        pace: Bilingual | None = None,
        *,
        reached: bool,
        partly: bool = False,
    ) -> Bilingual:
        comparison = Comparison(
            target=self.target,
            period=period,
            observation=observation,
            actual=actual,
            pace=pace,
            reached=reached,
            partly=partly,
        )
        return render_sentence(comparison, self.units)

    @staticmethod
    def _judgement(
        verdict: Verdict, rule: str, sentence: Bilingual, observation: Observation
    ) -> Judgement:
        return Judgement(verdict=verdict, rule=rule, sentence=sentence, observation=observation)
