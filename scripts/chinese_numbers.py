"""Numbers as Chinese prose writes them: full-width digits, thousands separators, 十二, 三百, 两."""

from __future__ import annotations

from decimal import Decimal

FULL_WIDTH = str.maketrans("０１２３４５６７８９．，％＋－～", "0123456789.,%+-~")
"""Full-width forms -> ASCII, character for character, so that offsets stay."""

DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}
SCALES = {"十": 10, "百": 100, "千": 1000}
CHINESE_DIGITS = "".join([*DIGITS, *SCALES])
LONGEST_NUMBER = 30
"""Digits beyond which a run is no number of official prose."""


class NumberError(ValueError):
    """The text is not a number."""


def parse_chinese_number(text: str) -> int:
    """`十二` -> 12, `三百` -> 300, `一千五百` -> 1500, `二〇二五` -> 2025, `百` -> 100.

    Below ten thousand only; 万 and 亿 belong to the unit.

    Raises:
        NumberError: another character, or scales in an order that no number has.
    """
    if not text or len(text) > LONGEST_NUMBER or any(c not in CHINESE_DIGITS for c in text):
        raise NumberError(text)
    if all(character in DIGITS for character in text):
        return int("".join(str(DIGITS[character]) for character in text))
    return _parse_scaled(text)


def _parse_scaled(text: str) -> int:
    total, digit, lowest = 0, None, 10_000
    for character in text:
        if character in SCALES:
            scale = SCALES[character]
            if scale >= lowest:
                raise NumberError(text)
            total += (1 if digit is None else digit) * scale
            digit, lowest = None, scale
        elif digit is None or digit == 0:
            digit = DIGITS[character]
        else:
            raise NumberError(text)
    return total + (digit or 0)


def parse_number(text: str) -> Decimal:
    """A number in ASCII or full-width digits, with thousands separators, or in Chinese.

    Raises:
        NumberError: it is none of these.
    """
    plain = text.translate(FULL_WIDTH).replace(",", "")
    if len(plain) <= LONGEST_NUMBER and plain.replace(".", "", 1).isascii():
        digits = plain.replace(".", "", 1)
        if digits.isdigit() and not plain.startswith(".") and not plain.endswith("."):
            return Decimal(plain)
    return Decimal(parse_chinese_number(text))
