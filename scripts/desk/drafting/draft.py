"""The whole draft of a report: sections, numerals, targets, new indicators, doubts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scripts.desk.drafting.commitments import UNSURE, Commitment, figure_cells, find_commitments
from scripts.desk.drafting.names import draft_id, draft_name, find_alike
from scripts.desk.drafting.outline import Outline, Row, draft_outline
from scripts.desk.drafting.roles import guess_role
from scripts.desk.drafting.suspicions import Suspicion, find_leap, find_suspicions
from scripts.text.numerals_in_text import find_numerals
from scripts.words.scales import same_dimension


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An indicator that exists: its Chinese name, its unit, its figures in other reports."""

    name: str
    unit: str
    values: tuple[tuple[Decimal, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Rows per table, and how many of the targets a person must look at twice."""

    sections: tuple[Row, ...]
    targets: tuple[Row, ...]
    numerals: tuple[Row, ...]
    indicators: tuple[Row, ...]
    doubts: tuple[Row, ...]

    @property
    def unsure(self) -> int:
        return sum(row["note_en"].startswith(UNSURE) for row in self.targets)


def draft_report(
    text: str,
    report_id: str,
    year: int,
    indicators: Mapping[str, Known],
    facts: Sequence[tuple[Decimal, str, str, str]] = (),
) -> Draft:
    """Draft every table of a report. Any text will do; nothing is raised for odd ones.

    Args:
        text: with LF line ends, as the document will be stored.
        report_id: of the new report.
        year: that the report plans for; promises without a year of their own are due then.
        indicators: those that exist, by id.
        facts: bounds of the place, from `suspicions.facts_of`.
    """
    outline = draft_outline(text, report_id)
    commitments = list(find_commitments(text, outline))
    known = {key: one.name for key, one in indicators.items()}
    units = {key: one.unit for key, one in indicators.items()}
    targets: list[Row] = []
    created: list[Row] = []
    taken = set(known)
    ids: set[str] = set()
    for commitment in commitments:
        unit = "" if commitment.quantity is None else commitment.quantity.unit
        name = draft_name(commitment.quote, unit)
        key = _existing(name, unit, known, units, milestone=commitment.quantity is None)
        remark = commitment.unsure
        if key is None:
            key = draft_id(name, taken)
            taken.add(key)
            created.append(_indicator_row(key, name, unit or "%"))
            remark = remark or "新指标：请定名称、编号、主题"
        else:
            remark = remark or f"连到已有指标“{known[key]}”，请核对"
        target_id = _unique(f"{report_id}-{key}", ids)
        targets.append(_target_row(commitment, target_id, report_id, year, outline, key, remark))
    return Draft(
        sections=outline.rows,
        targets=tuple(targets),
        numerals=_numeral_rows(text, report_id, outline, commitments, targets),
        indicators=tuple(created),
        doubts=_doubt_rows(report_id, _suspicions(text, commitments, targets, indicators, facts)),
    )


def _existing(
    name: str, unit: str, known: Mapping[str, str], units: Mapping[str, str], *, milestone: bool
) -> str | None:
    """An existing indicator of a like name whose unit measures the same."""
    wanted = "%" if milestone else unit
    fitting = {key: text for key, text in known.items() if same_dimension(units[key], wanted)}
    return find_alike(name, fitting)


def _unique(proposed: str, taken: set[str]) -> str:
    key, number = proposed, 2
    while key in taken:
        key, number = f"{proposed}-{number}", number + 1
    taken.add(key)
    return key


def _indicator_row(key: str, name: str, unit: str) -> Row:
    return {
        "indicator_id": key,
        "name_zh": name,
        "name_en": "",
        "unit": unit,
        "direction": "none",
        "decimals": "0",
        "definition_zh": "",
        "definition_en": "",
        "theme": "",
    }


def _target_row(  # noqa: PLR0913, PLR0917 - a row is made of all of these
    commitment: Commitment,
    target_id: str,
    report_id: str,
    year: int,
    outline: Outline,
    indicator: str,
    remark: str,
) -> Row:
    quantity = commitment.quantity
    figure = {"comparator": "", "value": "", "value_max": "", "unit": "", "baseline": ""}
    due = year if quantity is None or quantity.due is None else quantity.due
    return {
        "target_id": target_id,
        "report_id": report_id,
        "section_id": outline.section_at(commitment.start),
        "indicator_id": indicator,
        "kind": "milestone" if quantity is None else "quantitative",
        "measure": "completion",
        **(figure if quantity is None else figure_cells(quantity)),
        "due": str(max(due, year)),
        "scope": "",
        "quote": commitment.quote,
        "start": str(commitment.start),
        "end": str(commitment.end),
        "note_zh": f"待核对：{remark}" if remark else "",
        "note_en": f"{UNSURE}: to be checked by a person" if remark else "",
    }


def _numeral_rows(
    text: str,
    report_id: str,
    outline: Outline,
    commitments: Sequence[Commitment],
    targets: Sequence[Row],
) -> tuple[Row, ...]:
    figures = {
        commitment.quantity.start: (commitment.quantity.end, row["target_id"])
        for commitment, row in zip(commitments, targets, strict=True)
        if commitment.quantity is not None
    }
    titles = [(int(r["start"]), int(r["end"]) + 1) for r in outline.rows if r["start"]]
    rows: list[Row] = []
    for span in find_numerals(text):
        if not span.required:
            continue
        owner = next(
            (t for start, (end, t) in figures.items() if start <= span.start and span.end <= end),
            "",
        )
        guess = None if owner else guess_role(text, span, outline, titles)
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
    commitments: Sequence[Commitment],
    targets: Sequence[Row],
    indicators: Mapping[str, Known],
    facts: Sequence[tuple[Decimal, str, str, str]],
) -> list[tuple[Suspicion, str]]:
    """What looks wrong, each with the target whose figure it touches; one for each figure."""
    figures = [
        (commitment.quantity, row)
        for commitment, row in zip(commitments, targets, strict=True)
        if commitment.quantity is not None
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
        }
        for number, (one, target_id) in enumerate(found, 1)
    )
