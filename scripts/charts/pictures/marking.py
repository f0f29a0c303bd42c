"""What an SVG of ours puts on the paper, in order: texts and shapes in pixels, each in a colour.

Read is what our charts and cards are written with: groups that are moved, rectangles, circles,
lines, paths of straight lines, texts, and one hatching. Anything else is an error, never left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from math import ceil, floor, sqrt
from typing import NamedTuple
from xml.parsers.expat import ParserCreate

from scripts.charts.pictures.shapes import ABOVE, BELOW, FINE, FONTS, Shape, advance

MISSING = "〓"
_COLOUR_OF_CLASS = re.compile(r"\.([a-z-]+)\{(?:color|fill):(#[0-9a-f]{6})[;}]")
_MOVE = re.compile(r"translate\((\S+) (\S+)\)")
_TOKEN = re.compile(r"[a-zA-Z]|-?(?:\d+\.?\d*|\.\d+)")
_NUMBERS = {"M": 2, "L": 2, "m": 2, "l": 2, "H": 1, "V": 1, "h": 1, "z": 0}
_UNSEEN = frozenset({"title", "desc", "style", "defs"})

Place = tuple[float, float]


class Mark(NamedTuple):
    """Something to see: a shape, its colour as `#rrggbb`, how opaque.

    `top` and `bottom` are the rows of pixels that it may touch; `start` is where it begins.
    """

    shape: Shape
    colour: str
    opacity: float
    top: int
    bottom: int
    start: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """A picture to be: its size in pixels, its paper and the marks on it, from back to front."""

    width: int
    height: int
    paper: str
    marks: Sequence[Mark] = field(repr=False)


class _Look(NamedTuple):
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
    if ours.issuperset(drawing):
        return drawing
    return "".join(character if character in ours else MISSING for character in drawing)


def read_marking(svg: str, width: int) -> Marking:
    """The marks of an SVG, for a picture of the given width.

    Raises:
        ValueError: the SVG has something that our drawings do not have.
    """
    style = svg.partition("<style>")[2].partition("</style>")[0].partition("@media")[0]
    reader = _Reader(width, _colours(style))
    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.say
    parser.Parse(svg, True)  # noqa: FBT003 - the parser's own word for the end
    return Marking(width=width, height=reader.height, paper=reader.paper, marks=reader.marks)


class _Reader:
    """Goes through an SVG from its beginning to its end; `marks` are those that it has met.

    `colours`: what the style sheet says of classes; that of the root is the current colour.
    """

    def __init__(self, width: int, colours: Mapping[str, str]) -> None:
        self.pixels, self.colours = width, colours
        self.scale, self.size, self.height = 1.0, (0.0, 0.0), 0
        self.paper, self.ink, self.root = "#ffffff", "#000000", ""
        self.marks: list[Mark] = []
        self._looks = [_Look()]
        self._hidden = 0
        self._words: list[str] = []
        self._text: Mapping[str, str] | None = None
        self._stripe: Mapping[str, str] = {}
        self._shapes = {
            "circle": self._circle,
            "path": self._path,
            "polyline": self._polyline,
            "rect": self._rectangle,
        }

    def start(self, tag: str, given: Mapping[str, str]) -> None:
        """An element begins."""
        if self._hidden or tag in _UNSEEN:
            self._hidden += 1
            if tag == "path":
                self._stripe = given
            return
        if tag == "svg":
            self._measure(given)
        look = self._looks[-1]
        if not _PLACING.issuperset(given):
            look = self._look(given, look)
        self._looks.append(look)
        if tag in self._shapes:
            self._shapes[tag](given, look)
        elif tag == "text":
            self._text = given
        elif tag not in {"svg", "g"}:
            message = f"no drawing of ours has <{tag}>"
            raise ValueError(message)

    def say(self, words: str) -> None:
        """Text between tags."""
        if self._text is not None:
            self._words.append(words)

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._hidden:
            self._hidden -= 1
            return
        look = self._looks.pop()
        if tag == "text" and self._text is not None:
            given = self._text
            text = "".join(self._words)
            mark = _text_mark(text, given.get("x", "0"), given.get("y", "0"), look, self.scale)
            if mark is not None:
                self.marks.append(mark)
            self._text, self._words = None, []

    def _measure(self, given: Mapping[str, str]) -> None:
        _, _, across, down = map(float, given["viewBox"].split())
        wide, high = float(given.get("width", across)), float(given.get("height", down))
        self.scale, self.size = self.pixels / across, (across, down)
        self.height = -(-self.pixels * round(high) // round(wide))
        self.root = given.get("class", "")
        self.ink = self.colours.get(self.root, self.ink)

    def _look(self, given: Mapping[str, str], outer: _Look) -> _Look:
        named = given.get("class", "")
        own = [(name, said) for name, said in given.items() if name not in _PLAIN]
        look = _restyle(outer, tuple(own), self.ink) if own else outer
        if named in self.colours and named != self.root:
            look = look._replace(fill=self.colours[named])
        return look

    def _rectangle(self, given: Mapping[str, str], look: _Look) -> None:
        x, y = float(given.get("x", "0")), float(given.get("y", "0"))
        across, down = (
            size if given[side] == "100%" else float(given[side])
            for side, size in zip(("width", "height"), self.size, strict=True)
        )
        if (across, down) == self.size:
            self.paper = look.fill
            return
        corners = [(x, y), (x + across, y), (x + across, y + down), (x, y + down)]
        scale = self.scale
        fine = _fine(corners, look, scale)
        shape: Shape = "polygons", (fine,)
        colour = look.fill
        if look.fill.startswith("url("):
            stripes = [_fine(stripe, look, scale) for stripe in self._stripes(corners)]
            shape, colour = ("polygons", tuple(stripes)), self._stripe["stroke"]
        elif "rx" in given:
            radius = round(float(given["rx"]) * scale * FINE, 2)
            shape = "rounded", (*fine[0], *fine[2], radius)
        self.marks.append(_filled(shape, look, fine, colour))

    def _stripes(self, corners: Sequence[Place]) -> Iterator[list[Place]]:
        """Half of the pattern's line, which is cut by its edge, at 45° across the rectangle."""
        (left, top), _, (right, bottom), _ = corners
        step, thick = 6 * sqrt(2), float(self._stripe["stroke-width"]) / 2 * sqrt(2)
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

    def _circle(self, given: Mapping[str, str], look: _Look) -> None:
        fine = self.scale * FINE
        x = round((look.x + float(given["cx"])) * fine)
        y = round((look.y + float(given["cy"])) * fine)
        radius = float(given["r"]) * self.scale
        hollow = look.fill == "none"
        width = look.width * self.scale if hollow else 0.0
        reach = ceil(radius + width) + 1
        colour, opacity = (
            (look.stroke, look.stroke_opacity) if hollow else (look.fill, look.fill_opacity)
        )
        shape = "disc", (x, y, radius, width)
        top, bottom = y // FINE - reach, y // FINE + reach + 1
        self.marks.append(Mark(shape, colour, opacity, top, bottom, (x, y)))

    def _polyline(self, given: Mapping[str, str], look: _Look) -> None:
        pairs = [pair.split(",") for pair in given["points"].split()]
        points = [(float(x), float(y)) for x, y in pairs]
        self.marks.append(_stroke(points, look, self.scale))

    def _path(self, given: Mapping[str, str], look: _Look) -> None:
        self.marks += _path_marks(given["d"], look, self.scale)


def _fine(points: Sequence[Place], look: _Look, scale: float) -> tuple[tuple[int, int], ...]:
    """Points in steps of a pixel."""
    scale, x, y = scale * FINE, look.x, look.y
    return tuple([(round((x + a) * scale), round((y + b) * scale)) for a, b in points])


def _filled(shape: Shape, look: _Look, fine: Sequence[Place], colour: str = "") -> Mark:
    """A shape without an outline, which reaches from the highest to the lowest of these points."""
    ys = [y for _, y in fine]
    top, bottom = floor(min(ys) / FINE), floor(max(ys) / FINE) + 1
    return Mark(shape, colour or look.fill, look.fill_opacity, top, bottom, fine[0])


def _stroke(points: Sequence[Place], look: _Look, scale: float) -> Mark:
    """A line through points."""
    width = look.width * scale
    fine = _fine(points, look, scale)
    ys = [y for _, y in fine]
    reach = ceil(width / 2)
    top, bottom = min(ys) // FINE - reach, max(ys) // FINE + reach + 1
    shape = "line", (fine, width, tuple([length * scale for length in look.dashes]))
    return Mark(shape, look.stroke, look.stroke_opacity, top, bottom, fine[0])


@lru_cache(maxsize=1 << 11)
def _path_marks(d: str, look: _Look, scale: float) -> tuple[Mark, ...]:
    """The marks of a path; charts of the same years have most of theirs in common."""
    lines = _lines(d)
    if look.fill == "none" or look.stroke != "none":
        return tuple([_stroke(points, look, scale) for points in lines])
    shapes = [_fine(points, look, scale) for points in lines]
    return tuple([_filled(("polygons", (fine,)), look, fine) for fine in shapes])


@lru_cache(maxsize=1 << 11)
def _text_mark(words: str, left: str, base: str, look: _Look, scale: float) -> Mark | None:
    """The mark of a text; None: there is nothing to see."""
    text = set_in_our_font(words)
    if not text.strip():
        return None
    size = round(look.size * scale, 3)
    x, y = (look.x + float(left)) * scale, (look.y + float(base)) * scale
    if look.anchor != "start":
        width = size * sum(map(advance, text))
        x -= width / 2 if look.anchor == "middle" else width
    start = round(x * FINE, 2), round(y * FINE)
    top, bottom = floor(y - ABOVE * size) - 1, ceil(y + BELOW * size) + 2
    shape = "text", (text, size, *start)
    return Mark(shape, look.fill, look.fill_opacity, top, bottom, start)


_NAMES = {
    "fill-opacity": "fill_opacity",
    "stroke-opacity": "stroke_opacity",
    "stroke-width": "width",
    "font-size": "size",
}
_PLACING = frozenset({"x", "y", "d", "cx", "cy", "r", "points", "width", "height", "rx"})
"""Attributes that say where an element is and not how it looks."""
_PLAIN = _PLACING | {"class"}


@lru_cache(maxsize=1 << 10)
def _restyle(outer: _Look, given: tuple[tuple[str, str], ...], ink: str) -> _Look:
    """The look of an element with attributes of its own; those of place mean nothing here."""
    changed: dict[str, object] = {}
    for name, value in given:
        if name in _NAMES:
            changed[_NAMES[name]] = float(value)
        elif name in {"fill", "stroke"}:
            changed[name] = ink if value == "currentColor" else value
        elif name == "stroke-dasharray":
            changed["dashes"] = tuple(map(float, value.split()))
        elif name == "text-anchor":
            changed["anchor"] = value
        elif name == "transform":
            move = _MOVE.fullmatch(value)
            if move is None:
                message = f"no drawing of ours has transform={value!r}"
                raise ValueError(message)
            changed |= {"x": outer.x + float(move[1]), "y": outer.y + float(move[2])}
    return outer._replace(**changed) if changed else outer  # type: ignore[arg-type]


@lru_cache(maxsize=16)
def _colours(style: str) -> Mapping[str, str]:
    return dict(_COLOUR_OF_CLASS.findall(style))


def _lines(d: str) -> list[list[Place]]:
    """The points of each line of a path."""
    found: list[list[Place]] = []
    here: Place = 0.0, 0.0
    command, waiting = "M", list[float]()
    for part in _TOKEN.findall(d):
        if part.isalpha():
            if part not in _NUMBERS:
                message = f"no drawing of ours has {part} in a path"
                raise ValueError(message)
            command, waiting = part, []
            if part == "z":
                here = found[-1][0]
                found[-1].append(here)
            continue
        waiting.append(float(part))
        if len(waiting) < _NUMBERS[command]:
            continue
        here = _step(command, waiting, here)
        if command in "Mm":
            found.append([])
        found[-1].append(here)
        # More numbers after a move are lines.
        command, waiting = {"M": "L", "m": "l"}.get(command, command), []
    return found


def _step(command: str, numbers: list[float], here: Place) -> Place:
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
