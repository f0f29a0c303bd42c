"""Promises that say what they are of, and reports whose main targets were read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from scripts.core.findings import Finding
from scripts.core.model import Place
from scripts.text.horizons import find_horizons
from scripts.text.quantities import COMPARATOR_WORDS, find_quantities

_CHANGES = """
    增长 提高 提升 上升 上涨 增加 下降 降低 减少 压减 削减 回落 增速 增幅 涨幅 降幅 扩大 缩减 同比
    比上年 占比 比重 力争 争取 努力 确保 保证 实现 完成 保持 控制 稳定 分别 年均 平均
    今年 全年 年内 其中 再 至 到 为 在 是 均 各
"""
_WORDS = sorted({*_CHANGES.split(), *(one.word for one in COMPARATOR_WORDS)}, key=len, reverse=True)
_NAMES_NOTHING = re.compile("|".join(map(re.escape, _WORDS)))
_LETTERS = re.compile("[\u4e00-\u9fffA-Za-z]")
ENOUGH = 2
"""Characters that name a thing at least (出口, 经济)."""


def names_a_thing(quote: str) -> bool:
    """Whether words are left of a quote without its figures and what compares and changes them."""
    for quantity in find_quantities(quote):
        quote = quote.replace(quantity.text, "，", 1)
    return len(_LETTERS.findall(_NAMES_NOTHING.sub("", quote))) >= ENOUGH


def check_subjects(place: Place) -> Iterator[Finding]:
    """A quote with a figure says what the figure is of."""
    for target in place.targets:
        if target.kind == "quantitative" and target.quote and not names_a_thing(target.quote):
            yield Finding.of(
                "quote-without-subject", "targets.csv", target.row, "quote", quote=target.quote
            )


def check_main_targets(place: Place, texts: Mapping[str, str]) -> Iterator[Finding]:
    """A report whose text announces main targets has a target that was read there.

    Args:
        place: its reports and targets.
        texts: report -> its text, of which offsets count the code points.
    """
    for report in place.reports:
        text = texts.get(report.report_id)
        line = None if text is None else find_horizons(text, report.year).headline
        if text is None or line is None or not line.announced:
            continue
        spans = [
            (target.start, target.end)
            for target in place.targets
            if target.report_id == report.report_id
        ]
        if not any(
            a is not None and b is not None and a < line.end and b > line.start for a, b in spans
        ):
            words = " ".join(text[line.start : line.start + 24].split())
            yield Finding.of(
                "main-targets-unread",
                "reports.csv",
                report.row,
                "report_id",
                offset=line.start,
                words=words,
                report=report,
            )
