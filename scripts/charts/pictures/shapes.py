"""Coverage masks of glyphs and shapes, made once for each place within a pixel.

They are drawn four times as large and averaged, so they stand at quarters of a pixel. That a mask
is used again and again is what makes pictures cheap.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

FONTS = Path(__file__).parents[3] / "theme" / "fonts"
FONT_FILE = FONTS / "NotoSerifCJKsc-SemiBold.ttf"
FINE = 4
"""Steps in a pixel."""
ABOVE, BELOW = 0.96, 0.28
"""How far any glyph of the font reaches above and below the line that it stands on, in em."""
_EM = 1000
_LONG, _PIECE = 8, 4
"""Points of a line that is drawn in pieces, and how many stretches a piece has."""
_TURNS = [(math.cos(math.pi * n / 8), math.sin(math.pi * n / 8)) for n in range(1, 17, 2)]
"""The corners of an octagon."""

Points = tuple[tuple[int, int], ...]
"""In steps of a pixel."""
Shape = tuple[str, tuple[Any, ...]]
"""What there is to see, in steps of a pixel; two that are equal look the same.

`text`: characters, their size in pixels, where they begin; `polygons`: the corners of each;
`rounded`: left, top, right, bottom and the radius of the corners; `disc`: centre, radius and, where
it is hollow, the width of its line, both in pixels; `line`: points, width and dashes in pixels.
"""
Mask = Any
"""A picture of coverage as Pillow's own drawing takes it, without what `Image` checks each time."""
Placed = tuple[Mask, int, int]
"""A mask and the pixel at which its upper left corner goes."""


def masks_of(shape: Shape) -> Iterator[Placed]:
    """The masks that a shape consists of."""
    kind, what = shape
    return _KINDS[kind](*what)


@cache
def _font(size: float) -> FreeTypeFont:
    return ImageFont.truetype(FONT_FILE, size, layout_engine=ImageFont.Layout.BASIC)


@cache
def advance(character: str) -> float:
    """How far a character moves the pen, in em: as designed, not rounded to whole pixels."""
    return _font(_EM).getlength(character) / _EM


def _text(text: str, size: float, x: float, y: int) -> Iterator[Placed]:
    down, row = y % FINE, y // FINE
    step = size * FINE
    for character in text:
        quarters = round(x)
        if found := _glyph(character, size, quarters % FINE, down):
            mask, left, top = found
            yield mask, quarters // FINE + left, row + top
        x += step * advance(character)


@lru_cache(maxsize=1 << 13)
def _glyph(character: str, size: float, x: int, y: int) -> Placed | None:
    """A character so many quarters right of and below a pixel's corner; None: nothing to see."""
    font = _font(size * FINE)
    left, top, right, bottom = (round(edge) for edge in font.getbbox(character, anchor="ls"))
    if left >= right or top >= bottom:
        return None
    column, row = (x + left - 1) // FINE, (y + top - 1) // FINE
    width = (x + right) // FINE - column + 1
    height = (y + bottom) // FINE - row + 1
    large = Image.new("L", (width * FINE, height * FINE))
    at = x - column * FINE, y - row * FINE
    ImageDraw.Draw(large).text(at, character, fill=255, font=font, anchor="ls")
    return large.reduce(FINE).im, column, row


def _polygons(*shapes: Points) -> Iterator[Placed]:
    if not shapes:
        return
    left = min([x for points in shapes for x, _ in points]) // FINE
    top = min([y for points in shapes for _, y in points]) // FINE
    across, down = left * FINE, top * FINE
    near = tuple([tuple([(x - across, y - down) for x, y in points]) for points in shapes])
    yield _polygon_mask(near), left, top


@lru_cache(maxsize=1 << 12)
def _polygon_mask(shapes: tuple[Points, ...]) -> Mask:
    width = max([x for points in shapes for x, _ in points]) // FINE + 1
    height = max([y for points in shapes for _, y in points]) // FINE + 1
    large = Image.new("L", (width * FINE, height * FINE))
    draw = ImageDraw.Draw(large)
    for points in shapes:
        xs, ys = {x for x, _ in points}, {y for _, y in points}
        if len(xs) == len(ys) == 2:  # noqa: PLR2004 - upright: from one edge to the other
            if max(xs) > min(xs) and max(ys) > min(ys):
                draw.rectangle((min(xs), min(ys), max(xs) - 1, max(ys) - 1), fill=255)
        else:
            draw.polygon([(x - 0.5, y - 0.5) for x, y in points], fill=255)
    return large.reduce(FINE).im


def _disc(x: int, y: int, radius: float, hollow: float) -> Iterator[Placed]:
    reach = math.ceil(radius + hollow) + 1
    mask = _disc_mask(x % FINE, y % FINE, radius, hollow, reach)
    yield mask, x // FINE - reach, y // FINE - reach


@cache
def _disc_mask(x: int, y: int, radius: float, hollow: float, reach: int) -> Mask:
    large = Image.new("L", (2 * FINE * (reach + 1),) * 2)
    draw = ImageDraw.Draw(large)
    x, y = x + reach * FINE, y + reach * FINE
    for half, fill in ((radius + hollow / 2, 255), (radius - hollow / 2 if hollow else 0, 0)):
        far = half * FINE
        if far:
            draw.ellipse((x - far, y - far, x + far - 1, y + far - 1), fill=fill)
    return large.reduce(FINE).im


def _rounded(left: int, top: int, right: int, bottom: int, radius: float) -> Iterator[Placed]:
    column, row = left // FINE, top // FINE
    x, y = column * FINE, row * FINE
    size = (right - x) // FINE + 1, (bottom - y) // FINE + 1
    large = Image.new("L", (size[0] * FINE, size[1] * FINE))
    box = left - x, top - y, right - x - 1, bottom - y - 1
    ImageDraw.Draw(large).rounded_rectangle(box, radius, fill=255)
    yield large.reduce(FINE).im, column, row


def _line(points: Points, width: float, dashes: tuple[float, ...]) -> Iterator[Placed]:
    """A line through points, with its dashes or with its corners filled."""
    if len(points) >= _LONG and not dashes:
        yield from _long_line(points, width)
        return
    left, top = min([x for x, _ in points]) // FINE, min([y for _, y in points]) // FINE
    across, down = left * FINE, top * FINE
    near = tuple([(x - across, y - down) for x, y in points])
    for mask, x, y in _line_masks(near, width, dashes):
        yield mask, left + x, top + y


def _long_line(points: Points, width: float) -> Iterator[Placed]:
    """A line in pieces, because the mask of a slanting one is nearly empty; seldom seen again."""
    thick = round(width * FINE)
    reach = thick // FINE + 1
    for at in range(0, len(points) - 1, _PIECE):
        piece = points[at : at + _PIECE + 1]
        xs, ys = [x for x, _ in piece], [y for _, y in piece]
        left, top = min(xs) // FINE - reach, min(ys) // FINE - reach
        size = max(xs) // FINE + reach + 1 - left, max(ys) // FINE + reach + 1 - top
        across, down = left * FINE, top * FINE
        large = Image.new("L", (size[0] * FINE, size[1] * FINE))
        near = [(x - across, y - down) for x, y in piece]
        ImageDraw.Draw(large).line(near, fill=255, width=thick)
        yield large.reduce(FINE).im, left, top


@lru_cache(maxsize=1 << 12)
def _line_masks(fine: Points, width: float, dashes: tuple[float, ...]) -> tuple[Placed, ...]:
    half = width * FINE / 2
    found: list[Points] = []
    for (x1, y1), (x2, y2) in pairwise(fine):
        length = math.hypot(x2 - x1, y2 - y1)
        if not length:
            continue
        dx, dy = (x2 - x1) / length, (y2 - y1) / length
        nx, ny = -dy * half, dx * half
        for start, end in _dashes(length, dashes):
            a, b, c, d = x1 + dx * start, y1 + dy * start, x1 + dx * end, y1 + dy * end
            found.append(
                (
                    (round(a + nx), round(b + ny)),
                    (round(c + nx), round(d + ny)),
                    (round(c - nx), round(d - ny)),
                    (round(a - nx), round(b - ny)),
                )
            )
    if not dashes:
        found += [_octagon(x, y, half) for x, y in fine[1:-1]]
    return tuple(_polygons(*found))


def _octagon(x: float, y: float, radius: float) -> Points:
    return tuple([(round(x + radius * a), round(y + radius * b)) for a, b in _TURNS])


def _dashes(length: float, dashes: tuple[float, ...]) -> Sequence[tuple[float, float]]:
    if not dashes:
        return [(0.0, length)]
    drawn, gap = (part * FINE for part in dashes)
    count = math.ceil(length / (drawn + gap))
    starts = [n * (drawn + gap) for n in range(count)]
    return [(start, min(length, start + drawn)) for start in starts]


_KINDS: dict[str, Callable[..., Iterator[Placed]]] = {
    "text": _text,
    "polygons": _polygons,
    "disc": _disc,
    "rounded": _rounded,
    "line": _line,
}
