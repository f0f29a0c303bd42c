"""Changed targets: what the next report raised, lowered, softened, added, dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Literal

from scripts.core.model import Bilingual, Language
from scripts.derive.target_changes import TargetChange, derive_target_changes, order_changes
from scripts.pages.lists import render_list_page
from scripts.pages.markdown import render_page
from scripts.pages.targets import Context, Data
from scripts.theme_support.page import Page, crumb, pick
from scripts.words.addresses import Addresses, in_language
from scripts.words.wording import CHANGE_LABELS

HEADING = Bilingual(zh="目标的变化", en="Changed targets")
COLUMNS = {
    "place": Bilingual(zh="地方", en="Place"),
    "indicator": Bilingual(zh="指标", en="Indicator"),
}
ALL_PLACES = "changes"
"""Where the list of all places stands, below `compare/`."""
Column = Literal["place", "indicator"]


def render_target_changes_page(context: Context) -> Page:
    """Every annual target of a place that changed from one report to the next."""
    found = order_changes(derive_target_changes(context.edition, context.units))
    return render_list_page(
        context,
        "target_changes",
        context.addresses.target_changes(context.place),
        HEADING[context.language],
        f"{context.place_name}的年度目标，下一年的报告改了 {len(found)} 处：提高、降低、"
        "换了措辞、新增或不再提出。"
        if context.language == "zh"
        else f"{len(found)} annual targets of {context.place_name} that the next report raised, "
        "lowered, worded differently, added or no longer set.",
        pairs=pair_views(found, context.language, "indicator"),
        tally=[],
    )


def render_all_changes_page(
    changes: Sequence[TargetChange], downloads: Sequence[Data], parent: str, language: Language
) -> Page:
    """The changed targets of all places, with their numbers by year.

    Args:
        changes: in the order of `order_changes`.
        downloads: in the page's language.
        parent: the title of the page above.
        language: of the page.
    """
    zh, addresses = language == "zh", Addresses(language)
    heading = f"{HEADING.zh}：全部地方" if zh else f"{HEADING.en}: all places"
    places = len({one.place for one in changes})
    counts = Counter((one.later, one.change) for one in changes)
    years = sorted({one.later for one in changes}, reverse=True)
    return render_page(
        "target_changes",
        language,
        addresses.compare(ALL_PLACES),
        title=heading,
        summary=f"{places} 个地方的年度目标，下一年的报告改了 {len(changes)} 处：提高、降低、"
        "换了措辞、新增或不再提出。"
        if zh
        else f"{len(changes)} annual targets of {places} places that the next report raised, "
        "lowered, worded differently, added or no longer set.",
        values={
            "heading": heading,
            "pairs": pair_views(changes, language, "place", "indicator"),
            "tally": [
                [year, *(counts[year, change] for change in CHANGE_LABELS)] for year in years
            ],
            "labels": [label[language].capitalize() for label in CHANGE_LABELS.values()],
        },
        view={
            "crumbs": [crumb(parent, addresses.compare()), crumb(HEADING[language], None)],
            "heading": heading,
            "downloads": list(downloads),
        },
    )


def pair_views(changes: Iterable[TargetChange], language: Language, *columns: Column) -> list[Data]:
    """The changes between each two reports in a row, the newest two first.

    Args:
        changes: in the order of `order_changes`.
        language: of the page.
        columns: what tells the rows of the page from each other.
    """
    return [
        {
            "earlier": later - 1,
            "later": later,
            "columns": [COLUMNS[one][language] for one in columns],
            "rows": [_row(one, language, columns) for one in own],
        }
        for later, own in groupby(changes, key=attrgetter("later"))
    ]


def _row(one: TargetChange, language: Language, columns: Iterable[Column]) -> Data:
    addresses = Addresses(language)
    names = {
        "place": (pick(language, one.place_zh, one.place_en), addresses.place(one.place)),
        "indicator": (
            pick(language, one.name_zh, one.name_en),
            addresses.indicator(one.place, one.indicator_id),
        ),
    }
    return {
        "names": [names[column] for column in columns],
        "figures": [
            (
                pick(language, one.earlier_zh, one.earlier_en),
                in_language(one.earlier_url, language),
            ),
            (pick(language, one.later_zh, one.later_en), in_language(one.later_url, language)),
        ],
        "change": CHANGE_LABELS[one.change][language],
    }
