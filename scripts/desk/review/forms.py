"""A row as the fields of a form: labels from the Table Schemas, choices from labels and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scripts.checks.keys import REFERENCES
from scripts.desk.review.opened import Opened
from scripts.desk.review.state import State
from scripts.package.raw import schema_fields
from scripts.words import wording

Option = tuple[str, str]
"""What is written, and what a person reads."""

_LABELS: Mapping[tuple[str, str], str] = {
    ("targets", "kind"): "targets.kind",
    ("targets", "measure"): "measure",
    ("targets", "comparator"): "comparator",
    ("numerals", "role"): "role",
    ("observations", "stage"): "stage",
    ("evidence", "finding"): "evidence finding",
    ("doubts", "confidence"): "confidence",
    ("sources", "kind"): "sources.kind",
    ("indicators", "direction"): "direction",
}
"""Table and column -> the vocabulary of the labels of its codes."""
_NAMES: Mapping[str, str] = {
    "indicators": "name_zh",
    "sections": "title_zh",
    "sources": "title",
    "targets": "quote",
}
"""Table that others refer to -> the column by which a person knows its rows."""
_LONG = ("note", "definition", "statement", "reason", "quote_en")
_YEARS = ("due", "baseline", "year")
EDITED = ("indicators", "sections", "numerals", "doubts", "evidence", "observations", "sources")
"""Tables whose rows have a form of their own, beside the promises."""
TARGET_FIXED = ("target_id", "report_id", "quote", "start", "end")
"""Columns of a promise that follow from others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column of a row.

    `choice` is `select` (one of the options), `list` (they are proposals), `long` or `text`.
    """

    name: str
    label: str
    hint: str
    value: str
    required: bool
    choice: str
    options: tuple[Option, ...] = ()


def list_fields(
    state: State,
    opened: Opened,
    table: str,
    cells: Mapping[str, str],
    without: tuple[str, ...] = (),
) -> Iterator[Field]:
    """The columns of a table as fields, filled with a row's cells."""
    for column in schema_fields(state.schemas[table]):
        name = str(column["name"])
        if name in without:
            continue
        constraints = column.get("constraints")
        rules = constraints if isinstance(constraints, Mapping) else {}
        choices = rules.get("enum")
        options = (
            [(str(one), _word(table, name, str(one))) for one in choices]
            if isinstance(choices, list)
            else list(_proposals(state, opened, table, name))
        )
        shape = "select" if isinstance(choices, list) else "list" if options else "text"
        if shape == "text" and name.startswith(_LONG):
            shape = "long"
        yield Field(
            name=name,
            label=str(column.get("title", "")),
            hint=str(column.get("description", "")),
            value=cells.get(name, ""),
            required=bool(rules.get("required")),
            choice=shape,
            options=tuple(options),
        )


def _word(table: str, column: str, code: str) -> str:
    labels = wording.LABELS.get(_LABELS.get((table, column), ""), {})
    label = labels.get(code)
    return code if label is None or not label.zh else f"{label.zh} {label.en} · {code}"


def _proposals(state: State, opened: Opened, table: str, column: str) -> Iterator[Option]:
    """What a cell may be: rows that it may refer to, units, themes, years."""
    if column == "unit":
        units = {row["unit"]: "" for row in opened.tables["indicators"]}
        yield from ((unit, "") for unit in {**units, **dict.fromkeys(state.vocabulary.units, "")})
    elif column == "theme":
        yield from ((key, f"{n.zh} {n.en}") for key, n in state.vocabulary.themes.items())
    elif column in _YEARS:
        yield from ((str(opened.year + ahead), "") for ahead in range(-4, 11))
    for referring, field, other, key in REFERENCES:
        if (referring, field) == (table, column):
            yield from _rows(opened, other, key)


def _rows(opened: Opened, table: str, key: str) -> Iterator[Option]:
    rows = {row[key]: row for row in opened.tables[table]}
    if table == "indicators":
        rows = {**rows, **{k: row for k, row in opened.shared.items() if k not in rows}}
    for value, row in rows.items():
        if row.get("report_id", opened.report_id) == opened.report_id or table == "reports":
            yield value, row.get(_NAMES.get(table, key), "")
