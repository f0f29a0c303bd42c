"""The page of the JSON API, written from the OpenAPI document and from nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from scripts.api import in_language
from scripts.core.model import Language
from scripts.pages.markdown import render_page
from scripts.pages.targets import Data
from scripts.theme_support.page import Page, crumb
from scripts.words.addresses import Addresses, api_file

_REFERENCE = "#/components/schemas/"
Description = Mapping[str, Any]


def render_api_page(description: Description, language: Language) -> Page:
    """Each path with its fields and an example answer, then the records they are made of.

    Args:
        description: the OpenAPI document; its texts are in both languages.
        language: of the page.
    """
    zh = language == "zh"
    heading = "给程序用的接口（API）" if zh else "The API for programs"
    schemas = description["components"]["schemas"]
    paths = [_path_view(description, path, language) for path in description["paths"]]
    whole = {view["schema"] for view in paths}
    return render_page(
        "api",
        language,
        Addresses(language).api(),
        title=heading,
        summary=(
            "全部数据的 JSON 文件：有哪些、每个字段是什么、怎样取。"
            if zh
            else "All data as JSON files: which there are, what each field is, how to fetch them."
        ),
        values={
            "version": description["info"]["version"],
            "promises": [
                in_language(text, language)
                for text in description["info"]["description"].split("\n\n")
            ],
            "openapi_url": api_file("openapi.json"),
            "paths": paths,
            "records": [
                _record_view(name, schema, language)
                for name, schema in schemas.items()
                if name not in whole
            ],
        },
        view={
            "crumbs": [
                crumb("数据" if zh else "Data", Addresses(language).datasets()),
                crumb(heading, None),
            ]
        },
    )


def schema_anchor(name: str) -> str:
    """The anchor of a record on the page of the API."""
    return f"schema-{name}"


def _path_view(description: Description, path: str, language: Language) -> Data:
    operation = description["paths"][path]["get"]
    answer = operation["responses"]["200"]["content"]["application/json"]
    name = answer["schema"]["$ref"].removeprefix(_REFERENCE)
    parameters = operation.get("parameters", [])
    example = answer.get("example")
    filled = {one["name"]: one["example"] for one in parameters if "example" in one}
    return {
        "anchor": operation["operationId"],
        "title": in_language(operation["summary"], language),
        "pattern": path.removeprefix("/"),
        "schema": name,
        "parameters": [
            {"name": one["name"], "meaning": in_language(one["description"], language)}
            for one in parameters
        ],
        "fields": field_views(description["components"]["schemas"][name], language),
        "example_url": None if example is None else fill_pattern(path, filled),
        "example": None if example is None else json.dumps(example, ensure_ascii=False, indent=2),
    }


def fill_pattern(path: str, ids: Mapping[str, str]) -> str:
    """`/api/v1/{place}/place.json` with its ids, as an address of the site."""
    return re.sub(r"{(\w+)}", lambda found: ids[found[1]], path).removeprefix("/")


def _record_view(name: str, schema: Description, language: Language) -> Data:
    return {
        "anchor": schema_anchor(name),
        "name": name,
        "description": in_language(schema["description"], language),
        "fields": field_views(schema, language),
    }


def field_views(schema: Description, language: Language) -> list[Data]:
    """Each field of an object: name, type, the record that it leads to, meaning."""
    return [
        {
            "name": name,
            **type_view(field),
            "meaning": in_language(field["description"], language),
        }
        for name, field in schema.get("properties", {}).items()
    ]


def type_view(schema: Description) -> Data:
    """A schema in a few characters: `Target[]`, `string | null`; `anchor` leads to a record.

    A map is `{…: string}`.
    """
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_REFERENCE)
        return {"type": name, "suffix": "", "anchor": schema_anchor(name)}
    if "anyOf" in schema:
        inner = type_view(schema["anyOf"][0])
        return {**inner, "suffix": f"{inner['suffix']} | null"}
    if schema["type"] == "array":
        inner = type_view(schema["items"])
        return {**inner, "suffix": f"{inner['suffix']}[]"}
    if "additionalProperties" in schema:
        inner = type_view(schema["additionalProperties"])
        return {**inner, "type": f"{{…: {inner['type']}", "suffix": f"{inner['suffix']}}}"}
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return {"type": kinds[0], "suffix": "".join(f" | {one}" for one in kinds[1:]), "anchor": None}
