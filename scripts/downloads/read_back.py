"""Every written format of a table, read again by its stock library and held against the text.

First each printed cell against the value that was read from it; then each format's cells against
these values: a cell that differs stops its package.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from decimal import Decimal, InvalidOperation
from itertools import zip_longest
from typing import Any

from scripts.downloads.formats.sqlite import fitting_tables, in_order
from scripts.downloads.workbooks import CUT
from scripts.package.tabular import Column, Table
from scripts.package.tabular.table import CHUNK_ROWS, Value, batches, csv_rows, plain_text
from scripts.package.tabular.typing import missing_texts

_ESCAPE = re.compile("_x[0-9a-fA-F]{4}")
Rows = Iterable[Sequence[Any]]


class ChangedCellError(ValueError):
    """A cell of a written file is not what the source says; `row` counts the header as 1."""

    def __init__(self, file: str, row: int, column: str, source: str, written: str) -> None:
        super().__init__(file, row, column, source, written)
        self.file, self.row, self.column = file, row, column
        self.source, self.written = source, written


def read_back_group(tables: Sequence[Table], name: str, files: Mapping[str, bytes]) -> int:
    """How many cells of the files of a set of downloads (`FileSet`) were compared.

    Raises:
        ChangedCellError: see `read_back`.
    """
    for table in tables:
        if name == f"table:{table.key}":
            return read_back(table, files)
    bases = {path: data for path, data in files.items() if path.endswith(".sqlite")}
    return sum(read_back_sqlite(tables, path, data) for path, data in bases.items())


def read_back(table: Table, files: Mapping[str, bytes]) -> int:
    """How many cells of a table's files were compared, those of its source included.

    Args:
        table: the table.
        files: path -> content, of its formats; others are passed over.

    Raises:
        ChangedCellError: a cell is not what it was.
    """
    count = _compare_source(table)
    for path, data in files.items():
        if path.endswith("-excel.csv"):
            count += _compare(path, table, _csv_rows(data, table), _is_guarded)
        elif path.endswith(".csv"):
            count += _compare(path, table, _csv_rows(data, table), None)
        elif path.endswith("-metadata.json"):
            continue
        elif path.endswith(".xlsx"):
            count += _compare(path, table, _sheet_rows(data, table), _is_same_in_sheet)
        elif reader := _READERS.get(path.rpartition(".")[2]):
            count += _compare(path, table, reader(data, table), _is_same)
    return count


def read_back_sqlite(tables: Sequence[Table], path: str, data: bytes) -> int:
    """The same for the SQLite file of a package; a table that it leaves out is passed over."""
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(data)
        count = 0
        for table in fitting_tables(tables):
            count += _compare(path, table, base.execute(in_order(table)), _is_same)
    return count


def _compare_source(table: Table) -> int:
    """Hold each printed cell against its value; each different pair of a batch once."""
    columns = table.columns
    absent = [{*missing_texts(column.field, table.missing), ""} for column in columns]
    first = 2
    both = zip(table.cells(), table.rows(), strict=True)
    for batch in batches(both, table.chunk_rows):
        texts, values = (zip(*rows, strict=True) for rows in zip(*batch, strict=True))
        for column, none, *pair in zip(columns, absent, texts, values, strict=True):
            judged: set[tuple[str, Value]] = set()
            for row, (text, value) in enumerate(zip(*pair, strict=True), first):
                if (text, value) not in judged:
                    if not _says(text, value, column, none):
                        raise ChangedCellError(table.csv, row, column.name, text, plain_text(value))
                    judged.add((text, value))
        first += len(batch)
    return table.row_count * len(columns)


def _says(text: str, value: Value, column: Column, absent: set[str]) -> bool:  # noqa: PLR0911
    """Whether a printed cell says a value, by its digits alone."""
    if value is None:
        return text in absent
    if isinstance(value, str):
        return text == value
    if isinstance(value, bool):
        return text not in absent
    if isinstance(value, dt.date):
        printed = {int(one) for one in re.findall("[0-9]+", text)}
        same = re.sub("[^0-9]", "", text).startswith(f"{value:%Y%m%d}")
        return same or {value.day, value.year % 100} <= printed | {one % 100 for one in printed}
    if text == str(value):
        return True
    group, point = column.field.get("groupChar") or "", column.field.get("decimalChar") or "."
    plain = text.replace(str(group), "") if group else text
    digits = re.search(r"[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?", plain.replace(str(point), "."))
    try:
        return digits is not None and Decimal(digits[0]) == value
    except InvalidOperation:
        return False


def _compare(
    path: str, table: Table, rows: Rows, is_same: Callable[[Any, Any], bool] | None
) -> int:
    """Hold the rows of a file against the printed cells, or against their values."""
    printed = is_same in {None, _is_guarded}
    expected: Iterator[Sequence[Any]] = table.cells() if printed else table.rows()
    names = [column.name for column in table.columns]
    count, number, end = 0, 1, object()
    found = iter(rows)
    for number, wanted in enumerate(expected, 2):
        row = next(found, end)
        if row is end or len(row) != len(wanted):  # type: ignore[arg-type]
            raise ChangedCellError(path, number, names[0], "", "—")
        for name, one, other in zip(names, wanted, row, strict=True):  # type: ignore[call-overload]
            if one != other and not (is_same is not None and is_same(one, other)):
                raise ChangedCellError(path, number, name, str(one), str(other))
        count += len(wanted)
    if next(found, end) is not end:
        raise ChangedCellError(path, number + 1, names[0] if names else "", "", "—")
    return count


def _is_guarded(text: str, written: str) -> bool:
    """Whether a cell is the text behind the apostrophe that keeps it from being a formula."""
    return written == f"'{text}"


def _is_same(value: Value, read: Any) -> bool:  # noqa: PLR0911
    """Whether what a format keeps says a value: itself, or its text where it has no such type."""
    if value is None:
        return read in {None, ""}
    if isinstance(value, Decimal) and isinstance(read, float | int):
        return Decimal(repr(read)) == value
    if isinstance(value, Decimal) and isinstance(read, Decimal):
        return read == value
    if isinstance(value, dt.date) and isinstance(read, dt.datetime):
        moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
        return read == moment
    if isinstance(value, str) and isinstance(read, str):
        start, cut, _ = read.partition(CUT)
        return (bool(cut) and value.startswith(start)) or read == _written(value)
    if isinstance(read, str):
        return read in {plain_text(value), str(value)}
    return bool(value == read)


def _written(text: str) -> str:
    """Text as a file in UTF-8 has it."""
    return text.encode("utf-8", errors="replace").decode()


def _csv_rows(data: bytes, table: Table) -> Iterator[list[str]]:
    rows = csv_rows(data, "utf-8-sig")
    next(rows, None)
    return (row or [""] for row in rows if row or len(table.columns) == 1)


def _json_rows(data: bytes, _table: Table) -> Iterator[Sequence[Any]]:
    for row in json.loads(data, parse_float=Decimal)["rows"]:
        yield list(row.values())


def _parquet_rows(data: bytes, _table: Table) -> Iterator[Sequence[Any]]:
    import pyarrow.parquet as pq  # noqa: PLC0415 - loads slowly

    for batch in pq.ParquetFile(io.BytesIO(data)).iter_batches(CHUNK_ROWS):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _is_same_in_sheet(value: Value, read: Any) -> bool:
    """The same for a sheet, which escapes control characters (ECMA-376, `ST_Xstring`).

    Text that looks like such an escape itself is cut into runs and is not compared.
    """
    from openpyxl.utils.escape import unescape  # noqa: PLC0415

    if isinstance(value, str) and isinstance(read, str):
        return bool(_ESCAPE.search(value)) or _is_same(value, unescape(read))
    return _is_same(value, read)


def _sheet_rows(data: bytes, table: Table) -> Iterator[Sequence[Any]]:
    """The rows of the last sheet: a cover stands before a table's own."""
    from openpyxl import load_workbook  # noqa: PLC0415 - loads slowly

    book = load_workbook(io.BytesIO(data), read_only=True)
    sheet = book.worksheets[-1]
    width = len(table.columns)
    rows = sheet.iter_rows(min_row=2, max_row=table.row_count + 1, max_col=width, values_only=True)
    # Empty rows at the end are not written.
    for row, _ in zip_longest(rows, range(table.row_count), fillvalue=()):
        yield (*row, *[None] * (width - len(row)))


_READERS: Mapping[str, Callable[[bytes, Table], Iterator[Sequence[Any]]]] = {
    "json": _json_rows,
    "parquet": _parquet_rows,
}
