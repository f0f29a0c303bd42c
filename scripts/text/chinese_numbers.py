"""Numbers as Chinese prose writes them: 一千五百, 二十, 二〇二五, and full-width digits."""

from __future__ import annotations

from decimal import Decimal

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
PLACES = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8}
NUMERAL_CHARACTERS = "".join((*DIGITS, *PLACES, *MYRIADS, "廿"))

LONGEST = 24
"""No numeral in prose is longer; what is longer is not read (and costs no time)."""

_YEAR_LENGTH = 4
_HALF_WIDTH = str.maketrans(
    {
        **{chr(ord("！") + i): chr(ord("!") + i) for i in range(94) if chr(ord("!") + i).isalnum()},
        "．": ".",
        "％": "%",
        "－": "-",
        "＋": "+",
    }
)


def to_half_width(text: str) -> str:
    """Full-width digits, letters, `．％－＋` as ASCII; every code point keeps its offset.

    Full-width comma and stop stay: they are punctuation, never part of a number.
    """
    return text.translate(_HALF_WIDTH)


def parse_chinese_number(text: str) -> Decimal | None:
    """The value of a Chinese numeral in full, or None when it is not one that is unambiguous.

    `三五` (three or five), `两百五` (colloquial) and `十百` are None; `百` alone is 100;
    `二〇二五` is read digit by digit; `五点五` has a decimal part.
    """
    if not text or len(text) > LONGEST:
        return None
    text = text.replace("廿", "二十")
    whole, point, fraction = text.partition("点")
    if point:
        return _with_fraction(whole, fraction)
    if len(text) == _YEAR_LENGTH and all(c in DIGITS for c in text):
        return Decimal("".join(str(DIGITS[c]) for c in text))
    return _read_myriads(text)


def _with_fraction(whole: str, fraction: str) -> Decimal | None:
    value = _read_myriads(whole)
    if value is None or not fraction or any(c not in DIGITS for c in fraction):
        return None
    return value + Decimal("0." + "".join(str(DIGITS[c]) for c in fraction))


def _read_myriads(text: str) -> Decimal | None:
    for character in ("亿", "万"):
        head, found, tail = text.rpartition(character)
        if not found:
            continue
        high = _read_myriads(head) if head else Decimal(1)
        low = _read_myriads(tail.removeprefix("零")) if tail else Decimal(0)
        if high is None or low is None or low >= MYRIADS[character]:
            return None
        if tail in DIGITS or not high:
            return None
        return high * MYRIADS[character] + low
    return _read_section(text)


def _read_section(text: str) -> Decimal | None:
    """A numeral below 10,000."""
    if text in DIGITS:
        return Decimal(DIGITS[text])
    total, digit, place, zero = 0, None, 10**4, False
    for character in text:
        if character in PLACES:
            if PLACES[character] >= place or (digit is None and total and not zero):
                return None
            place = PLACES[character]
            total += (1 if digit is None else digit) * place
            digit, zero = None, False
        elif digit is not None or (zero and not DIGITS.get(character)):
            return None
        elif character in "零〇":
            zero = True
        elif character in DIGITS:
            digit = DIGITS[character]
        else:
            return None
    if digit is None:
        return Decimal(total) if total and not zero else None
    # 两百五 is 250 in speech and 205 to a careless reader: only 十五 and 两百零五 are plain.
    return Decimal(total + digit) if total and (zero or place == PLACES["十"]) else None
