"""A table as Parquet; the only module that knows Arrow, and it imports it late."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scripts.tabular import Column, Table

_LARGEST_PRECISION = 38
"""Digits of Arrow's decimal128."""


def render_parquet(table: Table, about: Mapping[str, Any]) -> bytes:
    """A table as Parquet; title, description and unit of a column are its field's metadata."""
    import pyarrow as pa  # noqa: PLC0415 - a fifth of a second, only for whole builds
    import pyarrow.parquet as pq  # noqa: PLC0415

    said = json.dumps(about, ensure_ascii=False).encode()
    arrays = [_array(column) for column in table.columns]
    fields = [
        pa.field(column.name, array.type, metadata=_metadata(column))
        for column, array in zip(table.columns, arrays, strict=True)
    ]
    buffer = io.BytesIO()
    pq.write_table(
        pa.Table.from_arrays(arrays, schema=pa.schema(fields, metadata={b"about": said})),
        buffer,
        compression="zstd",
    )
    return buffer.getvalue()


def _metadata(column: Column) -> dict[bytes, bytes]:
    named = {key: column.field.get(key) for key in ("title", "description", "unit")}
    return {key.encode(): str(value).encode() for key, value in named.items() if value}


def _array(column: Column) -> Any:
    import pyarrow as pa  # noqa: PLC0415

    values = column.values
    match column.type:
        case "integer":
            return pa.array(values, pa.int64())
        case "boolean":
            return pa.array(values, pa.bool_())
        case "date":
            return pa.array(values, pa.date32())
        case "datetime":
            return pa.array(values, pa.timestamp("us"))
        case "number":
            return _number_array(column)
        case _:
            return pa.array(values, pa.string())


def _number_array(column: Column) -> Any:
    import pyarrow as pa  # noqa: PLC0415

    if column.fits_doubles:
        numbers = [float(v) if isinstance(v, Decimal) else None for v in column.values]
        return pa.array(numbers, pa.float64())
    decimals = [value for value in column.values if isinstance(value, Decimal)]
    scale = max(max(0, -int(v.as_tuple().exponent)) for v in decimals)
    whole = max(max(1, v.adjusted() + 1) for v in decimals)
    if scale + whole <= _LARGEST_PRECISION:
        return pa.array(column.values, pa.decimal128(scale + whole, scale))
    return pa.array([None if v is None else f"{v:f}" for v in column.values], pa.string())
