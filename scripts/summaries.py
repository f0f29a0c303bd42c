"""What is in each column of a table, as csvkit's `csvstat` sums it up."""

from __future__ import annotations

import io
import json
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from scripts.package import RawPackage, resources, schema_fields
from scripts.wording import format_number

PREVIEW_ROWS = 5
PREVIEW_LENGTH = 80
COMMON_VALUES = 5
"""How many of a column's most frequent values are listed."""
_NUMERIC = frozenset({"integer", "number"})

Data = dict[str, Any]


def derive_tables(raw: RawPackage) -> list[Data]:
    """Every table of a package: title, size, first rows, and its fields with their summaries."""
    tables: list[Data] = []
    for resource in resources(raw.descriptor):
        name = resource.get("name")
        if not isinstance(name, str) or name not in raw.tables:
            continue
        frame = raw.tables[name]
        fields = list(schema_fields(resource.get("schema")))
        numeric = [str(field["name"]) for field in fields if field.get("type") in _NUMERIC]
        data = raw.files[raw.table_path(name)]
        summaries = summarise_columns(data, numeric) if len(frame) else {}
        tables.append(
            {
                "name": name,
                "title": str(resource.get("title") or name),
                "title_en": str(resource.get("title_en") or resource.get("title") or name),
                "description": str(resource.get("description") or ""),
                "row_count": len(frame),
                "preview": [
                    [_shorten(str(cell)) for cell in row]
                    for row in frame.head(PREVIEW_ROWS).itertuples(index=False)
                ],
                "fields": [
                    _describe_field(field, summaries.get(str(field["name"]), {}), len(frame))
                    for field in fields
                ],
            }
        )
    return tables


def summarise_columns(data: bytes, numeric: list[str]) -> dict[str, Mapping[str, Any]]:
    """Column name -> what `csvstat --json` says of it, for a CSV in UTF-8 that has rows.

    Args:
        data: the CSV.
        numeric: the columns that the schema calls numbers; all others are text, so that csvstat
            does not take a column of ids or yes/no words for dates or truth values.
    """
    import agate  # noqa: PLC0415 - agate and csvkit load slowly
    from csvkit.utilities.csvstat import CSVStat  # noqa: PLC0415

    missing = {"null_values": [""]}
    types = agate.TypeTester(
        force={name: agate.Number(**missing) for name in numeric}, types=[agate.Text(**missing)]
    )
    output = io.StringIO()
    with own_signals():
        tool = CSVStat(["--json", "--snifflimit", "0", "--freq-count", str(COMMON_VALUES)], output)
    tool.get_column_types = lambda: types
    tool.input_file = io.StringIO(data.decode("utf-8"))
    tool.main()
    return {str(column["column_name"]): column for column in json.loads(output.getvalue())}


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


def _describe_field(field: Mapping[str, object], summary: Mapping[str, Any], rows: int) -> Data:
    numeric = field.get("type") in _NUMERIC
    return {
        "name": str(field["name"]),
        "type": str(field.get("type") or "any"),
        "title": str(field.get("title") or field["name"]),
        "description": str(field.get("description") or ""),
        "empty": rows - int(summary.get("nonnulls", rows)),
        "unique": summary.get("unique", ""),
        "min": _shown(summary.get("min")) if numeric else "",
        "max": _shown(summary.get("max")) if numeric else "",
        "mean": _shown(summary.get("mean")) if numeric else "",
        "longest": "" if numeric else _shown(summary.get("len")),
        "common": _common_values(summary, rows),
    }


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
    return _shorten(str(value))


def _shorten(text: str) -> str:
    return text if len(text) <= PREVIEW_LENGTH else f"{text[:PREVIEW_LENGTH]}…"
