"""Errors of stock Frictionless as findings: what is wrong and what would be right, twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
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
    return Finding(
        file=file,
        row=facts["rowNumber"],
        field=name,
        code="type-error",
        message_zh=f"“{cell}”不是{zh}。",
        message_en=f"“{cell}” is not {en}.",
        fix_zh=f"改成{zh}" + (f"，例如 {bare}。" if example else "；没有就留空。"),
        fix_en=f"Give {en}" + (f", e.g. {bare}." if example else ", or leave it empty."),
    )


def _constraint_error(file: str, facts: Mapping[str, Any], schema: Mapping[str, object]) -> Finding:
    name, cell, note = facts["fieldName"], _cell(facts), str(facts.get("note", ""))
    constraints = _field_of(schema, name).get("constraints")
    rules: Mapping[str, object] = constraints if isinstance(constraints, Mapping) else {}
    broken = found.group(1) if (found := re.search(r'constraint "(\w+)"', note)) else ""
    zh, en = _rule_in_words(broken, rules.get(broken), cell, note)
    message = (
        (f"“{name}”没有填写。", f"“{name}” is empty.")
        if broken == "required"
        else (f"“{cell}”在“{name}”里不合规定。", f"“{cell}” is not allowed in “{name}”.")
    )
    return Finding(
        file=file,
        row=facts["rowNumber"],
        field=name,
        code="constraint-error",
        message_zh=message[0],
        message_en=message[1],
        fix_zh=zh,
        fix_en=en,
    )


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
    known = set(frame[key]) if frame is not None and key in frame.columns else set()
    return dangling_key(
        Cell(file=file, row=facts["rowNumber"], field=column, text=cell),
        raw.table_path(other),
        known,
    )


def _repeated(file: str, facts: Mapping[str, Any], schema: Mapping[str, object]) -> Finding:
    keys = schema.get("primaryKey", [])
    listed = [keys] if isinstance(keys, str) else list(keys) if isinstance(keys, list) else []
    names = [facts["fieldName"]] if "fieldName" in facts else [str(key) for key in listed]
    order = [str(f["name"]) for f in schema_fields(schema)]
    cells = facts.get("cells", [])
    values = [cells[order.index(n)] for n in names if n in order and order.index(n) < len(cells)]
    shown, columns = " / ".join(map(str, values)), "、".join(names)
    first = (
        found.group(1) if (found := re.search(r'position "(\d+)"', facts.get("note", ""))) else ""
    )
    return Finding(
        file=file,
        row=facts["rowNumber"],
        field=names[0] if names else None,
        code="duplicate-key",
        message_zh=f"“{shown}”与{f'第 {first} 行' if first else '前面一行'}重复（{columns}）。",
        message_en=f"“{shown}” repeats {f'row {first}' if first else 'an earlier row'} "
        f"({', '.join(names)}).",
        fix_zh="两行若说同一件事，删去一行；若不是，给这一行另取一个编号。",
        fix_en="If both rows say the same, delete one; otherwise give this row another id.",
    )


_STRUCTURE: Mapping[str, tuple[str, str, str, str]] = {
    "blank-row": ("这一行是空行。", "This row is blank.", "删去空行。", "Delete the blank row."),
    "extra-cell": (
        "这一行的格数比表头多。",
        "This row has more cells than the header.",
        "多半是单元格里有逗号而没有加引号：把整格用一对双引号括起来；否则删去多出的格。",
        "Put a cell that holds a comma in double quotes; otherwise delete the extra cell.",
    ),
    "missing-cell": (
        "这一行的格数比表头少。",
        "This row has fewer cells than the header.",
        "补足逗号：空格子也要占一个位置。",
        "Add the missing commas: an empty cell still takes its place.",
    ),
    "blank-header": (
        "表头是空的。",
        "The header is blank.",
        "第一行写列名，照抄模式。",
        "Write the columns' names in the first row, as in the schema.",
    ),
}


_UNREADABLE = frozenset({"encoding-error", "source-error", "scheme-error", "format-error"})
_ON_CELLS: Mapping[str, Callable[[str, Mapping[str, Any], Mapping[str, object]], Finding]] = {
    "type-error": _type_error,
    "constraint-error": _constraint_error,
    "primary-key": _repeated,
    "unique-error": _repeated,
}


def _structure(file: str, kind: str, facts: Mapping[str, Any]) -> Finding:
    zh, en, fix_zh, fix_en = _STRUCTURE[kind]
    name = facts.get("fieldName") or facts.get("label") or None
    return Finding(
        file=file,
        row=facts.get("rowNumber") or 1,
        field=name,
        code=kind,
        message_zh=zh,
        message_en=en,
        fix_zh=fix_zh,
        fix_en=fix_en,
    )


def _changed(file: str, error: Error) -> Finding:
    return Finding(
        file=file,
        code=error.type,
        message_zh="文件与数据包说明里登记的校验值（hash）或大小（bytes）不符：它被改动过。",
        message_en="The file is not the one whose hash or size (bytes) the descriptor tells: it "
        "was changed.",
        fix_zh="原文一字不改：从版本历史恢复它；若确已换成新收到的文本，"
        f"改 datapackage.json 里的值（{error.note}）。",
        fix_en="Source texts are never edited: restore it from the history; if a new text was "
        f"received, update the value in datapackage.json ({error.note}).",
    )


def _unreadable(file: str, error: Error) -> Finding:
    return Finding(
        file=file,
        code=error.type,
        message_zh=f"Frictionless 读不了这个文件：{error.note}。",
        message_en=f"Frictionless cannot read this file: {error.note}.",
        fix_zh="用文本编辑器打开，确认是 UTF-8 编码、逗号分隔的文本，表头在第一行。",
        fix_en="Open it in a text editor and make sure that it is comma-separated UTF-8 text with "
        "its header in the first row.",
    )


def describe_general(file: str, error: Error) -> Finding:
    row = getattr(error, "row_number", None)
    return Finding(
        file=file,
        row=row if isinstance(row, int) else None,
        field=getattr(error, "field_name", None),
        code=error.type,
        message_zh=f"Frictionless 不接受（{error.title}）：{error.note}",
        message_en=f"Frictionless does not accept it ({error.title}): {error.note}",
        fix_zh=f"按 Data Package 标准改正；Frictionless 的说明：{error.description}",
        fix_en=f"Correct it by the Data Package standard. Frictionless: {error.description}",
    )


def describe_stumbling(file: str, error: Exception) -> Finding:
    return Finding(
        file=file,
        code="package-error",
        message_zh=f"Frictionless 无法理解这个数据包说明（{type(error).__name__}：{error}）。",
        message_en="Frictionless cannot make sense of this descriptor "
        f"({type(error).__name__}: {error}).",
        fix_zh="多半是某个字段或资源的写法不对（例如该是花括号的地方写了别的）：与另一个数据包的 "
        "datapackage.json 对照。",
        fix_en="Usually a field or resource is not an object: compare the datapackage.json of "
        "another package.",
    )
