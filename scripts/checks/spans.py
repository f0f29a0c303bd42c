"""Rule 1, first half: every quote stands in the document where its row says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scripts.core.findings import Finding
from scripts.core.model import Bilingual, Doubt, Place, Section, Target

_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Words that a row says stand at `start:end` of a document; `field` is where they are."""

    file: str
    row: int
    field: str
    words: str
    start: int | None
    end: int | None


def check_spans(place: Place) -> Iterator[Finding]:
    """The passages of every document; reports without one have no spans."""
    yield from check_quotes(place)
    yield from _check_without_document(place)


def check_quotes(place: Place) -> Iterator[Finding]:
    """`text[start:end]` is the quote, the doubted words, the heading."""
    for target in place.targets:
        text = place.documents.get(target.report_id)
        if text is not None and not target.quote:
            yield Finding.of("missing-quote", "targets.csv", target.row, "quote")
        elif text is not None and target.quote:
            yield from check_passage(_passage("targets.csv", target, "quote"), text)
    for doubt in place.doubts:
        text = place.documents.get(doubt.report_id)
        if text is not None and not (doubt.start is None and doubt.end is None):
            yield from check_passage(_passage("doubts.csv", doubt, "printed"), text)
    yield from _check_headings(place)


def _passage(file: str, row: Target | Doubt | Section, field: str) -> Passage:
    words = getattr(row, field) or ""
    return Passage(file=file, row=row.row, field=field, words=words, start=row.start, end=row.end)


def _check_headings(place: Place) -> Iterator[Finding]:
    for section in place.sections:
        text = place.documents.get(section.report_id)
        if text is None or (section.start is None and section.end is None):
            continue
        for field in ("title_zh", "number"):
            passage = _passage("sections.csv", section, field)
            if fault := _span_fault(passage, text):
                yield fault
                break
            if passage.words not in text[section.start : section.end]:
                yield _wrong_words(passage, text)


def _check_without_document(place: Place) -> Iterator[Finding]:
    """A span into a document that we do not have can be checked by nobody."""
    reports = {report.report_id for report in place.reports if report.coverage == "targets_only"}
    for file, rows in (
        ("targets.csv", place.targets),
        ("sections.csv", place.sections),
        ("doubts.csv", place.doubts),
        ("numerals.csv", place.numerals),
    ):
        for row in rows:
            if row.report_id in reports and (row.start is not None or row.end is not None):
                yield Finding.of("span-without-document", file, row.row, "start")


def check_passage(passage: Passage, text: str) -> Iterator[Finding]:
    """One passage: both ends given, within the text, and its words stand there."""
    if fault := _span_fault(passage, text):
        yield fault
    elif text[passage.start : passage.end] != passage.words:
        if find_nearest(text, passage.words, passage.start or 0) is None:
            yield _wrong_words(passage, text)
        else:
            yield _moved(passage, text)


def find_nearest(text: str, words: str, offset: int) -> int | None:
    """Where `words` begins in `text`, nearest to `offset`; None when it does not occur."""
    if not words:
        return None
    before = text.rfind(words, 0, max(offset, 0) + len(words))
    after = text.find(words, max(offset, 0))
    found = [position for position in (before, after) if position >= 0]
    return min(found, key=lambda position: abs(position - offset), default=None)


def _span_fault(passage: Passage, text: str) -> Finding | None:
    """What is wrong with the two numbers themselves."""
    start, end = passage.start, passage.end
    field = "end" if end is None and start is not None else "start"
    if start is None or end is None:
        kind = "half-span"
    elif not 0 <= start < end <= len(text):
        kind = "span-out-of-range"
    else:
        return None
    cure = _right_span(passage, text)
    place = (passage.file, passage.row, field)
    return Finding.of(kind, *place, field=field, start=start, end=end, length=len(text), cure=cure)


def _right_span(passage: Passage, text: str) -> Bilingual:
    near = passage.start if passage.start is not None else passage.end or 0
    position, words = find_nearest(text, passage.words, near), _short(passage.words)
    if position is None:
        return Bilingual(
            zh=f"原文里没有“{words}”；从原文中原样复制，再填位置。",
            en=f"“{words}” is not in the document; copy it unchanged, then give its span.",
        )
    end = position + len(passage.words)
    return Bilingual(
        zh=f"“{words}”在 {position}–{end}：start 填 {position}，end 填 {end}。",
        en=f"“{words}” stands at {position}–{end}: set start to {position}, end to {end}.",
    )


def _moved(passage: Passage, text: str) -> Finding:
    stands, cure = _short(text[passage.start : passage.end]), _right_span(passage, text)
    where = f"{passage.start}–{passage.end}"
    return Finding.of(
        "moved-span",
        passage.file,
        passage.row,
        "start",
        where=where,
        stands=stands,
        passage=passage,
        cure_zh=cure.zh,
        cure_en=cure.en,
    )


def _wrong_words(passage: Passage, text: str) -> Finding:
    stands, where = _short(text[passage.start : passage.end]), f"{passage.start}–{passage.end}"
    return Finding.of(
        "wrong-quote",
        passage.file,
        passage.row,
        passage.field,
        words=_short(passage.words),
        where=where,
        stands=stands,
    )


def _short(text: str) -> str:
    flat = " ".join(text.split("\n"))
    return flat if len(flat) <= _SHOWN else f"{flat[:_SHOWN]}…"
