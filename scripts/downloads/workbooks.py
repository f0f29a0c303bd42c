"""Excel workbooks, written by xlsxwriter; their bytes depend on nothing but what is in them."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scripts.core.archives import EPOCH

CELL_LENGTH = 32_767
"""Characters (units of UTF-16) that fit into a cell; a longer one is refused (ECMA-376)."""
EARLIEST_DATE = dt.date(1900, 3, 1)
CUT = "……【过长，全文见 CSV / too long: see the CSV】"
_RUNS = re.compile(r"(?<=^<)(?=r>)|(?<=_x[0-9a-fA-F]{4})(?=_)")
"""Where a text is cut into runs: xlsxwriter takes `<r>…</r>` for markup, and of what looks like
two escapes that overlap (`_x0041_x0042_`) it guards the first alone."""

Value = str | int | Decimal | bool | dt.date | dt.datetime
Cell = Value | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of a workbook: its name (at most 31 characters), rows, and column widths.

    With `header` the first row is set bold and stays in view. `rows` are gone through once.
    """

    title: str
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[float] = ()
    header: bool = True


def render_workbook(sheets: Sequence[Sheet]) -> bytes:
    """Sheets as an Excel workbook. Numbers are numbers; no text ever becomes a formula.

    Raises:
        TypeError: a number is NaN or infinite.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 - only whole builds need it

    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    # A constant without a zone, as the format has it: files carry no clock.
    book.set_properties({"created": dt.datetime(*EPOCH)})  # noqa: DTZ001
    formats = {
        "header": book.add_format({"bold": True}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        "run": book.add_format(),
    }
    for sheet in sheets:
        page = book.add_worksheet(sheet.title)
        if sheet.header:
            page.freeze_panes(1, 0)
        for column, width in enumerate(sheet.widths):
            page.set_column(column, column, width)
        for number, row in enumerate(sheet.rows):
            form = formats["header"] if sheet.header and not number else None
            for column, value in enumerate(row):
                if value is not None:
                    _write_cell(page, (number, column), value, formats, form)
    book.close()
    return buffer.getvalue()


def _write_cell(
    page: Any, at: tuple[int, int], value: Value, formats: dict[str, Any], form: Any
) -> None:
    match value:
        case str():
            _write_text(page, at, value, formats, form)
        case bool():
            page.write_boolean(*at, value, form)
        case int() | Decimal():
            page.write_number(*at, float(value), form)
        case dt.date() if not _is_excel_date(value):
            page.write_string(*at, value.isoformat(), form)
        case dt.datetime():
            page.write_datetime(*at, value, formats["datetime"])
        case _:
            page.write_datetime(*at, value, formats["date"])


def _write_text(
    page: Any, at: tuple[int, int], text: str, formats: dict[str, Any], form: Any
) -> None:
    first, *rest = _RUNS.split(_fitting(text))
    if rest:
        runs = [part for fragment in rest for part in (formats["run"], fragment)]
        page.write_rich_string(*at, first, *runs, *([form] if form else []))
    else:
        page.write_string(*at, first, form)


def _fitting(text: str) -> str:
    """Text that is too long for a cell ends in words that say so."""
    units = text.encode("utf-16-le", errors="replace")
    if len(units) > 2 * CELL_LENGTH:
        units = units[: 2 * (CELL_LENGTH - len(CUT))] + CUT.encode("utf-16-le")
    return units.decode("utf-16-le", errors="ignore")


def _is_excel_date(value: dt.date) -> bool:
    """Excel counts days from 1900, which it takes for a leap year, and knows no zones."""
    if isinstance(value, dt.datetime):
        return value.tzinfo is None and value.date() >= EARLIEST_DATE
    return value >= EARLIEST_DATE
