"""Rule 1, second half: a target's fields say what its quote says, and fit each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from scripts.core.findings import Finding
from scripts.core.model import Place, Target
from scripts.text.quantities import Quantity, find_quantities
from scripts.text.source_text import Span, find_sentences, span_at

FILE = "targets.csv"
_PRINTED = re.compile(r"[0-9]+(?:\.[0-9]+)?", re.ASCII)
_NOTED_YEAR = re.compile("(?:到|力争|期限[^，。；]{0,6}?) ?([12][0-9]{3}) ?年", re.ASCII)
_PRINTED_YEAR = re.compile("到 ?([12][0-9]{3}) ?年", re.ASCII)
_STRIVING = re.compile("[^，。；0-9]*[、，](?:力争|争取)(?:达到|突破|超过|完成|实现)?", re.ASCII)
_CHINESE_NUMERAL = re.compile("[一二两三四五六七八九十百千半]")


def check_quantities(place: Place) -> Iterator[Finding]:
    """The quote, read by our parser, gives comparator, value and unit.

    A note stands in for what the parser cannot read, and prints the figure so that the parser can;
    it never excuses a figure that the parser reads otherwise.
    """
    for target in place.targets:
        if target.kind != "quantitative" or not target.quote or target.value is None:
            continue
        read = find_quantities(target.quote)
        if agreeing := [quantity for quantity in read if agrees(target, quantity)]:
            yield from _check_firm(target, agreeing[0], read)
        elif read or not target.note_zh:
            yield _disagrees(target, read)
        elif missing := _unprinted(target.quote, target.value, target.value_max):
            yield Finding.of(
                "unprinted-value",
                FILE,
                target.row,
                "value" if missing == target.value else "value_max",
                target=target,
                value=missing,
            )
        elif not any(agrees(target, quantity) for quantity in find_quantities(target.note_zh)):
            row = _row_words(target.comparator, target.value, target.value_max, target.unit)
            yield Finding.of("note-without-figure", FILE, target.row, "note_zh", row=row)


def _check_firm(target: Target, own: Quantity, read: Sequence[Quantity]) -> Iterator[Finding]:
    """Of `增长7%以上、力争达到8%` the target is the first figure."""
    for firm in read:
        between = (target.quote or "")[firm.end : own.start]
        if firm.unit == own.unit and _STRIVING.fullmatch(between):
            yield Finding.of(
                "striven-figure", FILE, target.row, "value", own=own.text, firm=firm.text
            )


def agrees(target: Target, quantity: Quantity) -> bool:
    """Whether a quantity read from the quote is what the target's fields say."""
    return (
        quantity.comparator == target.comparator
        and quantity.value == target.value
        and quantity.value_max == target.value_max
        and plain_unit(quantity.unit) == plain_unit(target.unit or "")
    )


def _unprinted(quote: str, *values: Decimal | None) -> Decimal | None:
    """The first value that the quote does not hold; a Chinese numeral may stand for any."""
    if _CHINESE_NUMERAL.search(quote):
        return None
    printed = {Decimal(number) for number in _PRINTED.findall(quote)}
    return next((value for value in values if value is not None and value not in printed), None)


def plain_unit(unit: str) -> str:
    """A printed unit as the parser gives it: 个百分点 is 百分点."""
    return unit.removeprefix("个") if unit.endswith("百分点") else unit


def _disagrees(target: Target, read: tuple[Quantity, ...]) -> Finding:
    nearest = max(read, key=lambda quantity: _likeness(target, quantity), default=None)
    row = _row_words(target.comparator, target.value, target.value_max, target.unit)
    if nearest is None:
        return Finding.of("unread-quote", FILE, target.row, "quote", target=target, row=row)
    words = _row_words(nearest.comparator, nearest.value, nearest.value_max, nearest.unit)
    return Finding.of(
        "quote-disagrees",
        FILE,
        target.row,
        _differing_field(target, nearest),
        row=row,
        target=target,
        words=words,
    )


def _likeness(target: Target, quantity: Quantity) -> int:
    return int(
        4 * (quantity.value == target.value)
        + 2 * (plain_unit(quantity.unit) == plain_unit(target.unit or ""))
        + (quantity.comparator == target.comparator)
    )


def _differing_field(target: Target, quantity: Quantity) -> str:
    if quantity.value != target.value:
        return "value"
    if quantity.value_max != target.value_max:
        return "value_max"
    return "unit" if quantity.comparator == target.comparator else "comparator"


def _row_words(
    comparator: str | None, value: Decimal | None, value_max: Decimal | None, unit: str | None
) -> str:
    figure = f"{value}–{value_max}" if value_max is not None else f"{value}"
    return f"{comparator or '—'} {figure} {unit or ''}".strip()


def check_target_fields(place: Place) -> Iterator[Finding]:
    """Kind, comparator, value, unit and years of a target fit each other and its section."""
    years = {report.report_id: report.year for report in place.reports}
    sections = {section.section_id: section.report_id for section in place.sections}
    sentences = {key: find_sentences(text) for key, text in place.documents.items()}
    for target in place.targets:
        yield from _check_kind(target)
        text = place.documents.get(target.report_id, "")
        sentence = _sentence(target, text, sentences.get(target.report_id, ()))
        yield from _check_due(target, sentence, years.get(target.report_id))
        yield from _check_years(target, years.get(target.report_id))
        if sections.get(target.section_id, target.report_id) != target.report_id:
            yield Finding.of(
                "section-of-other-report", FILE, target.row, "section_id", target=target
            )


def _check_kind(target: Target) -> Iterator[Finding]:
    figures = {"comparator": target.comparator, "value": target.value, "unit": target.unit}
    if target.kind == "quantitative":
        for field, content in figures.items():
            if content is None:
                yield Finding.of("incomplete-figure", FILE, target.row, field, field=field)
    elif target.kind == "milestone" and (
        filled := [f for f, c in figures.items() if c is not None]
    ):
        yield Finding.of("figure-on-milestone", FILE, target.row, filled[0], column=filled[0])
    ranged = target.comparator == "between"
    if ranged and (
        target.value is None or target.value_max is None or target.value_max <= target.value
    ):
        yield Finding.of("bad-range", FILE, target.row, "value_max")
    elif not ranged and target.value_max is not None:
        yield Finding.of("bad-range/kind", FILE, target.row, "value_max")


def _sentence(target: Target, text: str, sentences: Sequence[Span]) -> str:
    """The sentence that a quote stands in, up to the quote's end; the quote without a text."""
    quote = target.quote or ""
    if not text or target.start is None or target.end is None:
        return quote
    span = span_at(sentences, target.start)
    return text[span.start : target.end] if span is not None else quote


def _check_due(target: Target, sentence: str, year: int | None) -> Iterator[Finding]:
    """The due year is the report's, or printed: in the sentence, or named by the note."""
    if not target.quote or year is None:
        return
    due = target.due if target.due is not None else year
    if target.kind == "quantitative":
        read = [one for one in find_quantities(sentence) if one.value == target.value]
        printed = {quantity.due for quantity in read if quantity.due is not None}
    else:
        printed = {int(found) for found in _PRINTED_YEAR.findall(sentence)}
    noted = {int(found) for found in _NOTED_YEAR.findall(target.note_zh or "")}
    if due in printed | noted or (due == year and not printed | noted):
        return
    words = "、".join(str(one) for one in sorted(printed | noted)) or str(year)
    yield Finding.of("unprinted-due", FILE, target.row, "due", due=due, words=words)


YEARS = range(1949, 2150)
"""Years that a commitment may name; anything else is a slip of the keyboard."""


def _check_years(target: Target, year: int | None) -> Iterator[Finding]:
    for field, named in (("due", target.due), ("baseline", target.baseline)):
        if named is not None and named not in YEARS:
            yield Finding.of(
                "impossible-year",
                FILE,
                target.row,
                field,
                named=named,
                earliest=YEARS[0],
                latest=YEARS[-1],
            )
            return
    if target.due is not None and year is not None and target.due < year:
        yield Finding.of("due-in-the-past", FILE, target.row, "due", target=target, year=year)
    due = target.due if target.due is not None else year
    if target.baseline is not None and due is not None and target.baseline >= due:
        yield Finding.of(
            "baseline-not-before-due", FILE, target.row, "baseline", target=target, due=due
        )
