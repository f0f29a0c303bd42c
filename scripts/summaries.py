"""What is in each column of a table, as csvkit's `csvstat` sums it up."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

from scripts.package import RawPackage, resources, schema_fields

PREVIEW_ROWS = 5
PREVIEW_LENGTH = 80

Data = dict[str, Any]


def derive_tables(raw: RawPackage) -> list[Data]:
    """Every table of a package: title, size, first rows, and its fields with their summaries."""
    tables: list[Data] = []
    for resource in resources(raw.descriptor):
        name = resource.get("name")
        if not isinstance(name, str) or name not in raw.tables:
            continue
        frame = raw.tables[name]
        summaries = summarise_columns(raw.files[raw.table_path(name)]) if len(frame) else {}
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
                    for field in schema_fields(resource.get("schema"))
                ],
            }
        )
    return tables


def summarise_columns(data: bytes) -> dict[str, Mapping[str, object]]:
    """Column name -> what `csvstat --json` says of it, for a CSV in UTF-8 that has rows."""
    from csvkit.utilities.csvstat import CSVStat  # noqa: PLC0415 - agate loads slowly

    output = io.StringIO()
    tool = CSVStat(["--json", "--snifflimit", "0"], output)
    tool.input_file = io.StringIO(data.decode("utf-8"))
    tool.main()
    return {str(column["column_name"]): column for column in json.loads(output.getvalue())}


def _describe_field(
    field: Mapping[str, object], summary: Mapping[str, object], rows: int
) -> Data:
    numeric = field.get("type") in {"integer", "number"}
    return {
        "name": str(field["name"]),
        "type": str(field.get("type") or "any"),
        "title": str(field.get("title") or field["name"]),
        "description": str(field.get("description") or ""),
        "empty": rows - int(str(summary.get("nonnulls", rows))),
        "unique": summary.get("unique", ""),
        "min": _shown(summary.get("min")) if numeric else "",
        "max": _shown(summary.get("max")) if numeric else "",
    }


def _shown(value: object) -> str:
    """csvstat gives every number as a float: 6000.0 is 6000."""
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _shorten(text: str) -> str:
    return text if len(text) <= PREVIEW_LENGTH else f"{text[:PREVIEW_LENGTH]}…"
