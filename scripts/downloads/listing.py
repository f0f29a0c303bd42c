"""All downloads of one place, and what pages say of each file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Any

from scripts.derived import Edition
from scripts.downloads.indicator_files import render_indicator_files
from scripts.downloads.package_files import render_package_files
from scripts.model import LANGUAGES, Bilingual, Language
from scripts.package import RawPackage
from scripts.pictures import Drawing
from scripts.wording import Units, format_number

Data = dict[str, Any]
LABELS: Mapping[str, Bilingual] = {
    "csv": Bilingual(zh="CSV 表格", en="CSV table"),
    "json": Bilingual(zh="JSON", en="JSON"),
    "svg": Bilingual(zh="SVG 图", en="SVG chart"),
    "xlsx": Bilingual(zh="Excel 表格", en="Excel workbook"),
    "zip": Bilingual(zh="全部（zip）", en="everything (zip)"),
    "md": Bilingual(zh="原文", en="text"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloads:
    """All files of one package by address, and the tables that pages show of them."""

    files: Mapping[str, bytes] = field(repr=False)
    indicator_lists: Mapping[Language, Mapping[str, Sequence[Data]]] = field(repr=False)
    package_list: Mapping[Language, Sequence[Data]] = field(repr=False)


def render_downloads(
    edition: Edition,
    raw: RawPackage,
    units: Units,
    drawings: Mapping[str, Drawing],
) -> Downloads:
    """Every download of one place.

    Args:
        edition: the derived place.
        raw: the package as read; its files are published byte for byte.
        units: English names of units.
        drawings: from `render_drawings`; their pictures are published beside these files.

    Raises:
        FormulaCellError: a text cell begins like a formula; validation lets none through.
    """
    package = render_package_files(raw)
    indicators = {
        series.indicator.indicator_id: render_indicator_files(edition, series, units, drawings)
        for series in edition.series
    }
    files = dict(package)
    for own in indicators.values():
        files.update(own)
    lists = {key: derive_download_list(own) for key, own in indicators.items()}
    package_list = derive_download_list(package)
    return Downloads(
        files=files,
        indicator_lists={
            language: {key: _labelled(rows, language) for key, rows in lists.items()}
            for language in LANGUAGES
        },
        package_list={language: _labelled(package_list, language) for language in LANGUAGES},
    )


def derive_download_list(files: Mapping[str, bytes]) -> list[Data]:
    """What a page says of each file: format, labels, size in bytes, rows of a CSV, SHA-256."""
    return [_describe(path, data) for path, data in files.items()]


def _describe(path: str, data: bytes) -> Data:
    name = path.rpartition("/")[2]
    suffix = name.rpartition(".")[2]
    kind = LABELS.get(suffix, Bilingual(zh=suffix.upper(), en=suffix.upper()))
    return {
        "format": suffix,
        "label_zh": f"{name} · {kind.zh}",
        "label_en": f"{name} · {kind.en}",
        "url": path,
        "bytes": len(data),
        "size": format_number(Decimal(len(data))),
        "rows": count_rows(data) if suffix == "csv" else None,
        "sha256": sha256(data).hexdigest(),
    }


def _labelled(rows: Iterable[Data], language: Language) -> list[Data]:
    return [{**row, "label": row[f"label_{language}"]} for row in rows]


def count_rows(data: bytes) -> int:
    """How many rows a CSV has beneath its header; a cell may hold line breaks."""
    rows = csv.reader(io.StringIO(data.decode("utf-8", errors="replace"), newline=""))
    return max(0, sum(1 for row in rows if row) - 1)
