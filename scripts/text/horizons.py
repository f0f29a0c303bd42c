"""Which time a report speaks of where: the year gone, the year planned for, the five years ahead.

The headings of the parts say it (一、2025年工作回顾; 二、“十五五”时期的主要目标), and so does the
sentence of the main targets (今年经济社会发展主要预期目标是：…), which wins over any heading.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from scripts.text.headings import LEVELS, Heading, find_headings, front_matter_end

Kind = Literal["review", "plan", "outlook"]

_NUMERALS = "一二三四五六七八九"
_FIVE_YEAR_PLAN = re.compile("十([一二三四五六七八])五")
_COMING_YEARS = re.compile(
    "(?:今后|未来)(?:五|5|几)年|(?<![0-9])(?:五|5)年(?:发展|奋斗|工作|主要)?(?:规划|目标)"
)
_BEHIND = re.compile("回顾|总结|成绩|成就|过去|[五一]年来|工作情况|历程|取得[^，]{0,12}成效")
_AHEAD = re.compile("目标|安排|任务|要求|打算|计划|下步|下一步|重点|努力方向|建议|部署|今年|做好")
_COMING = re.compile(
    '(?m)^[^，。\\n]{0,16}(?:(?:今后|未来)五年|[“"]?十[一二三四五六七八]五[”"]?时期(?=是|我们|经济|全))'
)
_NAMES_A_TIME = re.compile(
    '^(?:[“"]?十[一二三四五六七八]五|[0-9]{4}年|过去五年|今后五年)[^，。]{0,24}(?:回顾|成就|目标|任务|安排|重点|工作)'
)
_THIS_YEAR = "今年|新的一年|全年|本年"
_PAST = re.compile("去年|上年|过去|年初确定|[五一]年来")
_CUE = re.compile(
    "目标(?:任务)?(?:建议|安排|初步安排)?\\*{0,2}(?:建议)?(?:[是为]|如下)?\\*{0,2}[：:]"
    "|目标(?:任务)?(?:建议|安排)?\\*{0,2}[是为](?!了)"
)
_TOPIC = re.compile(
    "(生产总值|经济(?=增长)|公共预算|工业增加值|投资|零售总额|进出口|消费价格|失业率|新增就业|城镇就业"
    "|可支配收入|居民收入|粮食|能耗|二氧化碳|碳排放|排放|环境质量|城镇化率|研发)"
)
_EXPLAINS = re.compile(
    "\\*{0,2}(?:这些|这样|这一|这个|上述|以上(?:目标|指标|预期)|确定|提出|设定|实现|完成(?:上述|今年|全年|以上)"
    "|围绕|做好|为(?:实现|确保)|重点|今年(?:要|工作|重点|政府)|要|我们|当前|综合|经济增长[^，,]{0,12}目标"
    "|把|对|必须|需要|下面|[^。]{0,12}(?:符合|体现|兼顾|考虑了|立足|有利于))"
)
_SENTENCE = re.compile("[^。\\n]*(?:。|$|(?=\\n))")
ENOUGH_TOPICS = 3
"""What a sentence of the main targets speaks of at least (growth, prices, jobs, …)."""
MANY_TOPICS = 5
"""So many make a paragraph one of main targets though nothing announces it."""
LONGEST = 1500
"""No sentence of the main targets is longer, in code points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of the text that speaks of one time; `due` is the year by which it promises."""

    start: int
    end: int
    kind: Kind
    due: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetSentence:
    """Where main targets are listed; `paragraph` is where the paragraph that announces them begins.

    `announced` is False where no word such as 预期目标 leads to them.
    """

    paragraph: int
    start: int
    end: int
    kind: Kind
    due: int
    announced: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizons:
    """A text cut into stretches; `headline` lists the year's main targets, None if there is none.

    `sure` is False where nothing says what part of the text looks ahead, and all is taken.
    """

    stretches: tuple[Stretch, ...]
    headline: TargetSentence | None
    sure: bool

    def at(self, offset: int) -> Stretch | None:
        """The stretch that an offset stands in; None in front matter."""
        index = bisect_right(self.stretches, offset, key=lambda one: one.start) - 1
        return self.stretches[index] if index >= 0 else None

    def looks_ahead(self, offset: int) -> bool:
        """Whether the text at an offset speaks of what is to be done."""
        stretch = self.at(offset)
        return stretch is not None and stretch.kind != "review"


def find_horizons(text: str, year: int) -> Horizons:
    """Cut a report's text by the time that it speaks of.

    Args:
        text: with LF line ends; front matter is left out.
        year: that the report plans for.
    """
    first = front_matter_end(text)
    headings = find_headings(text)
    turns = dict(_turns_at_headings(text, headings, year))
    announced = list(_announced(text, year, first))
    mine = [one for one in announced if one.kind == "plan"]
    headline = max(mine, key=lambda one: _topics(text, one), default=None)
    if headline is None:
        after = min((at for at, (kind, _) in turns.items() if kind == "plan"), default=first)
        headline = _unannounced(text, year, after)
    for one in announced:
        if one.kind == "outlook" and not _inside(turns, one.paragraph, "plan"):
            turns.setdefault(one.paragraph, ("outlook", one.due))
    if headline is not None and not _inside(turns, headline.paragraph, "plan"):
        turns[headline.paragraph] = ("plan", year)
    sure = any(kind == "plan" for kind, _ in turns.values())
    if not sure:
        now = re.search(f"{_THIS_YEAR}|{year}年", text[first:])
        turns[first + now.start() if now else first] = ("plan", year)
    turns.setdefault(first, ("review", year - 1))
    starts = sorted(turns)
    stretches = tuple(
        Stretch(start=start, end=end, kind=turns[start][0], due=turns[start][1])
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True)
    )
    return Horizons(stretches=stretches, headline=headline, sure=sure)


def horizon_of(words: str, year: int) -> tuple[Kind, int] | None:
    """The time that a heading speaks of, None where it does not say."""
    now = re.search(f"{_THIS_YEAR}|{year}年|{_in_characters(year)}年", words)
    if _BEHIND.search(words) or f"{year - 1}年" in words:
        return None if now else ("review", year - 1)
    if (due := coming_due(words, year)) is not None:
        # “十五五”时期主要目标和2026年重点工作 begins with the years ahead.
        return "outlook", due
    return ("plan", year) if now or _AHEAD.search(words) else None


def coming_due(words: str, year: int) -> int | None:
    """The last year of the five-year plan or the years ahead that words name: 十五五 is 2030."""
    dues = [
        1955 + 5 * (10 + _NUMERALS.index(found[1]) + 1) for found in _FIVE_YEAR_PLAN.finditer(words)
    ]
    dues += [int(found[1]) for found in re.finditer("到(20[0-9]{2})年", words)]
    dues += [year + 4] if _COMING_YEARS.search(words) else []
    return next((due for due in dues if due > year), None)


def _in_characters(year: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(year))


def _turns_at_headings(
    text: str, headings: Sequence[Heading], year: int
) -> Iterator[tuple[int, tuple[Kind, int]]]:
    """Where headings turn to another time: those of parts, of chapters if there are no parts."""
    parts = [heading for heading in headings if heading.level == LEVELS["part"]]
    if not parts:
        parts = [
            h for h in headings if h.level == LEVELS["chapter"] or _NAMES_A_TIME.search(h.title)
        ]
    for heading in parts:
        turn = horizon_of(heading.title, year)
        if turn is not None:
            yield heading.start, turn
        coming = _COMING.search(text, heading.end) if _BEHIND.search(heading.title) else None
        due = coming_due(heading.title, year)
        if coming is not None and due is not None:
            # “十四五”成就和“十五五”目标: from the first paragraph that begins with the years ahead.
            yield coming.start(), ("outlook", due)


def _inside(turns: dict[int, tuple[Kind, int]], offset: int, kind: Kind) -> bool:
    before = [at for at in turns if at <= offset]
    return bool(before) and turns[max(before)][0] == kind


def _announced(text: str, year: int, first: int) -> Iterator[TargetSentence]:
    """Every list of main targets that a word such as 预期目标 leads to."""
    end = first
    for cue in _CUE.finditer(text, first):
        if cue.start() < end:
            continue
        paragraph = text.rfind("\n", 0, cue.start()) + 1
        sentence = max(paragraph, text.rfind("。", 0, cue.start()) + 1)
        lead = text[sentence : cue.start()]
        stop = _list_end(text, cue.end())
        kind, due = _time_of(lead, year)
        one = TargetSentence(paragraph=paragraph, start=cue.end(), end=stop, kind=kind, due=due)
        if _topics(text, one) >= ENOUGH_TOPICS and one.kind != "review":
            end = stop
            yield one


def _time_of(lead: str, year: int) -> tuple[Kind, int]:
    if re.search(f"{_THIS_YEAR}|{year}年", lead):
        return "plan", year
    if (due := coming_due(lead, year)) is not None:
        return "outlook", due
    past = _PAST.search(lead) or f"{year - 1}年" in lead or _FIVE_YEAR_PLAN.search(lead)
    return "review" if past else "plan", year


def _topics(text: str, one: TargetSentence) -> int:
    return len({found[1] for found in _TOPIC.finditer(text, one.start, one.end)})


def _list_end(text: str, start: int) -> int:
    """Where the list that begins at `start` ends: before the first sentence that explains it."""
    position = end = start
    while position < min(len(text), start + LONGEST):
        sentence = _SENTENCE.match(text, position)
        words = sentence[0] if sentence else ""
        shown = words.strip(" \u3000")
        if position > start and shown and (_EXPLAINS.match(shown) or not _is_item(shown)):
            break
        position += len(words)
        if shown:
            end = position
        if text[position : position + 1] == "\n":
            following = text[position:].lstrip("\n \u3000")
            if end > start and not following.startswith(("—", "*—", "-")):
                break
            position = len(text) - len(following)
    return end


def _is_item(sentence: str) -> bool:
    return bool(
        _TOPIC.search(sentence) or re.search("约束性|国家下达|目标任务|预期性|更好", sentence)
    )


def _unannounced(text: str, year: int, first: int) -> TargetSentence | None:
    """The first paragraph that reads like main targets though no word says so."""
    for found in re.finditer("[^\\n]+", text[first:]):
        words = found[0]
        if len(words) > LONGEST // 2 or re.search("预计|去年|年均|累计|同比", words):
            continue
        topics = {topic[1] for topic in _TOPIC.finditer(words)}
        about = len(re.findall("左右|以上|以内|控制在", words))
        if len(topics) >= MANY_TOPICS and about >= ENOUGH_TOPICS:
            start = first + found.start()
            return TargetSentence(
                paragraph=start, start=start, end=start + len(words), kind="plan", due=year,
                announced=False,
            )  # fmt: skip
    return None
