"""Everything that is demanded of a package, and the one function that checks it all.

Each rule is a generator of findings over what was read, without disk. Rules on a `Place` name
files by their path inside the package; the table in `rules` puts the package's folder before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from scripts.checks import keys
from scripts.checks.corrections import check_changed_values
from scripts.checks.frictionless_ import Verdicts, ask_frictionless
from scripts.checks.frictionless_words import CHANGED_FILE_CODES
from scripts.checks.rules import PACKAGE_RULES, PLACE_RULES, RULES, Rule, Subject
from scripts.checks.schemas import Schemas
from scripts.core.findings import Finding, column_letter
from scripts.core.model import OPTIONAL_TABLES, TABLES, Place
from scripts.package.raw import (
    DESCRIPTOR,
    RawPackage,
    folder_name,
    is_place,
    is_publishable_name,
    resources,
)
from scripts.package.typed_rows import has_columns, to_place
from scripts.package.vocabulary import Vocabulary

__all__ = [
    "RULES",
    "Rule",
    "Subject",
    "ask_frictionless",
    "check_changed_values",
    "check_names",
    "check_package",
    "with_cells",
]

_OTHER_DATASETS = frozenset({"files", "addresses", "far-parts", "descriptor", "frictionless"})
"""The rules that hold for a package that is no place."""


def check_package(
    raw: RawPackage, schemas: Schemas, vocabulary: Vocabulary, verdicts: Verdicts | None = None
) -> list[Finding]:
    """All findings about a package at once, sorted, each cause once.

    Args:
        raw: as read, its bytes being those that will be published.
        schemas: table name -> the Table Schema that all places share.
        vocabulary: the units and themes that all places share.
        verdicts: what stock Frictionless says of it; None: it is asked.
    """
    if DESCRIPTOR in raw.broken:
        return sorted(raw.findings, key=lambda finding: finding.order)
    place, conversion = to_place(raw)
    subject = Subject(
        raw=raw,
        schemas=schemas,
        vocabulary=vocabulary,
        verdicts=ask_frictionless(raw) if verdicts is None else verdicts,
        place=place,
        faulty={},
    )
    whole = is_place(raw.descriptor)
    found = [
        finding
        for rule in PACKAGE_RULES
        if whole or rule.code in _OTHER_DATASETS
        for finding in rule.check(subject)
    ]
    if whole:
        found = _once_a_cell(_without_shifted(raw, [*found, *conversion]))
        subject = replace(subject, place=_without_changed_documents(raw, place, found))
        faulty = _faulty_rows(raw, found)
        unusable = _unusable_tables(raw, found)
        for rule in PLACE_RULES:
            if not unusable & set(rule.needs) and not faulty.keys() & set(rule.needs_sound):
                sound = replace(subject, place=_without(subject.place, faulty), faulty=faulty)
                findings = list(rule.check(sound))
                found += findings
                if rule.decisive:
                    faulty = _faulty_rows(raw, found)
    located = with_cells(raw, _distinct(found))
    return sorted(located, key=lambda finding: finding.order)


RESERVED_NAMES = frozenset(
    {
        "about",
        "api",
        "calendar",
        "compare",
        "corrections",
        "data",
        "embed",
        "en",
        "feeds",
        "glossary",
        "index",
        "method",
        "query",
        "search",
        "static",
        "updates",
        "zh",
    }
)
"""First parts of the site's own addresses, which a package's pages must not take."""


def check_names(packages: Iterable[RawPackage]) -> Iterator[Finding]:
    """Names become addresses: no two packages share one, none takes one of the site's own."""
    packages = list(packages)
    owners: dict[str, RawPackage] = {}
    for raw in packages:
        if folder_name(raw) == raw.name:
            owners[raw.name] = raw
    for raw in packages:
        owners.setdefault(raw.name, raw)
    folders = {folder_name(raw): raw for raw in packages}
    for raw in packages:
        declared = raw.descriptor.get("name")
        if isinstance(declared, str) and declared != raw.name:
            owner = owners.get(declared) or folders.get(declared)
            if owner is not None and owner is not raw:
                yield Finding.of(
                    "name-taken",
                    raw.locate(DESCRIPTOR),
                    None,
                    "name",
                    name=declared,
                    owner=owner,
                    raw=raw,
                )
        if not is_place(raw.descriptor) and not is_publishable_name(raw.name):
            yield Finding.of("bad-package-name", raw.locate(DESCRIPTOR), None, "name", raw=raw)
            continue
        if is_place(raw.descriptor) and raw.name in RESERVED_NAMES:
            yield Finding.of("reserved-name", raw.locate(DESCRIPTOR), None, "name", raw=raw)
            continue
        earlier = owners[raw.name]
        if earlier is not raw:
            yield Finding.of(
                "duplicate-package", raw.locate(DESCRIPTOR), None, "name", raw=raw, earlier=earlier
            )


def with_cells(raw: RawPackage, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings about a cell with the letter of its column and what is written in it."""
    tables = {raw.locate(raw.table_path(name)): frame for name, frame in raw.tables.items()}
    for finding in findings:
        frame, name = tables.get(finding.file), finding.field
        if frame is None or name is None or list(frame.columns).count(name) != 1:
            yield finding
            continue
        cell = frame[name].get(finding.row) if finding.row is not None else None
        letter = column_letter(list(frame.columns).index(name))
        yield replace(finding, column=letter, value=cell)


HEADER_CODES = frozenset(
    {"missing-label", "incorrect-label", "duplicate-label", "blank-label", "wrong-separator"}
)
"""Faults of a header after which the cells below it are not looked at."""
HARMLESS_TO_TYPES = frozenset(
    {
        "missing-translation",
        "unreviewed-draft",
        "formula-cell",
        "control-character",
        "unsafe-url",
        "bad-id",
    }
)
"""Faults of a cell that leave the rest of its row worth checking."""


def _once_a_cell(findings: Iterable[Finding]) -> list[Finding]:
    """The first finding on each cell; a row whose cells are out of step says nothing more."""
    rows_out_of_step = {"extra-cell", "missing-cell", "blank-row"}
    findings = list(findings)
    broken_rows = {(f.file, f.row) for f in findings if f.code in rows_out_of_step}
    kept: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        if finding.row is None or finding.field is None:
            kept.setdefault((finding.file, finding.row, finding.code, finding.message_en), finding)
        elif (finding.file, finding.row) in broken_rows and finding.code not in rows_out_of_step:
            continue
        elif finding.code in rows_out_of_step:
            kept.setdefault((finding.file, finding.row, "row"), finding)
        else:
            kept.setdefault((finding.file, finding.row, finding.field), finding)
    return list(kept.values())


def _faulty_rows(raw: RawPackage, findings: Iterable[Finding]) -> dict[str, frozenset[int]]:
    files = {raw.locate(raw.table_path(table)): table for table in TABLES}
    rows: dict[str, set[int]] = {}
    for finding in findings:
        table = files.get(finding.file)
        if table and finding.row is not None and finding.code not in HARMLESS_TO_TYPES:
            rows.setdefault(table, set()).add(finding.row)
    return {table: frozenset(numbers) for table, numbers in rows.items()}


def _unusable_tables(raw: RawPackage, findings: Iterable[Finding]) -> frozenset[str]:
    """Tables that could not be read, or whose header is not what the schema says."""
    headers = {f.file for f in findings if f.code in HEADER_CODES}
    return frozenset(
        table
        for table in TABLES
        if (not has_columns(raw, table) and not _is_left_out(raw, table))
        or raw.locate(raw.table_path(table)) in headers
    )


def _is_left_out(raw: RawPackage, table: str) -> bool:
    """Whether a package does without an optional table."""
    names = {resource.get("name") for resource in resources(raw.descriptor)}
    return table in OPTIONAL_TABLES and table not in names


def _without_shifted(raw: RawPackage, findings: Iterable[Finding]) -> list[Finding]:
    """Leave out what follows from a wrong header: faults of its cells and of keys into it."""
    findings = list(findings)
    separated = {f.file for f in findings if f.code == "wrong-separator"}
    findings = [f for f in findings if f.code == "wrong-separator" or f.file not in separated]
    headers = {f.file for f in findings if f.code in HEADER_CODES}
    tables = {table for table in TABLES if raw.locate(raw.table_path(table)) in headers}
    dangling = {
        (raw.locate(raw.table_path(table)), column)
        for table, column, other, _ in keys.REFERENCES
        if other in tables
    }
    return [
        finding
        for finding in findings
        if not (finding.file in headers and finding.row is not None and finding.row > 1)
        and not (finding.code == "foreign-key" and (finding.file, finding.field) in dangling)
    ]


def _without_changed_documents(raw: RawPackage, place: Place, findings: Iterable[Finding]) -> Place:
    """Leave out texts that were edited: every span after the edit would be a finding."""
    changed = {f.file for f in findings if f.code in CHANGED_FILE_CODES}
    edited = {
        report.report_id
        for report in place.reports
        if report.document and raw.locate(report.document) in changed
    }
    kept = {key: text for key, text in place.documents.items() if key not in edited}
    return replace(place, documents=kept)


def _without(place: Place, faulty: Mapping[str, frozenset[int]]) -> Place:
    kept: dict[str, Any] = {
        table: tuple(row for row in getattr(place, table) if row.row not in rows)
        for table, rows in faulty.items()
    }
    return replace(place, **kept)


def _distinct(findings: Iterable[Finding]) -> list[Finding]:
    return list(dict.fromkeys(findings))
