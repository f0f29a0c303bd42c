"""Archives and workbooks whose bytes depend on nothing but what is in them."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256
from typing import Any

from scripts.kept import kept

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip can hold: archives carry no clock."""
FILE_MODE = 0o644
UNIX = 3
COMPRESSION = 6
CHECKSUMS = "SHA256SUMS"

CELL_LENGTH = 32_767
"""Characters that fit into a cell of a workbook (ECMA-376; a longer one is refused)."""
EARLIEST_DATE = dt.date(1900, 3, 1)
CUT = "……【过长，全文见 CSV / too long: see the CSV】"

BIG_SHEET = 20_000
"""Rows from which a workbook is written row by row, without holding it in memory."""

Cell = str | int | Decimal | bool | dt.date | dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of a workbook: its name (at most 31 characters), rows, and column widths.

    With `header` the first row is set bold and stays in view. `rows` are gone through once; `big`
    tells that there are more than `BIG_SHEET`.
    """

    title: str
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[float] = ()
    header: bool = True
    big: bool = False


def render_zip(files: Mapping[str, bytes]) -> bytes:
    """Files as a zip: names sorted, times and modes fixed."""
    inputs = (part for name in sorted(files) for part in (name.encode(), files[name]))
    return kept("zip", inputs, lambda: _render_zip(files))


def _render_zip(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system = UNIX
            entry.external_attr = FILE_MODE << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name], compresslevel=COMPRESSION)
    return buffer.getvalue()


def render_checksums(files: Mapping[str, bytes]) -> bytes:
    """Files as lines that `sha256sum --check` reads."""
    return "".join(
        f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)
    ).encode()


def render_workbook(sheets: Sequence[Sheet]) -> bytes:
    """Sheets as an Excel workbook. Numbers are numbers; no text ever becomes a formula."""
    if any(sheet.big for sheet in sheets):
        return _render_workbook(sheets)
    listed = [replace(sheet, rows=[tuple(row) for row in sheet.rows]) for sheet in sheets]
    return kept("workbook", [repr(listed).encode()], lambda: _render_workbook(listed))


def _render_workbook(sheets: Sequence[Sheet]) -> bytes:
    from xlsxwriter import Workbook  # noqa: PLC0415 - only whole builds need it

    big = any(sheet.big for sheet in sheets)
    keeping = {"constant_memory": True} if big else {"in_memory": True}
    buffer = io.BytesIO()
    book = Workbook(buffer, {**keeping, "nan_inf_to_errors": False})
    # A constant without a zone, as the format has it: files carry no clock.
    book.set_properties({"created": dt.datetime(*EPOCH)})  # noqa: DTZ001
    forms = {
        "bold": book.add_format({"bold": True}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
    }
    for sheet in sheets:
        page = book.add_worksheet(sheet.title)
        if sheet.header:
            page.freeze_panes(1, 0)
        for column, width in enumerate(sheet.widths):
            page.set_column(column, column, width)
        for number, row in enumerate(sheet.rows):
            form = forms["bold"] if sheet.header and number == 0 else None
            for column, value in enumerate(row):
                _write_cell(page, (number, column), value, form, forms)
    book.close()
    with zipfile.ZipFile(buffer) as written:
        return _render_zip({name: written.read(name) for name in written.namelist()})


def _write_cell(
    page: Any, at: tuple[int, int], value: Cell, form: Any, forms: Mapping[str, Any]
) -> None:
    match value:
        case None:
            return
        case str():
            # `write` would take a text that starts with `=` for a formula.
            page.write_string(*at, _fitting(value), form)
        case bool():
            page.write_boolean(*at, value, form)
        case dt.date() if not _is_excel_date(value):
            page.write_string(*at, value.isoformat(), form)
        case dt.datetime():
            page.write_datetime(*at, value, forms["datetime"])
        case dt.date():
            page.write_datetime(*at, value, forms["date"])
        case _:
            page.write_number(*at, _exact(value), form)


def _is_excel_date(value: dt.date) -> bool:
    """Excel counts days from 1900, which it takes for a leap year, and knows no zones."""
    if isinstance(value, dt.datetime):
        return value.tzinfo is None and value.date() >= EARLIEST_DATE
    return value >= EARLIEST_DATE


def _fitting(text: str) -> str:
    """Text that is too long for a cell ends in words that say so."""
    return text if len(text) <= CELL_LENGTH else text[: CELL_LENGTH - len(CUT)] + CUT


def _exact(value: int | Decimal) -> int | float:
    """A number as Excel keeps it: 15 digits, which every printed figure fits into."""
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else float(value)
