"""All drawings of a series at once: its numbers are read once for each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scripts.charts.facts import ChartFacts, derive_facts
from scripts.charts.layout import lay_out_chart
from scripts.charts.small import lay_out_small_chart, restate_small_chart
from scripts.charts.svg import render_drawing, render_file, render_inline, render_small_svg
from scripts.derived import Series
from scripts.model import LANGUAGES, Language
from scripts.wording import Units


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesDrawings:
    """The SVGs of one series, by language; None where a series has too few numbers.

    `inline` is for its page, `small` for pages that have many side by side, `file` (in Chinese)
    stands by itself. Each is what `render_svg` or `render_small_svg` would give.
    """

    inline: Mapping[Language, str | None] = field(repr=False)
    small: Mapping[Language, str | None] = field(repr=False)
    file: str | None = field(repr=False)


def draw_series(series: Series, units: Units, licence: str) -> SeriesDrawings:
    """Every drawing of a series; `licence` is named in the file."""
    inline: dict[Language, str | None] = {}
    file = None
    found = {language: derive_facts(series, language, units) for language in LANGUAGES}
    for language, facts in found.items():
        chart = lay_out_chart(series, facts)
        inline[language] = None
        if chart is not None:
            drawing = render_drawing(chart)
            inline[language] = render_inline(chart, drawing)
            if language == LANGUAGES[0]:
                file = render_file(chart, drawing, licence)
    return SeriesDrawings(inline=inline, small=_draw_small(series, found), file=file)


def _draw_small(series: Series, found: Mapping[Language, ChartFacts]) -> dict[Language, str | None]:
    """The small charts; laid out once when both languages count in the same units."""
    small: dict[Language, str | None] = {}
    first = found[LANGUAGES[0]]
    drawn = lay_out_small_chart(series, first)
    for language, facts in found.items():
        chart = drawn
        if drawn is not None and facts is not first:
            chart = restate_small_chart(drawn, first, facts) or lay_out_small_chart(series, facts)
        small[language] = None if chart is None else render_small_svg(chart)
    return small


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
            drawn = draw_series(series, self.units, self.licence)
            known = self._known[id(series)] = series, drawn
        return known[1]
