"""The promises of a place, with the words by which a report or a table speaks of them again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scripts.desk.drafting.figures import find_subjects
from scripts.desk.drafting.indicators import Known
from scripts.desk.drafting.milestones import BUILDS, HAPPENS, OPENERS, SETTLES
from scripts.desk.drafting.pieces import find_pieces
from scripts.text.quantities import find_quantities

Row = dict[str, str]

_VERBS_BEFORE = re.compile(f"^(?:{OPENERS}|{BUILDS}|{SETTLES}|筹备|全面|基本|创成|[，、])+")
_VERBS_BEHIND = re.compile(f"(?:{HAPPENS}|建设|工作|任务|目标)+$")
_NO_WORD = re.compile("[^\u4e00-\u9fffA-Za-z0-9]")
SHORTEST_NAME = 3
SHORTEST_PRINTED = 4
"""A shorter word before a figure (投资, 产值) is no name of one indicator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A promise and the name of its thing, without the verbs around it."""

    target: Row
    thing: str

    @property
    def words(self) -> str:
        return self.target["quote"] or self.thing


def name_matters(targets: Sequence[Row], indicators: Sequence[Row]) -> list[Matter]:
    """Each promise with the name of its thing, which its indicator tells."""
    names = {row["indicator_id"]: row["name_zh"] for row in indicators}
    return [
        Matter(target=row, thing=bare_name(names.get(row["indicator_id"], row["quote"])))
        for row in targets
    ]


def bare_name(words: str) -> str:
    """A thing's name: 开工建设平漯周高铁 -> 平漯周高铁; the words whole if little is left."""
    bare = _VERBS_BEHIND.sub("", _VERBS_BEFORE.sub("", words))
    return bare if len(bare) >= SHORTEST_NAME else words


def coverage(name: str, words: str) -> float:
    """0 to 1: how many of the pairs of neighbouring characters of a name stand in the words."""
    pairs = _pairs(name)
    return len(pairs & _pairs(words)) / len(pairs) if pairs else 0.0


def _pairs(words: str) -> frozenset[str]:
    plain = _NO_WORD.sub("", words)
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1))


def name_indicators(
    indicators: Sequence[Row], quotes: Iterable[tuple[str, str]], shared: Mapping[str, Known]
) -> dict[str, Known]:
    """Indicators by id, with every name under which reports print them.

    Args:
        indicators: rows of the place.
        quotes: indicator and words of each promise and of each result on record.
        shared: indicators of the vocabulary.
    """
    printed: dict[str, list[str]] = {}
    for key, quote in quotes:
        printed.setdefault(key, []).extend(_things(quote))
    return {
        key: Known(
            name=row["name_zh"],
            unit=row["unit"],
            aliases=(*(shared[key].names if key in shared else ()), *printed.get(key, ())),
        )
        for row in indicators
        for key in [row["indicator_id"]]
    }


def _things(quote: str) -> Iterator[str]:
    """What the figure of a quote is of, where there is one only and the words say it."""
    quantities = find_quantities(quote)
    if len(quantities) == 1:
        for _, subject, _ in find_subjects(quote, list(find_pieces(quote, quantities))):
            if subject is not None and len(subject.thing) >= SHORTEST_PRINTED:
                yield subject.thing
