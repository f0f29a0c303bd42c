"""Archives and workbooks whose bytes depend on nothing but what is in them."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip can hold: archives carry no clock."""
FILE_MODE = 0o644
UNIX = 3
COMPRESSION = 6
CHECKSUMS = "SHA256SUMS"

CELL_LENGTH = 32_767
"""Characters that fit into a cell of a workbook (ECMA-376; openpyxl would cut without a word)."""
CUT = "……【过长，全文见 CSV / too long: see the CSV】"

Cell = str | int | Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of a workbook: its name (at most 31 characters), rows, and column widths.

    With `header` the first row is set bold and stays in view.
    """

    title: str
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[float] = ()
    header: bool = True


def render_zip(files: Mapping[str, bytes]) -> bytes:
    """Files as a zip: names sorted, times and modes fixed."""
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
    from openpyxl import Workbook  # noqa: PLC0415 - loads slowly, and only whole builds need it
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.writer.excel import ExcelWriter  # noqa: PLC0415

    book = Workbook()
    book.remove(book.worksheets[0])
    bold = Font(bold=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.title)
        for number, row in enumerate(sheet.rows, 1):
            for column, value in enumerate(row, 1):
                if value is None:
                    continue
                cell = page.cell(number, column, _exact(value))
                if isinstance(value, str):
                    # openpyxl takes a text that starts with `=` for a formula, `#N/A` for an error.
                    cell.data_type = "s"
                if sheet.header and number == 1:
                    cell.font = bold
        if sheet.header:
            page.freeze_panes = "A2"
        for column, width in enumerate(sheet.widths, 1):
            page.column_dimensions[get_column_letter(column)].width = width
    moment = dt.datetime(*EPOCH)  # noqa: DTZ001 - a constant without a zone, as the format has it
    book.properties.created = book.properties.modified = moment
    buffer = io.BytesIO()
    # `Workbook.save` would set the time of saving; the writer beneath it does not.
    ExcelWriter(book, zipfile.ZipFile(buffer, "w")).save()
    with zipfile.ZipFile(buffer) as written:
        return render_zip({name: written.read(name) for name in written.namelist()})


def _exact(value: str | int | Decimal) -> str | int | float:
    """A value as Excel keeps it: 15 digits, which every printed figure fits into.

    Text that is too long for a cell ends in words that say so.
    """
    if isinstance(value, str):
        return value if len(value) <= CELL_LENGTH else value[: CELL_LENGTH - len(CUT)] + CUT
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else float(value)
