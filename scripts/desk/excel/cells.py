"""What people write in cells, as the contract has it: full-width digits, 万人 beside a number."""

from __future__ import annotations

import re
from collections.abc import Mapping

from scripts.text.chinese_numbers import to_half_width
from scripts.text.quantities import QuantityError, parse_quantity
from scripts.words.wording import format_plain

STAGES: Mapping[str, str] = {
    "final": "final 最终数 最终 终数 决算 年报 核定 正式",
    "preliminary": "preliminary 初步数 初步 快报 初步核算 预计 执行数 公报",
    "cumulative": "cumulative 累计 年内累计 本年累计 1-本月 累计数",
}
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_PERIODS = (
    (re.compile(r"((?:19|20)[0-9]{2})(?:年|年度|全年|年全年|年1[-—至到]12月)?"), "{0}"),
    (re.compile(r"((?:19|20)[0-9]{2})年?[-/ ]?(?:上半年|1[-—至到]6月|H1)"), "{0}-H1"),
    (re.compile(r"((?:19|20)[0-9]{2})年?[-/ ]?(?:下半年|7[-—至到]12月|H2)"), "{0}-H2"),
    (re.compile(r"((?:19|20)[0-9]{2})年?[-/ ]?(?:第?([一二三四1-4])季度|Q([1-4]))"), "{0}-Q{1}"),
    (re.compile(r"((?:19|20)[0-9]{2})(?:年|[-/.])([01]?[0-9])月?"), "{0}-{1}"),
)
_QUARTERS = {"一": "1", "二": "2", "三": "3", "四": "4"}


def read_value(cell: str) -> tuple[str, str] | None:
    """A figure and the unit that stands beside it (maybe none); None when it is no figure.

    `１，２３４` is 1234; `6.1%` is 6.1 and %; `502.57万人` is 502.57 and 万人.
    """
    text = re.sub("(?<=[0-9])[,，](?=[0-9])", "", to_half_width(cell)).replace("−", "-").strip()
    if _NUMBER.fullmatch(text):
        return text.removeprefix("+"), ""
    try:
        quantity = parse_quantity(text)
    except QuantityError:
        return None
    if quantity.value_max is not None or quantity.comparator != "equal":
        return None
    return format_plain(quantity.value), quantity.unit


def read_period(cell: str) -> str | None:
    """`2024年` -> 2024, `2024年上半年` -> 2024-H1, `2024年三季度` -> 2024-Q3; None otherwise."""
    text = to_half_width(cell).replace(" ", "").strip()
    for pattern, form in _PERIODS:
        found = pattern.fullmatch(text)
        if found is None:
            continue
        parts = [part for part in found.groups() if part]
        if "Q" in form:
            parts[1] = _QUARTERS.get(parts[1], parts[1])
        elif form == "{0}-{1}":
            month = int(parts[1])
            if not 1 <= month <= 12:  # noqa: PLR2004 - months
                return None
            parts[1] = f"{month:02d}"
        return form.format(*parts)
    return None


def read_stage(cell: str) -> str | None:
    """The stage that a word names; None for a word that names none."""
    text = cell.strip().lower()
    return next((stage for stage, words in STAGES.items() if text in words.split()), None)


def read_date(cell: str) -> str | None:
    """`2025年3月1日`, `2025/3/1` -> 2025-03-01; months and years as coarse as given."""
    text = to_half_width(cell).strip()
    found = re.fullmatch(
        r"((?:19|20)[0-9]{2})(?:[年/.-]([01]?[0-9])(?:[月/.-]([0-3]?[0-9])日?|月)?)?年?", text
    )
    if found is None:
        return None
    year, month, day = found.groups()
    parts = [year, *(f"{int(part):02d}" for part in (month, day) if part)]
    return "-".join(parts)
