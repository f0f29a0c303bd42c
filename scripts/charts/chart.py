"""A chart as plain positions and words, in user units of a drawing 360 wide and 240 high."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from scripts.charts.geometry import Box, Label, box_around
from scripts.core.model import Language, Stage

WIDTH, HEIGHT = 360.0, 240.0
TEXT_SIZE = 14.5
"""Of all text: set on a telephone 360 px wide, in a figure of 328 px, it is 13.2 px high."""

REACH = 12.0
"""Half the size of the smallest area that answers to a pointer (WCAG 2.5.8: 24 px)."""

LegendKind = Literal["target", "actual", "interim", "path", "doubted", "beyond"]


class Segment(NamedTuple):
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float


class TargetMark(NamedTuple):
    """One target: its lines, the zone that keeps the promise, and an arrow or a diamond.

    `arrow` is the line from the threshold into the zone; `diamond` and `beyond` (the tip of an
    open triangle: the figure is off the scale) are points.
    """

    lines: tuple[Segment, ...]
    zone: Box | None = None
    arrow: Segment | None = None
    diamond: tuple[float, float] | None = None
    beyond: tuple[float, float] | None = None
    doubted: bool = False

    @property
    def box(self) -> Box:
        """What its own label stands beside: the lines, a band, a diamond, but no open zone."""
        xs = [x for line in self.lines for x in (line.x1, line.x2)]
        ys = [y for line in self.lines for y in (line.y1 - 1.5, line.y1 + 1.5)]
        if self.zone and not self.arrow and not self.beyond:
            ys += [self.zone.top, self.zone.bottom]
        if self.diamond:
            ys += [self.diamond[1] - 5, self.diamond[1] + 5]
        return Box(left=min(xs), right=max(xs), top=min(ys), bottom=max(ys))

    @property
    def taken(self) -> tuple[Box, ...]:
        """Every rectangle that a label must keep off."""
        boxes = [
            Box(left=line.x1, right=line.x2, top=line.y1 - 1.5, bottom=line.y1 + 1.5)
            for line in self.lines
        ]
        if self.arrow:
            ys = sorted((self.arrow.y1, self.arrow.y2))
            boxes.append(box_around(self.arrow.x1, (ys[0] + ys[1]) / 2, 5, (ys[1] - ys[0]) / 2))
        if self.diamond:
            boxes.append(box_around(*self.diamond, 5, 5))
        if self.beyond:
            boxes.append(box_around(self.beyond[0], self.beyond[1] + 5, 7, 6))
        return tuple(boxes)


class PointMark(NamedTuple):
    """One observation; interim when it is cumulative within the year."""

    x: float
    y: float
    interim: bool
    stage: Stage

    @property
    def box(self) -> Box:
        return Box(self.x - 4.5, self.y - 4.5, self.x + 4.5, self.y + 4.5)


@dataclass(frozen=True, kw_only=True)
class Marks:
    """Everything drawn by the data; `polylines` join full-year points of one stage side by side.

    It has no words, so charts in several languages may share it.
    """

    targets: tuple[TargetMark, ...]
    points: tuple[PointMark, ...]
    polylines: tuple[tuple[tuple[float, float], ...], ...]
    paths: tuple[Segment, ...]

    @cached_property
    def boxes(self) -> tuple[Box, ...]:
        """What the label of each mark stands beside: of the targets, then of the points."""
        return (*(mark.box for mark in self.targets), *(mark.box for mark in self.points))

    @cached_property
    def stops(self) -> tuple[tuple[Box, int], ...]:
        """Where the keyboard and the pointer stop, from left to right, and at which mark that is.

        Targets are counted first, then points.
        """
        wide = [(box.at_least(REACH), number) for number, box in enumerate(self.boxes)]
        return tuple(sorted(wide, key=lambda stop: (stop[0].left + stop[0].right, stop[0].top)))

    @cached_property
    def taken(self) -> tuple[Box, ...]:
        """Every rectangle that a label must keep off, but for `lines`."""
        points = self.boxes[len(self.targets) :]
        return (*(box for mark in self.targets for box in mark.taken), *points)

    @cached_property
    def lines(self) -> tuple[tuple[tuple[float, float], ...], ...]:
        """Every line, from left to right, that a label must keep off."""
        paths = tuple(((s.x1, s.y1), (s.x2, s.y2)) for s in self.paths)
        return (*self.polylines, *paths)


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendEntry:
    """A sample of a mark at (`x`, `y` = text baseline) and the word that explains it."""

    kind: LegendKind
    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What a chart shows without words: it follows from the numbers and from where they stand."""

    plot: Box
    gridlines: tuple[float, ...]
    zero: float | None
    separators: tuple[float, ...]
    ticks: tuple[Label, ...]
    years: tuple[Label, ...]
    marks: Marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A scene, and all that is said of it in one language."""

    chart_id: str
    language: Language
    title: str
    description: str
    unit: Label
    legend: tuple[LegendEntry, ...]
    scene: Scene
    sentences: tuple[str, ...]
    """What each mark says: targets, then points."""
    labels: tuple[Label, ...]
    notes: tuple[Label, ...]
    source_lines: tuple[str, ...]

    @property
    def stops(self) -> Iterator[tuple[Box, str]]:
        """Where the keyboard and the pointer stop, from left to right, and what is said there."""
        for box, number in self.scene.marks.stops:
            yield box, self.sentences[number]

    @property
    def texts(self) -> Sequence[Label]:
        """Every text of the drawing but the legend, for whoever checks that none overlap."""
        scene = self.scene
        return (self.unit, *scene.ticks, *scene.years, *self.labels, *self.notes)
