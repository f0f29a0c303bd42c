"""All drawings of a series: each made when it is first asked for, its numbers read once.

Those of pages are kept: when only the looks of pages change, drawing would take a quarter of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

from pydantic_core import from_json, to_json

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
from scripts.core.kept import keep, recall, touch
from scripts.core.model import LANGUAGES, Language
from scripts.derive.edition import Series, describe_series
from scripts.words.wording import Units


@dataclass(frozen=True, kw_only=True)
class SeriesDrawings:
    """The SVGs of one series, by language; None where a series has too few numbers.

    Each is what `render_svg` or `render_small_svg` would give. Pages of a place have the small ones
    only and pages of an indicator the others, and each is often made where the other is not.

    `essence`: all that drawings follow from beside the series; without it nothing is kept.
    """

    series: Series
    units: Units = field(repr=False)
    licence: str
    essence: bytes = field(default=b"", repr=False)

    @property
    def inline(self) -> Mapping[Language, str | None]:
        """For the series' own page."""
        drawn: Mapping[Language, str | None] = self._of_page["inline"]
        return drawn

    @property
    def has_small(self) -> bool:
        """Whether there is a small one: in both languages or in none."""
        return bool(self._of_page["has_small"])

    @cached_property
    def file(self) -> str | None:
        """In Chinese, to stand by itself; the licence is named in it."""
        drawn = self._drawn[LANGUAGES[0]]
        return None if drawn is None else render_file(*drawn, self.licence)

    @cached_property
    def small(self) -> Mapping[Language, str | None]:
        """For pages that have many side by side."""
        small: Mapping[Language, str | None] = self._kept(_SMALL, self._draw_small)
        return small

    @cached_property
    def described(self) -> bytes:
        """What the series is told from others by (`describe_series`)."""
        return describe_series(self.series)

    def touch(self) -> None:
        """Keep what nobody asks for, because the pages that show it stay as they are."""
        for what in (_OF_PAGE, _SMALL):
            touch(what, self._inputs)

    def _kept(self, what: str, make: Callable[[], Any]) -> Any:
        if not self.essence:
            return make()
        if (known := recall(what, self._inputs)) is not None:
            return from_json(known)
        made = make()
        keep(what, self._inputs, to_json(made))
        return made

    @cached_property
    def _inputs(self) -> Sequence[bytes]:
        return [self.essence, sha256(self.described).digest()]

    @cached_property
    def _of_page(self) -> Mapping[str, Any]:
        return self._kept(_OF_PAGE, self._draw_for_page)  # type: ignore[no-any-return]

    def _draw_for_page(self) -> Mapping[str, Any]:
        return {
            "inline": {
                language: None if drawn is None else render_inline(*drawn)
                for language, drawn in self._drawn.items()
            },
            "has_small": has_small_chart(self._facts[LANGUAGES[0]]),
        }

    def _draw_small(self) -> Mapping[Language, str | None]:
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


_OF_PAGE, _SMALL = "drawings of a page", "small drawings"


def draw_series(series: Series, units: Units, licence: str, essence: bytes = b"") -> SeriesDrawings:
    """Every drawing of a series; `licence` is named in the file; `essence`: `SeriesDrawings`."""
    return SeriesDrawings(series=series, units=units, licence=licence, essence=essence)


MOST_KNOWN = 512
"""Series whose drawings are held in memory: about 50 MB of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnSeries:
    """The drawings of a place's series, each made when it is first asked for.

    `essence`: all that they follow from beside the series (`SeriesDrawings`).
    """

    units: Units = field(repr=False)
    licence: str
    essence: bytes = field(repr=False)
    _known: dict[int, tuple[Series, SeriesDrawings]] = field(default_factory=dict, repr=False)

    def of(self, series: Series) -> SeriesDrawings:
        """Every drawing of a series, which is known again by its identity."""
        known = self._known.get(id(series))
        if known is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            drawn = draw_series(series, self.units, self.licence, self.essence)
            known = self._known[id(series)] = series, drawn
        return known[1]
