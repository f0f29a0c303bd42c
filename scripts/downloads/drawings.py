"""Drawings that become PNGs: each indicator's chart and share cards, the place's cards."""

from __future__ import annotations

from scripts.charts import SeriesDrawings
from scripts.charts.cards import CARD_SUFFIXES, render_card, render_place_card
from scripts.charts.pictures import Drawing
from scripts.core.model import LANGUAGES
from scripts.core.site_identity import SiteIdentity
from scripts.derive.edition import Edition, Series
from scripts.words.addresses import indicator_file, place_card
from scripts.words.wording import Units

CHART_WIDTH = 640
CARD_WIDTH = 800
"""Pixels: sharp on a telephone, and what sharing sites ask for at least (600 × 315)."""


def render_place_drawings(edition: Edition, site: SiteIdentity) -> dict[str, Drawing]:
    """The place's own cards, one a language; none where the site has no pictures."""
    return {
        place_card(edition.place.name, language): Drawing(
            svg=render_place_card(edition, language=language, site=site), width=CARD_WIDTH
        )
        for language in LANGUAGES
        if site.pictures
    }


def render_series_drawings(
    edition: Edition, series: Series, units: Units, site: SiteIdentity, drawn: SeriesDrawings
) -> dict[str, Drawing]:
    """An indicator's chart, and its card in each language; none where the site has no pictures.

    A chart of a single number has no picture of its own: its card tells the same, larger.
    """
    place, key = edition.place.name, series.indicator.indicator_id
    drawings: dict[str, Drawing] = {}
    if not site.pictures:
        return drawings
    if drawn.has_small and drawn.file:
        drawings[indicator_file(place, key, "png")] = Drawing(svg=drawn.file, width=CHART_WIDTH)
    if (lead := series.lead) is not None:
        for language, suffix in CARD_SUFFIXES.items():
            svg = render_card(edition, series, lead, language=language, site=site, units=units)
            path = indicator_file(place, key, suffix)
            drawings[path] = Drawing(svg=svg, width=CARD_WIDTH)
    return drawings
