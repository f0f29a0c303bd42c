"""Rule 1, second half: a target's fields say what its quote says, and fit each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from scripts.core.findings import Finding
from scripts.core.model import Bilingual, Place, Target
from scripts.text.quantities import Quantity, find_quantities
from scripts.text.source_text import Span, find_sentences, span_at

FILE = "targets.csv"
_PRINTED = re.compile(r"[0-9]+(?:\.[0-9]+)?", re.ASCII)
_NOTED_YEAR = re.compile("(?:到|力争|期限[^，。；]{0,6}?) ?([12][0-9]{3}) ?年", re.ASCII)
_CHINESE_NUMERAL = re.compile("[一二两三四五六七八九十百千半]")


def check_quantities(place: Place) -> Iterator[Finding]:
    """The quote, read by our parser, gives comparator, value and unit.

    A note stands in for what the parser cannot read; it never excuses a figure that the parser
    reads otherwise.
    """
    for target in place.targets:
        if target.kind != "quantitative" or not target.quote or target.value is None:
            continue
        read = find_quantities(target.quote)
        if any(agrees(target, quantity) for quantity in read):
            continue
        if read or not target.note_zh:
            yield _disagrees(target, read)
        elif missing := _unprinted(target.quote, target.value, target.value_max):
            yield _not_printed(target, missing)


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


def _not_printed(target: Target, value: Decimal) -> Finding:
    return _fault(
        target,
        "value" if value == target.value else "value_max",
        "unprinted-value",
        Bilingual(
            zh=f"引文“{target.quote}”里没有数字 {value}。",
            en=f"The quote “{target.quote}” does not hold the figure {value}.",
        ),
        Bilingual(
            zh="填写引文所印的数字；换算和推算不入表，若引文太短就把它延长到含有这个数字。",
            en="Give the figure as printed; nothing derived is stored. Extend the quote if it is "
            "too short.",
        ),
    )


def plain_unit(unit: str) -> str:
    """A printed unit as the parser gives it: 个百分点 is 百分点."""
    return unit.removeprefix("个") if unit.endswith("百分点") else unit


def _disagrees(target: Target, read: tuple[Quantity, ...]) -> Finding:
    nearest = max(read, key=lambda quantity: _likeness(target, quantity), default=None)
    row = _row_words(target.comparator, target.value, target.value_max, target.unit)
    if nearest is None:
        return Finding(
            file=FILE,
            row=target.row,
            field="quote",
            code="unread-quote",
            message_zh=f"从引文“{target.quote}”里读不出数量（这一行写的是 {row}）。",
            message_en=f"No quantity can be read from the quote “{target.quote}” "
            f"(the row says {row}).",
            fix_zh="把引文延长到包含数字、单位和“以上”“达到”等词；"
            "若原文如此，在 note_zh、note_en 说明。",
            fix_en="Extend the quote over figure, unit and words such as 以上 or 达到; if it is "
            "printed so, say why in note_zh and note_en.",
        )
    words = _row_words(nearest.comparator, nearest.value, nearest.value_max, nearest.unit)
    return Finding(
        file=FILE,
        row=target.row,
        field=_differing_field(target, nearest),
        code="quote-disagrees",
        message_zh=f"这一行写的是 {row}，引文“{target.quote}”读出来是 {words}。",
        message_en=f"The row says {row}; its quote “{target.quote}” reads {words}.",
        fix_zh=f"改成 {words}；若这一行才对，在 note_zh、note_en 说明理由。",
        fix_en=f"Change it to {words}; if the row is right, say why in note_zh and note_en.",
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
            yield _fault(
                target,
                "section_id",
                "section-of-other-report",
                Bilingual(
                    zh=f"章节“{target.section_id}”不属于报告“{target.report_id}”。",
                    en=f"The section “{target.section_id}” is not of “{target.report_id}”.",
                ),
                Bilingual(zh="改成同一份报告的章节。", en="Name a section of the same report."),
            )


def _check_kind(target: Target) -> Iterator[Finding]:
    figures = {"comparator": target.comparator, "value": target.value, "unit": target.unit}
    if target.kind == "quantitative":
        for field, content in figures.items():
            if content is None:
                yield _fault(
                    target,
                    field,
                    "incomplete-figure",
                    Bilingual(
                        zh=f"数量目标缺少“{field}”。",
                        en=f"A quantitative target needs its “{field}”.",
                    ),
                    Bilingual(
                        zh=f"照引文填写“{field}”；若没有数字，kind 应为 milestone 或 directional。",
                        en=f"Fill in “{field}” from the quote; without a figure it is milestone "
                        "or directional.",
                    ),
                )
    elif target.kind == "milestone" and (
        filled := [f for f, c in figures.items() if c is not None]
    ):
        yield _fault(
            target,
            filled[0],
            "figure-on-milestone",
            Bilingual(
                zh=f"里程碑目标不应有“{filled[0]}”。", en=f"A milestone has no “{filled[0]}”."
            ),
            Bilingual(
                zh="清空 comparator、value、unit；若引文里有数字目标，kind 改为 quantitative。",
                en="Empty comparator, value and unit; with a figure it is quantitative.",
            ),
        )
    ranged = target.comparator == "between"
    if ranged and (
        target.value is None or target.value_max is None or target.value_max <= target.value
    ):
        yield _fault(
            target,
            "value_max",
            "bad-range",
            Bilingual(
                zh="区间目标的上限应大于下限。",
                en="The upper bound of a range must be above the lower.",
            ),
            Bilingual(
                zh="value 填下限，value_max 填上限。",
                en="Put the lower bound in value and the upper in value_max.",
            ),
        )
    elif not ranged and target.value_max is not None:
        yield _fault(
            target,
            "value_max",
            "bad-range",
            Bilingual(
                zh="只有 between 才有 value_max。", en="Only a range (between) has a value_max."
            ),
            Bilingual(
                zh="清空 value_max，或者把 comparator 改为 between。",
                en="Empty value_max, or set comparator to between.",
            ),
        )


def _sentence(target: Target, text: str, sentences: Sequence[Span]) -> str:
    """The sentence that a quote stands in, up to the quote's end; the quote without a text."""
    quote = target.quote or ""
    if not text or target.start is None or target.end is None:
        return quote
    span = span_at(sentences, target.start)
    return text[span.start : target.end] if span is not None else quote


def _check_due(target: Target, sentence: str, year: int | None) -> Iterator[Finding]:
    """The due year is the report's, or printed: in the sentence, or named by the note."""
    if target.kind != "quantitative" or not target.quote or year is None:
        return
    due = target.due if target.due is not None else year
    read = [quantity for quantity in find_quantities(sentence) if quantity.value == target.value]
    printed = {quantity.due for quantity in read if quantity.due is not None}
    noted = {int(found) for found in _NOTED_YEAR.findall(target.note_zh or "")}
    if due in printed | noted or (due == year and not printed | noted):
        return
    words = "、".join(str(one) for one in sorted(printed | noted)) or str(year)
    yield _fault(
        target,
        "due",
        "unprinted-due",
        Bilingual(
            zh=f"期限写的是 {due}，原文这一句和备注读出来是 {words}。",
            en=f"The due year says {due}; sentence and note read {words}.",
        ),
        Bilingual(
            zh=f"改成 {words}；期限写在别处的，在 note_zh 写“到 {due}年……管这一句”。",
            en=f"Change it to {words}; where it is printed elsewhere, name the year in note_zh.",
        ),
    )


YEARS = range(1949, 2150)
"""Years that a commitment may name; anything else is a slip of the keyboard."""


def _check_years(target: Target, year: int | None) -> Iterator[Finding]:
    for field, named in (("due", target.due), ("baseline", target.baseline)):
        if named is not None and named not in YEARS:
            yield _fault(
                target,
                field,
                "impossible-year",
                Bilingual(zh=f"“{named}”不会是年份。", en=f"“{named}” can be no such year."),
                Bilingual(
                    zh=f"照原文填四位数的年份（{YEARS[0]}–{YEARS[-1]}）。",
                    en=f"Give the year as printed, in four digits ({YEARS[0]}–{YEARS[-1]}).",
                ),
            )
            return
    if target.due is not None and year is not None and target.due < year:
        yield _fault(
            target,
            "due",
            "due-in-the-past",
            Bilingual(
                zh=f"期限 {target.due} 早于报告年份 {year}。",
                en=f"The due year {target.due} is before the report's year {year}.",
            ),
            Bilingual(zh=f"改成 {year} 或以后的年份。", en=f"Give {year} or a later year."),
        )
    due = target.due if target.due is not None else year
    if target.baseline is not None and due is not None and target.baseline >= due:
        yield _fault(
            target,
            "baseline",
            "baseline-not-before-due",
            Bilingual(
                zh=f"基期 {target.baseline} 不早于期限 {due}。",
                en=f"The baseline {target.baseline} is not before the due year {due}.",
            ),
            Bilingual(
                zh="核对“比……年”与“到……年”，分别填进 baseline 与 due。",
                en="Check “compared with …” (baseline) against “by …” (due).",
            ),
        )


def _fault(target: Target, field: str, code: str, message: Bilingual, fix: Bilingual) -> Finding:
    return Finding.about(FILE, target.row, field, code, message, fix)
