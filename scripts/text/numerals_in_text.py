"""Where the numerals of a text stand: every run of digits, and Chinese numerals that count.

Chinese writes numbers and a good part of its words with the same characters. A Chinese numeral is
`required` (rule 2 of the contract: it must have a row) where it counts or ranks something in a
fixed pattern; it is only offered (`required=False`) where it is a heading's number, part of a set
phrase in quotation marks, or an indefinite 万 or 千; it is no numeral in a word of `NOT_NUMERALS`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from scripts.text.chinese_numbers import LONGEST, NUMERAL_CHARACTERS, to_half_width
from scripts.words.units import COUNTERS, MEASURES, UNIT_OF_PART, match_unit

Script = Literal["ascii", "chinese"]

NOT_NUMERALS = {
    "words with 一": """
        进一步 下一步 统一 一些 一体 一批 一流 一线 一定 一致 一般 一直 一律 一起 一旦 一边 一面
        一时 一样 一切 一贯 一向 一度 一经 一味 一心 一手 一道 一带 一并 一再 一概 一旁 一共
        一同 一举 一如 一方面 一系列 一揽子 一站式 一条龙 一盘棋 一把手 一次性 一口气 一家人
        一家亲 一段时间 一段时期 一年一度 一个个 一项项 一件件 一条条 一座座 新一代 新一轮
        上一轮 下一轮 同一 唯一 单一 专一 万一 逐一 不一 之一 合一 归一 划一 每一 哪一 任一 某一
        另一 这一 那一 一分 一部分 一大批 一种种 一层楼 一席之地 一以贯之
    """,
    "一级 as a link in a chain": """
        一级带 一级干 一级看 一级抓 一级压 一级给 上一级 下一级
    """,
    "words with 十, 百, 千, 万, 亿": """
        十分 红十字 百姓 百分点 百分比 百分百 百货 百科 百花 百业 百年大计 千方百计 千家万户
        千千万万 千钧 千万不 千万要 千秋 千载 千里 千军万马 千头万绪 千辛万苦 千锤百炼 万众 万物
        万全 万分 万能 万象 万里 万古 万事 万无一失 万企 万村 万家 万万 万水千山 成千上万 亿万
        每万人 每千人 每百人 每百户 每十万人 万元生产总值 万元地区生产总值 万元工业增加值
        万元GDP
    """,
    "other words": """
        五湖四海 四面八方 三心二意 七上八下 四通八达 五花八门 接二连三 三番五次 再三 两岸 两会
        两侧 两翼 两端 两手 两旁 两用 两地 三农 三峡 零售 零星 零距离 零部件 零件 零散 零碎
        零容忍 四季度假
    """,
    "place names": """
        四川 五台山 五台县 三台县 七台河 九台区 三亚 三明市 三门峡 六安 六盘水 九江 四平 百色
        万年县 五指山 二七区 万州 十堰
    """,
}
"""Words whose numeral character is no numeral, by reason; the documentation is made from it."""

_STILL_NUMERALS = {"十分": "钟之", "一分": "钟之", "万分": "之", "四平": "方"}
"""Excluded words that a following character turns back into a number (十分钟, 四平方米)."""


def _excluded_word(word: str) -> str:
    after = f"(?![{_STILL_NUMERALS[word]}])" if word in _STILL_NUMERALS else ""
    return re.escape(word) + after


_WORDS = sorted(
    {word for words in NOT_NUMERALS.values() for word in words.split()},
    key=lambda word: (-len(word), word),
)
_FIRST_NUMERAL = [_excluded_word(word) for word in _WORDS if word[0] in NUMERAL_CHARACTERS]
"""After another numeral character these are no words (二十分钟)."""
_FIRST_OTHER = [_excluded_word(word) for word in _WORDS if word[0] not in NUMERAL_CHARACTERS]
_EXCLUDED = re.compile(
    # Looking at the first character alone rules out most places at once.
    f"(?=[{''.join(sorted({word[0] for word in _WORDS}))}])"
    f"(?:(?<![{NUMERAL_CHARACTERS}])(?:{'|'.join(_FIRST_NUMERAL)})|{'|'.join(_FIRST_OTHER)})"
)

_HAN = f"[{NUMERAL_CHARACTERS}]"
_ASCII = re.compile(r"[0-9]+(?:\.[0-9]+)*")
_RUN = re.compile(f"{_HAN}+")
_VAGUE = "余多来几"
_AFTER = re.compile(
    f"[{_VAGUE}]?(?:中全会|季度|年级|等[奖功]|月(?![饼亮球])|日|号|版|字(?=方针|诀)"
    "|点(?=意见|要求|建议|希望))"
)
"""What makes the numeral before it count or rank, beyond the table of units."""
_RANGE = re.compile(rf"[到至—–~～-]{{1,2}}({_HAN}{{1,{LONGEST}}})")
_PARTS = re.compile(
    rf"{_HAN}{{1,8}}分之(?:{_HAN}{{1,{LONGEST}}}(?:点[〇零一二三四五六七八九]{{1,8}})?)"
)
_HEADING = re.compile(
    rf"^[ \t\u3000#*]{{0,20}}(?:({_HAN}{{1,4}})、|[（(]({_HAN}{{1,4}})[）)])"
    rf"|\*\*[（(]({_HAN}{{1,4}})[）)]",
    re.MULTILINE,
)
_ENUMERATION = re.compile(r"(?<![^。；;：:，,\n*\s])([一二三四五六七八九十]{1,2})[是要](?!一)")
_QUOTED = re.compile("[“‘「『]([^“”‘’「」『』\n]{1,16})[”’」』]")
_FIVE_YEARS = re.compile("(十[一二三四五六]五)(?=规划|时期|期间|末|以来|收官|开局)")
_YEAR_LENGTH = 4
_ROUNDING = ("上", "近", "超", "逾", "约", "超过")
"""Before a bare 百 or 万 they make it a figure: 上百家, 近千人."""
_INDEFINITE = frozenset("百千万亿")
_MEASURED = MEASURES - {"年"}
_UNITS_WITH_MULTIPLIER = ("千瓦", "千米", "千克", "千伏", "百分点")


@dataclass(frozen=True, slots=True, kw_only=True)
class NumeralSpan:
    """A numeral of a text: digits and decimal point, or a Chinese numeral, without its unit."""

    start: int
    end: int
    text: str
    script: Script
    required: bool


def find_numerals(text: str) -> tuple[NumeralSpan, ...]:
    """All numerals in order of offset (code points of the whole document), none overlapping.

    Runs of ASCII or full-width digits are always required; a dot belongs to a run only between
    digits. A multiplier after digits (5万) belongs to the unit. Time grows linearly with the text.
    """
    plain = to_half_width(text)
    digits = [
        _span(text, found.start(), found.end(), "ascii", required=True)
        for found in _ASCII.finditer(plain)
    ]
    return tuple(sorted((*digits, *_find_chinese(text, plain)), key=lambda span: span.start))


def _span(text: str, start: int, end: int, script: Script, *, required: bool) -> NumeralSpan:
    return NumeralSpan(start=start, end=end, text=text[start:end], script=script, required=required)


def _find_chinese(text: str, plain: str) -> Iterator[NumeralSpan]:
    fractions = [(found.start(), found.end()) for found in _PARTS.finditer(plain)]
    excluded = _Stretches([(found.start(), found.end()) for found in _EXCLUDED.finditer(plain)])
    in_fraction = _Stretches(fractions)
    offered = _offered(plain)
    quoted = _Stretches([found.span(1) for found in _QUOTED.finditer(plain)])
    for start, end in fractions:
        head, _, _ = plain[start:end].partition("分之")
        # 百分之 is the unit (%), as in 5%; 三分之二 is one number.
        number = start + len(head) + len("分之") if head in UNIT_OF_PART else start
        yield _span(text, number, end, "chinese", required=True)
    partner = -1
    for found in _RUN.finditer(plain):
        if in_fraction.hold(found.start()):
            continue
        for start, end in _cut(found.start(), found.end(), excluded):
            end = without_unit(plain, start, end)  # noqa: PLW2901 - the run minus its unit
            if start >= end or _is_multiplier(plain, start):
                continue
            if start == partner or _counts(plain, start, end):
                found_range = _RANGE.match(plain, end)
                partner = found_range.start(1) if found_range else -1
                yield _span(text, start, end, "chinese", required=True)
            elif start in offered or quoted.hold(start) or _is_indefinite(plain, start, end):
                yield _span(text, start, end, "chinese", required=False)


class _Stretches:
    """Stretches in order that do not overlap, asked whether one of them holds an offset."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self.spans = spans
        self._starts = [start for start, _ in spans]

    def holding(self, offset: int) -> tuple[int, int] | None:
        index = bisect_right(self._starts, offset) - 1
        if index < 0 or offset >= self.spans[index][1]:
            return None
        return self.spans[index]

    def hold(self, offset: int) -> bool:
        return self.holding(offset) is not None


def _cut(start: int, end: int, excluded: _Stretches) -> Iterator[tuple[int, int]]:
    """The run without the characters that belong to excluded words."""
    position = start
    while position < end:
        if word := excluded.holding(position):
            position = word[1]
            continue
        stop = position
        while stop < end and not excluded.hold(stop):
            stop += 1
        yield position, stop
        position = stop


def without_unit(text: str, start: int, end: int) -> int:
    """Where a run of numeral characters ends as a number.

    百万千瓦: the 千 belongs to the unit; “三零”: 零 ends no number unless spelt by digits.
    """
    if text.startswith(_UNITS_WITH_MULTIPLIER, end - 1):
        return end - 1
    spelt = text[end - 2 : end - 1] if end - start > 1 else ""
    digit_by_digit = end - start >= _YEAR_LENGTH
    return end - 1 if text[end - 1] == "零" and spelt and not digit_by_digit else end


def _is_multiplier(text: str, start: int) -> bool:
    """Whether the run belongs to a number before it: 5万, 300余万, 十多万."""
    before, vague = text[max(0, start - 2) : start - 1], text[start - 1 : start]
    if vague in set(_VAGUE):
        return before != "" and before in "0123456789" + NUMERAL_CHARACTERS
    return vague != "" and vague in "0123456789"


def _counts(text: str, start: int, end: int) -> bool:
    """Whether a counter, a fixed pattern or a range makes the run a number that is used."""
    before = text[max(0, start - 2) : start]
    if before.endswith(("第", "党的")):
        return True
    if before.endswith(("数", "几")):
        return False
    if text[start:end] in _INDEFINITE and not before.endswith(_ROUNDING):
        return match_unit(text, end) in _MEASURED or text.startswith("强", end)
    if _AFTER.match(text, end) or _unit_follows(text, end):
        return True
    partner = _RANGE.match(text, end)
    return partner is not None and _unit_follows(text, partner.end())


def _unit_follows(text: str, position: int) -> bool:
    """A unit or counter, also after 余, 多 (十余家) and their multiplier (十多万人)."""
    if text.startswith(tuple(_VAGUE), position):
        position += 1
        if text.startswith(("万", "亿"), position):
            position += 1
    return bool(match_unit(text, position))


def _is_indefinite(text: str, start: int, end: int) -> bool:
    """万人, 亿户: as many as one likes (数百人 is not even that)."""
    return (
        text[start - 1 : start] not in {"数", "几"}
        and text[start:end] in _INDEFINITE
        and match_unit(text, end) in COUNTERS
    )


def _offered(text: str) -> set[int]:
    """Starts of numerals that number headings and enumerations, or name a five-year plan."""
    return {
        found.start(found.lastindex or 0)
        for pattern in (_HEADING, _ENUMERATION, _FIVE_YEARS)
        for found in pattern.finditer(text)
    }
