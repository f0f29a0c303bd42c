"""Periods of observations: `2024`, `2024-H1`, `2024-Q3`, `2024-05`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from scripts.core.model import Bilingual

PERIOD_PATTERN = (
    r"(?P<year>\d{4})(?:-(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?"
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PERIOD = re.compile(PERIOD_PATTERN, re.ASCII)
_IN_WORDS = re.compile(r"(\d{4})\s*年(?:(上|下)半年|第?([一二三四1-4])季度|(\d{1,2})月)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A span of a year; `elapsed` is the share of the year gone when it ends."""

    text: str
    year: int
    elapsed: Fraction
    label: Bilingual
    position: float
    """Where the period's end stands on a time axis, in years."""

    @property
    def is_year(self) -> bool:
        return len(self.text) == len("2024")


def period_from_words(text: str) -> str:
    """A period as people write it as the data have it: `2024年`, `2024年一季度`, `2024年5月`.

    Other text is returned as it is.
    """
    if not (found := _IN_WORDS.fullmatch(text.strip())):
        return text.strip()
    year, half, quarter, month = found.groups()
    if half:
        return f"{year}-H{'上下'.index(half) + 1}"
    if quarter:
        return f"{year}-Q{('一二三四'.find(quarter) + 1) or quarter}"
    return f"{year}-{int(month):02}" if month else year


@lru_cache(maxsize=1024)
def parse_period(text: str) -> Period:
    """Read a period; the same few stand in every row, so they are remembered.

    Raises:
        ValueError: the text is none of the four forms.
    """
    match = _PERIOD.fullmatch(text)
    if match is None:
        message = f"{text!r} is not a period such as 2024, 2024-H1, 2024-Q3 or 2024-05"
        raise ValueError(message)
    year = int(match["year"])
    if half := match["half"]:
        label = Bilingual(zh=f"{year} 年{'上' if half == '1' else '下'}半年", en=f"H{half} {year}")
        elapsed = Fraction(int(half), 2)
    elif quarter := match["quarter"]:
        label = Bilingual(
            zh=f"{year} 年第{'一二三四'[int(quarter) - 1]}季度", en=f"Q{quarter} {year}"
        )
        elapsed = Fraction(int(quarter), 4)
    elif month := match["month"]:
        label = Bilingual(zh=f"{year} 年 {int(month)} 月", en=f"{MONTHS[int(month) - 1]} {year}")
        elapsed = Fraction(int(month), 12)
    else:
        label = Bilingual(zh=f"{year} 年", en=str(year))
        elapsed = Fraction(1)
    return Period(
        text=text, year=year, elapsed=elapsed, label=label, position=year + float(elapsed)
    )
