"""A report's text: its numerals, paragraphs and sentences, and the blocks that a reader shows.

All offsets count code points of the whole document, `end` exclusive. Chinese counting words, and
the words in which 一 or 万 is no number, are tables here, so that anybody can see and mend them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from scripts.units import BASE_UNITS

Script = Literal["ascii", "chinese"]
BlockKind = Literal["title", "part", "paragraph"]

COUNTERS = tuple(sorted({*BASE_UNITS, "大", "代", "方", "版", "馆", "季", "届", "层"}))
"""What a Chinese numeral must stand before to count something, beside the measuring units."""

NO_NUMBER = (
    "进一步",
    "新一代",
    "一级带",
    "一级干",
    "一级看",
    "一方面",
    "一个个",
    "一次性",
    "统一",
    "第一时间",
    "千家万户",
    "万元户",
)
"""Words in which a numeral counts nothing."""

_ASCII = re.compile(r"[0-9０-９]+(?:[.．][0-9０-９]+)?")
_CHINESE = re.compile(r"[〇零一二三四五六七八九十百千万亿两]+")
_KILO = ("千瓦时", "千瓦", "千米", "千克")
_MARKS = re.compile(r"\*\*|^#{1,6} ", re.MULTILINE)
_BOLD = "**"
_SENTENCE_END = "。！？；!?;"
_CLOSING = "”’」』）)】》"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NumeralSpan:
    """A numeral; `required` ones must each have exactly one row in `numerals.csv`."""

    start: int
    end: int
    text: str
    script: Script
    required: bool = True


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one block without Markdown marks."""

    start: int
    end: int
    bold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A heading or paragraph of the document; its runs leave out only Markdown's marks."""

    kind: BlockKind
    start: int
    end: int
    runs: tuple[Run, ...]


def find_numerals(text: str) -> tuple[NumeralSpan, ...]:
    """Every run of digits with its decimal point, and every Chinese numeral used as a quantity."""
    found = [
        NumeralSpan(start=m.start(), end=m.end(), text=m[0], script="ascii")
        for m in _ASCII.finditer(text)
    ]
    found += _chinese_numerals(text)
    return tuple(sorted(found, key=lambda numeral: numeral.start))


def _chinese_numerals(text: str) -> Iterator[NumeralSpan]:
    for match in _CHINESE.finditer(text):
        start, end = match.span()
        if start and text[start - 1] in "0123456789０１２３４５６７８９.":
            continue
        if text[end - 1] == "千" and text.startswith(_KILO, end - 1):
            end -= 1
        counts = text.startswith(COUNTERS, end) or text[:start].endswith(("第", "分之"))
        if end > start and counts and not _in_no_number(text, start, end):
            yield NumeralSpan(start=start, end=end, text=text[start:end], script="chinese")


def _in_no_number(text: str, start: int, end: int) -> bool:
    return any(
        text.startswith(word, start - shift)
        for word in NO_NUMBER
        for shift in range(min(start, len(word) - (end - start)) + 1)
        if word[shift : shift + end - start] == text[start:end]
    )


def find_paragraphs(text: str) -> tuple[Span, ...]:
    """Lines with text on them, blanks around them left out."""
    return tuple(Span(m.start(), m.end()) for m in re.finditer(r"\S(?:[^\n]*\S)?", text))


def find_sentences(text: str) -> tuple[Span, ...]:
    """Sentences: up to a full stop with its closing quotes, or to the paragraph's end."""
    return tuple(span for paragraph in find_paragraphs(text) for span in _cut(text, paragraph))


def _cut(text: str, paragraph: Span) -> Iterator[Span]:
    start = position = paragraph.start
    while position < paragraph.end:
        if text[position] in _SENTENCE_END:
            position += 1
            while position < paragraph.end and text[position] in _CLOSING + "*":
                position += 1
            yield Span(start, position)
            while position < paragraph.end and text[position].isspace():
                position += 1
            start = position
        else:
            position += 1
    if start < paragraph.end:
        yield Span(start, paragraph.end)


def span_at(spans: Sequence[Span], offset: int) -> Span | None:
    """The span that covers an offset; `spans` are in order and do not overlap."""
    index = bisect_right(spans, offset, key=lambda span: span.start) - 1
    return spans[index] if index >= 0 and offset < spans[index].end else None


def find_reader_blocks(text: str) -> tuple[Block, ...]:
    """The document's paragraphs as blocks; together their runs are the text without its marks."""
    return tuple(
        Block(
            kind=_kind(text, paragraph),
            start=paragraph.start,
            end=paragraph.end,
            runs=tuple(_runs(text, paragraph)),
        )
        for paragraph in find_paragraphs(text)
    )


def _kind(text: str, paragraph: Span) -> BlockKind:
    if text.startswith("# ", paragraph.start):
        return "title"
    return "part" if text.startswith("## ", paragraph.start) else "paragraph"


def _runs(text: str, paragraph: Span) -> Iterator[Run]:
    position, bold = paragraph.start, False
    for mark in _MARKS.finditer(text, paragraph.start, paragraph.end):
        if position < mark.start():
            yield Run(position, mark.start(), bold)
        position = mark.end()
        bold ^= mark[0] == _BOLD
    if position < paragraph.end:
        yield Run(position, paragraph.end, bold)
