"""A table as Parquet; the only module that knows Arrow, and it imports it late."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from scripts.tabular import Column, Table

_LARGEST_PRECISION = 38
"""Digits of Arrow's decimal128."""
_LARGEST_TEXT = 2**31 - 1
"""Bytes of all texts of an array together, whose places are numbers of 32 bits."""


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
            return _plain_array(pa.int64(), values, "<i8")
        case "boolean":
            return pa.array(values, pa.bool_())
        case "date":
            return pa.array(values, pa.date32())
        case "datetime":
            return pa.array(values, pa.timestamp("us"))
        case "number":
            return _number_array(column)
        case _:
            return _text_array([None if value is None else str(value) for value in values])


def _plain_array(kind: Any, values: Sequence[Any], form: str) -> Any:
    """Numbers of one width as an array, without asking Arrow what Python has.

    Asked, it looks whether they are pandas' own, and loads pandas for that.
    """
    import numpy as np  # noqa: PLC0415 - comes with Arrow's own needs
    import pyarrow as pa  # noqa: PLC0415

    numbers = np.array([0 if value is None else value for value in values], dtype=form)
    present, missing = _present(values)
    return pa.Array.from_buffers(
        kind, len(values), [present, pa.py_buffer(numbers.tobytes())], missing
    )


def _text_array(values: Sequence[str | None]) -> Any:
    """Texts as an array, in the same way."""
    import numpy as np  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

    texts = [b"" if value is None else value.encode() for value in values]
    ends = np.zeros(len(texts) + 1, dtype="<i8")
    np.cumsum([len(text) for text in texts], out=ends[1:])
    if ends[-1] > _LARGEST_TEXT:
        return pa.array(values, pa.string())
    present, missing = _present(values)
    offsets = pa.py_buffer(ends.astype("<i4").tobytes())
    buffers = [present, offsets, pa.py_buffer(b"".join(texts))]
    return pa.Array.from_buffers(pa.string(), len(values), buffers, missing)


def _present(values: Sequence[object]) -> tuple[Any, int]:
    """Arrow's map of the values that there are (none where there are all), and how many miss."""
    import numpy as np  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

    here = np.array([value is not None for value in values], dtype=bool)
    missing = len(values) - int(here.sum())
    if not missing:
        return None, 0
    return pa.py_buffer(np.packbits(here, bitorder="little").tobytes()), missing


def _number_array(column: Column) -> Any:
    import pyarrow as pa  # noqa: PLC0415

    if column.fits_doubles:
        numbers = [float(v) if isinstance(v, Decimal) else None for v in column.values]
        return _plain_array(pa.float64(), numbers, "<f8")
    decimals = [value for value in column.values if isinstance(value, Decimal)]
    scale = max(max(0, -int(v.as_tuple().exponent)) for v in decimals)
    whole = max(max(1, v.adjusted() + 1) for v in decimals)
    if scale + whole <= _LARGEST_PRECISION:
        return pa.array(column.values, pa.decimal128(scale + whole, scale))
    return _text_array([None if v is None else f"{v:f}" for v in column.values])
