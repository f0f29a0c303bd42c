"""A table as Parquet; the only module that knows Arrow, and it imports it late."""

from __future__ import annotations

import datetime as dt
import io
import json
from array import array
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Any

from scripts.package.tabular import Column, Table
from scripts.package.tabular.table import Value

_LARGEST_PRECISION = 38
"""Digits of Arrow's decimal128."""
_FIRST_DAY = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - Arrow's moments without a zone


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
    """A column as Arrow has it, put together from its bytes.

    `pyarrow.array` asks of each list whether it is of pandas, and loads that for the question:
    most of what the first Parquet of a rebuild would cost.
    """
    import pyarrow as pa  # noqa: PLC0415

    values = column.values
    match column.type:
        case "integer":
            return _fixed(pa.int64(), values, _packed("q", values))
        case "boolean":
            return _fixed(pa.bool_(), values, _bits(values))
        case "date":
            return _fixed(pa.date32(), values, _packed("i", values, _days))
        case "datetime":
            return _fixed(pa.timestamp("us"), values, _packed("q", values, _microseconds))
        case "number":
            return _number_array(column)
        case _:
            return _text_array(values)


def _number_array(column: Column) -> Any:
    import pyarrow as pa  # noqa: PLC0415

    values = column.values
    if column.fits_doubles:
        return _fixed(pa.float64(), values, _packed("d", values))
    decimals = [value for value in values if isinstance(value, Decimal)]
    scale = max(max(0, -int(v.as_tuple().exponent)) for v in decimals)
    whole = max(max(1, v.adjusted() + 1) for v in decimals)
    if scale + whole <= _LARGEST_PRECISION:
        numbers = (0 if v is None else _scaled(v, scale) for v in values)
        wide = b"".join([number.to_bytes(16, "little", signed=True) for number in numbers])
        return _fixed(pa.decimal128(scale + whole, scale), values, wide)
    return _text_array([None if v is None else f"{v:f}" for v in values])


def _fixed(kind: Any, values: Sequence[Value], data: bytes) -> Any:
    """An array of values that are all of the same size, from their bytes."""
    import pyarrow as pa  # noqa: PLC0415

    buffers = [_validity(values), pa.py_buffer(data)]
    return pa.Array.from_buffers(kind, len(values), buffers)


def _text_array(values: Sequence[Value]) -> Any:
    import pyarrow as pa  # noqa: PLC0415

    parts = [b"" if value is None else str(value).encode() for value in values]
    # Raises OverflowError where the texts have more than two gigabytes.
    ends = array("i", accumulate(map(len, parts), initial=0))
    buffers = [_validity(values), pa.py_buffer(ends.tobytes()), pa.py_buffer(b"".join(parts))]
    return pa.Array.from_buffers(pa.string(), len(values), buffers)


def _packed(
    code: str, values: Sequence[Value], told: Callable[[Any], float] | None = None
) -> bytes:
    """Values as `array` packs them; what stands where there is none is not looked at."""
    numbers: Any = values
    if told is not None:
        numbers = [0 if value is None else told(value) for value in values]
    elif None in values:
        numbers = [0 if value is None else value for value in values]
    return array(code, numbers).tobytes()


def _validity(values: Sequence[Value]) -> Any:
    """Which values there are; None where there are all."""
    import pyarrow as pa  # noqa: PLC0415

    if None not in values:
        return None
    return pa.py_buffer(_bits([value is not None for value in values]))


def _bits(values: Sequence[Value]) -> bytes:
    """Whether each is true, from the lowest bit of the first byte on."""
    digits = bytes([49 if value else 48 for value in reversed(values)])
    return int(digits or b"0", 2).to_bytes(len(values) // 8 + 1, "little")


def _days(value: dt.date) -> int:
    return value.toordinal() - _FIRST_DAY.toordinal()


def _microseconds(value: dt.datetime) -> int:
    """Since the beginning of 1970; a moment with a zone as in Greenwich."""
    if value.tzinfo is not None:
        value = value.astimezone(dt.UTC).replace(tzinfo=None)
    return (value - _FIRST_DAY) // dt.timedelta(microseconds=1)


def _scaled(value: Value, scale: int) -> int:
    """A decimal without its point, with so many digits behind that; exact."""
    if not isinstance(value, Decimal):
        message = f"no decimal number: {value!r}"
        raise TypeError(message)
    sign, digits, exponent = value.as_tuple()
    number = int("".join(map(str, digits)))
    number *= int(10 ** (scale + int(exponent)))
    return -number if sign else number
