"""The steps of one package: its indicators, its lists, its downloads, its pages.

Each `make_…` function makes one step, in this process or another; the `…_steps` functions say
which steps there are and what each follows from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from scripts.api import PackageEntry, PlaceApi, indicator_answer, render_place_api
from scripts.build.croissant_files import package_croissant
from scripts.build.download_steps import download_steps
from scripts.build.package import Package
from scripts.build.past import describe_past, publish_versions
from scripts.build.runner import Records
from scripts.build.step import Made, Step, key_of
from scripts.charts.lines import render_table_chart
from scripts.charts.pictures import rasterise
from scripts.core.model import LANGUAGES, Bilingual, Language
from scripts.core.site_identity import SiteIdentity
from scripts.derive.compare import derive_cells
from scripts.derive.edition import count_statuses, describe_series
from scripts.derive.target_changes import derive_target_changes
from scripts.downloads import (
    derive_download_list,
    describe_group,
    files_in_words,
    group_in_words,
    list_left_out,
    render_indicator_files,
    render_place_drawings,
    render_series_drawings,
    table_view,
)
from scripts.linked_data import CatalogueEntry, describe_package, render_turtle_of
from scripts.package.credits import licence_line
from scripts.package.english import needs_english
from scripts.package.summaries import describe_columns
from scripts.package.vocabulary import Vocabulary
from scripts.pages.calendar import calendar_rows, render_place_days
from scripts.pages.changes import feed_views, render_indicator_feeds
from scripts.pages.dataset import (
    PublishedDataset,
    dataset_description,
    dataset_row,
    dataset_title,
    dataset_work,
)
from scripts.pages.find import dataset_entries, place_entries, search_row
from scripts.pages.home import home_row
from scripts.pages.indicator import render_indicator_pages
from scripts.pages.lists import correction_rows, doubt_count
from scripts.pages.place import render_only_home_page
from scripts.pages.query import database_of
from scripts.pages.site import PlaceLists, render_dataset_pages, render_place_pages
from scripts.pages.version import render_version_pages, version_title
from scripts.theme_support.markdown_text import plain_prose
from scripts.theme_support.page import Page, page_path, render_markdown_file, render_view_file
from scripts.versions.released import Released
from scripts.words.addresses import calendar_file, indicator_file

Data = dict[str, Any]
TOLD_OF_FILES = ("name", "url", "format", "bytes", "sha256")
"""What the list of packages in the API says of each file."""


def page_sources(pages: Iterable[Page]) -> dict[str, bytes]:
    """Pages as Pelican reads them: the Markdown of each and, where it offers more, a JSON beside.

    Raises:
        ValueError: two pages have the same address.
    """
    sources: dict[str, bytes] = {}
    for page in pages:
        path = page_path(page)
        if path in sources:
            message = f"two pages have the address {page.address!r}"
            raise ValueError(message)
        sources[path] = render_markdown_file(page).encode()
        if page.view:
            sources[f"{path.removesuffix('.md')}.json"] = render_view_file(page).encode()
    return sources


# Released versions.


def version_step(package: Package, history: Sequence[bytes], read: partial[Any]) -> Step:
    """The released versions of a package with their pages; the facts are those of `Past`.

    Args:
        package: as it is now.
        history: what tells its released versions from others.
        read: reads them, oldest first.
    """
    shared = package.shared
    said = repr((package.name, shared.vocabulary, shared.site, shared.only_place))
    return Step(
        name=f"{package.raw.folder}: versions",
        key=key_of(said, *history),
        make=partial(make_versions, package.name, shared.vocabulary, shared.site),
        inputs=read,
    )


def make_versions(
    name: str, vocabulary: Vocabulary, site: SiteIdentity, *history: Released
) -> Made:
    """The files and pages of all released versions."""
    versions, files = publish_versions(name, history, vocabulary)
    pages = [
        page for language in LANGUAGES for page in render_version_pages(versions, language, site)
    ]
    facts = describe_past(name, versions, files).as_data()
    return Made(files=files, sources=page_sources(pages), facts=facts)


# What does not depend on other steps.


def indicator_steps(package: Package) -> Iterator[Step]:
    """A step an indicator: its downloads, its pictures, its feeds, its pages."""
    for number, series in enumerate(package.edition.series):
        yield Step(
            name=f"{package.raw.folder}: indicator {series.indicator.indicator_id}",
            key=key_of(package.place_key, describe_series(series)),
            make=partial(make_indicator, package, number),
        )


def make_indicator(package: Package, number: int) -> Made:
    """An indicator's downloads and feeds, then its pages, which list the downloads."""
    edition, units, site = package.edition, package.shared.vocabulary.units, package.shared.site
    series = edition.series[number]
    key, drawn = series.indicator.indicator_id, package.drawn.of(series)
    drawings = render_series_drawings(edition, series, units, site, drawn)
    files = dict(render_indicator_files(edition, series, units, drawings, site, drawn))
    listed = derive_download_list(files)
    files[indicator_answer(package.name, key)] = files[indicator_file(package.name, key, "json")]
    files |= {path: rasterise(one.svg, one.width) for path, one in drawings.items()}
    files |= dict(
        feed for one in package.contexts.values() for feed in render_indicator_feeds(one, series)
    )
    pages = (
        page
        for language, context in package.contexts.items()
        for page in render_indicator_pages(
            context, package.documents, series, files_in_words(listed, language)
        )
    )
    return Made(files=files, sources=page_sources(_noted(package, pages)))


def _noted(package: Package, pages: Iterable[Page]) -> Iterator[Page]:
    """Pages, the English ones told whether some texts of the place are in Chinese only."""
    said = {} if needs_english(package.raw.descriptor) else {"partly_chinese": True}
    for page in pages:
        yield replace(page, view={**page.view, **said}) if page.language == "en" else page


def list_steps(package: Package) -> Iterator[Step]:
    """The downloads of a place's lists: all promises, each report, each section; its card."""
    head, folder = package.place_key, package.raw.folder
    yield Step(
        name=f"{folder}: card",
        key=key_of(head, package.judged),
        make=partial(make_card, package),
    )
    yield Step(
        name=f"{folder}: targets",
        key=key_of(head, package.judged),
        make=partial(make_targets, package),
    )
    for number, report in enumerate(package.edition.reports):
        yield Step(
            name=f"{folder}: report {report.report.report_id}",
            key=key_of(head, *package.sets.of_report(report).essence()),
            make=partial(make_report_list, package, number),
        )
        for node in report.walk():
            section = node.section.section_id
            yield Step(
                name=f"{folder}: section {section}",
                key=key_of(head, *package.sets.of_section(report, node).essence()),
                make=partial(make_section_list, package, number, section),
            )


def make_card(package: Package) -> Made:
    """The picture that stands for a place where its pages are passed on."""
    drawings = render_place_drawings(package.edition, package.shared.site)
    return Made(files={path: rasterise(one.svg, one.width) for path, one in drawings.items()})


def make_targets(package: Package) -> Made:
    """All promises of a place as one table; the facts are the rows of the list of downloads."""
    return _listed(package.sets.render_targets())


def make_report_list(package: Package, number: int) -> Made:
    """The promises of a report; the facts as those of `make_targets`."""
    return _listed(package.sets.of_report(package.edition.reports[number]).make())


def make_section_list(package: Package, number: int, section: str) -> Made:
    """The promises of a section; the facts as those of `make_targets`."""
    report = package.edition.reports[number]
    node = next(node for node in report.walk() if node.section.section_id == section)
    return _listed(package.sets.of_section(report, node).make())


def _listed(files: Mapping[str, bytes]) -> Made:
    return Made(files=files, facts=derive_download_list(files))


# What follows from the steps above.


def place_pages_steps(package: Package, records: Records) -> Iterator[Step]:
    """The pages of a place but those of its indicators, which show lists of downloads.

    A step a language.
    """
    lists = [records[step.name] for step in list_steps(package) if ": card" not in step.name]
    for language in LANGUAGES:
        yield Step(
            name=f"{package.raw.folder}: pages of the place ({language})",
            key=key_of(package.key, *(one.digest for one in lists)),
            make=partial(make_place_pages, package, language),
            inputs=lambda: ([one.facts for one in lists],),
        )


def make_place_pages(package: Package, language: Language, lists: Sequence[Sequence[Data]]) -> Made:
    """The pages of a place in one language.

    Args:
        package: the place.
        language: of the pages.
        lists: the facts of `list_steps`, the card left out, in their order.
    """
    rest = iter(lists)
    targets, reports, sections = next(rest), {}, {}
    for report in package.edition.reports:
        reports[report.report.report_id] = next(rest)
        for node in report.walk():
            sections[node.section.section_id] = next(rest)
    context = package.contexts[language]
    listed = PlaceLists(
        targets=files_in_words(targets, language),
        reports={key: files_in_words(rows, language) for key, rows in reports.items()},
        sections={key: files_in_words(rows, language) for key, rows in sections.items()},
        table=table_view(package.edition),
    )
    pages = list(render_place_pages(context, listed))
    if package.shared.only_place:
        pages.append(render_only_home_page(context))
    files = {calendar_file(package.name, language): render_place_days(context)}
    return Made(files=files, sources=page_sources(_noted(package, pages)))


def answers_step(package: Package, records: Records, read: Callable[[str], bytes]) -> Step:
    """The API's answers about a place, and what pages about the whole site need of it.

    Args:
        package: the place.
        records: those of its indicators.
        read: gives a file of the site by its path.
    """
    paths = [indicator_file(package.name, key, "json") for key in package.indicators]
    sums = {file.path: file.sha256 for one in records.values() for file in one.files}
    return Step(
        name=f"{package.raw.folder}: answers",
        key=key_of(package.key, *(sums[path] for path in paths)),
        make=partial(make_answers, package),
        inputs=lambda: tuple(map(read, paths)),
    )


def make_answers(package: Package, *documents: bytes) -> Made:
    """The API's files about a place; the facts are what the site is told of it."""
    by_key = dict(zip(package.indicators, documents, strict=True))
    api = render_place_api(package.edition, package.shared.vocabulary, by_key)
    own = {indicator_answer(package.name, key) for key in by_key}
    files = {path: data for path, data in api.files.items() if path not in own}
    return Made(files=files, facts=_describe_place(package, api))


def _describe_place(package: Package, api: PlaceApi) -> Data:
    """What pages and files about the whole site need of a place."""
    edition, units = package.edition, package.shared.vocabulary.units
    judged = (one for report in edition.reports for one in report.targets)
    return {
        "name": package.name,
        "report": edition.main_report.report.report_id,
        "as_of": edition.as_of,
        "cells": [asdict(cell) for cell in derive_cells(edition, units)],
        "changes": [asdict(one) for one in derive_target_changes(edition, units)],
        "statuses": dict(count_statuses(judged)),
        "api": {
            "entry": api.entry,
            "licence": list(api.licence),
            "examples": [
                [one.kind, one.text.decode(), dict(one.ids), one.gaps] for one in api.examples
            ],
        },
        "by_language": {
            language: {
                "home": home_row(context),
                "corrections": correction_rows(context),
                "doubts": doubt_count(context),
                "search": search_row(context),
                "calendar": calendar_rows(context),
                "entries": place_entries(context),
                "feeds": feed_views(context),
            }
            for language, context in package.contexts.items()
        },
    }


def dataset_pages_step(package: Package, records: Records) -> Step:
    """The package's page and those of its tables, which list the downloads."""
    groups = [records[step.name] for step in download_steps(package)]
    return Step(
        name=f"{package.raw.folder}: pages of the dataset",
        key=key_of(package.key, *(one.digest for one in groups)),
        make=partial(make_dataset_pages, package),
        inputs=lambda: ([one.facts for one in groups],),
    )


def make_dataset_pages(package: Package, groups: Sequence[Data]) -> Made:
    """The pages of a dataset; the facts are what the site is told of it.

    Args:
        package: the package.
        groups: the facts of `download_steps`, in their order.
    """
    dataset, site = package.dataset, package.shared.site
    croissant = package_croissant(dataset, groups, site)
    groups = [*groups, describe_group(croissant)]
    charts: dict[str, Mapping[Language, Any]] = {}
    for table in () if dataset.is_place else dataset.tables:
        charts[table.key] = {lang: render_table_chart(table, lang) for lang in LANGUAGES}
    published = PublishedDataset(
        dataset=dataset,
        dictionaries={table.key: describe_columns(table) for table in dataset.tables},
        downloads={lang: [group_in_words(one, lang) for one in groups] for lang in LANGUAGES},
        cells=sum(one.get("cells", 0) for one in groups),
        contexts=package.contexts if package.is_place else {},
        charts=charts,
    )
    pages: list[Page] = []
    for language in LANGUAGES:
        rows = [dict(row) for row in package.past.rows[language]]
        pages += render_dataset_pages(published, language, site, rows)
    facts = _describe_dataset(package, published)
    return Made(files=croissant.files, sources=page_sources(pages), facts=facts)


def _describe_dataset(package: Package, published: PublishedDataset) -> Data:
    """What pages and files about the whole site need of a package."""
    dataset, said = published.dataset, published.dataset.descriptor
    files = [file for group in published.downloads[LANGUAGES[0]] for file in group["files"]]
    texts = {
        language: plain_prose(dataset_description(said, language))
        or dataset_title(said, dataset.name, language)
        for language in LANGUAGES
    }
    title = version_title(said, dataset.name)
    entry = CatalogueEntry(
        dataset=dataset,
        title=title,
        description=Bilingual(zh=texts["zh"], en=texts["en"]),
        files=files,
        edition=package.edition if package.is_place else None,
        versions=list(package.past.here),
    )
    listed = PackageEntry(
        name=dataset.name,
        title=title,
        version=str(said.get("version") or "") or None,
        licence=licence_line(said) or None,
        files=[{key: row[key] for key in TOLD_OF_FILES} for row in files],
        left_out=list_left_out(dataset),
    )
    nodes = describe_package(entry, package.shared.site)
    return {
        "name": dataset.name,
        "api": asdict(listed),
        "catalogue": nodes,
        "turtle": render_turtle_of(nodes),
        "by_language": {
            language: {
                "row": dataset_row(published, language),
                "database": database_of(
                    published.downloads[language][0]["files"],
                    dataset.name,
                    dataset_work(dataset, language, package.shared.site),
                    package.shared.site,
                    language,
                ),
                "entries": dataset_entries(published, language),
                "releases": list(package.past.entries[language]),
            }
            for language in LANGUAGES
        },
    }
