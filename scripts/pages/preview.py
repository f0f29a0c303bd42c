"""As much of a table as a page can bear: its first rows, and what its columns mean.

Whatever a stranger's table holds, a page stays within the site's budget: fewer rows where they
are wide, shorter cells where they are many, and always said so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from scripts.core.model import Language
from scripts.package.summaries import PREVIEW_LENGTH, shorten
from scripts.package.tabular import Table
from scripts.pages.targets import Data

MOST_PAGES = 5
MOST_ROWS = 50
MOST_CELLS = 2_000
MOST_COLUMNS = 300
BYTES_A_PAGE = 24_000
"""Of text in cells, before compression."""
MEANINGS = 12_000
"""Characters of all descriptions of a dictionary together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Some rows of a table: `first` counts from 1, `columns` are those that are shown."""

    first: int
    columns: Sequence[str]
    rows: Sequence[Sequence[str]] = field(repr=False)


def preview_pages(table: Table) -> list[Preview]:
    """The table's first rows, in at most `MOST_PAGES` pages; a table without rows has one."""
    names = [column.name for column in table.columns[:MOST_COLUMNS]]
    length = max(8, min(PREVIEW_LENGTH, BYTES_A_PAGE // 2 // max(1, len(names))))
    pages: list[Preview] = []
    held: list[list[str]] = []
    size, first = 0, 1
    for number, row in enumerate(islice(table.cells(), MOST_PAGES * MOST_ROWS), 1):
        cells = [shorten(cell, length) for cell in row[: len(names)]]
        weight = sum(len(cell.encode(errors="replace")) for cell in cells)
        full = len(held) >= MOST_ROWS or (len(held) + 1) * len(names) > MOST_CELLS
        if held and (full or size + weight > BYTES_A_PAGE):
            pages.append(Preview(first=first, columns=names, rows=held))
            held, size, first = [], 0, number
            if len(pages) == MOST_PAGES:
                return pages
        held.append(cells)
        size += weight
    return [*pages, Preview(first=first, columns=names, rows=held)]


def numeric_columns(table: Table) -> list[bool]:
    """For each column that a page shows whether it holds numbers, which are set to the right."""
    return [column.type in {"integer", "number"} for column in table.columns[:MOST_COLUMNS]]


def first_rows(table: Table, count: int) -> list[list[str]]:
    """The first rows, cells cut, for a glance."""
    return [[shorten(cell) for cell in row] for row in islice(table.cells(), count)]


def fit_dictionary(fields: Sequence[Data], language: Language) -> list[Data]:
    """A dictionary in a language, its descriptions together no longer than a page can bear."""
    shown = [
        {**field, **{key: field[key][language] for key in ("title", "description")}}
        for field in fields[:MOST_COLUMNS]
    ]
    if sum(len(field["description"]) for field in shown) <= MEANINGS:
        return shown
    length = max(20, MEANINGS // len(shown))
    return [{**field, "description": shorten(field["description"], length)} for field in shown]
