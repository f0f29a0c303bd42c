"""Label placement without overlaps: each takes the free place nearest to its mark."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Literal, NamedTuple

from scripts.charts.geometry import ASCENT, DESCENT, MIDDLE, Box, Label, start_of, text_width

Side = Literal["above", "below"]
Span = tuple[float, float]
"""A stretch of a column: its top and its bottom."""
Line = Sequence[tuple[float, float]]
"""Points from left to right."""

_LABEL_GAP = 3.0
_WORD_SPACE = 4.0
_SEARCH_STEP = 3.0
_NEAR, _SEARCH_REACH = 3, 14
"""How many steps from the mark a label still stands at it, and how many it may be away."""
_LINE_HALF = 1.5
"""How far labels keep from the middle of a line."""


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


def place_labels(
    wishes: Iterable[Wish], taken: Iterable[Box], frame: Box, lines: Iterable[Line]
) -> tuple[Label, ...]:
    """Give each label the free place nearest to its mark, the important ones first.

    Args:
        wishes: the most important first.
        taken: rectangles that no label may cover.
        frame: where labels may stand; they are pushed inside it sideways.
        lines: no label covers the line through these points.

    Returns:
        The labels placed, none overlapping another or a taken box; a label for which no place is
        left is not written.
    """
    boxes, lines = list(taken), list(lines)
    labels: list[Label] = []
    for wish in wishes:
        label = _nearest_place(wish, boxes, lines, frame)
        if label is None:
            continue
        labels.append(label)
        left, top, right, bottom = label.box
        boxes.append(Box(left - _WORD_SPACE, top, right + _WORD_SPACE, bottom))
    return tuple(labels)


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


def _nearest_place(
    wish: Wish, boxes: Sequence[Box], lines: Sequence[Line], frame: Box
) -> Label | None:
    """Above and below the mark, then beside it, then ever further up and down.

    A shorter wording right at the mark is better than the full one far from it.
    """
    reach = _NEAR if wish.nearby else _SEARCH_REACH
    far: Label | None = None
    for text in wish.texts:
        steps, label = _place_up_or_down(wish, text, boxes, lines, frame)
        if label is not None and not steps:
            return label
        if beside := _place_beside(wish, text, boxes, lines, frame):
            return beside
        if label is not None and steps < _NEAR:
            return label
        if steps < reach:
            far = far or label
    return far


def _place_up_or_down(
    wish: Wish, text: str, boxes: Sequence[Box], lines: Sequence[Line], frame: Box
) -> tuple[int, Label | None]:
    """The free place with the fewest steps up or down, and how many steps these are."""
    size, mark, half = wish.size, wish.mark, text_width(text, wish.size) / 2
    x = min(max((mark.left + mark.right) / 2, frame.left + half), frame.right - half)
    left, right = x - half, x + half
    if left < frame.left or right > frame.right:
        return _SEARCH_REACH, None
    met = list(_column(left, right, boxes, lines))
    above = mark.top - _LABEL_GAP - DESCENT * size
    below = mark.bottom + _LABEL_GAP + ASCENT * size
    starts = ((above, -_SEARCH_STEP), (below, _SEARCH_STEP))
    for steps in range(_SEARCH_REACH):
        for start, step in starts if wish.prefer == "above" else starts[::-1]:
            y = start + steps * step
            if _is_free(y - ASCENT * size, y + DESCENT * size, met, frame):
                return steps, Label(x, y, text, wish.role, size)
    return _SEARCH_REACH, None


def _place_beside(
    wish: Wish, text: str, boxes: Sequence[Box], lines: Sequence[Line], frame: Box
) -> Label | None:
    size, mark, width = wish.size, wish.mark, text_width(text, wish.size)
    y = (mark.top + mark.bottom) / 2 + MIDDLE * size
    for label in (
        Label(mark.right + _LABEL_GAP, y, text, wish.role, size, "start"),
        Label(mark.left - _LABEL_GAP, y, text, wish.role, size, "end"),
    ):
        left = start_of(label.x, width, label.anchor)
        right = left + width
        if frame.left <= left and right <= frame.right:
            met = _column(left, right, boxes, lines)
            if _is_free(y - ASCENT * size, y + DESCENT * size, met, frame):
                return label
    return None


def _column(
    left: float, right: float, boxes: Iterable[Box], lines: Iterable[Line]
) -> Iterator[Span]:
    """What is taken between left and right, from where to where."""
    for start, top, end, bottom in boxes:
        if left < end and start < right:
            yield top, bottom
    for line in lines:
        if span := _line_between(line, left - _LINE_HALF, right + _LINE_HALF):
            yield span


def _is_free(top: float, bottom: float, met: Iterable[Span], frame: Box) -> bool:
    if top < frame.top or bottom > frame.bottom:
        return False
    return all(bottom <= high or low <= top for high, low in met)


def _line_between(line: Line, left: float, right: float) -> Span | None:
    """From where to where a line runs in a column, its own width included; None if outside."""
    first = bisect_left(line, left, key=itemgetter(0))
    last = bisect_right(line, right, key=itemgetter(0))
    if not last or first == len(line):
        return None
    ys = [y for _, y in line[first:last]]
    if first:
        ys.append(_height_at(left, *line[first - 1 : first + 1]))
    if last < len(line):
        ys.append(_height_at(right, *line[last - 1 : last + 1]))
    return min(ys) - _LINE_HALF, max(ys) + _LINE_HALF


def _height_at(x: float, before: tuple[float, float], after: tuple[float, float]) -> float:
    (x1, y1), (x2, y2) = before, after
    return y1 + (y2 - y1) * (x - x1) / (x2 - x1)
