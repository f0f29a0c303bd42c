"""Reports quoted by reference, and observations read from a report: quotes, lengths, values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from scripts.checks.commitments import plain_unit
from scripts.checks.spans import Passage, check_passage
from scripts.core.findings import Finding
from scripts.core.model import Observation, Place, Report
from scripts.text.quantities import Quantity, find_quantities

CLAUSE_LENGTH = 40
"""Characters that a quote of a text that is not republished may have."""
LIST_LENGTH = 120
"""The same for a 分别-list, which is quoted whole."""
_LIST_WORD = "分别"
_ESTIMATES = ("预计", "初步")
"""Words that make every figure of a quote an estimate."""
_HEDGES = ("左右", "约")
"""Words that do so for the figure that they stand at."""


def check_reports(place: Place) -> Iterator[Finding]:
    """A report by reference names its text by SHA-256; other reports have no such hash."""
    for report in place.reports:
        by_reference = report.coverage == "by_reference"
        if by_reference != bool(report.text_sha256):
            yield Finding.of("text-hash", "reports.csv", report.row, "text_sha256")


def check_quote_lengths(place: Place) -> Iterator[Finding]:
    """Quotes of texts that are not republished are clauses."""
    referred = {report.report_id for report in place.reports if report.coverage == "by_reference"}
    rows = [("targets.csv", one.row, one.report_id, one.quote) for one in place.targets]
    rows += [("observations.csv", o.row, o.report_id or "", o.quote) for o in place.observations]
    for file, row, report_id, quote in rows:
        most = LIST_LENGTH if _LIST_WORD in (quote or "") else CLAUSE_LENGTH
        if report_id in referred and len(quote or "") > most:
            yield Finding.of("long-quote", file, row, "quote", length=len(quote or ""), most=most)


def check_read_values(place: Place) -> Iterator[Finding]:
    """An observation read from a report says what its quote says."""
    reports = {report.report_id: report for report in place.reports}
    for one in place.observations:
        if one.report_id is None and one.quote is None:
            continue
        if one.report_id is None or one.quote is None:
            field = "report_id" if one.report_id is None else "quote"
            yield Finding.of("half-reading", "observations.csv", one.row, field)
            continue
        if report := reports.get(one.report_id):
            yield from _check_reading(one, report, place.documents)


def check_reading_span(one: Observation, documents: Mapping[str, str]) -> Iterator[Finding]:
    """The words that a value was read from stand at their offsets, where the text is at hand."""
    text = documents.get(one.report_id or "")
    if text is not None:
        passage = Passage(
            file="observations.csv",
            row=one.row,
            field="quote",
            words=one.quote or "",
            start=one.start,
            end=one.end,
        )
        yield from check_passage(passage, text)


def _check_reading(
    one: Observation, report: Report, documents: Mapping[str, str]
) -> Iterator[Finding]:
    quote = one.quote or ""
    yield from check_reading_span(one, documents)
    if not one.source_id.startswith(str(report.year)):
        yield Finding.of(
            "source-of-other-year", "observations.csv", one.row, "source_id", one=one, report=report
        )
    yield from _check_period(one, report)
    read = find_quantities(quote)
    agreeing = [quantity for quantity in read if agrees_with_reading(one, quantity)]
    if not agreeing:
        yield _disagrees(one, read)
    elif one.value < 0 and not one.note:
        yield Finding.of("fall-without-note", "observations.csv", one.row, "note")
    hedged = [word for word in _ESTIMATES if word in quote]
    hedged += [word for word in _HEDGES for quantity in agreeing[:1] if word in quantity.text]
    if hedged and one.estimate is None:
        yield Finding.of(
            "unmarked-estimate", "observations.csv", one.row, "estimate", hedge=hedged[0]
        )


def _check_period(one: Observation, report: Report) -> Iterator[Finding]:
    """A report tells the results of the year before, unless its words or a note name another."""
    year, period = report.year - 1, one.period[:4]
    if period != str(year) and not re.search(f"{period} ?年", f"{one.quote} {one.note}"):
        yield Finding.of(
            "period-of-other-year",
            "observations.csv",
            one.row,
            "period",
            one=one,
            report=report,
            year=year,
        )


def agrees_with_reading(one: Observation, quantity: Quantity) -> bool:
    """Whether a quantity of the quote is what the row says; a fall may be stored negative."""
    printed = {quantity.value, -quantity.value} if quantity.decrease else {quantity.value}
    return one.value in printed and plain_unit(one.unit) == quantity.unit


def _disagrees(one: Observation, read: tuple[Quantity, ...]) -> Finding:
    nearest = next((q for q in read if q.value == abs(one.value)), read[0] if read else None)
    words = "—" if nearest is None else f"{_signed(nearest)} {nearest.unit}".strip()
    right = nearest is not None and abs(nearest.value) == abs(one.value)
    other_unit = nearest is not None and nearest.unit != plain_unit(one.unit)
    return Finding.of(
        "quote-disagrees/reading",
        "observations.csv",
        one.row,
        "unit" if right and other_unit else "value",
        one=one,
        words=words,
    )


def _signed(quantity: Quantity) -> Decimal:
    return -quantity.value if quantity.decrease else quantity.value
