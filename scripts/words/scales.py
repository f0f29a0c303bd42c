"""Unit conversion: multipliers taken out of printed units, and units of one dimension."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

from scripts.core.declared import read_declared
from scripts.words.units import COUNTERS, MEASURES, MULTIPLIERS

_PRECISION = 50

_SIZES: Mapping[str, tuple[str, Fraction]] = {
    row["unit"]: (row["dimension"], Fraction(row["size"]))
    for row in read_declared(__file__, "unit_sizes.csv")
}
"""Unit -> its dimension and its size in the dimension's first unit. What is not here stands alone.

15 亩 = 1 公顷: the State Council's order on legal units of measurement (1984-02-27) and the notice
on units of land area (1990-12-18). `度` (energy or temperature) and `里` are left out: prose does
not say which is meant.
"""


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
