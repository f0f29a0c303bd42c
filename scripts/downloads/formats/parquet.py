"""A table as Parquet; the only module that knows Arrow, and it imports it late."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from scripts.package.tabular import Column, Table
from scripts.package.tabular.table import batches, plain_text

_LARGEST_PRECISION = 38
"""Digits of Arrow's decimal128."""


def render_parquet(table: Table, about: Mapping[str, Any]) -> bytes:
    """A table as Parquet; title, description and unit of a column are its field's metadata."""
    import pyarrow as pa  # noqa: PLC0415 - a fifth of a second, only for whole builds
    import pyarrow.parquet as pq  # noqa: PLC0415

    about_json = json.dumps(about, ensure_ascii=False).encode()
    arrays = [_array(column, table.chunk_rows) for column in table.columns]
    fields = [
        pa.field(column.name, array.type, metadata=_metadata(column))
        for column, array in zip(table.columns, arrays, strict=True)
    ]
    schema = pa.schema(fields, metadata={b"about": about_json})
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), buffer, compression="zstd")
    return buffer.getvalue()


def _metadata(column: Column) -> dict[bytes, bytes]:
    named = {key: column.field.get(key) for key in ("title", "description", "unit")}
    return {key.encode(): str(value).encode() for key, value in named.items() if value}


def _array(column: Column, rows: int) -> Any:
    """A column as Arrow has it; as text where no type of Arrow keeps every value."""
    import pyarrow as pa  # noqa: PLC0415

    kind = _type(column)
    values: Iterable[Any] = column.values
    if kind == pa.string():
        values = (None if value is None else plain_text(value) for value in values)
    elif kind == pa.float64():
        values = (None if value is None else float(value) for value in values)
    parts = [pa.array(part, kind) for part in batches(values, rows)]
    return pa.chunked_array(parts, kind).combine_chunks()


def _type(column: Column) -> Any:
    import pyarrow as pa  # noqa: PLC0415

    match column.type:
        case "integer":
            return pa.int64()
        case "boolean":
            return pa.bool_()
        case "date":
            return pa.date32()
        case "datetime":
            return _timestamp(column)
        case "number":
            return pa.float64() if column.fits_doubles else _decimal(column)
        case _:
            return pa.string()


def _timestamp(column: Column) -> Any:
    """Moments with their zone; text where a column has several, or one that is no whole minutes."""
    import pyarrow as pa  # noqa: PLC0415

    zones = {f"{value:%z}" for value in column.values if isinstance(value, dt.datetime)}
    zone = zones.pop() if len(zones) == 1 else ""
    if zones or len(zone) > len("+0800"):
        return pa.string()
    return pa.timestamp("us", f"{zone[:3]}:{zone[3:]}" if zone else None)


def _decimal(column: Column) -> Any:
    import pyarrow as pa  # noqa: PLC0415

    scale, whole = 0, 1
    for value in column.values:
        if isinstance(value, Decimal):
            scale = max(scale, -int(value.as_tuple().exponent))
            whole = max(whole, value.adjusted() + 1)
    fits = scale + whole <= _LARGEST_PRECISION
    return pa.decimal128(scale + whole, scale) if fits else pa.string()
