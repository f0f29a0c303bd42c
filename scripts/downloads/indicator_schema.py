"""The columns of an indicator's CSV: their order, their types, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scripts.core.model import Bilingual

FIELDS: Mapping[str, tuple[str, Bilingual]] = {
    "indicator_id": ("string", Bilingual(zh="指标编号", en="id of the indicator")),
    "indicator_zh": ("string", Bilingual(zh="指标的中文名称", en="its name in Chinese")),
    "indicator_en": ("string", Bilingual(zh="指标的英文名称", en="its name in English")),
    "record": (
        "string",
        Bilingual(
            zh="target 是目标，observation 是实际数", en="target, or observation: an actual value"
        ),
    ),
    "year": ("integer", Bilingual(zh="目标的期限或实际数的年份", en="year it is due or is of")),
    "period": ("string", Bilingual(zh="时期，如 2024、2024-Q1", en="period: 2024, 2024-Q1")),
    "comparator": (
        "string",
        Bilingual(
            zh="目标怎样比较，如 at_least 以上、about 左右",
            en="how a target compares: at_least, about …",
        ),
    ),
    "value": ("number", Bilingual(zh="数值，与原文一致", en="the number as printed")),
    "value_max": ("number", Bilingual(zh="区间目标的上限", en="upper bound of a range")),
    "unit": ("string", Bilingual(zh="单位，与原文一致", en="unit as printed")),
    "stage": (
        "string",
        Bilingual(
            zh="实际数的性质：final 定案，preliminary 初步，cumulative 累计",
            en="kind of actual value: final, preliminary, cumulative",
        ),
    ),
    "status": (
        "string",
        Bilingual(zh="目标的状态（首版的六个代码）", en="status of a target, one of six codes"),
    ),
    "target_id": ("string", Bilingual(zh="目标编号", en="id of the target")),
    "report_id": ("string", Bilingual(zh="报告编号", en="id of its report")),
    "source_id": ("string", Bilingual(zh="来源编号", en="id of the source")),
    "source_title": ("string", Bilingual(zh="来源标题", en="title of the source")),
    "source_kind": (
        "string",
        Bilingual(
            zh="primary 原始，reprint 转载，secondary 二手", en="primary, reprint or secondary"
        ),
    ),
    "source_url": ("string", Bilingual(zh="来源网址", en="address of the source")),
    "doubt": (
        "string",
        Bilingual(
            zh="对原文的疑点：certain、likely、possible 中最重的",
            en="gravest doubt about the text: certain, likely, possible",
        ),
    ),
    "quote": ("string", Bilingual(zh="承诺的原文", en="the promise in its own words")),
    "start": ("integer", Bilingual(zh="原文从第几个字起", en="offset where the words begin")),
    "end": ("integer", Bilingual(zh="原文到第几个字止", en="offset where they end")),
    "note_zh": ("string", Bilingual(zh="中文说明", en="note in Chinese")),
    "note_en": ("string", Bilingual(zh="英文说明", en="note in English")),
    "verdict": (
        "string",
        Bilingual(zh="对目标的结论，见方法页", en="verdict on a target, see the page “Method”"),
    ),
    "verdict_zh": ("string", Bilingual(zh="结论的算式，中文", en="its arithmetic in Chinese")),
    "verdict_en": ("string", Bilingual(zh="结论的算式，英文", en="its arithmetic in English")),
    "standing": (
        "string",
        Bilingual(
            zh="结论所依来源的性质：primary、reprint、secondary",
            en="kind of the source that the verdict rests on: primary, reprint, secondary",
        ),
    ),
    "evidence": (
        "string",
        Bilingual(zh="进展记录的编号，以 ; 分隔", en="ids of its evidence, ; between them"),
    ),
    "bodies": (
        "string",
        Bilingual(zh="责任单位的编号，以 ; 分隔", en="ids of the bodies that answer for it"),
    ),
}
"""Column -> type (Table Schema) and meaning, in the order of the CSV."""


def table_schema() -> dict[str, Any]:
    """The columns as a Table Schema."""
    return {
        "fields": [
            {
                "name": name,
                "type": kind,
                "title": meaning.zh,
                "description": f"{meaning.zh} / {meaning.en}",
            }
            for name, (kind, meaning) in FIELDS.items()
        ],
        "missingValues": [""],
    }
