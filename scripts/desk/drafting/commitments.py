"""Targets from the part of a report that looks ahead: quantities, and milestones one can check."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from scripts.desk.drafting.outline import Outline
from scripts.text.quantities import Quantity, find_quantities
from scripts.words.wording import format_plain

UNSURE = "UNSURE"
_STOPS = "，,。；;！？!?\n：:*"
_SIZES = re.compile("(?:加快|推进|实施|开展|培育壮大|全国|围绕|聚焦|依托|年产|组织|深化|守牢|这)$")
_SIZED = re.compile("大(?!于)|专项|行动|攻坚|以上(?:高校|城市)|重点城市|重点产业项目|重点项目完成")
_NAMES = re.compile("三年行动|百日|十大|百千万|千万工程")
_MILESTONE = re.compile(
    "[^，,。；;！？!?\n：:、*]{2,24}?"
    "(?:建成投用|建成|开工|通车|开港|竣工|投产|投用|投入使用|完工|启动|封顶|上市)"
    "(?=[，,。；;！？!?\n、]|$)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """One drafted promise: its words in the text, its figure if it has one, and doubts about it."""

    start: int
    end: int
    quote: str
    quantity: Quantity | None = None
    unsure: str = ""


def find_commitments(text: str, outline: Outline) -> Iterator[Commitment]:
    """Every quantity that looks ahead and does not merely size a programme, then milestones."""
    covered: list[tuple[int, int]] = []
    for quantity in find_quantities(text):
        if not outline.looks_ahead(quantity.start) or sizes_a_programme(text, quantity):
            continue
        start, end = clause_around(text, quantity.start, quantity.end)
        covered.append((start, end))
        yield Commitment(
            start=start,
            end=end,
            quote=text[start:end],
            quantity=quantity,
            unsure="" if outline.sure else "没有标题说明从哪里开始是今年的目标",
        )
    for found in _MILESTONE.finditer(text):
        start, end = found.span()
        inside = any(low < end and start < high for low, high in covered)
        if outline.looks_ahead(start) and not inside:
            yield Commitment(
                start=start,
                end=end,
                quote=text[start:end],
                unsure="里程碑：请核对是哪一件事，是否该分成几条",
            )


def sizes_a_programme(text: str, quantity: Quantity) -> bool:
    """Whether a number only says how large something is that is named (7大产业集群)."""
    before, after = text[max(0, quantity.start - 8) : quantity.start], text[quantity.end :][:14]
    unit_end = len(quantity.unit)
    if _NAMES.search(text[max(0, quantity.start - 4) : quantity.end + 6]):
        return True
    if _SIZED.match(after) or _SIZED.match(after[unit_end:]):
        return True
    return bool(_SIZES.search(before)) and quantity.comparator == "equal"


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch between two stops that holds a number; an enumeration is cut at 、."""
    low = max(text.rfind(stop, 0, start) for stop in _STOPS) + 1
    highs = [at for stop in _STOPS if (at := text.find(stop, end)) >= 0]
    high = min(highs, default=len(text))
    before, after = text.rfind("、", low, start), text.find("、", end, high)
    if before >= 0 and re.search("[0-9]", text[low:before]):
        low = before + 1
    if after >= 0 and re.search("[0-9]", text[after:high]):
        high = after
    while low < start and text[low].isspace():
        low += 1
    while high > end and text[high - 1].isspace():
        high -= 1
    return low, high


def figure_cells(quantity: Quantity) -> dict[str, str]:
    """A quantity as the cells of a target's row."""
    return {
        "comparator": quantity.comparator,
        "value": format_plain(quantity.value),
        "value_max": "" if quantity.value_max is None else format_plain(quantity.value_max),
        "unit": quantity.unit,
        "baseline": "" if quantity.baseline is None else str(quantity.baseline),
        "measure": quantity.measure or "level",
    }
