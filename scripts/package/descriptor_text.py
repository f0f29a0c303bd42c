"""The text of a descriptor, JSON or YAML, as plain data in the languages of the site."""

from __future__ import annotations

import codecs
import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

YAML_DESCRIPTORS = ("datapackage.yaml", "datapackage.yml")
"""Read where there is no `datapackage.json`: Frictionless writes and reads them as well."""
_BY_LANGUAGE = ("title", "description")


def render_descriptor(data: bytes) -> bytes:
    """A descriptor in YAML as `datapackage.json`; days become text.

    Raises:
        ValueError: it is no YAML, or it has aliases, which can grow without end.
    """
    import yaml  # noqa: PLC0415 - few packages have a descriptor in YAML

    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text)):
            message = "aliases (*name)"
            raise ValueError(message)
        described = yaml.safe_load(text)
        return json.dumps(described, ensure_ascii=False, indent=2, default=_day).encode() + b"\n"
    except (yaml.YAMLError, TypeError, RecursionError) as error:
        raise ValueError(" ".join(str(error).split())) from error


def with_one_language(value: Any) -> Any:
    """The same with plain titles and descriptions, where they are given by language.

    The recipe “Language support” of the standard: `"title": {"": "Trees", "zh-CN": "树木"}`. The
    Chinese words become the title, the English ones `title_en`; without Chinese the first words.
    """
    if isinstance(value, list):
        return [with_one_language(one) for one in value]
    if not isinstance(value, Mapping):
        return value
    plain = {key: one if key == "data" else with_one_language(one) for key, one in value.items()}
    for key in _BY_LANGUAGE:
        words = value.get(key)
        if isinstance(words, Mapping) and all(isinstance(one, str) for one in words.values()):
            own = _of_language(words, "zh") or next(iter(words.values()), "")
            plain[key] = own
            if english := _of_language(words, "en"):
                plain.setdefault(f"{key}_en", english)
    return plain


def _of_language(words: Mapping[str, str], language: str) -> str:
    return next((text for tag, text in words.items() if tag.lower().startswith(language)), "")


def _day(value: object) -> str:
    """A day or a moment of YAML as JSON has it."""
    if isinstance(value, dt.date):
        return value.isoformat()
    message = f"a value of the kind {type(value).__name__}"
    raise TypeError(message)
