"""Units and counters of Chinese official prose, and how a unit is found after a number."""

from __future__ import annotations

import re
from dataclasses import dataclass


def _words(table: str) -> frozenset[str]:
    return frozenset(table.split())


MEASURES = _words(
    """
    米 公里 千米 厘米 毫米 海里 km m
    平方米 平方公里 平方千米 公顷 亩 亩次 ㎡ m² km²
    立方米 立方 标准立方米 升 m³
    吨 公斤 千克 克 斤 kg t 吨标准煤 吨标煤 载重吨
    瓦 千瓦 兆瓦 吉瓦 kW MW GW 伏 千伏 kV 千伏安 兆伏安
    瓦时 千瓦时 兆瓦时 吉瓦时 kWh MWh GWh 度 度电
    元 美元 欧元 港元 元/人 元/吨
    人公里 吨公里 人·公里 吨·公里
    摄氏度 ℃ 微克 毫克 微克/立方米 μg/m³ 毫克/升 分贝
    秒 分钟 小时 个小时 天 周 个月 个工作日 工作日 年 周年
    % ‰ ‱ 百分点 个百分点 个点 倍 番
    比特 字节 GB TB PB MB P EFLOPS PFLOPS Mbps Gbps
    """
)
"""Units that measure; after a bare 万 or 亿 they make it a quantity (亿元以上项目)."""

COUNTERS = _words(
    """
    个 家 所 条 块 座 处 项 件 种 部 类 张 名 位 名次 人 人次 人份 户 户次 户数 家次 头 只 匹 羽 尾
    株 棵 艘 辆 台 套 架 台套 台（套） 台(套) 次 场 场次 批 批次 组 支 队 站 栋 幢 间 层 本 篇 册
    款 枚 盏 根 口 眼 把 级 星级 星 强 大 道 轮 对 双 份 宗 起 例 床 床位 张床位 标箱 标准箱 箱
    车次 航次 列 班次 架次 岁 片 季 届 期 学时 课时 字 词 幅 趟 颗 桶 瓶 盒 袋 筐 篓 回 席 笔 桌
    副 尊
    """
)
"""Words that count things, people or times."""

ORDINAL_COUNTERS = _words("级 星级 星 强 届 期 季 大 次 轮")
"""Counters that after a Chinese numeral rank or name rather than count (二级, 三星, 二期)."""

MULTIPLIERS = {
    "万亿": 12,
    "千亿": 11,
    "百亿": 10,
    "十亿": 9,
    "千万": 7,
    "百万": 6,
    "十万": 5,
    "亿": 8,
    "万": 4,
    "千": 3,
    "百": 2,
}
"""Multiplier in front of a unit -> its power of ten."""

UNIT_OF_PART = {"百": "%", "千": "‰", "万": "‱"}
"""The first character of 百分之, 千分之, 万分之 -> the unit."""

_CJK = "\u3400-\u4dbf\u4e00-\u9fff"
_NAMES = re.compile("年代|年级|年度|级别")
"""What begins like a unit but is another word."""


def _longest_first(words: frozenset[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))


_UNIT = re.compile(
    rf"(?:{_longest_first(MEASURES | COUNTERS)})(?:(?<![A-Za-z³²])|(?![A-Za-z0-9]))", re.ASCII
)
_MULTIPLIER = re.compile(_longest_first(frozenset(MULTIPLIERS)))


@dataclass(frozen=True, slots=True)
class PrintedUnit:
    """A unit as printed: its multiplier (万, 亿, … or empty) and the unit itself (or empty)."""

    multiplier: str
    base: str
    end: int

    @property
    def text(self) -> str:
        return self.multiplier + self.base


def match_unit(text: str, position: int) -> str:
    """The longest known unit that begins at `position`, or an empty string."""
    found = _UNIT.match(text, position)
    if found is None or _NAMES.match(text, position):
        return ""
    return found[0]


def match_printed_unit(text: str, position: int) -> PrintedUnit:
    """Multiplier and unit at `position`; 千瓦 is a unit, 千人 a multiplier and a unit."""
    multiplier = ""
    base = match_unit(text, position)
    if not base and (found := _MULTIPLIER.match(text, position)):
        multiplier = found[0]
        base = match_unit(text, found.end())
        shorter = multiplier[:-1]
        # 百万千瓦: the 千 of a unit is no multiplier.
        if not base and shorter in MULTIPLIERS:
            base = match_unit(text, position + len(shorter))
            multiplier = shorter if base else multiplier
    return PrintedUnit(multiplier, base, position + len(multiplier) + len(base))


def is_word_character(character: str) -> bool:
    """Whether a character continues a Chinese or Latin word."""
    return bool(re.match(f"[{_CJK}A-Za-z]", character))
