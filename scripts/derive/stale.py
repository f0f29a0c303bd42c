"""Which promises wait for a figure that ought to be out by now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scripts.derive.edition import Edition, JudgedTarget

PUBLISHED_AFTER = 3
"""Months after a year's end by which the statistical communiqué of a city is usually out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A promise without a figure, and for how many years its due year has been over."""

    judged: JudgedTarget
    overdue: int


def derive_waiting(edition: Edition, *, year: int, month: int) -> Iterator[Waiting]:
    """Promises that await data although figures of their due year are usually out.

    Args:
        edition: the derived place.
        year: of today.
        month: of today, 1 to 12; before April last year's figures are not expected yet.
    """
    newest = year - 1 if month > PUBLISHED_AFTER else year - 2
    for report in edition.reports:
        for judged in report.targets:
            if judged.judgement.status == "awaiting_data" and judged.due <= newest:
                yield Waiting(judged=judged, overdue=newest - judged.due)
