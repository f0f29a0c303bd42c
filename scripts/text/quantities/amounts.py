"""Numbers with their units in prose: where they stand, ranges, and which digits are only names."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from scripts.text.chinese_numbers import LONGEST, MYRIADS, NUMERAL_CHARACTERS, parse_chinese_number
from scripts.text.numerals_in_text import find_numerals, without_unit
from scripts.text.quantities.comparators import follows_comparator, is_rank
from scripts.words.units import (
    MULTIPLIERS,
    ORDINAL_COUNTERS,
    UNIT_OF_PART,
    is_word_character,
    match_printed_unit,
    match_unit,
)

LONGEST_DIGITS = 18
"""Longer runs of digits are codes, not quantities."""

_DIGITS = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,6}(?![0-9])|[0-9]+)(?:\.[0-9]+)?")
_HAN = re.compile(f"[{NUMERAL_CHARACTERS}]{{1,{LONGEST}}}")
_DECIMAL = re.compile(f"[{NUMERAL_CHARACTERS}]{{1,8}}点[〇零一二三四五六七八九]{{1,8}}")
_DASH = re.compile(r" ?(?:——|[—–~〜～−-]|至|到) ?")
_PARTS = re.compile("([百千万])分之$")
_YEAR = re.compile("(?:19|20|21)[0-9]{2}")
_HALF = re.compile("半(?![导成径岛自机年山])")
_QUOTED = re.compile("[“‘「『]([^“”‘’「」『』\n]{1,16})[”’」』]")
_NO_QUANTITY_BEFORE = "(（#№表图号"
_LIST_MARKS = "、.．)）:：/\\,"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number or a range with its unit.

    `start`/`end` span the digits (of a range: from the first to the last), `head` is where the
    expression begins (sign, 百分之), `stop` where its unit ends.
    """

    low: Decimal
    high: Decimal | None = None
    unit: str = ""
    surplus: str = ""
    start: int
    end: int
    head: int
    stop: int
    doubtful: bool = False
    """A quantity only if a word that compares stands beside it: it could be a year."""


@dataclass(frozen=True, slots=True)
class _Tail:
    """What follows a number: 多 or 余, multiplier, unit, and where they end."""

    surplus: str
    multiplier: str
    base: str
    stop: int


@dataclass(frozen=True, slots=True)
class _Part:
    """One number with what follows it, before it is known whether a range begins here."""

    value: Decimal
    text: str
    start: int
    end: int
    tail: _Tail

    @property
    def stop(self) -> int:
        return self.tail.stop

    @property
    def unit(self) -> str:
        return self.tail.multiplier + self.tail.base

    @property
    def is_year(self) -> bool:
        if self.tail.multiplier or self.tail.base not in {"", "年"}:
            return False
        written = self.text if self.text.isascii() else str(self.value)
        return _YEAR.fullmatch(written) is not None

    @property
    def full_value(self) -> Decimal:
        return self.value.scaleb(MULTIPLIERS.get(self.tail.multiplier, 0))


def find_amounts(text: str) -> Iterator[Amount]:
    """All amounts in a text with half-width digits, in order and without overlap."""
    quotes = [found.span(1) for found in _QUOTED.finditer(text)]
    starts = [start for start, _ in quotes]
    position = 0
    for start in _find_starts(text):
        if start < position:
            continue
        amount, position = _read_amount(text, start)
        if amount is None:
            continue
        index = bisect_right(starts, amount.head) - 1
        if index >= 0 and amount.head < quotes[index][1]:
            low, high = quotes[index]
            if (amount.head, amount.stop) != (low, high):
                continue
        yield amount


def _find_starts(text: str) -> Iterator[int]:
    chinese = [
        numeral.start
        for numeral in find_numerals(text)
        if numeral.script == "chinese" and numeral.required and "之" not in numeral.text
    ]
    digits = [found.start() for found in _DIGITS.finditer(text)]
    yield from sorted((*chinese, *digits))


def _read_amount(text: str, start: int) -> tuple[Amount | None, int]:
    """The amount whose number begins at `start`, and where to read on."""
    first = _read_part(text, start)
    if first is None:
        return None, _skip_number(text, start)
    parts = _PARTS.search(text, max(0, start - 3), start)
    second = _read_second(text, first)
    if second is not None:
        if first.is_year and second.is_year:
            return None, second.stop
        joined = _join(text, first, second, parts)
        if joined is not None:
            return joined, joined.stop
        if not first.unit and parts is None:
            return None, first.end
    return _single(text, first, parts), first.stop


def _read_second(text: str, first: _Part) -> _Part | None:
    """The number after a dash, 至 or 到, with its sign."""
    dash = _DASH.match(text, first.stop)
    if dash is None or first.tail.surplus:
        return None
    negative = text.startswith(("-", "−"), dash.end())
    second = _read_part(text, dash.end() + negative)
    return replace(second, value=-second.value) if second and negative else second


def _skip_number(text: str, start: int) -> int:
    found = _DIGITS.match(text, start) or _HAN.match(text, start)
    return found.end() if found else start + 1


def _read_part(text: str, start: int) -> _Part | None:
    """A number and its unit at `start`; None for what is no plain number."""
    if digits := _DIGITS.match(text, start):
        return _read_digits(text, digits)
    han = _HAN.match(text, start)
    if han is None or _follows_more(text, han.end()):
        return None
    return _read_han(text, han)


def _follows_more(text: str, end: int) -> bool:
    return end < len(text) and text[end] in NUMERAL_CHARACTERS


def _read_digits(text: str, digits: re.Match[str]) -> _Part | None:
    number, start, end = digits[0], digits.start(), digits.end()
    whole = number.partition(".")[0].replace(",", "")
    if len(number) > LONGEST_DIGITS or (whole[0] == "0" and whole != "0"):
        return None
    if text[end : end + 1] == "." and text[end + 1 : end + 2].isdecimal():
        return None
    value = Decimal(number.replace(",", ""))
    tail = _read_tail(text, end)
    if tail.multiplier and not tail.base and tail.stop < len(text):
        if text[tail.stop].isdecimal():
            return _read_compound(text, digits, value, tail)
        if text[tail.stop] in NUMERAL_CHARACTERS:
            return None
    return _part(text, value, (start, end), tail)


def _part(text: str, value: Decimal, span: tuple[int, int], tail: _Tail) -> _Part | None:
    if tail.base and _HALF.match(text, tail.stop):  # 一年半: not a whole number of the unit
        return None
    return _Part(value, text[slice(*span)], *span, tail)


def _read_tail(text: str, position: int) -> _Tail:
    """Multiplier and unit after a number, with 多, 余 or 来 before or between them."""
    nothing = _Tail("", "", "", position)
    if text[position : position + 1] in {"多", "余", "来"}:
        unit = match_printed_unit(text, position + 1)
        if not unit.text and not _ends_word(text, position + 1):
            return nothing
        return _Tail(text[position], unit.multiplier, unit.base, unit.end)
    unit = match_printed_unit(text, position + text.startswith(" ", position))
    if not unit.text:
        return nothing
    if unit.multiplier and not unit.base and text[unit.end : unit.end + 1] in {"多", "余"}:
        inner = match_unit(text, unit.end + 1)
        if inner or _ends_word(text, unit.end + 1):
            stop = unit.end + 1 + len(inner)
            return _Tail(text[unit.end], unit.multiplier, inner, stop)
    return _Tail("", unit.multiplier, unit.base, unit.end)


def _ends_word(text: str, position: int) -> bool:
    return position >= len(text) or not (
        is_word_character(text[position]) or text[position].isdecimal()
    )


def _read_compound(text: str, first: re.Match[str], value: Decimal, tail: _Tail) -> _Part | None:
    """1亿2000万元 in full, 120000000元; None when the parts do not descend."""
    power, end = MULTIPLIERS[tail.multiplier], first.end()
    total = value.scaleb(power)
    while tail.multiplier and not tail.base and (digits := _DIGITS.match(text, tail.stop)):
        tail = _read_tail(text, digits.end())
        lower = MULTIPLIERS.get(tail.multiplier, 0)
        if len(digits[0]) > LONGEST_DIGITS or tail.surplus or lower >= power:
            return None
        part = Decimal(digits[0].replace(",", "")).scaleb(lower)
        if part >= Decimal(10) ** power:
            return None
        total, power, end = total + part, lower, digits.end()
    if _follows_more(text, tail.stop):
        return None
    return _part(text, total, (first.start(), end), _Tail("", "", tail.base, tail.stop))


def _read_han(text: str, han: re.Match[str]) -> _Part | None:
    start = han.start()
    if _PARTS.search(text, max(0, start - 3), start) and (decimal := _DECIMAL.match(text, start)):
        end = decimal.end()
    else:
        end = without_unit(text, start, han.end())
    number = text[start:end]
    tail = _read_tail(text, end)
    if not number or (tail.base in ORDINAL_COUNTERS and not is_rank(text, start)):
        return None
    head = number if tail.multiplier else number.rstrip("".join(MYRIADS))
    multiplier = number[len(head) :]
    if multiplier not in {"", *MULTIPLIERS} or any(c in MYRIADS for c in head):
        head, multiplier = number, ""
    value = parse_chinese_number(head) if head else Decimal(1)
    if value is None:
        return None
    tail = _Tail(tail.surplus, multiplier or tail.multiplier, tail.base, tail.stop)
    return _part(text, value, (start, end), tail)


def _join(text: str, first: _Part, second: _Part, parts: re.Match[str] | None) -> Amount | None:
    """Two numbers as a range, or None when their units or order do not fit."""
    if not second.unit and _read_second(text, second):  # 2024-5-13, 0375-266-3333
        return None
    low, high, unit = first.value, second.value, second.unit
    if parts is not None:
        unit = UNIT_OF_PART[parts[1]]
        if second.unit or first.unit:
            return None
    elif first.unit and first.unit not in {unit, second.tail.multiplier}:
        if first.tail.base not in {"", second.tail.base}:
            return None
        low, high, unit = first.full_value, second.full_value, second.tail.base
    elif not unit and not _stands_alone(text, second.stop):
        return None
    low = -low if _sign(text, first.start) else low
    if low >= high or second.is_year or not _may_begin(text, first.start):
        return None
    return Amount(
        low=low,
        high=high,
        unit=_printed(unit),
        surplus=second.tail.surplus,
        start=first.start,
        end=second.end,
        head=_head(text, first.start, parts),
        stop=second.stop,
    )


def _single(text: str, part: _Part, parts: re.Match[str] | None) -> Amount | None:
    unit, stop = part.unit, part.stop
    if parts is not None:
        if unit and not part.tail.base:
            return None
        unit, stop = UNIT_OF_PART[parts[1]], part.end
    if not _may_begin(text, part.start, unit):
        return None
    if part.is_year and unit:
        return None
    if not unit and not part.tail.surplus and not _stands_alone(text, stop):
        return None
    return Amount(
        low=-part.value if _sign(text, part.start) else part.value,
        unit=_printed(unit),
        surplus=part.tail.surplus,
        start=part.start,
        end=part.end,
        head=_head(text, part.start, parts),
        stop=stop,
        doubtful=part.is_year,
    )


def _printed(unit: str) -> str:
    return "百分点" if unit in {"个百分点", "个点"} else unit


def _head(text: str, start: int, parts: re.Match[str] | None) -> int:
    return parts.start() if parts is not None else start - _sign(text, start)


def _sign(text: str, start: int) -> int:
    """1 when a minus sign or 负 stands before the number, else 0."""
    sign, before = text[start - 1 : start], text[start - 2 : start - 1] if start > 1 else ""
    if sign and sign in "-−":
        return 0 if before.isascii() and before.isalnum() else 1
    return 1 if sign == "负" and before not in set("担抱肩自减欠胜") else 0


def _may_begin(text: str, start: int, unit: str = "") -> bool:
    """Whether what stands before leaves the number a quantity (not PM2.5, 第3, A-2, 1、3)."""
    before, second = (
        text[start - 1 : start] if start else "",
        text[start - 2 : start - 1] if start > 1 else "",
    )
    if not before:
        return True
    if before.isascii() and (before.isalnum() or before in "._"):
        return False
    if before in "-–—−/·" and second.isascii() and second.isalnum():
        return False
    if before == "第":
        return unit in {"名", "位"}
    if before == "、" and second.isascii() and second.isdecimal():
        return False
    return bool(unit) or before not in _NO_QUANTITY_BEFORE


def _stands_alone(text: str, stop: int) -> bool:
    """Whether a number without unit may be a quantity: no word goes on after it."""
    after = text[stop : stop + 1]
    if not after or follows_comparator(text, stop):
        return True
    if after in _LIST_MARKS and after != ",":
        return False
    if after == "," and text[stop + 1 : stop + 2].isdecimal():
        return False
    return not (is_word_character(after) or after in "-–—_+*^=~°'\"" or after.isalnum())
