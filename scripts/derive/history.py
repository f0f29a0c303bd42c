"""History of each promise, day by day, from when each figure and statement was published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from scripts.core.model import Correction, Evidence, Observation, Verdict
from scripts.derive.edition import Edition, JudgedTarget, Series
from scripts.derive.rules import Judgement
from scripts.derive.verdicts import Record, judge
from scripts.words.wording import Units

EventKind = Literal["promised", "published", "stated", "status", "corrected"]


class Event(NamedTuple):
    """Something that happened on a day (`YYYY-MM-DD`, or a coarser date as the source has it).

    `judged` is set for a promise, a statement about one and a change of status, `observation` for
    a published figure, `evidence` for a statement, `correction` for a correction; `before` is the
    verdict that a change left behind.
    """

    date: str
    kind: EventKind
    series: Series
    judged: JudgedTarget | None = None
    observation: Observation | None = None
    evidence: Evidence | None = None
    correction: Correction | None = None
    before: Verdict | None = None
    after: Judgement | None = None


def derive_events(edition: Edition, series: Series, units: Units) -> tuple[Event, ...]:
    """Everything dated about one indicator, newest first; what has no date is left out."""
    events = [
        *_promised(edition, series),
        *_published(edition, series),
        *_stated(edition, series),
        *derive_status_changes(edition, series, units),
        *(
            Event(date=one.date, kind="corrected", series=series, correction=one)
            for one in series.corrections
        ),
    ]
    return tuple(sorted(events, key=lambda event: event.date, reverse=True))


def _promised(edition: Edition, series: Series) -> Iterator[Event]:
    """Each promise on the day of its report, else on the day of the source that tells of it."""
    for judged in series.targets:
        source = edition.sources[judged.report.source_id]
        if date := (judged.report.delivered or source.published or "")[:10]:
            yield Event(date=date, kind="promised", series=series, judged=judged)


def _published(edition: Edition, series: Series) -> Iterator[Event]:
    for observation in series.observations:
        if date := publication_date(edition, observation):
            yield Event(date=date, kind="published", series=series, observation=observation)


def _stated(edition: Edition, series: Series) -> Iterator[Event]:
    """Each statement when it was published, failing that on the day that it speaks of."""
    for judged in series.targets:
        for one in judged.evidence:
            date = publication_date(edition, one) or one.date
            yield Event(date=date, kind="stated", series=series, judged=judged, evidence=one)


def publication_date(edition: Edition, row: Observation | Evidence) -> str:
    """When a row was published: as it says, else as its source says; else empty."""
    source = edition.sources[row.source_id]
    return (row.published or source.published or "")[:10]


def derive_status_changes(edition: Edition, series: Series, units: Units) -> Iterator[Event]:
    """The days on which a newly published figure or statement changed a verdict, in order.

    Each target is judged again with what was published up to each day; the verdict before the
    first one is where it starts from. Rows without a date count from the beginning.
    """
    for judged in series.targets:
        dated = _dated(edition, judged)
        days = sorted({date for date, _ in dated if date})
        if not days:
            continue
        before = _judge_at(judged, dated, "", units).verdict
        for day in days:
            # On the last day everything is published, and the edition has judged that already.
            last = day == days[-1]
            after = judged.judgement if last else _judge_at(judged, dated, day, units)
            if after.verdict != before:
                yield Event(
                    date=day,
                    kind="status",
                    series=series,
                    judged=judged,
                    before=before,
                    after=after,
                )
                before = after.verdict


def _dated(edition: Edition, judged: JudgedTarget) -> list[tuple[str, Observation | Evidence]]:
    """Observations and evidence about a target, each with the day of its publication."""
    rows: list[Observation | Evidence] = [*judged.record.observations, *judged.record.evidence]
    return [(publication_date(edition, row), row) for row in rows]


def _judge_at(
    judged: JudgedTarget,
    dated: Sequence[tuple[str, Observation | Evidence]],
    day: str,
    units: Units,
) -> Judgement:
    """The verdict by what was published up to a day."""
    rows = [row for date, row in dated if date <= day]
    record: Record = replace(
        judged.record,
        observations=tuple(row for row in rows if isinstance(row, Observation)),
        evidence=tuple(row for row in rows if isinstance(row, Evidence)),
    )
    return judge(
        judged.target, judged.indicator, record, report_year=judged.report.year, units=units
    )
