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
        known = set(keys)
        if not set(cells) - known - {""}:
            continue
        for row, cell in _column(raw, table, column) or ():
            if cell and cell not in known:
                file = raw.locate(raw.table_path(table))
                where = Cell(file=file, row=row, field=column, text=cell)
                yield dangling_key(where, raw.table_path(other), known)
    yield from _check_facts(raw)


def check_documents(raw: RawPackage) -> Iterator[Finding]:
    """There is a report; its document is a text resource, or it has targets only."""
    rows = _column(raw, "reports", "report_id")
    if rows is not None and not rows:
        yield _no_report(raw.locate(raw.table_path("reports")))
    paths = {str(path) for r in resources(raw.descriptor) for path in resource_paths(r)}
    coverages = dict(_column(raw, "reports", "coverage") or ())
    for row, document in _column(raw, "reports", "document") or ():
        file = raw.locate(raw.table_path("reports"))
        if document and document not in paths:
            where = Cell(file=file, row=row, field="document", text=document)
            yield dangling_key(where, DESCRIPTOR, paths)
        elif document and document not in raw.texts and document not in raw.broken:
            yield _no_text(file, row, document)
        elif bool(document) == (coverages.get(row) in WITHOUT_DOCUMENT):
            yield Finding(
                file=file,
                row=row,
                field="document",
                code="document-coverage",
                message_zh="coverage 是 targets_only 或 by_reference 的报告没有原文，"
                "其他的都有原文。",
                message_en="A report has a document unless its coverage is targets_only or "
                "by_reference.",
                fix_zh="填写 document，或者把 coverage 改为 targets_only 或 by_reference。",
                fix_en="Fill in document, or set coverage to targets_only or by_reference.",
            )


def _no_report(file: str) -> Finding:
    return Finding(
        file=file,
        row=1,
        code="no-report",
        message_zh="一份报告也没有。",
        message_en="There is no report.",
        fix_zh="至少加一行报告：没有原文时 coverage 填 targets_only。",
        fix_en="Add at least one report; without its text the coverage is targets_only.",
    )


def _no_text(file: str, row: int, document: str) -> Finding:
    return Finding(
        file=file,
        row=row,
        field="document",
        code="document-not-text",
        message_zh=f"“{document}”不是纯文本，无法逐字核对。",
        message_en=f"“{document}” is not plain text and cannot be checked word by word.",
        fix_zh="把报告存成 UTF-8 的 .md 或 .txt 文件，放进 documents/。",
        fix_en="Save the report as a .md or .txt file in UTF-8 in documents/.",
    )


def _check_facts(raw: RawPackage) -> Iterator[Finding]:
    place = raw.descriptor.get("place")
    sources = _column(raw, "sources", "source_id")
    facts = place.get("facts") if isinstance(place, Mapping) else None
    if sources is None or not isinstance(facts, list):
        return
    known = {key for _, key in sources}
    for position, fact in enumerate(facts):
        cell = str(fact.get("source_id", "")) if isinstance(fact, Mapping) else ""
        if cell and cell not in known:
            field = f"place.facts[{position}].source_id"
            where = Cell(file=raw.locate(DESCRIPTOR), row=None, field=field, text=cell)
            yield dangling_key(where, raw.table_path("sources"), known)


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


def dangling_key(cell: Cell, other: str, known: Collection[str]) -> Finding:
    """A reference to a row of `other` that does not exist, with the nearest key that does."""
    near = get_close_matches(cell.text, sorted(known), n=1, cutoff=0.6)
    return Finding(
        file=cell.file,
        row=cell.row,
        field=cell.field,
        code="foreign-key",
        message_zh=f"“{cell.field}”写的是“{cell.text}”，但 {other} 里没有这一项。",
        message_en=f"“{cell.field}” says “{cell.text}”, which {other} does not have.",
        fix_zh=f"是不是“{near[0]}”？否则先在 {other} 里加上“{cell.text}”。"
        if near
        else f"改成 {other} 里已有的，或者先在其中加上“{cell.text}”。",
        fix_en=f"Did you mean “{near[0]}”? Otherwise add “{cell.text}” to {other} first."
        if near
        else f"Use one that {other} has, or add “{cell.text}” there first.",
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
    return Finding(
        file=file,
        row=row,
        field=column,
        code="bad-id",
        message_zh=f"编号“{cell}”不能用：只许小写英文字母、数字，用一个连字符相连。",
        message_en=f"“{cell}” cannot be an id: only lower-case letters and digits, joined by "
        "single hyphens.",
        fix_zh=f"例如“{proposal}”。" if proposal else "例如“gdp-growth”。",
        fix_en=f"For instance “{proposal}”." if proposal else "For instance “gdp-growth”.",
    )
