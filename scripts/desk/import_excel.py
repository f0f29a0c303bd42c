"""The edge of `invoke import-excel` and `invoke template`: workbooks to tables and back."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from scripts.checks.keys import key_parts
from scripts.core.findings import Finding, column_letter
from scripts.core.folders import Folders
from scripts.core.model import OPTIONAL_TABLES, TABLES
from scripts.desk.excel.layout import Layout, find_layout, from_mapping, known_words
from scripts.desk.excel.proposal import (
    Defaults,
    Lookup,
    Proposed,
    Question,
    Row,
    propose_observations,
    propose_rows,
)
from scripts.desk.excel.sheets import Sheet, WorkbookError, read_workbook
from scripts.desk.excel.template import LISTS, render_template
from scripts.desk.new_report import table as read_table
from scripts.desk.observe import read_rows, write_checked, write_rows
from scripts.package.read import read_schemas
from scripts.package.vocabulary import read_vocabulary

OBSERVATIONS = "observations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What one sheet would do to one table, and what is unclear."""

    sheet: str
    table: str
    layout: Layout
    proposed: tuple[Proposed, ...]
    questions: tuple[Question, ...] = ()
    gone: tuple[Row, ...] = ()
    """Rows of the table that a sheet of the template has no more."""
    unknown: Mapping[int, str] = field(default_factory=dict)
    """Rows of the sheet, from 0, that name no known indicator -> what stands there."""

    def count(self, kind: str) -> int:
        return sum(one.kind == kind for one in self.proposed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a person adds on the command line."""

    sheet: str = ""
    mapping: Path | None = None
    defaults: Defaults = field(default_factory=Defaults)
    reason: tuple[str, str] = ("", "")


class MappingError(ValueError):
    """The mapping's file is not what `--mapping` writes."""


def propose(datasets: Path, package: str, workbook: Path, answers: Answers) -> list[Import]:
    """Read a workbook against a place's tables; sheets that name no columns are left out.

    A sheet whose name is a table's is that table; any other holds observations.

    Raises:
        WorkbookError: it cannot be read, or no sheet has columns that are known.
        MappingError: the mapping given is none.
    """
    folder = datasets / package
    schemas = read_schemas(datasets / "schemas")
    sheets = [
        one
        for one in read_workbook(workbook)
        if answers.sheet in {"", one.name} and one.name != LISTS
    ]
    imports = []
    for sheet in sheets:
        name = sheet.name if sheet.name in TABLES else OBSERVATIONS
        fields = schemas[name]["fields"]
        words = known_words(fields if isinstance(fields, list) else [])
        layout = _layout(sheet, words, answers.mapping)
        if layout is not None:
            imports.append(_import(folder, sheet, name, layout, answers))
    if not imports:
        message = f"{workbook.name}: 没有认得的列 no column is known"
        raise WorkbookError(message)
    return imports


def _layout(sheet: Sheet, words: dict[str, str], mapping: Path | None) -> Layout | None:
    if mapping is None or not mapping.exists():
        return find_layout(sheet.cells, words)
    try:
        reviewed = json.loads(mapping.read_text(encoding="utf-8"))
        one = reviewed.get(sheet.name)
        return None if one is None else from_mapping(one, sheet.cells)
    except (ValueError, AttributeError) as error:
        raise MappingError(mapping.name) from error


def _import(folder: Path, sheet: Sheet, name: str, layout: Layout, answers: Answers) -> Import:
    rows = read_table(folder, name)
    if sheet.name == name and not layout.periods:
        layout = layout if layout.reviewed else replace(layout, skipped=frozenset())
        found, gone = propose_rows(sheet.cells, layout, rows, key_parts(name))
        return Import(
            sheet=sheet.name, table=name, layout=layout, proposed=tuple(found), gone=tuple(gone)
        )
    indicators = read_table(folder, "indicators")
    sources = read_table(folder, "sources")
    lookup = Lookup(
        indicators={
            **{one["name_en"]: one["indicator_id"] for one in indicators},
            **{"".join(one["name_zh"].split()): one["indicator_id"] for one in indicators},
            **{one["indicator_id"]: one["indicator_id"] for one in indicators},
        },
        sources={
            **{"".join(one["title"].split()): one["source_id"] for one in sources},
            **{one["source_id"]: one["source_id"] for one in sources},
        },
        units={one["indicator_id"]: one["unit"] for one in indicators},
        growths=_growths({one["indicator_id"] for one in indicators}),
        aliases=_aliases(folder.parent, {one["indicator_id"] for one in indicators}),
    )
    found, questions = propose_observations(sheet.cells, layout, rows, lookup, answers.defaults)
    return Import(
        sheet=sheet.name,
        table=name,
        layout=layout,
        proposed=tuple(found),
        questions=tuple(questions),
        unknown=dict(_unknown_rows(layout, questions)),
    )


def _growths(ids: Collection[str]) -> dict[str, str]:
    """Indicators whose growth is an indicator of its own: gdp -> gdp-growth."""
    return {one: f"{one}-growth" for one in ids if f"{one}-growth" in ids}


def _unknown_rows(layout: Layout, questions: Sequence[Question]) -> Iterator[tuple[int, str]]:
    names = {column_letter(at) for at, name in layout.columns.items() if name == "indicator_id"}
    for one in questions:
        if one.column in names:
            yield one.sheet_row - 1, one.cell


def _aliases(datasets: Path, used: Collection[str]) -> dict[str, str]:
    """Names under which shared indicators are printed -> ids, of those that the place uses."""
    shared = read_vocabulary(datasets / "vocabulary").indicators
    return {
        name: one for one in used if one in shared for name in shared[one]["aliases"].split(";")
    }


def write(
    folders: Folders, package: str, imports: Sequence[Import], *, day: str, reason: tuple[str, str]
) -> list[Finding]:
    """Write what was proposed, unless that brings findings; returns those.

    A published value that changes gets its row in `corrections.csv`.

    Raises:
        ValueError: a published value changes and no reason is given.
    """
    changes = [
        one
        for each in imports
        if each.table == OBSERVATIONS
        for one in each.proposed
        if one.kind == "changed" and one.old is not None and one.old["value"] != one.row["value"]
    ]
    if changes and not all(reason):
        raise ValueError(len(changes))
    write_into = partial(_write_into, imports=imports, changes=changes, day=day, reason=reason)
    return write_checked(folders, package, write_into)


def _write_into(
    folder: Path,
    imports: Sequence[Import],
    changes: Sequence[Proposed],
    day: str,
    reason: tuple[str, str],
) -> None:
    for each in imports:
        if not (each.count("added") or each.count("changed")):
            continue
        path = folder / f"{each.table}.csv"
        header, rows = read_rows(path)
        key = [header.index(name) for name in key_parts(each.table)]
        places = {tuple(row[at] for at in key): number for number, row in enumerate(rows)}
        for one in each.proposed:
            cells = [one.row.get(name, "") for name in header]
            at = places.get(tuple(cells[position] for position in key))
            if at is None:
                rows.append(cells)
            else:
                rows[at] = cells
        write_rows(path, header, rows)
    if changes:
        path = folder / "corrections.csv"
        header, rows = read_rows(path)
        for one in changes:
            named = ";".join(one.row[name] for name in key_parts(OBSERVATIONS))
            old = "" if one.old is None else one.old["value"]
            rows.append([day, OBSERVATIONS, named, "value", old, one.row["value"], *reason])
        write_rows(path, header, rows)


def write_mapping(path: Path, imports: Sequence[Import]) -> None:
    """Write how the sheets were understood, for a person to review and give back."""
    mapping = {one.sheet: one.layout.as_mapping(one.unknown) for one in imports}
    path.write_text(json.dumps(mapping, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def make_template(datasets: Path, package: str, *, empty: bool, only: str = "") -> bytes:
    """The workbook of a place: a sheet for each table that its package has.

    `empty`: without the rows of the observations; `only`: this table alone.
    """
    schemas = read_schemas(datasets / "schemas")
    folder = datasets / package
    return render_template(
        [
            (
                name,
                schemas[name],
                [] if empty and name == OBSERVATIONS else read_table(folder, name),
            )
            for name in TABLES
            if only in {"", name}
            and (name not in OPTIONAL_TABLES or (folder / f"{name}.csv").is_file())
        ]
    )
