"""All kinds of file as one OpenAPI 3.1 document, each with an example from the data itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from scripts.api.bilingual import bilingual
from scripts.api.endpoints import ENDPOINTS, PARAMETERS, Answer, Data, Endpoint, write_answer
from scripts.api.record_schemas import record_schemas
from scripts.core.declared import read_declared
from scripts.core.model import Bilingual

OPENAPI_VERSION = "3.1.0"
API_VERSION = "1.0.0"
SERVER = "../.."
"""The site's root as seen from the document, so that a path is an address of the site."""
_LICENCE_NAME = Bilingual(zh="见各文件的 licence", en="see licence in each file")


def describe_api(
    title: Bilingual, answers: Sequence[Answer], licence: Mapping[str, str] | None
) -> Data:
    """The OpenAPI document.

    Args:
        title: the site's name.
        answers: every file but this document; the fullest of each kind becomes its example, its
            lists cut to one entry.
        licence: `name` and `url` of the licence where all files have the same.
    """
    promises = read_declared(__file__, "promises.csv")
    named = {"name": bilingual(_LICENCE_NAME.zh, _LICENCE_NAME.en)}
    head = {
        "openapi": OPENAPI_VERSION,
        "info": {
            "title": bilingual(f"{title.zh} API", f"{title.en} API"),
            "version": API_VERSION,
            "description": "\n\n".join(bilingual(one["zh"], one["en"]) for one in promises),
            "license": dict(licence or named),
        },
        "servers": [{"url": SERVER, "description": bilingual("网站的根目录", "the site's root")}],
    }
    itself = write_answer("openapi", {**head, "paths": {}})
    return {
        **head,
        "paths": {
            f"/{endpoint.pattern}": _path_item(
                kind, endpoint, fullest(a for a in (*answers, itself) if a.kind == kind)
            )
            for kind, endpoint in ENDPOINTS.items()
        },
        "components": {"schemas": record_schemas()},
    }


def _path_item(kind: str, endpoint: Endpoint, example: Answer | None) -> Data:
    media: Data = {"schema": {"$ref": f"#/components/schemas/{endpoint.schema}"}}
    if example is not None:
        media["example"] = shorten(example.document)
    title = bilingual(endpoint.title.zh, endpoint.title.en)
    operation: Data = {
        "operationId": kind,
        "summary": title,
        "security": [],
        "responses": {"200": {"description": title, "content": {"application/json": media}}},
    }
    if names := re.findall(r"{(\w+)}", endpoint.path):
        operation["parameters"] = [_parameter(name, example) for name in names]
    return {"get": operation}


def _parameter(name: str, example: Answer | None) -> Data:
    words = PARAMETERS[name]
    found: Data = {
        "name": name,
        "in": "path",
        "required": True,
        "description": bilingual(words.zh, words.en),
        "schema": {"type": "string"},
    }
    return found if example is None else {**found, "example": example.ids[name]}


def fullest(answers: Iterable[Answer]) -> Answer | None:
    """The answer with the fewest empty lists at its top, the first among equals."""
    return min(answers, key=lambda answer: answer.gaps, default=None)


def shorten(value: Any) -> Any:
    """The same answer with every list cut to the one entry that says most."""
    if isinstance(value, dict):
        return {key: shorten(one) for key, one in value.items()}
    if isinstance(value, list):
        return [shorten(one) for one in sorted(value, key=_missing)[:1]]
    return value


def _missing(value: Any) -> int:
    """How many values within are unknown or empty."""
    if isinstance(value, dict):
        return sum(map(_missing, value.values()))
    return int(value in (None, "", []))
