"""Workbooks and archives, read back by libraries that know the formats."""

import datetime as dt
import io
import os
import time
import zipfile
from decimal import Decimal
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.core.archives import render_zip
from scripts.downloads.workbooks import CELL_LENGTH, Sheet, render_workbook

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
CELLS = st.one_of(
    st.none(),
    TEXTS.filter(bool),
    st.booleans(),
    st.integers(-(10**15), 10**15),
    st.dates(dt.date(1900, 3, 1)),
)
ROWS = st.lists(st.tuples(CELLS, CELLS, TEXTS.filter(bool)), max_size=4)
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def read_xml(data):
    return ET.fromstring(data)  # noqa: S314 - our own rendering


def read_rows(data):
    page = openpyxl.load_workbook(io.BytesIO(data), rich_text=False)["s"]
    return [[_plain(cell.value) for cell in row] for row in page.iter_rows()]


def _plain(value):
    return value.date() if isinstance(value, dt.datetime) else value


@given(ROWS)
def test_every_cell_is_read_back(rows):
    header = ("=a", "乙", "c")
    data = render_workbook([Sheet(title="s", rows=[header, *rows], widths=(9.5, 12, 30))])
    assert read_rows(data) == [list(header), *map(list, rows)]


@pytest.mark.parametrize(
    "text", ["<r>x</r>", "_x0041_x0042_", "_x0041_", " a\n", "&amp;<b>", "长", "=1+1", "{=1}"]
)
def test_text_that_means_something_to_the_format_stays_text(text):
    data = render_workbook([Sheet(title="s", rows=[[text]])])
    cell = openpyxl.load_workbook(io.BytesIO(data))["s"]["A1"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_what_looks_like_an_escape_is_none():
    found = parts(render_workbook([Sheet(title="s", rows=[["_x0041_x0042_"]])]))
    shared = found["xl/sharedStrings.xml"]
    runs = [one.text for one in read_xml(shared).iter() if one.tag.endswith("}t")]
    assert runs == ["_x0041", "_x0042", "_"]


def test_the_same_rows_give_the_same_bytes_at_any_time_and_place(monkeypatch):
    sheet = Sheet(title="s", rows=[["a", dt.datetime(2024, 5, 1, 12), Decimal("1.5")]])  # noqa: DTZ001
    here = render_workbook([sheet]), render_zip({"a": b"1"})
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    before = os.umask(0o077)
    try:
        assert (render_workbook([sheet]), render_zip({"a": b"1"})) == here
    finally:
        os.umask(before)
        monkeypatch.undo()
        time.tzset()


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
    with pytest.raises(TypeError, match="NAN"):
        render_workbook([Sheet(title="s", rows=[[Decimal(value)]])])


@given(st.dictionaries(NAMES, st.binary(max_size=200), max_size=5))
def test_a_zip_holds_its_files_and_no_clock(files):
    with zipfile.ZipFile(io.BytesIO(render_zip(files))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == files
        assert archive.namelist() == sorted(files)
        assert {entry.date_time for entry in archive.infolist()} <= {(1980, 1, 1, 0, 0, 0)}


def test_a_zip_of_very_many_files_is_whole():
    names = [f"{number}" for number in range(0x10000)]
    with zipfile.ZipFile(io.BytesIO(render_zip(dict.fromkeys(names, b"")))) as archive:
        assert sorted(archive.namelist()) == sorted(names)
