"""Share cards of indicators and places for social sites, as SVG 1200 × 630."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from scripts.charts.geometry import text_width, wrap_text
from scripts.core.model import Verdict
from scripts.derive.edition import Edition, JudgedTarget, Series, count_verdicts
from scripts.words.wording import VERDICT_LABELS, Units, render_due, render_figure

TEMPLATES = Path(__file__).parents[2] / "theme" / "cards"
CARD_SUFFIX = "card.png"
SEAL = "诺"
WIDTH = 1056.0
"""Between the margins."""
NAME_SIZE, NAME_LINES = 48.0, 2
FIGURE_SIZES = (150.0, 120.0, 96.0, 76.0, 60.0)
PLAIN_COLOUR = "#5d554a"
VERDICT_COLOURS: Mapping[Verdict, str] = {
    "met": "#245c3d",
    "met_late": "#245c3d",
    "on_track": "#245c3d",
    "missed": "#9c2a1d",
    "dropped": "#9c2a1d",
    "partly_met": "#855000",
    "off_track": "#855000",
    "not_reported": "#855000",
}
"""Every other verdict has `PLAIN_COLOUR`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Every word of a card, in Chinese, and how large the figure is set."""

    site: str
    source: str
    name_lines: Sequence[str]
    figure_lines: Sequence[str]
    figure_size: float
    figure_y: float
    due: str
    verdict: str
    verdict_colour: str
    doubtful: bool
    seal: str = SEAL
    doubt_word: str = "存疑"


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, autoescape=True
    )
    return environment.get_template("promise.svg.j2")


def render_card(
    edition: Edition, series: Series, judged: JudgedTarget, *, site: str, units: Units
) -> str:
    """The card of one indicator: the promise as its page leads with it, in Chinese."""
    target = judged.target
    name = wrap_text(series.indicator.name_zh, NAME_SIZE, WIDTH)
    figure = render_figure(target, "zh", units) or (target.quote or "")[:60]
    size = next(
        (size for size in FIGURE_SIZES if text_width(figure, size) <= WIDTH), FIGURE_SIZES[-1]
    )
    lines = wrap_text(figure, size, WIDTH)
    name_lines, figure_lines = _cut(name, NAME_LINES), _cut(lines, 2)
    verdict = judged.judgement.verdict
    return _template().render(
        card=Card(
            site=site,
            source=f"{edition.place.name_zh} · {judged.report.title_zh}",
            name_lines=name_lines,
            figure_lines=figure_lines,
            figure_size=size,
            figure_y=470 - (len(figure_lines) - 1) * size * 1.2,
            due=render_due(target, judged.report.year, "zh"),
            verdict=VERDICT_LABELS[verdict].zh,
            verdict_colour=VERDICT_COLOURS.get(verdict, PLAIN_COLOUR),
            doubtful=any(doubt.confidence != "possible" for doubt in judged.doubts),
        )
    )


def render_place_card(edition: Edition, *, site: str) -> str:
    """The card of a place: how many promises its main report makes, and the commonest verdict."""
    report = edition.main_report
    counts = count_verdicts(report.targets)
    verdict = max(counts, key=lambda one: counts[one].total)
    return _template().render(
        card=Card(
            site=site,
            source=report.report.title_zh,
            name_lines=_cut(wrap_text(edition.place.name_zh, NAME_SIZE, WIDTH), NAME_LINES),
            figure_lines=[f"{len(report.targets)} 条承诺"],
            figure_size=FIGURE_SIZES[0],
            figure_y=440,
            due="每一条都有出处，每一个数字都有去向",
            verdict=f"{VERDICT_LABELS[verdict].zh} {counts[verdict].total}",
            verdict_colour=VERDICT_COLOURS.get(verdict, PLAIN_COLOUR),
            doubtful=False,
        )
    )


def _cut(lines: Sequence[str], most: int) -> list[str]:
    """No more than so many lines; where some are left out the last one says so."""
    if len(lines) <= most:
        return list(lines)
    return [*lines[: most - 1], f"{lines[most - 1][:-1]}…"]
