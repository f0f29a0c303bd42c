"""What happened to each promise, day by day: derived from when each figure was published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from scripts.core.model import Correction, Observation, Status
from scripts.derive.edition import Edition, JudgedTarget, Series
from scripts.derive.status import Judgement, judge
from scripts.words.wording import Units

EventKind = Literal["promised", "published", "status", "corrected"]


class Event(NamedTuple):
    """Something that happened on a day (`YYYY-MM-DD`, or a coarser date as the source has it).

    `judged` is set for a promise and a change of status, `observation` for a published figure,
    `correction` for a correction; `before` is the status that a change left behind.
    """

    date: str
    kind: EventKind
    series: Series
    judged: JudgedTarget | None = None
    observation: Observation | None = None
    correction: Correction | None = None
    before: Status | None = None
    after: Judgement | None = None


def derive_events(edition: Edition, series: Series, units: Units) -> tuple[Event, ...]:
    """Everything dated about one indicator, newest first; what has no date is left out."""
    events = [
        *_promised(edition, series),
        *_published(edition, series),
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


def publication_date(edition: Edition, observation: Observation) -> str:
    """When a figure was published: as its row says, else as its source says; else empty."""
    source = edition.sources[observation.source_id]
    return (observation.published or source.published or "")[:10]


def derive_status_changes(edition: Edition, series: Series, units: Units) -> Iterator[Event]:
    """The days on which a newly published figure changed a promise's status, in order.

    Each target is judged again with the figures published up to each day; the status before the
    first one is where it starts from. Figures without a date count from the beginning.
    """
    dated = sorted(
        ((publication_date(edition, o), o) for o in series.observations), key=lambda pair: pair[0]
    )
    days = sorted({date for date, _ in dated if date})
    for judged in series.targets if days else ():
        before = _judge(judged, (o for date, o in dated if not date), units).status
        for day in days:
            # On the last day everything is published, and the edition has judged that already.
            after = (
                judged.judgement
                if day == days[-1]
                else _judge(judged, (o for date, o in dated if date <= day), units)
            )
            if after.status != before:
                yield Event(
                    date=day,
                    kind="status",
                    series=series,
                    judged=judged,
                    before=before,
                    after=after,
                )
                before = after.status


def _judge(judged: JudgedTarget, observations: Iterable[Observation], units: Units) -> Judgement:
    return judge(
        judged.target,
        judged.indicator,
        tuple(observations),
        judged.doubts,
        report_year=judged.report.year,
        units=units,
    )
