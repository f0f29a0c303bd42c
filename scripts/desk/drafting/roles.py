"""What each numeral of a text is: a promise's figure, or a first guess with its reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from scripts.text.horizons import Horizons
from scripts.text.numerals_in_text import NumeralSpan

_YEAR = re.compile("(?:19|20)[0-9]{2}")
_SLOGAN = re.compile("[“‘「]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A role with its reason in both languages."""

    role: str
    note: str
    note_en: str


ORDINAL = Guess(role="ordinal", note="序数", note_en="An ordinal")
ENUMERATED = Guess(role="ordinal", note="列举的编号", note_en="Number in an enumeration")
HEADING = Guess(role="ordinal", note="标题的编号", note_en="Number of a heading")
BASE_YEAR = Guess(role="baseline", note="比较的基年", note_en="Base year of a comparison")
A_YEAR = Guess(role="year", note="年份", note_en="A year")
NAME = Guess(role="name", note="名称的一部分", note_en="Part of a name")
SLOGAN = Guess(role="slogan", note="口号或固定说法", note_en="A slogan or set phrase")
REVIEWED = Guess(
    role="achievement",
    note="回顾部分的数，不是承诺",
    note_en="A figure of the review, no promise",
)
CONTEXT = Guess(
    role="context",
    note="说明规模或背景，不是承诺（请核对）",
    note_en="Says how large something is, no promise (to be checked)",
)


def guess_role(
    text: str, span: NumeralSpan, horizons: Horizons, titles: Sequence[tuple[int, int]]
) -> Guess:
    """The likeliest role of a numeral that belongs to no promise; the first that fits."""
    before, after = text[max(0, span.start - 6) : span.start], text[span.end : span.end + 6]
    chinese = span.script == "chinese"
    in_title = any(low <= span.start < high for low, high in titles)
    is_year = _YEAR.fullmatch(span.text) is not None and after.startswith(("年", "-", "—"))
    beside_latin = _is_latin(before[-1:]) or _is_latin(after[:1])
    cases = (
        (in_title and _is_number_of_heading(after), HEADING),
        (is_year and before.endswith(("比", "较")), BASE_YEAR),
        (is_year, A_YEAR),
        (before.endswith("第") or after.startswith(("届", "次会议")), ORDINAL),
        (beside_latin, NAME),
        (chinese and _SLOGAN.search(before) is not None, SLOGAN),
        (chinese and re.match("[是要、]", after) is not None, ENUMERATED),
        (not horizons.looks_ahead(span.start), REVIEWED),
    )
    return next((guess for fits, guess in cases if fits), CONTEXT)


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _is_number_of_heading(after: str) -> bool:
    return after[:1] in {"、", ")", "）", ".", "．"}
