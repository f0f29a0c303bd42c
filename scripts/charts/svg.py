"""Charts as SVG, by the templates of `theme/charts/`.

Inside a page a chart has no styles of its own, only classes `chart-…` and presentation attributes
(the site's policy forbids inline styles), and takes its ink from `currentColor`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scripts.charts.chart import HEIGHT, TEXT_SIZE, WIDTH, Chart
from scripts.charts.geometry import wrap_text
from scripts.charts.small import SMALL_HEIGHT, SMALL_TEXT, SMALL_WIDTH, SmallChart
from scripts.core.templates import TemplateCache

TEMPLATES = Path(__file__).parents[2] / "theme" / "charts"
TITLE_SIZE, SOURCE_SIZE = 18.0, 11.0
MARGIN = 20.0
LINE = 1.45
"""Height of a line of the title or the sources, in em."""


def format_coordinate(value: float) -> str:
    """One decimal, without a trailing zero: the same bytes on every machine."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        bytecode_cache=TemplateCache("charts"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"n": format_coordinate, "whole": round}
    return environment


def render_template(template: str, **values: object) -> str:
    """A drawing by a template of `theme/charts/`."""
    return _environment().get_template(template).render(**values)


def render_svg(chart: Chart) -> str:
    """The chart as an `<svg>` element of a page."""
    return render_template(
        "page.svg.j2",
        chart=chart,
        scene=chart.scene,
        width=WIDTH,
        height=HEIGHT,
        text_size=TEXT_SIZE,
    )


def render_svg_file(chart: Chart, licence: str = "") -> str:
    """The chart as a file that stands by itself.

    It brings colours for light and dark, its title, its sources, and `licence` when given.
    """
    title = wrap_text(chart.title, TITLE_SIZE, WIDTH)
    footer = _footer(chart, licence)
    head = len(title) * TITLE_SIZE * LINE + 6
    below = head + HEIGHT + 12
    return render_template(
        "file.svg.j2",
        chart=chart,
        scene=chart.scene,
        width=WIDTH + 2 * MARGIN,
        height=below + len(footer) * SOURCE_SIZE * LINE + 2 * MARGIN,
        margin=MARGIN,
        text_size=TEXT_SIZE,
        title_size=TITLE_SIZE,
        source_size=SOURCE_SIZE,
        head=head,
        title=_baselines(title, TITLE_SIZE, TITLE_SIZE * LINE),
        footer=_baselines(footer, below + SOURCE_SIZE, SOURCE_SIZE * LINE),
    )


def _baselines(lines: Iterable[str], first: float, step: float) -> list[tuple[float, str]]:
    return [(first + number * step, line) for number, line in enumerate(lines)]


def _footer(chart: Chart, licence: str) -> list[str]:
    zh = chart.language == "zh"
    sources = ("；" if zh else "; ").join(chart.source_lines)
    lines: list[str] = []
    if sources:
        lines += wrap_text(f"来源：{sources}" if zh else f"Source: {sources}", SOURCE_SIZE, WIDTH)
    if licence:
        lines += wrap_text(f"许可：{licence}" if zh else f"Licence: {licence}", SOURCE_SIZE, WIDTH)
    return lines


def render_small_svg(chart: SmallChart) -> str:
    """A chart in miniature as an `<svg>` element; what it says is its text alternative."""
    return render_template(
        "small.svg.j2", chart=chart, width=SMALL_WIDTH, height=SMALL_HEIGHT, text_size=SMALL_TEXT
    )
