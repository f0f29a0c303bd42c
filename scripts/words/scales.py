"""Unit conversion: multipliers taken out of printed units, and units of one dimension."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

from scripts.words.units import COUNTERS, MEASURES, MULTIPLIERS

_PRECISION = 50

_DIMENSIONS: dict[str, dict[str, Fraction]] = {
    "length (米)": {
        "米": Fraction(1),
        "m": Fraction(1),
        "公里": Fraction(1000),
        "千米": Fraction(1000),
        "km": Fraction(1000),
        "厘米": Fraction(1, 100),
        "毫米": Fraction(1, 1000),
        "海里": Fraction(1852),
    },
    "area (平方米)": {
        "平方米": Fraction(1),
        "㎡": Fraction(1),
        "m²": Fraction(1),
        "平方公里": Fraction(10**6),
        "平方千米": Fraction(10**6),
        "km²": Fraction(10**6),
        "公顷": Fraction(10**4),
        # 15 亩 = 1 公顷: the State Council's order on legal units of measurement (1984-02-27) and
        # the notice on units of land area (1990-12-18).
        "亩": Fraction(10**4, 15),
    },
    "volume (立方米)": {
        "立方米": Fraction(1),
        "立方": Fraction(1),
        "m³": Fraction(1),
        "升": Fraction(1, 1000),
    },
    "mass (吨)": {
        "吨": Fraction(1),
        "t": Fraction(1),
        "公斤": Fraction(1, 1000),
        "千克": Fraction(1, 1000),
        "kg": Fraction(1, 1000),
        "斤": Fraction(1, 2000),
        "克": Fraction(1, 10**6),
    },
    "power (千瓦)": {
        "千瓦": Fraction(1),
        "kW": Fraction(1),
        "瓦": Fraction(1, 1000),
        "兆瓦": Fraction(1000),
        "MW": Fraction(1000),
        "吉瓦": Fraction(10**6),
        "GW": Fraction(10**6),
    },
    "energy (千瓦时)": {
        "千瓦时": Fraction(1),
        "kWh": Fraction(1),
        "度电": Fraction(1),
        "瓦时": Fraction(1, 1000),
        "兆瓦时": Fraction(1000),
        "MWh": Fraction(1000),
        "吉瓦时": Fraction(10**6),
        "GWh": Fraction(10**6),
    },
    "coal equivalent": {"吨标准煤": Fraction(1), "吨标煤": Fraction(1)},
    "hours": {
        "小时": Fraction(1),
        "个小时": Fraction(1),
        "分钟": Fraction(1, 60),
        "秒": Fraction(1, 3600),
        "天": Fraction(24),
    },
    "months": {"个月": Fraction(1), "年": Fraction(12), "周年": Fraction(12)},
    "people, places in a ranking": {
        "人": Fraction(1),
        "名": Fraction(1),
        "位": Fraction(1),
        "名次": Fraction(1),
    },
    "proportion": {"%": Fraction(1), "‰": Fraction(1, 10), "‱": Fraction(1, 100)},
    "percentage points": {"百分点": Fraction(1), "个百分点": Fraction(1), "个点": Fraction(1)},
}
"""Dimension -> unit -> its size in the dimension's first unit. Whatever is not here stands alone.

`度` (energy or temperature) and `里` are left out: prose does not say which is meant.
"""

_SIZES = {
    unit: (dimension, size)
    for dimension, units in _DIMENSIONS.items()
    for unit, size in units.items()
}


def to_base(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """The value without its unit's multiplier: (225, 万吨) -> (2250000, 吨).

    千瓦, 千米, 千克 and 百分点 are units of their own and stay.
    """
    power, base = split_multiplier(unit)
    with localcontext(prec=max(_PRECISION, len(value.as_tuple().digits) + 1)):
        return (value * Decimal(10) ** power if power else value), base


@lru_cache(maxsize=1024)
def split_multiplier(unit: str) -> tuple[int, str]:
    """`万吨` -> (4, `吨`); `千瓦` -> (0, `千瓦`); `百万千瓦` -> (6, `千瓦`); `万` -> (4, ``)."""
    power = 0
    while unit and unit not in MEASURES and unit not in COUNTERS:
        multiplier = next((word for word in MULTIPLIERS if unit.startswith(word)), "")
        shorter = multiplier[:-1]
        if shorter in MULTIPLIERS and unit[len(shorter) :] in MEASURES:
            multiplier = shorter
        if not multiplier:
            break
        power += MULTIPLIERS[multiplier]
        unit = unit.removeprefix(multiplier)
    return power, unit


def same_dimension(unit_a: str, unit_b: str) -> bool:
    """Whether values in the two units can be converted into each other."""
    return convert(Decimal(1), unit_a, unit_b) is not None


def convert(value: Decimal, unit: str, to: str) -> Decimal | None:
    """`value` in `unit` expressed in the unit `to`, or None when the two do not convert.

    Exact where a decimal number can be (公里 to 米); otherwise 50 significant digits (亩 to 公顷).
    """
    if unit == to:
        return value
    power, base = split_multiplier(unit)
    to_power, to_base_unit = split_multiplier(to)
    ratio = Fraction(10) ** (power - to_power)
    if base != to_base_unit:
        dimension, size = _SIZES.get(base, (None, Fraction(1)))
        to_dimension, to_size = _SIZES.get(to_base_unit, (None, Fraction(1)))
        if dimension is None or dimension != to_dimension:
            return None
        ratio *= size / to_size
    if not value.is_finite():
        return value
    with localcontext(prec=max(_PRECISION, len(value.as_tuple().digits) + 20)):
        converted = value * ratio.numerator / ratio.denominator
        return converted if converted != converted.to_integral_value() else _plain(converted)


def _plain(value: Decimal) -> Decimal:
    """A whole number without exponent or trailing fraction: 2E+6 -> 2000000."""
    return value.quantize(Decimal(1)) if value.adjusted() < _PRECISION - 1 else value
