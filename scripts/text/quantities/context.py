"""What the words before a number say of it: by when, since when, what is measured, which way."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from scripts.core.model import Measure

WINDOW = 40
"""How far back, in characters, a verb or noun can say what a number measures."""

_SENTENCE_STOPS = re.compile("[。！？!?；;\n]")
_CLAUSE_STOPS = re.compile("[，,。！？!?；;：:\n]")
_DUE = re.compile(
    "(?:(?<!截)[到至]|力争|争取|确保|计划|预计)(?P<to>(?:19|20)[0-9]{2})年"
    "|(?P<by>(?:19|20)[0-9]{2})年(?:年?[底末]|之?前)"
    "|(?P<now>今年|当年|本年|年内)"
)
_BASELINE = re.compile(
    "[比较](?P<than>(?:19|20)[0-9]{2})年"
    "|[与同在以](?P<from>(?:19|20)[0-9]{2})年(?:底|末)?(?:相比|基础上|为基[期数])[,，]?"
    "|(?P<none>[比较]上年|同比|环比)"
)
_CHANGE = re.compile(
    "(?P<up>增长|提高|提升|上升|上涨|增加|涨幅|增速|增幅|扩大)"
    "|(?P<down>下降|降低|减少|压减|削减|下调|缩减|微降|回落|降幅|压缩|减排)"
)
_TO_LEVEL = re.compile("[到至为]")
_RATE = re.compile("增长|下降|提高|提升|降低|上涨|上升|回落|涨幅|增速|增幅|降幅|减少|增加")
_SHARE = re.compile("占比|比重|比例|占[^，,]{0,20}|覆盖率|普及率|[^失]业率|率|强度")
_UNEMPLOYMENT = "失业率"
_INCREMENT = re.compile(
    "新增|新建|新办|新开工|新发展|新登记|新培育|新改建|新认定|新引进|增加|开工|打造|创建|培育|开辟|引进"
)
_LEVEL = re.compile("达到|总量|稳定在|保持在|守住|突破|超过")
_PERCENTAGES = {"%", "‰", "‱"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What governs one number."""

    due: int | None
    baseline: int | None
    measure: Measure | None
    decrease: bool


class Context:
    """A text's years and stops, found once, so that each number only looks them up."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._sentences = [found.end() for found in _SENTENCE_STOPS.finditer(text)]
        self._clauses = [found.end() for found in _CLAUSE_STOPS.finditer(text)]
        self._due = [
            (found.end(), _year(found["to"] or found["by"])) for found in _DUE.finditer(text)
        ]
        self._baselines = [
            (found.end(), _year(found["than"] or found["from"]))
            for found in _BASELINE.finditer(text)
        ]
        self._due_ends = [end for end, _ in self._due]
        self._baseline_ends = [end for end, _ in self._baselines]

    def at(self, start: int, unit: str, *, rank: bool) -> Surroundings:
        """What governs the number that begins at `start`."""
        clause = _last(self._clauses, start)
        words = self._text[max(clause, start - WINDOW) : start]
        change = None
        for found in _CHANGE.finditer(words):
            to_level = _TO_LEVEL.match(words, found.end())
            change = None if to_level and unit in _PERCENTAGES else found
        decrease = change is not None and change["down"] is not None
        return Surroundings(
            due=_governing(self._due, self._due_ends, _last(self._sentences, start), start),
            baseline=_governing(self._baselines, self._baseline_ends, clause, start),
            measure="rank" if rank else _measure(words, unit),
            decrease=decrease,
        )


def _year(text: str | None) -> int | None:
    return int(text) if text else None


def _last(stops: Sequence[int], start: int) -> int:
    index = bisect_right(stops, start) - 1
    return stops[index] if index >= 0 else 0


def _governing(
    years: Sequence[tuple[int, int | None]], ends: Sequence[int], since: int, start: int
) -> int | None:
    """The last year before `start` that stands within what it governs."""
    index = bisect_right(ends, start) - 1
    if index < 0 or ends[index] < since:
        return None
    return years[index][1]


def _measure(words: str, unit: str) -> Measure | None:
    """A hint only, None when the words do not tell."""
    if unit in _PERCENTAGES:
        return _measure_percentage(words)
    if unit == "百分点" or _INCREMENT.search(words):
        return "increment"
    return "level" if _LEVEL.search(words) else None


def _measure_percentage(words: str) -> Measure | None:
    """Growth or share, whichever word is nearer to the number; 提高到 leads to a level."""
    if "完成率" in words:
        return "completion"
    if _UNEMPLOYMENT in words:
        return "level"
    rate, share = _last_end(_RATE, words), _last_end(_SHARE, words)
    if rate >= max(share, 0) and not _TO_LEVEL.match(words, rate):
        return "growth"
    return "share" if share >= 0 else None


def _last_end(pattern: re.Pattern[str], words: str) -> int:
    end = -1
    for found in pattern.finditer(words):
        end = found.end()
    return end
