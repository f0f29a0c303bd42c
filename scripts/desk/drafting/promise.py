"""One drafted promise: its words in the text, its figure if any, and how sure the draft is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scripts.text.quantities import Quantity
from scripts.words.wording import format_plain

Kind = Literal["quantitative", "milestone", "directional"]
Level = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """How far a drafted row can be trusted, and why; what is `low` has to be looked at."""

    level: Level
    reason_zh: str
    reason_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A promise: `text[start:end]` is its quote.

    `name` is what is promised, in the text's words (生产总值增长); `thing` is that without verbs of
    change (生产总值), by which an indicator is looked up; `grows` says that there was one.
    """

    kind: Kind
    start: int
    end: int
    name: str
    thing: str
    due: int
    confidence: Confidence
    quantity: Quantity | None = None
    grows: bool = False
    headline: bool = False


def figure_cells(quantity: Quantity | None) -> dict[str, str]:
    """A quantity as the cells of a target's row; all empty without one."""
    if quantity is None:
        return dict.fromkeys(("comparator", "value", "value_max", "unit", "baseline"), "")
    return {
        "comparator": quantity.comparator,
        "value": format_plain(quantity.value),
        "value_max": "" if quantity.value_max is None else format_plain(quantity.value_max),
        "unit": quantity.unit,
        "baseline": "" if quantity.baseline is None else str(quantity.baseline),
    }
