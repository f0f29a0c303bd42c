"""What a table is: columns of typed values beside the cells as they are printed.

However long a table is, only `CHUNK_ROWS` of its rows are in memory as values: the cells of a
column are kept packed, and are unpacked and typed anew each time that somebody goes through them.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import islice, zip_longest
from typing import Literal, TypeVar

CHUNK_ROWS = 50_000
_LONGEST_CELL = 100_000_000
T = TypeVar("T")
Value = str | int | Decimal | bool | dt.date | dt.datetime | None
ColumnType = Literal["text", "integer", "number", "boolean", "date", "datetime"]


def plain_text(value: Value) -> str:
    """A value as text that says nothing of how it was printed; None is empty."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case dt.date():
            return value.isoformat()
        case _:
            return str(value)


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Items in lists of `size`, the last one shorter."""
    rest = iter(items)
    return iter(lambda: list(islice(rest, size)), [])


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a column as printed; `chunks`: JSON lists, a quarter of the memory."""

    chunks: Sequence[str] = field(repr=False)
    count: int

    def __iter__(self) -> Iterator[list[str]]:
        return map(json.loads, self.chunks)


def pack_rows(rows: Iterable[Sequence[str]], width: int = 0, size: int = CHUNK_ROWS) -> list[Cells]:
    """Rows as columns: at least `width`, and as many as the longest row has; the rest is empty."""
    columns: list[list[str]] = [[] for _ in range(width)]
    lengths: list[int] = []
    for chunk in batches(rows, size):
        blank = [""] * len(chunk)
        listed = list(zip_longest(*chunk, fillvalue=""))
        columns += [[_packed([""] * one) for one in lengths] for _ in listed[len(columns) :]]
        for chunks, cells in zip_longest(columns, listed, fillvalue=blank):
            chunks.append(_packed(cells))
        lengths.append(len(chunk))
    return [Cells(chunks, sum(lengths)) for chunks in columns]


def unpack_rows(columns: Sequence[Cells]) -> Iterator[tuple[str, ...]]:
    """Columns as rows."""
    for chunk in zip(*columns, strict=True):
        yield from zip(*chunk, strict=True)


def _packed(cells: Sequence[str]) -> str:
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Values(Collection[Value]):
    """The values of a column, read from its cells each time: `absent` stand for none."""

    cells: Cells
    read: Callable[[str], Value]
    absent: frozenset[str]

    def __iter__(self) -> Iterator[Value]:
        read, absent = self.read, self.absent
        for chunk in self.cells:
            yield from [None if cell in absent else read(cell) for cell in chunk]

    def __len__(self) -> int:
        return self.cells.count

    def __contains__(self, value: object) -> bool:
        return any(value == one for one in self)


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: what it is called, what every format keeps it as, and its values.

    `type` is `text` for every column of which one cell is not what the schema says: no cell is
    dropped for it, and all formats agree. `field` is the schema's description of the column,
    empty where it has none. A missing value is None.
    """

    name: str
    type: ColumnType
    values: Collection[Value] = field(repr=False)
    field: Mapping[str, object] = field(repr=False)

    @property
    def declared(self) -> str:
        """The type that the schema declares (or that was inferred)."""
        return str(self.field.get("type") or "any")

    @cached_property
    def fits_doubles(self) -> bool:
        """Whether every decimal survives as a double (15 digits always do); told once."""
        return all(is_exact_double(value) for value in self.values if isinstance(value, Decimal))


def is_exact_double(value: Decimal) -> bool:
    """Whether a double keeps the value: written out again it is the same number."""
    return Decimal(repr(float(value))) == value


def csv_rows(
    data: bytes, encoding: str = "utf-8", *, errors: str = "strict", strict: bool = False
) -> Iterator[list[str]]:
    """The rows of a CSV with commas, the header among them; decoded as they are asked for."""
    csv.field_size_limit(_LONGEST_CELL)
    text = io.TextIOWrapper(io.BytesIO(data), encoding, errors, newline="")
    return csv.reader(text, strict=strict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKey:
    """Columns whose values are those of other columns; `table` is None within one table."""

    columns: tuple[str, ...]
    table: str | None
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A tabular resource as it is published.

    `key` is its name as addresses have it. `csv` is the address, inside the package, of its CSV
    in UTF-8 with commas, and `csv_data` what stands there: the package's own file where that is
    one already. `inferred` tells that no schema was given. `chunk_rows`: how many of its rows
    are in memory as values at a time.
    """

    name: str
    key: str
    resource: Mapping[str, object] = field(repr=False)
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    missing: tuple[str, ...] = ("",)
    csv: str
    csv_data: bytes = field(repr=False)
    inferred: bool = False
    chunk_rows: int = CHUNK_ROWS

    @property
    def schema(self) -> Mapping[str, object]:
        """The Table Schema that the package gives; empty without one."""
        given = self.resource.get("schema")
        return given if isinstance(given, Mapping) else {}

    @property
    def row_count(self) -> int:
        return len(self.columns[0].values) if self.columns else 0

    def cells(self) -> Iterator[list[str]]:
        """Its rows as printed, each as long as `columns`; read anew, so that no copy is kept."""
        rows = csv_rows(self.csv_data)
        next(rows, None)
        return (row or [""] for row in rows if row or len(self.columns) == 1)

    def rows(self) -> Iterator[tuple[Value, ...]]:
        """Its rows as values."""
        return zip(*(column.values for column in self.columns), strict=True)

    def column(self, name: str) -> Column:
        """The column of a name.

        Raises:
            KeyError: there is none.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)
