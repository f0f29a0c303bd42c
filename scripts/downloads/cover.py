"""Cover sheet of every workbook: title, sources, licence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scripts.downloads.workbooks import Sheet

_WIDTHS = (24.0, 60.0, 60.0)


def derive_cover(rows: Iterable[Sequence[object]]) -> Sheet:
    """Rows of a name and its values, in Chinese and English, as the sheet 说明 About."""
    shown = [[None if cell is None else str(cell) for cell in row] for row in rows]
    return Sheet(title="说明 About", rows=shown, widths=_WIDTHS, header=False)
