"""A table as JSON: what its fields are, then its rows as objects."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from scripts.tabular import Column, Table


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
    keys = [json.dumps(column.name, ensure_ascii=False) + ": " for column in table.columns]
    columns = [_literals(column) for column in table.columns]
    for cells in zip(*columns, strict=True):
        pairs = ", ".join(key + cell for key, cell in zip(keys, cells, strict=True))
        yield f"  {{{pairs}}}"


def _literals(column: Column) -> Iterator[str]:
    for value in column.values:
        if value is None:
            yield "null"
        elif isinstance(value, Decimal):
            yield f"{value:f}"
        elif isinstance(value, str | bool | int):
            yield json.dumps(value, ensure_ascii=False)
        else:
            yield json.dumps(value.isoformat())
