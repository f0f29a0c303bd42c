"""Which promises wait for a figure that ought to be out by now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scripts.derive.edition import Edition, JudgedTarget

PUBLISHED_AFTER = 3
"""Months after a year's end by which the statistical communiqué of a city is usually out."""
IN_THE_YEAR = 12
"""Month of what is published before the year ends, as the harvest is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A promise without a figure, and for how many years its due year has been over."""

    judged: JudgedTarget
    overdue: int


def derive_waiting(
    edition: Edition, shared: Mapping[str, Mapping[str, str]], *, year: int, month: int
) -> Iterator[Waiting]:
    """Promises that await data although figures of their due year are usually out.

    Args:
        edition: the derived place.
        shared: the vocabulary's indicators by id, with the month when each is usually published.
        year: of today.
        month: of today, 1 to 12; a year's figure is expected after its month of the next year.
    """
    for report in edition.reports:
        for judged in report.targets:
            after = publication_month(shared.get(judged.indicator.indicator_id, {}))
            newest = year - 1 if month > after % IN_THE_YEAR else year - 2
            if judged.judgement.status == "awaiting_data" and judged.due <= newest:
                yield Waiting(judged=judged, overdue=newest - judged.due)


def publication_month(indicator: Mapping[str, str]) -> int:
    """The month when a year's figure is usually out: the vocabulary's, else the communiqué's."""
    return int(indicator.get("usually_published") or PUBLISHED_AFTER)
