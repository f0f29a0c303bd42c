"""Share cards of indicators and places as SVG 1200 × 630: words, verdict and a QR code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from scripts.charts.geometry import text_width, wrap_text
from scripts.core.model import Language, Verdict
from scripts.core.site_identity import SiteIdentity
from scripts.derive.edition import Edition, JudgedTarget, Series, count_verdicts
from scripts.words.addresses import Addresses
from scripts.words.wording import VERDICT_LABELS, Units, render_due, render_figure

TEMPLATES = Path(__file__).parents[2] / "theme" / "cards"
CARD_SUFFIXES: Mapping[Language, str] = {"zh": "card.png", "en": "card-en.png"}
SEAL = "诺"
RIGHT = 1128.0
"""The right margin; the left one is as wide."""
WIDTH, NARROW = 1056.0, 828.0
"""Between the margins, and left of the QR code."""
NAME_SIZE, NAME_LINES = 46.0, 2
QUOTE_SIZE, QUOTE_LINES = 27.0, 2
SOURCE_SIZE, SOURCE_WIDTH, DUE_WIDTH = 26.0, 760.0, 740.0
FIGURE_SIZES = (120.0, 100.0, 84.0, 68.0, 56.0)
FIGURE_BOTTOM = 372.0
CODE_BOTTOM = 576.0
MODULE = 6
"""Of a QR code; four pixels of the picture, which has two thirds of the drawing's size."""
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
    """Every word of a card, and how large the figure is set; `code` is the QR code as SVG."""

    site: str
    source: str
    name_lines: Sequence[str]
    figure_lines: Sequence[str]
    figure_size: float
    figure_y: float
    quote_lines: Sequence[str]
    due: str
    verdict: str
    verdict_colour: str
    doubted: bool
    code: str
    code_left: float
    code_top: float
    code_words: str
    seal: str = SEAL


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, autoescape=True
    )
    return environment.get_template("promise.svg.j2")


def render_card(  # noqa: PLR0913 - all that a card says
    edition: Edition,
    series: Series,
    judged: JudgedTarget,
    *,
    language: Language,
    site: SiteIdentity,
    units: Units,
) -> str:
    """The card of one indicator: the promise as its page leads with it, and its words."""
    target, zh = judged.target, language == "zh"
    quote = (target.quote if zh else target.quote_en) or ""
    figure = render_figure(target, language, units)
    key = series.indicator.indicator_id
    verdict, word = judged.judgement.verdict, "存疑" if zh else "in doubt"
    doubted = any(doubt.confidence != "possible" for doubt in judged.doubts)
    return _render(
        language,
        site,
        address=Addresses(language).indicator(edition.place.name, key),
        source=f"{edition.place.name_zh} · {judged.report.title_zh}"
        if zh
        else f"{edition.place.name_en} · {judged.report.title_en}",
        name=series.indicator.name_zh if zh else series.indicator.name_en,
        # What has no figure is told by its words, large.
        figure=figure or quote,
        quote=(f"“{quote}”" if quote and figure else ""),
        due=render_due(target, judged.report.year, language),
        verdict=verdict,
        verdict_words=VERDICT_LABELS[verdict][language]
        + (f" · {word}" if doubted and verdict != "doubtful" else ""),
        doubted=doubted,
    )


def render_place_card(edition: Edition, *, language: Language, site: SiteIdentity) -> str:
    """The card of a place: how many promises its main report makes, and the commonest verdict."""
    report, zh = edition.main_report, language == "zh"
    counts = count_verdicts(report.targets)
    verdict = max(counts, key=lambda one: counts[one].total)
    total = len(report.targets)
    return _render(
        language,
        site,
        address=Addresses(language).place(edition.place.name),
        source=report.report.title_zh if zh else report.report.title_en,
        name=edition.place.name_zh if zh else edition.place.name_en,
        figure=f"{total} 条承诺" if zh else f"{total} promises",
        quote="",
        due=site.tagline[language],
        verdict=verdict,
        verdict_words=f"{VERDICT_LABELS[verdict][language]} {counts[verdict].total}",
        doubted=False,
    )


def _render(  # noqa: PLR0913 - all that a card says
    language: Language,
    site: SiteIdentity,
    *,
    address: str,
    source: str,
    name: str,
    figure: str,
    quote: str,
    due: str,
    verdict: Verdict,
    verdict_words: str,
    doubted: bool,
) -> str:
    # A task without a figure is named by the words that stand large below.
    names = [] if name == figure else _cut(wrap_text(name, NAME_SIZE, WIDTH), NAME_LINES)
    # A doubted figure is smaller than a sound one.
    sizes = FIGURE_SIZES[2:] if doubted or len(names) == NAME_LINES else FIGURE_SIZES
    size = next((size for size in sizes if text_width(figure, size) <= NARROW), sizes[-1])
    figures = _cut(wrap_text(figure, size, NARROW), 2)
    code = _qr_code(site.absolute(address)) if site.url else ("", 0.0)
    return _template().render(
        card=Card(
            site=site.title[language],
            source="".join(_cut(wrap_text(source, SOURCE_SIZE, SOURCE_WIDTH), 1)),
            name_lines=names,
            figure_lines=figures,
            figure_size=size,
            figure_y=FIGURE_BOTTOM - (len(figures) - 1) * size * 1.2,
            quote_lines=_cut(wrap_text(quote, QUOTE_SIZE, NARROW), QUOTE_LINES),
            due="".join(_cut(wrap_text(due, QUOTE_SIZE, DUE_WIDTH), 1)),
            verdict=verdict_words,
            verdict_colour=VERDICT_COLOURS.get(verdict, PLAIN_COLOUR),
            doubted=doubted,
            code=code[0],
            code_left=RIGHT - code[1],
            code_top=CODE_BOTTOM - code[1],
            code_words="扫码看出处和进展" if language == "zh" else "Scan for source and progress",
        )
    )


def _qr_code(address: str) -> tuple[str, float]:
    """The QR code of an address as an SVG within another, and how wide it is."""
    code = segno.make(address, error="l", micro=False)
    written = BytesIO()
    code.save(
        written,
        kind="svg",
        scale=MODULE,
        border=0,
        xmldecl=False,
        svgns=False,
        nl=False,
        svgclass=None,
        lineclass=None,
        dark="#211d18",
    )
    return written.getvalue().decode(), code.symbol_size(scale=MODULE, border=0)[0]


def _cut(lines: Sequence[str], most: int) -> list[str]:
    """No more than so many lines; where some are left out the last one says so."""
    if len(lines) <= most:
        return list(lines)
    return [*lines[: most - 1], f"{lines[most - 1][:-1]}…"]
