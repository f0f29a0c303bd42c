"""A report's text as it stands: paragraphs, sentences, and the blocks that a reader shows.

Numerals are found in `numerals_in_text`, headings in `headings`; both can be imported from here.
All offsets count code points of the whole document (decoded as UTF-8), `end` exclusive. A
paragraph is a line with text on it: Chinese prose is not hard-wrapped, and plain reports have no
blank lines between paragraphs.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from scripts.text.headings import (
    Heading,
    HeadingKind,
    Line,
    Piece,
    find_headings,
    find_headings_in,
    find_lines,
    trim,
)
from scripts.text.numerals_in_text import NOT_NUMERALS, NumeralSpan, find_numerals

__all__ = [
    "NOT_NUMERALS",
    "Block",
    "BlockKind",
    "Heading",
    "HeadingKind",
    "NumeralSpan",
    "Run",
    "Span",
    "find_headings",
    "find_numerals",
    "find_paragraphs",
    "find_reader_blocks",
    "find_sentences",
    "span_at",
]

BlockKind = Literal["title", "part", "chapter", "lead", "paragraph"]

TEXTS_KNOWN = 8
"""Texts whose parts are held: the pages of a report ask for them again in each language."""
_SENTENCE = re.compile(r"[^。！？；!?;]*[。！？；!?;]+[”’」』）)】》〉]*")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one block that is all bold or all plain, without Markdown's marks."""

    start: int
    end: int
    bold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A heading, or a paragraph: `lead` is a paragraph that opens with its bold lead.

    Every code point of the document is in exactly one run of one block, or is a Markdown mark
    (`#`, `**`) or white space between blocks.
    """

    kind: BlockKind
    start: int
    end: int
    runs: tuple[Run, ...]


def find_paragraphs(text: str) -> tuple[Span, ...]:
    """Lines with text on them, from the first shown character to the last; marks may be inside."""
    return tuple(Span(line.start, line.end) for line in find_lines(text))


@lru_cache(maxsize=TEXTS_KNOWN)
def find_sentences(text: str) -> tuple[Span, ...]:
    """Sentences, in order: up to 。！？； (with closing quotes), or to the end of their block.

    They begin and end on shown characters; bold marks may be inside. No sentence crosses from a
    heading into the text.
    """
    return tuple(
        sentence for block in find_reader_blocks(text) for sentence in _cut_sentences(text, block)
    )


def _cut_sentences(text: str, block: Block) -> Iterator[Span]:
    position = block.start
    while position < block.end:
        found = _SENTENCE.match(text, position, block.end)
        end = found.end() if found else block.end
        span = _shown(text, position, end, block.runs)
        if span is not None:
            yield span
        position = end


def _shown(text: str, start: int, end: int, runs: Sequence[Run]) -> Span | None:
    """The stretch from its first shown character to its last."""
    first = bisect_right(runs, start, key=lambda run: run.end)
    pieces = []
    for run in runs[first:]:
        if run.start >= end:
            break
        pieces.append(Piece(max(run.start, start), min(run.end, end), run.bold))
    kept = trim(text, pieces)
    return Span(kept[0].start, kept[-1].end) if kept else None


def span_at(spans: Sequence[Span], offset: int) -> Span | None:
    """The span that covers an offset, None in a gap; `spans` in order, without overlap."""
    index = bisect_right(spans, offset, key=lambda span: span.start) - 1
    return spans[index] if index >= 0 and offset < spans[index].end else None


@lru_cache(maxsize=TEXTS_KNOWN)
def find_reader_blocks(text: str) -> tuple[Block, ...]:
    """The document as blocks for a page to read, in order.

    Parts and chapters are blocks of their own, also where the scan ran them into a paragraph.
    """
    return tuple(
        block
        for index, line in enumerate(find_lines(text))
        for block in _blocks(text, line, first=index == 0)
    )


def _blocks(text: str, line: Line, *, first: bool) -> Iterator[Block]:
    cuts: dict[int, BlockKind] = {line.start: "paragraph"}
    for heading in find_headings_in(text, line, first=first):
        cuts[heading.start] = heading.kind
        if heading.kind != "lead":
            cuts.setdefault(_after_stop(text, line, heading), "paragraph")
    for (start, kind), end in zip(sorted(cuts.items()), [*sorted(cuts)[1:], line.end], strict=True):
        pieces = trim(text, _between(line.pieces, start, end))
        if pieces:
            runs = tuple(Run(piece.start, piece.end, piece.bold) for piece in pieces)
            yield Block(kind=kind, start=runs[0].start, end=runs[-1].end, runs=runs)


def _after_stop(text: str, line: Line, heading: Heading) -> int:
    """Where the text goes on after a heading: its own final stop still belongs to it."""
    end = heading.end
    while end < line.end and (text[end] in "。:：!！;；" or text[end].isspace()):
        end += 1
    return end


def _between(pieces: Sequence[Piece], start: int, end: int) -> list[Piece]:
    return [
        Piece(max(piece.start, start), min(piece.end, end), piece.bold)
        for piece in pieces
        if piece.start < end and piece.end > start
    ]
