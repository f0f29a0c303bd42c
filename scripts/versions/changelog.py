"""A release in words: an entry of the change log, Chinese with English."""

from __future__ import annotations

from itertools import takewhile

from scripts.versions.changes import PackageChanges
from scripts.versions.records import Record
from scripts.versions.table_changes import RowChange, TableChange

MOST_ROWS = 200
"""Rows of one table that an entry lists; how many there are it says as well."""
_LONGEST = 80
_BEFORE = 12
LEVELS = {
    "first": "首次发布 first release",
    "major": "主版本 major",
    "minor": "次版本 minor",
    "patch": "修订 patch",
}


def render_entry(record: Record, changes: PackageChanges | None) -> str:
    """One version as Markdown: its level and why, then every row that changed, cell by cell."""
    lines = [f"## {record.version} · {record.date} · {LEVELS[record.level]}", ""]
    if record.note_zh or record.note_en:
        lines += [f"{record.note_zh} {record.note_en}".strip(), ""]
    for reason in changes.reasons if changes else ():
        lines.append(f"- {reason.level}：{reason.text.zh} · {reason.text.en}")
    for table in changes.tables if changes else ():
        lines += ["", f"### {table.table}", "", *_row_lines(table)]
    return "\n".join(lines).rstrip() + "\n"


def _row_lines(table: TableChange) -> list[str]:
    listed = [
        *(_line("+", row) for row in table.added),
        *(_line("−", row) for row in table.removed),
        *(_line("~", row) for row in table.changed),
    ]
    rest = len(listed) - MOST_ROWS
    return listed[:MOST_ROWS] + ([f"- …… 另有 {rest} 行 more rows"] if rest > 0 else [])


def _line(sign: str, row: RowChange) -> str:
    if sign == "~":
        cells = "；".join(f"{c.field}：{_pair(c.old, c.new)}" for c in row.cells)
    else:
        cells = "，".join(
            f"{c.field}={_short(c.new if sign == '+' else c.old)}"
            for c in row.cells
            if (c.new if sign == "+" else c.old)
        )
    return f"- {sign} `{_short(row.key)}`：{cells}"


def _pair(old: str, new: str) -> str:
    """Both texts; long ones from a little before where they part."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    first = max(0, same - _BEFORE) if max(len(old), len(new)) > _LONGEST else 0
    mark = "…" if first else ""
    return f"{mark}{_short(old[first:])} → {mark}{_short(new[first:])}"


def _short(text: str) -> str:
    flat = " ".join(text.split()).replace("`", "ˋ")
    if not flat:
        return "∅"
    return flat if len(flat) <= _LONGEST else f"{flat[:_LONGEST]}…"
