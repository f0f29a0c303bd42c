"""The whole draft of a report: sections, numerals, targets, new indicators, doubts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scripts.desk.drafting.directions import find_directions
from scripts.desk.drafting.figures import find_figures, hoped_for
from scripts.desk.drafting.indicators import Catalogue, Known, draft_id, new_row, unique
from scripts.desk.drafting.milestones import find_milestones
from scripts.desk.drafting.outline import Row, draft_outline
from scripts.desk.drafting.pieces import find_pieces
from scripts.desk.drafting.promise import Confidence, Promise, figure_cells
from scripts.desk.drafting.roles import guess_role
from scripts.desk.drafting.suspicions import Suspicion, find_leap, find_suspicions
from scripts.text.horizons import Horizons, find_horizons
from scripts.text.numerals_in_text import find_numerals
from scripts.text.quantities import find_quantities

UNSURE = "UNSURE"
ALIKE = Confidence(
    level="low",
    reason_zh="连到名称相近的已有指标，请核对",
    reason_en="Joined to an indicator of a like name: check that it is the same",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Rows per table; how sure each target is, by its id; the ids of the year's main targets."""

    sections: tuple[Row, ...]
    targets: tuple[Row, ...]
    numerals: tuple[Row, ...]
    indicators: tuple[Row, ...]
    doubts: tuple[Row, ...]
    confidence: Mapping[str, Confidence]
    headline: frozenset[str]
    horizons: Horizons

    @property
    def unsure(self) -> int:
        return sum(one.level == "low" for one in self.confidence.values())


def draft_report(  # noqa: PLR0913, PLR0917 - as many things are known of a report
    text: str,
    report_id: str,
    year: int,
    indicators: Mapping[str, Known],
    facts: Sequence[tuple[Decimal, str, str, str]] = (),
    shared: Mapping[str, Known] | None = None,
) -> Draft:
    """Draft every table of a report. Any text will do; nothing is raised for odd ones.

    Args:
        text: with LF line ends, as the document will be stored.
        report_id: of the new report.
        year: that the report plans for; promises without a year of their own are due then.
        indicators: those of the place, by id.
        facts: bounds of the place, from `suspicions.facts_of`.
        shared: indicators that places share, with their aliases; used where the place has none.
    """
    outline = draft_outline(text, report_id)
    horizons = find_horizons(text, year)
    promises = find_promises(text, horizons)
    drawer = _Drawer(indicators, shared or {})
    targets: list[Row] = []
    sure: dict[str, Confidence] = {}
    for promise in promises:
        key, doubt = drawer.indicator(promise)
        target_id = unique(f"{report_id}-{key}", set(sure))
        sure[target_id] = (
            doubt if doubt and promise.confidence.level != "low" else promise.confidence
        )
        section = outline.section_at(promise.start)
        keys = {"target_id": target_id, "report_id": report_id, "section_id": section}
        targets.append({**keys, **_target_cells(text, promise, key, sure[target_id])})
    figures = {
        one.quantity.start: (one.quantity.end, row["target_id"])
        for one, row in zip(promises, targets, strict=True)
        if one.quantity is not None
    }
    titles = [(int(row["start"]), int(row["end"]) + 1) for row in outline.rows if row["start"]]
    return Draft(
        sections=outline.rows,
        targets=tuple(targets),
        numerals=_numeral_rows(text, report_id, titles, horizons, figures),
        indicators=tuple(drawer.created.values()),
        doubts=_doubt_rows(report_id, _suspicions(text, promises, targets, indicators, facts)),
        confidence=sure,
        headline=frozenset(
            row["target_id"] for one, row in zip(promises, targets, strict=True) if one.headline
        ),
        horizons=horizons,
    )


def find_promises(text: str, horizons: Horizons) -> list[Promise]:
    """Everything that a text promises, in printed order: figures, directions, milestones."""
    pieces = list(find_pieces(text, find_quantities(text)))
    figures = list(find_figures(text, pieces, horizons))
    taken = [(one.start, one.end) for one in figures]
    directions = list(find_directions(text, pieces, horizons, taken))
    taken += [(one.start, one.end) for one in directions]
    milestones = find_milestones(text, pieces, horizons, taken)
    return sorted((*figures, *directions, *milestones), key=lambda one: one.start)


class _Drawer:
    """Finds each promise's indicator, and makes the rows of those that the place lacks."""

    def __init__(self, place: Mapping[str, Known], shared: Mapping[str, Known]) -> None:
        self._place = place
        self._catalogue = Catalogue(place, shared)
        self._places_own = Catalogue(place)
        self._ids = {*place, *shared}
        self.created: dict[str, Row] = {}

    def indicator(self, promise: Promise) -> tuple[str, Confidence | None]:
        """The id of a promise's indicator, and a doubt where it is only of a like name."""
        unit = promise.quantity.unit if promise.quantity else ""
        if promise.kind != "milestone":
            key = self._catalogue.exact(promise.thing, unit, grows=promise.grows)
            if key is not None:
                row = self._catalogue[key].row
                if key not in self._place and row is not None:
                    self.created.setdefault(key, dict(row))
                return key, None
        key = self._places_own.alike(promise.name, unit or "%")
        if key is not None:
            return key, ALIKE
        key = draft_id(promise.name, self._ids)
        self._ids.add(key)
        self.created[key] = new_row(key, promise.name, unit or "%")
        return key, None


def _target_cells(text: str, promise: Promise, key: str, sure: Confidence) -> Row:
    note_zh = "原文为“力争”“争取”一类说法。" if hoped_for(text, promise) else ""
    note_en = "The report says that it will try." if note_zh else ""
    if sure.level == "low":
        note_zh = f"待核对：{sure.reason_zh}{note_zh and '。' + note_zh}"
        note_en = f"{UNSURE}: {sure.reason_en}{note_en and '. ' + note_en}"
    return {
        "indicator_id": key,
        "kind": promise.kind,
        "measure": _measure(promise),
        **figure_cells(promise.quantity),
        "due": str(promise.due),
        "scope": "",
        "quote": text[promise.start : promise.end],
        "start": str(promise.start),
        "end": str(promise.end),
        "note_zh": note_zh,
        "note_en": note_en,
    }


def _measure(promise: Promise) -> str:
    if promise.quantity is not None:
        return promise.quantity.measure or "level"
    return "growth" if promise.kind == "directional" and promise.grows else "completion"


def _numeral_rows(
    text: str,
    report_id: str,
    titles: Sequence[tuple[int, int]],
    horizons: Horizons,
    figures: Mapping[int, tuple[int, str]],
) -> tuple[Row, ...]:
    """A row for each numeral that needs one; `figures`: start -> end and target of a promise."""
    rows: list[Row] = []
    for span in find_numerals(text):
        if not span.required:
            continue
        owner = next(
            (t for start, (end, t) in figures.items() if start <= span.start and span.end <= end),
            "",
        )
        guess = None if owner else guess_role(text, span, horizons, titles)
        rows.append(
            {
                "report_id": report_id,
                "start": str(span.start),
                "end": str(span.end),
                "text": span.text,
                "role": "target" if guess is None else guess.role,
                "target_id": owner,
                "note": "" if guess is None else guess.note,
                "note_en": "" if guess is None else guess.note_en,
            }
        )
    return tuple(rows)


def _suspicions(
    text: str,
    promises: Sequence[Promise],
    targets: Sequence[Row],
    indicators: Mapping[str, Known],
    facts: Sequence[tuple[Decimal, str, str, str]],
) -> list[tuple[Suspicion, str]]:
    """What looks wrong, each with the target whose figure it touches; one for each figure."""
    figures = [
        (promise.quantity, row)
        for promise, row in zip(promises, targets, strict=True)
        if promise.quantity is not None
    ]
    found = list(find_suspicions(text, facts))
    seen = {(one.start, one.end) for one in found}
    for quantity, row in figures:
        known = indicators.get(row["indicator_id"])
        leap = None if known is None else find_leap(text, quantity, known.values)
        if leap is not None and (leap.start, leap.end) not in seen:
            found.append(leap)
    found.sort(key=lambda one: one.start)
    return [
        (
            one,
            next(
                (r["target_id"] for q, r in figures if q.start < one.end and one.start < q.end), ""
            ),
        )
        for one in found
    ]


def _doubt_rows(report_id: str, found: Sequence[tuple[Suspicion, str]]) -> tuple[Row, ...]:
    return tuple(
        {
            "doubt_id": f"{report_id}-draft-{number}",
            "report_id": report_id,
            "target_id": target_id,
            "start": str(one.start),
            "end": str(one.end),
            "printed": one.printed,
            "likely": "",
            "reason_zh": one.reason_zh,
            "reason_en": one.reason_en,
            "source_id": "",
            "confidence": one.confidence,
            "kind": one.kind,
        }
        for number, (one, target_id) in enumerate(found, 1)
    )
