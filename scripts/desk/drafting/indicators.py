"""From a promise's words to an indicator: one of the place, one that places share, or a new one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from scripts.desk.drafting.subjects import bare_thing
from scripts.words.scales import same_dimension

LONGEST_NAME, LONGEST_ID = 40, 60
ALIKE = 0.75
"""How alike two names must be to be proposed as the same indicator."""
_GROWS = re.compile("增长|增速|增幅|涨幅|上涨|下降|降低|回落")
_SAME = (
    ("规上", "规模以上"),
    ("规模工业", "规模以上工业"),
    ("GDP", "生产总值"),
    ("地方一般", "一般"),
)
_PERCENTAGES = {"%", "百分点", "个百分点"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An indicator that exists: its row, how reports print it, its figures in other reports."""

    name: str
    unit: str
    values: tuple[tuple[Decimal, str], ...] = ()
    aliases: tuple[str, ...] = ()
    row: Mapping[str, str] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)


class Catalogue:
    """Indicators to look up by a promise's words: those of the place first, then those shared."""

    def __init__(self, *sources: Mapping[str, Known]) -> None:
        self._known = {key: one for source in reversed(sources) for key, one in source.items()}
        self._by_name: dict[str, list[str]] = {}
        for key, one in self._known.items():
            for name in {form for printed in one.names for form in _forms(printed)}:
                self._by_name.setdefault(name, []).append(key)

    def __getitem__(self, key: str) -> Known:
        return self._known[key]

    def exact(self, thing: str, unit: str, *, grows: bool) -> str | None:
        """The id of the indicator whose name or alias says the same, in a unit that fits.

        Args:
            thing: the promise's words without verbs of change.
            unit: as printed, empty without a figure.
            grows: whether the words speak of growth or decline rather than of a level.
        """
        found = [key for form in _forms(thing) for key in self._by_name.get(form, ())]
        fitting = [key for key in dict.fromkeys(found) if not unit or self._fits(key, unit)]
        return next(
            (key for key in fitting if self._speaks_of_growth(key) == grows),
            fitting[0] if len(fitting) == 1 or (fitting and not unit) else None,
        )

    def alike(self, name: str, unit: str, least: float = ALIKE) -> str | None:
        """The id of the indicator of a like name in a unit that fits; None when none is."""
        fitting = [key for key in self._known if self._fits(key, unit)]
        best = max(fitting, key=lambda key: likeness(name, self._known[key].name), default=None)
        alike = best is not None and likeness(name, self._known[best].name) >= least
        return best if alike else None

    def _fits(self, key: str, unit: str) -> bool:
        wanted = self._known[key].unit
        return same_dimension(wanted, unit) or {wanted, unit} <= _PERCENTAGES

    def _speaks_of_growth(self, key: str) -> bool:
        return key.endswith("-growth") or _GROWS.search(self._known[key].name) is not None


def _forms(printed: str) -> Iterator[str]:
    """The spellings under which a name is looked up, none with its verbs of change."""
    name = bare_thing(printed).removesuffix("人数")
    for short, full in _SAME:
        if full not in name:
            name = name.replace(short, full)
    yield name
    yield re.sub("^地区(?=生产总值)|^国内(?=生产总值)|^全社会", "", name)


def likeness(one: str, other: str) -> float:
    """0 to 1: how much of the two names is the same."""
    return SequenceMatcher(None, bare_thing(one), bare_thing(other), autojunk=False).ratio()


def draft_id(name: str, taken: Iterable[str]) -> str:
    """An id in pinyin, for a person to replace by an English one before it is published."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionary loads slowly

    words = re.sub("[0-9０-９.．]+", " ", name)
    syllables = re.findall("[a-z]+", " ".join(lazy_pinyin(words)).lower())
    base = ""
    for syllable in syllables:
        if len(base) + len(syllable) >= LONGEST_ID:
            break
        base = f"{base}-{syllable}" if base else syllable
    return unique(base or "indicator", set(taken))


def unique(proposed: str, taken: set[str]) -> str:
    """The proposed id, with a number if it is taken."""
    key, number = proposed, 2
    while key in taken:
        key, number = f"{proposed}-{number}", number + 1
    return key


def new_row(key: str, name: str, unit: str) -> dict[str, str]:
    """The row of an indicator that nobody has described yet."""
    return {
        "indicator_id": key,
        "name_zh": name[:LONGEST_NAME],
        "name_en": "",
        "unit": unit,
        "direction": "none",
        "decimals": "0",
        "definition_zh": "",
        "definition_en": "",
        "theme": "",
    }
