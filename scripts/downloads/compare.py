"""Comparison of one indicator across places, and changed targets: what their pages show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from scripts.core.model import LANGUAGES, Bilingual
from scripts.derive.compare import Cell
from scripts.derive.target_changes import TargetChange
from scripts.downloads.cover import derive_cover
from scripts.downloads.indicator_files import render_csv, table_cells
from scripts.downloads.workbooks import Sheet, render_workbook
from scripts.words.addresses import compare_file
from scripts.words.wording import CHANGE_LABELS, VERDICT_LABELS

Data = dict[str, Any]
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
CHANGE_COLUMNS = (
    "place",
    "place_zh",
    "place_en",
    "indicator_id",
    "name_zh",
    "name_en",
    "earlier",
    "later",
    "change",
    "change_zh",
    "change_en",
    "earlier_zh",
    "earlier_en",
    "later_zh",
    "later_en",
    "earlier_quote",
    "later_quote",
    "earlier_url",
    "later_url",
)
"""A row is a changed target; `earlier`, `later`: the years of the reports, and what each sets."""
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
    return _render_files(cells[0].indicator_id, [*map(_row, cells)], COLUMNS, name, as_of)


def render_change_files(
    key: str, changes: Sequence[TargetChange], name: Bilingual, as_of: str
) -> dict[str, bytes]:
    """Changed targets by the paths of the table's files; otherwise as `render_compare_files`."""
    rows = [
        asdict(one) | {f"change_{key}": CHANGE_LABELS[one.change][key] for key in LANGUAGES}
        for one in changes
    ]
    return _render_files(key, rows, CHANGE_COLUMNS, name, as_of)


def _render_files(
    key: str, rows: Sequence[Data], columns: Sequence[str], name: Bilingual, as_of: str
) -> dict[str, bytes]:
    path = compare_file(key, "xlsx")
    cover = [
        ("名称 Name", name.zh, name.en),
        ("行数 Rows", len(rows)),
        ("数据截至 As of", as_of),
        ("取自 Retrieved from", path),
    ]
    body = [columns, *table_cells(rows, columns)]
    return {
        compare_file(key, "csv"): render_csv(rows, columns).encode(),
        path: render_workbook([derive_cover(cover), Sheet(title="数据 Data", rows=body)]),
    }


def _row(cell: Cell) -> Data:
    row: Data = {column: getattr(cell, column, None) for column in COLUMNS}
    label = VERDICT_LABELS[cell.verdict]
    numbers = {key: None if row[key] is None else Decimal(str(row[key])) for key in NUMBERS}
    estimate = "yes" if cell.estimate else None
    return {**row, **numbers, "estimate": estimate, "verdict_zh": label.zh, "verdict_en": label.en}
