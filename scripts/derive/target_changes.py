"""Changes of targets from one report to the next: raised, lowered, softened, new, dropped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from scripts.core.model import LANGUAGES, Comparator, Measure, Report, TargetChanged
from scripts.derive.edition import Edition, JudgedTarget, Series
from scripts.words.addresses import Addresses, target_anchor
from scripts.words.scales import to_base
from scripts.words.wording import CHANGE_LABELS, KIND_LABELS, Units, render_figure

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
_STRIVING = re.compile("力争|争取|努力")
_CLAUSE_END = re.compile("[，、；]")


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetChange:
    """What became of a target in the next report; plain values, so that JSON can hold it.

    `earlier`, `later`: the years of the two reports. `figure_…`, `quote_…`, `url_…`: of the target
    in each; empty where a report does not have it. `url_…`: of the Chinese page.
    """

    place: str
    place_zh: str
    place_en: str
    indicator_id: str
    name_zh: str
    name_en: str
    earlier: int
    later: int
    change: TargetChanged
    earlier_zh: str
    earlier_en: str
    later_zh: str
    later_en: str
    earlier_quote: str
    later_quote: str
    earlier_url: str
    later_url: str


def derive_target_changes(edition: Edition, units: Units) -> Iterator[TargetChange]:
    """The changes of a place's annual targets, the newest pair of reports first."""
    reports = sorted((one.report for one in edition.reports), key=lambda one: one.year)
    for earlier, later in reversed(list(pairwise(reports))):
        if later.year == earlier.year + 1:
            yield from _changes_between(edition, units, earlier, later)


def order_changes(
    changes: Iterable[TargetChange], places: Sequence[str] = ()
) -> list[TargetChange]:
    """Changes as pages list them: the newest first, then by kind, then in the order of places."""
    rank = {place: number for number, place in enumerate(places)}
    kinds = list(CHANGE_LABELS)
    return sorted(
        changes,
        key=lambda one: (-one.later, kinds.index(one.change), rank.get(one.place, len(rank))),
    )


def read_changes(rows: Iterable[Mapping[str, Any]]) -> list[TargetChange]:
    """Changes from the plain data that a step has kept (`dataclasses.asdict`)."""
    return [TargetChange(**row) for row in rows]


def _changes_between(
    edition: Edition, units: Units, earlier: Report, later: Report
) -> Iterator[TargetChange]:
    place, both_whole = edition.place, READ_WHOLE.issuperset({earlier.coverage, later.coverage})
    for series in edition.series:
        before, after = _annual_target(series, earlier), _annual_target(series, later)
        change = _compare(series, before, after)
        if both_whole and (before is None) != (after is None):
            change = "new" if before is None else "dropped"
        if change is None:
            continue
        yield TargetChange(
            place=place.name,
            place_zh=place.name_zh,
            place_en=place.name_en,
            indicator_id=series.indicator.indicator_id,
            name_zh=series.indicator.name_zh,
            name_en=series.indicator.name_en,
            earlier=earlier.year,
            later=later.year,
            change=change,
            **_describe("earlier", place.name, before, units),
            **_describe("later", place.name, after, units),
        )


def _describe(when: str, place: str, judged: JudgedTarget | None, units: Units) -> dict[str, Any]:
    """A target in the fields whose names begin with `when`."""
    if judged is None:
        return {f"{when}_{name}": "" for name in ("zh", "en", "quote", "url")}
    target = judged.target
    page = Addresses("zh").indicator(place, target.indicator_id)
    quoted = {"zh": target.quote, "en": target.quote_en}
    return {
        **{
            f"{when}_{one}": render_figure(target, one, units)
            or quoted[one]
            or KIND_LABELS[target.kind][one]
            for one in LANGUAGES
        },
        f"{when}_quote": target.quote or "",
        f"{when}_url": f"{page}#{target_anchor(target.target_id)}",
    }


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
) -> TargetChanged | None:
    """How two figures for the same thing differ; None where they do not, or cannot be compared."""
    if before is None or after is None:
        return None
    low, high = before.target, after.target
    if low.measure != high.measure:
        return None
    if low.value is None or high.value is None or low.comparator is None or high.comparator is None:
        return _firmness((high.value is not None) - (low.value is not None))
    first, unit = to_base(low.value, low.unit or "")
    second, other = to_base(high.value, high.unit or "")
    if unit != other:
        return None
    if first != second:
        return _direction(series, second - first)
    difference = STRENGTH[high.comparator] - STRENGTH[low.comparator]
    return _firmness(difference or _resolve(high.quote) - _resolve(low.quote))


def _firmness(difference: int) -> TargetChanged | None:
    """A figure binds more than none, “ensure” more than “strive for”."""
    return None if not difference else "stricter" if difference > 0 else "softer"


def _resolve(quote: str | None) -> int:
    """How a quote binds by its verb; “around 5%, striving for more” takes nothing back."""
    clause = _CLAUSE_END.split(quote or "")[0]
    return ("确保" in clause) - bool(_STRIVING.search(clause))


def _direction(series: Series, difference: Decimal) -> TargetChanged:
    """Raised is more ambitious: a smaller figure, where less is better."""
    more = difference < 0 if series.indicator.direction == "down" else difference > 0
    return "raised" if more else "lowered"
