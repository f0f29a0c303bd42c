"""What is marked in a report's text: numerals, quoted phrases, doubts, each found by its offset."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, groupby
from typing import Generic, TypeVar

from scripts.core.model import Doubt, Numeral
from scripts.derive.edition import JudgedTarget, ReportView

Spanned = TypeVar("Spanned")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A quoted stretch without a numeral of its own, and the targets that quote it."""

    start: int
    end: int
    targets: tuple[JudgedTarget, ...]


class Spans(Generic[Spanned]):
    """Things that each have a span, in order of where it starts; finds the one at an offset."""

    def __init__(self, things: Sequence[Spanned], spans: Sequence[tuple[int, int]]) -> None:
        self.things = things
        self.spans = spans
        # How far the things up to each one reach: the first that reaches beyond an offset is the
        # first that ends beyond it.
        self._reach = list(accumulate((end for _, end in spans), max))

    def at(self, offset: int) -> Spanned | None:
        """The first whose span the offset lies in."""
        number = bisect_right(self._reach, offset)
        found = number < len(self.spans) and self.spans[number][0] <= offset
        return self.things[number] if found else None


@dataclass(frozen=True, kw_only=True)
class Marks:
    """All that is marked in one report's text, in order of offset."""

    numerals: Sequence[Numeral]
    phrases: Sequence[Phrase]
    doubts: Sequence[Doubt]
    targets: dict[str, JudgedTarget]

    def numeral_at(self, offset: int) -> Numeral | None:
        """The numeral that an offset lies in."""
        return self._numeral_spans.at(offset)

    def phrase_at(self, offset: int) -> Phrase | None:
        """The quoted phrase that an offset lies in."""
        return self._phrase_spans.at(offset)

    def doubt_at(self, offset: int) -> Doubt | None:
        """The doubt that an offset lies in."""
        return self._doubt_spans.at(offset)

    def edges(self, start: int, end: int) -> list[int]:
        """Where something marked begins or ends between two offsets."""
        edges = self._edges
        return edges[bisect_right(edges, start) : bisect_left(edges, end)]

    @cached_property
    def _numeral_spans(self) -> Spans[Numeral]:
        return Spans(self.numerals, [(one.start, one.end) for one in self.numerals])

    @cached_property
    def _phrase_spans(self) -> Spans[Phrase]:
        return Spans(self.phrases, [(one.start, one.end) for one in self.phrases])

    @cached_property
    def _doubt_spans(self) -> Spans[Doubt]:
        return Spans(self.doubts, [(one.start or 0, one.end or 0) for one in self.doubts])

    @cached_property
    def _edges(self) -> list[int]:
        spans = (self._numeral_spans, self._phrase_spans, self._doubt_spans)
        return sorted({edge for one in spans for span in one.spans for edge in span})

    def note(self, judged: JudgedTarget) -> int:
        """The number of a promise in the printed notes: its place in the report."""
        return self._notes[judged.target.target_id]

    @cached_property
    def _notes(self) -> dict[str, int]:
        return {target_id: number for number, target_id in enumerate(self.targets, 1)}


def find_phrases(targets: Iterable[JudgedTarget]) -> tuple[Phrase, ...]:
    """Quotes that no numeral leads from (milestones, directions), equal spans joined."""
    spans = sorted(
        (
            (judged.target.start, judged.target.end, judged)
            for judged in targets
            if judged.target.start is not None
            and judged.target.end is not None
            and not judged.numerals
        ),
        key=lambda item: item[:2],
    )
    return tuple(
        Phrase(start=start, end=end, targets=tuple(judged for *_, judged in group))
        for (start, end), group in groupby(spans, key=lambda item: item[:2])
        if start is not None and end is not None
    )


def derive_marks(report: ReportView) -> Marks:
    """Everything to be marked in the report's text."""
    return Marks(
        numerals=sorted(report.numerals, key=lambda n: n.start),
        phrases=find_phrases(report.targets),
        doubts=sorted(
            (d for d in report.doubts if d.start is not None), key=lambda d: d.start or 0
        ),
        targets={judged.target.target_id: judged for judged in report.targets},
    )
