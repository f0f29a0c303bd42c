"""Drawings that become PNGs: each indicator's chart and share card, the place's card."""

from __future__ import annotations

from scripts.charts import SeriesDrawings
from scripts.charts.cards import CARD_SUFFIX, render_card, render_place_card
from scripts.charts.pictures import Drawing
from scripts.derive.edition import Edition, Series
from scripts.words.addresses import indicator_file, place_card
from scripts.words.wording import Units

CHART_WIDTH = 640
CARD_WIDTH = 800
"""Pixels: sharp on a telephone, and what sharing sites ask for at least (600 × 315)."""


def render_place_drawing(edition: Edition, site: str) -> dict[str, Drawing]:
    """The place's own card."""
    card = Drawing(svg=render_place_card(edition, site=site), width=CARD_WIDTH)
    return {place_card(edition.place.name): card}


def render_series_drawings(
    edition: Edition, series: Series, units: Units, site: str, drawn: SeriesDrawings
) -> dict[str, Drawing]:
    """An indicator's chart and card.

    A chart of a single number has no picture of its own: its card tells the same, larger.
    """
    place, key = edition.place.name, series.indicator.indicator_id
    drawings: dict[str, Drawing] = {}
    if drawn.has_small and drawn.file:
        drawings[indicator_file(place, key, "png")] = Drawing(svg=drawn.file, width=CHART_WIDTH)
    if series.lead is not None:
        svg = render_card(edition, series, series.lead, site=site, units=units)
        path = indicator_file(place, key, CARD_SUFFIX)
        drawings[path] = Drawing(svg=svg, width=CARD_WIDTH)
    return drawings
