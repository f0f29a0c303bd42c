"""Changed targets of a place: what the next report raised, lowered, softened, added, dropped."""

from __future__ import annotations

from collections.abc import Mapping

from scripts.core.model import Bilingual
from scripts.derive.edition import JudgedTarget
from scripts.derive.target_changes import (
    Change,
    ReportChanges,
    TargetChange,
    derive_target_changes,
)
from scripts.pages.lists import render_list_page
from scripts.pages.targets import Context, Data, target_view
from scripts.theme_support.page import Page, pick

LABELS: Mapping[Change, Bilingual] = {
    "raised": Bilingual(zh="提高", en="raised"),
    "lowered": Bilingual(zh="降低", en="lowered"),
    "stricter": Bilingual(zh="措辞更硬", en="worded more firmly"),
    "softer": Bilingual(zh="措辞放松", en="worded less firmly"),
    "new": Bilingual(zh="新增", en="new"),
    "dropped": Bilingual(zh="不再提出", en="no longer set"),
}
ORDER: tuple[Change, ...] = ("lowered", "softer", "dropped", "raised", "stricter", "new")
"""Of the rows: what a reader would miss comes first."""


def render_target_changes_page(context: Context) -> Page:
    """Every annual target that changed from one report to the next, the newest reports first."""
    zh = context.language == "zh"
    found = list(derive_target_changes(context.edition))
    count = sum(len(one.changes) for one in found)
    heading = "目标的变化" if zh else "Changed targets"
    return render_list_page(
        context,
        "target_changes",
        context.addresses.target_changes(context.place),
        heading,
        f"{context.place_name}的年度目标，下一年的报告改了 {count} 处：提高、降低、"
        "换了措辞、新增或不再提出。"
        if zh
        else f"{count} annual targets of {context.place_name} that the next report raised, "
        "lowered, worded differently, added or no longer set.",
        pairs=[_pair_view(context, one) for one in found],
    )


def _pair_view(context: Context, pair: ReportChanges) -> Data:
    rows = sorted(pair.changes, key=lambda one: ORDER.index(one.change))
    return {
        "earlier": pair.earlier.year,
        "later": pair.later.year,
        "rows": [_row(context, one) for one in rows],
    }


def _row(context: Context, one: TargetChange) -> Data:
    indicator = one.series.indicator
    return {
        "name": pick(context.language, indicator.name_zh, indicator.name_en),
        "url": context.addresses.indicator(context.place, indicator.indicator_id),
        "earlier": _figure(context, one.earlier),
        "later": _figure(context, one.later),
        "change": LABELS[one.change][context.language],
    }


def _figure(context: Context, judged: JudgedTarget | None) -> Data | None:
    if judged is None:
        return None
    view = target_view(context, judged)
    return {"text": view["figure"] or view["kind_label"], "url": f"{view['url']}#{view['anchor']}"}
