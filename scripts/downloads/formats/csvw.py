"""Metadata beside a CSV by the W3C's “Metadata Vocabulary for Tabular Data” (2015)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from scripts.package.descriptor import is_web_address
from scripts.package.tabular import Column, Table
from scripts.package.tabular.typing import missing_texts

_VARIABLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]*", re.ASCII)
_LEXICAL: Mapping[str, tuple[str, re.Pattern[str]]] = {
    "integer": ("integer", re.compile(r"[+-]?[0-9]+", re.ASCII)),
    "number": ("decimal", re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)),
    "date": ("date", re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)),
    "boolean": ("boolean", re.compile(r"true|false|1|0", re.ASCII)),
}
"""Column type -> the CSVW datatype, and how cells must look without a `format` of their own."""


def render_csvw(table: Table, about: Mapping[str, Any], language: str) -> bytes:
    """The metadata of one table's CSV, whose name is relative to this file's own place.

    A column is given a datatype only where its cells have that type's plain form; dates written
    otherwise stay strings, as they are in the CSV.

    Args:
        table: the table; its CSV stands beside the file that this becomes.
        about: `title`, `description`, `licence`, `source` addresses of the package.
        language: of titles and descriptions, as BCP 47 has it.
    """
    document: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": language}],
        "url": table.csv.rpartition("/")[2],
        "dc:title": about["title"],
    }
    if about.get("description"):
        document["dc:description"] = about["description"]
    if is_web_address(str(about.get("licence"))):
        document["dc:license"] = {"@id": about["licence"]}
    schema: dict[str, Any] = {
        "columns": [
            _column(table, column, plain=plain)
            for column, plain in zip(table.columns, _plain(table), strict=True)
        ]
    }
    names = {c.get("titles"): c.get("name") for c in schema["columns"]}
    if table.primary_key and all(names.get(name) for name in table.primary_key):
        schema["primaryKey"] = [names[name] for name in table.primary_key]
    document["tableSchema"] = schema
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode(
        "utf-8", errors="replace"
    )


def _column(table: Table, column: Column, *, plain: bool) -> dict[str, Any]:
    described: dict[str, Any] = {"titles": column.name}
    if _VARIABLE.fullmatch(column.name):
        described["name"] = column.name
    for key in ("title", "description"):
        if isinstance(text := column.field.get(key), str):
            described[f"dc:{key}"] = text
    described["datatype"] = _LEXICAL[column.type][0] if plain else "string"
    if (missing := missing_texts(column.field, table.missing)) != ("",):
        described["null"] = list(missing)
    constraints = column.field.get("constraints")
    if isinstance(constraints, Mapping) and constraints.get("required") is True:
        described["required"] = all(value is not None for value in column.values)
    return described


def _plain(table: Table) -> list[bool]:
    """For each column whether its cells have the plain form of a CSVW datatype."""
    forms = {
        number: _LEXICAL[column.type][1]
        for number, column in enumerate(table.columns)
        if column.type in _LEXICAL
    }
    missing = [set(missing_texts(column.field, table.missing)) for column in table.columns]
    for row in table.cells() if forms else ():
        for number, form in tuple(forms.items()):
            if row[number] not in missing[number] and not form.fullmatch(row[number]):
                del forms[number]
    return [number in forms for number in range(len(table.columns))]
