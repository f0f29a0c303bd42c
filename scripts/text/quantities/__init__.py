"""Quantities in Chinese official prose: `超过450家`, `2.1%以上`, `到2025年…突破4000亿元`.

A number, its unit, and the words around it that say how it is meant. Which word means what is the
table `COMPARATOR_WORDS`; units are in `units`, Chinese numerals in `chinese_numbers`. Years, dates,
ordinals and digits inside names (PM2.5, 5G, 3A级, “15分钟便民生活圈”) are no quantities.

Several words at one number are settled by strength: 超过, 不低于 and the like before the number
decide (超100亿元以上 is more than 100), then what follows it (以上, 左右, 多), then the weak words
before it (达到, 约, 控制在). 以上 and 以下 include the number: Civil Code, Article 1259.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from scripts.core.model import Comparator, Measure
from scripts.text.chinese_numbers import to_half_width
from scripts.text.quantities.amounts import Amount, find_amounts
from scripts.text.quantities.comparators import (
    COMPARATOR_WORDS,
    ComparatorWord,
    Reading,
    is_rank,
    read_comparator,
)
from scripts.text.quantities.context import Context
from scripts.words.scales import convert, same_dimension, to_base

__all__ = [
    "COMPARATOR_WORDS",
    "Comparator",
    "ComparatorWord",
    "Measure",
    "Quantity",
    "QuantityError",
    "convert",
    "find_quantities",
    "format_quantity",
    "parse_quantity",
    "same_dimension",
    "to_base",
]

_SHOWN = 40
_YEARS = range(1900, 2200)
_COORDINATION = re.compile(
    "[^，,。；;！？!?:：\n]{0,12}(?:以及|和|与|及|、)[^，,。；;！？!?:：\n]{0,6}"
)
_BARE = re.compile(" ?(?:以及|[、和与及]) ?")
_RANK_UNITS = {"名", "位", "强", ""}


class QuantityError(ValueError):
    """The text does not hold exactly one quantity; says so in both languages."""

    def __init__(self, message_zh: str, message_en: str) -> None:
        super().__init__(message_en)
        self.message_zh = message_zh
        self.message_en = message_en


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A quantity as printed.

    `value` is in `unit`, 万 and 亿 being part of the unit (225, `万吨`); a number with several
    multipliers (1亿2000万元) is given in full in the plain unit. `value_max` is the upper bound of
    `between`, else None. `unit` is as printed, full-width signs as ASCII and 个百分点 as `百分点`;
    empty when none is printed. `due` and `baseline` are years. `measure` is a hint, None when the
    words do not tell. `decrease` says that 下降 or the like governs the number. `start`/`end` span
    the digits (of a range: from the first number to the last) in code points of the text that was
    read; `text` is the number with its unit and comparing words.
    """

    comparator: Comparator
    value: Decimal
    value_max: Decimal | None = None
    unit: str = ""
    due: int | None = None
    baseline: int | None = None
    measure: Measure | None = None
    decrease: bool = False
    start: int = 0
    end: int = 0
    text: str = ""


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """All quantities in a text, in order. Any text will do; time grows linearly with its length."""
    return tuple(_share(text, tuple(_read_all(text))))


def parse_quantity(text: str) -> Quantity:
    """The one quantity in a text.

    Raises:
        QuantityError: there is none, or more than one.
    """
    found = find_quantities(text)
    if len(found) == 1:
        return found[0]
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}……"
    if not found:
        raise QuantityError(f"“{shown}”里没有数量。", f"There is no quantity in “{shown}”.")
    raise QuantityError(
        f"“{shown}”里有 {len(found)} 个数量，应当只有一个。",
        f"There are {len(found)} quantities in “{shown}”, not one.",
    )


def format_quantity(quantity: Quantity) -> str:
    """Canonical Chinese text; `parse_quantity` reads the same facts back from it.

    The facts are comparator, value, value_max, unit, due, baseline and decrease. A number that
    would be read as a year is written with a separator (`2,024`).
    """
    head = f"到{quantity.due}年" if quantity.due is not None else ""
    head += f"比{quantity.baseline}年" if quantity.baseline is not None else ""
    head += "下降" if quantity.decrease else ""
    unit = "个百分点" if quantity.unit == "百分点" else quantity.unit
    if quantity.value_max is not None:
        return f"{head}{_digits(quantity.value)}至{_digits(quantity.value_max)}{unit}"
    words: dict[Comparator, str] = {
        "at_least": "不低于",
        "more_than": "超过",
        "at_most": "不超过",
        "less_than": "低于",
        "about": "约",
    }
    digits = _digits(quantity.value)
    if head.endswith("年") and quantity.comparator == "equal":
        # 比1900年-5 would be read as a range that begins with the year.
        digits = digits.replace("-", "负", 1)
    return f"{head}{words.get(quantity.comparator, '')}{digits}{unit}"


def _digits(value: Decimal) -> str:
    text = f"{value:f}"
    whole = text.lstrip("-")
    if whole.isdecimal() and int(whole[:5]) in _YEARS and len(whole) == len("2024"):
        return f"{value:,f}"
    return text


@dataclass(frozen=True, slots=True)
class _Read:
    quantity: Quantity
    amount: Amount
    reading: Reading


def _read_all(text: str) -> Iterator[_Read]:
    plain = to_half_width(text)
    context = Context(plain)
    for amount in find_amounts(plain):
        reading = read_comparator(
            plain,
            amount.head,
            amount.stop,
            surplus=amount.surplus,
            unit=amount.unit,
        )
        if amount.doubtful and not reading.explicit:
            continue
        rank = amount.unit in _RANK_UNITS and is_rank(plain, amount.head)
        around = context.at(amount.head, amount.unit, rank=rank)
        quantity = Quantity(
            comparator="between" if amount.high is not None else reading.comparator,
            value=amount.low,
            value_max=amount.high,
            unit=amount.unit,
            due=around.due,
            baseline=around.baseline,
            measure=around.measure,
            decrease=around.decrease,
            start=amount.start,
            end=amount.end,
            text=text[reading.start : reading.end],
        )
        yield _Read(quantity, amount, reading)


def _share(text: str, reads: Sequence[_Read]) -> list[Quantity]:
    """A word that governs a list holds for its other members too.

    守住451万亩耕地和409万亩…: the word before the first number. 分别增长6.5%、7.5%左右: the word
    after the last one, unless a member has such a word, or a strong one before it, of its own.
    """
    settled = [read.quantity for read in reads]
    shared = [read.reading.shared for read in reads]
    for index, (one, other) in enumerate(pairwise(reads), 1):
        if shared[index - 1] and not other.reading.explicit and _listed(text, one, other):
            settled[index] = _compared(settled[index], settled[index - 1])
            shared[index] = True
    trailing = [read.reading.trailing for read in reads]
    for index in range(len(reads) - 2, -1, -1):
        one, other = reads[index], reads[index + 1]
        if trailing[index + 1] and not one.reading.settled and _listed(text, one, other, bare=True):
            settled[index] = _compared(settled[index], settled[index + 1])
            trailing[index] = True
    return settled


def _listed(text: str, one: _Read, other: _Read, *, bare: bool = False) -> bool:
    """Whether two neighbours count in one unit as members of a list; bare: number beside number."""
    between = _BARE if bare else _COORDINATION
    return one.quantity.unit == other.quantity.unit and bool(
        between.fullmatch(text, one.amount.stop, other.amount.head)
    )


def _compared(quantity: Quantity, like: Quantity) -> Quantity:
    """The quantity with the comparator of another; a range stays one."""
    if "between" in {quantity.comparator, like.comparator}:
        return quantity
    return replace(quantity, comparator=like.comparator)
