"""A chart written as SVG, by the templates of `theme/charts/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from scripts.charts.chart import HEIGHT, TEXT_SIZE, WIDTH, Chart
from scripts.charts.geometry import wrap_text
from scripts.charts.small import SMALL_HEIGHT, SMALL_TEXT, SMALL_WIDTH, SmallChart

TEMPLATES = Path(__file__).parents[2] / "theme" / "charts"
TITLE_SIZE, SMALL_SIZE = 18.0, 11.0
MARGIN = 20.0
_LINE = 1.45


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


def format_coordinate(value: float) -> str:
    """One decimal, without a trailing zero: the same bytes on every machine."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def render_svg(chart: Chart, *, standalone: bool, licence: str = "") -> str:
    """The chart as an `<svg>` element for a page, or as a file that stands by itself.

    Inside a page it has no styles of its own, only classes `chart-…` and presentation attributes
    (the site's policy forbids inline styles) and takes its ink from `currentColor`. As a file it
    brings colours for light and dark, its title, its sources, and `licence` when given.
    """
    shared = {"chart": chart, "width": WIDTH, "height": HEIGHT, "text_size": TEXT_SIZE}
    if not standalone:
        return _template("inline.svg.j2").render(shared)
    title = wrap_text(chart.title, TITLE_SIZE, WIDTH)
    footer = _footer(chart, licence)
    head = len(title) * TITLE_SIZE * _LINE + 6
    return _template("standalone.svg.j2").render(
        shared,
        margin=MARGIN,
        title_lines=title,
        title_size=TITLE_SIZE,
        title_step=TITLE_SIZE * _LINE,
        head=head,
        footer_lines=footer,
        small_size=SMALL_SIZE,
        small_step=SMALL_SIZE * _LINE,
        total_width=WIDTH + 2 * MARGIN,
        total_height=head + HEIGHT + 12 + len(footer) * SMALL_SIZE * _LINE + 2 * MARGIN,
    )


def render_small_svg(chart: SmallChart) -> str:
    """A chart in miniature as an `<svg>` element; what it says is its text alternative."""
    return _template("small.svg.j2").render(
        chart=chart, width=SMALL_WIDTH, height=SMALL_HEIGHT, text_size=SMALL_TEXT
    )


def _footer(chart: Chart, licence: str) -> list[str]:
    zh = chart.language == "zh"
    sources = ("；" if zh else "; ").join(chart.source_lines)
    lines: list[str] = []
    if sources:
        lines += wrap_text(f"来源：{sources}" if zh else f"Source: {sources}", SMALL_SIZE, WIDTH)
    if licence:
        lines += wrap_text(f"许可：{licence}" if zh else f"Licence: {licence}", SMALL_SIZE, WIDTH)
    return lines


def render_lines_svg(chart: object, width: float, height: float) -> str:
    """A `lines.LineChart` as an `<svg>` element of a page."""
    return _template("lines.svg.j2").render(chart=chart, width=width, height=height)
