"""Cover sheet of every workbook: title, sources, licence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from scripts.downloads.workbooks import Sheet

_WIDTHS = (24.0, 60.0, 60.0)


def derive_cover(rows: Iterable[Sequence[object]]) -> Sheet:
    """Rows of a name and its values, in Chinese and English, as the sheet 说明 About."""
    shown = [[None if cell is None else str(cell) for cell in row] for row in rows]
    return Sheet(title="说明 About", rows=shown, widths=_WIDTHS, header=False)


def licence_address(descriptor: Mapping[str, object]) -> str | None:
    """The address of the first licence that has one."""
    listed = descriptor.get("licenses")
    for one in listed if isinstance(listed, list) else []:
        if isinstance(one, Mapping) and one.get("path"):
            return str(one["path"])
    return None


def derive_licence(descriptor: Mapping[str, object]) -> str:
    """The package's licences in one line, each with its address."""
    listed = descriptor.get("licenses")
    entries = (
        [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    )
    named = (
        " ".join(str(one[key]) for key in ("title", "path") if one.get(key))
        or str(one.get("name") or "")
        for one in entries
    )
    return "; ".join(named)
