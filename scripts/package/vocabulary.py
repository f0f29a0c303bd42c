"""Vocabulary shared by all places: units, themes, the glossary, tiles of the map."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scripts.core.model import Bilingual
from scripts.words.wording import UnitName, Units

UNIT_LENGTH = 4
"""Characters of the longest unit; a short word is looked for in units only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term of the glossary; `words` are the Chinese words by which it is recognised."""

    term: str
    name: Bilingual
    words: tuple[str, ...]
    explanation: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """A tile of the map: a division of the country, maybe without a package of its own.

    `place`: the slug of its package; `row`, `column`: of its tile, from 1.
    """

    place: str
    name: Bilingual
    short: Bilingual
    row: int
    column: int


def find_terms(glossary: Iterable[Term], *texts: str) -> tuple[Term, ...]:
    """The terms whose words occur in one of the Chinese texts, in the glossary's order.

    Words of one character (万, 亩) explain themselves by standing in a unit; they are found only
    where a text is exactly such a word or ends in it, as units do (`万亩`).
    """
    every = "\n".join(texts)
    units = "\n".join(text for text in texts if len(text) <= UNIT_LENGTH)
    found: list[Term] = []
    for term in glossary:
        for word in term.words:
            if word in (every if len(word) > 1 else units):
                found.append(term)
                break
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The tables of `datasets/vocabulary/`; `divisions` in official order."""

    units: Units
    themes: Mapping[str, Bilingual]
    glossary: tuple[Term, ...] = ()
    divisions: tuple[Division, ...] = ()
    indicators: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Id of an indicator that places share -> its row of `indicators.csv`, cells as text."""
    search_words: Mapping[str, str] = field(default_factory=dict)
    """What people type, pinyin among it -> the words of the data that it finds, `;` between."""


def read_vocabulary(folder: Path) -> Vocabulary:
    """Read the shared vocabulary; themes keep the order of the file.

    Raises:
        FileNotFoundError: one of the files is missing.
    """
    units = _read_table(folder / "units.csv")
    themes = _read_table(folder / "themes.csv")
    glossary = _read_table(folder / "glossary.csv")
    return Vocabulary(
        units={
            row["unit"]: UnitName(unit=row["unit"], one=row["one"], other=row["other"])
            for row in units
        },
        themes={row["theme"]: Bilingual(zh=row["name_zh"], en=row["name_en"]) for row in themes},
        glossary=tuple(
            Term(
                term=row["term"],
                name=Bilingual(zh=row["name_zh"], en=row["name_en"]),
                words=tuple(row["words"].split(";")),
                explanation=Bilingual(zh=row["explanation_zh"], en=row["explanation_en"]),
            )
            for row in glossary
        ),
        divisions=tuple(
            Division(
                place=row["place"],
                name=Bilingual(zh=row["name_zh"], en=row["name_en"]),
                short=Bilingual(zh=row["short_zh"], en=row["short_en"]),
                row=int(row["row"]),
                column=int(row["column"]),
            )
            for row in _read_table(folder / "divisions.csv")
        ),
        indicators={row["indicator_id"]: row for row in _read_table(folder / "indicators.csv")},
        search_words={
            typed: row["finds"]
            for row in _read_table(folder / "search_words.csv")
            for typed in row["typed"].split(";")
        },
    )


def _read_table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, restval=""))
