"""The ledger to take away, in every format: of a place (`data/<place>/`) and of all (`data/`)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

from scripts.core.archives import render_zip
from scripts.core.model import Bilingual
from scripts.core.site_identity import SiteIdentity
from scripts.derive.edition import Edition
from scripts.derive.ledger import LedgerRow, derive_ledger
from scripts.downloads.cover import derive_cover
from scripts.downloads.formats import (
    fits_a_sheet,
    render_json_rows,
    render_parquet,
    render_sqlite,
    render_table_workbook,
)
from scripts.downloads.indicator_files import render_csv
from scripts.downloads.package_files import FileGroup
from scripts.package.credits import licence_line
from scripts.package.raw import DESCRIPTOR
from scripts.package.tabular import Table
from scripts.package.tabular.table import csv_rows, pack_rows
from scripts.package.tabular.typing import type_columns
from scripts.words.addresses import ledger_file

TITLE = Bilingual(zh="承诺台账：承诺与结果合为一表", en="Ledger: promises and results in one table")
DESCRIPTION = Bilingual(
    zh="每个地方的每一条承诺，连同结果、结论和各自的出处：一条承诺一行。",
    en="Every promise of every place with its result, its verdict and the sources of both: "
    "one row for each promise.",
)
LICENCE: Mapping[str, Any] = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
_FIELDS: Sequence[dict[str, str]] = list(
    csv.DictReader(
        io.StringIO(Path(__file__).with_name("ledger_columns.csv").read_text(encoding="utf-8"))
    )
)
"""Name, type, Chinese title and English description of each column, in order."""
COLUMNS = tuple(one["name"] for one in _FIELDS)
SCHEMA: Mapping[str, Any] = {"fields": _FIELDS, "primaryKey": ["place", "target_id"]}
LEDGER_SUFFIXES = ("xlsx", "csv", "json", "parquet", "sqlite", "schema.json", "zip")
_ADDRESSES = ("quote_url", "url")


def place_ledger(edition: Edition, site: SiteIdentity) -> Table:
    """A place's ledger; its rows are those of `derive_ledger`, with the site's own address.

    Raises:
        FormulaCellError: a text cell begins like a formula; validation lets none through.
    """
    rows = [_with_address(row, site) for row in derive_ledger(edition)]
    return _read_ledger(render_csv(rows, COLUMNS).encode())


def render_place_ledger(edition: Edition, site: SiteIdentity, version: str) -> FileGroup:
    """The files of a place's ledger.

    Args:
        edition: the place.
        site: who publishes.
        version: of the package that it follows from, in English words; may be empty.
    """
    table = place_ledger(edition, site)
    about = {
        "package": edition.place.name,
        "title": f"{edition.place.name_zh} · {TITLE.zh}",
        "title_en": f"{edition.place.name_en} · {TITLE.en}",
        "version": version,
        "licence": licence_line(edition.place.descriptor),
        "as_of": edition.as_of,
    }
    files = _render_formats(table, edition.place.name, about)
    return FileGroup(title=TITLE, files=files, rows=table.row_count)


def render_whole_ledger(tables: Iterable[bytes], site: SiteIdentity) -> FileGroup:
    """The ledger of all places.

    Args:
        tables: the CSV of each place's ledger, in the order of the rows.
        site: who publishes.
    """
    header = f"{','.join(COLUMNS)}\n".encode()
    data = header + b"".join(table.removeprefix(header) for table in tables)
    table = _read_ledger(data)
    days = (str(day) for day in table.column("as_of").values)
    about = {
        "package": "ledger",
        "title": f"{site.title.zh} · {TITLE.zh}",
        "title_en": f"{site.title.en} · {TITLE.en}",
        "licence": f"{LICENCE['title']} {LICENCE['path']}",
        "as_of": max(days, default=""),
    }
    return FileGroup(title=TITLE, files=_render_formats(table, None, about), rows=table.row_count)


def _with_address(row: LedgerRow, site: SiteIdentity) -> dict[str, Any]:
    cells = asdict(row)
    for column in _ADDRESSES:
        address = cells[column]
        if site.url and address and "://" not in address:
            cells[column] = site.absolute(address)
    return cells


def _render_formats(table: Table, place: str | None, about: Mapping[str, str]) -> dict[str, bytes]:
    """A ledger's files by address."""
    words = [(column["name"], column["title"], column["description"]) for column in _FIELDS]
    cover = derive_cover([*about.items(), (None,), *words])
    files = {
        "csv": table.csv_data,
        "json": render_json_rows(table, about),
        "parquet": render_parquet(table, about),
        "sqlite": render_sqlite([table], about),
        "schema.json": _json(SCHEMA),
        "zip": render_zip(
            {table.csv: table.csv_data, DESCRIPTOR: _json(_descriptor(place, about))}
        ),
    }
    if fits_a_sheet(table):
        files = {"xlsx": render_table_workbook(cover, table), **files}
    return {ledger_file(place, suffix): content for suffix, content in files.items()}


def _read_ledger(data: bytes) -> Table:
    cells = pack_rows(islice(csv_rows(data), 1, None), len(COLUMNS))
    return Table(
        name="ledger",
        key="ledger",
        resource={"name": "ledger", "title": TITLE.zh, "title_en": TITLE.en},
        columns=type_columns(COLUMNS, _FIELDS, cells, ("",)),
        primary_key=("place", "target_id"),
        csv="ledger.csv",
        csv_data=data,
    )


def _descriptor(place: str | None, about: Mapping[str, str]) -> dict[str, Any]:
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"{place}-ledger" if place else "ledger",
        "title": about["title"],
        "title_en": about["title_en"],
        "licenses": [LICENCE],
        "resources": [
            {
                "name": "ledger",
                "type": "table",
                "path": "ledger.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": SCHEMA,
            }
        ],
    }


def _json(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
