"""Sections from a report's headings."""

from __future__ import annotations

from dataclasses import dataclass

from scripts.text.headings import Heading, find_headings

Row = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """Section rows in printed order, and where each begins."""

    rows: tuple[Row, ...]
    starts: tuple[int, ...]

    def section_at(self, offset: int) -> str:
        """The innermost section that an offset stands in; the first where none does."""
        found = ""
        for row, start in zip(self.rows, self.starts, strict=True):
            if start > offset:
                break
            found = row["section_id"]
        return found or (self.rows[0]["section_id"] if self.rows else "")


def draft_outline(text: str, report_id: str) -> Outline:
    """Number the headings of a text; `2024-3-1` is the first below the third of the report 2024."""
    headings = [heading for heading in find_headings(text) if heading.kind != "title"]
    if not headings:
        row = _row(report_id, f"{report_id}-1", "", 1, None)
        return Outline(rows=(row,), starts=(0,))
    rows: list[Row] = []
    path: list[tuple[int, str]] = []
    counts: dict[str, int] = {}
    for order, heading in enumerate(headings, 1):
        while path and path[-1][0] >= heading.level:
            path.pop()
        parent = path[-1][1] if path else report_id
        counts[parent] = counts.get(parent, 0) + 1
        section_id = f"{parent}-{counts[parent]}"
        rows.append(_row(report_id, section_id, parent if path else "", order, heading))
        path.append((heading.level, section_id))
    return Outline(rows=tuple(rows), starts=tuple(h.start for h in headings))


def _row(report_id: str, section_id: str, parent: str, order: int, heading: Heading | None) -> Row:
    return {
        "report_id": report_id,
        "section_id": section_id,
        "parent_id": parent,
        "order": str(order),
        "number": "" if heading is None else heading.number or "",
        "title_zh": "全文" if heading is None else heading.title,
        "title_en": "Whole text" if heading is None else "",
        "start": "" if heading is None else str(heading.start),
        "end": "" if heading is None else str(heading.end),
    }
