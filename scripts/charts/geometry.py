"""Plane geometry of charts: value axes, text widths, and labels that keep out of each other's way.

Lengths are in the user units of the drawing; y grows downwards, as in SVG.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Literal
from unicodedata import east_asian_width

Anchor = Literal["start", "middle", "end"]
Side = Literal["above", "below"]

ASCENT, DESCENT = 0.88, 0.22
"""Of a line of text, in em; Chinese characters fill both."""
MIDDLE = 0.34
"""From the baseline to the optical middle of digits, in em."""

_NICE_STEPS = tuple(Decimal(step) for step in ("1", "2", "2.5", "5", "10"))
_NARROW_CHARACTERS = frozenset(" .,:;'|!()ijlt")
_LEAST_SPAN = Decimal("0.3")
"""Of the largest value: closer values do not spread over the whole height, or 2.0 beside 2.1 would
look like a collapse."""
_LABEL_GAP = 3.0
_WORD_SPACE = 4.0
_SEARCH_STEP = 3.0
_SEARCH_REACH = 14
_LINE_START_FORBIDDEN = frozenset("，。、；：）》”’！？,.;:)!?%")
_LINE_END_FORBIDDEN = frozenset("（《“‘(")


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueScale:
    """Maps a value to a height: `low` to `bottom`, `high` to `top`; ticks are round numbers."""

    low: Decimal
    high: Decimal
    step: Decimal
    top: float
    bottom: float

    def y(self, value: Decimal) -> float:
        """The height of a value; values beyond the axis are drawn at its end."""
        inside = min(max(value, self.low), self.high)
        share = float((inside - self.low) / (self.high - self.low))
        return self.bottom - share * (self.bottom - self.top)

    @property
    def ticks(self) -> tuple[Decimal, ...]:
        count = int((self.high - self.low) / self.step)
        return tuple(self.low + self.step * number for number in range(count + 1))


def derive_value_scale(
    values: Sequence[Decimal],
    *,
    from_zero: bool,
    top: float,
    bottom: float,
) -> ValueScale:
    """A scale with round ends around the values.

    Args:
        values: what must fit; at least one.
        from_zero: whether zero is on the axis though no value is near it.
        top: where the highest tick stands.
        bottom: where the lowest tick stands.
    """
    low, high = min(values), max(values)
    if from_zero or low == high:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    if low == high:
        high = Decimal(1)
    if low > 0:
        low = min(low, high * (1 - _LEAST_SPAN))
    # An axis that does not start at zero grows at both ends.
    step = _nice_step((high - low) / (4 if low <= 0 else 3))
    # A mark on the outermost line would touch the frame: a quarter of a step stays free.
    room = step / 4
    first = _floor(low - room if low else low, step)
    last = -_floor(-(high + room if high else high), step)
    return ValueScale(low=first, high=last, step=step, top=top, bottom=bottom)


def _nice_step(rough: Decimal) -> Decimal:
    power = Decimal(1).scaleb(rough.adjusted())
    return next(step * power for step in _NICE_STEPS if step * power >= rough)


def _floor(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).to_integral_value(rounding=ROUND_FLOOR) * step


def is_wide(character: str) -> bool:
    """Whether a character fills a whole em, as Chinese ones do."""
    return east_asian_width(character) in "WF" or character in "“”‘’…—"


@lru_cache(maxsize=1 << 14)
def text_width(text: str, size: float) -> float:
    """About how wide a text is set, rather too wide than too narrow for the usual faces."""
    width = 0.0
    for character in text:
        if is_wide(character):
            width += 1.0
        elif character in _NARROW_CHARACTERS:
            width += 0.36
        elif character.isupper() or character in "mw%+":
            width += 0.84
        else:
            width += 0.58
    return width * size


def wrap_text(text: str, size: float, width: float) -> tuple[str, ...]:
    """Cut a text into lines no wider than `width`: at spaces, or beside a wide character."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text):
        if line and text_width(line + piece.rstrip(), size) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    if line.strip():
        lines.append(line.rstrip())
    return tuple(lines)


def _pieces(text: str) -> Iterator[str]:
    """The parts of a text between which a line may break."""
    piece = ""
    for character in text:
        if piece and character not in _LINE_START_FORBIDDEN:
            last = piece[-1]
            breaks = last == " " or is_wide(character) or is_wide(last)
            if breaks and last not in _LINE_END_FORBIDDEN:
                yield piece
                piece = ""
        piece += character
    if piece:
        yield piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Whether the two share an area; touching edges do not count."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def is_inside(self, other: Box) -> bool:
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )

    def at_least(self, half: float) -> Box:
        """The box, widened about its centre to at least twice `half` each way."""
        x, y = (self.left + self.right) / 2, (self.top + self.bottom) / 2
        half_width = max(half, (self.right - self.left) / 2)
        return box_around(x, y, half_width, max(half, (self.bottom - self.top) / 2))


def box_around(x: float, y: float, half_width: float, half_height: float) -> Box:
    """A rectangle by its centre."""
    return Box(
        left=x - half_width, right=x + half_width, top=y - half_height, bottom=y + half_height
    )


def boxes_along(points: Sequence[tuple[float, float]], step: float = 6.0) -> Iterator[Box]:
    """Small boxes along a line, so that no label covers it."""
    for (x1, y1), (x2, y2) in pairwise(points):
        count = max(1, int(max(abs(x2 - x1), abs(y2 - y1)) / step))
        for number in range(count + 1):
            share = number / count
            yield box_around(x1 + (x2 - x1) * share, y1 + (y2 - y1) * share, 1.5, 1.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A text at its baseline; `role` becomes its class."""

    x: float
    y: float
    text: str
    role: str
    anchor: Anchor = "middle"
    size: float

    @property
    def box(self) -> Box:
        """The rectangle it fills."""
        width = text_width(self.text, self.size)
        left = {"start": self.x, "middle": self.x - width / 2, "end": self.x - width}[self.anchor]
        return Box(
            left=left,
            top=self.y - ASCENT * self.size,
            right=left + width,
            bottom=self.y + DESCENT * self.size,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A label that wants a place: its wordings, longest first, and the mark it belongs to."""

    texts: tuple[str, ...]
    role: str
    size: float
    mark: Box
    prefer: Side


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
    boxes = list(taken)
    labels: list[Label] = []
    unplaced: list[Wish] = []
    for wish in wishes:
        label = _first_free_place(wish, boxes, frame)
        if label is None:
            unplaced.append(wish)
            continue
        labels.append(label)
        box = label.box
        boxes.append(replace(box, left=box.left - _WORD_SPACE, right=box.right + _WORD_SPACE))
    return tuple(labels), tuple(unplaced)


def _first_free_place(wish: Wish, boxes: Sequence[Box], frame: Box) -> Label | None:
    # Most candidates stand above each other: what is in their column is looked for once. Bare
    # numbers, because a chart of twenty years tries thousands of places.
    columns: dict[tuple[float, float], list[tuple[float, float]]] = {}
    ascent, descent = ASCENT * wish.size, DESCENT * wish.size
    # A shorter wording right at the mark is better than the full one far from it.
    for reach in (3, _SEARCH_REACH):
        for text in wish.texts:
            width = text_width(text, wish.size)
            for x, y, anchor in _candidates(wish, width, frame, reach):
                left = x if anchor == "start" else x - (width / 2 if anchor == "middle" else width)
                right, top, bottom = left + width, y - ascent, y + descent
                if (
                    left < frame.left
                    or right > frame.right
                    or top < frame.top
                    or bottom > frame.bottom
                ):
                    continue
                column = columns.get((left, right))
                if column is None:
                    column = [
                        (box.top, box.bottom)
                        for box in boxes
                        if left < box.right and box.left < right
                    ]
                    columns[left, right] = column
                for high, low in column:
                    if top < low and high < bottom:
                        break
                else:
                    return Label(x=x, y=y, text=text, role=wish.role, size=wish.size, anchor=anchor)
    return None


def _candidates(
    wish: Wish, width: float, frame: Box, reach: int
) -> Iterator[tuple[float, float, Anchor]]:
    """Above and below the mark, then beside it, then ever further up and down."""
    half = width / 2
    centre = (wish.mark.left + wish.mark.right) / 2
    pushed = min(max(centre, frame.left + half), frame.right - half)
    above = wish.mark.top - _LABEL_GAP - DESCENT * wish.size
    below = wish.mark.bottom + _LABEL_GAP + ASCENT * wish.size
    sides = [(above, -1), (below, 1)]
    if wish.prefer == "below":
        sides.reverse()
    for y, _ in sides:
        yield pushed, y, "middle"
    level = (wish.mark.top + wish.mark.bottom) / 2 + MIDDLE * wish.size
    yield wish.mark.right + _LABEL_GAP, level, "start"
    yield wish.mark.left - _LABEL_GAP, level, "end"
    for number in range(1, reach):
        for y, sign in sides:
            yield pushed, y + sign * number * _SEARCH_STEP, "middle"
