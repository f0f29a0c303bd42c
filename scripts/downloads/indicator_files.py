"""An indicator on its own: CSV, Excel workbook, JSON, chart."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any

from scripts.charts import SeriesDrawings
from scripts.charts.cards import CARD_SUFFIXES
from scripts.core.model import Observation, Source
from scripts.core.site_identity import SiteIdentity
from scripts.derive.edition import Edition, JudgedTarget, Series
from scripts.downloads.cover import derive_cover
from scripts.downloads.indicator_json import render_json
from scripts.downloads.indicator_schema import FIELDS
from scripts.downloads.indicator_zip import render_indicator_zip
from scripts.downloads.workbooks import Sheet, render_workbook
from scripts.package.credits import licence_line
from scripts.words.addresses import Addresses, indicator_file
from scripts.words.wording import Units

Data = dict[str, Any]
COLUMNS = tuple(FIELDS)
"""Columns of an indicator's CSV: one row per target and per observation."""
_EMPTY_ROW: Data = dict.fromkeys(COLUMNS)
_FORMULA_SIGNS = frozenset({"=", "+", "-", "@", "\t", "\r"})
_NUMBERS = frozenset({"year", "value", "value_max", "start", "end"})
_TEXT_WIDTH, _NUMBER_WIDTH = 18.0, 12.0


class FormulaCellError(ValueError):
    """A text that a spreadsheet would take for a formula reached a CSV of ours."""


def render_indicator_files(  # noqa: PLR0913, PLR0917 - all that the files follow from
    edition: Edition,
    series: Series,
    units: Units,
    pictures: Collection[str],
    site: SiteIdentity,
    drawn: SeriesDrawings,
) -> dict[str, bytes]:
    """An indicator's CSV, Excel workbook, JSON and, where it has a number, its chart.

    Args:
        edition: the derived place.
        series: one of its indicators.
        units: English names of units.
        pictures: the paths of those that there are.
        site: who publishes; named in the README of the zip.
        drawn: the indicator's drawings.
    """
    place, key = edition.place.name, series.indicator.indicator_id
    drawing = drawn.file
    rows = indicator_rows(edition, series)
    suffixes = ["csv", "xlsx", "json", "zip"] + ([] if drawing is None else ["svg"])
    drawn_as = ("png", *CARD_SUFFIXES.values())
    suffixes += [s for s in drawn_as if indicator_file(place, key, s) in pictures]
    addresses = {suffix: indicator_file(place, key, suffix) for suffix in suffixes}
    files = {
        addresses["csv"]: render_csv(rows).encode(),
        addresses["xlsx"]: render_workbook(_indicator_sheets(edition, series, rows)),
        addresses["json"]: render_json(edition, series, units, addresses),
    }
    inside = {suffix: files[addresses[suffix]] for suffix in ("csv", "json")}
    page = Addresses("zh").indicator(place, key)
    files[addresses["zip"]] = render_indicator_zip(edition, series, inside, page, site)
    if drawing is not None:
        files[addresses["svg"]] = drawing.encode()
    return files


def indicator_rows(edition: Edition, series: Series) -> list[Data]:
    """Targets, then observations, each as a flat row of `COLUMNS`; missing is None."""
    head = {
        "indicator_id": series.indicator.indicator_id,
        "indicator_zh": series.indicator.name_zh,
        "indicator_en": series.indicator.name_en,
    }
    found: Iterable[Data] = (
        *(_target_row(edition, judged) for judged in series.targets),
        *(_observation_row(edition, observation) for observation in series.observations),
    )
    return [{**_EMPTY_ROW, **head, **row} for row in found]


def _target_row(edition: Edition, judged: JudgedTarget) -> Data:
    target = judged.target
    return {
        "record": "target",
        "year": judged.due,
        "period": str(judged.due),
        "comparator": target.comparator,
        "value": target.value,
        "value_max": target.value_max,
        "unit": target.unit,
        "status": judged.judgement.status,
        "target_id": target.target_id,
        "report_id": target.report_id,
        "doubt": judged.gravest_doubt,
        "quote": target.quote,
        "start": target.start,
        "end": target.end,
        "note_zh": target.note_zh,
        "note_en": target.note_en,
        **_source(edition.sources[judged.report.source_id]),
        **verdict_cells(judged),
    }


def verdict_cells(judged: JudgedTarget) -> Data:
    """The verdict on a target with its arithmetic, and the ids of what it rests on."""
    judgement = judged.judgement
    return {
        "verdict": judgement.verdict,
        "verdict_zh": judgement.sentence.zh,
        "verdict_en": judgement.sentence.en,
        "standing": judgement.standing,
        "evidence": ";".join(one.evidence_id for one in judged.evidence) or None,
        "bodies": ";".join(body.body_id for body, _ in judged.bodies) or None,
    }


def _observation_row(edition: Edition, observation: Observation) -> Data:
    return {
        "record": "observation",
        "year": int(observation.period[:4]),
        "period": observation.period,
        "value": observation.value,
        "unit": observation.unit,
        "stage": observation.stage,
        "note_zh": observation.note,
        "note_en": observation.note_en,
        **_source(edition.sources[observation.source_id]),
    }


def _source(source: Source) -> Data:
    return {
        "source_id": source.source_id,
        "source_title": source.title,
        "source_kind": source.kind,
        "source_url": source.url,
    }


def render_csv(rows: Sequence[Data], columns: Sequence[str] = COLUMNS) -> str:
    """Rows of these columns as CSV: UTF-8, LF, numbers as printed, missing empty.

    Raises:
        FormulaCellError: a text begins like a formula. Rewriting it would falsify the data.
    """
    buffer = io.StringIO(newline="")
    lines = csv.writer(buffer, lineterminator="\n")
    lines.writerow(columns)
    lines.writerows(
        [
            cell
            if cell is None or (type(cell) is str and cell[:1] not in _FORMULA_SIGNS)
            else _csv_cell(column, cell)
            for column, cell in zip(columns, cells, strict=True)
        ]
        for cells in table_cells(rows, columns)
    )
    return buffer.getvalue()


def table_cells(rows: Iterable[Data], columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """The cells of each row in the order of the columns, of which there are several."""
    return map(itemgetter(*columns), rows)


def _csv_cell(column: str, value: object) -> object:
    if isinstance(value, str):
        if value[:1] in _FORMULA_SIGNS:
            message = f"{column}: {value[:40]!r} begins like a formula of a spreadsheet"
            raise FormulaCellError(message)
        return value
    return f"{value:f}" if isinstance(value, Decimal) else value


def _indicator_sheets(edition: Edition, series: Series, rows: Sequence[Data]) -> list[Sheet]:
    indicator, place = series.indicator, edition.place
    cover = [
        ("指标 Indicator", indicator.name_zh, indicator.name_en),
        ("地方 Place", place.name_zh, place.name_en),
        ("定义 Definition", indicator.definition_zh, indicator.definition_en),
        ("单位 Unit", indicator.unit, None),
        *(("来源 Source", source.title, source.url) for source in series.sources),
        ("许可 Licence", licence_line(place.descriptor), None),
        ("数据截至 As of", edition.as_of, None),
        ("取自 Retrieved from", indicator_file(place.name, indicator.indicator_id, "xlsx"), None),
    ]
    widths = [_NUMBER_WIDTH if column in _NUMBERS else _TEXT_WIDTH for column in COLUMNS]
    body = [COLUMNS, *table_cells(rows, COLUMNS)]
    return [derive_cover(cover), Sheet(title="数据 Data", rows=body, widths=widths)]
