"""Errors of stock Frictionless as findings: what is wrong and what would be right, twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from scripts.checks.keys import Cell, dangling_key
from scripts.core.findings import Finding
from scripts.package.raw import RawPackage, resources, schema_fields

if TYPE_CHECKING:
    from frictionless import Error

CHANGED_FILE_CODES = frozenset({"hash-count", "byte-count"})
"""The file is not the one whose hash or size the descriptor tells."""


def translate(raw: RawPackage, table: str, file: str, error: Error) -> Finding:
    """One Frictionless error as a finding; an unknown kind keeps Frictionless' own note."""
    facts, schema = error.to_descriptor(), schema_of(raw, table)
    if error.type == "foreign-key":
        return _foreign_key(raw, file, facts)
    if error.type in _STRUCTURE:
        return _structure(file, error.type, facts)
    if error.type in CHANGED_FILE_CODES:
        return _changed(file, error)
    if error.type in _UNREADABLE:
        return _unreadable(file, error)
    if translation := _ON_CELLS.get(error.type):
        return translation(file, facts, schema)
    return describe_general(file, error)


def schema_of(raw: RawPackage, table: str) -> Mapping[str, object]:
    for resource in resources(raw.descriptor):
        schema = resource.get("schema")
        if resource.get("name") == table and isinstance(schema, Mapping):
            return schema
    return {}


def _field_of(schema: Mapping[str, object], name: object) -> Mapping[str, object]:
    return next((f for f in schema_fields(schema) if f.get("name") == name), {})


def _cell(facts: Mapping[str, Any]) -> str:
    """The cell as written; Frictionless' own `cell` is None when it did not convert."""
    cells, number = facts.get("cells", []), facts.get("fieldNumber", 0)
    return str(cells[number - 1]) if 0 < number <= len(cells) else str(facts.get("cell", ""))


_TYPES: Mapping[str, tuple[str, str]] = {
    "integer": ("整数（半角数字）", "a whole number in ASCII digits"),
    "number": ("数字（半角，小数点用“.”，不带单位）", "a number with “.”, without its unit"),
    "year": ("四位数的年份", "a year of four digits"),
    "date": ("YYYY-MM-DD 形式的日期", "a date as YYYY-MM-DD"),
    "boolean": ("true 或 false", "true or false"),
    "string": ("文字", "text"),
}


_KINDS: Mapping[str, str] = {
    "string": "文字",
    "date": "日期",
    "time": "时间",
    "datetime": "日期时间",
}


def _type_error(file: str, facts: Mapping[str, Any], schema: Mapping[str, object]) -> Finding:
    name, cell = facts["fieldName"], _cell(facts)
    field = _field_of(schema, name)
    kind = str(field.get("type", "string"))
    zh, en = _TYPES.get(kind, (kind, kind))
    form = field.get("format", "default")
    if isinstance(form, str) and form != "default" and kind not in {"integer", "number"}:
        zh, en = f"“{form}”格式的{_KINDS.get(kind, kind)}", f"a {kind} in the format “{form}”"
    bare = re.sub(r"[,，\s]|[^0-9.\-]+$", "", cell)
    example = kind in {"integer", "number"} and re.fullmatch(r"-?\d+(\.\d+)?", bare, re.ASCII)
    return Finding.of(
        "type-error/example" if example else "type-error",
        file,
        facts["rowNumber"],
        name,
        cell=cell,
        zh=zh,
        en=en,
        bare=bare,
    )


def _constraint_error(file: str, facts: Mapping[str, Any], schema: Mapping[str, object]) -> Finding:
    name, cell, note = facts["fieldName"], _cell(facts), str(facts.get("note", ""))
    constraints = _field_of(schema, name).get("constraints")
    rules: Mapping[str, object] = constraints if isinstance(constraints, Mapping) else {}
    broken = found.group(1) if (found := re.search(r'constraint "(\w+)"', note)) else ""
    zh, en = _rule_in_words(broken, rules.get(broken), cell, note)
    kind = "constraint-error/required" if broken == "required" else "constraint-error"
    return Finding.of(kind, file, facts["rowNumber"], name, name=name, cell=cell, zh=zh, en=en)


_BOUNDS: Mapping[str, tuple[str, str]] = {
    "required": ("这一格必须填写。", "This cell must be filled."),
    "pattern": ("写法应符合 {}。", "It must match {}."),
    "minimum": ("不得小于 {}。", "It must not be below {}."),
    "maximum": ("不得大于 {}。", "It must not be above {}."),
    "minLength": ("至少 {} 个字符。", "At least {} characters."),
    "maxLength": ("至多 {} 个字符。", "At most {} characters."),
}


def _rule_in_words(rule: str, bound: object, cell: str, note: str) -> tuple[str, str]:
    if rule == "enum" and isinstance(bound, list):
        words = [str(word) for word in bound]
        near = get_close_matches(cell, words, n=1)
        guess = (f"是不是“{near[0]}”？", f"Did you mean “{near[0]}”? ") if near else ("", "")
        listed = ", ".join(words)
        return f"{guess[0]}只能填：{listed}。", f"{guess[1]}Allowed: {listed}."
    if rule in _BOUNDS:
        zh, en = _BOUNDS[rule]
        return zh.format(bound), en.format(bound)
    return f"Frictionless 的说明：{note}", f"Frictionless says: {note}"


def _foreign_key(raw: RawPackage, file: str, facts: Mapping[str, Any]) -> Finding:
    column, cell = facts["fieldNames"][0], ", ".join(facts["fieldCells"])
    other = facts["referenceName"] or next(
        (
            str(r.get("name"))
            for r in resources(raw.descriptor)
            if file.endswith(f"/{r.get('path')}")
        ),
        "",
    )
    frame, key = raw.tables.get(other), facts["referenceFieldNames"][0]
    existing = set(frame[key]) if frame is not None and key in frame.columns else set()
    return dangling_key(
        Cell(file=file, row=facts["rowNumber"], field=column, text=cell),
        raw.table_path(other),
        existing,
    )


def _repeated(file: str, facts: Mapping[str, Any], schema: Mapping[str, object]) -> Finding:
    keys = schema.get("primaryKey", [])
    listed = [keys] if isinstance(keys, str) else list(keys) if isinstance(keys, list) else []
    names = [facts["fieldName"]] if "fieldName" in facts else [str(key) for key in listed]
    order = [str(f["name"]) for f in schema_fields(schema)]
    cells = facts.get("cells", [])
    values = [cells[order.index(n)] for n in names if n in order and order.index(n) < len(cells)]
    shown = " / ".join(map(str, values))
    first = (
        found.group(1) if (found := re.search(r'position "(\d+)"', facts.get("note", ""))) else ""
    )
    return Finding.of(
        "duplicate-key" if first else "duplicate-key/earlier",
        file,
        facts["rowNumber"],
        next(iter(names), None),
        shown=shown,
        first=first,
        columns_zh="、".join(names),
        columns_en=", ".join(names),
    )


_STRUCTURE = frozenset({"blank-row", "extra-cell", "missing-cell", "blank-header"})
_UNREADABLE = frozenset({"encoding-error", "source-error", "scheme-error", "format-error"})
_ON_CELLS: Mapping[str, Callable[[str, Mapping[str, Any], Mapping[str, object]], Finding]] = {
    "type-error": _type_error,
    "constraint-error": _constraint_error,
    "primary-key": _repeated,
    "unique-error": _repeated,
}


def _structure(file: str, kind: str, facts: Mapping[str, Any]) -> Finding:
    name = facts.get("fieldName") or facts.get("label") or None
    return Finding.of(kind, file, facts.get("rowNumber") or 1, name)


def _changed(file: str, error: Error) -> Finding:
    return replace(Finding.of("changed-file", file, error=error), code=error.type)


def _unreadable(file: str, error: Error) -> Finding:
    return replace(Finding.of("unreadable-file", file, error=error), code=error.type)


def describe_general(file: str, error: Error) -> Finding:
    row = getattr(error, "row_number", None)
    field = getattr(error, "field_name", None)
    finding = Finding.of(
        "frictionless",
        file,
        row if isinstance(row, int) else None,
        field,
        error=error,
        note=error.note or error.message,
    )
    return replace(finding, code=error.type)


def describe_stumbling(file: str, error: Exception) -> Finding:
    return Finding.of("package-error", file, kind=type(error).__name__, error=error)
