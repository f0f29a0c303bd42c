"""Labels that keep out of each other's way.

A chart of twenty years tries thousands of places, and a site has thousands of charts: places are
bare numbers here, and what stands in a column is leapt over.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
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
Met = list[tuple[float, float]]
"""What a text may meet on its way up: the bottom and the top of each."""

_LABEL_GAP = 3.0
_WORD_SPACE = 4.0
_SEARCH_STEP = 3.0
_NEAR, _SEARCH_REACH = 3, 14
"""How many steps from the mark a label still stands at it, and how many it may be away."""
_FURTHEST = _SEARCH_STEP * _SEARCH_REACH
_NARROW = 10.0
"""Boxes up to this width are looked up by where they begin."""
_HALF = 1.5
"""How far labels keep from the middle of a line."""
_EXACT = 1e-6
"""What sums of lengths may be off by."""


class Wish(NamedTuple):
    """A label that wants a place: its wordings, longest first, and the mark it belongs to.

    `nearby`: it stands at its mark or nowhere.
    """

    texts: tuple[str, ...]
    role: str
    size: float
    mark: Box
    prefer: Side
    nearby: bool = False


Placed = tuple[Label, float, float]
"""A label, and from where to where it stands."""


class _Line:
    """A line from left to right, through points."""

    __slots__ = ("points", "xs")

    def __init__(self, points: Sequence[tuple[float, float]]) -> None:
        self.points = points
        self.xs = [x for x, _ in points]

    def between(self, left: float, right: float) -> Span | None:
        """From where to where it runs in a column, its own width included; None if outside."""
        left, right, xs = left - _HALF, right + _HALF, self.xs
        first, last = bisect_left(xs, left), bisect_right(xs, right)
        if not last or first == len(xs):
            return None
        ys = [y for _, y in self.points[first:last]]
        if first:
            ys.append(self._height(first, left))
        if last < len(xs):
            ys.append(self._height(last, right))
        return min(ys) - _HALF, max(ys) + _HALF

    def _height(self, number: int, x: float) -> float:
        """Where it is at x, on its way to a point."""
        (x1, y1), (x2, y2) = self.points[number - 1], self.points[number]
        return y1 + (y2 - y1) * (x - x1) / (x2 - x1)


class _Ground:
    """What is taken, by columns."""

    __slots__ = ("_lines", "_narrow", "_starts", "_wide", "frame")

    def __init__(
        self, taken: Iterable[Box], lines: Iterable[Sequence[tuple[float, float]]], frame: Box
    ) -> None:
        self.frame = frame
        self._lines = [_Line(points) for points in lines]
        self._narrow: list[Box] = []
        self._wide: list[Box] = []
        for box in taken:
            (self._narrow if box[2] - box[0] <= _NARROW else self._wide).append(box)
        self._narrow.sort()
        self._starts = [box[0] for box in self._narrow]

    def take(self, box: Box) -> None:
        """Nothing else may stand there."""
        if box[2] - box[0] <= _NARROW:
            place = bisect_left(self._starts, box[0])
            self._narrow.insert(place, box)
            self._starts.insert(place, box[0])
        else:
            self._wide.append(box)

    def column(self, left: float, right: float, above: Span, below: Span) -> tuple[Met, Met]:
        """What is taken between left and right, in a stretch above and, mirrored, in one below.

        Nothing else is met by a text that has its places in these stretches.
        """
        up: Met = []
        down: Met = []
        highest, high = above
        low, lowest = below
        starts = self._starts
        first = bisect_left(starts, left - _NARROW - _EXACT)
        last = bisect_left(starts, right, first)
        for start, top, end, bottom in self._narrow[first:last] + self._wide:
            if left < end and start < right:
                if top < high and bottom > highest:
                    up.append((bottom, top))
                if bottom > low and top < lowest:
                    down.append((-top, -bottom))
        for line in self._lines:
            if span := line.between(left, right):
                top, bottom = span
                up.append((bottom, top))
                down.append((-top, -bottom))
        return up, down

    def is_free(self, left: float, right: float, top: float, bottom: float) -> bool:
        """Whether a text has that place inside the frame to itself."""
        frame = self.frame
        if left < frame[0] or right > frame[2] or top < frame[1] or bottom > frame[3]:
            return False
        for line in self._lines:
            span = line.between(left, right)
            if span and top < span[1] and span[0] < bottom:
                return False
        for start, high, end, low in self._wide:
            if top < low and high < bottom and left < end and start < right:
                return False
        starts = self._starts
        first = bisect_left(starts, left - _NARROW - _EXACT)
        last = bisect_left(starts, right, first)
        for _, high, end, low in self._narrow[first:last]:
            if left < end and top < low and high < bottom:
                return False
        return True


def place_labels(
    wishes: Iterable[Wish],
    taken: Iterable[Box],
    frame: Box,
    lines: Iterable[Sequence[tuple[float, float]]] = (),
) -> tuple[tuple[Label, ...], tuple[Wish, ...]]:
    """Give each label the free place nearest to its mark, the important ones first.

    Args:
        wishes: the most important first.
        taken: rectangles that no label may cover.
        frame: where labels may stand; they are pushed inside it sideways.
        lines: points from left to right; no label covers the line through them.

    Returns:
        The labels placed, none overlapping another or a taken box; and the wishes for which no
        place was left.
    """
    ground = _Ground(taken, lines, frame)
    labels: list[Label] = []
    unplaced: list[Wish] = []
    for wish in wishes:
        placed = _first_free_place(wish, ground)
        if placed is None:
            unplaced.append(wish)
            continue
        label, left, right = placed
        labels.append(label)
        top, bottom = label.y - ASCENT * label.size, label.y + DESCENT * label.size
        ground.take(Box(left - _WORD_SPACE, top, right + _WORD_SPACE, bottom))
    return tuple(labels), tuple(unplaced)


def place_years(
    years: Iterable[int], centres: Mapping[int, float], y: float, size: float, edge: float
) -> tuple[Label, ...]:
    """Labels of years in one line, from left to right; those touching an earlier one are left out.

    Args:
        years: the most important first.
        centres: where each is wished for.
        y: the baseline.
        size: of the text.
        edge: no label goes beyond it to the right.
    """
    kept: list[tuple[float, float, Label]] = []
    for year in years:
        text = str(year)
        width = text_width(text, size)
        x = min(centres[year], edge - width / 2)
        left = x - width / 2
        right = left + width
        for start, end, _ in kept:
            if left < end and start < right:
                break
        else:
            kept.append((left, right, Label(x, y, text, "year", size)))
    return tuple(label for _, _, label in sorted(kept, key=itemgetter(0)))


def _first_free_place(wish: Wish, ground: _Ground) -> Placed | None:
    """Above and below the mark, then beside it, then ever further up and down.

    A shorter wording right at the mark is better than the full one far from it.
    """
    texts, role, size, mark, prefer, nearby = wish
    reach = _NEAR if nearby else _SEARCH_REACH
    mark_left, mark_top, mark_right, mark_bottom = mark
    frame_left, frame_top, frame_right, frame_bottom = ground.frame
    middle = (mark_left + mark_right) / 2
    ascent, descent = ASCENT * size, DESCENT * size
    above, below = mark_top - _LABEL_GAP - descent, mark_bottom + _LABEL_GAP + ascent
    stretches = (
        (above - _FURTHEST - ascent, above + descent),
        (below - ascent, below + _FURTHEST + descent),
    )
    far: Placed | None = None
    for text in texts:
        width = text_width(text, size)
        half = width / 2
        x = min(max(middle, frame_left + half), frame_right - half)
        left = x - half
        right = left + width
        best, baseline = reach, 0.0
        if left >= frame_left and right <= frame_right:
            up, down = ground.column(left, right, *stretches)
            for upwards in (True, False) if prefer == "above" else (False, True):
                if upwards:
                    steps = _climb(above, up, frame_top, frame_bottom, ascent, descent, best)
                    y = above - steps * _SEARCH_STEP
                else:  # downwards is upwards in a mirror
                    steps = _climb(-below, down, -frame_bottom, -frame_top, descent, ascent, best)
                    y = below + steps * _SEARCH_STEP
                if not steps:
                    return Label(x, y, text, role, size), left, right
                if steps < best:
                    best, baseline = steps, y
        if beside := _place_beside(wish, text, width, ground):
            return beside
        if best < _NEAR:
            return Label(x, baseline, text, role, size), left, right
        if best < reach and far is None:
            far = Label(x, baseline, text, role, size), left, right
    return far


def _climb(  # noqa: PLR0913, PLR0917 - bare numbers, asked for most of all
    start: float,
    met: Met,
    highest: float,
    lowest: float,
    ascent: float,
    descent: float,
    most: int,
) -> int:
    """How many steps up from `start` a baseline is free; `most` if that many or more."""
    steps, y = 0, start
    while y + descent > lowest and steps < most:
        steps += 1
        y = start - steps * _SEARCH_STEP
    met.sort(reverse=True)  # from the lowest end up, so that none is met twice
    for low, high in met:
        if y - ascent >= low:
            break
        away = y + descent - high
        if away > 0:
            # Just short of its end, so that what is free is told by one rule only.
            steps += int(away / _SEARCH_STEP)
            y = start - steps * _SEARCH_STEP
            while y + descent > high:
                steps += 1
                y = start - steps * _SEARCH_STEP
            if steps >= most:
                return most
    return steps if steps < most and y - ascent >= highest else most


def _place_beside(wish: Wish, text: str, width: float, ground: _Ground) -> Placed | None:
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
            return Label(x, y, text, wish.role, size, anchor), left, left + width
    return None
