"""Cells as printed -> typed columns, by the fields of a Table Schema.

The reading of a cell is stock Frictionless' own (decimal and group characters, date formats, true
and false values); only what a column is kept as is decided here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from scripts.package.tabular.table import Column, ColumnType, Value

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
    cells: Sequence[Sequence[str]],
    missing: Iterable[str],
) -> tuple[Column, ...]:
    """Columns of typed values.

    Args:
        names: the columns' names, without repetition.
        fields: the schema's description of each; `{}` where it says nothing.
        cells: rows as printed, each as long as `names`.
        missing: the texts that stand for no value, in every column that names none itself.
    """
    shared = tuple(missing)
    return tuple(
        type_column(name, field, [row[position] for row in cells], shared)
        for position, (name, field) in enumerate(zip(names, fields, strict=True))
    )


def type_column(
    name: str, field: Mapping[str, Any], cells: Sequence[str], missing: Sequence[str]
) -> Column:
    """One column; it stays text when one of its cells is not of the declared type."""
    absent = set(missing_texts(field, missing))
    kept_as = _KEPT_AS.get(str(field.get("type")), "text")
    values = None if kept_as == "text" else _values(field, kept_as, cells, absent)
    if values is None:
        texts: list[Value] = [None if cell in absent else cell for cell in cells]
        return Column(name=name, type="text", values=texts, field=field)
    return Column(name=name, type=kept_as, values=values, field=field)


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


def _values(
    field: Mapping[str, Any], kept_as: ColumnType, cells: Sequence[str], absent: set[str]
) -> list[Value] | None:
    """The cells' values; each different cell is read once."""
    distinct = sorted(set(cells).difference(absent))
    texts = _canonical_texts(field, kept_as, distinct)
    if texts is None:
        return None
    values: dict[str, Value] = dict.fromkeys(absent)
    values.update(zip(distinct, map(_FROM_TEXT[kept_as], texts), strict=True))
    return [values[cell] for cell in cells]


def _canonical_texts(
    field: Mapping[str, Any], kept_as: ColumnType, cells: Iterable[str]
) -> list[str] | None:
    """Each cell's value as `str` writes it; None when a cell has no value of this type."""
    if (plain := _plain_numbers(field, cells)) is not None:
        return plain
    reader = _reader(field)
    if reader is None:
        return None
    texts: list[str] = []
    for cell in cells:
        value = reader(cell)
        if value is None or not _is_kept(value, kept_as):
            return None
        texts.append(str(value))
    return texts


_PLAIN: Mapping[str, re.Pattern[str]] = {
    "integer": re.compile(r"0|-?[1-9][0-9]{0,17}"),
    "year": re.compile(r"[1-9][0-9]{3}"),
    "number": re.compile(r"-?[0-9]{1,30}(?:[.][0-9]{1,30})?"),
}
"""Cells that every reader takes for the same number, as `str` writes it."""
_PLAIN_FIELD = frozenset({"name", "type", "title", "description", "constraints", "unit"})


def _plain_numbers(field: Mapping[str, Any], cells: Iterable[str]) -> list[str] | None:
    """The cells themselves where all are plain numbers of a field without a format; else None."""
    plain = _PLAIN.get(str(field.get("type")))
    if plain is None or not _PLAIN_FIELD.issuperset(field):
        return None
    cells = list(cells)
    return cells if all(map(plain.fullmatch, cells)) else None


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
    return True
