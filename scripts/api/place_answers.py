"""API files about one place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import attrgetter

from pydantic_core import from_json

from scripts.api.endpoints import ENDPOINTS, Answer, Data, write_answer
from scripts.core.model import Fact
from scripts.derive.edition import (
    Edition,
    JudgedTarget,
    ReportView,
    SectionNode,
    Series,
    count_statuses,
    count_verdicts,
)
from scripts.downloads.json_records import (
    both,
    doubt_record,
    indicator_record,
    json_number,
    pages,
    pair,
    place_record,
    quantity,
    render_record,
    source_record,
)
from scripts.package.credits import licence_line
from scripts.package.vocabulary import Vocabulary
from scripts.words.addresses import package_file
from scripts.words.wording import COVERAGE_LABELS, ROLE_LABELS

PLACE_LISTS: tuple[str, ...] = ("targets", "indicators", "observations", "doubts", "sources")
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
        yield self._answer(
            "indicators", {"indicators": [*map(self._indicator, self.edition.series)]}
        )
        yield self._answer("observations", {"observations": [*self._records("observations")]})
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
            yield self._answer("report", self._whole_report(report), report=key)

    def _answer(self, kind: str, document: Data, **ids: str) -> Answer:
        ids = {"place": self.edition.place.name, **ids}
        return write_answer(kind, {**self._head(), **document}, ids)

    def _head(self) -> Data:
        place = self.edition.place
        return {
            "place": place_record(place),
            "as_of": self.edition.as_of or None,
            "licence": licence_line(place.descriptor) or None,
        }

    def overview(self) -> Data:
        """The place at a glance: its reports, its counts, and where the rest is."""
        place = self.edition.place
        return {
            "province": pair(place, "province"),
            "facts": [self._fact(fact) for fact in place.facts],
            "counts": self.counts(),
            "verdicts": self.verdicts(),
            "reports": [self._report("ReportEntry", report) for report in self.edition.reports],
            "files": [
                {
                    "title": both(ENDPOINTS[kind].title),
                    "url": ENDPOINTS[kind].address(place=place.name),
                }
                for kind in PLACE_LISTS
            ],
            "pages": pages(lambda to: to.place(place.name)),
        }

    def counts(self) -> dict[str, int]:
        """How many targets of all reports have each status."""
        judged = (one for report in self.edition.reports for one in report.targets)
        return {str(status): count for status, count in count_statuses(judged).items()}

    def verdicts(self) -> dict[str, int]:
        """How many targets of all reports have each verdict."""
        return _verdict_counts(one for report in self.edition.reports for one in report.targets)

    def _report(self, kind: str, report: ReportView, **given: object) -> Data:
        """A report as an entry of the place, or with its sections and the numerals of its text."""
        row, place = report.report, self.edition.place.name
        return render_record(
            kind,
            row,
            coverage={"code": row.coverage, "label": both(COVERAGE_LABELS[row.coverage])},
            text=None if row.document is None else package_file(place, row.document),
            counts=dict(report.counts),
            verdicts=_verdict_counts(report.targets),
            url=ENDPOINTS["report"].address(place=place, report=row.report_id),
            pages=pages(lambda to: to.report(place, row.report_id)),
            **given,
        )

    def _whole_report(self, report: ReportView) -> Data:
        roles = Counter(numeral.role for numeral in report.numerals)
        numerals = sorted(report.numerals, key=attrgetter("start"))
        return self._report(
            "Report",
            report,
            **self._head(),
            sections=[self._section(node) for node in report.walk()],
            numerals=[render_record("Numeral", one) for one in numerals],
            roles={role: roles[role] for role in ROLE_LABELS},
            targets=_target_ids(report.targets),
            doubts=[doubt.doubt_id for doubt in report.doubts],
        )

    def _section(self, node: SectionNode) -> Data:
        section, place = node.section, self.edition.place.name
        return render_record(
            "Section",
            section,
            text_end=node.end,
            targets=_target_ids(node.targets),
            pages=pages(lambda to: to.section(place, section.section_id)),
        )

    def _targets(self) -> list[Data]:
        records = {record["id"]: record for record in self._records("targets")}
        return [
            records[judged.target.target_id]
            for report in self.edition.reports
            for judged in report.targets
        ]

    def _records(self, name: str) -> Iterator[Data]:
        """The records that the documents of all indicators list under a name."""
        for series in self.edition.series:
            yield from from_json(self.indicator_documents[series.indicator.indicator_id])[name]

    def _indicator(self, series: Series) -> Data:
        indicator, place = series.indicator, self.edition.place.name
        key = indicator.indicator_id
        return indicator_record(
            indicator,
            "IndicatorEntry",
            theme_label=both(self.vocabulary.themes[indicator.theme]),
            targets=_target_ids(series.targets),
            observations=len(series.observations),
            url=ENDPOINTS["indicator"].address(place=place, indicator=key),
            pages=pages(lambda to: to.indicator(place, key)),
        )

    def _fact(self, fact: Fact) -> Data:
        figure = quantity(fact.value, fact.unit, self.vocabulary.units)
        value, name = json_number(fact.value), pair(fact, "name")
        return render_record("Fact", fact, id=fact.name, name=name, value=value, figure=figure)


def _target_ids(targets: Iterable[JudgedTarget]) -> list[str]:
    return [judged.target.target_id for judged in targets]


def _verdict_counts(targets: Iterable[JudgedTarget]) -> dict[str, int]:
    return {str(code): one.total for code, one in count_verdicts(tuple(targets)).items()}
