"""API files about one place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pydantic_core import from_json

from scripts.api.endpoints import ENDPOINTS, Answer, Data, Kind, write_answer
from scripts.core.model import LANGUAGES, Fact, Numeral
from scripts.derive.edition import (
    Edition,
    JudgedTarget,
    ReportView,
    SectionNode,
    Series,
    count_statuses,
    count_verdicts,
)
from scripts.downloads.cover import derive_licence
from scripts.downloads.json_records import (
    both,
    doubt_record,
    indicator_record,
    json_number,
    place_record,
    source_record,
)
from scripts.package.vocabulary import Vocabulary
from scripts.words.addresses import Addresses, package_file
from scripts.words.wording import COVERAGE_LABELS, ROLE_LABELS, format_quantity

PLACE_LISTS: tuple[Kind, ...] = ("targets", "indicators", "observations", "doubts", "sources")
"""The files that list one thing of a place each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceAnswers:
    """One place, and the words in which it is described."""

    edition: Edition
    vocabulary: Vocabulary
    indicator_documents: Mapping[str, bytes] = field(repr=False)
    """Indicator id -> its document as the indicator's page hands it out."""

    def all(self) -> Iterator[Answer]:
        """Every file about the place."""
        yield self._answer("place", self.overview())
        yield self._answer("targets", {"targets": self._targets()})
        yield self._answer("indicators", {"indicators": self._indicators()})
        yield self._answer("observations", {"observations": self._observations()})
        place = self.edition.place
        doubts = [doubt_record(place, doubt) for doubt in place.doubts]
        yield self._answer("doubts", {"doubts": doubts})
        yield self._answer("sources", {"sources": [source_record(one) for one in place.sources]})
        for series in self.edition.series:
            key = series.indicator.indicator_id
            ids = {"place": place.name, "indicator": key}
            gaps = (series.targets, series.observations, series.sources).count(())
            text = self.indicator_documents[key]
            yield Answer(kind="indicator", ids=ids, text=text, gaps=gaps)
        for report in self.edition.reports:
            key = report.report.report_id
            yield self._answer("report", self.report(report), report=key)

    def _answer(self, kind: Kind, document: Data, **ids: str) -> Answer:
        ids = {"place": self.edition.place.name, **ids}
        return write_answer(kind, {**self._head(), **document}, ids)

    def _head(self) -> Data:
        place = self.edition.place
        return {
            "place": place_record(place),
            "as_of": self.edition.as_of or None,
            "licence": derive_licence(place.descriptor) or None,
        }

    def overview(self) -> Data:
        """The place at a glance: its reports, its counts, and where the rest is."""
        place = self.edition.place
        return {
            "province": {"zh": place.province_zh, "en": place.province_en},
            "facts": [self._fact(fact) for fact in place.facts],
            "counts": self.counts(),
            "verdicts": self.verdicts(),
            "reports": [
                {
                    **self._report_head(report),
                    "url": ENDPOINTS["report"].address(
                        place=place.name, report=report.report.report_id
                    ),
                }
                for report in self.edition.reports
            ],
            "files": [
                {
                    "title": both(ENDPOINTS[kind].title),
                    "url": ENDPOINTS[kind].address(place=place.name),
                }
                for kind in PLACE_LISTS
            ],
            "pages": {lang: Addresses(lang).place(place.name) for lang in LANGUAGES},
        }

    def counts(self) -> dict[str, int]:
        """How many targets of all reports have each status."""
        judged = (one for report in self.edition.reports for one in report.targets)
        return {str(status): count for status, count in count_statuses(judged).items()}

    def verdicts(self) -> dict[str, int]:
        """How many targets of all reports have each verdict."""
        return _verdict_counts(one for report in self.edition.reports for one in report.targets)

    def report(self, report: ReportView) -> Data:
        """One report with its sections and every numeral of its text."""
        roles = {
            role: sum(1 for numeral in report.numerals if numeral.role == role)
            for role in ROLE_LABELS
        }
        return {
            **self._report_head(report),
            "sections": [self._section(node) for node in report.walk()],
            "numerals": [_numeral(one) for one in sorted(report.numerals, key=lambda n: n.start)],
            "roles": roles,
            "targets": [judged.target.target_id for judged in report.targets],
            "doubts": [doubt.doubt_id for doubt in report.doubts],
        }

    def _report_head(self, report: ReportView) -> Data:
        row, place = report.report, self.edition.place.name
        return {
            "id": row.report_id,
            "year": row.year,
            "title": {"zh": row.title_zh, "en": row.title_en},
            "issuer": row.issuer,
            "delivered": row.delivered,
            "coverage": {"code": row.coverage, "label": both(COVERAGE_LABELS[row.coverage])},
            "source": row.source_id,
            "text": None if row.document is None else package_file(place, row.document),
            "note": {"zh": row.note, "en": row.note_en},
            "counts": dict(report.counts),
            "verdicts": _verdict_counts(report.targets),
            "pages": {lang: Addresses(lang).report(place, row.report_id) for lang in LANGUAGES},
        }

    def _section(self, node: SectionNode) -> Data:
        section, place = node.section, self.edition.place.name
        return {
            "id": section.section_id,
            "parent": section.parent_id,
            "order": section.order,
            "number": section.number,
            "title": {"zh": section.title_zh, "en": section.title_en},
            "start": section.start,
            "end": section.end,
            "text_end": node.end,
            "targets": [judged.target.target_id for judged in node.targets],
            "pages": {
                lang: Addresses(lang).section(place, section.section_id) for lang in LANGUAGES
            },
        }

    def _targets(self) -> list[Data]:
        records = {record["id"]: record for record in self._records("targets")}
        return [
            records[judged.target.target_id]
            for report in self.edition.reports
            for judged in report.targets
        ]

    def _observations(self) -> list[Data]:
        return list(self._records("observations"))

    def _records(self, name: str) -> Iterator[Data]:
        """The records that the documents of all indicators list under a name."""
        for series in self.edition.series:
            yield from from_json(self.indicator_documents[series.indicator.indicator_id])[name]

    def _indicators(self) -> list[Data]:
        return [self._indicator(series) for series in self.edition.series]

    def _indicator(self, series: Series) -> Data:
        indicator, place = series.indicator, self.edition.place.name
        key = indicator.indicator_id
        return {
            **indicator_record(indicator),
            "theme_label": both(self.vocabulary.themes[indicator.theme]),
            "targets": [judged.target.target_id for judged in series.targets],
            "observations": len(series.observations),
            "url": ENDPOINTS["indicator"].address(place=place, indicator=key),
            "pages": {lang: Addresses(lang).indicator(place, key) for lang in LANGUAGES},
        }

    def _fact(self, fact: Fact) -> Data:
        units = self.vocabulary.units
        return {
            "id": fact.name,
            "name": {"zh": fact.name_zh, "en": fact.name_en},
            "value": json_number(fact.value),
            "unit": fact.unit,
            "figure": {
                lang: format_quantity(fact.value, fact.unit, lang, units) for lang in LANGUAGES
            },
            "period": fact.period,
            "source": fact.source_id,
        }


def _verdict_counts(targets: Iterable[JudgedTarget]) -> dict[str, int]:
    return {str(code): one.total for code, one in count_verdicts(tuple(targets)).items()}


def _numeral(numeral: Numeral) -> Data:
    return {
        "start": numeral.start,
        "end": numeral.end,
        "text": numeral.text,
        "role": numeral.role,
        "role_label": both(ROLE_LABELS[numeral.role]),
        "target": numeral.target_id,
        "note": {"zh": numeral.note, "en": numeral.note_en},
    }
