"""All pages of the site in one language, in order, and what every page shares."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from scripts.addresses import Addresses, place_card
from scripts.model import LANGUAGES, Language
from scripts.pages.changes import feed_views
from scripts.pages.dataset import (
    PublishedDataset,
    render_dataset_page,
    render_datasets_page,
)
from scripts.pages.find import render_a_z_page, render_search_page
from scripts.pages.glossary import render_glossary_page
from scripts.pages.indicator import render_indicator_pages
from scripts.pages.lists import (
    render_corrections_page,
    render_doubts_page,
    render_indicators_page,
    render_sources_page,
)
from scripts.pages.method import render_method_page
from scripts.pages.page import Page, crumb
from scripts.pages.place import render_home_page, render_place_page
from scripts.pages.reader import render_numerals_page, render_report_page
from scripts.pages.sections import render_section_pages
from scripts.pages.table import render_table_pages
from scripts.pages.targets import Context, render_targets_page
from scripts.pages.version import release_entries, render_version_pages, version_rows
from scripts.pages.years import render_years_page
from scripts.site_identity import SiteIdentity


def render_pages(
    contexts: Sequence[Context],
    language: Language,
    published: Sequence[PublishedDataset],
    site: SiteIdentity,
) -> Iterable[Page]:
    """Every generated page of one language but those of a place alone (`render_place_pages`).

    Args:
        contexts: one per place, all in `language`.
        language: the tree to render.
        published: every package, places and other datasets alike.
        site: who publishes.
    """
    yield render_home_page(contexts, language)
    yield render_method_page(language)
    yield render_corrections_page(contexts, language)
    yield render_updates_page(language)
    yield render_datasets_page(published, language)
    yield render_search_page(contexts, language)
    yield render_glossary_page(contexts[0].glossary if contexts else (), language)
    for one in published:
        yield render_dataset_page(one, language, site, version_rows(one.versions, language))
        yield from render_version_pages(one.versions, language, site)
        yield from render_table_pages(one, language)


def render_place_pages(context: Context, downloads: Any) -> Iterable[Page]:
    """Every page of one place."""
    yield render_place_page(context)
    language = context.language
    yield render_targets_page(context, downloads.target_list[language], downloads.target_table)
    yield render_indicators_page(context)
    yield render_years_page(context)
    yield render_a_z_page(context)
    yield render_doubts_page(context)
    yield render_sources_page(context)
    for report in context.edition.reports:
        listed = downloads.report_lists[language][report.report.report_id]
        yield render_report_page(context, report, listed)
        if text := context.edition.place.documents.get(report.report.report_id):
            yield render_numerals_page(context, report, text)
    yield from render_section_pages(context, downloads.section_lists[language])
    yield from render_indicator_pages(context, downloads.indicator_lists[language])


def render_updates_page(language: Language) -> Page:
    """The list of updates; the articles themselves are added by Pelican."""
    zh = language == "zh"
    heading = "更新" if zh else "Updates"
    return Page(
        address=Addresses(language).updates(),
        language=language,
        template="updates",
        title=heading,
        summary="本站有了什么新内容。" if zh else "What is new on this site.",
        view={"crumbs": [crumb(heading, None)], "heading": heading},
    )


def render_site_file(
    contexts: Mapping[Language, Sequence[Context]], published: Sequence[PublishedDataset]
) -> str:
    """What every page shares, per language, and the feeds' entries; beside the pages as JSON."""
    shared = {
        "nav": {language: _navigation(contexts[language], language) for language in LANGUAGES},
        "feeds": {
            language: {
                **feed_views(contexts[language], language),
                "releases": [
                    entry for one in published for entry in release_entries(one.versions, language)
                ],
            }
            for language in LANGUAGES
        },
        "card": next((place_card(context.place) for context in contexts[LANGUAGES[0]]), None),
    }
    return json.dumps(shared, ensure_ascii=False, indent=1) + "\n"


def _navigation(contexts: Sequence[Context], language: Language) -> list[dict[str, str]]:
    zh = language == "zh"
    addresses = Addresses(language)
    items: list[tuple[str, str]] = []
    if len(contexts) == 1:
        place = contexts[0]
        main = place.edition.main_report
        items += [
            ("全部承诺" if zh else "Promises", addresses.targets(place.place)),
            ("报告原文" if zh else "Report", addresses.report(place.place, main.report.report_id)),
            ("指标" if zh else "Indicators", addresses.indicators(place.place)),
        ]
    items += [
        ("搜索" if zh else "Search", addresses.search()),
        ("数据" if zh else "Data", addresses.datasets()),
        ("方法" if zh else "Method", addresses.method()),
        ("更新" if zh else "Updates", addresses.updates()),
        ("关于" if zh else "About", addresses.about()),
    ]
    return [{"title": title, "url": address} for title, address in items]
