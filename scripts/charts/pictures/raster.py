"""Marks put on paper, as PNG with a palette: less than half the work of one with full colours.

A picture is put together of bands, rows between which nothing stands, and a band that was drawn
before is not drawn again: most of a picture is what others have as well. Each band is a piece of
the compressed data that does not look back at those before it.

A picture of two colours, as charts are, has a plane of coverage for each, and sixteen colours. One
of more colours, as cards are, has for each colour some shades between it and what it stands upon.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from scripts.charts.pictures.marking import Mark, Marking, read_marking
from scripts.charts.pictures.shapes import Mask, masks_of

_INK = (0.07, 0.16, 0.3, 0.43, 0.57, 0.72, 0.84, 1.0)
_RED = (0.0, 0.13, 0.27, 0.45, 0.57, 0.72, 0.86, 1.0)
"""How much of a colour each of its shades has; what our charts' style has is among them."""
_FULL = 239
_HALF = (8, 16)
"""Coverage in a plane of ink or red begins at half of its finest step, so that it is rounded."""
_SHADES = 16
_SIXTEENTH = np.uint8(4)
"""How many bits coverage has more than a number of sixteen shades."""
_JOINING = np.uint16((1 << 12) + 1)
"""Times this, two pixels in the bytes of a number stand side by side in the upper one."""
_HALF_A_BYTE, _BYTE = 4, 8
"""Bits of a pixel."""
_MOST_COLOURS = 256
"""Of a palette."""
_COMPRESSION = 1
"""Of zlib: drawings are so plain that more effort saves a tenth."""
_ADLER = 65521
_Colour = tuple[int, int, int]
Pixels = NDArray[np.uint8]
_Edges = tuple[float, float, float, float]
_Box = tuple[int, int, int, int]
"""Left, top, right, bottom of some pixels."""


_Put = tuple[Mask, int, int, int]
"""A mask, the pixel at which its upper left corner goes, and how much of its colour it has."""


class _Band(NamedTuple):
    """Some rows of a picture: compressed, with the sum and the length of what they were."""

    data: bytes
    adler: int
    length: int


class _Placed(NamedTuple):
    """A mark in a band: `first` is the place of its plane, or of its shades in the palette."""

    mark: Mark
    first: int


def rasterise(svg: str, width: int) -> bytes:
    """An SVG of ours as PNG of the given width in pixels; nothing outside it is loaded.

    Raises:
        ValueError: the SVG has something that our drawings do not have.
    """
    marking = read_marking(svg, width)
    colours = list(dict.fromkeys([mark.colour for mark in marking.marks]))
    paper = _rgb(marking.paper)
    if len(colours) <= 2:  # noqa: PLR2004
        bits, palette = _HALF_A_BYTE, _mixtures(paper, *[_rgb(colour) for colour in colours])
        firsts = [colours.index(mark.colour) for mark in marking.marks]
    else:
        bits, (palette, firsts) = _BYTE, _ramps(paper, marking.marks)
    placed = map(_Placed, marking.marks, firsts)
    return _png(marking, bits, palette, list(_bands(marking, list(placed), bits)))


def _bands(marking: Marking, marks: Sequence[_Placed], bits: int) -> Iterator[_Band]:
    """The rows of a picture from its top: those with marks on them, those without."""
    width, height = marking.width, marking.height
    done = 0
    for top, bottom, within in _groups(marks, height):
        if top > done:
            yield _draw_band(width, top - done, 0, bits, ())
        yield _draw_band(width, bottom - top, top, bits, within)
        done = bottom
    if height > done:
        yield _draw_band(width, height - done, 0, bits, ())


def _groups(
    marks: Sequence[_Placed], height: int
) -> Iterator[tuple[int, int, tuple[_Placed, ...]]]:
    """Marks whose rows overlap, with the first of these rows and that after the last."""
    numbered = sorted(range(len(marks)), key=lambda number: marks[number].mark.top)
    within: list[int] = []
    top = bottom = 0
    for number in numbered:
        mark = marks[number].mark
        if within and mark.top < bottom:
            bottom = max(bottom, mark.bottom)
            within.append(number)
            continue
        if within and top < min(bottom, height):
            yield top, min(bottom, height), tuple([marks[n] for n in sorted(within)])
        top, bottom, within = max(0, mark.top), mark.bottom, [number]
    if within and top < min(bottom, height):
        yield top, min(bottom, height), tuple([marks[n] for n in sorted(within)])


@lru_cache(maxsize=1 << 8)
def _draw_band(width: int, height: int, top: int, bits: int, marks: tuple[_Placed, ...]) -> _Band:
    """Rows of a picture; `top` is where they begin, if there are marks on them."""
    draw, per_byte = (_draw_planes, 2) if bits == _HALF_A_BYTE else (_draw_shades, 1)
    across = -(-width // per_byte)
    # Each row begins with 0, the filter that changes nothing: the best for palettes.
    rows = np.zeros((height, 1 + across), np.uint8)
    if marks:
        pixels = draw(across * per_byte, height, top, marks)
        rows[:, 1:] = pixels if per_byte == 1 else _in_pairs(pixels)
    data = rows.tobytes()
    deflate = zlib.compressobj(_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS, 8, zlib.Z_RLE)
    packed = deflate.compress(data) + deflate.flush(zlib.Z_FULL_FLUSH)
    return _Band(packed, zlib.adler32(data), len(data))


def _in_pairs(pixels: Pixels) -> NDArray[np.uint16]:
    """Two pixels in the lower byte of each number, the first of them in its upper half."""
    pairs = pixels.view("<u2")
    pairs *= _JOINING
    pairs >>= np.uint16(8)
    return pairs


def _draw_planes(width: int, height: int, top: int, marks: Sequence[_Placed]) -> Pixels:
    """Numbers of colours in the palette of `_mixtures`: where two meet, the darker is seen."""
    within = 0, top, width, top + height
    ink = _put_marks([mark for mark, number in marks if number == 0])
    pixels = _cover(ink, _HALF[0], within)
    pixels |= (pixels > 0).view(np.uint8)
    red = _put_marks([mark for mark, number in marks if number])
    box = _box(red, within)
    if box is not None:
        shades = _cover(red, _HALF[1], box)
        shades &= np.uint8(14)
        left, upper, right, lower = box
        there = pixels[upper - top : lower - top, left:right]
        np.maximum(there, shades, out=there)
    return pixels


def _put_marks(marks: Iterable[Mark]) -> list[_Put]:
    """The masks of marks, with how much of the colour each has."""
    return [
        (mask, x, y, value)
        for mark in marks
        for value in (round(_FULL * mark.opacity),)
        for mask, x, y in masks_of(mark.shape)
    ]


def _cover(put: Iterable[_Put], half: int, box: _Box) -> Pixels:
    """How much masks cover of the pixels in a box, in sixteenths."""
    left, upper, right, lower = box
    size = right - left, lower - upper
    covered = np.full((size[1], size[0]), half, np.uint8)
    # The drawing is done in the memory of the array itself: copying takes longer than most of it.
    plane = Image.frombuffer("L", size, covered, "raw", "L", 0, 1)
    plane.readonly = 0
    draw = ImageDraw.Draw(plane).draw.draw_bitmap
    for mask, x, y, value in put:
        draw((x - left, y - upper), mask, half + value)
    covered >>= _SIXTEENTH
    return covered


def _box(put: Sequence[_Put], within: _Box) -> _Box | None:
    """The pixels that masks may cover; None without any."""
    if not put:
        return None
    left = max(within[0], min([x for _, x, _, _ in put]))
    upper = max(within[1], min([y for _, _, y, _ in put]))
    right = min(within[2], max([x + mask.size[0] for mask, x, _, _ in put]))
    lower = min(within[3], max([y + mask.size[1] for mask, _, y, _ in put]))
    return (left, upper, right, lower) if left < right and upper < lower else None


@cache
def _mixtures(
    paper: _Colour, ink: _Colour | None = None, red: _Colour | None = None
) -> list[_Colour]:
    """Sixteen colours, first the paper, last the ink: it has the odd numbers, red the even."""
    shades = zip(
        [_blend(paper, red or paper, share) for share in _RED],
        [_blend(paper, ink or paper, share) for share in _INK],
        strict=True,
    )
    return list(chain.from_iterable(shades))


def _draw_shades(width: int, height: int, top: int, marks: Sequence[_Placed]) -> Pixels:
    """Numbers of colours in the palette of `_ramps`."""
    pixels = np.zeros((height, width), np.uint8)
    for mark, first in marks:
        put = _put_marks([mark])
        if (box := _box(put, (0, top, width, top + height))) is not None:
            shades = _cover(put, _HALF[0], box)
            left, upper, right, lower = box
            there = pixels[upper - top : lower - top, left:right]
            np.copyto(there, shades + np.uint8(first), where=shades > 0)
    return pixels


def _ramps(paper: _Colour, marks: Sequence[Mark]) -> tuple[list[_Colour], list[int]]:
    """A palette that has the shades of each colour, and where those of each mark begin.

    A mark stands upon the last rectangle in which it begins, or upon the paper.
    """
    palette: list[_Colour] = []
    ramps: dict[tuple[str, _Colour], int] = {}
    beneath: list[tuple[_Edges, _Colour]] = []
    firsts: list[int] = []
    for mark in marks:
        x, y = mark.start
        under = paper
        for (left, top, right, bottom), colour in beneath:
            if left <= x < right and top <= y < bottom:
                under = colour
        colour = _rgb(mark.colour)
        key = mark.colour, under
        if key not in ramps:
            ramps[key] = len(palette)
            palette += _shades(under, colour)
        firsts.append(ramps[key])
        if box := _rectangle(mark):
            beneath.append((box, colour))
    if len(palette) > _MOST_COLOURS:
        message = "no drawing of ours has so many colours upon each other"
        raise ValueError(message)
    return palette, firsts


@lru_cache(maxsize=64)
def _shades(under: _Colour, over: _Colour) -> list[_Colour]:
    return [_blend(under, over, n / (_SHADES - 1)) for n in range(_SHADES)]


def _rectangle(mark: Mark) -> _Edges | None:
    """The edges of a mark that is an opaque rectangle."""
    kind, what = mark.shape
    if mark.opacity < 1:
        return None
    if kind == "rounded":
        left, top, right, bottom, _ = what
        return left, top, right, bottom
    if kind == "polygons" and len(what) == 1:
        xs, ys = {x for x, _ in what[0]}, {y for _, y in what[0]}
        if len(xs) == len(ys) == 2:  # noqa: PLR2004
            return min(xs), min(ys), max(xs), max(ys)
    return None


@cache
def _rgb(colour: str) -> _Colour:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def _blend(under: _Colour, over: _Colour, share: float) -> _Colour:
    red, green, blue = (round(u + (o - u) * share) for u, o in zip(under, over, strict=True))
    return red, green, blue


def _png(marking: Marking, bits: int, palette: Sequence[_Colour], bands: Sequence[_Band]) -> bytes:
    adler = 1
    for band in bands:
        adler = _join_adler(adler, band.adler, band.length)
    # The head of zlib's format; at the end an empty block that is the last one, and the sum.
    data = [b"\x78\x01", *(band.data for band in bands), b"\x03\0", struct.pack(">I", adler)]
    header = struct.pack(">IIBBBBB", marking.width, marking.height, bits, 3, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(content, zlib.crc32(kind)))
        for kind, content in (
            (b"IHDR", header),
            (b"PLTE", bytes(chain.from_iterable(palette))),
            (b"IDAT", b"".join(data)),
            (b"IEND", b""),
        )
    )


def _join_adler(one: int, two: int, length: int) -> int:
    """Adler-32 of data from the sums of its halves, the second of which has this length."""
    low = (one & 0xFFFF) + (two & 0xFFFF) - 1
    high = (one >> 16) + (two >> 16) + length * ((one & 0xFFFF) - 1)
    return high % _ADLER << 16 | low % _ADLER
