"""Words selected in the text -> the cells of a new promise, and of its indicator."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from scripts.desk.drafting import Known
from scripts.desk.drafting.figures import find_subjects
from scripts.desk.drafting.indicators import Catalogue, draft_id, new_row
from scripts.desk.drafting.pieces import find_pieces
from scripts.desk.drafting.promise import figure_cells
from scripts.desk.drafting.subjects import Subject, bare_thing
from scripts.desk.review.opened import Opened, span_of_row
from scripts.desk.review.tables import Cells
from scripts.text.quantities import Quantity, find_quantities

_EDGES = " \t\r\n\u3000，,、。；;：:"
"""What a selection takes in by accident at its ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Cells of a promise that is not written yet, and of the indicator that it would have."""

    target: Cells
    indicator: Cells


def trim_span(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space and stops at its ends."""
    start, end = max(0, start), min(end, len(text))
    while start < end and text[start] in _EDGES:
        start += 1
    while start < end and text[end - 1] in _EDGES:
        end -= 1
    return start, end


def read_figure(quote: str) -> Cells:
    """The figure that a quote begins with, as cells of its row; all empty without one."""
    quantity = next(iter(find_quantities(quote)), None)
    cells = figure_cells(quantity)
    if quantity is not None and quantity.measure:
        cells["measure"] = quantity.measure
    return cells


def propose(opened: Opened, start: int, end: int, kind: str) -> Proposal:
    """A promise made of selected words; `kind` is what the person wants of it.

    A figure that the words do not hold leaves its cells empty.
    """
    start, end = trim_span(opened.text, start, end)
    quote = opened.text[start:end]
    quantity = next(iter(find_quantities(quote)), None) if kind == "quantitative" else None
    subject = None if quantity is None else _subject(opened.text, start + quantity.start)
    indicator = _indicator(opened, quote, quantity, subject)
    due = opened.year if quantity is None or quantity.due is None else quantity.due
    measure = "completion" if quantity is None else quantity.measure or "level"
    target = {
        "target_id": "",
        "report_id": opened.report_id,
        "section_id": _section(opened, start),
        "indicator_id": indicator["indicator_id"],
        "kind": kind,
        "measure": measure,
        **figure_cells(quantity),
        "due": str(due),
        "scope": "",
        "quote": quote,
        "start": str(start),
        "end": str(end),
        "note_zh": "",
        "note_en": "",
        "quote_en": "",
    }
    return Proposal(target=target, indicator=indicator)


def _subject(text: str, figure: int) -> Subject | None:
    """What the figure at an offset is of."""
    for piece, subject, _ in find_subjects(text, list(find_pieces(text, find_quantities(text)))):
        if any(one.start == figure for one in piece.quantities):
            return subject
    return None


def _indicator(
    opened: Opened, quote: str, quantity: Quantity | None, subject: Subject | None
) -> Cells:
    """An indicator of the place or of the vocabulary; else the row of a new one."""
    unit = "" if quantity is None else quantity.unit
    own = {row["indicator_id"]: row for row in opened.tables["indicators"]}
    known = {
        key: Known(
            name=row["name_zh"],
            unit=row["unit"],
            aliases=tuple(filter(None, row.get("aliases", "").split(";"))),
        )
        for key, row in {**opened.shared, **own}.items()
    }
    thing = quote if subject is None else subject.thing
    grows = subject is not None and subject.grows
    key = Catalogue(known).exact(bare_thing(thing), unit, grows=grows) if unit else None
    if key is not None:
        return own.get(key) or opened.shared[key]
    name = quote if subject is None else subject.name
    return new_row(draft_id(name, known), name, unit or "%")


def _section(opened: Opened, start: int) -> str:
    """The section that an offset stands in, by the rows of the report."""
    sections = sorted(
        (span[0], row["section_id"])
        for row in opened.tables["sections"]
        if row["report_id"] == opened.report_id and (span := span_of_row(row)) is not None
    )
    index = bisect_right(sections, start, key=lambda one: one[0]) - 1
    if sections:
        return sections[max(index, 0)][1]
    own = (r for r in opened.tables["sections"] if r["report_id"] == opened.report_id)
    return next((row["section_id"] for row in own), "")
