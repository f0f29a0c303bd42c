"""Every format carries the same values, cell by cell, as the CSV says them."""

import csv
import datetime as dt
import io
import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from csvw import CSVW
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.downloads import render_package_downloads
from scripts.downloads.cover import derive_cover
from scripts.downloads.formats import (
    render_csvw,
    render_excel_csv,
    render_json_rows,
    render_parquet,
    render_sqlite,
)
from scripts.downloads.formats.sheets import render_table_workbook, sheet_name
from scripts.downloads.workbooks import CELL_LENGTH
from scripts.package.raw import RawPackage
from scripts.package.read import read_package
from scripts.package.tabular import Column, derive_dataset
from scripts.words.addresses import package_file

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def dataset():
    return derive_dataset(read_package(ROOT / "datasets" / "pingdingshan", ROOT))


@pytest.fixture(scope="module")
def files(dataset):
    return render_package_downloads(dataset).files


def make_table(rows, fields, **resource):
    """A table of a package of one CSV, from rows of text and name -> type."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([list(fields), *rows])
    schema = {"fields": [{"name": n, "type": t} for n, t in fields.items()]}
    raw = RawPackage(
        name="p",
        folder="p",
        descriptor={"resources": [{"name": "t", "path": "t.csv", "schema": schema, **resource}]},
        files={"t.csv": buffer.getvalue().encode(), "datapackage.json": b"{}"},
        tables={},
        texts={},
    )
    (table,) = derive_dataset(raw).tables
    return table


def as_read(value):
    """A value as any format may give it back, for comparison."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float | Decimal):
        return Decimal(str(value))
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def rows_of(table):
    columns = [[as_read(value) for value in column.values] for column in table.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def parquet_rows(data):
    return [
        [as_read(v) for v in row.values()] for row in pq.read_table(io.BytesIO(data)).to_pylist()
    ]


def json_rows(data):
    document = json.loads(data, parse_float=Decimal)
    return [[as_read(value) for value in row.values()] for row in document["rows"]]


def sqlite_rows(data, table):
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(data)
        found = base.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608
    return [[as_read(value) for value in row] for row in found]


def workbook_rows(data, sheet):
    _, *rows = openpyxl.load_workbook(io.BytesIO(data))[sheet].iter_rows()
    assert not [cell for row in rows for cell in row if cell.data_type == "f"]
    return [[as_read(cell.value) for cell in row] for row in rows]


def csv_rows(data):
    _, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    return [[cell or None for cell in row] for row in rows]


def agree(found, expected, types):
    assert len(found) == len(expected)
    for own, theirs in zip(found, expected, strict=True):
        for value, right, kind in zip(own, theirs, types, strict=True):
            if kind in {"integer", "number"} and isinstance(value, str):
                assert Decimal(value) == right
            else:
                assert value == right


def test_all_formats_of_the_real_package_agree_cell_by_cell(dataset, files):
    compared = 0
    for table in dataset.tables:
        expected = rows_of(table)
        types = [column.type for column in table.columns]
        own = lambda ending: files[package_file(dataset.name, f"tables/{table.key}{ending}")]  # noqa: B023, E731
        whole = files[package_file(dataset.name, f"{dataset.name}.sqlite")]
        book = files[package_file(dataset.name, f"{dataset.name}.xlsx")]
        agree(csv_rows(files[package_file(dataset.name, table.csv)]), expected, types)
        agree(csv_rows(own("-excel.csv")), expected, types)
        agree(json_rows(own(".json")), expected, types)
        agree(parquet_rows(own(".parquet")), expected, types)
        agree(workbook_rows(own(".xlsx"), table.key), expected, types)
        agree(workbook_rows(book, table.key), expected, types)
        agree(sqlite_rows(whole, table.name), expected, types)
        compared += len(expected) * len(types)
    assert compared > 5000


def test_sqlite_declares_the_keys_and_keeps_them(dataset, files):
    data = files[package_file(dataset.name, f"{dataset.name}.sqlite")]
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(data)
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []
        for table in dataset.tables:
            primary = [r[1] for r in base.execute(f'PRAGMA table_info("{table.name}")') if r[5]]
            assert set(primary) == set(table.primary_key)
            keys = base.execute(f'PRAGMA foreign_key_list("{table.name}")').fetchall()
            assert len({key[0] for key in keys}) == len(table.foreign_keys)
        about = dict(base.execute("SELECT name, value FROM _about"))
    assert "creativecommons.org" in about["licence"]
    assert about["version"] == dataset.descriptor["version"]


def test_the_cover_tells_title_version_licence_sources_and_dictionary(dataset, files):
    data = files[package_file(dataset.name, f"{dataset.name}.xlsx")]
    book = openpyxl.load_workbook(io.BytesIO(data))
    cover = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    heads = [row[0] for row in cover]
    for head in ("名称 Name", "版本 Version", "许可 Licence", "取自 Retrieved from"):
        assert head in heads
    assert heads.count("来源 Source") == len(dataset.descriptor["sources"])
    for table in dataset.tables:
        assert {column.name for column in table.columns} <= set(heads)
        assert book[table.name].freeze_panes == "A2"


def test_metadata_beside_a_csv_pass_a_validator(dataset, files, tmp_path):
    for table in dataset.tables:
        name = table.csv.rpartition("/")[2]
        (tmp_path / name).write_bytes(table.csv_data)
        metadata = tmp_path / f"{name}-metadata.json"
        metadata.write_bytes(files[package_file(dataset.name, f"{table.csv}-metadata.json")])
        checked = CSVW(str(metadata), validate=True)
        assert checked.is_valid, checked.warnings
        if table.row_count:
            found = list(checked.tables[0])
            assert len(found) == table.row_count
            assert list(found[0]) == [column.name for column in table.columns]


def test_a_validator_sees_a_wrong_type(tmp_path):
    """The check above would notice: the same metadata beside other cells fail."""
    table = make_table([["1"], ["2"]], {"n": "integer"})
    (tmp_path / "t.csv").write_text("n\none\n")
    (tmp_path / "t.csv-metadata.json").write_bytes(render_csvw(table, {"title": "t"}, "en"))
    with pytest.raises(UserWarning, match="Invalid column value"):
        assert CSVW(str(tmp_path / "t.csv-metadata.json"), validate=True).is_valid


def test_types_keep_what_they_are():
    table = make_table(
        [
            ["9007199254740993", "0.10", "true", "2024-02-29", "2024-02-29T01:02:03", "=1+1"],
            ["-1", "12345678901234567.5", "false", "1850-01-01", "1999-12-31T23:59:59", ""],
        ],
        {
            "i": "integer",
            "n": "number",
            "b": "boolean",
            "d": "date",
            "t": "datetime",
            "s": "string",
        },
    )
    assert [c.type for c in table.columns] == [
        "integer",
        "number",
        "boolean",
        "date",
        "datetime",
        "text",
    ]
    expected = rows_of(table)
    assert parquet_rows(render_parquet(table, {})) == expected
    assert json_rows(render_json_rows(table, {})) == expected
    assert '"n": 0.10,' in render_json_rows(table, {}).decode()
    (first, second) = sqlite_rows(render_sqlite([table], {}), "t")
    assert first[:2] == [Decimal(9007199254740993), "0.10"]
    assert second[1] == "12345678901234567.5"
    book = workbook_rows(render_table_workbook(derive_cover([("a",)]), table), "t")
    assert book[0][0] == "9007199254740993"
    assert book[0][3:] == ["2024-02-29T00:00:00", "2024-02-29T01:02:03", "=1+1"]
    assert book[1][3] == "1850-01-01"
    assert csv_rows(render_excel_csv(table))[0][5] == "'=1+1"


_MOMENTS = st.datetimes() | st.datetimes(timezones=st.timezones())
_KINDS = [
    ("integer", st.integers(-(2**63), 2**63 - 1)),
    ("boolean", st.booleans()),
    ("date", st.dates()),
    ("datetime", _MOMENTS),
    ("number", st.decimals(-(10**9), 10**9, places=3)),
    ("number", st.decimals(-(10**20), 10**20, places=6)),
    ("text", st.text(st.characters(exclude_categories=["Cs"]))),
]


@pytest.mark.parametrize(("kind", "values"), _KINDS)
@settings(deadline=None)
@given(draw=st.data())
def test_parquet_keeps_every_value(kind, values, draw):
    listed = draw.draw(st.lists(st.none() | values, max_size=40))
    column = Column(name="a", type=kind, values=listed, field={})
    made = pq.read_table(
        io.BytesIO(render_parquet(replace(make_table([], {"a": "string"}), columns=(column,)), {}))
    )
    made.validate(full=True)
    for value, found in zip(listed, made["a"].to_pylist(), strict=True):
        if isinstance(value, dt.datetime) and isinstance(found, str):
            assert found == value.isoformat()
        elif isinstance(value, dt.datetime):
            assert found.isoformat() == value.isoformat()
        elif isinstance(value, Decimal):
            assert Decimal(str(found)) == value
        else:
            assert found == value


def test_parquet_keeps_a_time_zone():
    zone = dt.timezone(dt.timedelta(hours=2))
    moment = dt.datetime(2020, 5, 30, 4, 57, 37, tzinfo=zone)
    column = Column(name="a", type="datetime", values=[moment, None], field={})
    data = render_parquet(replace(make_table([], {"a": "string"}), columns=(column,)), {})
    found = pq.read_table(io.BytesIO(data))["a"]
    assert str(found.type) == "timestamp[us, tz=+02:00]"
    assert [v and v.isoformat() for v in found.to_pylist()] == ["2020-05-30T04:57:37+02:00", None]


def test_one_cell_of_another_kind_keeps_the_whole_column_as_printed():
    table = make_table([["1"], ["约 2"], [""]], {"n": "integer"})
    assert table.columns[0].type == "text"
    assert list(table.columns[0].values) == ["1", "约 2", None]


def test_missing_values_are_missing_in_every_format():
    table = make_table(
        [["1", "NA"], ["-", "x"]],
        {"n": "integer", "s": "string"},
        schema={
            "fields": [{"name": "n", "type": "integer"}, {"name": "s", "type": "string"}],
            "missingValues": ["-", "NA"],
        },
    )
    expected = [[Decimal(1), None], [None, "x"]]
    assert rows_of(table) == expected
    assert json_rows(render_json_rows(table, {})) == expected
    assert parquet_rows(render_parquet(table, {})) == expected
    assert sqlite_rows(render_sqlite([table], {}), "t") == expected


def test_a_key_that_the_values_break_is_not_declared():
    table = make_table(
        [["1"], ["1"]],
        {"n": "integer"},
        schema={"fields": [{"name": "n", "type": "integer"}], "primaryKey": "n"},
    )
    assert len(sqlite_rows(render_sqlite([table], {}), "t")) == 2


@pytest.mark.parametrize("name", ["a/b", "[x]:*?", "'quoted'", "History", "长" * 40, ""])
def test_every_name_becomes_a_sheet(name):
    first = sheet_name(name)
    second = sheet_name(name, [first])
    assert first.casefold() != second.casefold()
    assert 0 < len(second) <= 31
    book = openpyxl.Workbook()
    assert book.create_sheet(first).title == first


_CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


@settings(deadline=None)
@given(st.lists(st.lists(_CELLS, min_size=2, max_size=2), min_size=1, max_size=6))
def test_any_text_survives_every_format(rows):
    table = make_table(rows, {"a": "string", "b": "string"})
    expected = rows_of(table)
    assert json_rows(render_json_rows(table, {})) == expected
    assert parquet_rows(render_parquet(table, {})) == expected
    assert sqlite_rows(render_sqlite([table], {}), "t") == expected


def test_a_long_cell_is_cut_in_excel_alone_and_says_so():
    text = "长" * (CELL_LENGTH + 5)
    table = make_table([[text]], {"a": "string"})
    ((cut,),) = workbook_rows(render_table_workbook(derive_cover([("a",)]), table), "t")
    assert len(cut) == CELL_LENGTH
    assert "CSV" in cut[-40:]
    assert json_rows(render_json_rows(table, {})) == [[text]]
