"""Text tables as typed rows: the only place where a CSV's cell becomes a number or a word of ours.

A row that does not convert is left out of the `Place` and is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields
from decimal import Decimal
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

from scripts.core.findings import Finding
from scripts.core.model import TABLES, Fact, Place, Row
from scripts.package.english import fill_english, needs_english
from scripts.package.raw import DESCRIPTOR, RawPackage

if TYPE_CHECKING:
    import pandas as pd

_INTEGER = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?", re.ASCII)


class CellError(ValueError):
    """A cell that cannot be what its column is; says what was expected, in both languages."""

    def __init__(self, expected_zh: str, expected_en: str) -> None:
        super().__init__(f"expected {expected_en}")
        self.expected_zh = expected_zh
        self.expected_en = expected_en


def get_text(cell: str) -> str:
    """The cell as it stands."""
    return cell


def get_filled(cell: str) -> str:
    """The cell, which must not be empty.

    Raises:
        CellError: it is.
    """
    if not cell:
        raise CellError("必须填写", "a filled cell")
    return cell


def get_integer(cell: str) -> int:
    """A whole number in ASCII digits.

    Raises:
        CellError: anything else, full-width digits and separators included.
    """
    if _INTEGER.fullmatch(cell) is None:
        raise CellError("整数（半角数字）", "a whole number in ASCII digits")
    return int(cell)


def get_number(cell: str) -> Decimal:
    """A decimal number as printed, in ASCII digits with `.`; no exponent, no NaN.

    Raises:
        CellError: anything else.
    """
    if _NUMBER.fullmatch(cell) is None:
        raise CellError(
            "数字（半角，小数点用“.”，不带单位和千分位）",
            "a number in ASCII digits with “.”, without unit or thousands separator",
        )
    return Decimal(cell)


def get_choice(choices: tuple[str, ...]) -> Callable[[str], str]:
    """A getter of one of the given words."""

    def get(cell: str) -> str:
        if cell not in choices:
            listed = ", ".join(choices)
            raise CellError(f"下列之一：{listed}", f"one of {listed}")
        return cell

    return get


def to_place(raw: RawPackage) -> tuple[Place, list[Finding]]:
    """A package's typed rows, and a finding for every cell that does not convert.

    Tables that could not be read are empty. Offsets count the code points of `documents`.
    """
    findings: list[Finding] = []
    rows: dict[str, tuple[Row, ...]] = {}
    for table, kind in TABLES.items():
        converted, faults = _to_rows(raw, table, kind)
        rows[table] = tuple(converted)
        findings += faults
    described = _described(raw)
    facts, faults = _to_facts(raw)
    findings += faults
    place = Place(
        name=raw.name,
        name_zh=described("name_zh"),
        name_en=described("name_en"),
        province_zh=described("province_zh"),
        province_en=described("province_en"),
        descriptor=raw.descriptor,
        facts=facts,
        documents={
            report_id: raw.texts[document]
            for report_id, document in _documents(raw)
            if document in raw.texts
        },
        **rows,  # type: ignore[arg-type]  # each table's name is the field of its class's rows
    )
    return place, findings


def has_columns(raw: RawPackage, table: str) -> bool:
    """Whether a table was read and has, once each, the columns without which no row converts."""
    frame = raw.tables.get(table)
    if frame is None or not frame.columns.is_unique:
        return False
    getters = _GETTERS[TABLES[table]]
    return all(column in frame.columns for column, (_, required) in getters.items() if required)


def _documents(raw: RawPackage) -> Iterator[tuple[str, str]]:
    if has_columns(raw, "reports") and "document" in (reports := raw.tables["reports"]).columns:
        yield from zip(reports["report_id"], reports["document"], strict=True)


def _getters_of(kind: type[Any]) -> Mapping[str, tuple[Callable[[str], object], bool]]:
    """Column -> (how to convert its cells, whether the cell must be filled)."""
    hints = get_type_hints(kind)
    return {
        column.name: (
            _getter(hints[column.name]),
            column.default is MISSING and column.default_factory is MISSING,
        )
        for column in fields(kind)
        if column.name != "row"
    }


def _getter(hint: object) -> Callable[[str], object]:
    if get_origin(hint) is Literal:
        return get_choice(get_args(hint))
    if isinstance(hint, UnionType) or type(None) in get_args(hint):
        return _getter(next(part for part in get_args(hint) if part is not NoneType))
    if hint is int:
        return get_integer
    if hint is Decimal:
        return get_number
    return get_text


_GETTERS = {kind: _getters_of(kind) for kind in (*TABLES.values(), Fact)}
"""The conversions of each kind of row, worked out once for all rows."""


def _to_rows(raw: RawPackage, table: str, kind: type[Row]) -> tuple[list[Row], list[Finding]]:
    if not has_columns(raw, table):
        return [], []
    frame = raw.tables[table]
    if not needs_english(raw.descriptor):
        frame = fill_english(frame)
    return to_rows(frame, kind, raw.locate(raw.table_path(table)))


def to_rows(frame: pd.DataFrame, kind: type[Row], file: str) -> tuple[list[Row], list[Finding]]:
    """The rows of a table that convert, and a finding for every cell that does not.

    Column by column: each different cell is converted once.

    Args:
        frame: cells as text; its index is the spreadsheet's row number.
        kind: the class of the rows.
        file: as findings name it.
    """
    numbers = frame.index.tolist()
    columns: dict[str, list[object]] = {}
    findings: list[Finding] = []
    for name, (getter, required) in _GETTERS[kind].items():
        cells = frame[name].tolist() if name in frame.columns else [""] * len(numbers)
        values: dict[str, object] = {}
        errors: dict[str, CellError] = {}
        for cell in set(cells):
            try:
                values[cell] = getter(get_filled(cell)) if cell or required else None
            except CellError as error:
                errors[cell] = error
        columns[name] = [values.get(cell) for cell in cells]
        findings += [
            _bad_value(file, number, name, cell, errors[cell])
            for number, cell in zip(numbers, cells, strict=True)
            if cell in errors
        ]
    faulty = {finding.row for finding in findings}
    rows: list[Any] = [
        kind(row=number, **dict(zip(columns, values, strict=True)))
        for number, *values in zip(numbers, *columns.values(), strict=True)
        if number not in faulty
    ]
    return rows, findings


def _convert(
    kind: type[Any], cells: Mapping[str, str]
) -> tuple[dict[str, object], list[tuple[str, str, CellError]]]:
    values: dict[str, object] = {}
    faults: list[tuple[str, str, CellError]] = []
    for column, (getter, required) in _GETTERS[kind].items():
        cell = cells.get(column, "")
        try:
            if cell or required:
                values[column] = getter(get_filled(cell))
        except CellError as error:
            faults.append((column, cell, error))
    return values, faults


def _bad_value(file: str, row: int | None, column: str, cell: str, error: CellError) -> Finding:
    if not cell:
        return Finding.of("missing-value", file, row, column, column=column)
    return Finding.of("bad-value", file, row, column, cell=cell, error=error, column=column)


def _described(raw: RawPackage) -> Callable[[str], str]:
    place = raw.descriptor.get("place")

    def get(name: str) -> str:
        value = place.get(name) if isinstance(place, Mapping) else None
        return value if isinstance(value, str) else ""

    return get


def _to_facts(raw: RawPackage) -> tuple[tuple[Fact, ...], list[Finding]]:
    place = raw.descriptor.get("place")
    listed = place.get("facts", []) if isinstance(place, Mapping) else []
    file = raw.locate(DESCRIPTOR)
    if not isinstance(listed, list):
        expected = CellError("列表（方括号）", "a list (square brackets)")
        return (), [_bad_value(file, None, "place.facts", str(listed), expected)]
    facts: list[Fact] = []
    findings: list[Finding] = []
    for position, fact in enumerate(listed):
        cells = {str(k): str(v) for k, v in fact.items()} if isinstance(fact, Mapping) else {}
        values, faults = _convert(Fact, cells)
        if faults:
            findings += [
                _bad_value(file, None, f"place.facts[{position}].{column}", cell, error)
                for column, cell, error in faults
            ]
        else:
            facts.append(Fact(**values))  # type: ignore[arg-type]
    return tuple(facts), findings
