"""Rule 3: published values have a proper period and unit, once each."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.core.findings import Finding
from scripts.core.model import Observation, Place
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
            yield Finding.of("bad-period", FILE, observation.row, "period", observation=observation)


def check_repetition(place: Place) -> Iterator[Finding]:
    """An indicator has one value for a period in a stage."""
    first: dict[tuple[str, str, str], Observation] = {}
    for observation in place.observations:
        key = (observation.indicator_id, observation.period, observation.stage)
        earlier = first.setdefault(key, observation)
        if earlier is not observation:
            yield Finding.of(
                "duplicate-observation",
                FILE,
                observation.row,
                "period",
                earlier=earlier,
                key_zh="，".join(key),
                key_en=", ".join(key),
            )


def check_units(place: Place) -> Iterator[Finding]:
    """Values and targets of an indicator are in units that convert to the indicator's."""
    units = {indicator.indicator_id: indicator.unit for indicator in place.indicators}
    for observation in place.observations:
        unit = units.get(observation.indicator_id)
        if unit in {None, observation.unit}:
            continue
        if unit is not None and not same_dimension(observation.unit, unit):
            yield Finding.of(
                "unit-mismatch",
                FILE,
                observation.row,
                "unit",
                unit=observation.unit,
                indicator=observation.indicator_id,
                expected=unit,
            )
    for target in place.targets:
        unit = units.get(target.indicator_id)
        if unit is not None and target.unit and not same_dimension(target.unit, unit):
            yield Finding.of(
                "unit-mismatch",
                "targets.csv",
                target.row,
                "unit",
                unit=target.unit,
                indicator=target.indicator_id,
                expected=unit,
            )
        elif unit is not None and target.kind == "milestone" and unit != COMPLETION_UNIT:
            yield Finding.of(
                "milestone-unit",
                "targets.csv",
                target.row,
                "indicator_id",
                indicator=target.indicator_id,
                unit=unit,
            )
