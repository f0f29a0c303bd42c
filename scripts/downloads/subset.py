"""Subset of a package: the rows of one section or report, and the rows that they refer to.

A subset is closed: every key in it leads to a row in it. What would lead out of it (a numeral of
the section's text that belongs to a promise made elsewhere) stays in the whole package only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from scripts.core.model import Bilingual, Doubt, Numeral, Report, Row, Section
from scripts.derive.edition import Edition, JudgedTarget, ReportView, SectionNode
from scripts.package.raw import RawPackage, resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Subset:
    """One section's or report's part of a package.

    `rows`: table -> the numbers of its rows, as a spreadsheet counts them. `document`: the path
    of the report's text in the package where the part contains it.
    """

    name: str
    title: Bilingual
    report: Report
    targets: tuple[JudgedTarget, ...]
    rows: Mapping[str, frozenset[int]]
    document: str | None = None


@dataclass(frozen=True, kw_only=True)
class Subsets:
    """Finds the subsets of one package."""

    edition: Edition = field(repr=False)
    raw: RawPackage = field(repr=False)

    def of_section(self, report: ReportView, node: SectionNode) -> Subset:
        """A section with all below it: its promises, what they need, the numerals of its text."""
        section = node.section
        start, end = section.start or 0, node.end or 0
        chosen = _Chosen(
            targets=node.all_targets,
            sections=tuple(below.section for below in node.walk()),
            reach=range(0) if section.start is None else range(start, end),
        )
        return Subset(
            name=section.section_id,
            title=Bilingual(
                zh=f"{report.report.title_zh} · {section.title_zh}",
                en=f"{report.report.title_en} · {section.title_en}",
            ),
            report=report.report,
            targets=node.all_targets,
            rows=self._close(report, chosen),
        )

    def of_report(self, report: ReportView) -> Subset:
        """A report with all its sections, promises, numerals and doubts, and its text."""
        sections = tuple(node.section for node in report.walk())
        chosen = _Chosen(targets=report.targets, sections=sections, reach=None)
        return Subset(
            name=report.report.report_id,
            title=Bilingual(zh=report.report.title_zh, en=report.report.title_en),
            report=report.report,
            targets=report.targets,
            rows=self._close(report, chosen),
            document=report.report.document,
        )

    def _close(self, report: ReportView, chosen: _Chosen) -> dict[str, frozenset[int]]:
        place = self.edition.place
        targets = frozenset(judged.target.target_id for judged in chosen.targets)
        indicators = {judged.indicator.indicator_id: judged.indicator for judged in chosen.targets}
        observations = [o for o in place.observations if o.indicator_id in indicators]
        doubts = [doubt for doubt in report.doubts if chosen.holds(doubt, targets)]
        evidence = [one for one in place.evidence if one.target_id in targets]
        answers = [one for one in place.responsibilities if one.target_id in targets]
        asked = [one for one in place.request_targets if one.target_id in targets]
        requests = {one.request_id for one in asked}
        sent = [one for one in place.requests if one.request_id in requests]
        bodies = {*(one.body_id for one in answers), *(one.body_id for one in sent)}
        quoted = {observation.report_id for observation in observations}
        reports = [one for one in place.reports if one == report.report or one.report_id in quoted]
        sources = {
            *(one.source_id for one in reports),
            *(one.source_id for one in evidence),
            *(one.source_id for one in answers),
            *(one.source_id for one in sent if one.source_id is not None),
            *(observation.source_id for observation in observations),
            *(doubt.source_id for doubt in doubts if doubt.source_id is not None),
        }
        found: dict[str, Iterable[Row]] = {
            "reports": reports,
            "sections": self._with_parents(chosen.sections),
            "indicators": indicators.values(),
            "targets": (judged.target for judged in chosen.targets),
            "numerals": (n for n in report.numerals if chosen.holds(n, targets)),
            "observations": observations,
            "doubts": doubts,
            "evidence": evidence,
            "responsibilities": answers,
            "bodies": (body for body in place.bodies if body.body_id in bodies),
            "requests": sent,
            "request_targets": asked,
            "sources": (self.edition.sources[source] for source in sources),
        }
        rows = {table: frozenset(row.row for row in listed) for table, listed in found.items()}
        corrections = (
            number for number, table, row in self._corrected if row in rows.get(table, ())
        )
        return {**rows, "corrections": frozenset(corrections)}

    def _with_parents(self, sections: Iterable[Section]) -> Iterator[Section]:
        for section in sections:
            above: Section | None = section
            while above is not None:
                yield above
                above = self._sections.get(above.parent_id or "")

    @cached_property
    def _sections(self) -> Mapping[str, Section]:
        return {section.section_id: section for section in self.edition.place.sections}

    @cached_property
    def _corrected(self) -> tuple[tuple[int, str, int], ...]:
        """Row of each correction, and table and row of what it corrects, if that still stands."""
        wanted = {correction.table for correction in self.edition.place.corrections}
        rows = {(table, key): row for table in wanted for key, row in _rows_by_key(self.raw, table)}
        return tuple(
            (correction.row, correction.table, rows[correction.table, correction.key])
            for correction in self.edition.place.corrections
            if (correction.table, correction.key) in rows
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """What a subset begins with; `reach` is its stretch of the text, None being all of it."""

    targets: tuple[JudgedTarget, ...]
    sections: tuple[Section, ...]
    reach: range | None

    def holds(self, found: Numeral | Doubt, target_ids: frozenset[str]) -> bool:
        if found.target_id is not None:
            return found.target_id in target_ids
        return self.reach is None or found.start in self.reach


def _rows_by_key(raw: RawPackage, table: str) -> Iterator[tuple[str, int]]:
    """Each row's key as the table of corrections writes it, and its number."""
    for resource in resources(raw.descriptor):
        schema = resource.get("schema")
        listed = schema.get("primaryKey") if isinstance(schema, Mapping) else None
        parts = [listed] if isinstance(listed, str) else listed
        if resource.get("name") == table and isinstance(parts, list):
            keyed = raw.tables[table][parts]
            for row, cells in zip(
                keyed.index, keyed.itertuples(index=False, name=None), strict=True
            ):
                yield ";".join(cells), int(row)
