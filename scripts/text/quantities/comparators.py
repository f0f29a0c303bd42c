"""Which words beside a number say “at least”, “more than”, “about”: one table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from scripts.core.model import Comparator

Strength = Literal["strong", "weak"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparatorWord:
    """A word that compares.

    `place` is where it stands, right before the number or right after the unit; a strong word
    before the number wins over the word after it, a weak one gives way. `unless_after` are
    characters that make it another word (`节约` is not 约).
    """

    word: str
    comparator: Comparator
    place: Literal["before", "after"]
    strength: Strength = "strong"
    unless_after: str = ""
    unless_before: str = ""


def _before(comparator: Comparator, words: str, strength: Strength) -> Iterable[ComparatorWord]:
    for entry in words.split():
        word, _, unless = entry.partition("/")
        yield ComparatorWord(
            word=word,
            comparator=comparator,
            place="before",
            strength=strength,
            unless_after=unless,
        )


def _after(comparator: Comparator, words: str) -> Iterable[ComparatorWord]:
    for entry in words.split():
        word, _, unless = entry.partition("/")
        yield ComparatorWord(word=word, comparator=comparator, place="after", unless_before=unless)


COMPARATOR_WORDS: tuple[ComparatorWord, ...] = (
    *_before(
        "at_least",
        "不低于 不少于 不小于 不得低于 不得少于 不能低于 不能少于 未低于 没有低于 未少于 "
        "至少 最少 达到或超过 达到并超过",
        "strong",
    ),
    *_before("more_than", "超过 突破 超 大于 多于 高于 逾 冲破", "strong"),
    *_before(
        "at_most",
        "不超过 不高于 不大于 不多于 不得超过 不得高于 不突破 不得突破 不能突破 未突破 没有突破 "
        "不能超过 未超过 没有超过 不能高于 未高于 至多 最多",
        "strong",
    ),
    *_before("less_than", "低于 少于 小于 不足 不到 不满 未满", "strong"),
    *_before(
        "at_least",
        "达到 达/直通抵发雷传下送马表到 守住 守牢 上/以加之历网线路晚早身手线马史",
        "weak",
    ),
    *_before("at_most", "控制在", "weak"),
    *_before("equal", "稳定在 保持在", "weak"),
    *_before(
        "about",
        "大约 约/节合公预契条签履集制誓特简缩违 接近 将近 近/附临靠最邻就亲远相拉贴 逼近",
        "weak",
    ),
    *_after("at_least", "及以上 或以上 和以上 以上/率 之上"),
    *_after("at_most", "及以下 或以下 和以下 以下/简称 以内 之内"),
    *_after("about", "左右/岸手邻 上下/联游班册功一级同"),
    *_after("more_than", "有余"),
)
"""Every word that compares. 稳定在 and 保持在 name no direction by themselves."""

_BARE_HUNDREDS = {"百", "千", "万", "亿"}
_SHARING = ("守住", "守牢")
_BY_WORD = {(entry.place, entry.word): entry for entry in COMPARATOR_WORDS}
_LONGEST = max(len(entry.word) for entry in COMPARATOR_WORDS) + 4


def _pattern(entry: ComparatorWord) -> str:
    after = f"(?<![{entry.unless_after}])" if entry.unless_after else ""
    before = f"(?![{entry.unless_before}])" if entry.unless_before else ""
    return after + re.escape(entry.word) + before


def _alternatives(place: str) -> str:
    entries = [entry for entry in COMPARATOR_WORDS if entry.place == place]
    return "|".join(_pattern(e) for e in sorted(entries, key=lambda e: -len(e.word)))


_BEFORE = re.compile(rf"(?P<share>分别|均|都|各)?(?P<word>{_alternatives('before')})[了到有]?\s?$")
_AFTER = re.compile(rf"\s?(?P<word>{_alternatives('after')})")
_BREAKTHROUGH = re.compile(
    "(?<=[项个批道])[^，,。；;！？!?、\n]{0,12}(?:技术|难题|瓶颈|难点|堵点|卡点|难关)"
)
_RANK_BEFORE = re.compile("(?<![提目之当年日以此先空超从])前$")
_LEAVE_LAST = re.compile("(?:退出|摆脱|脱离|跳出)[^，,。；;！？!?\n]{0,30}后$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the words at a number say, where they begin and end, and whether they govern a list.

    `shared` is a word before the number that holds for the numbers after it as well, `trailing` one
    after it that may hold for those before; a `settled` number takes no other's word from behind.
    """

    comparator: Comparator
    start: int
    end: int
    explicit: bool
    shared: bool = False
    trailing: bool = False
    settled: bool = False


def read_comparator(
    text: str, start: int, end: int, *, surplus: str = "", unit: str = ""
) -> Reading:
    """The comparator at a number with its unit, `text[start:end]`.

    Args:
        text: with half-width digits.
        start: of the number, its sign or 百分之.
        end: of the unit.
        surplus: 多 or 余 (more than) or 来 (about) between number and unit, if any.
        unit: as printed.

    上 means “at least” only before a bare 百, 千, 万 (上百家).
    """
    before = _BEFORE.search(text, max(0, start - _LONGEST), start)
    word = None if before is None else _BY_WORD["before", before["word"]]
    if word is not None and not _applies(word, text, end, text[start:end]):
        before = word = None
    after = _AFTER.match(text, end)
    low = start if before is None else before.start("word")
    high = end if after is None else after.end()
    shared = before is not None and (bool(before["share"]) or before["word"] in _SHARING)

    def reading(
        comparator: Comparator,
        *,
        explicit: bool = True,
        trailing: bool = False,
        settled: bool = False,
    ) -> Reading:
        return Reading(
            comparator=comparator,
            start=low,
            end=high,
            explicit=explicit,
            shared=shared,
            trailing=trailing,
            settled=settled or trailing,
        )

    if word is not None and word.strength == "strong":
        return reading(word.comparator, settled=True)
    if after is not None:
        return reading(_BY_WORD["after", after["word"]].comparator, trailing=True)
    if surplus:
        return reading("about" if surplus == "来" else "more_than", settled=True)
    if word is not None:
        return reading(word.comparator)
    rank = _read_rank(text, start, unit)
    return reading(rank or "equal", explicit=rank is not None)


def _applies(word: ComparatorWord, text: str, end: int, numeral: str) -> bool:
    match word.word:
        case "上":
            return numeral[:1] in _BARE_HUNDREDS
        case "突破":  # 突破12项关键技术 overcomes them, it does not go beyond 12
            return _BREAKTHROUGH.match(text, end) is None
        case "近":  # 近三年: the last three years
            return text[end - 1] != "年"
        case _:
            return True


def _read_rank(text: str, start: int, unit: str) -> Comparator | None:
    """前8名 is a rank of at most 8; to leave 后50名 (the last 50) is a rank from below above 50."""
    if unit not in {"名", "位", "强", ""}:
        return None
    window = text[max(0, start - 40) : start]
    if _RANK_BEFORE.search(window):
        return "at_most"
    return "more_than" if window.endswith("后") and _LEAVE_LAST.search(window) else None


def follows_comparator(text: str, position: int) -> bool:
    """Whether a word such as 以上 or 左右 stands at `position`."""
    return _AFTER.match(text, position) is not None


def is_rank(text: str, start: int) -> bool:
    """Whether 前, 后 or 第 stands before the number."""
    window = text[max(0, start - 2) : start]
    return window.endswith(("第", "后")) or _RANK_BEFORE.search(window) is not None
