"""Rule 3: published values have a proper period and unit, once each."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.core.findings import Finding
from scripts.core.model import Bilingual, Observation, Place
from scripts.core.periods import parse_period
from scripts.text.quantities import same_dimension

FILE = "observations.csv"
COMPLETION_UNIT = "%"
"""A milestone is followed by how far it is completed: 100 is done."""


def check_periods(place: Place) -> Iterator[Finding]:
    """A period is a year, a half, a quarter or a month."""
    for observation in place.observations:
        try:
            parse_period(observation.period)
        except ValueError:
            yield _fault(
                observation,
                "period",
                "bad-period",
                Bilingual(
                    zh=f"“{observation.period}”不是时期。",
                    en=f"“{observation.period}” is not a period.",
                ),
                Bilingual(
                    zh="写成 2024（全年）、2024-H1（上半年）、2024-Q3（季度）或 2024-05（月）。",
                    en="Write 2024 (year), 2024-H1 (half), 2024-Q3 (quarter) or 2024-05 (month).",
                ),
            )


def check_repetition(place: Place) -> Iterator[Finding]:
    """An indicator has one value for a period in a stage."""
    first: dict[tuple[str, str, str], Observation] = {}
    for observation in place.observations:
        key = (observation.indicator_id, observation.period, observation.stage)
        earlier = first.setdefault(key, observation)
        if earlier is not observation:
            yield _fault(
                observation,
                "period",
                "duplicate-observation",
                Bilingual(
                    zh=f"与第 {earlier.row} 行的指标、时期、阶段都相同（{'，'.join(key)}）。",
                    en=f"Same indicator, period and stage as row {earlier.row} ({', '.join(key)}).",
                ),
                Bilingual(
                    zh="只留一行；数值若已修订，改原来那一行，并在 corrections.csv 记一笔。",
                    en="Keep one; a revised value replaces the old, with a row in corrections.csv.",
                ),
            )


def check_units(place: Place) -> Iterator[Finding]:
    """Values and targets of an indicator are in units that convert to the indicator's."""
    units = {indicator.indicator_id: indicator.unit for indicator in place.indicators}
    for observation in place.observations:
        unit = units.get(observation.indicator_id)
        if unit in {None, observation.unit}:
            continue
        if unit is not None and not same_dimension(observation.unit, unit):
            yield _wrong_unit(
                FILE, observation.row, observation.unit, unit, observation.indicator_id
            )
    for target in place.targets:
        unit = units.get(target.indicator_id)
        if unit is not None and target.unit and not same_dimension(target.unit, unit):
            yield _wrong_unit("targets.csv", target.row, target.unit, unit, target.indicator_id)
        elif unit is not None and target.kind == "milestone" and unit != COMPLETION_UNIT:
            yield _not_a_completion(target.row, target.indicator_id, unit)


def _not_a_completion(row: int, indicator: str, unit: str) -> Finding:
    return Finding(
        file="targets.csv",
        row=row,
        field="indicator_id",
        code="milestone-unit",
        message_zh=f"里程碑目标的指标“{indicator}”用“{unit}”计，无法说完成了百分之几。",
        message_en=f"The indicator “{indicator}” of a milestone counts in “{unit}”, which cannot "
        "say how far it is completed.",
        fix_zh="为这一里程碑另立一个单位为 % 的指标（100 即完成）。",
        fix_en="Give the milestone an indicator of its own in % (100 means completed).",
    )


def _wrong_unit(file: str, row: int, unit: str, expected: str, indicator: str) -> Finding:
    return Finding(
        file=file,
        row=row,
        field="unit",
        code="unit-mismatch",
        message_zh=f"单位“{unit}”与指标“{indicator}”的单位“{expected}”不能换算。",
        message_en=f"The unit “{unit}” does not convert to “{expected}”, the unit of the indicator "
        f"“{indicator}”.",
        fix_zh=f"用“{expected}”或它的万、亿倍数；若量的是别的东西，另立一个指标。",
        fix_en=f"Use “{expected}” or a multiple of it; if something else is measured, it is "
        "another indicator.",
    )


def _fault(
    observation: Observation, field: str, code: str, message: Bilingual, fix: Bilingual
) -> Finding:
    return Finding.about(FILE, observation.row, field, code, message, fix)
