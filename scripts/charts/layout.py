"""Chart layout: positions of axis, legend, marks and labels."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from scripts.charts.chart import (
    HEIGHT,
    TEXT_SIZE,
    WIDTH,
    Chart,
    LegendEntry,
    LegendKind,
    Marks,
    Scene,
)
from scripts.charts.facts import ChartFacts, derive_facts, render_missing_years
from scripts.charts.geometry import (
    MIDDLE,
    Box,
    Label,
    ValueScale,
    box_around,
    derive_value_scale,
    text_width,
)
from scripts.charts.labels import wish_labels
from scripts.charts.marks import TimeScale, derive_marks
from scripts.charts.placing import Wish, place_labels, place_years
from scripts.core.model import Bilingual, Language
from scripts.derive.edition import Series
from scripts.words.wording import VERDICT_LABELS, Units, format_number

LEGEND_WORDS: Mapping[LegendKind, Bilingual] = {
    "target": Bilingual(zh="目标", en="target"),
    "doubted": Bilingual(zh="目标（存疑）", en="target in doubt"),
    "beyond": Bilingual(zh="存疑，超出图幅", en="in doubt, off the scale"),
    "path": Bilingual(zh="应有进度", en="required path"),
    "actual": Bilingual(zh="实际", en="actual"),
    "interim": Bilingual(zh="年内累计", en="year to date"),
}
FIRST_BASELINE = 14.0
LINE_HEIGHT = 20.0
_PLOT_TOP = 38.0
_RIGHT_EDGE = WIDTH - 2
_SAMPLE = 18.0
_ENTRY_GAP = 10.0


def derive_chart(series: Series, language: Language, units: Units) -> Chart | None:
    """The chart of one indicator in one language; None when the series has no number at all.

    The value axis starts at zero except for values close together (`facts.ZERO_SHARE`). A doubted
    target is drawn as printed, hatched and with a question mark; when it would flatten all the
    rest (`facts.BEYOND`) it is a triangle at the upper edge with its figure in words.
    """
    facts = derive_facts(series, language, units)
    if facts.is_empty:
        return None
    note = "" if facts.is_lone else render_missing_years(facts.missing_years, language)
    unit = _text(0, FIRST_BASELINE, facts.axis.label, "unit")
    legend, top = _derive_legend(facts, unit)
    bottom = HEIGHT - LINE_HEIGHT - (LINE_HEIGHT + 3 if note else 2)
    scene = _derive_scene(facts, top, bottom)
    return Chart(
        chart_id=series.indicator.indicator_id,
        language=language,
        title=_derive_title(series, language),
        description=_describe(facts),
        unit=unit,
        legend=legend,
        scene=scene,
        sentences=(
            *(fact.sentence for fact in (*facts.targets, *facts.beyond)),
            *(fact.sentence for fact in facts.actuals),
        ),
        labels=_derive_labels(facts, scene.marks, scene.plot),
        notes=(_text(scene.plot.left, HEIGHT - 5, note, "note"),) if note else (),
        source_lines=tuple(dict.fromkeys(source.title for source in series.sources)),
    )


def _derive_scene(facts: ChartFacts, top: float, bottom: float) -> Scene:
    # An off-scale triangle takes the height of a line of text above the highest value.
    scale = derive_value_scale(
        facts.values,
        from_zero=facts.starts_at_zero,
        top=top + (LINE_HEIGHT if facts.beyond else 4),
        bottom=bottom,
    )
    ticks = _derive_ticks(scale)
    plot = Box(left=max(t.box.right for t in ticks) + 6, top=top, right=_RIGHT_EDGE, bottom=bottom)
    time = TimeScale.between(plot.left, plot.right, facts)
    return Scene(
        plot=plot,
        gridlines=tuple(scale.y(tick) for tick in scale.ticks if tick != 0),
        zero=scale.y(Decimal(0)) if scale.low <= 0 <= scale.high else None,
        separators=tuple(time.left + n * time.column for n in range(1, len(time.years))),
        ticks=ticks,
        years=_derive_year_labels(facts, time, bottom),
        marks=derive_marks(facts, scale, time, plot),
    )


def _text(x: float, y: float, text: str, role: str) -> Label:
    return Label(x=x, y=y, text=text, role=role, size=TEXT_SIZE, anchor="start")


def _derive_title(series: Series, language: Language) -> str:
    if language == "zh":
        return f"{series.indicator.name_zh}：目标与实际"
    return f"{series.indicator.name_en}: target and actual"


def _describe(facts: ChartFacts) -> str:
    """The text alternative: every number of the drawing, in order of time."""
    sentences = list(facts.sentences)
    if missing := render_missing_years(facts.missing_years, facts.language):
        sentences.append(missing)
    if facts.language == "zh":
        return "；".join(sentences) + "。"
    text = "; ".join(sentences) + "."
    return text[0].upper() + text[1:]


def _derive_ticks(scale: ValueScale) -> tuple[Label, ...]:
    exponent = scale.step.normalize().as_tuple().exponent
    places = Decimal(1).scaleb(min(0, exponent) if isinstance(exponent, int) else 0)
    return tuple(
        _text(
            0,
            scale.y(tick) + MIDDLE * TEXT_SIZE,
            format_number(tick.quantize(places)),
            "tick",
        )
        for tick in scale.ticks
    )


def _derive_year_labels(facts: ChartFacts, time: TimeScale, bottom: float) -> tuple[Label, ...]:
    """A label per year; where they would touch, years with a mark go first, from the last back."""
    years = sorted(time.years, key=lambda year: (year not in facts.marked_years, -year))
    return place_years(years, time.centres, bottom + 16, TEXT_SIZE, WIDTH)


def _derive_legend(facts: ChartFacts, unit: Label) -> tuple[tuple[LegendEntry, ...], float]:
    """Samples of the marks with their words, in rows; and where the plot begins beneath them.

    The legend stands right of the unit, or in rows of its own where it has no room there.
    """
    widths = {
        kind: _SAMPLE + text_width(LEGEND_WORDS[kind][facts.language], TEXT_SIZE)
        for kind in _legend_kinds(facts)
    }
    total = sum(widths.values()) + _ENTRY_GAP * (len(widths) - 1)
    beside = unit.box.right + 2 * _ENTRY_GAP + total <= WIDTH
    x = WIDTH - total if beside else 0.0
    y = FIRST_BASELINE + (0 if beside else LINE_HEIGHT)
    entries: list[LegendEntry] = []
    for kind, width in widths.items():
        if entries and x + width > WIDTH + 0.01:
            x, y = 0.0, y + LINE_HEIGHT
        text = LEGEND_WORDS[kind][facts.language]
        entries.append(LegendEntry(kind=kind, x=x, y=y, text=text))
        x += width + _ENTRY_GAP
    return tuple(entries), y - FIRST_BASELINE + _PLOT_TOP


def _legend_kinds(facts: ChartFacts) -> list[LegendKind]:
    present: dict[LegendKind, bool] = {
        "target": any(not fact.doubted for fact in facts.targets),
        "doubted": any(fact.doubted for fact in facts.targets),
        "beyond": bool(facts.beyond),
        "path": any(fact.baseline is not None for fact in facts.targets),
        "actual": any(fact.is_full_year for fact in facts.actuals),
        "interim": any(not fact.is_full_year for fact in facts.actuals),
    }
    return [kind for kind, is_present in present.items() if is_present]


def _derive_labels(facts: ChartFacts, marks: Marks, plot: Box) -> tuple[Label, ...]:
    """Labels at their marks; words last."""
    wishes = wish_labels(facts, marks, TEXT_SIZE, bare=False)
    if facts.is_lone:
        words = VERDICT_LABELS["awaiting_data"][facts.language]
        mark = box_around(plot.left + 0.5 * (plot.right - plot.left), plot.bottom - 10, 1, 1)
        wishes.append(Wish(texts=(words,), role="empty", size=TEXT_SIZE, mark=mark, prefer="above"))
    return place_labels(wishes, marks.taken, plot, marks.lines)
