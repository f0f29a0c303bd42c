"""Numbers, units and statements in words, in both languages.

The figure as printed is never changed: Chinese keeps the printed unit (`225 万吨`), English states
the same quantity with its own multipliers (`2.25 million tonnes`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scripts.core.declared import read_declared
from scripts.core.model import (
    Bilingual,
    BodyRole,
    Comparator,
    Confidence,
    Coverage,
    Direction,
    Doubt,
    DoubtKind,
    Finding,
    Language,
    Measure,
    Reachable,
    RequestState,
    Role,
    SourceKind,
    Stage,
    Status,
    Target,
    TargetChanged,
    TargetKind,
    Verdict,
)
from scripts.words.scales import split_multiplier


def _read_labels() -> Mapping[str, Mapping[Any, Bilingual]]:
    """What codes mean, by vocabulary and code; no code is None."""
    labels: dict[str, dict[str | None, Bilingual]] = defaultdict(dict)
    for row in read_declared(__file__, "labels.csv"):
        labels[row["vocabulary"]][row["code"] or None] = Bilingual(zh=row["zh"], en=row["en"])
    return labels


LABELS = _read_labels()
"""Codes in words. A vocabulary is named by its column, or by table and column. Those of verdicts
follow the words of cities' own progress reports (序时进度)."""
STATUS_LABELS: Mapping[Status, Bilingual] = LABELS["status"]
VERDICT_LABELS: Mapping[Verdict, Bilingual] = LABELS["verdict"]
COMPARATOR_LABELS: Mapping[Comparator, Bilingual] = LABELS["comparator"]
KIND_LABELS: Mapping[TargetKind, Bilingual] = LABELS["targets.kind"]
MEASURE_LABELS: Mapping[Measure, Bilingual] = LABELS["measure"]
ROLE_LABELS: Mapping[Role, Bilingual] = LABELS["role"]
CONFIDENCE_LABELS: Mapping[Confidence, Bilingual] = LABELS["confidence"]
DOUBT_KIND_LABELS: Mapping[DoubtKind | None, Bilingual] = LABELS["doubts.kind"]
"""In the order of lists: figures first."""
CHANGE_LABELS: Mapping[TargetChanged, Bilingual] = LABELS["target change"]
"""In the order of lists: what a reader would miss comes first."""
SOURCE_KIND_LABELS: Mapping[SourceKind, Bilingual] = LABELS["sources.kind"]
REACHABLE_LABELS: Mapping[Reachable, Bilingual] = LABELS["reachable"]
FINDING_LABELS: Mapping[Finding | None, Bilingual] = LABELS["evidence finding"]
BODY_ROLE_LABELS: Mapping[BodyRole, Bilingual] = LABELS["responsibilities.role"]
REQUEST_LABELS: Mapping[RequestState, Bilingual] = LABELS["request"]
STAGE_LABELS: Mapping[Stage, Bilingual] = LABELS["stage"]
COVERAGE_LABELS: Mapping[Coverage, Bilingual] = LABELS["coverage"]
DIRECTION_LABELS: Mapping[Direction, Bilingual] = LABELS["direction"]

_LARGE = tuple(
    (power, Decimal(10) ** power, word)
    for power, word in ((12, "trillion"), (9, "billion"), (6, "million"))
)

_HAN = re.compile("[\u3400-\u9fff]")

UNGROUPED_DIGITS = 4
"""A number of up to four digits is not grouped (GB/T 15835; the same in English here)."""

POINTS = Bilingual(zh="个百分点", en="percentage points")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitName:
    """How a Chinese base unit is said in English (`datasets/vocabulary/units.csv`).

    A counting word such as 家 has empty names: the indicator's name says what is counted.
    """

    unit: str
    one: str
    other: str


Units = Mapping[str, UnitName]


def format_plain(value: Decimal) -> str:
    """The digits as they stand, in ASCII, without exponent: `2E+2` -> `200`, `6.50` -> `6.50`."""
    text = str(value)  # the same but for an exponent, and sooner made
    return f"{value:f}" if "E" in text else text


def format_number(value: Decimal) -> str:
    """Digits grouped by three from five digits on, as both languages' official style allows."""
    text = format_plain(value)
    whole, dot, rest = text.partition(".")
    if len(whole) <= UNGROUPED_DIGITS and "-" not in text:
        return text
    grouped = f"{int(whole):,}" if len(whole.lstrip("-")) > UNGROUPED_DIGITS else whole
    return (grouped + dot + rest).replace("-", "−")


def _trim(value: Decimal) -> Decimal:
    return value.normalize() if value else Decimal(0)


def format_quantity(value: Decimal, unit: str, language: Language, units: Units) -> str:
    """A number with its unit: `225 万吨` or `2.25 million tonnes`."""
    if unit in {"%", "‰"}:
        return f"{format_number(value)}{unit}"
    if language == "zh":
        return f"{format_number(value)} {unit}".rstrip()
    power, base = split_multiplier(unit)
    full = _trim(value.scaleb(power))
    name = units.get(base)
    word = base if name is None else (name.one if abs(full) == 1 else name.other)
    return f"{_format_large(full, from_multiplier=power > 0)} {word}".rstrip()


def unit_name(unit: str, language: Language, units: Units, *, rank: bool = False) -> str:
    """A unit on its own: `万亩`, in English that of the full number, `mu`; classifiers count.

    `rank`: 名 counts places in a ranking here, not people.
    """
    if language == "zh" or unit in {"%", "‰"}:
        return unit
    if rank:
        return "place in a ranking"
    base = split_multiplier(unit)[1]
    name = units.get(base)
    return (base if name is None else name.other) or "number"


def _format_large(value: Decimal, *, from_multiplier: bool) -> str:
    if from_multiplier:
        for power, least, word in _LARGE:
            if abs(value) >= least:
                return f"{format_number(_trim(value.scaleb(-power)))} {word}"
    return format_number(value)


def format_gap(value: Decimal, unit: str, language: Language, units: Units) -> str:
    """A difference: percentages differ by percentage points."""
    if unit != "%":
        return format_quantity(_trim(value), unit, language, units)
    number = format_number(_trim(value))
    if language == "zh":
        return f"{number} {POINTS.zh}"
    return f"{number} {'percentage point' if abs(value) == 1 else POINTS.en}"


def doubt_label(doubt: Doubt) -> Bilingual:
    """How sure a doubt is, and of what: a slip of the layout leaves the words sound."""
    labels = LABELS.get(f"{doubt.kind} confidence", CONFIDENCE_LABELS)
    return labels[doubt.confidence]


def render_figure(target: Target, language: Language, units: Units) -> str:
    """The promised figure with its comparator: `不低于 225 万吨`, `3–5 家`, `about 6.5%`."""
    if target.value is None or target.unit is None or target.comparator is None:
        return ""
    # 名 counts places in a ranking here, not people: English gives the bare rank.
    unit = "" if target.measure == "rank" and language == "en" else target.unit
    if target.comparator == "between" and target.value_max is not None:
        high = format_quantity(target.value_max, unit, language, units)
        if language == "zh":
            return f"{format_number(target.value)}–{high}"
        low = format_quantity(target.value, unit, language, units)
        return f"between {low} and {high}"
    word = COMPARATOR_LABELS[target.comparator][language]
    return f"{word} {format_quantity(target.value, unit, language, units)}".lstrip()


def split_figure(figure: str) -> tuple[str, str, str]:
    """A figure cut before its first and after its last digit: (`不低于 `, `225`, ` 万吨`)."""
    digits = [index for index, character in enumerate(figure) if character.isdigit()]
    if not digits:
        return figure, "", ""
    low, high = digits[0], digits[-1] + 1
    if figure[high:].startswith(("%", "‰")):
        high += 1
    return figure[:low], figure[low:high], figure[high:]


def render_short(target: Target, language: Language) -> str:
    """The bare figure for a mark on the wall: `225万吨`, `3–5家`; English `2.25M`, `3–5`."""
    if target.value is None:
        return ""
    unit = target.unit or ""
    values = [target.value, *([target.value_max] if target.value_max is not None else [])]
    if language == "zh" or unit in {"%", "‰"}:
        return "–".join(format_plain(value) for value in values) + unit
    power, _ = split_multiplier(unit)
    return "–".join(_compact(_trim(value.scaleb(power))) for value in values)


def _compact(value: Decimal) -> str:
    for power, letter in ((12, "T"), (9, "B"), (6, "M")):
        if abs(value) >= Decimal(10) ** power:
            return f"{format_number(_trim(value.scaleb(-power)))}{letter}"
    return format_number(value)


def render_due(target: Target, report_year: int, language: Language) -> str:
    """By when: `2024 年内` or `到 2025 年`; English `in 2024`, `by 2025`."""
    due = target.due or report_year
    if due == report_year:
        return f"{due} 年" if language == "zh" else f"in {due}"
    return f"到 {due} 年" if language == "zh" else f"by {due}"


def render_statement(
    target: Target, name: Bilingual, report_year: int, language: Language, units: Units
) -> str:
    """The promise as one line: `粮食产量：2024 年不低于 225 万吨`."""
    due = render_due(target, report_year, language)
    figure = render_figure(target, language, units)
    if not figure:
        return f"{name.zh}（{due}）" if language == "zh" else f"{name.en} ({due})"
    if language == "zh":
        return f"{name.zh}：{due} {figure}"
    return f"{name.en}: {figure} {due}"


def text_language(text: str) -> str:
    """The `lang` of a text that says nothing of its language: Chinese if it has Han characters."""
    return "zh-CN" if _HAN.search(text) else "en"
