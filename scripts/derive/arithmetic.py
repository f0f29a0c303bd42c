"""The arithmetic of a verdict in one sentence: what was, what was promised, and the difference."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from scripts.core.model import Bilingual, Language, Observation, Target
from scripts.core.periods import Period
from scripts.derive.comparison import tolerance
from scripts.words.wording import Units, format_gap, format_quantity, render_figure

MOST_DECIMALS = 4
"""Decimals of a converted or compared figure beyond which nothing is gained by showing them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One observation set against one target; `actual` is its value in the target's unit.

    `pace` says what an interim value was set against; None for a plain comparison.
    """

    target: Target
    period: Period
    observation: Observation
    actual: Decimal
    pace: Bilingual | None
    reached: bool
    partly: bool = False


def render_sentence(comparison: Comparison, units: Units) -> Bilingual:
    """The comparison in words: `2025 年实际 6.1%，目标约 6.5%，…，低 0.4 个百分点：未达到`."""
    return Bilingual(zh=_in_words(comparison, "zh", units), en=_in_words(comparison, "en", units))


def render_amount(target: Target, value: Decimal, language: Language, units: Units) -> str:
    """A value in the target's unit; completion is a percentage."""
    return format_quantity(_shorten(value), target.unit or "%", language, units)


def _shorten(value: Decimal) -> Decimal:
    """A printed figure as it is; one that came out of a conversion with fewer decimals."""
    exponent = value.as_tuple().exponent
    return (
        value
        if not isinstance(exponent, int) or exponent >= -MOST_DECIMALS
        else round(value, MOST_DECIMALS).normalize()
    )


def render_percents(share: Decimal, other: Decimal) -> tuple[str, str]:
    """Two shares as percentages, with as few decimals as still tell them apart: `50%`, `25%`."""
    decimals = 0
    while (
        decimals < MOST_DECIMALS
        and share != other
        and round(share * 100, decimals) == round(other * 100, decimals)
    ):
        decimals += 1
    return f"{share * 100:.{decimals}f}%", f"{other * 100:.{decimals}f}%"


def _in_words(comparison: Comparison, language: Language, units: Units) -> str:
    target, zh = comparison.target, language == "zh"
    amount = render_amount(target, comparison.actual, language, units)
    parts = [_actual_words(comparison, amount, language)]
    if figure := render_figure(target, language, units):
        parts.append(f"目标{figure}" if zh else f"target {figure}")
    if target.comparator == "about":
        spread = format_gap(tolerance(target), target.unit or "%", language, units)
        parts.append(f"容差 ±{spread}" if zh else f"tolerance ±{spread}")
    if comparison.pace:
        parts.append(comparison.pace[language])
    elif gap := _gap_words(comparison, language, units):
        parts.append(gap)
    verdict = _verdict_words(comparison, language)
    return f"{'，'.join(parts)}：{verdict}。" if zh else f"{'; '.join(parts)}: {verdict}."


def _gap_words(comparison: Comparison, language: Language, units: Units) -> str:
    """The plain difference from the printed figure, as a reader would subtract it."""
    target, actual = comparison.target, comparison.actual
    value = target.value
    if target.kind != "quantitative" or value is None or actual == value:
        return ""
    if target.comparator == "between":
        return ""
    gap = format_gap(_shorten(abs(actual - value)), target.unit or "%", language, units)
    if language == "zh":
        return f"{'高' if actual > value else '低'} {gap}"
    return f"{gap} {'above' if actual > value else 'below'}"


def _actual_words(comparison: Comparison, amount: str, language: Language) -> str:
    period, stage = comparison.period, comparison.observation.stage
    if language == "zh":
        words = {"final": "实际", "preliminary": "初步数", "cumulative": "年内累计"}
        return f"{period.label.zh}{words[stage]} {amount}"
    words = {"final": "actual", "preliminary": "preliminary", "cumulative": "cumulative"}
    return f"{period.label.en} {words[stage]} {amount}"


def _verdict_words(comparison: Comparison, language: Language) -> str:
    if comparison.partly:
        return "部分完成" if language == "zh" else "partly met"
    if comparison.pace:
        words = ("进度正常", "进度滞后") if language == "zh" else ("on pace", "behind pace")
    else:
        words = ("达到", "未达到") if language == "zh" else ("reached", "not reached")
    return words[0] if comparison.reached else words[1]
