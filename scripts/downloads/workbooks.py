"""Excel workbooks whose bytes depend on nothing but what is in them.

What is the same in every workbook of a kind is xlsxwriter's: it writes one without cells, once.
The cells are put into it here, in the XML that xlsxwriter has for them.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from math import isfinite

from scripts.core.archives import EPOCH, Entry, join_entries, pack_entry
from scripts.core.findings import column_letter

CELL_LENGTH = 32_767
"""Characters (units of UTF-16) that fit into a cell; a longer one is refused (ECMA-376)."""
_LONG = CELL_LENGTH // 2
"""Characters that fit into a cell, whatever they are."""
EARLIEST_DATE = dt.date(1900, 3, 1)
CUT = "……【过长，全文见 CSV / too long: see the CSV】"
ROWS_AT_ONCE = 500
MOST_SHARED = 100_000
"""Different texts of a workbook that its cells point to; further ones stand in their cells."""
_DAY_ZERO = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - Excel knows no zones
_DAY = dt.timedelta(days=1)
_BOLD, _DATE, _DATETIME = 1, 2, 3
"""Numbers of the formats, in the order in which `_render_frame` first uses them."""
_CELLS = re.compile(rb'(<dimension ref=")[^"]*(".*)<sheetData>.*</sheetData>(.*)', re.DOTALL)
_SHARED = re.compile(rb'(<sst xmlns="[^"]*")[^>]*>.*(</sst>)', re.DOTALL)
_SHEET, _STRINGS = "xl/worksheets/sheet", "xl/sharedStrings.xml"
_ESCAPES = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9a-fA-F]{4}_)")
_EDGE_SPACE = re.compile(r"\A\s|\s\Z")
_AWKWARD = re.compile(rf"[&<>]|{_ESCAPES.pattern}|{_EDGE_SPACE.pattern}")

Value = str | int | Decimal | bool | dt.date | dt.datetime
Cell = Value | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of a workbook: its name (at most 31 characters), rows, and column widths.

    With `header` the first row is set bold and stays in view. `rows` are gone through once; where
    they have no length, `count` says how many they are, and each is as long as `widths`.
    """

    title: str
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[float] = ()
    header: bool = True
    count: int = 0


def render_workbook(sheets: Sequence[Sheet]) -> bytes:
    """Sheets as an Excel workbook. Numbers are numbers; no text ever becomes a formula."""
    frame = _render_frame(tuple((s.title, s.header, tuple(s.widths)) for s in sheets))
    texts = _Texts()
    entries = dict(frame.fixed)
    for sheet, part in zip(sheets, frame.sheets, strict=True):
        entries[part.name] = pack_entry(part.name, _render_sheet(part, sheet, texts))
    entries[_STRINGS] = pack_entry(_STRINGS, _render_texts(frame.strings, texts))
    return join_entries(entries[name] for name in sorted(entries))


_Shape = tuple[str, bool, tuple[float, ...]]
"""All of a sheet but its cells: title, header, widths."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A part of a workbook with room for what is its own: what stands around that."""

    name: str
    around: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """A workbook without cells: the parts that need nothing more, the sheets, the shared texts."""

    fixed: Mapping[str, Entry]
    sheets: tuple[_Part, ...]
    strings: _Part


@lru_cache(maxsize=64)
def _render_frame(shapes: tuple[_Shape, ...]) -> _Frame:
    """What xlsxwriter writes for these sheets while they are empty."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - only whole builds need it

    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    # A constant without a zone, as the format has it: files carry no clock.
    book.set_properties({"created": dt.datetime(*EPOCH)})  # noqa: DTZ001
    forms = (
        book.add_format({"bold": True}),
        book.add_format({"num_format": "yyyy-mm-dd"}),
        book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
    )
    for title, header, widths in shapes:
        page = book.add_worksheet(title)
        if header:
            page.freeze_panes(1, 0)
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        # Without a text there is no part for texts, without these cells there are no formats.
        for column, form in enumerate(forms):
            page.write_string(0, column, "", form)
    book.close()
    with zipfile.ZipFile(buffer) as written:
        parts = {name: written.read(name) for name in written.namelist()}
    names = [f"{_SHEET}{number}.xml" for number in range(1, len(shapes) + 1)]
    return _Frame(
        fixed={
            name: pack_entry(name, [data])
            for name, data in parts.items()
            if name not in {*names, _STRINGS}
        },
        sheets=tuple(_emptied(name, parts[name], _CELLS) for name in names),
        strings=_emptied(_STRINGS, parts[_STRINGS], _SHARED),
    )


def _emptied(name: str, data: bytes, room: re.Pattern[bytes]) -> _Part:
    found = room.search(data)
    if found is None:
        message = f"{name}: xlsxwriter writes it in another way than this module knows"
        raise ValueError(message)
    before, *rest = found.groups()
    return _Part(name=name, around=(data[: found.start()] + before, *rest))


def _render_sheet(part: _Part, sheet: Sheet, texts: _Texts) -> Iterator[bytes]:
    """A sheet in pieces."""
    before, between, after = part.around
    extent, rows = _extent(sheet)
    yield b"%b%b%b<sheetData>" % (before, extent.encode(), between)
    yield from _render_rows(rows, texts, header=sheet.header)
    yield b"</sheetData>" + after


def _render_texts(part: _Part, texts: _Texts) -> Iterator[bytes]:
    before, after = part.around
    yield b'%b uniqueCount="%d">' % (before, len(texts))
    shown = iter(texts)
    while chunk := list(islice(shown, ROWS_AT_ONCE)):
        items = "".join([f"<si>{_render_text(text)}</si>" for text in chunk])
        yield items.encode("utf-8", errors="replace")
    yield after


def _extent(sheet: Sheet) -> tuple[str, Iterable[Sequence[Cell]]]:
    """From which cell to which a sheet reaches, and its rows."""
    if isinstance(sheet.rows, Sequence):
        width = max(map(len, sheet.rows), default=0)
        height = len(sheet.rows)
    else:
        width, height = len(sheet.widths), sheet.count
    last = f"{column_letters(max(1, width))[-1]}{max(1, height)}"
    return ("A1" if last == "A1" else f"A1:{last}"), sheet.rows


@lru_cache(maxsize=64)
def column_letters(count: int) -> tuple[str, ...]:
    """A, B … Z, AA …: the names of the first columns."""
    return tuple(map(column_letter, range(count)))


def _render_rows(rows: Iterable[Sequence[Cell]], texts: _Texts, *, header: bool) -> Iterator[bytes]:
    """Rows as XML, some hundred at a time."""
    form = f' s="{_BOLD}"' if header else ""
    numbered = enumerate(rows, 1)
    while chunk := list(islice(numbered, ROWS_AT_ONCE)):
        lines: list[str] = []
        for number, row in chunk:
            addresses = zip(column_letters(len(row)), row, strict=True)
            if form:
                cells = [
                    f'<c r="{letter}{number}"{_render_value(value, form, texts)}'
                    for letter, value in addresses
                    if value is not None
                ]
                form = ""
            else:
                cells = [
                    f'<c r="{letter}{number}"{texts[value]}'
                    if type(value) is str
                    else f'<c r="{letter}{number}"{_render_value(value, "", texts)}'
                    for letter, value in addresses
                    if value is not None
                ]
            if cells:
                lines.append(f'<row r="{number}">{"".join(cells)}</row>')
        yield "".join(lines).encode("utf-8", errors="replace")


class _Texts(dict[str, str]):
    """Text -> the end of the XML of a cell that holds it, by the order of their first cells."""

    def __missing__(self, text: str) -> str:
        if len(self) >= MOST_SHARED:
            return f' t="inlineStr"><is>{_render_text(text)}</is></c>'
        cell = self[text] = f' t="s"><v>{len(self)}</v></c>'
        return cell


def _render_text(text: str) -> str:
    if len(text) < _LONG and not _AWKWARD.search(text):
        return f"<t>{text}</t>"
    shown = _escape(_fitting(text))
    space = ' xml:space="preserve"' if _EDGE_SPACE.search(shown) else ""
    return f"<t{space}>{shown}</t>"


def _escape(text: str) -> str:
    """Text in XML; control characters, which that cannot hold, as Excel writes them: `_x0007_`."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _ESCAPES.sub(lambda found: f"_x{ord(found[0]):04X}_", plain)


def _fitting(text: str) -> str:
    """Text that is too long for a cell ends in words that say so."""
    if len(text) < _LONG:
        return text
    units = text.encode("utf-16-le", errors="replace")
    if len(units) <= 2 * CELL_LENGTH:
        return text
    return units[: 2 * (CELL_LENGTH - len(CUT))].decode("utf-16-le", errors="ignore") + CUT


def _render_value(value: Value, form: str, texts: _Texts) -> str:
    """The end of a cell's XML: all that follows its address."""
    match value:
        case str():
            return form + texts[str(value)]
        case bool():
            return f'{form} t="b"><v>{value:d}</v></c>'
        case int() | Decimal():
            return form + _render_number(value)
        case dt.date() if not _is_excel_date(value):
            return form + texts[value.isoformat()]
        case dt.datetime():
            return f' s="{_DATETIME}"><v>{(value - _DAY_ZERO) / _DAY:.16G}</v></c>'
        case _:
            return f' s="{_DATE}"><v>{(value - _DAY_ZERO.date()).days}</v></c>'


def _is_excel_date(value: dt.date) -> bool:
    """Excel counts days from 1900, which it takes for a leap year, and knows no zones."""
    if isinstance(value, dt.datetime):
        return value.tzinfo is None and value.date() >= EARLIEST_DATE
    return value >= EARLIEST_DATE


@lru_cache(maxsize=1 << 13)
def _render_number(value: int | Decimal) -> str:
    """A number as Excel keeps it: 15 digits, which every printed figure fits into.

    Most stand in several workbooks: that of their indicator, of their table, of the place.

    Raises:
        ValueError: it is none; a workbook with such a cell does not open.
    """
    number = float(value)
    if not isfinite(number):
        message = f"no cell of a workbook: {value}"
        raise ValueError(message)
    return f"><v>{number:.16G}</v></c>"
