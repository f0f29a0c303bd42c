"""A text cut into pieces that promise one thing: clauses at commas, and enumerations at 、."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scripts.text.quantities import Quantity

_STOP = re.compile("[，。；;！？!?：:\n*]|(?<![0-9]),|,(?![0-9])")
_SENTENCE_STOP = re.compile("[。！？!?\n]")
_LIST = re.compile(" ?(?:以及|[、和与及]) ?")
_CUT = re.compile("[、和与及]|以及|并(?!网|购|轨|联)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch that promises one thing, with the quantities in it (several in a bare list).

    `clause` and `sentence` are the offsets at which those begin that it stands in.
    """

    start: int
    end: int
    clause: int
    sentence: int
    quantities: tuple[Quantity, ...] = ()


def span_of(quantity: Quantity) -> tuple[int, int]:
    """Where a quantity stands with its unit and its comparing words (`超过450家`)."""
    digits = quantity.end - quantity.start
    for lead in range(len(quantity.text) - digits + 1):
        if _same_place(quantity, lead):
            return quantity.start - lead, quantity.start - lead + len(quantity.text)
    return quantity.start, quantity.end


def _same_place(quantity: Quantity, lead: int) -> bool:
    printed = quantity.text[lead : lead + quantity.end - quantity.start]
    before = quantity.text[:lead]
    return bool(printed) and _is_number(printed[0]) and not any(_is_digit(c) for c in before)


def _is_digit(character: str) -> bool:
    return character.isdecimal()


def _is_number(character: str) -> bool:
    return character.isdecimal() or character in "〇零一二三四五六七八九十百千万亿两廿"


def find_pieces(text: str, quantities: Sequence[Quantity]) -> Iterator[Piece]:
    """Every piece of the text in order, those without a quantity as well."""
    ends = [quantity.start for quantity in quantities]
    sentence = position = 0
    for stop in (*(found.span() for found in _STOP.finditer(text)), (len(text), len(text))):
        low, high = _shown(text, position, stop[0])
        inside = quantities[bisect_right(ends, low - 1) : bisect_right(ends, high - 1)]
        if low < high:
            yield from _cut(text, (low, high), sentence, inside)
        position = stop[1]
        if _SENTENCE_STOP.match(text, stop[0]):
            sentence = position


def _shown(text: str, low: int, high: int) -> tuple[int, int]:
    stretch = text[low:high]
    return low + len(stretch) - len(stretch.lstrip(" \u3000\t—-")), low + len(stretch.rstrip())


def _cut(
    text: str, clause: tuple[int, int], sentence: int, quantities: Sequence[Quantity]
) -> Iterator[Piece]:
    groups = list(_bare_lists(text, quantities))
    start = clause[0]
    for index, group in enumerate(groups):
        end = clause[1]
        if index + 1 < len(groups):
            cut = _between(text, span_of(group[-1])[1], span_of(groups[index + 1][0])[0])
            end = clause[1] if cut is None else cut[0]
        yield Piece(
            start=start, end=end, clause=clause[0], sentence=sentence, quantities=tuple(group)
        )
        if index + 1 < len(groups) and cut is not None:
            start = cut[1]
    if not groups:
        yield Piece(start=clause[0], end=clause[1], clause=clause[0], sentence=sentence)


def _bare_lists(text: str, quantities: Sequence[Quantity]) -> Iterator[list[Quantity]]:
    """Quantities beside each other (5%、6%和7%左右) together, others alone."""
    group: list[Quantity] = []
    for quantity in quantities:
        if group and not (
            quantity.unit == group[-1].unit
            and _LIST.fullmatch(text, span_of(group[-1])[1], span_of(quantity)[0])
        ):
            yield group
            group = []
        group.append(quantity)
    if group:
        yield group


def _between(text: str, low: int, high: int) -> tuple[int, int] | None:
    """Where an enumeration is cut between two figures: at the first 、, else at 和 and the like."""
    comma = text.find("、", low, high)
    if comma >= 0:
        return comma, comma + 1
    found = _CUT.search(text, low, high)
    return None if found is None else found.span()
