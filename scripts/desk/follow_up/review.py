"""The review of a report: which sentences tell of the year gone, and what figures they tell."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from scripts.desk.drafting.figures import READ, find_subjects, split_figures
from scripts.desk.drafting.pieces import find_pieces, span_of
from scripts.desk.drafting.promise import Confidence, Promise
from scripts.text.horizons import Horizons
from scripts.text.quantities import Quantity, find_quantities

OTHER_TIME = Confidence(
    level="low",
    reason_zh="这一段说的是几年的成绩，请核对是不是那一年的数",
    reason_en="The passage reviews several years: check that it is a figure of the one year",
)
PASSED = Confidence(
    level="low",
    reason_zh="只说迈上了台阶，不是准数",
    reason_en="A threshold that was passed, not the figure itself",
)
_YEARS = (
    '[五5]年来|过去的?[五5]年|[五5]年间|的五年|[二三四几]年来|[“"]?十[二三四五六]五[”"]?'
    "(?:时期|期间|以来|[^。\n]{0,4}成就)"
)
_YEAR = (
    "(?:刚刚)?过去的?一年|过去的20[0-9][0-9]年|一年来|去年|上年|这一年|全年(?!龄)"
    "|{year}年(?!底|末|的)"
)
_OF_YEARS = re.compile(f"{_YEARS}|年均")
_NOT_OF_THE_YEAR = re.compile(
    "累计|以来|连续[^，。；]{1,3}年|[五两三]年|上半年|[一二三]季度|[0-9]+月(?!底)|计划|将|力争|目标"
)
_RISES = re.compile(
    "(?:首次|连续|双双|成功|再次|稳步|历史性地?)*(?:[迈跨跃站登]上|迈入|进入|突破|连跨|跨越|从|[微略]?[升降]).*$"
    "|连续[^，。；]{1,3}年.*$|(?:平均|均)值?$|(?:实际|名义|首次)$"
)
_LEADS = re.compile("^(?:货物|完成|实现|年度)+")
_ASIDE = re.compile(
    "(?:高于|快于|低于|高出|超出|好于|优于)(?:全国|全省|全区|全市|[^，。；、]{0,4}平均)[^，。；、]{0,8}$"
    "|从[^，。；、到至]{0,14}$|(?:平均|全国|全省)的$|[二三四]季度[^，。；、]{0,8}$"
)
_SIZES = re.compile(
    "(?:以上|以下)?的|(?:以上|以下)(?:[^，。；、]{0,6}(?:企业|县|市|区|乡|村|项目))"
)
_THRESHOLD = re.compile("(?:的|以上)?(?:新|大)?(?:台阶|大关|关口|新阶段)")
_TOTALS = frozenset({"总量", "总额", "总值"})
_RANKS = re.compile("稳?居(?!民)|位[居列]|排[名在]|增[速量幅]|高于|快于|在前")
_ADDS = re.compile("^(?:新增|新设|净增|培育)")
_HARVEST = re.compile("(?:粮食)?(?:总产|总?产量)$")
_TIME_UNITS = frozenset({"年", "个月", "月", "天", "周年", "次"})
_LEAD = 60
"""So many code points of a paragraph say of which time it tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The parts of a text that look back; `turns` are where they turn to one year or to several."""

    spans: tuple[tuple[int, int], ...]
    turns: tuple[tuple[int, bool], ...]
    year: int

    def holds(self, offset: int) -> bool:
        """Whether an offset stands in a part that looks back."""
        return any(start <= offset < end for start, end in self.spans)

    def tells_one_year(self, offset: int) -> bool:
        """Whether the paragraph at an offset tells of the year gone, not of several years."""
        index = bisect_right(self.turns, (offset, True)) - 1
        return index < 0 or self.turns[index][1]


def find_review(text: str, horizons: Horizons, year: int) -> Review:
    """The review of a report's text.

    Args:
        text: with LF line ends.
        horizons: what part of it speaks of which time.
        year: the one reviewed.
    """
    spans = tuple((one.start, one.end) for one in horizons.stretches if one.kind == "review")
    cue = re.compile(f"(?P<many>{_YEARS})|{_YEAR.format(year=year)}")
    turns = []
    for start, end in spans:
        for paragraph in re.compile("[^\n]+").finditer(text, start, end):
            cues = list(cue.finditer(text, paragraph.start(), min(paragraph.start() + _LEAD, end)))
            if cues:
                turns.append((paragraph.start(), not cues[-1]["many"]))
    return Review(spans=spans, turns=tuple(turns), year=year)


def find_results(text: str, review: Review) -> Iterator[Promise]:
    """Every figure that a review tells, with what it is of; `due` stays 0.

    A figure of a passage about several years, or beside a word such as 累计, has a low confidence.
    """
    quantities = [one for one in find_quantities(text) if not _is_aside(text, one)]
    earlier = ""
    for piece, subject, _ in find_subjects(text, list(find_pieces(text, quantities))):
        if not review.holds(piece.start):
            continue
        told = text[piece.sentence : piece.end]
        other = _OF_YEARS.search(told) or _NOT_OF_THE_YEAR.search(text, piece.clause, piece.end)
        one_year = review.tells_one_year(piece.start) or f"{review.year}年" in told
        sure = OTHER_TIME if other or not one_year else READ
        for one in split_figures(text, piece, subject, sure):
            thing = _LEADS.sub("", _RISES.sub("", one.thing))
            if _RANKS.match(thing):
                thing = earlier
            elif thing in _TOTALS:
                thing = _ADDS.sub("", earlier)
            elif _HARVEST.match(thing) and "粮食" in told:
                thing = "粮食产量"
            earlier = thing or earlier
            yield replace(
                one, thing=earlier, confidence=_confidence(text, one, review.year) or one.confidence
            )


def _confidence(text: str, one: Promise, year: int) -> Confidence | None:
    """Why a figure may not be that of the year; None where nothing says so."""
    if one.quantity is None or one.quantity.baseline not in {None, year - 1}:
        return OTHER_TIME
    return PASSED if _THRESHOLD.match(text, span_of(one.quantity)[1]) else None


def _is_aside(text: str, quantity: Quantity) -> bool:
    """What is no result: ranks, spans of time, sizes, and what a figure is compared with."""
    head, tail = span_of(quantity)
    return bool(
        quantity.measure == "rank"
        or quantity.unit in _TIME_UNITS
        or _ASIDE.search(text, max(0, head - 20), head)
        or _SIZES.match(text, tail)
    )
