"""Chart data of a series: each number in the axis' unit, at its year, with its wordings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from operator import attrgetter, itemgetter
from typing import NamedTuple

from scripts.core.model import Bilingual, Language, Observation, Stage
from scripts.core.periods import Period, parse_period
from scripts.derive.comparison import tolerance
from scripts.derive.edition import JudgedTarget, Series
from scripts.derive.rules import STAGE_RANK
from scripts.text.quantities import convert
from scripts.words.scales import split_multiplier
from scripts.words.wording import (
    VERDICT_LABELS,
    Units,
    format_gap,
    format_number,
    format_quantity,
    render_figure,
)

BEYOND = 5
"""A doubted figure more than this many times the largest other one is drawn off the scale."""

ZERO_SHARE, ZERO_SHARE_RATE = Decimal("0.1"), Decimal("0.5")
"""The axis starts at zero unless all values lie within this share of the largest one: amounts
almost always do, rates (drawn as points and lines, never as bars) only when they differ much."""
PATH_YEARS = 2
"""A baseline at least this many years before the due year has a path worth drawing."""

STAGE_WORDS: Mapping[Stage, Bilingual] = {
    "final": Bilingual(zh="实际", en="actual"),
    "preliminary": Bilingual(zh="初步数", en="preliminary"),
    "cumulative": Bilingual(zh="年内累计", en="cumulative"),
}
_ENGLISH_SCALES = ((12, "trillion"), (9, "billion"), (6, "million"))


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisUnit:
    """The unit of the value axis: an indicator's value times 10**`exponent`, called `label`."""

    unit: str
    exponent: int
    label: str

    def value(self, value: Decimal, unit: str | None) -> Decimal | None:
        """A value on the axis; None when its unit measures something else."""
        same = unit is None or unit == self.unit
        on_axis = value if same else convert(value, unit or "", self.unit)
        return on_axis.scaleb(self.exponent) if on_axis is not None and self.exponent else on_axis

    def number(self, value: Decimal, unit: str | None) -> str:
        """A value as the axis counts it, without the unit except for `%`."""
        on_axis = self.value(value, unit)
        return "" if on_axis is None else self.words(on_axis)

    def words(self, value: Decimal) -> str:
        """A value on the axis as the axis counts it, without the unit except for `%`."""
        digits = format_number(value.normalize() if value else Decimal(0))
        return f"{digits}{self.unit}" if self.unit in {"%", "‰"} else digits


def derive_axis_unit(
    unit: str, values: Iterable[Decimal], language: Language, units: Units
) -> AxisUnit:
    """Chinese keeps the indicator's unit; English counts in base units, millions and so on."""
    if language == "zh" or unit in {"%", "‰"}:
        label = f"单位：{unit}" if language == "zh" else unit
        return AxisUnit(unit=unit, exponent=0, label=label)
    power, base = split_multiplier(unit)
    name = units.get(base)
    word = base if name is None else name.other
    largest = max((abs(value).scaleb(power) for value in values), default=Decimal(0))
    for size, scale in _ENGLISH_SCALES:
        if power and largest >= Decimal(10) ** size:
            label = f"{scale} {word}".rstrip()
            return AxisUnit(unit=unit, exponent=power - size, label=label)
    return AxisUnit(unit=unit, exponent=power, label=word or "number")


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetFact:
    """One target with a number: bounds on the axis, due year, wordings from long to short."""

    judged: JudgedTarget
    due: int
    value: Decimal
    low: Decimal
    high: Decimal
    doubted: bool
    texts: tuple[str, ...]
    sentence: str

    @property
    def baseline(self) -> int | None:
        """The base year of a change over several years; nothing else has a straight path."""
        target = self.judged.target
        if target.measure != "growth" or target.baseline is None:
            return None
        return target.baseline if self.due - target.baseline >= PATH_YEARS else None

    @property
    def key(self) -> tuple[object, ...]:
        """Equal for targets that would be drawn one upon the other."""
        return (self.due, self.judged.target.comparator, self.low, self.high, self.doubted)


class ActualFact(NamedTuple):
    """One observation on the axis, with its wordings from long to short.

    `position`: where its period ends on a time axis; `elapsed`: the share of the year gone then.
    """

    year: int
    position: float
    elapsed: float
    is_full_year: bool
    value: Decimal
    texts: tuple[str, ...]
    sentence: str
    stage: Stage


def is_doubted(judged: JudgedTarget) -> bool:
    """Whether a doubt forbids to judge the target by its printed figure."""
    return any(doubt.confidence != "possible" for doubt in judged.doubts)


def derive_target_facts(
    series: Series, axis: AxisUnit, language: Language, units: Units
) -> tuple[TargetFact, ...]:
    """The targets with a number, by due year; the same promise made twice is drawn once."""
    facts: dict[tuple[object, ...], TargetFact] = {}
    for judged in series.targets:
        fact = _target_fact(judged, axis, language, units)
        if fact is not None:
            facts.setdefault(fact.key, fact)
    return tuple(sorted(facts.values(), key=lambda fact: fact.due))


def _target_fact(
    judged: JudgedTarget, axis: AxisUnit, language: Language, units: Units
) -> TargetFact | None:
    target = judged.target
    if target.value is None:
        return None
    value = axis.value(target.value, target.unit)
    reach = axis.value(tolerance(target), target.unit)
    if value is None or reach is None:
        return None
    low = high = value
    if target.comparator == "between" and target.value_max is not None:
        upper = axis.value(target.value_max, target.unit)
        high = value if upper is None else upper
    elif target.comparator == "about":
        low, high = value - reach, value + reach
    doubted = is_doubted(judged)
    return TargetFact(
        judged=judged,
        due=judged.due,
        value=value,
        low=low,
        high=high,
        doubted=doubted,
        texts=_target_texts(judged, axis, language, units, doubted=doubted),
        sentence=_target_sentence(judged, language, units, doubted=doubted),
    )


def _target_texts(
    judged: JudgedTarget, axis: AxisUnit, language: Language, units: Units, *, doubted: bool
) -> tuple[str, ...]:
    """The figure in full; in Chinese without its unit; the bare number as the axis counts it."""
    target = judged.target
    texts = [_figure(judged, language, units)]
    if target.value is not None and target.comparator != "between":
        if language == "zh" and target.unit and target.unit != "%":
            texts.append(texts[0].removesuffix(target.unit).rstrip())
        texts.append(axis.number(target.value, target.unit))
    mark = ("？" if language == "zh" else "?") if doubted else ""
    return tuple(dict.fromkeys(text + mark for text in texts))


def _figure(judged: JudgedTarget, language: Language, units: Units) -> str:
    target = judged.target
    plain = format_quantity(target.value or Decimal(0), target.unit or "", language, units)
    return render_figure(target, language, units) or plain


def _target_sentence(
    judged: JudgedTarget, language: Language, units: Units, *, doubted: bool
) -> str:
    target, figure = judged.target, _figure(judged, language, units)
    remarks = []
    if target.comparator == "about":
        spread = format_gap(tolerance(target), target.unit or "%", language, units)
        remarks.append(f"容差 ±{spread}" if language == "zh" else f"tolerance ±{spread}")
    if doubted:
        remarks.append("原文数字存疑" if language == "zh" else "as printed, in doubt")
    if language == "zh":
        return f"{judged.due} 年目标：{figure}" + (f"（{'，'.join(remarks)}）" if remarks else "")
    return f"target for {judged.due}: {figure}" + (f" ({', '.join(remarks)})" if remarks else "")


def derive_actual_facts(
    series: Series, axis: AxisUnit, language: Language, units: Units
) -> tuple[ActualFact, ...]:
    """The observations by time; of one period only the most settled stage."""
    best: dict[str, Observation] = {}
    for observation in series.observations:
        other = best.get(observation.period)
        if other is None or STAGE_RANK[observation.stage] < STAGE_RANK[other.stage]:
            best[observation.period] = observation
    facts = [_actual_fact(observation, axis, language, units) for observation in best.values()]
    drawn = [fact for fact in facts if fact is not None]
    return tuple(sorted(drawn, key=attrgetter("position")))


def _actual_fact(
    observation: Observation, axis: AxisUnit, language: Language, units: Units
) -> ActualFact | None:
    value = axis.value(observation.value, observation.unit)
    if value is None:
        return None
    year, position, elapsed, label, part = _read_moment(observation.period)
    stage = observation.stage
    quantity = format_quantity(observation.value, observation.unit, language, units)
    number = axis.words(value)
    texts = (quantity,) if number == quantity else (quantity, number)
    if part.zh:
        texts = tuple(dict.fromkeys((f"{part[language]}{quantity}", *texts)))
    whole = not part.zh and stage != "cumulative"
    word = STAGE_WORDS[stage][language]
    sentence = (
        f"{label.zh}{word} {quantity}" if language == "zh" else f"{label.en} {word}: {quantity}"
    )
    return ActualFact(year, position, elapsed, whole, value, texts, sentence, stage)


class _Moment(NamedTuple):
    """A period as a chart needs it; `part` is how a part of a year is called, empty for a year."""

    year: int
    position: float
    elapsed: float
    label: Bilingual
    part: Bilingual


@lru_cache(maxsize=1 << 12)
def _read_moment(text: str) -> _Moment:
    period = parse_period(text)
    part = Bilingual(zh="", en="")
    if not period.is_year:
        part = Bilingual(zh=_part_of_year(period, "zh"), en=_part_of_year(period, "en"))
    return _Moment(period.year, period.position, float(period.elapsed), period.label, part)


def _part_of_year(period: Period, language: Language) -> str:
    if language == "zh":
        return period.label.zh.removeprefix(f"{period.year} 年").strip() + " "
    return period.label.en.removesuffix(f" {period.year}") + ": "


def is_beyond(fact: TargetFact, others: Iterable[Decimal]) -> bool:
    """Whether a doubted figure would make the others unreadable."""
    largest = max((abs(value) for value in others), default=None)
    return fact.doubted and largest is not None and abs(fact.high) > BEYOND * largest


def render_missing_years(years: Iterable[int], language: Language) -> str:
    """`2024–2026 年本站未收录结果`: the due years without any observation; empty when none."""
    runs: list[list[int]] = []
    for year in sorted(set(years)):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    if not runs:
        return ""
    spans = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    words = VERDICT_LABELS["awaiting_data"][language]
    if language == "zh":
        return f"{'、'.join(spans)} 年{words}"
    return f"{', '.join(spans)}: {words[0].lower()}{words[1:]}"


@dataclass(frozen=True, kw_only=True)
class ChartFacts:
    """The numbers of a series, sorted into those on the scale and those beyond it."""

    language: Language
    axis: AxisUnit
    targets: tuple[TargetFact, ...]
    beyond: tuple[TargetFact, ...]
    actuals: tuple[ActualFact, ...]

    @cached_property
    def marked_years(self) -> frozenset[int]:
        """Years with a target or an observation."""
        due = {fact.due for fact in (*self.targets, *self.beyond)}
        return frozenset(due | {fact.year for fact in self.actuals})

    @cached_property
    def sentences(self) -> list[str]:
        """Every number in words, in order of time."""
        dated = [(fact.due + 1.0, fact.sentence) for fact in (*self.targets, *self.beyond)]
        dated += [(fact.position, fact.sentence) for fact in self.actuals]
        return [sentence for _, sentence in sorted(dated, key=itemgetter(0))]

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Every year from the first with a mark to the last."""
        found = self.marked_years | {
            year for fact in self.targets if (year := fact.baseline) is not None
        }
        return tuple(range(min(found), max(found) + 1))

    @cached_property
    def values(self) -> list[Decimal]:
        """All that must fit on the value axis."""
        values = [bound for fact in self.targets for bound in (fact.low, fact.high)]
        values += [fact.value for fact in self.actuals]
        if any(fact.baseline is not None for fact in self.targets):
            values.append(Decimal(0))
        return values or [fact.value for fact in self.beyond]

    @cached_property
    def starts_at_zero(self) -> bool:
        """Whether the axis shows zero: always, except for several values close together."""
        values = [fact.value for fact in self.targets]
        values += [fact.value for fact in self.actuals]
        if len(set(values)) <= 1 or min(values) <= 0:
            return True
        share = ZERO_SHARE_RATE if self.axis.unit in {"%", "‰"} else ZERO_SHARE
        return max(values) - min(values) >= share * max(values)

    @cached_property
    def missing_years(self) -> list[int]:
        """Due years of which nothing has been published."""
        seen = {fact.year for fact in self.actuals}
        return [fact.due for fact in (*self.targets, *self.beyond) if fact.due not in seen]

    @cached_property
    def is_empty(self) -> bool:
        """Whether there is no number at all to draw."""
        return not (self.targets or self.beyond or self.actuals)

    @cached_property
    def is_lone(self) -> bool:
        """One column and nothing in it but promises."""
        return len(self.years) == 1 and not self.actuals


def derive_facts(series: Series, language: Language, units: Units) -> ChartFacts:
    """Everything of a series that has a number in the indicator's unit."""
    unit = series.indicator.unit
    printed = [
        *((j.target.value, j.target.unit) for j in series.targets if j.target.value is not None),
        *((observation.value, observation.unit) for observation in series.observations),
    ]
    converted = (convert(value, printed_unit or unit, unit) for value, printed_unit in printed)
    values = [value for value in converted if value is not None]
    axis = derive_axis_unit(unit, values, language, units)
    targets = derive_target_facts(series, axis, language, units)
    actuals = derive_actual_facts(series, axis, language, units)
    beyond = [
        fact
        for fact in targets
        if is_beyond(
            fact,
            (
                *(other.high for other in targets if not other.doubted),
                *(actual.value for actual in actuals),
            ),
        )
    ]
    return ChartFacts(
        language=language,
        axis=axis,
        targets=tuple(fact for fact in targets if fact not in beyond),
        beyond=tuple(beyond),
        actuals=actuals,
    )
