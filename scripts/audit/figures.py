"""Numbers as a page prints them -> exact values: `6.5%`, `3–5 家`, `2.25 million tonnes`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

_POWERS = {"trillion": 12, "billion": 9, "million": 6, "T": 12, "B": 9, "M": 6}
_NUMBER = re.compile(r"(-?\d[\d,]*(?:\.\d+)?)(?:\s?(trillion|billion|million|[TBM]\b))?")
_CHINESE_POWERS = (("万亿", 12), ("亿", 8), ("万", 4))
_INVISIBLE = str.maketrans({"\u2060": None, "\u200b": None, "\u00a0": " ", "−": "-"})


def clean(text: str) -> str:
    """A text as it is read: no invisible characters, one space between words."""
    return " ".join(text.translate(_INVISIBLE).split())


def read_amounts(text: str) -> list[Decimal]:
    """The numbers of a text, multiplied out where a word or letter says so."""
    return [
        Decimal(number.replace(",", "")).scaleb(_POWERS.get(word, 0))
        for number, word in _NUMBER.findall(clean(text))
    ]


def row_amounts(row: Mapping[str, str], language: str) -> list[Decimal]:
    """The numbers that a page must print for a row with `value`, `value_max` and `unit`.

    Chinese prints the number of the table; English multiplies 万 and 亿 out.
    """
    unit = row["unit"]
    power = 0
    if language == "en":
        power = next((p for word, p in _CHINESE_POWERS if unit.startswith(word)), 0)
    values = [row["value"], row.get("value_max", "")]
    return [Decimal(value).scaleb(power) for value in values if value]


def says(text: str, row: Mapping[str, str], language: str) -> bool:
    """Whether a text prints exactly the numbers of a row, in Chinese with its unit at the end."""
    if read_amounts(text) != row_amounts(row, language):
        return False
    return language == "en" or clean(text).endswith(row["unit"])
