"""Marks put on paper, as PNG with a palette: less than half the work of one with full colours.

A picture of two colours, as charts are, has a plane of coverage for each, and a palette of every
mixture of the two. A picture of more colours, as cards are, has one plane; each colour has as many
shades in the palette as there is room for, between itself and what it stands upon.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from functools import cache

from PIL import Image, ImageChops, ImageDraw

from scripts.pictures.marking import Mark, Marking, read_marking

_INK = tuple(n / 20 for n in range(21))
_RED = (0.0, 0.13, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.83, 0.9, 0.95, 1.0)
"""How much of the second colour: what zones and hatchings have is among it."""
_FAINT = 5
"""Up to this shade of the first colour the second lies upon it: letters upon lines of the grid."""
_MOST_SHADES = 31
_MOST_COLOURS = 256
"""Of a palette."""
_COMPRESSION = 1
"""Of zlib: drawings are so plain that more effort saves a tenth."""
_Colour = tuple[int, int, int]


def rasterise(svg: str, width: int) -> bytes:
    """An SVG of ours as PNG of the given width in pixels; nothing outside it is loaded.

    Raises:
        ValueError: the SVG has something that our drawings do not have.
    """
    marking = read_marking(svg, width)
    colours = list(dict.fromkeys(mark.colour for mark in marking.marks))
    pixels, palette = (_mix if len(colours) <= 2 else _shade)(marking, colours)  # noqa: PLR2004
    return _png(pixels, palette)


def _mix(marking: Marking, colours: Sequence[str]) -> tuple[Image.Image, list[_Colour]]:
    size = marking.width, marking.height
    planes = [Image.new("L", size), Image.new("L", size)]
    drawn = [ImageDraw.Draw(plane) for plane in planes]
    for mark in marking.marks:
        _put(drawn[colours.index(mark.colour)], mark)
    paper = _rgb(marking.paper)
    ink, red = ([_rgb(colour) for colour in colours] + [paper, paper])[:2]
    ink_plane, red_plane = planes
    shaded = ink_plane.point(_table(_INK, 1)), red_plane.point(_table(_RED, len(_INK)))
    return ImageChops.add(shaded[0], shaded[1]), list(_mixtures(paper, ink, red))


@cache
def _mixtures(paper: _Colour, ink: _Colour, red: _Colour) -> tuple[_Colour, ...]:
    return tuple(
        _blend(_blend(paper, ink, a), red, b)
        if number <= _FAINT
        else _blend(_blend(paper, red, b), ink, a)
        for b in _RED
        for number, a in enumerate(_INK)
    )


def _shade(marking: Marking, colours: Sequence[str]) -> tuple[Image.Image, list[_Colour]]:
    size = marking.width, marking.height
    coverage, ramp = Image.new("L", size), Image.new("L", size)
    drawn = ImageDraw.Draw(coverage)
    paper = _rgb(marking.paper)
    # One colour or another stands upon another colour as well as upon the paper.
    count = min(_MOST_SHADES, _MOST_COLOURS // (len(colours) + 2))
    palette: list[_Colour] = []
    ramps: dict[tuple[str, _Colour], int] = {}
    for mark in marking.marks:
        box = _box(mark)
        beneath = paper
        if coverage.crop(box).getextrema() == (255, 255):
            beneath = palette[ramp.crop(box).getextrema()[0] + count - 1]  # type: ignore[operator,index]
            coverage.paste(0, box)
        key = mark.colour, beneath
        if key not in ramps:
            ramps[key] = len(palette)
            colour = _rgb(mark.colour)
            palette += [_blend(beneath, colour, n / (count - 1)) for n in range(count)]
        if len(palette) > _MOST_COLOURS:
            message = "no drawing of ours has so many colours upon each other"
            raise ValueError(message)
        ramp.paste(ramps[key], box)
        _put(drawn, mark)
    shaded = coverage.point(_table(tuple(n / (count - 1) for n in range(count)), 1))
    return ImageChops.add(shaded, ramp), palette


def _box(mark: Mark) -> tuple[int, int, int, int]:
    return (
        min(x for _, x, _ in mark.masks),
        min(y for _, _, y in mark.masks),
        max(x + mask.width for mask, x, _ in mark.masks),
        max(y + mask.height for mask, _, y in mark.masks),
    )


def _put(drawn: ImageDraw.ImageDraw, mark: Mark) -> None:
    value = round(255 * mark.opacity)
    for mask, x, y in mark.masks:
        drawn.bitmap((x, y), mask, value)


@cache
def _table(shades: tuple[float, ...], step: int) -> list[int]:
    """For each coverage the nearest shade, of which the palette has one each `step`."""
    return [
        step * min(range(len(shades)), key=lambda n: abs(shades[n] - coverage / 255))
        for coverage in range(256)
    ]


def _rgb(colour: str) -> _Colour:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def _blend(under: _Colour, over: _Colour, share: float) -> _Colour:
    red, green, blue = (round(u + (o - u) * share) for u, o in zip(under, over, strict=True))
    return red, green, blue


def _png(pixels: Image.Image, palette: Sequence[_Colour]) -> bytes:
    width, height = pixels.size
    data = pixels.tobytes()
    # Each row begins with 0, the filter that changes nothing: the best for palettes.
    rows = b"\0" + b"\0".join([data[at : at + width] for at in range(0, len(data), width)])
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in (
            (b"IHDR", header),
            (b"PLTE", bytes(part for colour in palette for part in colour)),
            (b"IDAT", zlib.compress(rows, _COMPRESSION)),
            (b"IEND", b""),
        )
    )
