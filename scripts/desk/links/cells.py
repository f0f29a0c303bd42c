"""Some cells of a CSV changed, every other byte kept: quotes, line ends, byte order mark."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping

_CELL = re.compile(r'("(?:[^"]|"")*"[^,\r\n]*|[^,\r\n]*)(,|\r\n|\r|\n|\Z)')
_PLAIN = re.compile(r"[\w.:/-]*", re.ASCII)
_MARK = "\ufeff"

Span = tuple[int, int]


class TableError(ValueError):
    """The table has no such column or row, or a row is too short; says which."""


def set_cells(data: bytes, changes: Mapping[tuple[int, str], str]) -> bytes:
    """The table with these cells set.

    Args:
        data: a CSV in UTF-8, with or without a byte order mark.
        changes: (row, column name) -> new cell, of letters, digits and `.:/-` only; the header
            is row 1, and blank lines count as no row.

    Raises:
        TableError: no such column or row, a short row, a cell that would need quotes, or quotes
            that do not close.
        UnicodeDecodeError: it is not UTF-8.
    """
    text = data.decode("utf-8")
    rows = list(_rows(text))
    header = [_unquoted(text[start:end]) for start, end in rows[0]] if rows else []
    spans: list[tuple[Span, str]] = []
    for (row, column), cell in changes.items():
        if _PLAIN.fullmatch(cell) is None:
            raise TableError(cell)
        if column not in header or not 1 < row <= len(rows):
            raise TableError(f"{row}, {column}")
        if len(rows[row - 1]) != len(header):
            raise TableError(f"{row}: {len(rows[row - 1])} ≠ {len(header)}")
        spans.append((rows[row - 1][header.index(column)], cell))
    for (start, end), cell in sorted(spans, reverse=True):
        text = text[:start] + cell + text[end:]
    changed = text.encode()
    if _parse(changed) != _with_cells(_parse(data), changes):
        raise TableError("csv")
    return changed


def _parse(data: bytes) -> list[list[str]]:
    text = io.StringIO(data.decode("utf-8-sig"), newline="")
    return [row for row in csv.reader(text) if row]


def _with_cells(rows: list[list[str]], changes: Mapping[tuple[int, str], str]) -> list[list[str]]:
    """What the change ought to give, as `csv` reads it: a table with stray quotes is refused."""
    for (row, column), cell in changes.items():
        if row <= len(rows) and column in rows[0]:
            rows[row - 1][rows[0].index(column)] = cell
    return rows


def _rows(text: str) -> Iterator[list[Span]]:
    """The spans of the cells, row by row."""
    row: list[Span] = []
    at = len(_MARK) if text.startswith(_MARK) else 0
    while at < len(text):
        found = _CELL.match(text, at)
        if found is None:
            raise TableError(text[at : at + 40])
        row.append(found.span(1))
        at = found.end()
        if found[2] != ",":
            if len(row) > 1 or row[0][0] < row[0][1]:
                yield row
            row = []
    if row:
        yield [*row, (at, at)]


def _unquoted(cell: str) -> str:
    return next(iter(csv.reader(io.StringIO(cell))), [""])[0]
