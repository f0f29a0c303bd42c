"""Quantities in Chinese official prose: `超过450家`, `2.1%以上`, `到2025年…突破4000亿元`.

以上, 以下 and 以内 include the number itself, 超过 does not (Civil Code of China, Article 1259).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypedDict

from scripts.chinese_numbers import (
    CHINESE_DIGITS,
    FULL_WIDTH,
    LONGEST_NUMBER,
    NumberError,
    parse_number,
)
from scripts.model import Comparator, Measure
from scripts.units import BASE_UNITS, MULTIPLIERS, convert, same_dimension, to_base

__all__ = [
    "Quantity",
    "QuantityError",
    "convert",
    "find_quantities",
    "format_quantity",
    "parse_quantity",
    "same_dimension",
    "to_base",
]

PREFIXES: Mapping[str, Comparator] = {
    "不低于": "at_least",
    "不少于": "at_least",
    "不小于": "at_least",
    "达到": "at_least",
    "稳定在": "at_least",
    "保持在": "at_least",
    "守住": "at_least",
    "至少": "at_least",
    "达": "at_least",
    "不超过": "at_most",
    "不高于": "at_most",
    "不大于": "at_most",
    "不多于": "at_most",
    "控制在": "at_most",
    "至多": "at_most",
    "超过": "more_than",
    "突破": "more_than",
    "高于": "more_than",
    "大于": "more_than",
    "多于": "more_than",
    "超": "more_than",
    "低于": "less_than",
    "少于": "less_than",
    "小于": "less_than",
    "大约": "about",
    "接近": "about",
    "约": "about",
    "近": "about",
}
"""Words right before a number -> comparator; longer words are tried first."""

SUFFIXES: Mapping[str, Comparator] = {
    "及以上": "at_least",
    "以上": "at_least",
    "及以下": "at_most",
    "以下": "at_most",
    "以内": "at_most",
    "之内": "at_most",
    "左右": "about",
    "上下": "about",
}
"""Words right after a unit -> comparator."""

SURPLUS = "余多"
"""Between number and unit (300余家, 十多个): more than the number."""

WINDOW = 120
"""How far back, in characters, a year or a verb can govern a number."""

_DIGIT_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_CHINESE_NUMBER = f"[{CHINESE_DIGITS}]{{1,{LONGEST_NUMBER}}}"
_UNIT = (
    f"(?:(?:{'|'.join(sorted(MULTIPLIERS, key=len, reverse=True))})?"
    f"(?:{'|'.join(re.escape(unit) for unit in BASE_UNITS)})"
    f"|{'|'.join(sorted(MULTIPLIERS, key=len, reverse=True))})"
)
_DASH = r"(?:—|－|–|-|~|～|至|到)"
_NUMBER = f"(?:{_DIGIT_NUMBER}|{_CHINESE_NUMBER})"
_QUANTITY = re.compile(
    rf"(?P<sign>[-−])?(?P<low>{_NUMBER})"
    rf"(?:(?P<low_unit>{_UNIT})?{_DASH}(?P<high>{_NUMBER}))?"
    rf"(?P<surplus>[{SURPLUS}])?(?P<unit>{_UNIT})?(?P<suffix>{'|'.join(SUFFIXES)})?"
)
_PARTS = re.compile(rf"(?P<parts>百|千)分之(?P<number>{_NUMBER})(?P<suffix>{'|'.join(SUFFIXES)})?")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_DUE = re.compile(r"(?:到|至|力争)((?:19|20)[0-9]{2})年|((?:19|20)[0-9]{2})年(?:底|末)?前")
_BASELINE = re.compile(r"[比较]((?:19|20)[0-9]{2})年")
_PREFIX_LENGTH = max(map(len, PREFIXES))
_DECREASE = ("下降", "降低", "减少", "压减", "回落")
_STOPS = "。；;！？!?\n"
_CLAUSE_STOPS = "，,、"
_MEASURE_WORDS: tuple[tuple[Measure, tuple[str, ...]], ...] = (
    ("growth", ("增长", "增速", "涨幅", "下降", "降低", "提高", "减少")),
    ("share", ("占比", "比重", "比例", "占", "覆盖率", "强度", "率")),
    ("increment", ("新增", "新建", "新办", "新开工", "新登记", "新发展", "打造", "创建", "培育")),
    ("rank", ("前", "后", "第", "位列", "排名")),
)


class QuantityError(ValueError):
    """The text does not hold exactly one quantity."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.message_zh = zh
        self.message_en = en


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A quantity as printed; `value` in `unit`, 万 and 亿 being part of the unit.

    `start`/`end` span the (first) number's digits within the text that was read.
    """

    comparator: Comparator
    value: Decimal
    value_max: Decimal | None = None
    unit: str = ""
    due: int | None = None
    baseline: int | None = None
    decrease: bool = False
    measure: Measure | None = None
    start: int = 0
    end: int = 0
    text: str = ""


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """All quantities in a text, in order; years and digits that are part of a name are none."""
    return tuple(_scan(text.translate(FULL_WIDTH)))


def parse_quantity(text: str) -> Quantity:
    """The one quantity in a text.

    Raises:
        QuantityError: there is none, or more than one.
    """
    found = find_quantities(text)
    if len(found) == 1:
        return found[0]
    shown = text if len(text) <= 40 else f"{text[:40]}……"  # noqa: PLR2004 - fits a line
    if not found:
        raise QuantityError(f"“{shown}”里没有数量。", f"There is no quantity in “{shown}”.")
    raise QuantityError(
        f"“{shown}”里有 {len(found)} 个数量，应为一个。",
        f"There are {len(found)} quantities in “{shown}”, not one.",
    )


def format_quantity(quantity: Quantity) -> str:
    """Canonical Chinese prose that `parse_quantity` reads back as the same quantity."""
    head = f"到{quantity.due}年" if quantity.due else ""
    head += f"比{quantity.baseline}年" if quantity.baseline else ""
    head += "下降" if quantity.decrease else ""
    number = f"{quantity.value:f}"
    match quantity.comparator:
        case "between":
            body = f"{number}—{quantity.value_max:f}{quantity.unit}"
        case "at_least":
            body = f"{number}{quantity.unit}以上"
        case "about":
            body = f"{number}{quantity.unit}左右"
        case "at_most":
            body = f"不超过{number}{quantity.unit}"
        case "less_than":
            body = f"低于{number}{quantity.unit}"
        case "more_than":
            body = f"超过{number}{quantity.unit}"
        case _:
            body = f"{number}{quantity.unit}"
    return head + body


def _scan(text: str) -> Iterator[Quantity]:
    position = 0
    while match := _QUANTITY.search(text, position):
        position = max(match.end("low"), match.start() + 1)
        parts = _PARTS.match(text, match.start())
        quantity = _read_parts(text, parts) if parts else _read(text, match)
        if quantity is not None:
            yield quantity
            position = parts.end() if parts else match.end()


def _read(text: str, match: re.Match[str]) -> Quantity | None:
    if _is_name(text, match) or _is_year(match):
        return None
    unit = match["unit"] or match["low_unit"] or ""
    if not unit and not _stands_alone(text, match):
        return None
    try:
        low = parse_number(match["low"])
        high = parse_number(match["high"]) if match["high"] else None
    except NumberError:
        return None
    if match["sign"]:
        low = -low
    comparator: Comparator = (
        "between" if high is not None else _comparator(text, match.start(), match)
    )
    return Quantity(
        comparator=comparator,
        value=low,
        value_max=high,
        unit=unit,
        start=match.start("low"),
        end=match.end("low"),
        text=match[0],
        **_surroundings(text, match.start()),
    )


def _read_parts(text: str, match: re.Match[str]) -> Quantity | None:
    """百分之五 is 5 %, 千分之三 is 3 ‰."""
    try:
        value = parse_number(match["number"])
    except NumberError:
        return None
    suffix = SUFFIXES.get(match["suffix"] or "")
    return Quantity(
        comparator=suffix or _prefix(text, match.start()) or "equal",
        value=value,
        unit="%" if match["parts"] == "百" else "‰",
        start=match.start("number"),
        end=match.end("number"),
        text=match[0],
        **_surroundings(text, match.start()),
    )


def _is_name(text: str, match: re.Match[str]) -> bool:
    """Digits that belong to a name: PM2.5, 5G, 3A级, 第三 and the inside of a longer number."""
    before = text[match.start() - 1 : match.start()]
    start = match.start("low")
    previous = text[start - 1 : start]
    if previous.isascii() and (previous.isalpha() or previous == "." or previous.isdigit()):
        return True
    if before == "第":
        return True
    after = text[match.end("low") : match.end("low") + 1]
    return match["low"].isascii() and after.isascii() and after.isalpha()


def _is_year(match: re.Match[str]) -> bool:
    last = match["high"] or match["low"]
    return bool(_YEAR.fullmatch(last)) and (match["unit"] or "").startswith("年")


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """A number without unit counts only in digits and before a stop or the end."""
    after = text[match.end() : match.end() + 1]
    return match["low"][0].isascii() and (not after or after in _STOPS + _CLAUSE_STOPS)


def _prefix(text: str, start: int) -> Comparator | None:
    before = text[max(0, start - _PREFIX_LENGTH) : start]
    for word in sorted(PREFIXES, key=len, reverse=True):
        if before.endswith(word):
            return PREFIXES[word]
    return None


def _comparator(text: str, start: int, match: re.Match[str]) -> Comparator:
    """The word after the unit decides, except that 超…以上 stays “more than”."""
    before = _prefix(text, start)
    if match["surplus"]:
        return "more_than"
    after = SUFFIXES.get(match["suffix"] or "")
    if before == "more_than" and after == "at_least":
        return "more_than"
    return after or before or "equal"


class _Surroundings(TypedDict):
    due: int | None
    baseline: int | None
    decrease: bool
    measure: Measure | None


def _surroundings(text: str, start: int) -> _Surroundings:
    """What the words before a number say of it: years, direction, what is measured."""
    window = text[max(0, start - WINDOW) : start]
    sentence = re.split(f"[{_STOPS}]", window)[-1]
    clause = re.split(f"[{_CLAUSE_STOPS}]", sentence)[-1]
    due = None
    for match in _DUE.finditer(sentence):
        due = int(match[1] or match[2])
    baseline = None
    for match in _BASELINE.finditer(clause):
        baseline = int(match[1])
    words = clause
    for prefix in sorted(PREFIXES, key=len, reverse=True):
        if words.endswith(prefix):
            words = words.removesuffix(prefix)
            break
    return {
        "due": due,
        "baseline": baseline,
        "decrease": words.endswith(_DECREASE),
        "measure": _measure(clause),
    }


def _measure(clause: str) -> Measure | None:
    for measure, words in _MEASURE_WORDS:
        if any(word in clause for word in words):
            return measure
    return None
