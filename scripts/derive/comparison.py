"""Whether a value satisfies what was printed: comparators, ranges, and how far “about” reaches."""

from __future__ import annotations

from decimal import Decimal

from scripts.core.model import Direction, Target

TOLERANCE_POINTS = Decimal("0.2")
"""How far “about” reaches when the unit is a percentage, in percentage points."""
TOLERANCE_SHARE = Decimal("0.02")
"""How far “about” reaches for every other unit, as a share of the target."""


def tolerance(target: Target) -> Decimal:
    """How far “about” reaches, in the target's unit."""
    if target.value is None:
        return Decimal(0)
    return TOLERANCE_POINTS if target.unit == "%" else abs(target.value) * TOLERANCE_SHARE


def shortfall(target: Target, direction: Direction, actual: Decimal) -> Decimal:
    """How far `actual` (in the target's unit) is from satisfying the comparator; 0 when it does.

    A strict comparator that is exactly equalled is short by nothing yet unmet: see `is_reached`.
    """
    low, high = find_bounds(target, direction)
    if low is not None and actual < low:
        return low - actual
    if high is not None and actual > high:
        return actual - high
    return Decimal(0)


def is_reached(target: Target, direction: Direction, actual: Decimal) -> bool:
    """Whether `actual` (in the target's unit) satisfies the printed comparator."""
    if target.comparator in {"more_than", "less_than"} and actual == target.value:
        return False
    return shortfall(target, direction, actual) == 0


def find_bounds(target: Target, direction: Direction) -> tuple[Decimal | None, Decimal | None]:
    """The floor and the ceiling that a value must keep; None where there is none."""
    value = target.value if target.value is not None else Decimal(0)
    match target.comparator:
        case "at_least" | "more_than":
            return value, None
        case "at_most" | "less_than":
            return None, value
        case "between":
            low, high = value, target.value_max if target.value_max is not None else value
        case "about":
            low, high = value - tolerance(target), value + tolerance(target)
        case _:
            low, high = value, value
    match direction:
        case "up":
            return low, None
        case "down":
            return None, high
        case _:
            return low, high
