"""What is in each column of a table, as csvkit's `csvstat` sums it up."""

from __future__ import annotations

import csv
import io
import json
import locale
import os
import re
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from typing import Any

from scripts.kept import kept
from scripts.tabular import Column, Table
from scripts.tabular.table import plain_text
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

    The tool is given the values as the schema types them, not the cells as printed: it would take
    `1.234,5` for a little more than one. Large tables go through it in slices of columns, because
    agate keeps all that it is given.
    """
    summaries: dict[str, Mapping[str, Any]] = {}
    if not table.row_count:
        return summaries
    width = max(1, CELLS_AT_ONCE // table.row_count)
    for first in range(0, len(table.columns), width):
        columns = table.columns[first : first + width]
        numeric = [column.name for column in columns if column.type in _NUMERIC]
        summaries |= summarise_columns(_plain_csv(columns), numeric)
    return summaries


def _plain_csv(columns: Sequence[Column]) -> bytes:
    """Columns as CSV, numbers with a decimal point, missing values empty."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([column.name for column in columns])
    cells = (["" if v is None else plain_text(v) for v in column.values] for column in columns)
    writer.writerows(zip(*cells, strict=True))
    return buffer.getvalue().encode("utf-8", errors="replace")


def describe_columns(table: Table) -> list[Data]:
    """The data dictionary of a table, each column with its summary."""
    summaries = derive_summaries(table)
    return [
        _describe_column(column, summaries.get(column.name, {}), table) for column in table.columns
    ]


def summarise_columns(data: bytes, numeric: list[str]) -> dict[str, Mapping[str, Any]]:
    """Column name -> what `csvstat --json` says of it, for a CSV in UTF-8 that has rows.

    Args:
        data: the CSV.
        numeric: the columns that the schema calls numbers; all others are text, so that csvstat
            does not take a column of ids or yes/no words for dates or truth values.
    """
    inputs = [data, json.dumps(numeric).encode()]
    said = kept("csvstat", inputs, lambda: _ask_csvstat(data, numeric))
    return {str(column["column_name"]): column for column in json.loads(said)}


def _ask_csvstat(data: bytes, numeric: list[str]) -> bytes:
    import agate  # noqa: PLC0415 - agate and csvkit load slowly

    absent = {"null_values": [""]}
    types = agate.TypeTester(
        force={name: agate.Number(**absent) for name in numeric}, types=[agate.Text(**absent)]
    )
    output = io.StringIO()
    with own_signals():
        tool = _csvstat()(
            ["--json", "--snifflimit", "0", "--freq-count", str(COMMON_VALUES)], output
        )
    tool.get_column_types = lambda: types
    tool.input_file = io.StringIO(data.decode("utf-8"))
    tool.main()
    return output.getvalue().encode()


@cache
def _csvstat() -> Any:
    """The tool. It sets the environment's locale as it loads, and fails where there is no such."""
    try:
        locale.setlocale(locale.LC_ALL, "")
    except locale.Error:
        os.environ["LC_ALL"] = "C"
    from csvkit.utilities.csvstat import CSVStat  # noqa: PLC0415

    return CSVStat


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


def shorten(text: str, length: int = PREVIEW_LENGTH) -> str:
    """A cell as a page shows it: its beginning, control characters made visible."""
    shown = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text[: length + 1])
    return shown if len(text) <= length else f"{shown[:length]}…"
