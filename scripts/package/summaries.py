"""What is in each column of a table, as csvkit's `csvstat` sums it up."""

from __future__ import annotations

import locale
import os
import re
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import MAX_PREC, Decimal, localcontext
from functools import cache
from typing import Any

from scripts.core.model import LANGUAGES
from scripts.package.tabular import Column, Table, words_of
from scripts.package.tabular.table import plain_text
from scripts.words.wording import format_number

PREVIEW_LENGTH = 80
"""Characters of a cell that a page shows."""
COMMON_VALUES = 5
"""How many of a column's most frequent values are listed."""
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_OF_NUMBERS = ["min", "max", "mean"]
_NUMERIC = frozenset({"integer", "number"})

Data = dict[str, Any]


def describe_columns(table: Table) -> list[Data]:
    """The data dictionary of a table, each column with its summary."""
    return [_describe_column(column, table) for column in table.columns]


def summarise_column(column: Column) -> Data:
    """What `csvstat` says of a column of which a page tells; nothing where it has no rows.

    Its calculations are given the values as the schema types them, not the cells as printed: they
    would take `1.234,5` for a little more than one, and a column of ids or yes/no words for dates
    or truth values. `min`, `max`, `mean` are those of a number, `len` that of a text.
    """
    if not column.values:
        return {}
    import agate  # noqa: PLC0415 - agate and csvkit load slowly

    csvstat = _csvstat()
    numeric = column.type in _NUMERIC
    # Only an empty cell is no value.
    kind = (agate.Number if numeric else agate.Text)(null_values=[""])
    cells = ((value if numeric else plain_text(value),) for value in column.values)
    table = agate.Table(cells, [column.name], [kind])
    wanted = ["len"]
    if numeric:
        wanted = _OF_NUMBERS if table.columns[0].values_without_nulls() else []
    said = {name: csvstat.OPERATIONS[name]["aggregation"](0).run(table) for name in wanted}
    said["unique"] = csvstat.get_unique(table, 0)
    said["freq"] = csvstat.get_freq(table, 0, freq_count=COMMON_VALUES)
    return said


@cache
def _csvstat() -> Any:
    """The tool. It sets the environment's locale as it loads, and fails where there is no such."""
    try:
        locale.setlocale(locale.LC_ALL, "")
    except locale.Error:
        os.environ["LC_ALL"] = "C"
    from csvkit.utilities import csvstat  # noqa: PLC0415

    return csvstat


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


def _describe_column(column: Column, table: Table) -> Data:
    summary = summarise_column(column)
    numeric = column.type in _NUMERIC
    said = column.field
    return {
        "name": column.name,
        "type": column.declared,
        "kept_as": column.type,
        "title": {lang: words_of(said, "title", lang) or column.name for lang in LANGUAGES},
        "description": {lang: words_of(said, "description", lang) for lang in LANGUAGES},
        "unit": str(said.get("unit") or ""),
        "constraints": [
            *_keys(column.name, table),
            *_constraints(said.get("constraints")),
            *_categories(said.get("categories")),
        ],
        "missing": _missing(said if "missingValues" in said else table.schema),
        "empty": sum(value is None for value in column.values),
        "unique": summary.get("unique", ""),
        "min": _shown(summary.get("min")) if numeric else "",
        "max": _shown(summary.get("max")) if numeric else "",
        "mean": _shown(summary.get("mean")) if numeric else "",
        "longest": "" if numeric else _shown(summary.get("len")),
        "common": _common_values(summary, table.row_count),
    }


def _keys(name: str, table: Table) -> list[str]:
    """The keys that a column is part of: `primaryKey`, `uniqueKey: city, year`, `city.id`."""
    unique = table.schema.get("uniqueKeys")
    groups: list[tuple[str, Sequence[object]]] = [("primaryKey", table.primary_key)]
    groups += [
        ("uniqueKey", key if isinstance(key, list) else [key])
        for key in (unique if isinstance(unique, list) else [])
    ]
    named = [
        kind if len(columns) == 1 else f"{kind}: {', '.join(map(str, columns))}"
        for kind, columns in groups
        if name in columns
    ]
    return named + [
        f"foreignKey: {key.table or table.name}.{key.others[key.columns.index(name)]}"
        for key in table.foreign_keys
        if name in key.columns
    ]


def _categories(value: object) -> list[str]:
    """The values that a field may have (version 2), each with its label: `1 = good`."""
    return [shorten(f"{value} = {label}" if label else value) for value, label in _labelled(value)]


def _missing(holder: Mapping[str, object]) -> list[dict[str, str]]:
    """The texts that stand for no value, with what they mean where version 2 labels them."""
    return [
        {"text": text, "label": shorten(label)}
        for text, label in _labelled(holder.get("missingValues"))
        if text
    ]


def _labelled(value: object) -> Iterator[tuple[str, str]]:
    for one in value if isinstance(value, list) else []:
        if isinstance(one, Mapping):
            yield str(one.get("value")), str(one.get("label") or "")
        else:
            yield str(one), ""


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
    """A number with two decimals at most: 6000.00 is 6000, 3.14159 is 3.14; and a short text."""
    if value is None:
        return ""
    if isinstance(value, int | Decimal):
        return format_number(_rounded(Decimal(value)))
    return shorten(str(value))


def _rounded(value: Decimal) -> Decimal:
    """With two decimals at most, and as many digits before the point as there are."""
    with localcontext(prec=MAX_PREC):
        rounded = round(value, 2)
        return rounded.normalize() if rounded else Decimal(0)


def shorten(text: str, length: int = PREVIEW_LENGTH) -> str:
    """A cell as a page shows it: its beginning, control characters made visible."""
    shown = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text[: length + 1])
    return shown if len(text) <= length else f"{shown[:length]}…"
