"""Coverage masks of glyphs and shapes, made once for each place within a pixel.

They are drawn four times as large and averaged, so they stand at quarters of a pixel. That a mask
is used again and again is what makes pictures cheap.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

FONTS = Path(__file__).parents[2] / "theme" / "fonts"
FONT_FILE = FONTS / "NotoSerifCJKsc-SemiBold.ttf"
FINE = 4
"""Steps in a pixel."""
_EM = 1000

Points = tuple[tuple[float, float], ...]
Placed = tuple[Image.Image, int, int]
"""A mask of coverage and the pixel at which its upper left corner goes."""


@cache
def _font(size: float) -> FreeTypeFont:
    return ImageFont.truetype(FONT_FILE, size, layout_engine=ImageFont.Layout.BASIC)


@cache
def advance(character: str) -> float:
    """How far a character moves the pen, in em: as designed, not rounded to whole pixels."""
    return _font(_EM).getlength(character) / _EM


@lru_cache(maxsize=1 << 13)
def glyph(character: str, size: float, x: int, y: int) -> Placed | None:
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
    return large.reduce(FINE), column, row


def polygons(shapes: Sequence[Points]) -> Placed:
    """Polygons in one mask; their corners are in pixels."""
    fine = [tuple((round(x * FINE), round(y * FINE)) for x, y in points) for points in shapes]
    left = min(x for points in fine for x, _ in points) // FINE
    top = min(y for points in fine for _, y in points) // FINE
    near = tuple(tuple((x - left * FINE, y - top * FINE) for x, y in points) for points in fine)
    return _polygon_mask(near), left, top


@lru_cache(maxsize=1 << 12)
def _polygon_mask(shapes: tuple[tuple[tuple[int, int], ...], ...]) -> Image.Image:
    width = max(x for points in shapes for x, _ in points) // FINE + 1
    height = max(y for points in shapes for _, y in points) // FINE + 1
    large = Image.new("L", (width * FINE, height * FINE))
    draw = ImageDraw.Draw(large)
    for points in shapes:
        xs, ys = {x for x, _ in points}, {y for _, y in points}
        if len(xs) == len(ys) == 2:  # noqa: PLR2004 - upright: from one edge to the other
            if max(xs) > min(xs) and max(ys) > min(ys):
                draw.rectangle((min(xs), min(ys), max(xs) - 1, max(ys) - 1), fill=255)
        else:
            draw.polygon([(x - 0.5, y - 0.5) for x, y in points], fill=255)
    return large.reduce(FINE)


def disc(x: float, y: float, radius: float, hollow: float) -> Placed:
    """A circle, or a ring whose line is `hollow` wide when that is not 0."""
    fine_x, fine_y = round(x * FINE), round(y * FINE)
    reach = math.ceil(radius + hollow) + 1
    left, top = fine_x // FINE - reach, fine_y // FINE - reach
    mask = _disc_mask(fine_x % FINE, fine_y % FINE, radius, hollow, reach)
    return mask, left, top


@cache
def _disc_mask(x: int, y: int, radius: float, hollow: float, reach: int) -> Image.Image:
    large = Image.new("L", (2 * FINE * (reach + 1),) * 2)
    draw = ImageDraw.Draw(large)
    x, y = x + reach * FINE, y + reach * FINE
    for half, fill in ((radius + hollow / 2, 255), (radius - hollow / 2 if hollow else 0, 0)):
        far = half * FINE
        if far:
            draw.ellipse((x - far, y - far, x + far - 1, y + far - 1), fill=fill)
    return large.reduce(FINE)


def rounded(left: float, top: float, right: float, bottom: float, radius: float) -> Placed:
    """A rectangle with round corners."""
    x, y = math.floor(left), math.floor(top)
    box = [(left - x) * FINE, (top - y) * FINE, (right - x) * FINE - 1, (bottom - y) * FINE - 1]
    size = (math.ceil(right) - x + 1) * FINE, (math.ceil(bottom) - y + 1) * FINE
    large = Image.new("L", size)
    ImageDraw.Draw(large).rounded_rectangle(box, radius * FINE, fill=255)
    return large.reduce(FINE), x, y


def line(points: Points, width: float, dashes: tuple[float, ...]) -> Placed:
    """A line through points, with its dashes or with its corners filled."""
    fine = [(round(x * FINE), round(y * FINE)) for x, y in points]
    left, top = min(x for x, _ in fine) // FINE, min(y for _, y in fine) // FINE
    near = tuple((x - left * FINE, y - top * FINE) for x, y in fine)
    mask, x, y = _line_mask(near, width, dashes)
    return mask, left + x, top + y


@lru_cache(maxsize=1 << 12)
def _line_mask(
    fine: tuple[tuple[int, int], ...], width: float, dashes: tuple[float, ...]
) -> Placed:
    points = tuple((x / FINE, y / FINE) for x, y in fine)
    found: list[Points] = []
    for (x1, y1), (x2, y2) in pairwise(points):
        length = math.hypot(x2 - x1, y2 - y1)
        if not length:
            continue
        dx, dy = (x2 - x1) / length, (y2 - y1) / length
        nx, ny = -dy * width / 2, dx * width / 2
        for start, end in _dashes(length, dashes):
            a, b, c, d = x1 + dx * start, y1 + dy * start, x1 + dx * end, y1 + dy * end
            found.append(((a + nx, b + ny), (c + nx, d + ny), (c - nx, d - ny), (a - nx, b - ny)))
    if not dashes:
        found += [_octagon(x, y, width / 2) for x, y in points[1:-1]]
    return polygons(found or [((0, 0), (0, 0))])


def _octagon(x: float, y: float, radius: float) -> Points:
    turns = [math.pi * (2 * n + 1) / 8 for n in range(8)]
    return tuple((x + radius * math.cos(t), y + radius * math.sin(t)) for t in turns)


def _dashes(length: float, dashes: tuple[float, ...]) -> list[tuple[float, float]]:
    if not dashes:
        return [(0.0, length)]
    drawn, gap = dashes
    count = math.ceil(length / (drawn + gap))
    starts = [n * (drawn + gap) for n in range(count)]
    return [(start, min(length, start + drawn)) for start in starts]
