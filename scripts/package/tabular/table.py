"""What a table is: columns of typed values beside the cells as they are printed."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Literal

_LONGEST_CELL = 100_000_000
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


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: what it is called, what every format keeps it as, and its values.

    `type` is `text` for every column of which one cell is not what the schema says: no cell is
    dropped for it, and all formats agree. `field` is the schema's description of the column,
    empty where it has none. A missing value is None.
    """

    name: str
    type: ColumnType
    values: Sequence[Value] = field(repr=False)
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
    one already. `inferred` tells that no schema was given.
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
        csv.field_size_limit(_LONGEST_CELL)
        rows = csv.reader(io.StringIO(self.csv_data.decode("utf-8"), newline=""))
        next(rows, None)
        return (row or [""] for row in rows if row or len(self.columns) == 1)

    def column(self, name: str) -> Column:
        """The column of a name.

        Raises:
            KeyError: there is none.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)
