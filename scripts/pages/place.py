"""A place's overview: the wall of promises."""

from __future__ import annotations

from scripts.derive.edition import JudgedTarget, ReportView
from scripts.derive.silence import derive_silence
from scripts.pages.markdown import render_markdown
from scripts.pages.targets import (
    Context,
    Data,
    counts_view,
    report_title,
    source_view,
    target_groups,
    target_view,
)
from scripts.theme_support.markdown_text import Markdown
from scripts.theme_support.page import Page, pick
from scripts.words.addresses import Addresses, place_card
from scripts.words.wording import COVERAGE_LABELS

WALL_LEVEL = 3
"""Of the headings of sections on the wall."""


def render_place_page(
    context: Context, address: str | None = None, *, in_report_order: bool = False
) -> Page:
    """A place's overview: every promise at a glance, report by report, the newest first.

    Args:
        context: the place and the language.
        address: where it stands beside its own address, as the home page of a site with one place.
        in_report_order: the wall has the headings of the reports, not the themes of daily life.
    """
    places, main, zh = context.addresses, context.edition.main_report, context.language == "zh"
    life, order = places.place(context.place), places.report_order(context.place)
    own = order if in_report_order else life
    total, year = len(main.targets), main.report.year
    heading = (
        f"{context.place_name}：{year} 年的承诺"
        if zh
        else f"{context.place_name}'s promises for {year}"
    )
    order_title = "按报告顺序" if zh else "In the report's order"
    shown = {
        **_shown(context),
        "reports": [
            _report(context, one, in_report_order=in_report_order)
            for one in context.edition.reports
        ],
        "orders": [
            {"title": "按生活分类" if zh else "By subject", "url": life},
            {"title": order_title, "url": order},
        ],
        "order_url": own,
    }
    return Page(
        address=own if address is None else address,
        language=context.language,
        template="place",
        title=f"{heading}（{order_title}）" if in_report_order else heading,
        summary=(
            f"{context.place_name} {year} 年政府工作报告的 {total} 条承诺："
            "承诺了什么，原文在哪里，有什么进展与结果。"
            if zh
            else f"The {total} promises of {context.place_name}'s {year} government work report: "
            "what was promised, exactly where it says so, and what has happened since."
        ),
        view={
            "crumbs": context.trail((order_title, None)) if in_report_order else context.trail(),
            "card": place_card(context.place, context.language) if context.site.pictures else None,
            "search_url": places.search(),
            "canonical": own,
        },
        body=render_markdown(
            "place", context.language, own if address is None else address, **shown
        ),
    )


def _shown(context: Context) -> Data:
    edition, language, addresses = context.edition, context.language, context.addresses
    main = edition.main_report
    return {
        "place_name": context.place_name,
        "province": pick(language, edition.place.province_zh, edition.place.province_en),
        "contribute": f"{addresses.about()}#contribute",
        "targets_url": addresses.targets(context.place),
        "reader_url": addresses.report(context.place, main.report.report_id)
        if main.report.document
        else None,
        "dataset_url": addresses.dataset(context.place),
        "calendar_url": addresses.calendar(context.place),
        "indicators_url": addresses.indicators(context.place),
        "indicator_count": len(edition.place.indicators),
        "doubts_url": addresses.doubts(context.place),
        "doubt_count": len(edition.place.doubts),
        "sources_url": addresses.sources(context.place),
        "years_url": addresses.years(context.place),
        "silence_url": addresses.silence(context.place),
        "silence_count": sum(1 for _ in derive_silence(edition)),
        "bodies_url": addresses.bodies(context.place),
        "body_count": len(edition.place.bodies),
        "changes_url": addresses.target_changes(context.place),
        "themes": _theme_groups(context, main),
        "as_of": edition.as_of,
        "main": report_summary(context, main),
    }


def _theme_groups(context: Context, report: ReportView) -> list[Data]:
    """A report's promises by theme, themes in the order of the vocabulary, a group a theme."""
    judged: dict[str, list[JudgedTarget]] = {theme: [] for theme in context.themes}
    for one in report.targets:
        judged[one.indicator.theme].append(one)
    place = context.addresses.place(context.place)
    listed = context.addresses.indicators(context.place)
    return [
        {
            "hashes": Markdown("#" * WALL_LEVEL),
            "id": (key := f"{report.report.report_id}-{theme}"),
            "title": context.themes[theme][context.language],
            "url": f"{listed}#{theme}",
            "wall_url": f"{place}#{key}",
            "total": len(own),
            "targets": [target_view(context, one) for one in own],
        }
        for theme, own in judged.items()
        if own
    ]


def _report(context: Context, report: ReportView, *, in_report_order: bool) -> Data:
    """A report's part of the wall."""
    if in_report_order:
        sections = (one for one in report.sections if one.all_targets)
        groups = [g for one in sections for g in target_groups(context, one, WALL_LEVEL)]
    else:
        groups = _theme_groups(context, report)
    return {**report_summary(context, report), "groups": groups}


def report_summary(context: Context, report: ReportView) -> Data:
    """What pages about a report say of it on top."""
    language, row = context.language, report.report
    return {
        "id": row.report_id,
        "year": row.year,
        "title": report_title(report, language),
        "numerals_url": context.addresses.numerals(context.place, row.report_id),
        "numeral_count": len(report.numerals),
        "coverage": row.coverage,
        "source_url": report.source.url or report.source.text_url,
        "coverage_label": COVERAGE_LABELS[row.coverage][language],
        "note": pick(language, row.note, row.note_en),
        "source": source_view(report.source, language),
        "total": len(report.targets),
        "has_text": row.document is not None,
        "counts": counts_view(report.targets, language),
    }


def render_only_home_page(context: Context) -> Page:
    """The home page of a site with one place: that place itself."""
    return render_place_page(context, Addresses(context.language).home())
