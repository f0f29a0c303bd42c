"""How a column of decimals is kept by a format that knows binary numbers."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from scripts.tabular import Column


def is_exact_double(value: Decimal) -> bool:
    """Whether a double keeps the value: written out again it is the same number."""
    number = float(value)
    return Decimal(repr(number)) == value


def fits_doubles(column: Column) -> bool:
    """Whether every number of a column survives as a double (15 digits always do)."""
    return all(is_exact_double(value) for value in decimals(column))


def decimals(column: Column) -> Iterable[Decimal]:
    """The numbers of a column that are there."""
    return (value for value in column.values if isinstance(value, Decimal))
