"""A table's own pages: its first rows, page by page, its dictionary, chart and downloads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from scripts.core.model import Language
from scripts.downloads import why_left_out
from scripts.downloads.formats import formula_cells
from scripts.package.tabular import Table, title_of
from scripts.pages.dataset import PublishedDataset, dataset_title, summary_of
from scripts.pages.markdown import render_page
from scripts.pages.preview import Preview, fit_dictionary, numeric_columns, preview_pages
from scripts.pages.targets import Data
from scripts.theme_support.page import Page, crumb, one_line
from scripts.words.addresses import Addresses

CHART_NAME = "lines.svg"
"""The picture of a table over time, as its page's Markdown names it."""


def render_table_pages(published: PublishedDataset, language: Language) -> Iterator[Page]:
    """Every table of a package, each with as many pages as its preview has."""
    for number, table in enumerate(published.dataset.tables):
        pages = preview_pages(table)
        formulas = formula_cells(table)
        for page in range(1, len(pages) + 1):
            yield _render_table_page(published, number, pages, page, formulas, language)


def _render_table_page(  # noqa: PLR0913, PLR0917 - what the pages of a table share
    published: PublishedDataset,
    number: int,
    previews: Sequence[Preview],
    page: int,
    formulas: int,
    language: Language,
) -> Page:
    dataset, table = published.dataset, published.dataset.tables[number]
    addresses = Addresses(language)
    package = dataset_title(dataset.descriptor, dataset.name, language)
    title = one_line(title_of(table.resource, language)) or table.name
    description = str(table.resource.get("description") or "")
    preview = previews[page - 1]
    ordinal = "" if page == 1 else (f"（第 {page} 页）" if language == "zh" else f" (page {page})")
    address = addresses.table(dataset.name, table.key, page)
    chart = published.charts.get(table.key, {}).get(language, "") if page == 1 else ""
    return render_page(
        "table",
        language,
        address,
        title=f"{title} · {package}{ordinal}",
        summary=summary_of(description, f"{title} · {package}"),
        values={
            "heading": title,
            "description": description,
            "package": {"title": package, "url": addresses.dataset(dataset.name)},
            "inferred": table.inferred,
            "row_count": table.row_count,
            "column_count": len(table.columns),
            "columns": preview.columns,
            "numeric": numeric_columns(table),
            "rows": preview.rows,
            "first": preview.first,
            "last": preview.first + len(preview.rows) - 1,
            "whole": len(previews) == 1 and len(preview.rows) == table.row_count,
            "pages": [
                addresses.table(dataset.name, table.key, one) for one in range(1, len(previews) + 1)
            ],
            "page_number": page,
            "fields": fit_dictionary(published.dictionaries[table.key], language)
            if page == 1
            else [],
            "primary_key": table.primary_key,
            "left_out": why_left_out(table, language),
            "foreign_keys": _foreign_keys(published, table, addresses),
            "formula_cells": formulas,
            "chart": CHART_NAME if chart else "",
            "csv": dataset.file(table.csv),
        },
        view={
            "crumbs": [
                crumb("数据" if language == "zh" else "Data", addresses.datasets()),
                crumb(package, addresses.dataset(dataset.name)),
                crumb(f"{title}{ordinal}", None),
            ],
            "figures": {CHART_NAME: chart} if chart else {},
            "downloads": _downloads(published, number, language) if page == 1 else [],
        },
    )


def _downloads(published: PublishedDataset, number: int, language: Language) -> list[Data]:
    """The table's group of downloads, which follows the group of the whole package."""
    return [published.downloads[language][1 + number]]


def _foreign_keys(published: PublishedDataset, table: Table, addresses: Addresses) -> list[Data]:
    tables: Mapping[str, Table] = {one.name: one for one in published.dataset.tables}
    keys = []
    for key in table.foreign_keys:
        other = table if key.table is None else tables.get(key.table)
        url = "" if other is None else addresses.table(published.dataset.name, other.key)
        keys.append(
            {
                "columns": list(key.columns),
                "table": key.table or table.name,
                "others": list(key.others),
                "url": url,
            }
        )
    return keys
