"""What follows from a place's rows: verdicts, series, and who is linked to whom.

Everything here is a pure function of a `Place`, the vocabulary and a date; nothing is stored.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import chain
from operator import attrgetter
from typing import TypeVar

from scripts.core.model import (
    CONFIDENCES,
    STATUSES,
    VERDICTS,
    Body,
    Confidence,
    Correction,
    Doubt,
    Evidence,
    Indicator,
    Numeral,
    Observation,
    Place,
    Report,
    Responsibility,
    Section,
    Source,
    Status,
    Target,
    Verdict,
)
from scripts.core.periods import parse_period
from scripts.derive.rules import Judgement
from scripts.derive.verdicts import Record, judge
from scripts.words.wording import Units

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedTarget:
    """A target with everything a page about it needs."""

    target: Target
    indicator: Indicator
    report: Report
    section: Section
    judgement: Judgement
    doubts: tuple[Doubt, ...]
    numerals: tuple[Numeral, ...]
    record: Record
    bodies: tuple[tuple[Body, Responsibility], ...] = ()

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Dated statements about it, oldest first."""
        return tuple(self.record.evidence)

    @property
    def gravest_doubt(self) -> Confidence | None:
        """The confidence of the gravest doubt; None without any."""
        return min((one.confidence for one in self.doubts), key=CONFIDENCES.index, default=None)

    @property
    def due(self) -> int:
        return self.target.due or self.report.year


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One indicator: its targets over the reports, its observations, and where they come from."""

    indicator: Indicator
    targets: tuple[JudgedTarget, ...]
    observations: tuple[Observation, ...]
    sources: tuple[Source, ...]
    corrections: tuple[Correction, ...]

    @property
    def latest(self) -> JudgedTarget | None:
        """The target that the newest report with one sets."""
        return max(self.targets, key=lambda t: (t.report.year, t.due), default=None)

    @property
    def lead(self) -> JudgedTarget | None:
        """The promise that stands for the indicator: the newest whose words we have."""
        return max(
            self.targets,
            key=lambda t: (t.target.quote is not None, t.report.year, t.due),
            default=None,
        )


_CELLS = attrgetter(*(column.name for column in fields(Observation)))


def describe_series(series: Series) -> bytes:
    """All that tells a series from another of the same reports, sections and sources."""
    targets = [
        (
            one.target,
            one.judgement,
            one.doubts,
            one.numerals,
            one.evidence,
            one.bodies,
            one.report.report_id,
            one.section.section_id,
        )
        for one in series.targets
    ]
    sources = [source.source_id for source in series.sources]
    observations = [_CELLS(one) for one in series.observations]
    told = (series.indicator, targets, observations, sources, series.corrections)
    return repr(told).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionNode:
    """A section with its own targets, its children, and how far its text reaches."""

    section: Section
    children: tuple[SectionNode, ...]
    targets: tuple[JudgedTarget, ...]
    end: int | None

    @property
    def all_targets(self) -> tuple[JudgedTarget, ...]:
        """Own targets, then those of the children, in the order of the report."""
        return (*self.targets, *chain.from_iterable(c.all_targets for c in self.children))

    def walk(self) -> Iterable[SectionNode]:
        """This node and all below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """A report with its tree of sections and its targets in printed order."""

    report: Report
    sections: tuple[SectionNode, ...]
    targets: tuple[JudgedTarget, ...]
    numerals: tuple[Numeral, ...]
    doubts: tuple[Doubt, ...]
    source: Source

    @property
    def counts(self) -> Mapping[Status, int]:
        return count_statuses(self.targets)

    def walk(self) -> Iterable[SectionNode]:
        """All sections of the report, in order."""
        return chain.from_iterable(node.walk() for node in self.sections)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A place as it is published: every report, the newest first, every series, every verdict."""

    place: Place
    as_of: str
    reports: tuple[ReportView, ...]
    series: tuple[Series, ...]
    sources: Mapping[str, Source]

    @property
    def main_report(self) -> ReportView:
        """The newest report whose text we have; failing that the newest."""
        whole = (one for one in self.reports if one.report.document is not None)
        return next(whole, self.reports[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictCount:
    """How many targets have a verdict; `secondary`: by a secondary source alone."""

    total: int
    secondary: int

    @property
    def firm(self) -> int:
        """Those that do not rest on a secondary source alone."""
        return self.total - self.secondary


def count_statuses(targets: Iterable[JudgedTarget]) -> Mapping[Status, int]:
    """How many targets have each status, every status named, in the order of `STATUSES`."""
    counts = Counter(target.judgement.status for target in targets)
    return {status: counts[status] for status in STATUSES}


def count_verdicts(targets: Iterable[JudgedTarget]) -> Mapping[Verdict, VerdictCount]:
    """How many targets have each verdict, every verdict named, in the order of `VERDICTS`."""
    counts = Counter((one.judgement.verdict, one.judgement.standing) for one in targets)
    totals = Counter(one.judgement.verdict for one in targets)
    return {
        verdict: VerdictCount(total=totals[verdict], secondary=counts[verdict, "secondary"])
        for verdict in VERDICTS
    }


def derive_as_of(place: Place) -> str:
    """The latest day on which a source was read or a figure corrected, or the package created.

    `YYYY-MM-DD`, empty when the package names none; never the clock.
    """
    dates = chain(
        (source.accessed for source in place.sources),
        (correction.date for correction in place.corrections),
        (str(place.descriptor.get("created", "")),),
    )
    return max((date[:10] for date in dates if date), default="")


def derive_edition(place: Place, units: Units) -> Edition:
    """Judge every target of a validated place and link everything that belongs together."""
    sources = {source.source_id: source for source in place.sources}
    judged = _judge_targets(place, units)
    series = tuple(_derive_series(place, judged, sources))
    reports = sorted(place.reports, key=lambda one: one.year, reverse=True)
    return Edition(
        place=place,
        as_of=derive_as_of(place),
        reports=tuple(_derive_report(place, report, judged, sources) for report in reports),
        series=series,
        sources=sources,
    )


def _judge_targets(place: Place, units: Units) -> tuple[JudgedTarget, ...]:
    reports = {report.report_id: report for report in place.reports}
    sections = {section.section_id: section for section in place.sections}
    indicators = {indicator.indicator_id: indicator for indicator in place.indicators}
    bodies = {body.body_id: body for body in place.bodies}
    numerals = _grouped((n.target_id, n) for n in place.numerals if n.target_id)
    answers = _grouped((r.target_id, (bodies[r.body_id], r)) for r in place.responsibilities)
    records = derive_records(place)
    return tuple(
        JudgedTarget(
            target=target,
            indicator=indicators[target.indicator_id],
            report=reports[target.report_id],
            section=sections[target.section_id],
            judgement=judge(
                target,
                indicators[target.indicator_id],
                records[target.target_id],
                report_year=reports[target.report_id].year,
                units=units,
            ),
            doubts=tuple(records[target.target_id].doubts),
            numerals=tuple(numerals.get(target.target_id, ())),
            record=records[target.target_id],
            bodies=tuple(answers.get(target.target_id, ())),
        )
        for target in place.targets
    )


def derive_records(place: Place) -> Mapping[str, Record]:
    """What is recorded about each target, by its id."""
    observations = _grouped((o.indicator_id, o) for o in place.observations)
    evidence = _grouped((e.target_id, e) for e in place.evidence)
    doubts = _grouped((d.target_id, d) for d in place.doubts if d.target_id)
    as_of = derive_as_of(place)
    reports_read = frozenset(report.year for report in place.reports if report.results_read)
    kinds = {source.source_id: source.kind for source in place.sources}
    return {
        target.target_id: Record(
            observations=tuple(observations.get(target.indicator_id, ())),
            evidence=tuple(sorted(evidence.get(target.target_id, ()), key=lambda one: one.date)),
            doubts=tuple(doubts.get(target.target_id, ())),
            as_of=as_of,
            reports_read=reports_read,
            kinds=kinds,
        )
        for target in place.targets
    }


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups


def _derive_series(
    place: Place, judged: Sequence[JudgedTarget], sources: Mapping[str, Source]
) -> Iterable[Series]:
    targets = _grouped((j.target.indicator_id, j) for j in judged)
    observations = _grouped((o.indicator_id, o) for o in place.observations)
    position = {
        text: parse_period(text).position for text in {o.period for o in place.observations}
    }
    for indicator in place.indicators:
        own_targets = sorted(
            targets.get(indicator.indicator_id, ()), key=lambda j: (j.report.year, j.due)
        )
        own_observations = sorted(
            observations.get(indicator.indicator_id, ()),
            key=lambda o: (position[o.period], o.stage),
        )
        used = dict.fromkeys(
            chain(
                (j.report.source_id for j in own_targets),
                (o.source_id for o in own_observations),
                (d.source_id for j in own_targets for d in j.doubts if d.source_id),
                (e.source_id for j in own_targets for e in j.evidence),
                (r.source_id for j in own_targets for _, r in j.bodies),
            )
        )
        keys = {j.target.target_id for j in own_targets} | {indicator.indicator_id}
        yield Series(
            indicator=indicator,
            targets=tuple(own_targets),
            observations=tuple(own_observations),
            sources=tuple(sources[source_id] for source_id in used),
            corrections=tuple(
                c for c in place.corrections if keys.intersection(c.key.replace(";", " ").split())
            ),
        )


def _derive_report(
    place: Place,
    report: Report,
    judged: Sequence[JudgedTarget],
    sources: Mapping[str, Source],
) -> ReportView:
    own = [j for j in judged if j.report.report_id == report.report_id]
    own.sort(key=lambda j: (j.target.start is None, j.target.start or 0, j.target.row))
    sections = sorted(
        (s for s in place.sections if s.report_id == report.report_id), key=lambda s: s.order
    )
    return ReportView(
        report=report,
        sections=_section_tree(sections, own, len(place.documents.get(report.report_id, ""))),
        targets=tuple(own),
        numerals=tuple(n for n in place.numerals if n.report_id == report.report_id),
        doubts=tuple(d for d in place.doubts if d.report_id == report.report_id),
        source=sources[report.source_id],
    )


def _section_tree(
    sections: Sequence[Section], targets: Sequence[JudgedTarget], length: int
) -> tuple[SectionNode, ...]:
    children = _grouped((s.parent_id or "", s) for s in sections)
    own_targets = _grouped((j.target.section_id, j) for j in targets)
    starts = sorted(s.start for s in sections if s.start is not None)
    following = dict(zip(starts, [*starts, length][1:], strict=True))

    def build(section: Section) -> SectionNode:
        nodes = tuple(build(child) for child in children.get(section.section_id, ()))
        ends = [node.end for node in nodes if node.end is not None]
        own_end = following.get(section.start) if section.start is not None else None
        return SectionNode(
            section=section,
            children=nodes,
            targets=tuple(own_targets.get(section.section_id, ())),
            end=max([*ends, *([own_end] if own_end is not None else [])], default=None),
        )

    return tuple(build(section) for section in children.get("", ()))
