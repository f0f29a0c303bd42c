"""Keys that point nowhere, with the nearest key that exists; ids and periods that are no such."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from scripts.core.findings import Finding
from scripts.package.raw import DESCRIPTOR, RawPackage, resource_paths, resources

REFERENCES: tuple[tuple[str, str, str, str], ...] = (
    ("reports", "source_id", "sources", "source_id"),
    ("sections", "report_id", "reports", "report_id"),
    ("sections", "parent_id", "sections", "section_id"),
    ("targets", "report_id", "reports", "report_id"),
    ("targets", "section_id", "sections", "section_id"),
    ("targets", "indicator_id", "indicators", "indicator_id"),
    ("numerals", "report_id", "reports", "report_id"),
    ("numerals", "target_id", "targets", "target_id"),
    ("observations", "indicator_id", "indicators", "indicator_id"),
    ("observations", "source_id", "sources", "source_id"),
    ("observations", "report_id", "reports", "report_id"),
    ("doubts", "report_id", "reports", "report_id"),
    ("doubts", "target_id", "targets", "target_id"),
    ("doubts", "source_id", "sources", "source_id"),
    ("evidence", "target_id", "targets", "target_id"),
    ("evidence", "source_id", "sources", "source_id"),
    ("responsibilities", "target_id", "targets", "target_id"),
    ("responsibilities", "body_id", "bodies", "body_id"),
    ("responsibilities", "source_id", "sources", "source_id"),
    ("requests", "body_id", "bodies", "body_id"),
    ("requests", "source_id", "sources", "source_id"),
    ("request_targets", "request_id", "requests", "request_id"),
    ("request_targets", "target_id", "targets", "target_id"),
)
"""(table, field, table it refers to, its field)."""

OWN_IDS: Mapping[str, str] = {
    "reports": "report_id",
    "sections": "section_id",
    "indicators": "indicator_id",
    "targets": "target_id",
    "doubts": "doubt_id",
    "sources": "source_id",
    "evidence": "evidence_id",
    "bodies": "body_id",
    "requests": "request_id",
}
"""Table -> the field that names its rows."""

WITHOUT_DOCUMENT = frozenset({"targets_only", "by_reference"})
"""Coverages of reports whose text is not in the package."""
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
ID_LENGTH = 100


def key_parts(table: str) -> tuple[str, ...]:
    """The fields that together name a row of a table, as `corrections.csv` joins them with `;`."""
    if table in OWN_IDS:
        return (OWN_IDS[table],)
    return {
        "observations": ("indicator_id", "period", "stage"),
        "numerals": ("report_id", "start"),
        "corrections": ("date", "table", "key", "field"),
        "responsibilities": ("target_id", "body_id"),
        "request_targets": ("request_id", "target_id"),
    }.get(table, ())


def check_references(raw: RawPackage) -> Iterator[Finding]:
    """Every filled reference names a row that exists."""
    for table, column, other, other_column in REFERENCES:
        keys = _cells(raw, other, other_column)
        cells = _cells(raw, table, column)
        if keys is None or cells is None:
            continue
        existing = set(keys)
        if not set(cells) - existing - {""}:
            continue
        for row, cell in _column(raw, table, column) or ():
            if cell and cell not in existing:
                file = raw.locate(raw.table_path(table))
                where = Cell(file=file, row=row, field=column, text=cell)
                yield dangling_key(where, raw.table_path(other), existing)
    yield from _check_facts(raw)


def check_documents(raw: RawPackage) -> Iterator[Finding]:
    """There is a report; its document is a text resource, or it has targets only."""
    rows = _column(raw, "reports", "report_id")
    if rows is not None and not rows:
        yield Finding.of("no-report", raw.locate(raw.table_path("reports")), 1)
    paths = {str(path) for r in resources(raw.descriptor) for path in resource_paths(r)}
    coverages = dict(_column(raw, "reports", "coverage") or ())
    for row, document in _column(raw, "reports", "document") or ():
        file = raw.locate(raw.table_path("reports"))
        if document and document not in paths:
            where = Cell(file=file, row=row, field="document", text=document)
            yield dangling_key(where, DESCRIPTOR, paths)
        elif document and document not in raw.texts and document not in raw.broken:
            yield Finding.of("document-not-text", file, row, "document", document=document)
        elif bool(document) == (coverages.get(row) in WITHOUT_DOCUMENT):
            yield Finding.of("document-coverage", file, row, "document")


def _check_facts(raw: RawPackage) -> Iterator[Finding]:
    place = raw.descriptor.get("place")
    sources = _column(raw, "sources", "source_id")
    facts = place.get("facts") if isinstance(place, Mapping) else None
    if sources is None or not isinstance(facts, list):
        return
    existing = {key for _, key in sources}
    for position, fact in enumerate(facts):
        cell = str(fact.get("source_id", "")) if isinstance(fact, Mapping) else ""
        if cell and cell not in existing:
            field = f"place.facts[{position}].source_id"
            where = Cell(file=raw.locate(DESCRIPTOR), row=None, field=field, text=cell)
            yield dangling_key(where, raw.table_path("sources"), existing)


def _cells(raw: RawPackage, table: str, column: str) -> list[str] | None:
    frame = raw.tables.get(table)
    if frame is None or column not in frame.columns or not frame.columns.is_unique:
        return None
    cells: list[str] = frame[column].tolist()
    return cells


def _column(raw: RawPackage, table: str, column: str) -> list[tuple[int, str]] | None:
    cells = _cells(raw, table, column)
    return (
        None if cells is None else list(zip(raw.tables[table].index.tolist(), cells, strict=True))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell and what is written in it."""

    file: str
    row: int | None
    field: str
    text: str


def dangling_key(cell: Cell, other: str, existing: Collection[str]) -> Finding:
    """A reference to a row of `other` that does not exist, with the nearest key that does."""
    near = get_close_matches(cell.text, sorted(existing), n=1, cutoff=0.6)
    return Finding.of(
        "foreign-key/near" if near else "foreign-key",
        cell.file,
        cell.row,
        cell.field,
        cell=cell,
        other=other,
        near=next(iter(near), ""),
    )


def check_ids(raw: RawPackage) -> Iterator[Finding]:
    """Ids become addresses: lower-case ASCII letters and digits, joined by single hyphens."""
    if not is_id(raw.name):
        yield _bad_id(raw.locate(DESCRIPTOR), None, "name", raw.name)
    for table, column in OWN_IDS.items():
        for row, cell in _column(raw, table, column) or ():
            if cell and not is_id(cell):
                yield _bad_id(raw.locate(raw.table_path(table)), row, column, cell)


def is_id(text: str) -> bool:
    """Whether a text can be an id."""
    return len(text) <= ID_LENGTH and _ID.fullmatch(text) is not None


def _bad_id(file: str, row: int | None, column: str, cell: str) -> Finding:
    proposal = "-".join(re.findall(r"[a-z0-9]+", cell.lower(), re.ASCII))[:ID_LENGTH].strip("-")
    return Finding.of("bad-id", file, row, column, cell=cell, proposal=proposal or "gdp-growth")
