"""Plane geometry of charts: value axes, text widths, rectangles and labels.

Lengths are in the user units of the drawing; y grows downwards, as in SVG.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from functools import lru_cache
from typing import Literal, NamedTuple
from unicodedata import east_asian_width

Anchor = Literal["start", "middle", "end"]

ASCENT, DESCENT = 0.88, 0.22
"""Of a line of text, in em; Chinese characters fill both."""
MIDDLE = 0.34
"""From the baseline to the optical middle of digits, in em."""

_NICE_STEPS = tuple(Decimal(step) for step in ("1", "2", "2.5", "5", "10"))
_NARROW_CHARACTERS = frozenset(" .,:;'|!()ijlt")
_LEAST_SPAN = Decimal("0.3")
"""Of the largest value: closer values do not spread over the whole height, or 2.0 beside 2.1 would
look like a collapse."""
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


class Box(NamedTuple):
    """A rectangle. This and what else a chart has by the hundred is a bare tuple: made faster."""

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
    return Box(x - half_width, y - half_height, x + half_width, y + half_height)


class Label(NamedTuple):
    """A text at its baseline; `role` becomes its class."""

    x: float
    y: float
    text: str
    role: str
    size: float
    anchor: Anchor = "middle"

    @property
    def box(self) -> Box:
        """The rectangle it fills."""
        width = text_width(self.text, self.size)
        left = start_of(self.x, width, self.anchor)
        return Box(left, self.y - ASCENT * self.size, left + width, self.y + DESCENT * self.size)


def start_of(x: float, width: float, anchor: Anchor) -> float:
    """Where a text begins that is anchored at x."""
    if anchor == "middle":
        return x - width / 2
    return x if anchor == "start" else x - width
