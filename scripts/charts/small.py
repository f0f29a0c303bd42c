"""A chart in miniature, for many side by side: the marks, their bare numbers and the years."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from scripts.charts.chart import Marks
from scripts.charts.facts import ChartFacts, derive_facts
from scripts.charts.geometry import Box, Label, derive_value_scale, text_width
from scripts.charts.labels import wish_labels
from scripts.charts.marks import TimeScale, derive_marks
from scripts.charts.placing import place_labels, place_years
from scripts.core.model import Language
from scripts.derive.edition import Series
from scripts.words.wording import Units

SMALL_WIDTH, SMALL_HEIGHT = 220.0, 120.0
SMALL_TEXT = 13.0
_ENOUGH = 2
"""One number alone is better told in words than drawn."""
_PLOT = Box(left=2, top=6, right=SMALL_WIDTH - 2, bottom=SMALL_HEIGHT - 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallChart:
    """Everything that is drawn, and what it says in words."""

    chart_id: str
    description: str
    plot: Box
    zero: float | None
    marks: Marks
    years: tuple[Label, ...]
    labels: tuple[Label, ...]


def derive_small_chart(series: Series, language: Language, units: Units) -> SmallChart | None:
    """One indicator in miniature; None when it has fewer than two numbers on the scale."""
    facts = derive_facts(series, language, units)
    if len(facts.targets) + len(facts.actuals) < _ENOUGH:
        return None
    scale = derive_value_scale(
        facts.values,
        from_zero=True,  # there is no room for the ticks that would tell of another beginning
        top=_PLOT.top + (16 if facts.beyond else 4),
        bottom=_PLOT.bottom,
    )
    time = TimeScale.between(_PLOT.left, _PLOT.right, facts)
    marks = derive_marks(facts, scale, time, _PLOT)
    wishes = wish_labels(facts, marks, SMALL_TEXT, bare=True)
    return SmallChart(
        chart_id=series.indicator.indicator_id,
        description=("；" if facts.language == "zh" else "; ").join(facts.sentences),
        plot=_PLOT,
        zero=scale.y(Decimal(0)) if scale.low < 0 < scale.high else None,
        marks=marks,
        years=_year_labels(facts, time),
        labels=place_labels(wishes, marks.taken, _PLOT, marks.lines),
    )


def _year_labels(facts: ChartFacts, time: TimeScale) -> tuple[Label, ...]:
    """The first and the last year, and as many with a mark between them as have room."""
    first, last = min(time.years), max(time.years)
    years = sorted(facts.marked_years | {first, last}, key=lambda y: (y not in {first, last}, -y))
    least = text_width(str(first), SMALL_TEXT) / 2
    middles = time.centres
    centres = {year: max(middles[year], least) for year in years}
    return place_years(years, centres, SMALL_HEIGHT - 4, SMALL_TEXT, SMALL_WIDTH)
