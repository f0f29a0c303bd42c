"""The words in which a field is described: JSON Schema (2020-12) with both languages in one text.

OpenAPI gives a description one string; ours is `Chinese / English`, as in the tables' schemas.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scripts.core.model import Bilingual, Language

Schema = dict[str, Any]
SEPARATOR = " / "


class AmbiguousTextError(ValueError):
    """A description holds the mark that separates the languages."""


def bilingual(zh: str, en: str) -> str:
    """One text in both languages, Chinese first.

    Raises:
        AmbiguousTextError: it could not be taken apart again.
    """
    if SEPARATOR in zh or SEPARATOR in en:
        message = f"{SEPARATOR!r} separates the languages and cannot stand in {zh!r} or {en!r}"
        raise AmbiguousTextError(message)
    return f"{zh}{SEPARATOR}{en}"


def in_language(text: str, language: Language) -> str:
    """One language's part of a `bilingual` text; the whole of any other text."""
    zh, separator, en = text.partition(SEPARATOR)
    return en if separator and language == "en" else zh


def text(zh: str, en: str) -> Schema:
    return {"type": "string", "description": bilingual(zh, en)}


def number(zh: str, en: str) -> Schema:
    return {"type": "number", "description": bilingual(zh, en)}


def integer(zh: str, en: str) -> Schema:
    return {"type": "integer", "description": bilingual(zh, en)}


def address(zh: str, en: str) -> Schema:
    """An address of the site, relative to its root."""
    return {"type": "string", "format": "uri-reference", "description": bilingual(zh, en)}


def web_address(zh: str, en: str) -> Schema:
    """An address elsewhere."""
    return {"type": "string", "format": "uri", "description": bilingual(zh, en)}


def code(zh: str, en: str, labels: Mapping[Any, Bilingual]) -> Schema:
    """One of a fixed list of codes; the description says what each means."""
    said = {
        "zh": "；".join(f"{key} {label.zh}".rstrip() for key, label in labels.items()),
        "en": "; ".join(
            f"{key} ({label.en})" if label.en else key for key, label in labels.items()
        ),
    }
    return {
        "type": "string",
        "enum": list(labels),
        "description": bilingual(f"{zh}：{said['zh']}", f"{en}: {said['en']}"),
    }


def ref(name: str, zh: str, en: str) -> Schema:
    """A record described elsewhere among the components."""
    return {"$ref": f"#/components/schemas/{name}", "description": bilingual(zh, en)}


def list_of(items: str | Schema, zh: str, en: str) -> Schema:
    """A list, of records by their component's name or of plain values by their schema."""
    each = {"$ref": f"#/components/schemas/{items}"} if isinstance(items, str) else items
    return {"type": "array", "items": each, "description": bilingual(zh, en)}


def map_of(values: Schema, zh: str, en: str) -> Schema:
    """An object whose keys are data: values by format, say."""
    return {
        "type": "object",
        "additionalProperties": values,
        "description": bilingual(zh, en),
    }


def missing_too(schema: Schema) -> Schema:
    """The same field where it can be unknown: null then."""
    if "$ref" in schema:
        described = {"description": schema["description"]}
        return {"anyOf": [{"$ref": schema["$ref"]}, {"type": "null"}], **described}
    found = {**schema, "type": [schema["type"], "null"]}
    if "enum" in schema:
        found["enum"] = [*schema["enum"], None]
    return found


def record(zh: str, en: str, fields: Mapping[str, Schema]) -> Schema:
    """An object with all of these fields; programs must bear with further ones."""
    return {
        "type": "object",
        "description": bilingual(zh, en),
        "properties": dict(fields),
        "required": list(fields),
    }
