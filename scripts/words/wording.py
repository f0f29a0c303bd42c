"""Numbers, units and statements in words, in both languages.

The figure as printed is never changed: Chinese keeps the printed unit (`225 万吨`), English states
the same quantity with its own multipliers (`2.25 million tonnes`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from scripts.core.model import (
    Bilingual,
    BodyRole,
    Comparator,
    Confidence,
    Coverage,
    Direction,
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
    TargetKind,
    Verdict,
)
from scripts.words.scales import split_multiplier

STATUS_LABELS: Mapping[Status, Bilingual] = {
    "met": Bilingual(zh="已完成", en="Met"),
    "missed": Bilingual(zh="未完成", en="Missed"),
    "on_track": Bilingual(zh="进度正常", en="On track"),
    "off_track": Bilingual(zh="进度滞后", en="Off track"),
    "awaiting_data": Bilingual(zh="本站未收录结果", en="No result recorded yet"),
    "not_assessable": Bilingual(zh="暂不评估", en="Not assessed"),
}

VERDICT_LABELS: Mapping[Verdict, Bilingual] = {
    "met": Bilingual(zh="已完成", en="Met"),
    "met_late": Bilingual(zh="逾期完成", en="Met late"),
    "partly_met": Bilingual(zh="部分完成", en="Partly met"),
    "missed": Bilingual(zh="未完成", en="Missed"),
    "on_track": Bilingual(zh="进度正常", en="On track"),
    "off_track": Bilingual(zh="进度滞后", en="Off track"),
    "dropped": Bilingual(zh="已取消", en="Dropped"),
    "not_due": Bilingual(zh="未到期", en="Not yet due"),
    "not_reported": Bilingual(zh="报告未交代", en="Not reported"),
    "awaiting_data": Bilingual(zh="本站未收录结果", en="No result recorded yet"),
    "doubtful": Bilingual(zh="数字存疑，暂不评估", en="Doubtful figure, not assessed"),
    "no_measure": Bilingual(zh="无量化目标", en="No numerical target"),
}
"""Labels of verdicts; Chinese follows the words of cities' own progress reports (序时进度)."""

COMPARATOR_LABELS: Mapping[Comparator, Bilingual] = {
    "at_least": Bilingual(zh="不低于", en="at least"),
    "more_than": Bilingual(zh="超过", en="more than"),
    "at_most": Bilingual(zh="不超过", en="at most"),
    "less_than": Bilingual(zh="低于", en="less than"),
    "equal": Bilingual(zh="", en=""),
    "about": Bilingual(zh="约", en="about"),
    "between": Bilingual(zh="", en="between"),
}

KIND_LABELS: Mapping[TargetKind, Bilingual] = {
    "quantitative": Bilingual(zh="有数字", en="With a number"),
    "milestone": Bilingual(zh="完成与否", en="Milestone"),
    "directional": Bilingual(zh="只有方向", en="Direction only"),
}

MEASURE_LABELS: Mapping[Measure, Bilingual] = {
    "level": Bilingual(zh="总量", en="level"),
    "increment": Bilingual(zh="新增", en="increase"),
    "growth": Bilingual(zh="增速", en="growth rate"),
    "share": Bilingual(zh="比重", en="share"),
    "count": Bilingual(zh="数量", en="count"),
    "rank": Bilingual(zh="位次", en="rank"),
    "completion": Bilingual(zh="完成", en="completion"),
}

ROLE_LABELS: Mapping[Role, Bilingual] = {
    "target": Bilingual(zh="目标", en="target"),
    "achievement": Bilingual(zh="已有成绩", en="past achievement"),
    "context": Bilingual(zh="背景", en="context"),
    "baseline": Bilingual(zh="基期", en="baseline"),
    "year": Bilingual(zh="年份", en="year"),
    "ordinal": Bilingual(zh="序号", en="ordinal"),
    "name": Bilingual(zh="名称", en="part of a name"),
    "slogan": Bilingual(zh="提法", en="set phrase"),
}

CONFIDENCE_LABELS: Mapping[Confidence, Bilingual] = {
    "certain": Bilingual(zh="确定有误", en="certainly wrong"),
    "likely": Bilingual(zh="很可能有误", en="likely wrong"),
    "possible": Bilingual(zh="可能有误", en="possibly wrong"),
}

SOURCE_KIND_LABELS: Mapping[SourceKind, Bilingual] = {
    "primary": Bilingual(zh="一手来源", en="primary source"),
    "reprint": Bilingual(zh="转载", en="reprint"),
    "secondary": Bilingual(zh="二手来源（低可信）", en="secondary source (low reliability)"),
}

REACHABLE_LABELS: Mapping[Reachable, Bilingual] = {
    "yes": Bilingual(zh="打得开", en="reachable"),
    "moved": Bilingual(zh="已换网址", en="moved"),
    "no": Bilingual(zh="打不开", en="not reachable"),
}

FINDING_LABELS: Mapping[Finding | None, Bilingual] = {
    "done": Bilingual(zh="已办成", en="Done"),
    "partly": Bilingual(zh="部分办成", en="Partly done"),
    "under_way": Bilingual(zh="进行中", en="Under way"),
    "not_started": Bilingual(zh="尚未开始", en="Not started"),
    "dropped": Bilingual(zh="已取消", en="Dropped"),
    None: Bilingual(zh="旁证，不作判断依据", en="Background, decides nothing"),
}

BODY_ROLE_LABELS: Mapping[BodyRole, Bilingual] = {
    "lead": Bilingual(zh="牵头", en="lead"),
    "joint": Bilingual(zh="配合", en="joint"),
}

REQUEST_LABELS: Mapping[RequestState, Bilingual] = {
    "drafted": Bilingual(zh="已起草", en="Drafted"),
    "sent": Bilingual(zh="已寄出", en="Sent"),
    "answered": Bilingual(zh="已答复", en="Answered"),
    "refused": Bilingual(zh="不予公开", en="Refused"),
    "overdue": Bilingual(zh="逾期未答", en="Overdue"),
}

STAGE_LABELS: Mapping[Stage, Bilingual] = {
    "final": Bilingual(zh="最终数", en="final"),
    "preliminary": Bilingual(zh="初步数", en="preliminary"),
    "cumulative": Bilingual(zh="年内累计", en="cumulative in the year"),
}

COVERAGE_LABELS: Mapping[Coverage, Bilingual] = {
    "full": Bilingual(zh="全文", en="full text"),
    "excerpt": Bilingual(zh="节选", en="excerpt"),
    "by_reference": Bilingual(zh="只引用小句，不转载全文", en="quoted by clause, not republished"),
    "targets_only": Bilingual(zh="仅有目标，没有原文", en="targets only, no text"),
}

DIRECTION_LABELS: Mapping[Direction, Bilingual] = {
    "up": Bilingual(zh="越高越好", en="higher is better"),
    "down": Bilingual(zh="越低越好", en="lower is better"),
    "none": Bilingual(zh="不以高低论好坏", en="neither direction is better"),
}

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


def render_figure(target: Target, language: Language, units: Units) -> str:
    """The promised figure with its comparator: `不低于 225 万吨`, `3–5 家`, `about 6.5%`."""
    if target.value is None or target.unit is None or target.comparator is None:
        return ""
    if target.comparator == "between" and target.value_max is not None:
        high = format_quantity(target.value_max, target.unit, language, units)
        if language == "zh":
            return f"{format_number(target.value)}–{high}"
        low = format_quantity(target.value, target.unit, language, units)
        return f"between {low} and {high}"
    word = COMPARATOR_LABELS[target.comparator][language]
    return f"{word} {format_quantity(target.value, target.unit, language, units)}".lstrip()


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
