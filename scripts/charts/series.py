"""All drawings of a series: each made when it is first asked for, its numbers read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from scripts.charts.chart import Chart
from scripts.charts.facts import ChartFacts, derive_facts
from scripts.charts.layout import lay_out_chart
from scripts.charts.small import has_small_chart, lay_out_small_chart
from scripts.charts.svg import (
    render_drawing,
    render_file,
    render_inline,
    render_small_svg,
)
from scripts.core.model import LANGUAGES, Language
from scripts.derive.edition import Series
from scripts.words.wording import Units


@dataclass(frozen=True, kw_only=True)
class SeriesDrawings:
    """The SVGs of one series, by language; None where a series has too few numbers.

    Each is what `render_svg` or `render_small_svg` would give. Pages of a place have the small ones
    only and pages of an indicator the others, and each is often made where the other is not.
    """

    series: Series
    units: Units = field(repr=False)
    licence: str

    @cached_property
    def inline(self) -> Mapping[Language, str | None]:
        """For the series' own page."""
        return {
            language: None if drawn is None else render_inline(*drawn)
            for language, drawn in self._drawn.items()
        }

    @property
    def has_small(self) -> bool:
        """Whether there is a small one: in both languages or in none."""
        return has_small_chart(self._facts[LANGUAGES[0]])

    @cached_property
    def file(self) -> str | None:
        """In Chinese, to stand by itself; the licence is named in it."""
        drawn = self._drawn[LANGUAGES[0]]
        return None if drawn is None else render_file(*drawn, self.licence)

    @cached_property
    def small(self) -> Mapping[Language, str | None]:
        """For pages that have many side by side."""
        charts = {
            language: lay_out_small_chart(self.series, facts)
            for language, facts in self._facts.items()
        }
        return {
            language: None if chart is None else render_small_svg(chart)
            for language, chart in charts.items()
        }

    @cached_property
    def _facts(self) -> Mapping[Language, ChartFacts]:
        return {language: derive_facts(self.series, language, self.units) for language in LANGUAGES}

    @cached_property
    def _drawn(self) -> Mapping[Language, tuple[Chart, str] | None]:
        """Each language's chart, and what its element and its file have in common."""
        charts = {
            language: lay_out_chart(self.series, facts) for language, facts in self._facts.items()
        }
        return {
            language: None if chart is None else (chart, render_drawing(chart))
            for language, chart in charts.items()
        }


def draw_series(series: Series, units: Units, licence: str) -> SeriesDrawings:
    """Every drawing of a series; `licence` is named in the file."""
    return SeriesDrawings(series=series, units=units, licence=licence)


MOST_KNOWN = 512
"""Series whose drawings are held in memory: about 50 MB of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnSeries:
    """The drawings of a place's series, each made when it is first asked for."""

    units: Units = field(repr=False)
    licence: str
    _known: dict[int, tuple[Series, SeriesDrawings]] = field(default_factory=dict, repr=False)

    def of(self, series: Series) -> SeriesDrawings:
        """Every drawing of a series, which is known again by its identity."""
        known = self._known.get(id(series))
        if known is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            drawn = draw_series(series, self.units, self.licence)
            known = self._known[id(series)] = series, drawn
        return known[1]
