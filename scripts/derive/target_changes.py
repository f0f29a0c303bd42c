"""Changes of targets from one report to the next: raised, lowered, softened, new, dropped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from scripts.core.model import Comparator, Measure, Report
from scripts.derive.edition import Edition, JudgedTarget, Series
from scripts.words.scales import to_base

Change = Literal["raised", "lowered", "stricter", "softer", "new", "dropped"]
STRENGTH: Mapping[Comparator, int] = {
    "about": 1,
    "between": 1,
    "equal": 2,
    "at_least": 3,
    "at_most": 3,
    "more_than": 4,
    "less_than": 4,
}
"""How binding a comparator is: “about” gives way in both directions, “more than” in none."""
RECURRING: frozenset[Measure] = frozenset({"growth", "level", "share", "rank"})
"""Measures that a report sets every year; counts of projects come and go."""
READ_WHOLE = frozenset({"full", "by_reference"})
"""Coverages of which it can be said that a report no longer has a target."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetChange:
    """What became of a target in the next report; None where a report does not have it."""

    series: Series
    earlier: JudgedTarget | None
    later: JudgedTarget | None
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportChanges:
    """The changes between two reports in a row."""

    earlier: Report
    later: Report
    changes: tuple[TargetChange, ...]


def derive_target_changes(edition: Edition) -> Iterator[ReportChanges]:
    """The changes of a place's annual targets, the newest pair of reports first."""
    reports = sorted((one.report for one in edition.reports), key=lambda one: one.year)
    for earlier, later in reversed(list(pairwise(reports))):
        if later.year == earlier.year + 1:
            found = tuple(_changes_between(edition, earlier, later))
            yield ReportChanges(earlier=earlier, later=later, changes=found)


def _changes_between(edition: Edition, earlier: Report, later: Report) -> Iterator[TargetChange]:
    for series in edition.series:
        before, after = _annual_target(series, earlier), _annual_target(series, later)
        change = _compare(series, before, after)
        if change is None and READ_WHOLE.issuperset({earlier.coverage, later.coverage}):
            if before is not None and after is None:
                change = "dropped"
            elif after is not None and before is None:
                change = "new"
        if change is not None:
            yield TargetChange(series=series, earlier=before, later=after, change=change)


def _annual_target(series: Series, report: Report) -> JudgedTarget | None:
    """The recurring target of a report for its own year."""
    own = (
        one
        for one in series.targets
        if one.report.report_id == report.report_id
        and one.due == report.year
        and one.target.measure in RECURRING
        and one.target.kind != "milestone"
    )
    return min(own, key=lambda one: one.target.scope is not None, default=None)


def _compare(
    series: Series, before: JudgedTarget | None, after: JudgedTarget | None
) -> Change | None:
    """How two figures for the same thing differ; None where they do not, or cannot be compared."""
    if before is None or after is None:
        return None
    low, high = before.target, after.target
    if low.value is None or high.value is None or low.comparator is None or high.comparator is None:
        return None
    first, unit = to_base(low.value, low.unit or "")
    second, other = to_base(high.value, high.unit or "")
    if unit != other or low.measure != high.measure:
        return None
    if first != second:
        return _direction(series, second - first)
    difference = STRENGTH[high.comparator] - STRENGTH[low.comparator]
    if not difference:
        return None
    return "stricter" if difference > 0 else "softer"


def _direction(series: Series, difference: Decimal) -> Change:
    """Raised is more ambitious: a smaller figure, where less is better."""
    more = difference < 0 if series.indicator.direction == "down" else difference > 0
    return "raised" if more else "lowered"
