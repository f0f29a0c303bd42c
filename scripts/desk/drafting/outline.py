"""Sections from headings, and the stretches of the text that speak of what is to be done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scripts.text.headings import Heading, find_headings

Row = dict[str, str]
_AHEAD = re.compile("目标|安排|任务|要求|打算|计划|今年|下步|下一步|重点工作|努力方向|建议")
_BEHIND = re.compile("回顾|总结|成绩|成效|过去|五年来|一年来|工作情况")
_NOW = re.compile(
    "今年|本年|新的一年|([0-9]{4})年(?:工作|发展)?(?:的)?(?:总体|主要|预期|目标|重点)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """Section rows in printed order, where each begins, and what looks ahead."""

    rows: tuple[Row, ...]
    starts: tuple[int, ...]
    ahead: tuple[tuple[int, int], ...]
    sure: bool
    """Whether a heading says where the promises begin; else the whole text is taken."""

    def section_at(self, offset: int) -> str:
        """The innermost section that an offset stands in; the first where none does."""
        found = ""
        for row, start in zip(self.rows, self.starts, strict=True):
            if start > offset:
                break
            found = row["section_id"]
        return found or (self.rows[0]["section_id"] if self.rows else "")

    def looks_ahead(self, offset: int) -> bool:
        """Whether the text at an offset speaks of what is to be done."""
        return any(low <= offset < high for low, high in self.ahead)


def draft_outline(text: str, report_id: str) -> Outline:
    """Number the headings of a text; `2024-3-1` is the first below the third of the report 2024."""
    headings = [heading for heading in find_headings(text) if heading.kind != "title"]
    if not headings:
        row = _row(report_id, f"{report_id}-1", "", 1, None)
        return Outline(rows=(row,), starts=(0,), ahead=((0, len(text)),), sure=False)
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
    ahead, sure = _find_ahead(text, headings)
    return Outline(
        rows=tuple(rows), starts=tuple(h.start for h in headings), ahead=ahead, sure=sure
    )


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


def _find_ahead(text: str, headings: Sequence[Heading]) -> tuple[tuple[tuple[int, int], ...], bool]:
    """From the first high heading that looks ahead to the next that looks back, or to the end."""
    top = min(heading.level for heading in headings)
    parts = [heading for heading in headings if heading.level <= max(top, 2)]
    if not any(_AHEAD.search(part.title) for part in parts):
        parts = list(headings)
    spans: list[tuple[int, int]] = []
    opened: int | None = None
    for part in parts:
        if opened is None and _AHEAD.search(part.title) and not _BEHIND.search(part.title):
            opened = part.start
        elif opened is not None and _BEHIND.search(part.title):
            spans.append((opened, part.start))
            opened = None
    if opened is not None:
        spans.append((opened, len(text)))
    if spans:
        return tuple(spans), True
    now = _NOW.search(text)
    return ((now.start() if now else 0, len(text)),), False
