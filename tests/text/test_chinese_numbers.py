"""Chinese numerals: read when there is one meaning, left alone when there could be two."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.text.chinese_numbers import parse_chinese_number, to_half_width


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("零", "0"),
        ("一", "1"),
        ("两", "2"),
        ("十", "10"),
        ("十二", "12"),
        ("二十", "20"),
        ("廿二", "22"),
        ("九十九", "99"),
        ("百", "100"),
        ("三百", "300"),
        ("一百零五", "105"),
        ("一百一十", "110"),
        ("两百五十", "250"),
        ("一千五百", "1500"),
        ("一千零五十", "1050"),
        ("三千零一", "3001"),
        ("一万", "10000"),
        ("一万二千", "12000"),
        ("百万", "1000000"),
        ("三亿五千万", "350000000"),
        ("一万亿", "1000000000000"),
        ("二〇二五", "2025"),
        ("一九四九", "1949"),
        ("三点五", "3.5"),
        ("十点二五", "10.25"),
    ],
)
def test_numerals_with_one_meaning(numeral: str, value: str) -> None:
    assert parse_chinese_number(numeral) == Decimal(value)


@pytest.mark.parametrize(
    "numeral",
    [
        "",
        "三五",
        "两百五",
        "十百",
        "百千",
        "一万二",
        "五点",
        "点五",
        "三零",
        "一二三",
        "甲",
        "一" * 25,
        "零零",
    ],
)
def test_numerals_that_are_left_alone(numeral: str) -> None:
    assert parse_chinese_number(numeral) is None


def spelt(number: int) -> str:
    """A number below 100,000,000 as it is written in full."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        gap = "零" if 0 < low < 1000 else ""
        return spelt(high) + "万" + gap + (spelt(low) if low else "")
    text, skipped = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, place)
        if digit:
            text += ("零" if skipped and text else "") + "零一二三四五六七八九"[digit] + name
        skipped = not digit
    return text


@given(st.integers(1, 99_999_999))
def test_what_is_spelt_in_full_is_read(number: int) -> None:
    assert parse_chinese_number(spelt(number)) == number


@given(st.text())
def test_half_width_keeps_every_offset(text: str) -> None:
    assert len(to_half_width(text)) == len(text)


def test_half_width_keeps_punctuation() -> None:
    assert to_half_width("１２．５％，Ａ。（") == "12.5%，A。（"
