"""Chart marks: the shape and position of each target and each observation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import attrgetter

from scripts.charts.chart import Marks, PointMark, Segment, TargetMark
from scripts.charts.facts import ActualFact, ChartFacts, TargetFact
from scripts.charts.geometry import Box, ValueScale

MARK_WIDTH = 132.0
"""Widest line of a target: one alone in the drawing shall not look like the frame."""
ARROW = 17.0
HATCHED = 7.0
"""Half the height of the hatching around a doubted figure that is no bound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeScale:
    """A column per year. Within it, a period stands where it ends; a year by itself in the middle.

    `by_share` is set when there are values of parts of a year.
    """

    years: tuple[int, ...]
    left: float
    right: float
    by_share: bool

    @classmethod
    def between(cls, left: float, right: float, facts: ChartFacts) -> TimeScale:
        """The years of a chart from left to right."""
        by_share = any(not fact.is_full_year for fact in facts.actuals)
        return cls(years=facts.years, left=left, right=right, by_share=by_share)

    @property
    def column(self) -> float:
        return (self.right - self.left) / len(self.years)

    def centre(self, year: int) -> float:
        return self.left + (year - self.years[0] + 0.5) * self.column

    @property
    def centres(self) -> dict[int, float]:
        """The middle of each year's column."""
        left, first, column = self.left, self.years[0], self.column
        return {year: left + (year - first + 0.5) * column for year in self.years}

    def half(self) -> float:
        """Half the width of a target's line."""
        return min(0.42 * self.column, MARK_WIDTH / 2)


def derive_marks(facts: ChartFacts, scale: ValueScale, time: TimeScale, plot: Box) -> Marks:
    """The marks of all targets (those off the scale last) and of all observations."""
    points = _point_marks(facts.actuals, scale, time)
    full = groupby((p for p in points if not p.interim), key=attrgetter("stage"))
    joined = (tuple((point.x, point.y) for point in own) for _, own in full)
    return Marks(
        targets=(
            *(_target_mark(fact, scale, time, plot) for fact in facts.targets),
            *(_beyond_mark(fact, time, plot) for fact in facts.beyond),
        ),
        points=points,
        polylines=tuple(line for line in joined if len(line) > 1),
        paths=_derive_paths(facts.targets, scale, time),
    )


def _target_mark(fact: TargetFact, scale: ValueScale, time: TimeScale, plot: Box) -> TargetMark:
    x, half = time.centre(fact.due), time.half()
    left, right = x - half, x + half
    y = scale.y(fact.value)
    line = Segment(x1=left, y1=y, x2=right, y2=y)
    match fact.judged.target.comparator:
        case "at_least" | "more_than":
            tip = max(plot.top + 1, y - ARROW)
            return TargetMark(
                lines=(line,),
                zone=Box(left=left, top=plot.top, right=right, bottom=y),
                arrow=Segment(x1=x, y1=y, x2=x, y2=tip),
                doubted=fact.doubted,
            )
        case "at_most" | "less_than":
            tip = min(plot.bottom - 1, y + ARROW)
            return TargetMark(
                lines=(line,),
                zone=Box(left=left, top=y, right=right, bottom=plot.bottom),
                arrow=Segment(x1=x, y1=y, x2=x, y2=tip),
                doubted=fact.doubted,
            )
        case "about" | "between":
            low, high = scale.y(fact.low), scale.y(fact.high)
            edges = (
                (line,)
                if fact.judged.target.comparator == "about"
                else tuple(Segment(x1=left, y1=edge, x2=right, y2=edge) for edge in (high, low))
            )
            return TargetMark(
                lines=edges,
                zone=Box(left=left, top=high, right=right, bottom=low),
                doubted=fact.doubted,
            )
        case _:
            around = Box(left=left, top=y - HATCHED, right=right, bottom=y + HATCHED)
            return TargetMark(
                lines=(line,),
                zone=around if fact.doubted else None,
                diamond=(x, y),
                doubted=fact.doubted,
            )


def _beyond_mark(fact: TargetFact, time: TimeScale, plot: Box) -> TargetMark:
    x, half = time.centre(fact.due), time.half()
    y = plot.top + 14
    return TargetMark(
        lines=(Segment(x1=x - half, y1=y, x2=x + half, y2=y),),
        zone=Box(left=x - half, top=plot.top, right=x + half, bottom=y),
        beyond=(x, plot.top + 1),
        doubted=True,
    )


def _point_marks(
    facts: Iterable[ActualFact], scale: ValueScale, time: TimeScale
) -> tuple[PointMark, ...]:
    left, column, first = time.left, time.column, time.years[0]
    width = 2 * time.half() if time.by_share else 0.0
    return tuple(
        PointMark(
            left + (fact.year - first + 0.5) * column + (fact.elapsed - 0.5) * width,
            scale.y(fact.value),
            not fact.is_full_year,
            fact.stage,
        )
        for fact in facts
    )


def _derive_paths(
    facts: Iterable[TargetFact], scale: ValueScale, time: TimeScale
) -> tuple[Segment, ...]:
    """From no change in the base year straight to the promised change in the due year."""
    return tuple(
        Segment(
            x1=time.centre(base),
            y1=scale.y(Decimal(0)),
            x2=time.centre(fact.due),
            y2=scale.y(fact.value),
        )
        for fact in facts
        if (base := fact.baseline) is not None
    )
