"""A report's text in blocks, each cut where a promise begins or ends."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from scripts.desk.drafting.draft import find_promises
from scripts.desk.drafting.promise import Confidence
from scripts.text.horizons import find_horizons
from scripts.text.source_text import Run, find_reader_blocks
from scripts.words.wording import format_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The words of a promise in the text."""

    start: int
    end: int
    target_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of the text that belongs as a whole to the same promises."""

    start: int
    text: str
    bold: bool
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedBlock:
    """A heading or paragraph of the text."""

    kind: str
    segments: tuple[Segment, ...]


def cut_blocks(text: str, marks: Sequence[Mark]) -> Iterator[MarkedBlock]:
    """The blocks of a text; joined, their segments are the text without Markdown's marks."""
    cuts = sorted({offset for mark in marks for offset in (mark.start, mark.end)})
    ordered = sorted(marks, key=lambda mark: (mark.start, mark.end))
    for block in find_reader_blocks(text):
        inside = [mark for mark in ordered if mark.start < block.end and block.start < mark.end]
        segments = [one for run in block.runs for one in _cut(text, run, cuts, inside)]
        yield MarkedBlock(kind=block.kind, segments=tuple(segments))


def _cut(text: str, run: Run, cuts: Sequence[int], marks: Sequence[Mark]) -> Iterator[Segment]:
    within = cuts[bisect_right(cuts, run.start) : bisect_left(cuts, run.end)]
    for start, end in pairwise([run.start, *within, run.end]):
        yield Segment(
            start=start,
            text=text[start:end],
            bold=run.bold,
            targets=tuple(one.target_id for one in marks if one.start <= start and end <= one.end),
        )


@lru_cache(maxsize=8)
def rate_promises(text: str, year: int) -> dict[tuple[str, str, str], Confidence]:
    """Start, end and value (empty without one) of each promise that a draft finds -> confidence."""
    return {
        (
            str(one.start),
            str(one.end),
            "" if one.quantity is None else format_plain(one.quantity.value),
        ): one.confidence
        for one in find_promises(text, find_horizons(text, year))
    }
