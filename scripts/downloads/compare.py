"""Comparison of one indicator across places as CSV, workbook, SVG: exactly what its page shows."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from scripts.core.model import Bilingual
from scripts.derive.compare import Cell
from scripts.downloads.cover import derive_cover
from scripts.downloads.indicator_files import render_csv, table_cells
from scripts.downloads.workbooks import Sheet, render_workbook
from scripts.words.addresses import compare_file
from scripts.words.wording import VERDICT_LABELS

COLUMNS = (
    "place",
    "place_zh",
    "place_en",
    "level",
    "indicator_id",
    "name_zh",
    "name_en",
    "year",
    "comparator",
    "value",
    "value_max",
    "unit",
    "result_value",
    "result_unit",
    "estimate",
    "verdict",
    "verdict_zh",
    "verdict_en",
    "sentence_zh",
    "sentence_en",
    "quote",
    "result_quote",
    "source_url",
    "result_url",
    "url",
)
"""A row is a place's promise for one year; `url` is relative to the site's root."""
NUMBERS = ("value", "value_max", "result_value")


def render_compare_files(cells: Sequence[Cell], name: Bilingual, as_of: str) -> dict[str, bytes]:
    """The table of one indicator by the paths of its files.

    Args:
        cells: in the order of the page.
        name: the indicator's name.
        as_of: the newest date of the places' data.

    Raises:
        FormulaCellError: a text begins like a formula; validation lets none through.
    """
    key = cells[0].indicator_id
    rows = [_row(cell) for cell in cells]
    path = compare_file(key, "xlsx")
    cover = [
        ("名称 Name", name.zh, name.en),
        ("行数 Rows", len(rows)),
        ("数据截至 As of", as_of),
        ("取自 Retrieved from", path),
    ]
    body = [COLUMNS, *table_cells(rows, COLUMNS)]
    return {
        compare_file(key, "csv"): render_csv(rows, COLUMNS).encode(),
        path: render_workbook([derive_cover(cover), Sheet(title="数据 Data", rows=body)]),
    }


def _row(cell: Cell) -> dict[str, object]:
    row: dict[str, object] = {column: getattr(cell, column, None) for column in COLUMNS}
    label = VERDICT_LABELS[cell.verdict]
    numbers = {key: None if row[key] is None else Decimal(str(row[key])) for key in NUMBERS}
    estimate = "yes" if cell.estimate else None
    return {**row, **numbers, "estimate": estimate, "verdict_zh": label.zh, "verdict_en": label.en}
