"""All drawings of a series, each made when it is first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from scripts.charts.chart import Chart
from scripts.charts.layout import derive_chart
from scripts.charts.small import SmallChart, derive_small_chart
from scripts.charts.svg import render_small_svg, render_svg, render_svg_file
from scripts.core.model import LANGUAGES, Language
from scripts.derive.edition import Series
from scripts.words.wording import Units

MOST_SERIES = 512
"""Series whose drawings are held in memory: about 50 MB of them."""


@dataclass(frozen=True, kw_only=True)
class SeriesDrawings:
    """The SVGs of one series, by language; None where a series has too few numbers."""

    series: Series
    units: Units = field(repr=False)
    licence: str
    """Named in the file."""

    @cached_property
    def inline(self) -> Mapping[Language, str | None]:
        """For the series' own page."""
        return {
            lang: None if chart is None else render_svg(chart)
            for lang, chart in self._charts.items()
        }

    @cached_property
    def file(self) -> str | None:
        """In Chinese, to stand by itself."""
        chart = self._charts[LANGUAGES[0]]
        return None if chart is None else render_svg_file(chart, self.licence)

    @cached_property
    def small(self) -> Mapping[Language, str | None]:
        """For pages that have many side by side."""
        return {
            lang: None if chart is None else render_small_svg(chart)
            for lang, chart in self._small.items()
        }

    @property
    def has_small(self) -> bool:
        """Whether there is a small one: in both languages or in none."""
        return self._small[LANGUAGES[0]] is not None

    @cached_property
    def _charts(self) -> Mapping[Language, Chart | None]:
        return {lang: derive_chart(self.series, lang, self.units) for lang in LANGUAGES}

    @cached_property
    def _small(self) -> Mapping[Language, SmallChart | None]:
        return {lang: derive_small_chart(self.series, lang, self.units) for lang in LANGUAGES}


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnSeries:
    """The drawings of one place's series, which its pages and downloads share."""

    units: Units = field(repr=False)
    licence: str
    _drawings: dict[str, SeriesDrawings] = field(default_factory=dict, repr=False)

    def of(self, series: Series) -> SeriesDrawings:
        """Every drawing of a series of the place."""
        key = series.indicator.indicator_id
        if key not in self._drawings and len(self._drawings) >= MOST_SERIES:
            self._drawings.clear()
        if key not in self._drawings:
            self._drawings[key] = SeriesDrawings(
                series=series, units=self.units, licence=self.licence
            )
        return self._drawings[key]
