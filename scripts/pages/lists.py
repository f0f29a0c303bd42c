"""Pages that are lists: indicators by theme, doubts, sources, corrections."""

from __future__ import annotations

from collections.abc import Iterable

from scripts.core.model import Correction, Doubt, Language
from scripts.pages.markdown import render_page
from scripts.pages.targets import (
    Context,
    Data,
    doubt_view,
    report_title,
    source_view,
    status_view,
    target_view,
)
from scripts.theme_support.page import Page, crumb, pick
from scripts.words.addresses import Addresses, doubt_anchor


def render_indicators_page(context: Context) -> Page:
    """Every indicator, grouped by theme."""
    zh = context.language == "zh"
    heading = "全部指标" if zh else "All indicators"
    groups: list[Data] = []
    for theme, label in context.themes.items():
        items: list[Data] = []
        for series in context.edition.series:
            indicator = series.indicator
            if indicator.theme != theme:
                continue
            latest = series.latest
            items.append(
                {
                    "name": pick(context.language, indicator.name_zh, indicator.name_en),
                    "url": context.addresses.indicator(context.place, indicator.indicator_id),
                    "figure": "" if latest is None else target_view(context, latest)["figure"],
                    "status": None
                    if latest is None
                    else status_view(latest.judgement.status, context.language),
                    "years": sorted({judged.due for judged in series.targets}),
                    "observations": len(series.observations),
                }
            )
        if items:
            groups.append({"id": theme, "title": label[context.language], "indicators": items})
    return Page(
        address=context.addresses.indicators(context.place),
        language=context.language,
        template="indicators",
        title=f"{heading} · {context.place_name}",
        summary=(
            f"{context.place_name}的 {len(context.edition.series)} 项指标，按主题排列。"
            if zh
            else f"The {len(context.edition.series)} indicators of {context.place_name}, by theme."
        ),
        view={
            "crumbs": context.trail((heading, None)),
            "heading": heading,
            "total": len(context.edition.series),
            "a_z_url": context.addresses.a_z(context.place),
            "years_url": context.addresses.years(context.place),
            "groups": groups,
        },
    )


def render_doubts_page(context: Context) -> Page:
    """Every doubt about the printed texts, with evidence."""
    zh = context.language == "zh"
    heading = "存疑之处" if zh else "Doubts about the printed text"
    count = len(context.edition.place.doubts)
    return Page(
        address=context.addresses.doubts(context.place),
        language=context.language,
        template="doubts",
        title=f"{heading} · {context.place_name}",
        summary=(
            f"原文中 {count} 处可能印错或扫错的字和数：照原样展示，疑点和依据写在旁边。"
            if zh
            else f"{count} characters or figures that may be misprinted or misread: shown as they "
            "stand, with the doubt and its evidence beside them."
        ),
        view={
            "crumbs": context.trail((heading, None)),
            "heading": heading,
            "sources_url": context.addresses.sources(context.place),
            "reports": [
                {
                    "title": report_title(report, context.language),
                    "doubts": [_doubt_row(context, doubt) for doubt in report.doubts],
                }
                for report in context.edition.reports
                if report.doubts
            ],
        },
    )


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
        "reader_url": None if doubt.start is None else f"{reader}#{doubt_anchor(doubt.doubt_id)}",
        "target": None if judged is None else target_view(context, judged),
    }


def render_sources_page(context: Context) -> Page:
    """Every source with its kind, and what rests on it."""
    zh = context.language == "zh"
    heading = "来源" if zh else "Sources"
    place = context.edition.place
    rows: list[Data] = []
    for source in place.sources:
        used = {
            "reports": sum(1 for r in place.reports if r.source_id == source.source_id),
            "targets": sum(
                1
                for report in context.edition.reports
                for _ in report.targets
                if report.report.source_id == source.source_id
            ),
            "observations": sum(1 for o in place.observations if o.source_id == source.source_id),
            "doubts": sum(1 for d in place.doubts if d.source_id == source.source_id),
        }
        rows.append({**source_view(source, context.language), "used": used})
    return Page(
        address=context.addresses.sources(context.place),
        language=context.language,
        template="sources",
        title=f"{heading} · {context.place_name}",
        summary=(
            f"本站关于{context.place_name}的 {len(rows)} 个来源："
            "谁发布的、是不是一手、可靠程度如何。"
            if zh
            else f"The {len(rows)} sources about {context.place_name}: who published them, "
            "and whether first-hand."
        ),
        view={"crumbs": context.trail((heading, None)), "heading": heading, "sources": rows},
    )


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
            "已经发布的内容改过哪里、什么时候改的、为什么改。"
            if zh
            else "What has been changed after publication, when and why."
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
