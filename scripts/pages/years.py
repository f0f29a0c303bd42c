"""The same promise across reports: what each year's report set, and what was published of it."""

from __future__ import annotations

from scripts.derive.edition import JudgedTarget, Series
from scripts.derive.ledger import find_year_result
from scripts.pages.markdown import render_markdown
from scripts.pages.targets import (
    Context,
    Data,
    observed_figure,
    report_title,
    small_chart,
    small_figures,
    target_view,
)
from scripts.theme_support.page import Page, pick
from scripts.words.wording import STAGE_LABELS

SHARED = 2
"""A promise is compared when at least this many reports make it."""


def render_years_page(context: Context) -> Page:
    """Every indicator for which several reports set a target, a column per report."""
    zh = context.language == "zh"
    heading = "逐年对照" if zh else "Year by year"
    reports = context.edition.reports
    rows = [
        _row(context, series)
        for series in context.edition.series
        if len({judged.report.report_id for judged in series.targets}) >= SHARED
    ]
    address = context.addresses.years(context.place)
    summary = (
        f"{len(rows)} 个指标在几份报告里都定了目标：逐年定了多少，结果公布了没有。"
        if zh
        else f"{len(rows)} indicators with a target in several reports: what each year "
        "promised, and what has been published of it."
    )
    shown = {
        "heading": heading,
        "summary": summary,
        "reports": [
            {
                "id": report.report.report_id,
                "title": report_title(report, context.language),
                "url": context.addresses.report(context.place, report.report.report_id),
            }
            for report in reports
        ],
        "rows": rows,
    }
    return Page(
        address=address,
        language=context.language,
        template="years",
        title=f"{heading} · {context.place_name}",
        summary=summary,
        view={
            "crumbs": context.trail((heading, None)),
            "heading": heading,
            "labels": ["", *(str(report.report.year) for report in reports)],
            "figures": small_figures(address, rows),
        },
        body=render_markdown("years", context.language, address, **shown),
    )


def _row(context: Context, series: Series) -> Data:
    indicator = series.indicator
    return {
        "name": pick(context.language, indicator.name_zh, indicator.name_en),
        "url": context.addresses.indicator(context.place, indicator.indicator_id),
        "chart": small_chart(context, series),
        "cells": {
            judged.report.report_id: {
                **target_view(context, judged),
                "actual": _actual(context, series, judged),
            }
            for judged in series.targets
        },
    }


def _actual(context: Context, series: Series, judged: JudgedTarget) -> Data | None:
    """The most settled value of the due year as a whole; None when none is published."""
    best = find_year_result(series, judged.due)
    if best is None:
        return None
    return {
        "figure": observed_figure(context, best),
        "stage": STAGE_LABELS[best.stage][context.language],
    }
