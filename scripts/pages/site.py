"""Which pages there are of a place, of a package and of the whole site, in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from scripts.core.model import Language
from scripts.core.site_identity import NOBODY, SiteIdentity
from scripts.package.vocabulary import Term
from scripts.pages.bodies import render_bodies_pages
from scripts.pages.calendar import render_calendar_page, render_whole_calendar_page
from scripts.pages.compare import HEADING, Compared
from scripts.pages.dataset import PublishedDataset, render_dataset_page, render_datasets_page
from scripts.pages.find import render_a_z_page, render_search_page
from scripts.pages.glossary import render_glossary_page
from scripts.pages.home import render_home_page
from scripts.pages.lists import (
    render_corrections_page,
    render_doubts_page,
    render_indicators_page,
    render_sources_page,
)
from scripts.pages.markdown import render_page
from scripts.pages.method import render_method_page
from scripts.pages.place import render_place_page
from scripts.pages.query import render_query_page
from scripts.pages.reader import render_numerals_page, render_report_page
from scripts.pages.sections import render_section_pages
from scripts.pages.silence import render_silence_pages
from scripts.pages.table import render_table_pages
from scripts.pages.target_changes import render_target_changes_page
from scripts.pages.target_table import render_targets_pages
from scripts.pages.targets import Context, Data
from scripts.pages.years import render_years_page
from scripts.theme_support.page import Page, crumb
from scripts.words.addresses import Addresses


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceLists:
    """The tables of downloads of a place's pages, as rows in the page's language.

    `sections`, `reports`: by their ids. `table`: what the page of all promises needs in order to
    hand out a filtered part.
    """

    targets: Sequence[Data] = field(repr=False)
    sections: Mapping[str, Sequence[Data]] = field(repr=False)
    reports: Mapping[str, Sequence[Data]] = field(repr=False)
    table: Data = field(repr=False)


def render_place_pages(context: Context, lists: PlaceLists) -> Iterable[Page]:
    """Every page of one place but those of its indicators."""
    yield render_place_page(context)
    yield render_place_page(context, in_report_order=True)
    yield from render_targets_pages(context, lists.targets, lists.table)
    yield render_indicators_page(context)
    yield render_years_page(context)
    yield render_target_changes_page(context)
    yield render_a_z_page(context)
    yield render_calendar_page(context)
    yield render_doubts_page(context)
    yield render_sources_page(context)
    yield from render_silence_pages(context)
    yield from render_bodies_pages(context)
    for report in context.edition.reports:
        yield render_report_page(context, report, lists.reports[report.report.report_id])
        if text := context.edition.place.documents.get(report.report.report_id):
            yield render_numerals_page(context, report, text)
    yield from render_section_pages(context, lists.sections)


def render_dataset_pages(
    published: PublishedDataset, language: Language, site: SiteIdentity, versions: Sequence[Data]
) -> Iterable[Page]:
    """A package's page and those of its tables; `versions`: from `version_rows`."""
    yield render_dataset_page(published, language, site, versions)
    yield from render_table_pages(published, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRows:
    """What pages about the whole site show of each place and package, in one language."""

    home: Sequence[Data] = ()
    compared: Sequence[Compared] = ()
    corrections: Sequence[Data] = ()
    doubts: Sequence[Data] = ()
    search: Sequence[Data] = ()
    calendar: Sequence[Data] = ()
    as_of: str = ""
    datasets: Sequence[Data] = ()
    ledger: Data | None = None
    databases: Sequence[Data] = ()
    glossary: Sequence[Term] = ()
    updates: Sequence[Data] = ()
    site: SiteIdentity = NOBODY


def render_site_pages(rows: SiteRows, language: Language) -> Iterable[Page]:
    """Every page about the whole site, but the home page of a site with one place."""
    if len(rows.home) != 1:
        yield render_home_page(rows.home, rows.compared, rows.updates, language)
    yield render_method_page(language)
    yield render_corrections_page(rows.corrections, rows.doubts, language)
    yield render_updates_page(rows.updates, language)
    yield render_datasets_page(rows.datasets, rows.ledger, language, rows.site)
    yield render_search_page(rows.search, language)
    yield render_query_page(rows.databases, language, rows.site)
    yield render_glossary_page(rows.glossary, language)
    yield render_whole_calendar_page(rows.calendar, rows.as_of, language)


def render_updates_page(updates: Sequence[Data], language: Language) -> Page:
    """The list of updates, newest first: date, title, summary, url of each."""
    zh = language == "zh"
    heading = "更新" if zh else "Updates"
    return render_page(
        "updates",
        language,
        Addresses(language).updates(),
        title=heading,
        summary="本站有了什么新内容。" if zh else "What is new on this site.",
        values={"updates": updates},
        view={"crumbs": [crumb(heading, None)]},
    )


def navigation(
    language: Language, place: str | None = None, report: str = "", *, places: int = 0
) -> list[dict[str, str]]:
    """The main navigation; a site with one place leads to that place's lists.

    Args:
        language: of the pages.
        place: the name of the only place; None where there are several or none.
        report: the id of its main report.
        places: how many there are; several are compared.
    """
    zh = language == "zh"
    addresses = Addresses(language)
    items: list[tuple[str, str]] = []
    if place is not None:
        items += [
            ("全部承诺" if zh else "Promises", addresses.targets(place)),
            ("报告原文" if zh else "Report", addresses.report(place, report)),
            ("指标" if zh else "Indicators", addresses.indicators(place)),
        ]
    if places > 1:
        items.append((HEADING[language], addresses.compare()))
    items += [
        ("搜索" if zh else "Search", addresses.search()),
        ("数据" if zh else "Data", addresses.datasets()),
        ("方法" if zh else "Method", addresses.method()),
        ("更新" if zh else "Updates", addresses.updates()),
        ("关于" if zh else "About", addresses.about()),
    ]
    return [{"title": title, "url": address} for title, address in items]
