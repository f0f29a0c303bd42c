"""The table of all rules, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from scripts.checks import (
    cells,
    commitments,
    corrections,
    doubts,
    evidence,
    headers,
    keys,
    magnitudes,
    numerals,
    observations,
    references,
    schemas,
    sections,
    shared_figures,
    sources,
    spans,
    subjects,
    words,
)
from scripts.checks.frictionless_ import Verdicts
from scripts.checks.schemas import Schemas
from scripts.core.findings import Finding
from scripts.core.model import TABLES, Place
from scripts.package.raw import RawPackage
from scripts.package.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What the rules look at: the package as text, and its rows that could be typed."""

    raw: RawPackage
    schemas: Schemas
    vocabulary: Vocabulary
    verdicts: Verdicts
    """What stock Frictionless says of the package."""
    place: Place
    faulty: Mapping[str, frozenset[int]]
    """Table -> the rows that are not in `place` because they are faulty already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: its name, its check, the tables without which it cannot be checked."""

    code: str
    check: Callable[[Subject], Iterator[Finding]]
    needs: tuple[str, ...] = ()
    needs_sound: tuple[str, ...] = ()
    """Tables in which no row may be faulty: the rule speaks about rows that are not there."""
    decisive: bool = False
    """Whether the rows that it finds fault with are left out of the rules that follow."""


def _on_raw(
    check: Callable[[RawPackage], Iterator[Finding]],
) -> Callable[[Subject], Iterator[Finding]]:
    return lambda subject: check(subject.raw)


def _on_place(
    check: Callable[[Place], Iterator[Finding]],
) -> Callable[[Subject], Iterator[Finding]]:
    return lambda subject: locate(subject.raw, check(subject.place))


def locate(raw: RawPackage, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings about `<table>.csv` as findings about the table's file from the root."""
    for finding in findings:
        table = finding.file.removesuffix(".csv")
        yield replace(finding, file=raw.locate(raw.table_path(table)))


def _check_coverage(subject: Subject) -> Iterator[Finding]:
    frame, skipped = subject.raw.tables["numerals"], subject.faulty.get("numerals", frozenset())
    faulty: list[Any] = frame[frame.index.isin(list(skipped))].to_dict("records")
    yield from locate(subject.raw, numerals.check_coverage(subject.place, faulty))


PACKAGE_RULES: tuple[Rule, ...] = (
    Rule(code="files", check=lambda subject: iter(subject.raw.findings)),
    Rule(code="tables", check=_on_raw(schemas.check_tables_present)),
    Rule(code="headers", check=_on_raw(headers.check_headers)),
    Rule(
        code="schemas",
        check=lambda subject: schemas.check_schema_drift(subject.raw, subject.schemas),
    ),
    Rule(code="cells", check=_on_raw(cells.check_cells)),
    Rule(code="addresses", check=_on_raw(cells.check_descriptor_urls)),
    Rule(code="far-parts", check=_on_raw(cells.check_far_parts)),
    Rule(code="descriptor", check=_on_raw(cells.check_descriptor_texts)),
    Rule(code="ids", check=_on_raw(keys.check_ids)),
    Rule(code="references", check=_on_raw(keys.check_references)),
    Rule(code="documents", check=_on_raw(keys.check_documents)),
    Rule(code="frictionless", check=lambda subject: chain(*subject.verdicts.values())),
    Rule(code="drafts", check=_on_raw(cells.check_drafts)),
    Rule(code="translations", check=_on_raw(cells.check_translations)),
    Rule(code="words", check=lambda subject: words.check_words(subject.raw, subject.vocabulary)),
    Rule(
        code="vocabulary",
        check=lambda subject: words.check_shared_indicators(subject.raw, subject.vocabulary),
    ),
)
"""Rules on the package as text, in the order in which one of several findings on a cell wins."""

PLACE_RULES: tuple[Rule, ...] = (
    Rule(
        code="spans",
        check=_on_place(spans.check_spans),
        needs=("reports", "targets", "sections", "doubts"),
        decisive=True,
    ),
    Rule(
        code="periods",
        check=_on_place(observations.check_periods),
        needs=("observations",),
        decisive=True,
    ),
    Rule(code="quantities", check=_on_place(commitments.check_quantities), needs=("targets",)),
    Rule(code="subjects", check=_on_place(subjects.check_subjects), needs=("targets",)),
    Rule(
        code="main-targets",
        check=_on_place(lambda place: subjects.check_main_targets(place, place.documents)),
        needs=("reports", "targets"),
        needs_sound=("targets",),
    ),
    Rule(code="sources", check=_on_place(sources.check_sources), needs=("sources",)),
    Rule(
        code="target-fields",
        check=_on_place(commitments.check_target_fields),
        needs=("reports", "sections", "targets"),
    ),
    Rule(code="outline", check=_on_place(sections.check_outline), needs=("sections",)),
    Rule(code="coverage", check=_check_coverage, needs=("reports", "targets", "numerals")),
    Rule(code="roles", check=_on_place(numerals.check_roles), needs=("targets", "numerals")),
    Rule(
        code="figures",
        check=_on_place(numerals.check_figures),
        needs=("targets", "numerals"),
        needs_sound=("numerals",),
    ),
    Rule(
        code="repetition", check=_on_place(observations.check_repetition), needs=("observations",)
    ),
    Rule(
        code="units",
        check=_on_place(observations.check_units),
        needs=("indicators", "observations", "targets"),
    ),
    Rule(
        code="evidence",
        check=_on_place(evidence.check_evidence),
        needs=("reports", "targets", "evidence"),
    ),
    Rule(
        code="texts",
        check=_on_place(
            lambda place: chain(
                references.check_reports(place), references.check_quote_lengths(place)
            )
        ),
        needs=("reports", "targets", "observations"),
    ),
    Rule(
        code="readings",
        check=_on_place(references.check_read_values),
        needs=("reports", "observations"),
    ),
    Rule(
        code="shared-figures",
        check=_on_place(shared_figures.check_shared_figures),
        needs=("targets", "observations"),
    ),
    Rule(
        code="magnitudes",
        check=_on_place(magnitudes.check_magnitudes),
        needs=("targets", "doubts"),
        needs_sound=("doubts",),
    ),
    Rule(
        code="doubted-figures",
        check=_on_place(doubts.check_doubted_figures),
        needs=("targets", "numerals", "doubts"),
    ),
    Rule(
        code="text-magnitudes",
        check=_on_place(magnitudes.check_text_magnitudes),
        needs=("numerals", "doubts"),
        needs_sound=("doubts",),
    ),
    Rule(
        code="corrections",
        check=_on_place(corrections.check_corrections),
        needs=tuple(TABLES),
        needs_sound=tuple(TABLES),
    ),
)
"""Rules on typed rows; rows that are faulty as text are left out of them."""

RULES: tuple[Rule, ...] = PACKAGE_RULES + PLACE_RULES
