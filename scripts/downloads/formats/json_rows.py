"""A table as JSON: what its fields are, then its rows as objects."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.package.tabular import Column, Table
from scripts.package.tabular.table import Value, batches

_BETWEEN = ",\n"
_LINES = json.JSONEncoder(ensure_ascii=False, separators=(_BETWEEN, ": "))


def render_json_rows(table: Table, about: Mapping[str, Any]) -> bytes:
    """A table as one JSON object: `about`, `fields`, `rows`; a missing value is null.

    A decimal number is written with the digits that it has as printed (`6.10`), which JSON
    allows; dates and times are ISO 8601 text.

    Args:
        table: the table.
        about: what is said of it before the rows: package, title, licence, version.
    """
    head = {**about, "fields": [_field(column) for column in table.columns]}
    body = ",\n".join(_rows(table))
    start = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    return f'{start},\n "rows": [\n{body}\n ]\n}}\n'.encode("utf-8", errors="replace")


def _field(column: Column) -> dict[str, Any]:
    return {"name": column.name, "type": column.type, "declared": column.declared}


def _rows(table: Table) -> Iterator[str]:
    keys = [json.dumps(column.name, ensure_ascii=False) for column in table.columns]
    row = "  {" + ", ".join(key.replace("%", "%%") + ": %s" for key in keys) + "}"
    columns = (_literals(column, table.chunk_rows) for column in table.columns)
    return map(row.__mod__, zip(*columns, strict=True))


def _literals(column: Column, rows: int) -> Iterator[str]:
    """Each value as JSON has it."""
    for values in batches(column.values, rows):
        if column.type == "number":
            yield from ("null" if value is None else f"{value:f}" for value in values)
        else:
            # All at once: no text has a line end of its own in JSON.
            yield from _LINES.encode([_plain(value) for value in values])[1:-1].split(_BETWEEN)


def _plain(value: Value) -> Value:
    return value.isoformat() if isinstance(value, dt.date) else value
