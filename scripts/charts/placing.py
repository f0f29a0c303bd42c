"""Labels that keep out of each other's way.

A chart of twenty years tries thousands of places, and a site has thousands of charts: places are
bare numbers here, and what stands in a column is joined to a few blocks that are leapt over.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Literal, NamedTuple

from scripts.charts.geometry import (
    ASCENT,
    DESCENT,
    MIDDLE,
    Anchor,
    Box,
    Label,
    start_of,
    text_width,
)

Side = Literal["above", "below"]
Span = tuple[float, float]
"""From where to where something stands in a column: top and bottom."""

_LABEL_GAP = 3.0
_WORD_SPACE = 4.0
_SEARCH_STEP = 3.0
_NEAR, _SEARCH_REACH = 3, 14
"""How many steps from the mark a label still stands at it, and how many it may be away."""
_NARROW = 10.0
"""Boxes up to this width are looked up by where they begin."""
_EXACT = 1e-6
"""What sums of lengths may be off by."""


class Wish(NamedTuple):
    """A label that wants a place: its wordings, longest first, and the mark it belongs to."""

    texts: tuple[str, ...]
    role: str
    size: float
    mark: Box
    prefer: Side


class _Ground:
    """What is taken, by columns."""

    def __init__(self, taken: Iterable[Box], frame: Box) -> None:
        self.frame = frame
        self._narrow: list[Box] = []
        self._wide: list[Box] = []
        for box in taken:
            (self._narrow if box[2] - box[0] <= _NARROW else self._wide).append(box)
        self._narrow.sort()

    def take(self, box: Box) -> None:
        """Nothing else may stand there."""
        if box[2] - box[0] <= _NARROW:
            insort(self._narrow, box)
        else:
            self._wide.append(box)

    def column(self, left: float, right: float, height: float) -> list[Span]:
        """The blocks between left and right into which no text of that height goes.

        Where the gap between two boxes is lower than the text the two are one block: a text that
        overlaps the block overlaps one of them.
        """
        narrow = self._narrow
        first = bisect_left(narrow, (left - _NARROW - _EXACT,))
        last = bisect_left(narrow, (right,), first)
        spans = [(top, bottom) for _, top, end, bottom in narrow[first:last] if left < end]
        spans += [
            (top, bottom) for start, top, end, bottom in self._wide if left < end and start < right
        ]
        if len(spans) < 2:  # noqa: PLR2004 - nothing to join
            return spans
        spans.sort()
        blocks: list[Span] = []
        high, low = spans[0]
        reach = height - _EXACT
        for top, bottom in spans:
            if top - low < reach:
                low = max(low, bottom)
            else:
                blocks.append((high, low))
                high, low = top, bottom
        blocks.append((high, low))
        return blocks

    def is_free(self, left: float, right: float, top: float, bottom: float) -> bool:
        """Whether a text has that place inside the frame to itself."""
        frame = self.frame
        if left < frame[0] or right > frame[2] or top < frame[1] or bottom > frame[3]:
            return False
        narrow = self._narrow
        first = bisect_left(narrow, (left - _NARROW - _EXACT,))
        for start, high, end, low in narrow[first:]:
            if start >= right:
                break
            if left < end and top < low and high < bottom:
                return False
        for start, high, end, low in self._wide:
            if left < end and start < right and top < low and high < bottom:
                return False
        return True


def place_labels(
    wishes: Iterable[Wish], taken: Iterable[Box], frame: Box
) -> tuple[tuple[Label, ...], tuple[Wish, ...]]:
    """Give each label the free place nearest to its mark, the important ones first.

    Args:
        wishes: the most important first.
        taken: rectangles that no label may cover.
        frame: where labels may stand; they are pushed inside it sideways.

    Returns:
        The labels placed, none overlapping another or a taken box; and the wishes for which no
        place was left.
    """
    ground = _Ground(taken, frame)
    labels: list[Label] = []
    unplaced: list[Wish] = []
    for wish in wishes:
        label = _first_free_place(wish, ground)
        if label is None:
            unplaced.append(wish)
            continue
        labels.append(label)
        left, top, right, bottom = label.box
        ground.take(Box(left - _WORD_SPACE, top, right + _WORD_SPACE, bottom))
    return tuple(labels), tuple(unplaced)


def keep_apart(labels: Iterable[Label]) -> tuple[Label, ...]:
    """Those labels of one line that touch none before them, from left to right."""
    kept: list[tuple[float, float, Label]] = []
    for label in labels:
        left, _, right, _ = label.box
        if all(right <= start or end <= left for start, end, _ in kept):
            kept.append((left, right, label))
    return tuple(label for _, _, label in sorted(kept, key=itemgetter(0)))


def _first_free_place(wish: Wish, ground: _Ground) -> Label | None:
    """Above and below the mark, then beside it, then ever further up and down.

    A shorter wording right at the mark is better than the full one far from it.
    """
    texts, role, size, mark, prefer = wish
    frame = ground.frame
    ascent, descent = ASCENT * size, DESCENT * size
    sides = [
        (mark.top - _LABEL_GAP - descent, -1),
        (mark.bottom + _LABEL_GAP + ascent, 1),
    ]
    if prefer == "below":
        sides.reverse()
    far: list[tuple[int, float, float, str]] = []
    for text in texts:
        width = text_width(text, size)
        half = width / 2
        x = min(max((mark.left + mark.right) / 2, frame.left + half), frame.right - half)
        left = x - half
        right = left + width
        if left < frame.left or right > frame.right:
            found = []
        else:
            blocks = ground.column(left, right, ascent + descent)
            found = [
                (steps, y + sign * steps * _SEARCH_STEP)
                for y, sign in sides
                if (steps := _leap(y, sign, blocks, frame, ascent, descent)) < _SEARCH_REACH
            ]
        steps, y = min(found, key=itemgetter(0), default=(_SEARCH_REACH, 0.0))
        if steps == 0:
            return Label(x, y, text, role, size)
        if beside := _place_beside(wish, text, width, ground):
            return beside
        if steps < _NEAR:
            return Label(x, y, text, role, size)
        far.append((steps, x, y, text))
    for steps, x, y, text in far:
        if steps < _SEARCH_REACH:
            return Label(x, y, text, role, size)
    return None


def _leap(  # noqa: PLR0913, PLR0917 - bare numbers, asked for most of all
    start: float, sign: int, blocks: Sequence[Span], frame: Box, ascent: float, descent: float
) -> int:
    """How many steps up (-1) or down (1) from `start` a baseline is free; `_SEARCH_REACH`: none."""
    steps = 0
    highest, lowest = frame[1], frame[3]
    while steps < _SEARCH_REACH:
        y = start + sign * steps * _SEARCH_STEP
        top, bottom = y - ascent, y + descent
        if top < highest or bottom > lowest:
            if (top < highest) if sign < 0 else (bottom > lowest):
                return _SEARCH_REACH
            steps += 1
            continue
        for high, low in blocks:
            if top < low and high < bottom:
                # Just short of the block's end, so that what is free is told by one rule only.
                away = bottom - high if sign < 0 else low - top
                steps += max(1, int(away / _SEARCH_STEP))
                break
        else:
            return steps
    return _SEARCH_REACH


def _place_beside(wish: Wish, text: str, width: float, ground: _Ground) -> Label | None:
    size, mark = wish.size, wish.mark
    y = (mark.top + mark.bottom) / 2 + MIDDLE * size
    top, bottom = y - ASCENT * size, y + DESCENT * size
    places: tuple[tuple[float, Anchor], ...] = (
        (mark.right + _LABEL_GAP, "start"),
        (mark.left - _LABEL_GAP, "end"),
    )
    for x, anchor in places:
        left = start_of(x, width, anchor)
        if ground.is_free(left, left + width, top, bottom):
            return Label(x, y, text, wish.role, size, anchor)
    return None
