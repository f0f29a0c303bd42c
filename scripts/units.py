"""Units of official prose: which there are, what 万 and 亿 do, which measure the same thing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

MULTIPLIERS: Mapping[str, int] = {
    "万亿": 10**12,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "亿": 10**8,
    "万": 10**4,
    "千": 10**3,
    "百": 10**2,
}
"""Chinese multipliers that stand between a number and its unit, longest first."""

COUNTERS = frozenset(
    "个 家 所 条 块 座 处 项 件 种 部 类 张 套 间 台 辆 架 艘 场 次 届 级 星 只 匹 株 棵 倍 起 "
    "名 位 人次 人 户 头 期 门 篇 支 批次 个月 年 天 小时 分钟 秒".split()
)
MEASURES = frozenset(
    "吨 公斤 千克 斤 美元 元 亩 公顷 平方公里 平方千米 平方米 立方米 公里 千米 米 毫米 "
    "千瓦时 吉瓦时 兆瓦时 千瓦 兆瓦 吉瓦 个百分点 百分点 % ‰ 床 张床位".split()
)
BASE_UNITS = tuple(sorted(COUNTERS | MEASURES, key=lambda unit: (-len(unit), unit)))
"""Every unit without multiplier, longest first, as a pattern must try them."""

EQUIVALENTS: Mapping[str, tuple[str, Fraction]] = {
    "千米": ("米", Fraction(1000)),
    "公里": ("米", Fraction(1000)),
    "毫米": ("米", Fraction(1, 1000)),
    "亩": ("平方米", Fraction(2000, 3)),
    "公顷": ("平方米", Fraction(10_000)),
    "平方公里": ("平方米", Fraction(1_000_000)),
    "平方千米": ("平方米", Fraction(1_000_000)),
    "公斤": ("吨", Fraction(1, 1000)),
    "千克": ("吨", Fraction(1, 1000)),
    "斤": ("吨", Fraction(1, 2000)),
    "千瓦": ("瓦", Fraction(1000)),
    "兆瓦": ("瓦", Fraction(1_000_000)),
    "吉瓦": ("瓦", Fraction(1_000_000_000)),
    "兆瓦时": ("千瓦时", Fraction(1000)),
    "吉瓦时": ("千瓦时", Fraction(1_000_000)),
    "名": ("人", Fraction(1)),
    "个百分点": ("百分点", Fraction(1)),
}
"""Unit -> the unit it is counted in, and how many of that it is.

The mu is 1/15 hectare (2000/3 m²) and the jin half a kilogram: State Council order on statutory
units of measurement, 1984. The rest are the prefixes of the International System of Units.
"""


def split_unit(unit: str) -> tuple[int, str]:
    """`万吨` -> (10000, `吨`); `千瓦` stays whole, being a unit of its own."""
    if unit in BASE_UNITS:
        return 1, unit
    for multiplier, factor in MULTIPLIERS.items():
        if unit.startswith(multiplier):
            return factor, unit.removeprefix(multiplier)
    return 1, unit


def to_base(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """A printed value without its multiplier: (225, `万吨`) -> (2250000, `吨`)."""
    factor, base = split_unit(unit)
    return value * factor, base


def _canonical(unit: str) -> tuple[Fraction, str]:
    factor, base = split_unit(unit)
    counted, ratio = EQUIVALENTS.get(base, (base, Fraction(1)))
    return factor * ratio, counted


def same_dimension(first: str, second: str) -> bool:
    """Whether two units measure the same thing, so that values can be converted."""
    return _canonical(first)[1] == _canonical(second)[1]


def convert(value: Decimal, unit: str, target: str) -> Decimal | None:
    """A value in another unit of the same dimension; None when there is no way."""
    (factor, counted), (wanted, other) = _canonical(unit), _canonical(target)
    if counted != other:
        return None
    exact = Fraction(value) * factor / wanted
    return Decimal(exact.numerator) / Decimal(exact.denominator)
