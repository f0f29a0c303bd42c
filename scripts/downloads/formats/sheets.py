"""Tables for Excel: typed sheets, and CSV twins that it opens right by a double click."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import chain

from scripts.downloads.workbooks import Cell, Sheet, render_workbook
from scripts.package.tabular import Column, Table
from scripts.package.tabular.table import Value, is_exact_double

MOST_ROWS, MOST_COLUMNS = 1_048_575, 16_384
"""Of a sheet, beneath its header (Excel specifications and limits)."""
_DIGITS = 15
_LONGEST_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_WIDTHS = {"integer": 12.0, "number": 12.0, "boolean": 8.0, "date": 12.0, "datetime": 20.0}
_TEXT_WIDTH = 24.0
_FORMULA_SIGNS = frozenset({"=", "+", "-", "@", "\t", "\r"})
_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII)
"""What a spreadsheet takes for a number, not for a formula, whatever the schema says of it."""
_GUARD = "'"


def fits_a_sheet(table: Table) -> bool:
    """Whether a table has no more rows and columns than Excel takes."""
    return table.row_count <= MOST_ROWS and len(table.columns) <= MOST_COLUMNS


def table_sheet(table: Table, taken: Iterable[str] = ()) -> Sheet:
    """A table as a sheet: numbers and dates typed, a number of more than 15 digits as text.

    Args:
        table: the table; `fits_a_sheet` holds.
        taken: the names of the sheets before it.
    """
    header: list[Cell] = [column.name for column in table.columns]
    columns = map(_cells, table.columns)
    return Sheet(
        title=sheet_name(table.name, taken),
        rows=chain([header], zip(*columns, strict=True)),
        widths=[_WIDTHS.get(column.type, _TEXT_WIDTH) for column in table.columns],
    )


def sheet_name(name: str, taken: Iterable[str] = ()) -> str:
    """A name that Excel accepts for a sheet and that is not among those taken."""
    used = {other.casefold() for other in taken} | {"history"}
    clean = _NOT_IN_NAMES.sub("_", name).strip("'")[:_LONGEST_NAME] or "table"
    candidate, count = clean, 2
    while candidate.casefold() in used:
        mark = f"_{count}"
        candidate, count = clean[: _LONGEST_NAME - len(mark)] + mark, count + 1
    return candidate


def render_table_workbook(cover: Sheet, table: Table) -> bytes:
    """One table with its cover as a workbook."""
    return render_workbook([cover, table_sheet(table, [cover.title])])


def _cells(column: Column) -> Iterable[Cell]:
    is_numeric = column.type in {"integer", "number"}
    return map(_cell, column.values) if is_numeric else column.values


def _cell(value: Value) -> Cell:
    if isinstance(value, int):
        return value if len(str(abs(value))) <= _DIGITS else str(value)
    if isinstance(value, Decimal):
        digits = len(value.as_tuple().digits)
        return value if digits <= _DIGITS and is_exact_double(value) else f"{value:f}"
    return value


def render_excel_csv(table: Table) -> bytes:
    """The CSV for Excel alone: UTF-8 with a byte order mark, which makes Excel read Chinese.

    Text that begins like a formula is guarded by an apostrophe (OWASP, “CSV Injection”); numbers
    stay numbers.
    """
    buffer = io.BytesIO()
    file = io.TextIOWrapper(buffer, "utf-8-sig", errors="replace", newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([_guarded(column.name) for column in table.columns])
    text = [column.type == "text" for column in table.columns]
    writer.writerows(_guarded_row(row, text) for row in table.cells())
    file.flush()
    return buffer.getvalue()


def _guarded_row(row: Sequence[str], text: Sequence[bool]) -> Sequence[str]:
    if _FORMULA_SIGNS.isdisjoint([cell[:1] for cell in row]):
        return row
    return [_guarded(cell) if is_text else cell for cell, is_text in zip(row, text, strict=True)]


def _guarded(cell: str) -> str:
    is_formula = cell[:1] in _FORMULA_SIGNS and not _NUMBER.fullmatch(cell)
    return _GUARD + cell if is_formula else cell


def formula_cells(table: Table) -> int:
    """How many cells of text a spreadsheet would take for formulas, were the CSV opened in it."""
    return sum(
        isinstance(value, str) and value[:1] in _FORMULA_SIGNS
        for column in table.columns
        if column.type == "text"
        for value in column.values
    ) + sum(_is_formula_name(column) for column in table.columns)


def _is_formula_name(column: Column) -> bool:
    return column.name[:1] in _FORMULA_SIGNS
