"""All kinds of file as one OpenAPI 3.1 document, each with an example from the data itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from scripts.api.bilingual import bilingual
from scripts.api.endpoints import ENDPOINTS, PARAMETERS, Answer, Data, Endpoint, Kind, write_answer
from scripts.api.record_schemas import record_schemas
from scripts.core.model import Bilingual

OPENAPI_VERSION = "3.1.0"
API_VERSION = "1.0.0"
SERVER = "../.."
"""The site's root as seen from the document, so that a path is an address of the site."""
PROMISES: tuple[Bilingual, ...] = (
    Bilingual(
        zh="全部是静态文件：直接取，不用密钥，不限次数，没有查询参数。",
        en="All are static files: fetch them as they are, without a key, a limit or a query.",
    ),
    Bilingual(
        zh="文件里的地址都相对网站的根目录，不以斜杠开头；来源自己的网址除外。",
        en="Addresses in the files are relative to the site's root, without a slash in front; only "
        "a source's own address is absolute.",
    ),
    Bilingual(
        zh="数值照印，单位也照印（225，“万吨”）；figure.zh 写出所印的每一位数字。"
        "没有的内容为 null，不省略字段。",
        en="A value is the number as printed, in the unit as printed (225, 万吨: ten thousand "
        "tonnes); figure.zh has every digit as printed. What is missing is null, never left out.",
    ),
    Bilingual(
        zh='中英文并列的内容写作 {"zh": …, "en": …}；引文、来源的标题只有原文。',
        en='What exists in both languages is {"zh": …, "en": …}; quotations and titles of sources '
        "have their own language alone.",
    ),
    Bilingual(
        zh="同样的数据给出逐字节相同的文件；文件里没有生成时间，as_of 是数据截至的日子。",
        en="The same data give the same bytes: no file carries the time of its making; as_of is "
        "the day up to which the data reaches.",
    ),
    Bilingual(
        zh="稳定承诺：v1 只增加字段和文件，不删除、不改名、不改义；请忽略不认识的字段。"
        "做不到时另立 v2，v1 保留。",
        en="Stability: v1 only gains fields and files; nothing is removed, renamed or given "
        "another meaning. Ignore fields that you do not know. Anything else becomes v2, beside v1.",
    ),
)
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
    named = {"name": bilingual(_LICENCE_NAME.zh, _LICENCE_NAME.en)}
    head = {
        "openapi": OPENAPI_VERSION,
        "info": {
            "title": bilingual(f"{title.zh} API", f"{title.en} API"),
            "version": API_VERSION,
            "description": "\n\n".join(bilingual(one.zh, one.en) for one in PROMISES),
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


def _path_item(kind: Kind, endpoint: Endpoint, example: Answer | None) -> Data:
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
