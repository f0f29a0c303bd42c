"""What is in each column of a table, as csvkit's `csvstat` sums it up."""

from __future__ import annotations

import csv
import io
import json
import re
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from scripts.tabular import Column, Table
from scripts.wording import format_number

PREVIEW_LENGTH = 80
"""Characters of a cell that a page shows."""
CELLS_AT_ONCE = 200_000
COMMON_VALUES = 5
"""How many of a column's most frequent values are listed."""
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_NUMERIC = frozenset({"integer", "number"})

Data = dict[str, Any]


def derive_summaries(table: Table) -> dict[str, Mapping[str, Any]]:
    """Column name -> what `csvstat` says of it; nothing for a table without rows.

    A column whose numbers csvstat cannot read as they are printed is summed up as text.
    """
    if not table.row_count:
        return {}
    numeric = [column.name for column in table.columns if column.type in _NUMERIC]
    summaries: dict[str, Mapping[str, Any]] = {}
    for names, data in _slices(table):
        numbers = [name for name in numeric if name in names]
        try:
            summaries |= summarise_columns(data, numbers, table.missing)
        except (ValueError, agate_error()):
            summaries |= summarise_columns(data, [], table.missing)
    return summaries


def _slices(table: Table) -> Iterator[tuple[set[str], bytes]]:
    """The table's CSV, in slices of columns where it is large: agate keeps all that it is given."""
    width = max(1, CELLS_AT_ONCE // table.row_count)
    if width >= len(table.columns):
        yield {column.name for column in table.columns}, table.csv_data
        return
    for first in range(0, len(table.columns), width):
        part = slice(first, first + width)
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, lineterminator="\n")
        names = [column.name for column in table.columns[part]]
        writer.writerow(names)
        writer.writerows(row[part] for row in table.cells())
        yield set(names), buffer.getvalue().encode()


def agate_error() -> type[Exception]:
    """What agate raises for a cell that is no number."""
    from agate.exceptions import CastError  # noqa: PLC0415 - agate loads slowly

    error: type[Exception] = CastError
    return error


def describe_columns(table: Table) -> list[Data]:
    """The data dictionary of a table, each column with its summary."""
    summaries = derive_summaries(table)
    return [
        _describe_column(column, summaries.get(column.name, {}), table) for column in table.columns
    ]


def summarise_columns(
    data: bytes, numeric: list[str], missing: Sequence[str] = ("",)
) -> dict[str, Mapping[str, Any]]:
    """Column name -> what `csvstat --json` says of it, for a CSV in UTF-8 that has rows.

    Args:
        data: the CSV.
        numeric: the columns that the schema calls numbers; all others are text, so that csvstat
            does not take a column of ids or yes/no words for dates or truth values.
        missing: the texts that stand for no value.
    """
    import agate  # noqa: PLC0415 - agate and csvkit load slowly
    from csvkit.utilities.csvstat import CSVStat  # noqa: PLC0415

    absent = {"null_values": list(missing)}
    types = agate.TypeTester(
        force={name: agate.Number(**absent) for name in numeric}, types=[agate.Text(**absent)]
    )
    output = io.StringIO()
    with own_signals():
        tool = CSVStat(["--json", "--snifflimit", "0", "--freq-count", str(COMMON_VALUES)], output)
    tool.get_column_types = lambda: types
    tool.input_file = io.StringIO(data.decode("utf-8"))
    tool.main()
    return {str(column["column_name"]): column for column in json.loads(output.getvalue())}


@contextmanager
def own_signals() -> Iterator[None]:
    """Undo that csvkit's tools end the whole process when somebody stops reading from it.

    That suits a command in a pipe; a build or the server of `serve` would die with no word.
    """
    if not hasattr(signal, "SIGPIPE"):
        yield
        return
    before = signal.getsignal(signal.SIGPIPE)
    try:
        yield
    finally:
        signal.signal(signal.SIGPIPE, before)


def _describe_column(column: Column, summary: Mapping[str, Any], table: Table) -> Data:
    numeric = column.type in _NUMERIC
    said = column.field
    return {
        "name": column.name,
        "type": column.declared,
        "kept_as": column.type,
        "title": str(said.get("title") or column.name),
        "description": str(said.get("description") or ""),
        "unit": str(said.get("unit") or ""),
        "constraints": _constraints(said.get("constraints")),
        "missing": [text for text in table.missing if text],
        "empty": sum(value is None for value in column.values),
        "unique": summary.get("unique", ""),
        "min": _shown(summary.get("min")) if numeric else "",
        "max": _shown(summary.get("max")) if numeric else "",
        "mean": _shown(summary.get("mean")) if numeric else "",
        "longest": "" if numeric else _shown(summary.get("len")),
        "common": _common_values(summary, table.row_count),
    }


def _constraints(value: object) -> list[str]:
    """A field's constraints, each as `name: value`; `required` alone needs no value."""
    if not isinstance(value, Mapping):
        return []
    return [
        str(name) if bound is True else f"{name}: {_bound(bound)}"
        for name, bound in value.items()
        if bound is not False
    ]


def _bound(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return shorten(text)


def _common_values(summary: Mapping[str, Any], rows: int) -> list[Data]:
    """The most frequent values with their counts; none where (nearly) every row has its own."""
    if rows and 2 * int(summary.get("unique", rows)) > rows:
        return []
    return [
        {"value": _shown(one["value"]) or "", "count": int(one["count"])}
        for one in summary.get("freq") or []
        if one["value"] is not None
    ]


def _shown(value: object) -> str:
    """The tool gives every number as a float: 6000.0 is 6000, 3.14159 is 3.14."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        exact = Decimal(str(value))
        rounded = round(exact, 2)
        return format_number(rounded.normalize() if rounded else Decimal(0))
    return shorten(str(value))


def shorten(text: str) -> str:
    """A cell as a page shows it: its beginning, control characters made visible."""
    shown = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text[: PREVIEW_LENGTH + 1])
    return shown if len(text) <= PREVIEW_LENGTH else f"{shown[:PREVIEW_LENGTH]}…"
