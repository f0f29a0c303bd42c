"""Pages that are lists: indicators by theme, doubts, sources, corrections."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from scripts.core.model import CONFIDENCES, Correction, Doubt, DoubtKind, Language, Source
from scripts.derive.edition import Series
from scripts.pages.markdown import render_page
from scripts.pages.targets import (
    Context,
    Data,
    doubt_view,
    report_title,
    source_view,
    target_view,
)
from scripts.theme_support.page import Page, crumb, pick
from scripts.words.addresses import Addresses, doubt_anchor
from scripts.words.wording import DOUBT_KIND_LABELS


def render_list_page(
    context: Context, template: str, address: str, heading: str, summary: str, **shown: Any
) -> Page:
    """A page of a place that is a list and offers nothing but the way back.

    Args:
        context: the place and the language.
        template: of `theme/markdown/` and `theme/templates/`.
        address: of the page.
        heading: its title, without the place's name.
        summary: a sentence about the page.
        shown: what the Markdown shows besides.
    """
    return render_page(
        template,
        context.language,
        address,
        title=f"{heading} · {context.place_name}",
        summary=summary,
        values={"heading": heading, **shown},
        view={"crumbs": context.trail((heading, None)), "heading": heading},
    )


def render_indicators_page(context: Context) -> Page:
    """Every indicator, grouped by theme."""
    zh, count = context.language == "zh", len(context.edition.series)
    groups = [
        {
            "id": theme,
            "title": label[context.language],
            "indicators": [
                _indicator_row(context, one)
                for one in context.edition.series
                if one.indicator.theme == theme
            ],
        }
        for theme, label in context.themes.items()
    ]
    return render_list_page(
        context,
        "indicators",
        context.addresses.indicators(context.place),
        "全部指标" if zh else "All indicators",
        f"{context.place_name}的 {count} 项指标，按主题排列。"
        if zh
        else f"The {count} indicators of {context.place_name}, by theme.",
        a_z_url=context.addresses.a_z(context.place),
        years_url=context.addresses.years(context.place),
        groups=[group for group in groups if group["indicators"]],
    )


def _indicator_row(context: Context, series: Series) -> Data:
    indicator, latest = series.indicator, series.latest
    target = None if latest is None else target_view(context, latest)
    return {
        "name": pick(context.language, indicator.name_zh, indicator.name_en),
        "url": context.addresses.indicator(context.place, indicator.indicator_id),
        "figure": "" if target is None else target["figure"],
        "verdict": "" if target is None else target["verdict"],
        "verdict_label": "" if target is None else target["verdict_label"],
        "years": sorted({judged.due for judged in series.targets}, reverse=True),
    }


def render_doubts_page(context: Context) -> Page:
    """Every doubt about the printed texts, with evidence."""
    zh, count = context.language == "zh", len(context.edition.place.doubts)
    return render_list_page(
        context,
        "doubts",
        context.addresses.doubts(context.place),
        "存疑之处" if zh else "Doubts about the printed text",
        f"原文中 {count} 处可能印错或扫错的字和数：照原样展示，疑点和依据写在旁边。"
        if zh
        else f"{count} characters or figures that may be misprinted or misread: shown as they "
        "stand, with the doubt and its evidence beside them.",
        sources_url=context.addresses.sources(context.place),
        reports=[
            {
                "title": report_title(report, context.language),
                "kinds": _doubt_kinds(context, report.doubts),
            }
            for report in context.edition.reports
            if report.doubts
        ],
    )


def _doubt_kinds(context: Context, doubts: Iterable[Doubt]) -> list[Data]:
    """The doubts by what is doubted, figures first, the surest first of each kind."""
    kinds: dict[DoubtKind | None, list[Doubt]] = {kind: [] for kind in DOUBT_KIND_LABELS}
    for doubt in sorted(doubts, key=lambda one: CONFIDENCES.index(one.confidence)):
        kinds[doubt.kind].append(doubt)
    return [
        {
            "title": DOUBT_KIND_LABELS[kind][context.language],
            "doubts": [_doubt_row(context, doubt) for doubt in own],
        }
        for kind, own in kinds.items()
        if own
    ]


def _doubt_row(context: Context, doubt: Doubt) -> Data:
    reader = context.addresses.report(context.place, doubt.report_id)
    judged = next(
        (
            judged
            for report in context.edition.reports
            for judged in report.targets
            if judged.target.target_id == doubt.target_id
        ),
        None,
    )
    return {
        **doubt_view(context, doubt),
        "reader_url": None
        if doubt.start is None or doubt.report_id not in context.edition.place.documents
        else f"{reader}#{doubt_anchor(doubt.doubt_id)}",
        "target": None if judged is None else target_view(context, judged),
    }


def render_sources_page(context: Context) -> Page:
    """Every source with its kind, and what rests on it."""
    zh, rows = (
        context.language == "zh",
        [_source_row(context, s) for s in context.edition.place.sources],
    )
    return render_list_page(
        context,
        "sources",
        context.addresses.sources(context.place),
        "来源" if zh else "Sources",
        f"本站关于{context.place_name}的 {len(rows)} 个来源：谁发布的、是不是一手、可靠程度如何。"
        if zh
        else f"The {len(rows)} sources about {context.place_name}: who published them, "
        "and whether first-hand.",
        sources=rows,
    )


def _source_row(context: Context, source: Source) -> Data:
    """A source, and how many targets, observations and doubts rest on it."""
    place, key = context.edition.place, source.source_id
    used = {
        "targets": sum(
            len(report.targets)
            for report in context.edition.reports
            if report.report.source_id == key
        ),
        "observations": sum(1 for one in place.observations if one.source_id == key),
        "doubts": sum(1 for one in place.doubts if one.source_id == key),
    }
    return {**source_view(source, context.language), "used": used}


def correction_rows(context: Context) -> list[Data]:
    """A place's corrections as the page of all corrections lists them."""
    return [_correction_row(context, one) for one in context.edition.place.corrections]


def doubt_count(context: Context) -> Data:
    """How many doubts there are about a place's texts, and where they stand."""
    return {
        "place": context.place_name,
        "count": len(context.edition.place.doubts),
        "url": context.addresses.doubts(context.place),
    }


def render_corrections_page(
    corrections: Iterable[Data], doubts: Iterable[Data], language: Language
) -> Page:
    """Every correction of something already published, of every place, newest first.

    Args:
        corrections: from `correction_rows`.
        doubts: of each place, from `doubt_count`.
        language: of the page.
    """
    zh = language == "zh"
    heading = "更正" if zh else "Corrections"
    rows = sorted(corrections, key=lambda row: str(row["date"]), reverse=True)
    return render_page(
        "corrections",
        language,
        Addresses(language).corrections(),
        title=heading,
        summary=(
            "已发布的内容改了哪里、何时改的、为什么改。"
            if zh
            else "What has been changed since publication, when and why."
        ),
        values={"corrections": rows, "doubts": list(doubts)},
        view={"crumbs": [crumb(heading, None)]},
    )


def _correction_row(context: Context, correction: Correction) -> Data:
    return {
        "date": correction.date,
        "place": context.place_name,
        "table": correction.table,
        "key": correction.key,
        "field": correction.field,
        "old": correction.old,
        "new": correction.new,
        "reason": pick(context.language, correction.reason_zh, correction.reason_en),
    }
