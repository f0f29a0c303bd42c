"""Evidence: dates, order of findings, and nothing older than the promise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from scripts.core.findings import Finding
from scripts.core.model import Evidence, Place

FILE = "evidence.csv"
_FULL_DATE = len("2025-11-05")


def check_evidence(place: Place) -> Iterator[Finding]:
    """Dates exist and are not before the promise; nothing is undone after it was done."""
    years = {report.report_id: report.year for report in place.reports}
    promised = {target.target_id: years.get(target.report_id) for target in place.targets}
    for one in place.evidence:
        yield from _check_date(one, promised.get(one.target_id))
        if one.share is not None and one.finding != "partly":
            yield Finding.of("share-without-partly", FILE, one.row, "share")
    yield from _check_order(place)


def _check_date(one: Evidence, promised: int | None) -> Iterator[Finding]:
    if not _is_date(one.date):
        yield Finding.of("bad-date", FILE, one.row, "date", one=one)
    elif promised is not None and int(one.date[:4]) < promised - 1:
        yield Finding.of(
            "evidence-before-promise", FILE, one.row, "date", one=one, promised=promised
        )


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < _FULL_DATE else text)
    except ValueError:
        return False
    return True


def _check_order(place: Place) -> Iterator[Finding]:
    """After `done`, no later statement says that it is still to be done."""
    done: dict[str, Evidence] = {}
    for one in sorted(place.evidence, key=lambda row: row.date):
        earlier = done.get(one.target_id)
        if earlier is not None and one.finding not in {None, "done"} and one.date > earlier.date:
            yield Finding.of(
                "done-and-then-not", FILE, one.row, "finding", earlier=earlier, one=one
            )
        if one.finding == "done":
            done.setdefault(one.target_id, one)
