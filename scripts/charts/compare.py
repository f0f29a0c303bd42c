"""Charts across places as SVG: target against result, and how targets spread from year to year.

Lengths are user units; the drawing is narrow on purpose, so that its text can be read on a phone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scripts.charts.geometry import ValueScale, derive_value_scale
from scripts.charts.svg import render_template
from scripts.core.model import KEPT, Language
from scripts.derive.compare import Cell
from scripts.words.wording import format_number

WIDTH = 360.0
LEFT, RIGHT = 108.0, 346.0
ROW, HEAD, FOOT = 20.0, 46.0, 16.0
RADIUS = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DotRow:
    """A place's line: where its target and its result stand, and whether it was kept."""

    y: float
    name: str
    target: float | None
    result: float | None
    kept: bool
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DotChart:
    """Everything that is drawn, and what it says in words."""

    title: str
    description: str
    height: float
    ticks: Sequence[tuple[float, str]]
    rows: Sequence[DotRow]
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpreadChart:
    """A dot a target, stacked where several are alike, a line a year."""

    title: str
    description: str
    height: float
    ticks: Sequence[tuple[float, str]]
    years: Sequence[tuple[float, str]]
    dots: Sequence[tuple[float, float]]


WORDS: Mapping[Language, Mapping[str, str]] = {
    "zh": {"target": "目标", "met": "结果：达到", "missed": "结果：未达到"},
    "en": {"target": "target", "met": "result: met", "missed": "result: not met"},
}


def derive_dot_chart(
    cells: Sequence[Cell], title: str, description: str, language: Language
) -> DotChart | None:
    """Target against result, the largest result first; None without two results to compare."""
    drawn = [cell for cell in cells if cell.base_result is not None]
    if len(drawn) < 2:  # noqa: PLR2004 - a comparison needs two
        return None
    drawn.sort(key=lambda cell: (-Decimal(cell.base_result or 0), cell.place))
    numbers = [Decimal(one) for cell in drawn for one in (cell.base_value, cell.base_result) if one]
    scale = derive_value_scale(numbers, from_zero=False, top=RIGHT, bottom=LEFT)
    return DotChart(
        title=title,
        description=description,
        height=HEAD + len(drawn) * ROW + FOOT,
        ticks=_ticks(scale, drawn[0].base_unit),
        rows=[_dot_row(cell, number, scale, language) for number, cell in enumerate(drawn)],
        words=WORDS[language],
    )


def derive_spread_chart(cells: Sequence[Cell], title: str, description: str) -> SpreadChart | None:
    """How the targets of places are spread, a line a year; None where all have one value."""
    drawn = [(cell.year, Decimal(cell.base_value)) for cell in cells if cell.base_value]
    values = [value for _, value in drawn]
    if len(set(values)) < 2:  # noqa: PLR2004 - nothing is spread
        return None
    scale = derive_value_scale(values, from_zero=False, top=RIGHT, bottom=LEFT)
    step, y = 2 * RADIUS + 1, HEAD
    years, dots = [], []
    for year in sorted({year for year, _ in drawn}):
        same = Counter(round(scale.y(value), 1) for own, value in drawn if own == year)
        y += max(same.values()) * step + 2 * RADIUS
        years.append((y, str(year)))
        dots += [(x, y - step * n) for x, count in sorted(same.items()) for n in range(count)]
    return SpreadChart(
        title=title,
        description=description,
        height=y + 2 * RADIUS + FOOT,
        ticks=_ticks(scale, cells[0].base_unit),
        years=years,
        dots=dots,
    )


def _dot_row(cell: Cell, number: int, scale: ValueScale, language: Language) -> DotRow:
    return DotRow(
        y=HEAD + (number + 0.5) * ROW,
        name=cell.place_zh if language == "zh" else cell.place_en,
        target=None if cell.base_value is None else scale.y(Decimal(cell.base_value)),
        result=scale.y(Decimal(cell.base_result or 0)),
        kept=cell.verdict in KEPT,
        label=cell.result_zh if language == "zh" else cell.result_en,
    )


def _ticks(scale: ValueScale, unit: str) -> list[tuple[float, str]]:
    sign = unit if unit in {"%", "‰"} else ""
    return [(scale.y(tick), f"{format_number(tick)}{sign}") for tick in scale.ticks]


def render_dot_chart(chart: DotChart, *, standalone: bool = False, note: str = "") -> str:
    """The chart as an `<svg>` element of a page or, with its title and `note`, as a file."""
    return render_template(
        "compare.svg.j2",
        chart=chart,
        width=WIDTH,
        left=LEFT,
        right=RIGHT,
        standalone=standalone,
        note=note,
    )


def render_spread_chart(chart: SpreadChart) -> str:
    """The chart as an `<svg>` element of a page."""
    return render_template("spread.svg.j2", chart=chart, width=WIDTH, left=LEFT, right=RIGHT)
