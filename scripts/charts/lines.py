"""A plain line for a table that has a time column and a number: any dataset's small chart."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from scripts.charts.geometry import ValueScale, derive_value_scale
from scripts.charts.svg import render_template
from scripts.core.model import Language
from scripts.package.tabular import Column, Table
from scripts.package.tabular.table import Value
from scripts.words.wording import format_number

WIDTH, HEIGHT = 640.0, 260.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 70.0, 14.0, 36.0, 30.0
_MOST_POINTS = 400
"""More cannot be told apart on 640 pixels; every n-th is drawn, which the chart says."""
_FEWEST_POINTS = 3
_YEAR_NAMES = re.compile(r"year|年份?|年度", re.IGNORECASE)
_YEARS = range(1000, 2200)
_ID_NAMES = re.compile(
    r"(^|[_ ])(id|code|no|number|rank|index|lat|lon|latitude|longitude)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChart:
    """A line in drawing coordinates with the words around it."""

    title: str
    description: str
    points: Sequence[tuple[float, float]] = field(repr=False)
    ticks: Sequence[tuple[float, str]]
    times: Sequence[tuple[float, str, str]]
    """Place, words and anchor (`start`, `middle`, `end`) of the first and last time."""


def render_table_chart(table: Table, language: Language) -> str:
    """The table's chart as an `<svg>` element; empty where it has no time or no number.

    Rows that share a time belong to several series: then the chart shows those that have the
    same texts as the first row, and says so. Nothing is added up.
    """
    time = next((column for column in table.columns if _is_time(column)), None)
    if time is None:
        return ""
    number = next((c for c in table.columns if c is not time and _is_measure(c)), None)
    if number is None:
        return ""
    chosen = _first_texts(table, time)
    columns = (time, number, *(c for c in table.columns if c.type == "text" and chosen))
    rows = zip(*(column.values for column in columns), strict=True)
    pairs = sorted(
        (_ordinal(moment), Decimal(str(value)), str(moment))
        for moment, value, *texts in rows
        if moment is not None and value is not None and texts == chosen
    )
    if len(pairs) < _FEWEST_POINTS or pairs[0][0] == pairs[-1][0]:
        return ""
    if len({ordinal for ordinal, _, _ in pairs}) < len(pairs):
        return ""
    texts = [str(one) for one in chosen if one is not None]
    chart = _layout(pairs, number.name, texts, language)
    return render_template("lines.svg.j2", chart=chart, width=WIDTH, height=HEIGHT)


def _is_time(column: Column) -> bool:
    if column.type in {"date", "datetime"}:
        return True
    named = column.declared == "year" or _YEAR_NAMES.search(column.name)
    filled = [value for value in column.values if value is not None]
    return bool(
        column.type == "integer"
        and named
        and filled
        and all(isinstance(value, int) and value in _YEARS for value in filled)
    )


def _is_measure(column: Column) -> bool:
    return (
        column.type in {"number", "integer"}
        and not _ID_NAMES.search(column.name)
        and not _is_time(column)
        and any(value is not None for value in column.values)
    )


def _first_texts(table: Table, time: Column) -> list[Value]:
    """The texts of the first row, which single out one series; none where all times differ."""
    if len(set(time.values)) == table.row_count:
        return []
    return [next(iter(column.values)) for column in table.columns if column.type == "text"]


def _ordinal(value: Value) -> float:
    if isinstance(value, dt.datetime):
        return value.toordinal() + (value.hour * 60 + value.minute) / 1440 + value.second / 86400
    if isinstance(value, dt.date):
        return float(value.toordinal())
    return float(str(value))


def _layout(
    pairs: Sequence[tuple[float, Decimal, str]],
    name: str,
    chosen: Sequence[str],
    language: Language,
) -> LineChart:
    step = -(-len(pairs) // _MOST_POINTS)
    drawn = [*pairs[:-1:step], pairs[-1]]
    scale = derive_value_scale(
        [value for _, value, _ in drawn], from_zero=False, top=_TOP, bottom=HEIGHT - _BOTTOM
    )
    first, last = drawn[0][0], drawn[-1][0]
    width = WIDTH - _LEFT - _RIGHT
    points = [
        (_LEFT + (ordinal - first) / (last - first) * width, scale.y(value))
        for ordinal, value, _ in drawn
    ]
    title = " · ".join([name, *chosen])
    return LineChart(
        title=title,
        description=_describe(title, pairs, step, language),
        points=points,
        ticks=_ticks(scale),
        times=[(_LEFT, drawn[0][2], "start"), (WIDTH - _RIGHT, drawn[-1][2], "end")],
    )


def _ticks(scale: ValueScale) -> list[tuple[float, str]]:
    return [(scale.y(tick), format_number(tick.normalize() + 0)) for tick in scale.ticks]


def _describe(
    title: str, pairs: Sequence[tuple[float, Decimal, str]], step: int, language: Language
) -> str:
    first, last = pairs[0], pairs[-1]
    low, high = min(pairs, key=lambda p: p[1]), max(pairs, key=lambda p: p[1])
    if language == "zh":
        thinned = f"每 {step} 点画一点。" if step > 1 else ""
        return (
            f"{title}：{first[2]} 为 {first[1]:f}，{last[2]} 为 {last[1]:f}；"
            f"最低 {low[1]:f}（{low[2]}），最高 {high[1]:f}（{high[2]}）；"
            f"共 {len(pairs)} 个数。{thinned}"
        )
    thinned = f" Every {step}th is drawn." if step > 1 else ""
    return (
        f"{title}: {first[1]:f} in {first[2]}, {last[1]:f} in {last[2]}; "
        f"lowest {low[1]:f} ({low[2]}), highest {high[1]:f} ({high[2]}); "
        f"{len(pairs)} values.{thinned}"
    )
