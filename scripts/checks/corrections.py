"""Rule 3, last part: a published value that changed has a correction, and corrections are true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from difflib import get_close_matches

from scripts.checks.keys import key_parts
from scripts.core.findings import Finding
from scripts.core.model import TABLES, Correction, Place, Row

FILE = "corrections.csv"
PUBLISHED_VALUES: Mapping[str, tuple[str, ...]] = {
    "targets": ("comparator", "value", "value_max", "unit", "due", "baseline"),
    "observations": ("value", "unit"),
}
"""Table -> the fields whose published values change only with a correction."""


def row_key(table: str, row: Row) -> str:
    """A row's key as `corrections.csv` writes it, e.g. `gdp-growth;2024;final`."""
    return ";".join(str(getattr(row, part)) for part in key_parts(table))


def check_corrections(place: Place) -> Iterator[Finding]:
    """A correction names a cell that exists; the latest one of a cell says what stands there.

    An empty `new` whose row is gone tells of a withdrawal.
    """
    latest = _latest(place)
    for correction in place.corrections:
        if correction.table not in TABLES:
            yield _unknown(correction, "table", correction.table, list(TABLES))
            continue
        names = [f.name for f in fields(TABLES[correction.table]) if f.name != "row"]
        if correction.field not in names:
            yield _unknown(correction, "field", correction.field, names)
            continue
        rows = {row_key(correction.table, row): row for row in _rows(place, correction.table)}
        row = rows.get(correction.key)
        if row is None:
            if correction.new is not None:
                yield _unknown(correction, "key", correction.key, list(rows))
            continue
        value = _shown(getattr(row, correction.field))
        if correction is latest[_cell_of(correction)] and (correction.new or "") != value:
            yield Finding.of(
                "untrue-correction",
                FILE,
                correction.row,
                "new",
                new=correction.new or "",
                value=value,
            )


def check_changed_values(old: Place, new: Place) -> Iterator[Finding]:
    """Values that differ between what was published and what is about to be need a correction.

    Args:
        old: the place as last published.
        new: the place as it stands.
    """
    corrected = {(c.table, c.key, c.field): c.new or "" for c in _in_time(new.corrections)}
    for table, columns in PUBLISHED_VALUES.items():
        after = {row_key(table, row): row for row in _rows(new, table)}
        for row in _rows(old, table):
            key = row_key(table, row)
            present = after.get(key)
            for column in columns:
                was = _shown(getattr(row, column))
                now = _shown(getattr(present, column)) if present is not None else ""
                if was != now and corrected.get((table, key, column)) != now:
                    change = _Change(table=table, key=key, field=column, was=was, now=now)
                    yield _uncorrected(change, None if present is None else present.row)


def _rows(place: Place, table: str) -> tuple[Row, ...]:
    rows: tuple[Row, ...] = getattr(place, table)
    return rows


def _shown(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if value is None else str(value)


def _cell_of(correction: Correction) -> tuple[str, str, str]:
    return (correction.table, correction.key, correction.field)


def _in_time(corrections: tuple[Correction, ...]) -> list[Correction]:
    return sorted(corrections, key=lambda correction: (correction.date, correction.row))


def _latest(place: Place) -> dict[tuple[str, str, str], Correction]:
    return {_cell_of(correction): correction for correction in _in_time(place.corrections)}


def _unknown(correction: Correction, field: str, word: str, existing: list[str]) -> Finding:
    near = get_close_matches(word, existing, n=1)
    kind = "unknown-correction/near" if near else "unknown-correction"
    return Finding.of(
        kind, FILE, correction.row, field, word=word, field=field, near=next(iter(near), "")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    table: str
    key: str
    field: str
    was: str
    now: str


def _uncorrected(change: _Change, row: int | None) -> Finding:
    cells = (change.table, change.key, change.field, change.was, change.now)
    line = ",".join(("<YYYY-MM-DD>", *cells, "<原因>", "<reason>"))
    return Finding.of(
        "uncorrected-change", f"{change.table}.csv", row, change.field, change=change, line=line
    )
