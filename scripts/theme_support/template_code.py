"""Table cells as HTML, for rows that pages have by the hundred."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup, escape

_SPECIAL = re.compile("[&<>\"']").search


def shown(value: Any) -> str:
    """A value as it stands in HTML, for output only: what is joined there need not be `Markup`."""
    kind = type(value)
    if kind is Markup or (kind is str and _SPECIAL(value) is None):
        return value  # type: ignore[no-any-return]
    return str(value) if kind is int else escape(value)


def cells(rows: Iterable[Iterable[str]], numeric: Sequence[bool]) -> Markup:
    """The rows of a table's preview, a line each; there may be thousands of cells."""
    opening = ['<td class="number">' if one else "<td>" for one in numeric]
    lines: list[str] = []
    for row in rows:
        line = "</td>".join(
            [f"{start}{shown(cell)}" for start, cell in zip(opening, row, strict=False)]
        )
        lines.append(f"<tr>{line}</td></tr>\n" if line else "<tr></tr>\n")
    return Markup("".join(lines))  # noqa: S704 - every cell is escaped
