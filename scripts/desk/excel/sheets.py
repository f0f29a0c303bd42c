"""A workbook's sheets as text, by csvkit's `in2csv`; percentages as they are shown."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Mapping
from contextlib import redirect_stderr
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

Cells = list[list[str]]
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.ASCII)
MOST_CELLS = 2_000_000


class WorkbookError(ValueError):
    """The file is no workbook that can be read; says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet's name and its cells, row by row, as a person sees them."""

    name: str
    cells: Cells


def read_workbook(path: Path) -> list[Sheet]:
    """Every sheet of an `.xlsx`, `.xls` or `.csv` file.

    Raises:
        WorkbookError: the file cannot be read as such.
    """
    if path.suffix.lower() not in {".xlsx", ".xls", ".csv"}:
        message = f"{path.name}: .xlsx、.xls、.csv"
        raise WorkbookError(message)
    try:
        names = _sheet_names(path)
        percentages = _percentages(path) if path.suffix.lower() == ".xlsx" else {}
        return [
            Sheet(name=name, cells=_shown(_in2csv(path, name), percentages.get(name, set())))
            for name in names
        ]
    except WorkbookError:
        raise
    except Exception as error:  # the readers raise whatever their formats make them raise
        message = f"{path.name}: {type(error).__name__}: {error}"
        raise WorkbookError(message) from error


def _sheet_names(path: Path) -> list[str]:
    if path.suffix.lower() == ".csv":
        return [path.stem]
    if path.suffix.lower() == ".xls":
        import xlrd  # noqa: PLC0415 - brought by csvkit

        return list(xlrd.open_workbook(str(path), on_demand=True).sheet_names())
    import openpyxl  # noqa: PLC0415 - brought by csvkit

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, read_only=True)
    try:
        return [sheet.title for sheet in book.worksheets]
    finally:
        book.close()


def _in2csv(path: Path, sheet: str) -> Cells:
    """What `in2csv` makes of a sheet, no row taken for a heading and no type guessed."""
    from csvkit.utilities.in2csv import In2CSV  # noqa: PLC0415 - loads slowly

    from scripts.package.summaries import own_signals  # noqa: PLC0415

    output = io.StringIO()
    arguments = ["--no-header-row", "--no-inference", "--blanks", "--snifflimit", "0", str(path)]
    if path.suffix.lower() != ".csv":
        arguments = ["--sheet", sheet, *arguments]
    with own_signals(), redirect_stderr(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tool = In2CSV(arguments, output)
        try:
            tool.run()
        except SystemExit as error:
            message = f"{path.name}/{sheet}"
            raise WorkbookError(message) from error
    rows = list(csv.reader(io.StringIO(output.getvalue())))[1:]
    if sum(map(len, rows)) > MOST_CELLS:
        message = f"{path.name}/{sheet}: > {MOST_CELLS} cells"
        raise WorkbookError(message)
    return rows


def _percentages(path: Path) -> Mapping[str, set[tuple[int, int]]]:
    """Sheet -> the cells (row, column from 0) that are shown as percentages."""
    import openpyxl  # noqa: PLC0415

    found: dict[str, set[tuple[int, int]]] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            found[sheet.title] = {
                (cell.row - 1, cell.column - 1)
                for row in sheet.iter_rows()
                for cell in row
                if cell.value is not None and "%" in (cell.number_format or "")
            }
    finally:
        book.close()
    return found


def _shown(cells: Cells, percentages: set[tuple[int, int]]) -> Cells:
    return [
        [
            _as_percentage(cell) if (row, column) in percentages else _plain(cell)
            for column, cell in enumerate(line)
        ]
        for row, line in enumerate(cells)
    ]


def _as_percentage(cell: str) -> str:
    if _NUMBER.fullmatch(cell.strip()) is None:
        return _plain(cell)
    return f"{_trimmed(Decimal(cell.strip()) * 100)}%"


def _plain(cell: str) -> str:
    """Text without blanks around it; a number without the zeros that a reader added."""
    text = cell.strip().replace("\u3000", " ").strip()
    if re.fullmatch(r"-?[0-9]+\.0+", text, re.ASCII):
        return text.partition(".")[0]
    return text.removesuffix(" 00:00:00") if re.fullmatch(r"[0-9-]{10} 00:00:00", text) else text


def _trimmed(value: Decimal) -> str:
    """Seventeen digits of a float are no more than twelve that were typed."""
    rounded = value.quantize(Decimal("0.000000001"))
    return f"{rounded.normalize():f}" if rounded else "0"
