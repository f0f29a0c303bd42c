"""The home page and a place's overview: the wall of promises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from scripts.core.model import Language
from scripts.derive.edition import ReportView
from scripts.pages.markdown import render_page
from scripts.pages.targets import Context, Data, counts_view, report_title, source_view, wall_view
from scripts.theme_support.page import Page, View, pick
from scripts.words.addresses import Addresses, place_card
from scripts.words.wording import COVERAGE_LABELS, ROLE_LABELS, format_plain


def place_view(context: Context) -> View:
    """Every promise at a glance, report by report, the one with a text first."""
    edition, language = context.edition, context.language
    return {
        "crumbs": context.trail(),
        "place": {
            "id": context.place,
            "name": context.place_name,
            "province": pick(language, edition.place.province_zh, edition.place.province_en),
            "url": context.addresses.place(context.place),
            "targets_url": context.addresses.targets(context.place),
            "indicators_url": context.addresses.indicators(context.place),
            "doubts_url": context.addresses.doubts(context.place),
            "sources_url": context.addresses.sources(context.place),
            "search_url": context.addresses.search(),
            "years_url": context.addresses.years(context.place),
            "dataset_url": context.addresses.dataset(context.place),
            "doubt_count": len(edition.place.doubts),
            "indicator_count": len(edition.place.indicators),
            "facts": [
                {
                    "name": pick(language, fact.name_zh, fact.name_en),
                    "value": format_plain(fact.value),
                    "unit": fact.unit,
                    "period": fact.period,
                    "source": source_view(edition.sources[fact.source_id], language),
                }
                for fact in edition.place.facts
            ],
        },
        "card": place_card(context.place),
        "themes": theme_views(context),
        "as_of": edition.as_of,
        "reports": [report_summary(context, report) for report in edition.reports],
    }


def theme_views(context: Context) -> list[Data]:
    """The themes of the main report's promises, each with their number and its list."""
    counts = Counter(judged.indicator.theme for judged in context.edition.main_report.targets)
    listed = context.addresses.indicators(context.place)
    return [
        {"label": label[context.language], "count": counts[theme], "url": f"{listed}#{theme}"}
        for theme, label in context.themes.items()
        if counts[theme]
    ]


def report_summary(context: Context, report: ReportView) -> Data:
    """A report with its wall, its counts and how its numerals are accounted for."""
    language, row = context.language, report.report
    return {
        "id": row.report_id,
        "year": row.year,
        "title": report_title(report, language),
        "url": context.addresses.report(context.place, row.report_id),
        "numerals_url": context.addresses.numerals(context.place, row.report_id),
        "coverage": row.coverage,
        "coverage_label": COVERAGE_LABELS[row.coverage][language],
        "has_text": row.document is not None,
        "issuer": row.issuer,
        "delivered": row.delivered,
        "note": pick(language, row.note, row.note_en),
        "source": source_view(report.source, language),
        "total": len(report.targets),
        "awaiting": report.counts["awaiting_data"],
        "doubtful": sum(1 for judged in report.targets if judged.doubts),
        "counts": counts_view(report.targets, language),
        "numeral_count": len(report.numerals),
        "roles": role_counts(report, language),
        "wall": [wall_view(context, node) for node in report.sections if node.all_targets],
    }


def role_counts(report: ReportView, language: Language) -> list[Data]:
    """How many of the report's numerals have each role; roles that none has are left out."""
    counted = [
        {
            "id": role,
            "label": label[language],
            "count": sum(1 for numeral in report.numerals if numeral.role == role),
        }
        for role, label in ROLE_LABELS.items()
    ]
    return [one for one in counted if one["count"]]


def render_place_page(context: Context) -> Page:
    """A place's overview."""
    zh = context.language == "zh"
    main = context.edition.main_report
    total = len(main.targets)
    year = main.report.year
    return Page(
        address=context.addresses.place(context.place),
        language=context.language,
        template="place",
        title=f"{context.place_name}：{year} 年的承诺"
        if zh
        else f"{context.place_name}'s promises for {year}",
        summary=(
            f"{context.place_name} {year} 年政府工作报告的 {total} 条承诺："
            "承诺了什么，原文在哪里，后来怎样。"
            if zh
            else f"The {total} promises of {context.place_name}'s {year} government work report: "
            "what was promised, exactly where it says so, and what has happened since."
        ),
        view=place_view(context),
    )


def render_only_home_page(context: Context) -> Page:
    """The home page of a site with one place: that place itself."""
    page = render_place_page(context)
    return Page(
        address=Addresses(context.language).home(),
        language=context.language,
        template="place",
        title=page.title,
        summary=page.summary,
        view={**page.view, "canonical": page.address},
    )


def home_row(context: Context) -> Data:
    """A place as the list of places on the home page shows it."""
    return {
        "name": context.place_name,
        "url": context.addresses.place(context.place),
        "reports": [
            {
                "year": report.report.year,
                "total": len(report.targets),
                "counts": counts_view(report.targets, context.language),
            }
            for report in context.edition.reports
        ],
    }


def render_home_page(rows: Sequence[Data], language: Language) -> Page:
    """The list of places (`home_row`)."""
    zh = language == "zh"
    return render_page(
        "home",
        language,
        Addresses(language).home(),
        title="政府承诺，逐条可查" if zh else "Government promises, one by one",
        summary=(
            f"{len(rows)} 个地方的政府工作报告：每一条承诺、每一个数字的出处和进展。"
            if zh
            else f"Work reports of {len(rows)} places: every promise, where it is printed, "
            "and what came of it."
        ),
        values={"places": rows},
        view={"crumbs": []},
    )
