"""Cells as printed -> typed columns, by the fields of a Table Schema.

The reading of a cell is stock Frictionless' own (decimal and group characters, date formats, true
and false values); only what a column is kept as is decided here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from scripts.package.tabular.table import Cells, Column, ColumnType, Value, Values

_KEPT_AS: Mapping[str, ColumnType] = {
    "integer": "integer",
    "year": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
}
_LARGEST_INTEGER = 2**63


def type_columns(
    names: Sequence[str],
    fields: Sequence[Mapping[str, Any]],
    cells: Sequence[Cells],
    missing: Iterable[str],
) -> tuple[Column, ...]:
    """Columns of typed values.

    Args:
        names: the columns' names, without repetition.
        fields: the schema's description of each; `{}` where it says nothing.
        cells: each column's, as printed.
        missing: the texts that stand for no value, in every column that names none itself.
    """
    shared = tuple(missing)
    return tuple(
        type_column(name, field, column, shared)
        for name, field, column in zip(names, fields, cells, strict=True)
    )


def type_column(
    name: str, field: Mapping[str, Any], cells: Cells, missing: Sequence[str]
) -> Column:
    """One column; it stays text when one of its cells is not of the declared type."""
    absent = frozenset(missing_texts(field, missing))
    kept_as = _KEPT_AS.get(str(field.get("type")), "text")
    read = None if kept_as == "text" else _value_reader(field, kept_as, cells, absent)
    return Column(
        name=name,
        type="text" if read is None else kept_as,
        values=Values(cells=cells, read=read or str, absent=absent),
        field=field,
    )


def missing_texts(holder: Mapping[str, Any], default: Iterable[str] = ("",)) -> tuple[str, ...]:
    """The texts that stand for no value by a schema or field; `default` where it names none.

    Version 2 of the standard lets each have a label: `{"value": "-", "label": "not inspected"}`.
    """
    listed = holder.get("missingValues")
    if not isinstance(listed, list):
        return tuple(default)
    values = [one.get("value") if isinstance(one, Mapping) else one for one in listed]
    return tuple(map(str, values))


_FROM_TEXT: Mapping[ColumnType, Callable[[str], Value]] = {
    "integer": int,
    "number": Decimal,
    "boolean": lambda text: text == "True",
    "date": dt.date.fromisoformat,
    "datetime": dt.datetime.fromisoformat,
}
"""Each type of value from its text as `str` writes it."""


Reader = Callable[[str], Value]
_REMEMBERED = 65_536
"""Cells of a column whose reading is remembered: the stock reader is slow."""
_PLAIN: Mapping[str, re.Pattern[str]] = {
    "integer": re.compile(r"0|-?[1-9][0-9]{0,17}"),
    "year": re.compile(r"[1-9][0-9]{3}"),
    "number": re.compile(r"-?[0-9]{1,30}(?:[.][0-9]{1,30})?"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "datetime": re.compile(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[+-][0-9]{2}:[0-9]{2})?"
    ),
}
"""Cells of which the stock reader makes the same value as `_FROM_TEXT`, if that makes one."""
_PLAIN_FIELD = frozenset({"name", "type", "title", "description", "constraints", "unit"})


def _value_reader(
    field: Mapping[str, Any], kept_as: ColumnType, cells: Cells, absent: frozenset[str]
) -> Reader | None:
    """What makes a value of each of the cells; None when one of them is not of this type."""
    from_text = _FROM_TEXT[kept_as]
    plain = _PLAIN.get(str(field.get("type"))) if _PLAIN_FIELD.issuperset(field) else None
    if plain is not None and _reads_all(partial(_read_plain, plain, from_text), cells, absent):
        return from_text
    reader = _reader(field)
    if reader is None:
        return None

    @lru_cache(_REMEMBERED)
    def read(cell: str) -> Value:
        value = reader(cell)
        return from_text(str(value)) if _is_kept(value, kept_as) else None

    return read if _reads_all(read, cells, absent) else None


def _reads_all(read: Reader, cells: Cells, absent: frozenset[str]) -> bool:
    """Whether every cell has a value; each different one of a chunk is read once."""
    return all(read(cell) is not None for chunk in cells for cell in set(chunk).difference(absent))


def _read_plain(plain: re.Pattern[str], from_text: Reader, cell: str) -> Value:
    try:
        return from_text(cell) if plain.fullmatch(cell) else None
    except ValueError:  # no such day
        return None


_NOT_READ = frozenset({"constraints", "missingValues"})
"""Properties of a field that say nothing of how its values are written."""


def _reader(field: Mapping[str, Any]) -> Callable[[str], Any] | None:
    """Frictionless' reader of a field's cells; None for a field that it does not understand."""
    from frictionless import Field, FrictionlessException  # noqa: PLC0415 - loads slowly

    if (iso := _iso_reader(field)) is not None:
        return iso
    plain = {key: value for key, value in field.items() if key not in _NOT_READ}
    try:
        reader: Callable[[str], Any] = Field.from_descriptor(plain).create_value_reader()
        reader("")
    except (FrictionlessException, TypeError, ValueError, AttributeError):
        return None
    return reader


_DIRECTIVES: Mapping[str, Iterable[str]] = {
    "date": ("YyGcxDF", "dejcxDF"),
    "datetime": ("YyGcxDF", "dejcxDF", "HIcXTsR"),
}
"""Of which `strptime` directives a format must have one each: the rest would be made up."""


def _iso_reader(field: Mapping[str, Any]) -> Callable[[str], Any] | None:
    """A reader of whole dates for fields whose stock reader would complete a partial one.

    Frictionless reads the format `any` by dateutil, which takes what is missing from the clock;
    a pattern without a day, or without an hour, gives the first of the month, or midnight.
    """
    kind, form = str(field.get("type")), field.get("format", "default")
    if kind not in _DIRECTIVES or form == "default" or not isinstance(form, str):
        return None
    directives = set(re.findall("%[-_0^#]?([A-Za-z])", form))
    if form != "any" and all(directives.intersection(wanted) for wanted in _DIRECTIVES[kind]):
        return None

    def read(cell: str) -> Any:
        pattern, parse = _ISO[kind]
        try:
            return parse(cell) if pattern.fullmatch(cell) else None
        except ValueError:
            return None

    return read


_ISO: Mapping[str, tuple[re.Pattern[str], Callable[[str], Any]]] = {
    "date": (re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}"), dt.date.fromisoformat),
    "datetime": (
        re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:.*"),
        dt.datetime.fromisoformat,
    ),
}


def _is_kept(value: object, kept_as: ColumnType) -> bool:
    """Whether every format can keep the value: whole numbers of 64 bits, finite decimals."""
    if kept_as == "integer":
        return isinstance(value, int) and -_LARGEST_INTEGER <= value < _LARGEST_INTEGER
    if kept_as == "number":
        return isinstance(value, Decimal) and value.is_finite()
    if kept_as == "datetime":
        return isinstance(value, dt.datetime)
    return value is not None
