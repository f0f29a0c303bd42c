"""JSON Schemas (2020-12) of every record and file, from `records.csv` and the Table Schemas.

A row of `downloads/records.csv` is a field of a record; without a field it describes the record.
Records are in the order of the description, fields in that of the answer. `type` is one of

    string  integer  number  object        a JSON type
    uri  uri-reference                     an address elsewhere; one relative to the site's root
    status  coverage                       one of a list of codes, with what each means
    Text                                   another record; one that begins with `_` is no component
    targets.value                          a column: its description is that of the Table Schema
    targets.note_*                         a pair of columns, in Chinese and in English

with `?` where the value may be null, `…[]` for a list, `{…}` for an object with any keys. The field
`*` stands for all fields of another record, or for one number for each code of a list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from scripts.api.bilingual import SEPARATOR, bilingual
from scripts.core.folders import ROOT
from scripts.core.model import Bilingual
from scripts.downloads.json_records import RECORD_FIELDS
from scripts.package.read import read_schemas
from scripts.words import wording

Schema = dict[str, Any]
Labels = Mapping[Any, Bilingual]

CODES: Mapping[str, Labels] = {**wording.LABELS, "standing": wording.SOURCE_KIND_LABELS}
"""What codes mean, by the column or by table and column."""
_JSON_TYPES = frozenset({"string", "integer", "number", "object"})
_EMPTY_CELL = re.compile(r"；[^；/]*空着(?= / )|; (?:else )?empty[^;]*$")
"""What a CSV does without a value: an answer has null."""


@cache
def record_schemas() -> Mapping[str, Schema]:
    """Every record and kind of file by its name, with the fields that it always has."""
    records: dict[str, Schema] = {}
    for row in RECORD_FIELDS:
        if not row["field"]:
            words = bilingual(row["zh"], row["en"])
            records[row["record"]] = {"type": "object", "description": words, "properties": {}}
    for row in sorted(RECORD_FIELDS, key=lambda row: not row["record"].startswith("_")):
        fields = records[row["record"]]["properties"]
        if row["field"] == "*":
            fields |= _all_fields(row["type"], records)
        elif row["field"]:
            fields[row["field"]] = field_schema(row["type"], row["zh"], row["en"])
    return {
        name: {**record, "required": list(record["properties"])}
        for name, record in records.items()
        if not name.startswith("_")
    }


def field_schema(kind: str, zh: str, en: str) -> Schema:
    """The schema of a field whose type is written as in `records.csv`.

    Args:
        kind: the type.
        zh: what the field holds, in Chinese; empty for a column.
        en: the same in English.
    """
    if "." in kind:
        return _column(*kind.split("."))
    plain = kind.removesuffix("?")
    if plain in CODES:
        schema = _code(plain, zh, en)
    else:
        schema = {**_plain(plain), "description": bilingual(zh, en)}
    return _or_null(schema) if kind.endswith("?") else schema


def _plain(kind: str) -> Schema:
    if kind.endswith("[]"):
        return {"type": "array", "items": _plain(kind.removesuffix("[]"))}
    if kind.startswith("{"):
        return {"type": "object", "additionalProperties": _plain(kind.strip("{}"))}
    if kind in _JSON_TYPES:
        return {"type": kind}
    if kind.startswith("uri"):
        return {"type": "string", "format": kind}
    return {"$ref": f"#/components/schemas/{kind}"}


def _code(name: str, zh: str, en: str) -> Schema:
    """One of a list of codes; the description says what each means."""
    labels = CODES[name]
    zh += "：" + "；".join(f"{code} {label.zh}".rstrip() for code, label in labels.items())
    meant = (f"{code} ({label.en})" if label.en else code for code, label in labels.items())
    en += ": " + "; ".join(meant)
    return {"type": "string", "enum": list(labels), "description": bilingual(zh, en)}


def _or_null(schema: Schema) -> Schema:
    if "$ref" in schema:
        kinds = [{"$ref": schema["$ref"]}, {"type": "null"}]
        return {"anyOf": kinds, "description": schema["description"]}
    found = {**schema, "type": [schema["type"], "null"]}
    return {**found, "enum": [*schema["enum"], None]} if "enum" in schema else found


def _all_fields(kind: str, records: Mapping[str, Schema]) -> Mapping[str, Schema]:
    if kind in records:
        return records[kind]["properties"]  # type: ignore[no-any-return]
    return {
        code: field_schema("integer", f"“{label.zh}”的个数", f"how many are “{label.en}”")
        for code, label in CODES[kind].items()
    }


@cache
def _columns(table: str) -> Mapping[str, Mapping[str, Any]]:
    schema: Mapping[str, Any] = read_schemas(ROOT / "datasets" / "schemas")[table]
    return {column["name"]: column for column in schema["fields"]}


def _column(table: str, name: str) -> Schema:
    """A column as a field: null where its cell may be empty."""
    columns = _columns(table)
    if name.endswith("_*"):
        stem = name.removesuffix("_*")
        title = (columns.get(f"{stem}_zh") or columns[stem])["title"].removeprefix("中文")
        kind = "Text" if _is_required(columns[f"{stem}_en"]) else "OptionalText"
        return field_schema(kind, title, stem)
    column = columns[name]
    title = column["title"]
    codes = next((key for key in (f"{table}.{name}", name) if key in CODES), None)
    if codes is not None:
        schema = _code(codes, title, name)
    else:
        zh, en = _EMPTY_CELL.sub("", column["description"]).split(SEPARATOR)
        is_address = str(column.get("constraints", {}).get("pattern", "")).startswith("^https?")
        kind = "uri" if is_address else column["type"]
        schema = field_schema(kind, f"{title}：{zh}", en)
    return schema if _is_required(column) else _or_null(schema)


def _is_required(column: Mapping[str, Any]) -> bool:
    return bool(column.get("constraints", {}).get("required"))
