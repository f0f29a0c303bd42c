"""All downloads of one place, and what pages say of each file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Any

from scripts.addresses import Addresses, report_files, section_files, targets_file
from scripts.derived import Edition
from scripts.downloads.indicator_files import render_indicator_files
from scripts.downloads.package_files import CSVW_SUFFIX, FileGroup, render_package_files
from scripts.downloads.subset import Subset, Subsets
from scripts.downloads.subset_files import SubsetPackages
from scripts.downloads.target_table import ALL, render_target_table, table_view
from scripts.kept import kept, pack, unpack
from scripts.model import LANGUAGES, Bilingual, Language
from scripts.package import RawPackage
from scripts.site_identity import NOBODY, SiteIdentity
from scripts.tabular import Dataset
from scripts.wording import Units, format_number

Data = dict[str, Any]
LABELS: Mapping[str, Bilingual] = {
    "csv": Bilingual(zh="CSV 表格", en="CSV table"),
    "json": Bilingual(zh="JSON", en="JSON"),
    "svg": Bilingual(zh="SVG 图", en="SVG chart"),
    "xlsx": Bilingual(zh="Excel 表格", en="Excel workbook"),
    "zip": Bilingual(zh="全部（zip）", en="everything (zip)"),
    "md": Bilingual(zh="原文", en="text"),
    "sqlite": Bilingual(zh="SQLite 数据库", en="SQLite database"),
    "parquet": Bilingual(zh="Parquet", en="Parquet"),
}
_BY_ENDING: Mapping[str, Bilingual] = {
    "-excel.csv": Bilingual(zh="Excel 双击可开的 CSV", en="CSV that Excel opens by itself"),
    CSVW_SUFFIX: Bilingual(zh="CSV 的元数据（CSVW）", en="metadata of the CSV (CSVW)"),
    "datapackage.json": Bilingual(zh="数据包说明", en="descriptor of the package"),
}
"""Labels of files whose name tells more than its suffix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloads:
    """All files of one package by address, and the tables that pages show of them.

    `target_table` is what the page of all targets needs to hand out a filtered part.
    """

    files: Mapping[str, bytes] = field(repr=False)
    indicator_lists: Mapping[Language, Mapping[str, Sequence[Data]]] = field(repr=False)
    target_list: Mapping[Language, Sequence[Data]] = field(repr=False)
    section_lists: Mapping[Language, Mapping[str, Sequence[Data]]] = field(repr=False)
    report_lists: Mapping[Language, Mapping[str, Sequence[Data]]] = field(repr=False)
    target_table: Data = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageDownloads:
    """All files of one package by address, and the table of downloads that its page shows."""

    files: Mapping[str, bytes] = field(repr=False)
    groups: Mapping[Language, Sequence[Data]] = field(repr=False)


def render_downloads(
    edition: Edition,
    raw: RawPackage,
    units: Units,
    pictures: Collection[str],
    site: SiteIdentity = NOBODY,
) -> Downloads:
    """Every download of one place beside its package.

    Args:
        edition: the derived place.
        raw: its package as read, from which the packages of sections and reports are cut.
        units: English names of units.
        pictures: the paths of those that are published beside these files (`render_drawings`).
        site: who publishes.

    Raises:
        FormulaCellError: a text cell begins like a formula; validation lets none through.
    """
    indicators = {
        series.indicator.indicator_id: render_indicator_files(
            edition, series, units, pictures, site
        )
        for series in edition.series
    }
    targets = _render_targets(edition)
    sections, reports = _render_subsets(edition, raw)
    files = dict(targets)
    for own in (*indicators.values(), *sections.values(), *reports.values()):
        files.update(own)
    return Downloads(
        files=files,
        indicator_lists=_list_each(indicators),
        target_list=_list(targets),
        section_lists=_list_each(sections),
        report_lists=_list_each(reports),
        target_table=table_view(edition),
    )


Files = dict[str, bytes]


def _render_targets(edition: Edition) -> Files:
    everything = [judged for report in edition.reports for judged in report.targets]
    path = targets_file(edition.place.name, "csv").removesuffix(".csv")
    return render_target_table(edition, everything, ALL, path)


def _render_subsets(edition: Edition, raw: RawPackage) -> tuple[dict[str, Files], dict[str, Files]]:
    """The files of every section and of every report, by their ids."""
    subsets, packages = Subsets(edition=edition, raw=raw), SubsetPackages(raw=raw)
    addresses, place = Addresses("zh"), edition.place.name

    def render(subset: Subset, path: str, page: str) -> Files:
        table = render_target_table(edition, subset.targets, subset.title, path)
        return {**table, f"{path}.zip": packages.render_zip(subset, page)}

    sections, reports = {}, {}
    for report in edition.reports:
        key = report.report.report_id
        subset = subsets.of_report(report)
        reports[key] = render(subset, report_files(place, key), addresses.report(place, key))
        for node in report.walk():
            key = node.section.section_id
            subset = subsets.of_section(report, node)
            page = addresses.section(place, key)
            sections[key] = render(subset, section_files(place, key), page)
    return sections, reports


def _list(files: Mapping[str, bytes]) -> dict[Language, Sequence[Data]]:
    rows = derive_download_list(files)
    return {language: _labelled(rows, language) for language in LANGUAGES}


def _list_each(
    groups: Mapping[str, Mapping[str, bytes]],
) -> dict[Language, Mapping[str, Sequence[Data]]]:
    lists = {key: derive_download_list(files) for key, files in groups.items()}
    return {
        language: {key: _labelled(rows, language) for key, rows in lists.items()}
        for language in LANGUAGES
    }


def render_package_downloads(dataset: Dataset) -> PackageDownloads:
    """A package in every format, and the table that tells of each file."""
    packed = kept("package-downloads", dataset.essence(), lambda: _pack(_render_package(dataset)))
    files = unpack(packed)
    return PackageDownloads(groups=json.loads(files.pop(_LISTS)), files=files)


_LISTS = ""
"""Where the tables stand among packed files: no file has this address."""


def _pack(downloads: PackageDownloads) -> bytes:
    return pack({_LISTS: json.dumps(downloads.groups).encode(), **downloads.files})


def _render_package(dataset: Dataset) -> PackageDownloads:
    groups = render_package_files(dataset)
    listed = [(group, derive_download_list(group.files)) for group in groups]
    return PackageDownloads(
        files={path: data for group in groups for path, data in group.files.items()},
        groups={
            language: [_group(group, rows, language) for group, rows in listed]
            for language in LANGUAGES
        },
    )


def _group(group: FileGroup, rows: Sequence[Data], language: Language) -> Data:
    return {
        "title": group.title[language],
        "rows": group.rows,
        "files": _labelled(rows, language),
    }


def derive_download_list(files: Mapping[str, bytes]) -> list[Data]:
    """What a page says of each file: format, labels, size in bytes, rows of a CSV, SHA-256."""
    return [_describe(path, data) for path, data in files.items()]


def _describe(path: str, data: bytes) -> Data:
    name = path.rpartition("/")[2]
    suffix = name.rpartition(".")[2]
    kind = next(
        (label for ending, label in _BY_ENDING.items() if name.endswith(ending)),
        LABELS.get(suffix, Bilingual(zh=suffix.upper(), en=suffix.upper())),
    )
    return {
        "format": suffix,
        "name": name,
        "kind_zh": kind.zh,
        "kind_en": kind.en,
        "label_zh": f"{name} · {kind.zh}",
        "label_en": f"{name} · {kind.en}",
        "url": path,
        "bytes": len(data),
        "size": format_number(Decimal(len(data))),
        "rows": count_rows(data) if suffix == "csv" else None,
        "sha256": sha256(data).hexdigest(),
    }


def _labelled(rows: Iterable[Data], language: Language) -> list[Data]:
    return [
        {**row, "label": row[f"label_{language}"], "kind": row[f"kind_{language}"]} for row in rows
    ]


def count_rows(data: bytes) -> int:
    """How many rows a CSV has beneath its header; a cell may hold line breaks."""
    if b'"' not in data and b"\r" not in data and b"\n\n" not in data:
        return max(0, data.lstrip(b"\n").count(b"\n") - data.endswith(b"\n"))
    rows = csv.reader(io.StringIO(data.decode("utf-8", errors="replace"), newline=""))
    return max(0, sum(1 for row in rows if row) - 1)
