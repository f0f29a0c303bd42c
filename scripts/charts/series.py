"""All drawings of a series at once: its numbers are read once for each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scripts.charts.facts import derive_facts
from scripts.charts.layout import lay_out_chart
from scripts.charts.small import lay_out_small_chart
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
    small: dict[Language, str | None] = {}
    file = None
    for language in LANGUAGES:
        facts = derive_facts(series, language, units)
        chart, small_chart = lay_out_chart(series, facts), lay_out_small_chart(series, facts)
        small[language] = None if small_chart is None else render_small_svg(small_chart)
        inline[language] = None
        if chart is not None:
            drawing = render_drawing(chart)
            inline[language] = render_inline(chart, drawing)
            if language == LANGUAGES[0]:
                file = render_file(chart, drawing, licence)
    return SeriesDrawings(inline=inline, small=small, file=file)
