"""Reports quoted by reference, and observations read from a report: quotes, lengths, values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from scripts.checks.commitments import plain_unit
from scripts.checks.spans import Passage, check_passage
from scripts.core.findings import Finding
from scripts.core.model import Bilingual, Observation, Place, Report
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
            yield Finding.about(
                "reports.csv",
                report.row,
                "text_sha256",
                "text-hash",
                Bilingual(
                    zh="coverage 为 by_reference 的报告要有 text_sha256，其他的没有。",
                    en="A report by reference has a text_sha256; others have none.",
                ),
                Bilingual(
                    zh="填上文本的 SHA-256（sha256sum 文件），或者改 coverage。",
                    en="Give the text's SHA-256 (sha256sum FILE), or change coverage.",
                ),
            )


def check_quote_lengths(place: Place) -> Iterator[Finding]:
    """Quotes of texts that are not republished are clauses."""
    referred = {report.report_id for report in place.reports if report.coverage == "by_reference"}
    rows = [("targets.csv", one.row, one.report_id, one.quote) for one in place.targets]
    rows += [("observations.csv", o.row, o.report_id or "", o.quote) for o in place.observations]
    for file, row, report_id, quote in rows:
        most = LIST_LENGTH if _LIST_WORD in (quote or "") else CLAUSE_LENGTH
        if report_id in referred and len(quote or "") > most:
            yield Finding.about(
                file,
                row,
                "quote",
                "long-quote",
                Bilingual(
                    zh=f"引文有 {len(quote or '')} 个字符，未转载的文本最多引 {most} 个。",
                    en=f"The quote has {len(quote or '')} characters; at most {most} of a text "
                    "that is not republished.",
                ),
                Bilingual(
                    zh="缩短到承载这个数的一小句。", en="Shorten it to the clause with the figure."
                ),
            )


def check_read_values(place: Place) -> Iterator[Finding]:
    """An observation read from a report says what its quote says."""
    reports = {report.report_id: report for report in place.reports}
    for one in place.observations:
        if one.report_id is None and one.quote is None:
            continue
        if one.report_id is None or one.quote is None:
            field = "report_id" if one.report_id is None else "quote"
            yield _fault(
                one,
                field,
                "half-reading",
                Bilingual(
                    zh="从报告读出的数，report_id 和 quote 都要填。",
                    en="A value read from a report has both report_id and quote.",
                ),
                Bilingual(
                    zh="补上另一项，或者两项都清空。", en="Fill in the other, or empty both."
                ),
            )
            continue
        if report := reports.get(one.report_id):
            yield from _check_reading(one, report, place.documents)


def _check_reading(
    one: Observation, report: Report, documents: Mapping[str, str]
) -> Iterator[Finding]:
    quote = one.quote or ""
    if (text := documents.get(report.report_id)) is not None:
        passage = Passage(
            file="observations.csv",
            row=one.row,
            field="quote",
            words=quote,
            start=one.start,
            end=one.end,
        )
        yield from check_passage(passage, text)
    if not one.source_id.startswith(str(report.year)):
        yield _fault(
            one,
            "source_id",
            "source-of-other-year",
            Bilingual(
                zh=f"来源“{one.source_id}”的编号不以报告年份 {report.year} 开头。",
                en=f"The source “{one.source_id}” does not begin with the report's year.",
            ),
            Bilingual(
                zh=f"用 {report.year} 年报告自己的来源。",
                en=f"Name the source of the {report.year} report itself.",
            ),
        )
    read = find_quantities(quote)
    agreeing = [quantity for quantity in read if _agrees(one, quantity)]
    if not agreeing:
        yield _disagrees(one, read)
    elif one.value < 0 and not one.note:
        yield _fault(
            one,
            "note",
            "fall-without-note",
            Bilingual(zh="存成负数的下降要有备注。", en="A fall stored negative has a note."),
            Bilingual(
                zh="在 note、note_en 写明原文印的是“下降”。",
                en="Say in note and note_en that the text prints a fall.",
            ),
        )
    hedged = [word for word in _ESTIMATES if word in quote]
    hedged += [word for word in _HEDGES for quantity in agreeing[:1] if word in quantity.text]
    if hedged and one.estimate is None:
        yield _fault(
            one,
            "estimate",
            "unmarked-estimate",
            Bilingual(zh=f"引文里有“{hedged[0]}”。", en=f"The quote says “{hedged[0]}”."),
            Bilingual(zh="estimate 填 yes。", en="Set estimate to yes."),
        )


def _agrees(one: Observation, quantity: Quantity) -> bool:
    """The printed number and unit; a printed fall may be stored negative."""
    printed = {quantity.value, -quantity.value} if quantity.decrease else {quantity.value}
    return one.value in printed and plain_unit(one.unit) == quantity.unit


def _disagrees(one: Observation, read: tuple[Quantity, ...]) -> Finding:
    nearest = next((q for q in read if q.value == abs(one.value)), read[0] if read else None)
    words = "—" if nearest is None else f"{_signed(nearest)} {nearest.unit}".strip()
    right = nearest is not None and abs(nearest.value) == abs(one.value)
    return _fault(
        one,
        "unit"
        if right and nearest is not None and nearest.unit != plain_unit(one.unit)
        else "value",
        "quote-disagrees",
        Bilingual(
            zh=f"这一行写的是 {one.value} {one.unit}，引文“{one.quote}”读出来是 {words}。",
            en=f"The row says {one.value} {one.unit}; its quote “{one.quote}” reads {words}.",
        ),
        Bilingual(
            zh="照引文改 value、unit；或者把引文延长到含有这个数和单位。",
            en="Correct value and unit as printed, or extend the quote over figure and unit.",
        ),
    )


def _signed(quantity: Quantity) -> Decimal:
    return -quantity.value if quantity.decrease else quantity.value


def _fault(one: Observation, field: str, code: str, message: Bilingual, fix: Bilingual) -> Finding:
    return Finding.about("observations.csv", one.row, field, code, message, fix)
