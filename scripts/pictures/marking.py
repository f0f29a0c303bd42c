"""What an SVG of ours puts on the paper, in order: masks of coverage, each in a colour.

Read is what our charts and cards are written with: groups that are moved, rectangles, circles,
lines, paths of straight lines, texts, and one hatching. Anything else is an error, never left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from math import sqrt
from typing import NamedTuple
from xml.etree import ElementTree as ET

from scripts.pictures.shapes import (
    FINE,
    FONTS,
    Placed,
    Points,
    advance,
    disc,
    glyph,
    line,
    polygons,
    rounded,
)

MISSING = "〓"
_SVG = "{http://www.w3.org/2000/svg}"
_COLOUR_OF_CLASS = re.compile(r"\.([a-z-]+)\{(?:color|fill):(#[0-9a-f]{6})[;}]")
_MOVE = re.compile(r"translate\((\S+) (\S+)\)")
_TOKEN = re.compile(r"[a-zA-Z]|-?(?:\d+\.?\d*|\.\d+)")
_NUMBERS = {"M": 2, "L": 2, "m": 2, "l": 2, "H": 1, "V": 1, "h": 1, "z": 0}


class Mark(NamedTuple):
    """Something to see: masks, their colour as `#rrggbb`, how opaque; `letters` touch nothing."""

    masks: tuple[Placed, ...]
    colour: str
    opacity: float
    letters: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """A picture to be: its size in pixels, its paper and the marks on it."""

    width: int
    height: int
    paper: str
    marks: tuple[Mark, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What an element has from those around it; the origin is in units of the drawing."""

    x: float = 0.0
    y: float = 0.0
    fill: str = "#000000"
    stroke: str = "none"
    fill_opacity: float = 1.0
    stroke_opacity: float = 1.0
    width: float = 1.0
    dashes: tuple[float, ...] = ()
    size: float = 16.0
    anchor: str = "start"


@cache
def _glyphs() -> frozenset[str]:
    return frozenset((FONTS / "glyphs.txt").read_text(encoding="utf-8")) | {"\n"}


def set_in_our_font(drawing: str) -> str:
    """The drawing with every character that the font lacks replaced by `MISSING`."""
    ours = _glyphs()
    return "".join(character if character in ours else MISSING for character in drawing)


def read_marking(svg: str, width: int) -> Marking:
    """The marks of an SVG, for a picture of the given width.

    Raises:
        ValueError: the SVG has something that our drawings do not have.
    """
    root = ET.fromstring(svg)  # noqa: S314 - our own rendering, without entities
    _, _, across, down = map(float, root.attrib["viewBox"].split())
    shown = [float(root.get(side, size)) for side, size in (("width", across), ("height", down))]
    reader = _Reader(root, width / across, (across, down))
    marks = tuple(mark for mark in reader.marks(root, _Look()) if mark.masks)
    return Marking(
        width=width,
        height=-(-width * round(shown[1]) // round(shown[0])),
        paper=reader.paper,
        marks=marks,
    )


class _Reader:
    def __init__(self, root: ET.Element, scale: float, size: tuple[float, float]) -> None:
        self.scale, self.size = scale, size
        self.paper = "#ffffff"
        style = root.findtext(f"{_SVG}style", "").partition("@media")[0]
        self.colours: Mapping[str, str] = dict(_COLOUR_OF_CLASS.findall(style))
        self.ink = self.colours.get(root.get("class", ""), "#000000")
        stripe = root.find(f".//{_SVG}pattern/{_SVG}path")
        self.stripe: Mapping[str, str] = {} if stripe is None else stripe.attrib

    def marks(self, element: ET.Element, outer: _Look) -> Iterator[Mark]:
        """The marks of an element and of those in it, from the back to the front."""
        tag = element.tag.removeprefix(_SVG)
        if tag in {"title", "desc", "style", "defs"}:
            return
        look = self._look(element.attrib, outer)
        if tag in {"svg", "g"}:
            for child in element:
                yield from self.marks(child, look)
        elif tag == "text":
            yield self._text(element, look)
        elif tag == "rect":
            yield from self._rectangle(element.attrib, look)
        elif tag == "circle":
            yield self._circle(element.attrib, look)
        elif tag == "path":
            yield from self._path(element.attrib["d"], look)
        elif tag == "polyline":
            pairs = [pair.split(",") for pair in element.attrib["points"].split()]
            yield from self._line([(float(x), float(y)) for x, y in pairs], look)
        else:
            message = f"no drawing of ours has <{tag}>"
            raise ValueError(message)

    def _look(self, given: Mapping[str, str], outer: _Look) -> _Look:
        changed: dict[str, object] = {}
        for name, value in given.items():
            if name in _NAMES:
                changed[_NAMES[name]] = float(value)
            elif name in {"fill", "stroke"}:
                changed[name] = self.ink if value == "currentColor" else value
            elif name == "stroke-dasharray":
                changed["dashes"] = tuple(map(float, value.split()))
            elif name == "text-anchor":
                changed["anchor"] = value
            elif name == "class" and value in self.colours and value != "chart-drawing":
                changed["fill"] = self.colours[value]
            elif name == "transform":
                move = _MOVE.fullmatch(value)
                if move is None:
                    message = f"no drawing of ours has transform={value!r}"
                    raise ValueError(message)
                changed |= {"x": outer.x + float(move[1]), "y": outer.y + float(move[2])}
        return replace(outer, **changed) if changed else outer  # type: ignore[arg-type]

    def _place(self, points: list[tuple[float, float]], look: _Look) -> Points:
        scale = self.scale
        return tuple(((look.x + x) * scale, (look.y + y) * scale) for x, y in points)

    def _text(self, element: ET.Element, look: _Look) -> Mark:
        size = round(look.size * self.scale, 3)
        text = set_in_our_font(element.text or "")
        x = (look.x + float(element.get("x", "0"))) * self.scale
        y = round((look.y + float(element.get("y", "0"))) * self.scale * FINE)
        if look.anchor != "start":
            width = size * sum(map(advance, text))
            x -= width / 2 if look.anchor == "middle" else width
        masks = []
        for character in text:
            quarters = round(x * FINE)
            if found := glyph(character, size, quarters % FINE, y % FINE):
                mask, left, top = found
                masks.append((mask, quarters // FINE + left, y // FINE + top))
            x += size * advance(character)
        return Mark(tuple(masks), look.fill, look.fill_opacity, letters=True)

    def _rectangle(self, given: Mapping[str, str], look: _Look) -> Iterator[Mark]:
        x, y = float(given.get("x", "0")), float(given.get("y", "0"))
        across, down = (
            size if given[side] == "100%" else float(given[side])
            for side, size in zip(("width", "height"), self.size, strict=True)
        )
        if (across, down) == self.size:
            self.paper = look.fill
            return
        corners = [(x, y), (x + across, y), (x + across, y + down), (x, y + down)]
        placed = self._place(corners, look)
        if look.fill.startswith("url("):
            stripes = [self._place(stripe, look) for stripe in self._stripes(corners)]
            mark = polygons(stripes)
            yield Mark((mark,), self.stripe["stroke"], look.fill_opacity, letters=False)
        elif "rx" in given:
            mask = rounded(*placed[0], *placed[2], float(given["rx"]) * self.scale)
            yield Mark((mask,), look.fill, look.fill_opacity, letters=False)
        else:
            yield Mark((polygons([placed]),), look.fill, look.fill_opacity, letters=False)

    def _stripes(self, corners: list[tuple[float, float]]) -> Iterator[list[tuple[float, float]]]:
        """Half of the pattern's line, which is cut by its edge, at 45° across the rectangle."""
        (left, top), _, (right, bottom), _ = corners
        step, thick = 6 * sqrt(2), float(self.stripe["stroke-width"]) / 2 * sqrt(2)
        start = (left + top) // step * step
        while start < right + bottom:
            one, two = (min(max(s, left + top), right + bottom) for s in (start, start + thick))
            if two > one:
                yield [
                    (min(right, one - top), max(top, one - right)),
                    (max(left, one - bottom), min(bottom, one - left)),
                    (max(left, two - bottom), min(bottom, two - left)),
                    (min(right, two - top), max(top, two - right)),
                ]
            start += step

    def _circle(self, given: Mapping[str, str], look: _Look) -> Mark:
        x, y = (
            (look.x + float(given["cx"])) * self.scale,
            (look.y + float(given["cy"])) * self.scale,
        )
        hollow = look.fill == "none"
        width = look.width * self.scale if hollow else 0.0
        mask = disc(x, y, float(given["r"]) * self.scale, width)
        if hollow:
            return Mark((mask,), look.stroke, look.stroke_opacity, letters=False)
        return Mark((mask,), look.fill, look.fill_opacity, letters=False)

    def _path(self, d: str, look: _Look) -> Iterator[Mark]:
        for points in _lines(d):
            if look.fill != "none" and look.stroke == "none":
                placed = polygons([self._place(points, look)])
                yield Mark((placed,), look.fill, look.fill_opacity, letters=False)
            else:
                yield from self._line(points, look)

    def _line(self, points: list[tuple[float, float]], look: _Look) -> Iterator[Mark]:
        scale = self.scale
        dashes = tuple(length * scale for length in look.dashes)
        placed = self._place(points, look)
        # A long line piece by piece: the mask of a slanting one is nearly empty.
        pieces = [placed] if dashes or len(placed) < _LONG else list(pairwise(placed))
        masks = tuple(line(piece, look.width * scale, dashes) for piece in pieces)
        yield Mark(masks, look.stroke, look.stroke_opacity, letters=False)


_LONG = 8
_NAMES = {
    "fill-opacity": "fill_opacity",
    "stroke-opacity": "stroke_opacity",
    "stroke-width": "width",
    "font-size": "size",
}


def _lines(d: str) -> Iterator[list[tuple[float, float]]]:
    """The points of each line of a path."""
    points: list[tuple[float, float]] = []
    command, waiting = "M", list[float]()
    for part in _TOKEN.findall(d):
        if part.isalpha():
            if part not in _NUMBERS:
                message = f"no drawing of ours has {part} in a path"
                raise ValueError(message)
            command, waiting = part, []
            if part == "z":
                points.append(points[0])
            continue
        waiting.append(float(part))
        if len(waiting) < _NUMBERS[command]:
            continue
        point = _step(command, waiting, points[-1] if points else (0.0, 0.0))
        if command in "Mm" and points:
            yield points
            points = []
        points.append(point)
        # More numbers after a move are lines.
        command, waiting = {"M": "L", "m": "l"}.get(command, command), []
    yield points


def _step(command: str, numbers: list[float], here: tuple[float, float]) -> tuple[float, float]:
    """Where a command leads."""
    x, y = here
    if command == "H":
        return numbers[0], y
    if command == "V":
        return x, numbers[0]
    if command == "h":
        return x + numbers[0], y
    if command in "ml":
        return x + numbers[0], y + numbers[1]
    return numbers[0], numbers[1]
