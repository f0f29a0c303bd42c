"""A table's own pages: its first rows, page by page, its dictionary, chart and downloads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scripts.addresses import Addresses
from scripts.formats import formula_cells
from scripts.model import Language
from scripts.pages.dataset import PublishedDataset, dataset_title, preview_rows, summary_of
from scripts.pages.page import Page, crumb, one_line
from scripts.pages.targets import Data
from scripts.tabular import Table, title_of
from scripts.wording import text_language

MOST_PAGES = 5
CELLS_A_PAGE = 2_000
MOST_ROWS_A_PAGE, FEWEST_ROWS_A_PAGE = 50, 5


def rows_a_page(table: Table) -> int:
    """How many rows a page shows: fewer where they are wide, so that pages stay light."""
    fitting = CELLS_A_PAGE // max(1, len(table.columns))
    return max(FEWEST_ROWS_A_PAGE, min(MOST_ROWS_A_PAGE, fitting))


def page_count(table: Table) -> int:
    """How many pages the preview has: the first rows alone, never a long table whole."""
    return max(1, min(MOST_PAGES, -(-table.row_count // rows_a_page(table))))


def render_table_pages(published: PublishedDataset, language: Language) -> Iterator[Page]:
    """Every table of a package, each with as many pages as its preview has."""
    for number, table in enumerate(published.dataset.tables):
        for page in range(1, page_count(table) + 1):
            yield _render_table_page(published, number, page, language)


def _render_table_page(
    published: PublishedDataset, number: int, page: int, language: Language
) -> Page:
    dataset, table = published.dataset, published.dataset.tables[number]
    addresses = Addresses(language)
    package = dataset_title(dataset.descriptor, dataset.name, language)
    title = one_line(title_of(table.resource, language)) or table.name
    description = str(table.resource.get("description") or "")
    rows = rows_a_page(table)
    first = (page - 1) * rows
    preview = preview_rows(table, first, rows)
    ordinal = "" if page == 1 else (f"（第 {page} 页）" if language == "zh" else f" (page {page})")
    return Page(
        address=addresses.table(dataset.name, table.key, page),
        language=language,
        template="table",
        title=f"{title} · {package}{ordinal}",
        summary=summary_of(description, f"{title} · {package}"),
        view={
            "crumbs": [
                crumb("数据" if language == "zh" else "Data", addresses.datasets()),
                crumb(package, addresses.dataset(dataset.name)),
                crumb(f"{title}{ordinal}", None),
            ],
            "heading": title,
            "heading_language": text_language(title),
            "name": table.name,
            "description": description,
            "description_language": text_language(description),
            "package": {"title": package, "url": addresses.dataset(dataset.name)},
            "inferred": table.inferred,
            "row_count": table.row_count,
            "column_count": len(table.columns),
            "columns": [column.name for column in table.columns],
            "content_language": text_language(" ".join(" ".join(row) for row in preview)),
            "preview": preview,
            "first": first + 1,
            "last": first + len(preview),
            "pages": [
                {
                    "number": one,
                    "url": addresses.table(dataset.name, table.key, one),
                    "current": one == page,
                }
                for one in range(1, page_count(table) + 1)
            ],
            "page_number": page,
            "fields": list(published.dictionaries[table.key]) if page == 1 else [],
            "primary_key": list(table.primary_key),
            "foreign_keys": _foreign_keys(published, table, addresses),
            "formula_cells": formula_cells(table),
            "lines": published.charts.get(table.key, {}).get(language, "") if page == 1 else "",
            "downloads": _downloads(published, number, language) if page == 1 else [],
            "csv": dataset.file(table.csv),
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
