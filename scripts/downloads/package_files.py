"""The package as it was handed over, its zip, and a workbook of its tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from scripts.addresses import package_file
from scripts.archives import CHECKSUMS, Cell, Sheet, render_checksums, render_workbook, render_zip
from scripts.downloads.cover import derive_cover, derive_licence
from scripts.package import DESCRIPTOR, RawPackage, numeric_columns, resources

_TEXT_WIDTH, _NUMBER_WIDTH = 24.0, 12.0
_LONGEST_SHEET_NAME = 31
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?", re.ASCII)
"""What Excel keeps as it is; a table with its own decimal mark or missing values stays text."""


def render_package_files(raw: RawPackage) -> dict[str, bytes]:
    """The zip of the package, a workbook of its tables, then its own files as they are.

    The zip holds one folder, in which the stock `frictionless validate datapackage.json` and
    `sha256sum --check` work.
    """
    inside = {**raw.files, CHECKSUMS: render_checksums(raw.files)}
    generated = {
        f"{raw.name}.zip": render_zip({f"{raw.name}/{path}": inside[path] for path in inside}),
        f"{raw.name}.xlsx": render_workbook(_package_sheets(raw)),
    }
    order = sorted(raw.files, key=lambda path: (path != DESCRIPTOR, path))
    named = {**generated, **{path: raw.files[path] for path in order}}
    return {package_file(raw.name, path): data for path, data in named.items()}


def _package_sheets(raw: RawPackage) -> list[Sheet]:
    sheets = [_package_cover(raw)]
    for resource in resources(raw.descriptor):
        frame = raw.tables.get(str(resource.get("name")))
        if frame is None:
            continue
        typed = numeric_columns(raw.descriptor, str(resource.get("name")))
        numeric = [column in typed for column in frame.columns]
        rows: list[Sequence[Cell]] = [[str(column) for column in frame.columns]]
        rows += [
            [_typed(str(cell), number=number) for cell, number in zip(row, numeric, strict=True)]
            for row in frame.itertuples(index=False, name=None)
        ]
        widths = [_NUMBER_WIDTH if number else _TEXT_WIDTH for number in numeric]
        sheets.append(
            Sheet(title=str(resource["name"])[:_LONGEST_SHEET_NAME], rows=rows, widths=widths)
        )
    return sheets


def _typed(text: str, *, number: bool) -> Cell:
    if not text:
        return None
    return Decimal(text) if number and _NUMBER.fullmatch(text) else text


def _package_cover(raw: RawPackage) -> Sheet:
    said = raw.descriptor
    rows = [
        ("名称 Name", said.get("title"), said.get("title_en")),
        ("说明 Description", said.get("description"), said.get("description_en")),
        ("版本 Version", said.get("version"), None),
        ("许可 Licence", derive_licence(said), None),
        ("取自 Retrieved from", package_file(raw.name, f"{raw.name}.xlsx"), None),
    ]
    return derive_cover(rows)
