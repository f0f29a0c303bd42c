"""Promises as one flat table with everything a page tells of them: CSV and Excel workbook."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from scripts.core.model import Bilingual
from scripts.derive.edition import Edition, JudgedTarget
from scripts.downloads.cover import derive_cover
from scripts.downloads.indicator_files import (
    render_csv,
    table_cells,
    verdict_cells,
)
from scripts.downloads.workbooks import Sheet, render_workbook
from scripts.package.credits import licence_line
from scripts.words.addresses import Addresses, target_anchor, targets_file
from scripts.words.wording import STATUS_LABELS

Data = dict[str, Any]
COLUMNS = (
    "target_id",
    "report_id",
    "report_zh",
    "report_en",
    "section_id",
    "section_number",
    "section_zh",
    "section_en",
    "indicator_id",
    "indicator_zh",
    "indicator_en",
    "theme",
    "kind",
    "measure",
    "comparator",
    "value",
    "value_max",
    "unit",
    "due",
    "scope",
    "status",
    "status_zh",
    "status_en",
    "sentence_zh",
    "sentence_en",
    "quote",
    "start",
    "end",
    "doubt",
    "source_id",
    "source_title",
    "source_url",
    "page",
    "verdict",
    "verdict_zh",
    "verdict_en",
    "standing",
    "evidence",
    "bodies",
)
"""Columns of a table of promises: one row per promise; `page` is relative to the site's root."""
NUMBERS = ("value", "value_max", "due", "start", "end")
ALL = Bilingual(zh="全部承诺", en="all promises")
_TEXT_WIDTH, _NUMBER_WIDTH = 18.0, 12.0


def target_row(edition: Edition, judged: JudgedTarget) -> Data:
    """One promise as a flat row of `COLUMNS`; missing is None."""
    target, verdict = judged.target, judged.judgement
    source = edition.sources[judged.report.source_id]
    page = Addresses("zh").indicator(edition.place.name, target.indicator_id)
    row = {
        "target_id": target.target_id,
        "report_id": target.report_id,
        "report_zh": judged.report.title_zh,
        "report_en": judged.report.title_en,
        "section_id": target.section_id,
        "section_number": judged.section.number,
        "section_zh": judged.section.title_zh,
        "section_en": judged.section.title_en,
        "indicator_id": target.indicator_id,
        "indicator_zh": judged.indicator.name_zh,
        "indicator_en": judged.indicator.name_en,
        "theme": judged.indicator.theme,
        "kind": target.kind,
        "measure": target.measure,
        "comparator": target.comparator,
        "value": target.value,
        "value_max": target.value_max,
        "unit": target.unit,
        "due": judged.due,
        "scope": target.scope,
        "status": verdict.status,
        "status_zh": STATUS_LABELS[verdict.status].zh,
        "status_en": STATUS_LABELS[verdict.status].en,
        "sentence_zh": verdict.sentence.zh,
        "sentence_en": verdict.sentence.en,
        "quote": target.quote,
        "start": target.start,
        "end": target.end,
        "doubt": judged.gravest_doubt,
        "source_id": source.source_id,
        "source_title": source.title,
        "source_url": source.url,
        "page": f"{page}#{target_anchor(target.target_id)}",
        **verdict_cells(judged),
    }
    return {column: row[column] for column in COLUMNS}


def render_target_table(
    edition: Edition, targets: Iterable[JudgedTarget], chosen: Bilingual, path: str
) -> dict[str, bytes]:
    """Promises as a CSV and as a workbook with a cover.

    Args:
        edition: the derived place.
        targets: the promises, in the order of the rows.
        chosen: which promises they are, in words, for the cover.
        path: the address of the files without their suffix.

    Raises:
        FormulaCellError: a text cell begins like a formula; validation lets none through.
    """
    rows = [target_row(edition, judged) for judged in targets]
    address = f"{path}.xlsx"
    cover = derive_cover(_cover_rows(edition, (chosen.zh, chosen.en), str(len(rows)), address))
    widths = [_NUMBER_WIDTH if column in NUMBERS else _TEXT_WIDTH for column in COLUMNS]
    body = [COLUMNS, *table_cells(rows, COLUMNS)]
    return {
        f"{path}.csv": render_csv(rows, COLUMNS).encode(),
        address: render_workbook([cover, Sheet(title="数据 Data", rows=body, widths=widths)]),
    }


def table_view(edition: Edition) -> Data:
    """What the page of all promises needs in order to hand out a filtered part of the table.

    `cover` is JSON: the rows of the cover, in which `{filter}`, `{rows}` and `{address}` stand
    for what only the page knows.
    """
    cover = _cover_rows(edition, ("{filter}",), "{rows}", "{address}")
    return {
        "url": targets_file(edition.place.name, "csv"),
        "name": f"{edition.place.name}-targets",
        "numbers": " ".join(NUMBERS),
        "cover": json.dumps([[cell or "" for cell in row] for row in cover], ensure_ascii=False),
    }


def _cover_rows(
    edition: Edition, chosen: Sequence[str], count: str, address: str
) -> list[tuple[str | None, ...]]:
    place, descriptor = edition.place, edition.place.descriptor
    return [
        ("名称 Name", *(_text(descriptor.get(key)) for key in ("title", "title_en"))),
        ("地方 Place", place.name_zh, place.name_en),
        ("筛选 Filter", *chosen),
        ("行数 Rows", count),
        ("许可 Licence", licence_line(descriptor)),
        ("数据截至 As of", edition.as_of),
        ("取自 Retrieved from", address),
    ]


def _text(value: object) -> str | None:
    return None if value is None else str(value)
