"""A place's overview: the wall of promises."""

from __future__ import annotations

from collections import Counter

from scripts.derive.edition import ReportView
from scripts.derive.silence import derive_silence
from scripts.pages.markdown import render_markdown
from scripts.pages.targets import (
    Context,
    Data,
    counts_view,
    report_title,
    source_view,
    target_groups,
)
from scripts.theme_support.page import Page, pick
from scripts.words.addresses import Addresses, place_card
from scripts.words.wording import COVERAGE_LABELS

WALL_LEVEL = 3
"""Of the headings of sections on the wall."""


def render_place_page(context: Context, address: str | None = None) -> Page:
    """A place's overview: every promise at a glance, report by report, the newest first.

    `address`: where it stands beside its own address, as the home page of a site with one place.
    """
    own = context.addresses.place(context.place)
    address, main, zh = (
        own if address is None else address,
        context.edition.main_report,
        context.language == "zh",
    )
    total, year = len(main.targets), main.report.year
    return Page(
        address=address,
        language=context.language,
        template="place",
        title=f"{context.place_name}：{year} 年的承诺"
        if zh
        else f"{context.place_name}'s promises for {year}",
        summary=(
            f"{context.place_name} {year} 年政府工作报告的 {total} 条承诺："
            "承诺了什么，原文在哪里，有什么进展与结果。"
            if zh
            else f"The {total} promises of {context.place_name}'s {year} government work report: "
            "what was promised, exactly where it says so, and what has happened since."
        ),
        view={
            "crumbs": context.trail(),
            "card": place_card(context.place),
            "search_url": context.addresses.search(),
            "targets_url": context.addresses.targets(context.place),
            "reader_url": context.addresses.report(context.place, main.report.report_id)
            if main.report.document
            else None,
            "dataset_url": context.addresses.dataset(context.place),
            "canonical": own,
        },
        body=render_markdown("place", context.language, address, **_shown(context)),
    )


def _shown(context: Context) -> Data:
    edition, language, addresses = context.edition, context.language, context.addresses
    reports = [_report(context, report) for report in edition.reports]
    return {
        "place_name": context.place_name,
        "province": pick(language, edition.place.province_zh, edition.place.province_en),
        "contribute": f"{addresses.about()}#contribute",
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
        "themes": _themes(context),
        "as_of": edition.as_of,
        "main": reports[edition.reports.index(edition.main_report)],
        "reports": reports,
    }


def _themes(context: Context) -> list[Data]:
    """The themes of the main report's promises, each with their number and its list."""
    counts = Counter(judged.indicator.theme for judged in context.edition.main_report.targets)
    listed = context.addresses.indicators(context.place)
    return [
        {"label": label[context.language], "count": counts[theme], "url": f"{listed}#{theme}"}
        for theme, label in context.themes.items()
        if counts[theme]
    ]


def _report(context: Context, report: ReportView) -> Data:
    """A report's part of the wall."""
    groups = (target_groups(context, one, WALL_LEVEL) for one in report.sections if one.all_targets)
    return {
        **report_summary(context, report),
        "has_text": report.report.document is not None,
        "groups": [group for part in groups for group in part],
    }


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
        "counts": counts_view(report.targets, language),
    }


def render_only_home_page(context: Context) -> Page:
    """The home page of a site with one place: that place itself."""
    return render_place_page(context, Addresses(context.language).home())
