"""Likely scanning errors and magnitudes that cannot be, as drafted doubts for a person to judge."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scripts.core.model import DoubtKind
from scripts.text.headings import find_headings
from scripts.text.quantities import Quantity, convert, find_quantities

_LATIN = re.compile("(?<=[\u4e00-\u9fff]) ?([a-z]{2,12}) ?(?=[\u4e00-\u9fff])")
_DOUBLED = re.compile("([，。；、])\\1")
_BROKEN = re.compile("(?<=[\u4e00-\u9fff])\n{1,2}(?=[\u4e00-\u9fff])")
_TRADITIONAL = "們個國發東後會來時這對過還進說經學長業從當"
SHORT_LINE = 30
"""A line without a full stop that is no longer is a heading or a name."""
TOO_MANY_TIMES = 5
"""How many times the figure of another year is taken for a slip of the decimal point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """A stretch of the text that may be wrong, and why."""

    start: int
    end: int
    printed: str
    reason_zh: str
    reason_en: str
    confidence: str = "possible"
    kind: DoubtKind = "figure"


def find_suspicions(
    text: str, facts: Sequence[tuple[Decimal, str, str, str]] = ()
) -> Iterator[Suspicion]:
    """Latin words in Chinese prose, traditional characters, broken sentences, impossible figures.

    Args:
        text: of the report.
        facts: what bounds figures of the place: value, unit, name in Chinese and in English.
    """
    for found in _LATIN.finditer(text):
        yield _suspicion(
            found.span(1), text, "中文句子里夹了英文词", "A Latin word in Chinese prose"
        )
    for found in re.finditer(f"[{_TRADITIONAL}]", text):
        yield _suspicion(
            found.span(), text, "简体文本里的繁体字", "A traditional character in simplified text"
        )
    for found in _DOUBLED.finditer(text):
        yield _suspicion(found.span(), text, "标点重复", "A doubled punctuation mark")
    headings = {heading.end for heading in find_headings(text)}
    for found in _BROKEN.finditer(text):
        low, high = max(0, found.start() - 4), found.start()
        line = text[text.rfind("\n", 0, high) + 1 : high]
        if high not in headings and len(line) > SHORT_LINE:
            words = "一句话可能被断成两段", "A sentence may be cut in two"
            yield _suspicion((low, high), text, *words, "layout")
    yield from _impossible(text, facts)


def _suspicion(
    span: tuple[int, int], text: str, zh: str, en: str, kind: DoubtKind = "wording"
) -> Suspicion:
    start, end = span
    return Suspicion(
        start=start, end=end, printed=text[start:end], reason_zh=zh, reason_en=en, kind=kind
    )


def _impossible(text: str, facts: Sequence[tuple[Decimal, str, str, str]]) -> Iterator[Suspicion]:
    for quantity in find_quantities(text):
        for value, unit, zh, en in facts:
            bound = convert(value, unit, quantity.unit) if quantity.unit else None
            if bound is not None and (quantity.value_max or quantity.value) > bound:
                yield Suspicion(
                    start=quantity.start,
                    end=quantity.end,
                    printed=text[quantity.start : quantity.end],
                    reason_zh=f"大于{zh}（{value} {unit}），不可能；疑漏小数点或单位有误",
                    reason_en=f"More than the place's {en} ({value} {unit}), which cannot be; a "
                    "decimal point or the unit may be wrong",
                    confidence="likely",
                )
                break


def facts_of(place: Mapping[str, object]) -> list[tuple[Decimal, str, str, str]]:
    """The bounds that a package's descriptor tells under `place.facts`."""
    listed = place.get("facts")
    return [
        (
            Decimal(str(fact["value"])),
            str(fact["unit"]),
            str(fact.get("name_zh", "")),
            str(fact.get("name_en", "")),
        )
        for fact in (listed if isinstance(listed, list) else [])
        if isinstance(fact, Mapping) and {"value", "unit"} <= set(fact)
    ]


def find_leap(
    text: str, quantity: Quantity, earlier: Sequence[tuple[Decimal, str]]
) -> Suspicion | None:
    """A figure many times that of another year of the same indicator: a lost decimal point?

    Args:
        text: of the report.
        quantity: as read from it.
        earlier: values with their units of the same indicator, from other reports.
    """
    for value, unit in earlier:
        other = convert(value, unit, quantity.unit)
        if other is None or other <= 0:
            continue
        if quantity.value > other * TOO_MANY_TIMES:
            return Suspicion(
                start=quantity.start,
                end=quantity.end,
                printed=text[quantity.start : quantity.end],
                reason_zh=f"同一指标在别的年份是 {value} {unit}，这里大了许多；疑漏小数点",
                reason_en=f"The same indicator is {value} {unit} in another year; this is many "
                "times as much, so a decimal point may be lost",
                confidence="likely",
            )
    return None
