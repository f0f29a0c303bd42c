"""Promises that are due and of which no result is recorded, and for how long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scripts.core.model import SILENT, Request
from scripts.derive.edition import Edition, JudgedTarget


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A promise without a result, and the full months since the end of its due year.

    Counted up to the data's own date. `requests`: those for information that ask about it.
    """

    judged: JudgedTarget
    months: int
    requests: tuple[Request, ...]


def derive_silence(edition: Edition) -> Iterator[Silence]:
    """The silent promises of a place, report by report, in printed order."""
    year, month = (int(part) for part in edition.as_of.split("-")[:2]) if edition.as_of else (0, 1)
    for report in edition.reports:
        for judged in report.targets:
            if judged.judgement.verdict in SILENT:
                yield Silence(
                    judged=judged,
                    months=(year - judged.due - 1) * 12 + month - 1,
                    requests=find_requests(edition, judged.target.target_id),
                )


def find_requests(edition: Edition, target_id: str) -> tuple[Request, ...]:
    """The requests for information that ask about a promise."""
    place = edition.place
    asked = {one.request_id for one in place.request_targets if one.target_id == target_id}
    return tuple(one for one in place.requests if one.request_id in asked)
