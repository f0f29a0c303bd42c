"""What is still to come of a place's promises: when each is due, when its figure is usually out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from scripts.core.model import Verdict
from scripts.derive.edition import Edition, JudgedTarget
from scripts.derive.stale import IN_THE_YEAR, publication_month

CLOSED: frozenset[Verdict] = frozenset({"met", "met_late", "missed", "dropped"})
"""Verdicts of promises that nothing more is expected of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """`month`: ISO, `2026-12`. `kind`: the promise falls due, or its figure is usually out."""

    month: str
    kind: Literal["due", "figure"]
    judged: JudgedTarget


def derive_calendar(edition: Edition, shared: Mapping[str, Mapping[str, str]]) -> list[Expected]:
    """What is expected from the month of the data's as-of date on, the next first.

    Args:
        edition: the derived place; a promise falls due at the end of its year.
        shared: the vocabulary's indicators by id, with the month when each is usually published.
    """
    expected = _expect(edition, shared)
    return sorted(
        (one for one in expected if one.month >= edition.as_of[:7]),
        key=lambda one: (one.month, one.kind),
    )


def _expect(edition: Edition, shared: Mapping[str, Mapping[str, str]]) -> Iterator[Expected]:
    for report in edition.reports:
        for judged in report.targets:
            if judged.judgement.verdict in CLOSED:
                continue
            yield Expected(month=f"{judged.due}-12", kind="due", judged=judged)
            row = shared.get(judged.indicator.indicator_id)
            if row and row.get("usually_published") and judged.target.kind == "quantitative":
                month = publication_month(row)
                year = judged.due + (month != IN_THE_YEAR)
                yield Expected(month=f"{year}-{month:02}", kind="figure", judged=judged)
