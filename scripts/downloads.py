"""What a reader can take away: the package as it is, and each indicator on its own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pandas as pd

from scripts.addresses import Addresses, indicator_file, package_file
from scripts.archives import render_zip
from scripts.charts import derive_chart, render_svg
from scripts.derived import Edition, JudgedTarget, Series
from scripts.model import LANGUAGES, Language, Observation, Source
from scripts.package import RawPackage
from scripts.wording import Units, format_number

Data = dict[str, Any]
COLUMNS = (
    "indicator_id indicator_zh indicator_en record year period comparator value value_max unit "
    "stage status target_id report_id source_id source_title source_kind source_url doubt quote "
    "start end note_zh note_en"
).split()
"""Columns of an indicator's CSV: one row per target and per observation."""
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
LABELS: Mapping[str, Mapping[Language, str]] = {
    "csv": {"zh": "CSV 表格", "en": "CSV table"},
    "json": {"zh": "JSON", "en": "JSON"},
    "svg": {"zh": "SVG 图", "en": "SVG chart"},
    "zip": {"zh": "全部（zip）", "en": "everything (zip)"},
    "md": {"zh": "原文", "en": "text"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloads:
    """All files of one package by address, and the tables that pages show of them."""

    files: Mapping[str, bytes] = field(repr=False)
    indicator_lists: Mapping[Language, Mapping[str, Sequence[Data]]] = field(repr=False)
    package_list: Mapping[Language, Sequence[Data]] = field(repr=False)


def render_downloads(edition: Edition, raw: RawPackage, units: Units) -> Downloads:
    """Every download of one place.

    Args:
        edition: the derived place.
        raw: the package as read; its files are published byte for byte.
        units: English names of units, for the chart's labels.
    """
    package = render_package_files(raw)
    indicators = {
        series.indicator.indicator_id: render_indicator_files(edition, series, units)
        for series in edition.series
    }
    files = dict(package)
    for own in indicators.values():
        files.update(own)
    rows = {package_file(raw.name, raw.table_path(name)): len(t) for name, t in raw.tables.items()}
    return Downloads(
        files=files,
        indicator_lists={
            language: {
                key: [_describe(path, data, None, language) for path, data in own.items()]
                for key, own in indicators.items()
            }
            for language in LANGUAGES
        },
        package_list={
            language: [
                _describe(path, data, rows.get(path), language) for path, data in package.items()
            ]
            for language in LANGUAGES
        },
    )


def _describe(path: str, data: bytes, rows: int | None, language: Language) -> Data:
    name = path.rpartition("/")[2]
    suffix = name.rpartition(".")[2]
    kind = LABELS.get(suffix, {}).get(language, suffix.upper())
    return {
        "label": f"{name} · {kind}",
        "url": path,
        "rows": rows if rows is not None else _rows(suffix, data),
        "size": format_number(Decimal(len(data))),
        "sha256": sha256(data).hexdigest(),
    }


def _rows(suffix: str, data: bytes) -> int | None:
    """Rows of a CSV that this module wrote: its cells hold no line breaks."""
    return data.count(b"\n") - 1 if suffix == "csv" else None


def render_package_files(raw: RawPackage) -> dict[str, bytes]:
    """The package's own files and the zip of them; the zip comes first."""
    archive = render_zip({f"{raw.name}/{path}": data for path, data in raw.files.items()})
    own = {package_file(raw.name, path): data for path, data in sorted(raw.files.items())}
    return {package_file(raw.name, f"{raw.name}.zip"): archive, **own}


def render_indicator_files(edition: Edition, series: Series, units: Units) -> dict[str, bytes]:
    """An indicator's CSV, JSON and, where it has a number, its chart."""
    place, key = edition.place.name, series.indicator.indicator_id
    rows = indicator_rows(edition, series)
    files = {
        indicator_file(place, key, "csv"): render_csv(rows).encode(),
        indicator_file(place, key, "json"): render_json(edition, series, rows).encode(),
    }
    chart = derive_chart(series, "zh", units)
    if chart is not None:
        files[indicator_file(place, key, "svg")] = render_svg(chart, standalone=True).encode()
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
    return [{column: {**head, **row}.get(column) for column in COLUMNS} for row in found]


def _target_row(edition: Edition, judged: JudgedTarget) -> Data:
    target = judged.target
    return {
        "record": "target",
        "year": judged.due,
        "comparator": target.comparator,
        "value": target.value,
        "value_max": target.value_max,
        "unit": target.unit,
        "status": judged.judgement.status,
        "target_id": target.target_id,
        "report_id": target.report_id,
        "doubt": "; ".join(doubt.doubt_id for doubt in judged.doubts) or None,
        "quote": target.quote,
        "start": target.start,
        "end": target.end,
        "note_zh": target.note_zh,
        "note_en": target.note_en,
        **_source(edition.sources[judged.report.source_id]),
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
        **_source(edition.sources[observation.source_id]),
    }


def _source(source: Source) -> Data:
    return {
        "source_id": source.source_id,
        "source_title": source.title,
        "source_kind": source.kind,
        "source_url": source.url,
    }


def render_csv(rows: Sequence[Data]) -> str:
    """Rows as CSV: UTF-8, LF, numbers as printed, missing empty.

    A text that a spreadsheet would take for a formula gets a leading apostrophe; validation lets
    none through, so that this is a second lock, not a rewriting of data.
    """
    guarded = [{key: _guard(value) for key, value in row.items()} for row in rows]
    frame = pd.DataFrame(guarded, columns=list(COLUMNS), dtype=object)
    text: str = frame.to_csv(index=False, lineterminator="\n")
    return text


def _guard(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, str) and value.startswith(FORMULA_SIGNS):
        return f"'{value}"
    return value


def render_json(edition: Edition, series: Series, rows: Sequence[Data]) -> str:
    """The same rows as JSON, with the indicator, the verdicts in words, and the addresses."""
    place, indicator = edition.place.name, series.indicator
    document = {
        "place": place,
        "indicator": {
            "id": indicator.indicator_id,
            "name": {"zh": indicator.name_zh, "en": indicator.name_en},
            "unit": indicator.unit,
            "direction": indicator.direction,
            "definition": {"zh": indicator.definition_zh, "en": indicator.definition_en},
        },
        "as_of": edition.as_of,
        "rows": [
            {k: _json_value(v) for k, v in row.items() if not k.startswith("indicator_")}
            for row in rows
        ],
        "verdicts": {
            judged.target.target_id: {
                "status": judged.judgement.status,
                "rule": judged.judgement.rule,
                "zh": judged.judgement.sentence.zh,
                "en": judged.judgement.sentence.en,
            }
            for judged in series.targets
        },
        "pages": {
            language: Addresses(language).indicator(place, indicator.indicator_id)
            for language in LANGUAGES
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _json_value(value: object) -> object:
    """Numbers stay numbers: an integer where the print has no decimals, else a float."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
