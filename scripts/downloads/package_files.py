"""A package to take away: as it was handed over, whole in one file, and table by table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from scripts.core.archives import CHECKSUMS, render_checksums, render_zip
from scripts.core.model import Bilingual, Language
from scripts.downloads.cover import derive_cover
from scripts.downloads.formats import (
    MOST_ROWS,
    fits_a_sheet,
    render_csvw,
    render_excel_csv,
    render_json_rows,
    render_parquet,
    render_sqlite,
    render_table_workbook,
    table_sheet,
)
from scripts.downloads.workbooks import Sheet, render_workbook
from scripts.package.credits import (
    contributors,
    creators,
    doi,
    licence_address,
    licence_line,
    sources,
)
from scripts.package.raw import DESCRIPTOR
from scripts.package.tabular import Dataset, Table, title_of
from scripts.package.tabular.open_files import TABLES_FOLDER

CSVW_SUFFIX = "-metadata.json"
"""Where the standard looks for a CSV's metadata: beside it, its name and this."""
MOST_CELLS = 5_000_000
"""Of a table; a larger one is offered as CSV, Parquet and SQLite alone."""
LEFT_OUT = ("xlsx", "json")
"""The formats that such a table does without."""
WHY_LEFT_OUT = Bilingual(
    zh=f"这张表太大，不提供 Excel 和 JSON（Excel 一张表最多 {MOST_ROWS + 1:,} 行；单元格超过 "
    f"{MOST_CELLS:,} 个也不提供）。整张表请用 CSV、Parquet 或 SQLite。",
    en=f"This table is too large for Excel and JSON (a sheet of Excel ends at {MOST_ROWS + 1:,} "
    f"rows; above {MOST_CELLS:,} cells both are left out). CSV, Parquet and SQLite have all of it.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileGroup:
    """Files that belong together: the whole package, one table, or the package's other files.

    `files`: address -> bytes, the one for people first. `rows` is None where none are counted.
    """

    title: Bilingual
    files: Mapping[str, bytes] = field(repr=False)
    rows: int | None = None


def render_package_files(dataset: Dataset) -> list[FileGroup]:
    """Everything of a package by groups: the whole, then each table, then its other files.

    The zip holds one folder, in which the stock `frictionless validate datapackage.json` and
    `sha256sum --check` work. A file of the package whose address one of ours has is in the zip
    alone.
    """
    groups = [one.make() for one in package_sets(dataset)]
    rest = other_files(dataset, [address for group in groups for address in group.files])
    return [*groups, rest] if rest.files else groups


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSet:
    """A group of files that is made when it is asked for; `essence`: all that it follows from.

    `addresses`: of its files. `withheld`: those that a later set has as well (two tables of one
    file, say); the later one's file stands there.
    """

    name: str
    essence: tuple[bytes, ...] = field(repr=False)
    make: Callable[[], FileGroup]
    addresses: frozenset[str] = field(repr=False)
    withheld: frozenset[str] = frozenset()


def package_sets(dataset: Dataset, ledger: Callable[[], Table] | None = None) -> list[FileSet]:
    """The whole package, then each of its tables.

    Args:
        dataset: the package.
        ledger: derives a place's ledger, which its workbook, SQLite file and zip hold as well. The
            `essence` of the whole does not tell of it.
    """
    sets: list[FileSet] = []
    later: frozenset[str] = frozenset()
    for one in reversed(list(_sets(dataset, ledger))):
        withheld = one.addresses & later
        essence = (*one.essence, repr(sorted(withheld)).encode())
        sets.append(replace(one, essence=essence, withheld=withheld))
        later |= one.addresses
    return sets[::-1]


def _sets(dataset: Dataset, ledger: Callable[[], Table] | None) -> Iterator[FileSet]:
    raw = dataset.raw
    everything = tuple(
        part for path in sorted(raw.files) for part in (path.encode(), raw.files[path])
    )
    said = (dataset.version_folder, dataset.version_words("zh"), sorted(dataset.unreadable))
    place = repr((dataset.name, said)).encode()
    yield FileSet(
        name="whole",
        essence=(place, *everything),
        make=partial(_whole, dataset, ledger),
        addresses=frozenset(map(dataset.file, _whole_paths(dataset))),
    )
    head = {key: value for key, value in dataset.descriptor.items() if key != "resources"}
    shared = (place, repr(head).encode())
    for table in dataset.tables:
        own = repr((table.key, table.csv, table.resource, table.inferred)).encode()
        yield FileSet(
            name=f"table:{table.key}",
            essence=(*shared, own, table.csv_data),
            make=partial(_table_files, dataset, table),
            addresses=frozenset(map(dataset.file, _table_paths(table))),
        )


def other_files(dataset: Dataset, taken: Iterable[str]) -> FileGroup:
    """The files of the package that are no tables and whose address no file of ours has taken."""
    known = frozenset(taken)
    rest = {
        address: data
        for path, data in sorted(dataset.files.items())
        if (address := dataset.file(path)) not in known
    }
    title = Bilingual(zh="数据包里的其他文件", en="Other files of the package")
    return FileGroup(title=title, files=rest)


def _whole(dataset: Dataset, ledger: Callable[[], Table] | None) -> FileGroup:
    name, derived = dataset.name, [ledger()] if ledger else []
    tables = [*dataset.tables, *derived]
    files = {**{one.csv: one.csv_data for one in derived}, **dataset.raw.files}
    inside = {**files, CHECKSUMS: render_checksums(files)}
    sheets = [table for table in [*derived, *dataset.tables] if _is_sheet(table)]
    rendered: dict[str, bytes] = {}
    if sheets:
        rendered[f"{name}.xlsx"] = render_workbook(_package_sheets(dataset, sheets))
    if tables:
        rendered[f"{name}.sqlite"] = render_sqlite(tables, _about(dataset))
    rendered[f"{name}.zip"] = render_zip({f"{name}/{path}": inside[path] for path in inside})
    rendered[DESCRIPTOR] = files[DESCRIPTOR]
    return FileGroup(
        title=Bilingual(zh="整个数据包", en="The whole package"),
        files={dataset.file(path): data for path, data in rendered.items()},
    )


def _whole_paths(dataset: Dataset) -> Iterator[str]:
    """Where the files of `_whole` stand."""
    name = dataset.name
    if any(map(_is_sheet, dataset.tables)):
        yield f"{name}.xlsx"
    if dataset.tables:
        yield f"{name}.sqlite"
    yield from (f"{name}.zip", DESCRIPTOR)


def _table_paths(table: Table) -> Iterator[str]:
    """Where the files of `_rendered_table` stand."""
    stem = f"{TABLES_FOLDER}/{table.key}"
    yield from (table.csv, f"{table.csv}{CSVW_SUFFIX}", f"{stem}.parquet")
    if _is_sheet(table):
        yield from (f"{stem}.xlsx", f"{stem}.json", f"{stem}-excel.csv")


def list_left_out(dataset: Dataset) -> list[dict[str, Any]]:
    """The tables that are too large for some formats: key, those formats, why in both languages."""
    why = {"zh": WHY_LEFT_OUT.zh, "en": WHY_LEFT_OUT.en}
    return [
        {"table": table.key, "formats": list(LEFT_OUT), "reason": why}
        for table in dataset.tables
        if not _is_sheet(table)
    ]


def why_left_out(table: Table, language: Language) -> str:
    """Why a table is not offered in some formats; empty for one that is in all of them."""
    return "" if _is_sheet(table) else WHY_LEFT_OUT[language]


def _is_sheet(table: Table) -> bool:
    return fits_a_sheet(table) and table.row_count * len(table.columns) <= MOST_CELLS


def _table_files(dataset: Dataset, table: Table) -> FileGroup:
    resource = table.resource
    rendered = dict(_rendered_table(dataset, table))
    return FileGroup(
        title=Bilingual(zh=title_of(resource, "zh"), en=title_of(resource, "en")),
        files={dataset.file(path): data for path, data in rendered.items()},
        rows=table.row_count,
    )


def _rendered_table(dataset: Dataset, table: Table) -> Iterator[tuple[str, bytes]]:
    """The formats of one table: Excel for people, CSV for programs, then the others."""
    stem = f"{TABLES_FOLDER}/{table.key}"
    about = _about(dataset, table)
    if _is_sheet(table):
        cover = derive_cover(_cover_rows(dataset, f"{stem}.xlsx", [table], table))
        yield f"{stem}.xlsx", render_table_workbook(cover, table)
    yield table.csv, table.csv_data
    if _is_sheet(table):
        yield f"{stem}.json", render_json_rows(table, about)
    yield f"{stem}.parquet", render_parquet(table, about)
    if _is_sheet(table):
        yield f"{stem}-excel.csv", render_excel_csv(table)
    yield (
        f"{table.csv}{CSVW_SUFFIX}",
        render_csvw(table, _csvw_about(dataset, table), _language(dataset)),
    )


def _language(dataset: Dataset) -> str:
    """The language of a package's words: as it says, else Chinese where it has Chinese letters."""
    declared = dataset.descriptor.get("languages")
    if isinstance(declared, list) and declared and isinstance(declared[0], str):
        return declared[0]
    words = repr((dataset.descriptor.get("title"), dataset.descriptor.get("resources")))
    return "zh" if dataset.is_place or re.search("[\u4e00-\u9fff]", words) else "en"


def _about(dataset: Dataset, table: Table | None = None) -> dict[str, str]:
    """What a file says of its package, or of one table: names and values."""
    descriptor = dataset.descriptor
    words = {
        "package": dataset.name,
        "table": table and table.name,
        "title": title_of(table.resource, "zh") if table else descriptor.get("title"),
        "description": None if table else descriptor.get("description"),
        "creator": "; ".join(one.name for one in creators(descriptor)),
        "doi": doi(descriptor),
        "version": dataset.version_words("en"),
        "licence": licence_line(descriptor),
        "retrieved_from": dataset.file(""),
    }
    return {key: str(value) for key, value in words.items() if value}


def _csvw_about(dataset: Dataset, table: Table) -> dict[str, Any]:
    return {
        "title": title_of(table.resource, "zh"),
        "description": table.resource.get("description"),
        "licence": licence_address(dataset.descriptor) or None,
    }


def _package_sheets(dataset: Dataset, tables: list[Table]) -> list[Sheet]:
    cover = derive_cover(_cover_rows(dataset, f"{dataset.name}.xlsx", tables))
    sheets = [cover]
    for table in tables:
        sheets.append(table_sheet(table, [sheet.title for sheet in sheets]))
    return sheets


def _cover_rows(
    dataset: Dataset, path: str, tables: list[Table], only: Table | None = None
) -> Iterator[tuple[object, ...]]:
    """What the first sheet says: what it is, whose, since when, and what each column means."""
    descriptor = dataset.descriptor
    yield "名称 Name", descriptor.get("title") or dataset.name, descriptor.get("title_en")
    if only is not None:
        yield "表 Table", title_of(only.resource, "zh"), title_of(only.resource, "en")
    yield "说明 Description", descriptor.get("description"), descriptor.get("description_en")
    for one in contributors(descriptor):
        yield "署名 Contributor", one.name, ", ".join(filter(None, (one.organization, *one.roles)))
    if doi(descriptor):
        yield "DOI", doi(descriptor), None
    yield "版本 Version", dataset.version_words("zh"), dataset.version_words("en")
    yield "许可 Licence", licence_line(descriptor), None
    for source in sources(descriptor):
        yield "来源 Source", source["title"], source["url"]
    yield "取自 Retrieved from", dataset.file(path), None
    yield (None,)
    yield "字段 Field", "类型 Type", "含义 Meaning"
    for table in tables:
        yield f"〔{table.name}〕", f"{table.row_count} 行 rows", title_of(table.resource, "zh")
        for column in table.columns:
            yield (
                column.name,
                column.declared,
                column.field.get("description") or column.field.get("title"),
            )
