"""All downloads of one place, and what pages say of each file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import Any

from scripts.core.model import LANGUAGES, Bilingual, Language
from scripts.derive.edition import Edition, ReportView, SectionNode
from scripts.downloads.package_files import CSVW_SUFFIX, FileGroup, render_package_files
from scripts.downloads.subset import Subset, Subsets
from scripts.downloads.subset_files import SubsetPackages
from scripts.downloads.target_table import ALL, render_target_table
from scripts.package.raw import RawPackage
from scripts.package.tabular import Dataset
from scripts.package.tabular.table import csv_rows
from scripts.words.addresses import Addresses, report_files, section_files, targets_file
from scripts.words.wording import format_number

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
    ".schema.json": Bilingual(zh="字段说明（Table Schema）", en="dictionary (Table Schema)"),
    "croissant.json": Bilingual(
        zh="机器学习用的说明（Croissant）", en="description for machine learning (Croissant)"
    ),
    "datapackage.json": Bilingual(zh="数据包说明", en="descriptor of the package"),
}
"""Labels of files whose name tells more than its suffix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageDownloads:
    """All files of one package by address, and the table of downloads that its page shows."""

    files: Mapping[str, bytes] = field(repr=False)
    groups: Mapping[Language, Sequence[Data]] = field(repr=False)


Files = dict[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubsetFiles:
    """The files of a section or a report, made when asked for.

    `essence`: tells what they follow from.
    """

    essence: Callable[[], Iterable[bytes]]
    make: Callable[[], Files]


@dataclass(frozen=True, kw_only=True)
class PlaceSets:
    """Makes the downloads of a place that are no indicator's."""

    edition: Edition = field(repr=False)
    raw: RawPackage = field(repr=False)

    @cached_property
    def _subsets(self) -> Subsets:
        return Subsets(edition=self.edition, raw=self.raw)

    @cached_property
    def _packages(self) -> SubsetPackages:
        return SubsetPackages(raw=self.raw)

    def render_targets(self) -> Files:
        """All promises as one table."""
        everything = [judged for report in self.edition.reports for judged in report.targets]
        path = targets_file(self.edition.place.name, "csv").removesuffix(".csv")
        return render_target_table(self.edition, everything, ALL, path)

    def of_report(self, report: ReportView) -> SubsetFiles:
        """A report's promises as a table, and the package cut down to them."""
        place, key = self.edition.place.name, report.report.report_id
        page = Addresses("zh").report(place, key)
        return self._files(self._subsets.of_report(report), report_files(place, key), page)

    def of_section(self, report: ReportView, node: SectionNode) -> SubsetFiles:
        """The same of a section."""
        place, key = self.edition.place.name, node.section.section_id
        subset = self._subsets.of_section(report, node)
        return self._files(subset, section_files(place, key), Addresses("zh").section(place, key))

    def _files(self, subset: Subset, path: str, page: str) -> SubsetFiles:
        def make() -> Files:
            table = render_target_table(self.edition, subset.targets, subset.title, path)
            return {**table, f"{path}.zip": self._packages.render_zip(subset, page)}

        def essence() -> Iterator[bytes]:
            rows = self._packages.files_of(subset)
            yield repr((subset.name, subset.title, subset.targets, list(rows))).encode()
            yield from rows.values()

        return SubsetFiles(essence=essence, make=make)


def render_package_downloads(dataset: Dataset) -> PackageDownloads:
    """A package in every format, and the table that tells of each file."""
    groups = render_package_files(dataset)
    listed = [describe_group(group) for group in groups]
    return PackageDownloads(
        files={path: data for group in groups for path, data in group.files.items()},
        groups={lang: [group_in_words(one, lang) for one in listed] for lang in LANGUAGES},
    )


def describe_group(group: FileGroup) -> Data:
    """A group of files as plain data: its titles, its rows, what is said of each file."""
    return {
        "title": {"zh": group.title.zh, "en": group.title.en},
        "rows": group.rows,
        "files": derive_download_list(group.files),
    }


def group_in_words(described: Mapping[str, Any], language: Language) -> Data:
    """What a page shows of a group (`describe_group`)."""
    return {
        "title": described["title"][language],
        "rows": described["rows"],
        "files": files_in_words(described["files"], language),
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


def files_in_words(rows: Iterable[Data], language: Language) -> list[Data]:
    """What a page shows of files (`derive_download_list`)."""
    return [
        {**row, "label": row[f"label_{language}"], "kind": row[f"kind_{language}"]} for row in rows
    ]


def count_rows(data: bytes) -> int:
    """How many rows a CSV has beneath its header; a cell may hold line breaks."""
    if b'"' not in data and b"\r" not in data and b"\n\n" not in data:
        return max(0, data.lstrip(b"\n").count(b"\n") - data.endswith(b"\n"))
    return max(0, sum(1 for row in csv_rows(data, errors="replace") if row) - 1)
