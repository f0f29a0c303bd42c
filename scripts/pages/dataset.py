"""A package's page: what it is, whose, what one may do with it, its tables and its downloads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from scripts.core.findings import Finding
from scripts.core.model import Language
from scripts.core.site_identity import SiteIdentity
from scripts.downloads import ledger, why_left_out
from scripts.linked_data import Landing, dataset_document, ledger_document, signposts
from scripts.package.credits import (
    Contributor,
    contributors,
    creators,
    doi,
    licence_address,
    licences,
    sources,
)
from scripts.package.descriptor import is_web_address
from scripts.package.raw import DESCRIPTOR, is_place
from scripts.package.tabular import Dataset, Table, other_files, title_of, words_of
from scripts.pages.markdown import render_page
from scripts.pages.preview import first_rows, fit_dictionary, numeric_columns
from scripts.pages.targets import Context, Data
from scripts.theme_support.markdown_text import plain_prose
from scripts.theme_support.page import Page, crumb, one_line
from scripts.words.addresses import Addresses, feed
from scripts.words.citations import Work, cite
from scripts.words.licence_words import licence_words

SUMMARY_LENGTH = 300
MOST_FINDINGS = 50
"""Groups of findings that a page lists; how many findings there are in all it says as well."""
EXAMPLE_ROWS = 5
MOST_FIELDS = 150
"""Fields whose dictionary stands on the package's own page; more are on the tables' pages."""
MOST_FILES = 100
"""Files that a package's page lists; where there are more, those of tables are on their pages."""
MOST_TABLES = 150
PREVIEW_ROWS = 5
WHOLE_FORMATS = frozenset({"xlsx", "sqlite", "zip"})
"""Formats of a whole package that its page offers first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedDataset:
    """A package with what its pages show of it.

    `dictionaries`: table key -> its columns (`summaries.describe_columns`). `downloads`: per
    language the groups of the table of downloads. `context` is the place's, per language, where
    the package is one. `cells`: how many were read back. `charts`: table key -> per
    language an SVG element.
    """

    dataset: Dataset
    dictionaries: Mapping[str, Sequence[Data]] = field(repr=False)
    downloads: Mapping[Language, Sequence[Data]] = field(repr=False)
    contexts: Mapping[Language, Context] = field(default_factory=dict, repr=False)
    charts: Mapping[str, Mapping[Language, str]] = field(default_factory=dict, repr=False)
    cells: int = 0


def dataset_title(descriptor: Mapping[str, Any], name: str, language: Language) -> str:
    """The package's title in the page's language, its own title where it has no other."""
    return one_line(words_of(descriptor, "title", language)) or name


def dataset_description(descriptor: Mapping[str, Any], language: Language) -> str:
    """The package's description, which is Markdown, in the page's language where it has it."""
    return words_of(descriptor, "description", language)


def summary_of(text: str, otherwise: str) -> str:
    """A text's beginning on one line, for places that show no Markdown."""
    line = one_line(text) or otherwise
    return line if len(line) <= SUMMARY_LENGTH else f"{line[:SUMMARY_LENGTH]}…"


def render_dataset_page(
    published: PublishedDataset,
    language: Language,
    site: SiteIdentity,
    versions: Sequence[Data] = (),
) -> Page:
    """One package: description, licence, sources, tables with dictionary and preview, downloads.

    Args:
        published: the package with what is shown of it.
        language: of the page.
        site: who publishes.
        versions: the rows of the list of released versions (`version.version_rows`).
    """
    dataset, descriptor = published.dataset, published.dataset.descriptor
    addresses = Addresses(language)
    address = addresses.dataset(dataset.name)
    heading = dataset_title(descriptor, dataset.name, language)
    description = dataset_description(descriptor, language)
    context = published.contexts.get(language)
    groups = shown_groups(published, language)
    words = licence_words(one.name for one in licences(descriptor))
    files = [file for group in groups for file in group["files"]]
    work = dataset_work(dataset, language, site)
    return render_page(
        "dataset",
        language,
        address,
        title=heading,
        summary=summary_of(description, heading),
        values=dataset_values(published, language, versions),
        view={
            "crumbs": [
                crumb("数据" if language == "zh" else "Data", addresses.datasets()),
                crumb(heading, None),
            ],
            "citations": _citations(
                work, versions[0] if dataset.unreleased else {}, site, language
            ),
            "licence_words": None if words is None else words[language],
            "linked_data": dataset_document(
                dataset,
                Landing(address=address, language=language, files=files, site=site),
                heading,
                plain_prose(description),
                None if context is None else context.edition,
            ),
            "signposts": signposts(
                files,
                licence=licence_address(descriptor),
                cite_as=versions[0]["url"] if versions and versions[0]["url"] else address,
                described_by=dataset.file(DESCRIPTOR),
            ),
            "downloads": groups,
            "partial": len(groups) < len(published.downloads[language]),
        },
    )


def dataset_values(
    published: PublishedDataset, language: Language, versions: Sequence[Data]
) -> Data:
    """What the Markdown of a package's page shows; `versions` as for `render_dataset_page`."""
    dataset, descriptor = published.dataset, published.dataset.descriptor
    context = published.contexts.get(language)
    whole = sum(len(table.columns) for table in dataset.tables) <= MOST_FIELDS
    groups = group_findings(dataset.findings, dataset.raw.folder, language)
    return {
        "description": dataset_description(descriptor, language),
        **_facts(descriptor),
        "version": dataset.version_words(language),
        "whole_files": [
            file
            for file in published.downloads[language][0]["files"]
            if file["format"] in WHOLE_FORMATS
        ],
        "place": None
        if context is None
        else {"name": context.place_name, "url": context.addresses.place(context.place)},
        "tables": [
            _table_values(published, table, language, whole=whole)
            for table in dataset.tables[:MOST_TABLES]
        ],
        "more_tables": max(0, len(dataset.tables) - MOST_TABLES),
        "remotes": [
            {
                "title": remote.title,
                "paths": [
                    {"text": path, "url": path if is_web_address(path) else ""}
                    for path in remote.paths
                ],
            }
            for remote in dataset.remotes[:MOST_FILES]
        ],
        "other_files": [
            {"name": name, "path": path, "open": path in dataset.files}
            for name, path in other_files(dataset)[:MOST_FILES]
        ],
        "unreadable": [
            {"name": name, "reason": summary_of(reason, name)}
            for name, reason in dataset.unreadable.items()
        ],
        "findings": groups[:MOST_FINDINGS],
        "more_findings": len(groups) > MOST_FINDINGS,
        "finding_count": len(dataset.findings),
        "cells": f"{published.cells:,}" if published.cells else "",
        "versions": versions,
        "unreleased": dataset.unreleased,
        "feed": feed("releases", language),
        "query_url": f"{Addresses(language).query()}?of={dataset.name}",
    }


def shown_groups(published: PublishedDataset, language: Language) -> list[Data]:
    """The groups of files that a package's page lists: all, or all but those of its tables."""
    groups = list(published.downloads[language])
    if sum(len(group["files"]) for group in groups) <= MOST_FILES:
        return groups
    tables = len(published.dataset.tables)
    return [groups[0], *({**g, "files": g["files"][:MOST_FILES]} for g in groups[1 + tables :])]


def authorship(descriptor: Mapping[str, Any], site: str) -> Data:
    """Who is cited for a package: its creators; the site gives it out, and compiles its places.

    Args:
        descriptor: the package's.
        site: the site's name.
    """
    if is_place(descriptor):
        return {"authors": [site]}
    authors = [one.name for one in creators(descriptor)]
    return {"authors": authors, "publisher": site, "doi": doi(descriptor)}


def dataset_work(dataset: Dataset, language: Language, site: SiteIdentity) -> Work:
    """The package as its citations name it."""
    descriptor = dataset.descriptor
    return Work(
        key=dataset.name,
        title=dataset_title(descriptor, dataset.name, language),
        date=dataset.day,
        version=dataset.version_words(language),
        url=site.absolute(Addresses(language).dataset(dataset.name)),
        **authorship(descriptor, site.title[language]),
    )


def _citations(
    work: Work, released: Data, site: SiteIdentity, language: Language
) -> list[dict[str, str]]:
    """How to cite the data: the newest released version first, where they have changed since."""
    if not released.get("url"):
        return cite(work, language)
    fixed = replace(
        work,
        version=released["version"],
        date=released["date"],
        url=site.absolute(released["url"]),
    )
    return [
        {**one, "style": f"{one['style']} · {cited.version}"}
        for cited in (fixed, work)
        for one in cite(cited, language)
    ]


def group_findings(findings: Sequence[Finding], folder: str, language: Language) -> list[Data]:
    """Findings of one kind in one column of one file together, the first of them as example."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for one in findings:
        groups.setdefault((one.file, one.code, one.field or ""), []).append(one)
    return [
        {
            "where": _where(group, folder),
            "count": len(group),
            "rows": _first_rows([one.row for one in group if one.row is not None]),
            "text": group[0].message(language),
        }
        for group in groups.values()
    ]


def _where(group: Sequence[Finding], folder: str) -> str:
    first = group[0]
    row = f":{first.row}" if len(group) == 1 and first.row is not None else ""
    column = f" · {first.field}" if first.field is not None else ""
    return f"{first.file.removeprefix(f'{folder}/')}{row}{column}"


def _first_rows(rows: Sequence[int]) -> str:
    """The first rows in words: `2–6`, or `2, 9, 12`."""
    first = sorted(set(rows))[:EXAMPLE_ROWS]
    whole = len(first) > 1 and first[-1] - first[0] == len(first) - 1
    return f"{first[0]}–{first[-1]}" if whole else ", ".join(map(str, first))


def _facts(descriptor: Mapping[str, Any]) -> Data:
    """What a descriptor says of the whole package; addresses that are no http(s) are left out.

    The fields are those that China's open-data catalogues ask for as well (政务信息资源目录:
    名称、摘要、提供方、格式、信息项、更新周期、发布日期、开放属性).
    """
    created = descriptor.get("created")
    cycle = descriptor.get("accrualPeriodicity") or descriptor.get("update_frequency")
    return {
        "version": str(descriptor.get("version") or ""),
        "created": str(created or "")[:10],
        "cycle": str(cycle or ""),
        "homepage": _web(descriptor.get("homepage")),
        "licenses": [
            {"title": one.title, "url": one.url, "scope": one.scope} for one in licences(descriptor)
        ],
        "doi": doi(descriptor),
        "sources": sources(descriptor),
        "contributors": [_contributor(one) for one in contributors(descriptor)],
        "keywords": [str(word) for word in _list(descriptor.get("keywords"))],
    }


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _web(value: object) -> str:
    return value if isinstance(value, str) and is_web_address(value) else ""


def _contributor(one: Contributor) -> dict[str, str]:
    title = f"{one.name} ({one.organization})" if one.organization else one.name
    return {"title": title, "roles": ", ".join(one.roles), "url": one.url}


def _table_values(
    published: PublishedDataset, table: Table, language: Language, *, whole: bool
) -> Data:
    dataset = published.dataset
    title = one_line(title_of(table.resource, language)) or table.name
    return {
        "key": table.key,
        "name": table.name,
        "title": title,
        "description": words_of(table.resource, "description", language),
        "url": Addresses(language).table(dataset.name, table.key),
        "row_count": table.row_count,
        "column_count": len(table.columns),
        "left_out": why_left_out(table, language),
        "columns": [column.name for column in table.columns] if whole else [],
        "numeric": numeric_columns(table) if whole else [],
        "preview": first_rows(table, PREVIEW_ROWS) if whole else [],
        "fields": fit_dictionary(published.dictionaries[table.key], language) if whole else [],
    }


def describe_whole_ledger(files: Data, language: Language, site: SiteIdentity) -> Data:
    """The ledger of all places (`group_in_words`) as a `Dataset` of schema.org."""
    address = Addresses(language).datasets()
    landing = Landing(address=address, language=language, files=files["files"], site=site)
    description = ledger.DESCRIPTION[language]
    return ledger_document(landing, files["title"], description, ledger.LICENCE["path"])


def render_datasets_page(
    rows: Sequence[Data], files: Data | None, language: Language, site: SiteIdentity
) -> Page:
    """The ledger of all places (`group_in_words`), and the list of packages (`dataset_row`)."""
    zh = language == "zh"
    addresses = Addresses(language)
    heading = "数据" if zh else "Data"
    return render_page(
        "datasets",
        language,
        addresses.datasets(),
        title=heading,
        summary=(
            "全部开放数据：下载、字段说明、许可、引用方式。"
            if zh
            else "All open data: downloads, data dictionary, licence and how to cite."
        ),
        values={
            "datasets": rows,
            "ledger": files,
            "ledger_words": ledger.DESCRIPTION[language],
            "api_url": addresses.api(),
            "query_url": addresses.query(),
        },
        view={
            "crumbs": [crumb(heading, None)],
            **({"linked_data": describe_whole_ledger(files, language, site)} if files else {}),
        },
    )


def dataset_row(published: PublishedDataset, language: Language) -> Data:
    """A package as the list of packages shows it."""
    dataset, descriptor = published.dataset, published.dataset.descriptor
    title = dataset_title(descriptor, dataset.name, language)
    description = summary_of(dataset_description(descriptor, language), title)
    context = published.contexts.get(language)
    edition = None if context is None else context.edition
    return {
        "name": dataset.name,
        "title": title,
        "description": description,
        "version": dataset.version_words(language),
        "url": Addresses(language).dataset(dataset.name),
        "tables": len(dataset.tables),
        "rows": sum(table.row_count for table in dataset.tables),
        "targets": None if edition is None else sum(len(r.targets) for r in edition.reports),
        "indicators": None if edition is None else len(edition.series),
        "findings": len(dataset.findings),
        "creators": [one.name for one in creators(descriptor)],
        "licences": [one.title for one in licences(descriptor)],
    }
