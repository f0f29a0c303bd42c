"""Workbooks and archives of our own writing, held against the libraries that know the formats."""

import datetime as dt
import io
import re
import zipfile
from decimal import Decimal
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from scripts.core.archives import (
    COMPRESSION,
    EPOCH,
    FILE_MODE,
    LESS_COMPRESSION,
    SMALL,
    UNIX,
    render_zip,
)
from scripts.downloads import workbooks
from scripts.downloads.workbooks import CELL_LENGTH, ROWS_AT_ONCE, Sheet, render_workbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DAY, MOMENT = dt.date(2024, 2, 29), dt.datetime(1999, 12, 31, 23, 59, 59)  # noqa: DTZ001
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
CELLS = st.one_of(
    st.none(),
    TEXTS,
    st.booleans(),
    st.integers(-(10**15), 10**15),
    st.decimals(-1000, 1000, places=3),
    st.dates(dt.date(1900, 3, 1)),
)
ROWS = st.lists(st.tuples(CELLS, CELLS, TEXTS), max_size=4)
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def read_xml(data):
    return ET.fromstring(data)  # noqa: S314 - our own rendering


def by_xlsxwriter(rows, widths):
    """The same sheet as xlsxwriter writes it, without attributes that one may leave out."""
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": dt.datetime(*EPOCH)})  # noqa: DTZ001
    bold = book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    page = book.add_worksheet("s")
    page.freeze_panes(1, 0)
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            at, form = (number, column), None if number else bold
            if isinstance(value, str):
                page.write_string(*at, value, form)
            elif isinstance(value, bool):
                page.write_boolean(*at, value, form)
            elif isinstance(value, dt.datetime):
                page.write_datetime(*at, value, moment)
            elif isinstance(value, dt.date):
                page.write_datetime(*at, value, day)
            elif value is not None:
                page.write_number(*at, float(value), form)
    book.close()
    spare = re.compile(rb' spans="[0-9:]+"(?=>)| count="[0-9]+"(?= uniqueCount)')
    return {name: spare.sub(b"", data) for name, data in parts(buffer.getvalue()).items()}


@given(ROWS)
def test_a_workbook_is_what_xlsxwriter_writes(rows):
    # The second row has xlsxwriter number the formats as our workbooks always do.
    given_rows = [("=a", "乙", "c"), (DAY, MOMENT, "x"), *rows]
    ours = parts(render_workbook([Sheet(title="s", rows=given_rows, widths=(9.5, 12, 30))]))
    theirs = by_xlsxwriter(given_rows, (9.5, 12, 30))
    # Of escapes that overlap xlsxwriter writes the first alone.
    if not re.search(rb"_x[0-9A-Fa-f]{4}_x", theirs["xl/sharedStrings.xml"]):
        assert ours == theirs


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_any_text_is_read_back(texts):
    found = parts(render_workbook([Sheet(title="s", rows=[[text] for text in texts])]))
    shown = [
        re.sub("_x([0-9A-F]{4})_", lambda one: chr(int(one[1], 16)), one.text or "")
        for one in read_xml(found["xl/sharedStrings.xml"]).iter(f"{MAIN}t")
    ]
    cells = read_xml(found["xl/worksheets/sheet1.xml"]).iter(f"{MAIN}v")
    assert [shown[int(cell.text)] for cell in cells] == texts


@pytest.mark.parametrize("text", ["<r>x</r>", "_x0041_x0042_", " a\n", "&amp;<b>", "长"])
def test_text_that_means_something_to_the_format_stays_text(text):
    data = render_workbook([Sheet(title="s", rows=[[text]])])
    assert openpyxl.load_workbook(io.BytesIO(data))["s"]["A1"].value == text


def test_every_part_is_declared_and_every_declared_part_is_there():
    sheets = [Sheet(title=title, rows=[["a"]]) for title in ("说明 & About", "b", "c")]
    found = parts(render_workbook(sheets))
    for data in found.values():
        read_xml(data)
    types = read_xml(found["[Content_Types].xml"])
    declared = {one.get("PartName", "/")[1:] for one in types if one.tag.endswith("Override")}
    assert declared == {name for name in found if not name.endswith((".rels", "Types].xml"))}
    relations = read_xml(found["xl/_rels/workbook.xml.rels"])
    assert {f"xl/{one.get('Target')}" for one in relations} <= set(found)
    assert openpyxl.load_workbook(io.BytesIO(render_workbook(sheets))).sheetnames == [
        "说明 & About",
        "b",
        "c",
    ]


def test_more_than_nine_sheets_keep_their_own_cells():
    sheets = [Sheet(title=f"s{number}", rows=[[number]]) for number in range(12)]
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(sheets)))
    assert [book[f"s{number}"]["A1"].value for number in range(12)] == list(range(12))


def test_rows_that_come_one_by_one_give_the_same_workbook():
    rows = [[f"列{number}", number] for number in range(2 * ROWS_AT_ONCE + 1)]
    listed = Sheet(title="s", rows=rows, widths=(10, 10))
    streamed = Sheet(title="s", rows=iter(rows), widths=(10, 10), count=len(rows))
    assert render_workbook([listed]) == render_workbook([streamed])


def test_texts_beyond_those_that_are_shared_stand_in_their_cells(monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_SHARED", 2)
    texts = ["a", "b", " c<", "a", "d"]
    data = render_workbook([Sheet(title="s", rows=[[text] for text in texts])])
    page = openpyxl.load_workbook(io.BytesIO(data))["s"]
    assert [row[0].value for row in page.iter_rows()] == texts


@pytest.mark.parametrize("sign", ["长", "😀"])
def test_a_text_that_is_too_long_fits_and_says_so(sign):
    data = render_workbook([Sheet(title="s", rows=[[sign * (CELL_LENGTH + 5)]])])
    text = openpyxl.load_workbook(io.BytesIO(data))["s"]["A1"].value
    assert CELL_LENGTH - 1 <= len(text.encode("utf-16-le")) // 2 <= CELL_LENGTH
    assert text.startswith(sign)
    assert text.endswith("see the CSV】")


def test_an_old_or_zoned_date_stays_text():
    zoned = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    data = render_workbook([Sheet(title="s", rows=[[dt.date(1899, 1, 2), zoned]])])
    first, second = openpyxl.load_workbook(io.BytesIO(data))["s"][1]
    assert (first.value, second.value) == ("1899-01-02", "2024-01-01T00:00:00+00:00")


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match=value):
        render_workbook([Sheet(title="s", rows=[[Decimal(value)]])])


def check_zip(files, level):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system = UNIX
            entry.external_attr = FILE_MODE << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
    assert render_zip(files) == buffer.getvalue()


@given(st.dictionaries(NAMES, st.binary(max_size=200), max_size=5))
def test_a_zip_is_what_zipfile_writes(files):
    check_zip(files, LESS_COMPRESSION)


@given(st.dictionaries(NAMES, st.binary(min_size=20, max_size=40), max_size=3))
def test_a_zip_of_large_files_is_what_zipfile_writes(files):
    check_zip({name: SMALL * data for name, data in files.items()}, COMPRESSION)


def test_a_zip_of_very_many_files_is_whole():
    names = [f"{number}" for number in range(0x10000)]
    with zipfile.ZipFile(io.BytesIO(render_zip(dict.fromkeys(names, b"")))) as archive:
        assert sorted(archive.namelist()) == sorted(names)
