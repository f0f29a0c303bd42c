"""What a sheet would add to a table or change in it, row by row; nothing is written here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Literal

from scripts.core.findings import column_letter
from scripts.desk.excel.cells import read_date, read_period, read_stage, read_value
from scripts.desk.excel.layout import Layout

Row = dict[str, str]
Kind = Literal["added", "changed", "same"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A row that the sheet brings: what it does to the table, and from where it came."""

    kind: Kind
    row: Row
    old: Row | None
    sheet_row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A cell that could not be understood, and what is near it."""

    sheet_row: int
    column: str
    cell: str
    text_zh: str
    text_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """What names in cells stand for: indicators and sources by name and id, units by indicator.

    `aliases`: other names of indicators; they are taken, and never proposed. `growths`: an
    indicator -> the one of its growth on the year before.
    """

    indicators: Mapping[str, str]
    sources: Mapping[str, str]
    units: Mapping[str, str]
    aliases: Mapping[str, str] = field(default_factory=dict)
    growths: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What a whole sheet leaves unsaid."""

    source: str = ""
    stage: str = ""


def propose_observations(
    cells: Sequence[Sequence[str]],
    layout: Layout,
    table: Sequence[Row],
    lookup: Lookup,
    defaults: Defaults,
) -> tuple[list[Proposed], list[Question]]:
    """Observations of a sheet against those that are there."""
    existing = {_key(row): row for row in table}
    proposed: list[Proposed] = []
    questions: list[Question] = []
    for number in range(layout.first, layout.last):
        line = cells[number]
        if number in layout.skipped or not any(cell.strip() for cell in line):
            continue
        for row in _read_line(line, number, layout, lookup, defaults, questions):
            old = existing.get(_key(row))
            merged = _merge(old, {name: cell for name, cell in row.items() if cell})
            kind: Kind = "added" if old is None else "same" if old == merged else "changed"
            proposed.append(Proposed(kind=kind, row=merged, old=old, sheet_row=number + 1))
    return proposed, questions


def _merge(old: Row | None, new: Row) -> Row:
    """The old row under the new cells; an equal number keeps the digits that were printed.

    Excel shows 4.0 as 4: taking that over would be a change of the source's precision.
    """
    if old is None:
        return dict(new)
    return {**old, **{name: cell for name, cell in new.items() if not _equal(old.get(name), cell)}}


def _equal(old: str | None, new: str) -> bool:
    try:
        return old is not None and Decimal(old) == Decimal(new)
    except InvalidOperation:
        return old == new


def _key(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(row.get(name, "") for name in ("indicator_id", "period", "stage"))


def _read_line(  # noqa: PLR0913, PLR0917 - a line is read by all of these
    line: Sequence[str],
    number: int,
    layout: Layout,
    lookup: Lookup,
    defaults: Defaults,
    questions: list[Question],
) -> Iterator[Row]:
    given = {name: (at, line[at].strip()) for at, name in layout.columns.items() if at < len(line)}

    def ask(at: int, cell: str, zh: str, en: str) -> None:
        questions.append(
            Question(
                sheet_row=number + 1, column=column_letter(at), cell=cell, text_zh=zh, text_en=en
            )
        )

    at, name = given.get("indicator_id", (0, ""))
    name = layout.named.get(number, name)
    printed = "".join(name.split())
    indicator = lookup.indicators.get(printed) or lookup.aliases.get(printed)
    if indicator is None:
        near = get_close_matches(printed, list(lookup.indicators), n=1, cutoff=0.5)
        ask(
            at,
            name,
            "没有这个指标" + (f"；是不是“{near[0]}”？" if near else "：先在 indicators.csv 加上"),
            "no such indicator" + (f"; did you mean “{near[0]}”?" if near else ": add it first"),
        )
        return
    row: Row = {"indicator_id": indicator}
    row["note"] = given.get("note", (0, ""))[1]
    row["note_en"] = given.get("note_en", (0, ""))[1]
    for column, read, default in (
        ("stage", read_stage, read_stage(defaults.stage) or "final"),
        ("published", read_date, ""),
    ):
        at, cell = given.get(column, (0, ""))
        value = read(cell) if cell else default
        if value is None:
            ask(at, cell, f"读不懂这一格（{column}）", f"cannot be read as {column}")
            return
        row[column] = value
    at, cell = given.get("source_id", (0, ""))
    source = lookup.sources.get("".join(cell.split())) if cell else defaults.source
    if not source:
        ask(at, cell, "没有这个来源：先在 sources.csv 加上，或用 --source", "no such source")
        return
    row["source_id"] = source
    stated = given.get("unit", (0, ""))[1] or layout.unit or lookup.units.get(indicator, "")
    yield from _figures(line, layout, given, row, stated, ask)
    if layout.reviewed and indicator in lookup.growths:
        row["indicator_id"] = lookup.growths[indicator]
        rates = replace(layout, columns={}, periods=layout.growths, units={})
        yield from _figures(line, rates, given, row, "%", ask)


def _figures(  # noqa: PLR0913, PLR0917 - see above
    line: Sequence[str],
    layout: Layout,
    given: Mapping[str, tuple[int, str]],
    row: Row,
    stated: str,
    ask: object,
) -> Iterator[Row]:
    """One row per figure: one in the column of values, or one under each year."""
    places: list[tuple[int, str, str]] = []
    own = given.get("period", (0, ""))[1] or layout.period
    if "value" in layout.columns.values() and "value" in given:
        at, cell = given["value"]
        places.append((at, cell, own))
    places += [
        (at, line[at].strip(), period or own)
        for at, period in layout.periods.items()
        if at < len(line)
    ]
    for at, cell, when in places:
        if cell in {"", "-", "—", "…", "..."}:
            continue
        figure, period = read_value(cell), read_period(when)
        if figure is None or period is None:
            assert callable(ask)  # noqa: S101 - for the type checker
            what = (when, "时期", "a period") if figure is not None else (cell, "数", "a figure")
            ask(at, what[0], f"读不懂：不是{what[1]}", f"cannot be read as {what[2]}")
            continue
        value, unit = figure
        yield {
            **row,
            "period": period,
            "value": value,
            "unit": unit or layout.units.get(at, "") or stated,
        }


def propose_rows(
    cells: Sequence[Sequence[str]],
    layout: Layout,
    table: Sequence[Row],
    key: Sequence[str],
) -> tuple[list[Proposed], list[Row]]:
    """Rows of a sheet whose columns are the table's own, and the table's rows that it lacks."""
    existing = {tuple(row.get(name, "") for name in key): row for row in table}
    gone = dict(existing)
    proposed: list[Proposed] = []
    for number in range(layout.first, layout.last):
        line = cells[number]
        if number in layout.skipped or not any(cell.strip() for cell in line):
            continue
        row = {name: line[at] if at < len(line) else "" for at, name in layout.columns.items()}
        named = tuple(row.get(name, "") for name in key)
        old = existing.get(named)
        gone.pop(named, None)
        merged = _merge(old, row)
        kind: Kind = "added" if old is None else "same" if old == merged else "changed"
        proposed.append(Proposed(kind=kind, row=merged, old=old, sheet_row=number + 1))
    return proposed, list(gone.values())
