"""A chart written as SVG. How charts of a page look is in the theme's style sheets, by class."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from scripts.charts.chart import HEIGHT, TEXT_SIZE, WIDTH, Chart
from scripts.charts.geometry import wrap_text
from scripts.charts.marks_svg import (
    INK,
    RED,
    escaped,
    format_coordinate,
    render_legend,
    render_marks,
    render_stops,
    render_texts,
)
from scripts.charts.small import SMALL_HEIGHT, SMALL_TEXT, SMALL_WIDTH, SmallChart

TEMPLATES = Path(__file__).parents[2] / "theme" / "charts"
TITLE_SIZE, SMALL_SIZE = 18.0, 11.0
MARGIN = 20.0
_LINE = 1.45
_OPEN = '<svg class="chart-drawing" xmlns="http://www.w3.org/2000/svg"'
_STYLE = """\
<style>
.chart-drawing{color:#23211d;font-family:"Noto Serif CJK SC","Source Han Serif SC",\
"Songti SC",SimSun,Georgia,"Times New Roman",serif}
.chart-paper{fill:#fdfbf6}
@media (prefers-color-scheme:dark){.chart-drawing{color:#ece7dc}.chart-paper{fill:#191714}\
.chart-target,.chart-path,.chart-hatch{stroke:#e08a6d}\
.chart-zone,.chart-diamond,.chart-label-target{fill:#e08a6d}}
</style>
"""


def render_svg(chart: Chart, *, standalone: bool, licence: str = "") -> str:
    """The chart as an `<svg>` element for a page, or as a file that stands by itself.

    Inside a page it has no styles of its own, only classes `chart-…` and presentation attributes
    (the site's policy forbids inline styles) and takes its ink from `currentColor`. As a file it
    brings colours for light and dark, its title, its sources, and `licence` when given.
    """
    drawing = render_drawing(chart)
    return render_file(chart, drawing, licence) if standalone else render_inline(chart, drawing)


def _render_scene(chart: Chart) -> str:
    """The lines of the chart and its marks: all that has no words."""
    n, scene = format_coordinate, chart.scene
    left, top, right, bottom = map(n, scene.plot)
    return "".join(
        [
            f'<g class="chart-grid" fill="none" stroke="{INK}" stroke-opacity=".16">',
            *(f'<path d="M{left} {n(y)}H{right}"/>' for y in scene.gridlines),
            *(
                f'<path stroke-dasharray="1 4" d="M{n(x)} {top}V{bottom}"/>'
                for x in scene.separators
            ),
            "</g>\n",
            render_marks(chart.chart_id, scene.marks, scene.plot, scene.zero),
        ]
    )


def render_drawing(chart: Chart) -> str:
    """What the chart's element in a page and its file have in common, from back to front."""
    labels = chart.labels
    actual = [label for label in labels if label.role == "actual"]
    return "".join(
        [
            _render_scene(chart),
            render_texts([chart.unit], "unit", opacity=".72"),
            render_texts(chart.scene.ticks, "tick", opacity=".72"),
            render_texts(chart.scene.years, "year", anchor="middle"),
            render_texts(
                [label for label in labels if label.role == "target"],
                "label-target",
                fill=RED,
                weight="600",
                anchor="middle",
            ),
            render_texts(actual, "label-actual", weight="600", anchor="middle"),
            render_texts(
                [label for label in labels if label.role == "empty"],
                "empty",
                opacity=".72",
                anchor="middle",
            ),
            render_texts(chart.notes, "note", opacity=".72"),
            *map(render_legend, chart.legend),
        ]
    )


def render_inline(chart: Chart, drawing: str) -> str:
    """The chart as an element of a page; `drawing` is `render_drawing`'s."""
    width, height = format_coordinate(WIDTH), format_coordinate(HEIGHT)
    return (
        f'{_OPEN} viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f"{_name(chart)}{drawing}"
        f'<g class="chart-stops" fill-opacity="0">{render_stops(chart.stops)}</g>\n</svg>'
    )


def render_file(chart: Chart, drawing: str, licence: str) -> str:
    """The chart as a file; `drawing` is `render_drawing`'s."""
    n = format_coordinate
    title, footer = wrap_text(chart.title, TITLE_SIZE, WIDTH), _footer(chart, licence)
    step, small_step = TITLE_SIZE * _LINE, SMALL_SIZE * _LINE
    head = len(title) * TITLE_SIZE * _LINE + 6
    below = head + HEIGHT + 12
    width = WIDTH + 2 * MARGIN
    height = below + len(footer) * SMALL_SIZE * _LINE + 2 * MARGIN
    titles = (
        f'<text y="{n(TITLE_SIZE + number * step)}">{escaped(line)}</text>'
        for number, line in enumerate(title)
    )
    sources = (
        f'<text y="{n(below + SMALL_SIZE + number * small_step)}">{escaped(line)}</text>'
        for number, line in enumerate(footer)
    )
    return (
        f'{_OPEN} xml:lang="{"zh-CN" if chart.language == "zh" else "en"}"'
        f' viewBox="0 0 {n(width)} {n(height)}" width="{n(2 * width)}" height="{n(2 * height)}"'
        f"{_name(chart)}{_STYLE}"
        '<rect class="chart-paper" width="100%" height="100%"/>\n'
        f'<g transform="translate({n(MARGIN)} {n(MARGIN)})">\n'
        f'<g class="chart-title" font-size="{n(TITLE_SIZE)}" font-weight="600">{"".join(titles)}'
        f'</g>\n<g transform="translate(0 {n(head)})">\n{drawing}</g>\n'
        f'<g class="chart-source" font-size="{n(SMALL_SIZE)}" fill-opacity=".8">'
        f"{''.join(sources)}</g>\n</g>\n</svg>"
    )


def _name(chart: Chart) -> str:
    """The end of the opening tag, and the text alternative that it names."""
    name = f"chart-{escaped(chart.chart_id)}"
    return (
        f' role="img" aria-labelledby="{name}-title {name}-desc" fill="{INK}"'
        f' font-size="{TEXT_SIZE}">\n<title id="{name}-title">{escaped(chart.title)}</title>\n'
        f'<desc id="{name}-desc">{escaped(chart.description)}</desc>\n'
    )


def render_small_svg(chart: SmallChart) -> str:
    """A chart in miniature as an `<svg>` element; what it says is its text alternative."""
    n = format_coordinate
    years = "".join(
        [f'<text x="{n(label.x)}" y="{n(label.y)}">{label.text}</text>' for label in chart.years]
    )
    labels = "".join(
        [
            f'<text class="chart-label-{role}" x="{n(x)}" y="{n(y)}" font-weight="600"'
            f' text-anchor="{anchor}"{_RED_FILL if role == "target" else ""}>{escaped(text)}</text>'
            for x, y, text, role, _, anchor in chart.labels
        ]
    )
    width, height = n(SMALL_WIDTH), n(SMALL_HEIGHT)
    return (
        f'<svg class="chart-drawing chart-small" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}" role="img" aria-label="{escaped(chart.description)}" fill="{INK}"'
        f' font-size="{SMALL_TEXT}">\n'
        f"{render_marks(chart.chart_id, chart.marks, chart.plot, chart.zero)}"
        f'<g class="chart-year" text-anchor="middle" fill-opacity=".72">{years}</g>\n'
        f"{labels}</svg>"
    )


_RED_FILL = f' fill="{RED}"'


def _footer(chart: Chart, licence: str) -> list[str]:
    zh = chart.language == "zh"
    sources = ("；" if zh else "; ").join(chart.source_lines)
    lines: list[str] = []
    if sources:
        lines += wrap_text(f"来源：{sources}" if zh else f"Source: {sources}", SMALL_SIZE, WIDTH)
    if licence:
        lines += wrap_text(f"许可：{licence}" if zh else f"Licence: {licence}", SMALL_SIZE, WIDTH)
    return lines


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["n"] = format_coordinate
    return environment.get_template(name)


def render_lines_svg(chart: object, width: float, height: float) -> str:
    """A `lines.LineChart` as an `<svg>` element of a page."""
    return _template("lines.svg.j2").render(chart=chart, width=width, height=height)
