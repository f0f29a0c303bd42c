"""Places whose texts need no English: `"en_required": false` in the descriptor's `place`.

An English page then shows the Chinese text in its place, marked as Chinese. The names and titles of
the place itself stay in both languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from scripts.package.raw import schema_fields

if TYPE_CHECKING:
    import pandas as pd

_TRANSLATED = (
    ("note", "note_en"),
    ("title", "title_en"),
    ("description", "description_en"),
)


def needs_english(descriptor: Mapping[str, object]) -> bool:
    """Whether every text of a package has to be in English as well."""
    place = descriptor.get("place")
    return not (isinstance(place, Mapping) and place.get("en_required") is False)


def translated_pairs(columns: list[str]) -> list[tuple[str, str]]:
    """The pairs of columns that say the same in Chinese and in English."""
    pairs = [(c, f"{c.removesuffix('_zh')}_en") for c in columns if c.endswith("_zh")]
    return [pair for pair in (*pairs, *_TRANSLATED) if set(pair) <= set(columns)]


def schema_for(
    descriptor: Mapping[str, object], schema: Mapping[str, object]
) -> Mapping[str, object]:
    """A shared Table Schema as a package has it: English cells may be empty where none is needed.

    A field whose only constraint goes loses the key `constraints`.
    """
    if needs_english(descriptor):
        return schema
    fields = []
    for field in schema_fields(schema):
        given = field.get("constraints")
        if str(field["name"]).endswith("_en") and isinstance(given, Mapping):
            left = {name: value for name, value in given.items() if name != "required"}
            rest = {name: value for name, value in field.items() if name != "constraints"}
            fields.append({**rest, "constraints": left} if left else rest)
        else:
            fields.append(dict(field))
    return {**schema, "fields": fields}


def fill_english(frame: pd.DataFrame) -> pd.DataFrame:
    """A table in which an empty English cell says what its Chinese cell says."""
    filled = {
        en: frame[en].where(frame[en] != "", frame[zh])
        for zh, en in translated_pairs(list(frame.columns))
    }
    return frame.assign(**filled)
