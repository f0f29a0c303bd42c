"""Every written format is held against the printed cells; a changed cell is named."""

from dataclasses import replace

import pytest

from scripts.downloads import list_left_out, package_sets, why_left_out
from scripts.downloads.package_files import render_package_files
from scripts.downloads.read_back import ChangedCellError, read_back, read_back_sqlite
from scripts.package.tabular import Column, derive_dataset
from tests.package.test_faithful_tables import package, resource

TEXT = (
    "id,n,d,on,when,note,g\n"
    'a,1.50,2020-01-02,true,2020-05-30T04:57:37+02:00,=1+1,"1,234.5"\n'
    "b,-0.99,1850-03-04,false,2021-05-30T04:57:37+02:00,-,7\n"
    'c,,,,,"two\nlines",\n'
)
FIELDS = (
    ("id", "string"),
    ("n", "number"),
    ("d", "date"),
    ("on", "boolean"),
    ("when", "datetime"),
    ("note", "string"),
)


def publish(text, **options):
    """A table as it is read, the files of its package, its own files."""
    described = resource(*FIELDS)
    described["schema"]["fields"].append({"name": "g", "type": "number", "groupChar": ","})
    dataset = derive_dataset(package({"t.csv": text}, described), **options)
    groups = render_package_files(dataset)
    return dataset.tables[0], dict(groups[0].files), dict(groups[1].files)


@pytest.fixture(scope="module")
def written():
    return publish(TEXT)


def test_all_formats_say_what_the_source_says(written):
    table, whole, files = written
    assert read_back(table, files) == 6 * 3 * 7  # the source and five formats
    (base,) = [path for path in whole if path.endswith(".sqlite")]
    assert read_back_sqlite([table], base, whole[base]) == 3 * 7


@pytest.mark.parametrize(
    ("end", "before", "after"),
    [("t.json", b"1.50", b"1.51"), ("t.csv", b"-0.99", b"0.99"), ("-excel.csv", b"b,", b"B,")],
)
def test_a_changed_cell_is_named(written, end, before, after):
    table, _, files = written
    (path,) = [one for one in files if one.endswith(end) and "-excel" not in one[: -len(end)]]
    spoilt = {path: files[path].replace(before, after, 1)}
    assert spoilt[path] != files[path]
    with pytest.raises(ChangedCellError) as raised:
        read_back(table, spoilt)
    assert raised.value.file == path
    assert raised.value.row in {2, 3}


def test_a_row_that_is_lost_or_made_up_is_named(written):
    table, _, files = written
    (path,) = [one for one in files if one.endswith("/t.csv")]
    for data in (files[path].rpartition(b"\x01")[0], files[path] + b"d,,,,,,\n"):
        with pytest.raises(ChangedCellError):
            read_back(table, {path: data})


@pytest.mark.parametrize(
    "odd", ["", "x,one,more,row,that,is,too,long\n", "\nshort\n", 'y,1e3,"\n"\n']
)
def test_a_table_in_many_chunks_has_the_bytes_of_one_in_a_single_chunk(odd):
    text = TEXT + odd + "".join(f"z{n},{n}.0,2024-02-0{1 + n % 9},,,长{n},7\n" for n in range(40))
    table, *files = publish(text, chunk_rows=3)
    single, *expected = publish(text)
    assert files == expected
    assert table.row_count > 10 * table.chunk_rows
    cells = read_back(table, files[1])
    assert cells == read_back(single, files[1]) == 6 * table.row_count * len(table.columns)


def test_a_changed_cell_far_down_is_named_by_its_row(written):
    _, _, files = written
    (path,) = [one for one in files if one.endswith("/t.json")]
    table, _, files = publish(TEXT + "d,5,,,,,\n" * 20 + "e,6.25,,,,,\n", chunk_rows=3)
    with pytest.raises(ChangedCellError) as raised:
        read_back(table, {path: files[path].replace(b"6.25", b"6.26")})
    assert (raised.value.row, raised.value.column) == (25, "n")
    spoilt = replace(table, csv_data=table.csv_data.replace(b"6.25", b"6.26"))
    with pytest.raises(ChangedCellError) as raised:
        read_back(spoilt, {})
    assert (raised.value.row, raised.value.column) == (25, "n")


@pytest.mark.parametrize(("rows", "columns"), [(2**20, 1), (10**6, 6)])
def test_a_table_too_large_for_excel_says_which_formats_it_does_without(rows, columns):
    dataset = derive_dataset(package({"t.csv": "n\n1\n"}, resource(("n", "integer"))))
    (table,) = dataset.tables
    assert list_left_out(dataset) == []
    names = [f"c{n}" for n in range(columns)]
    long = [Column(name=one, type="integer", values=range(rows), field={}) for one in names]
    dataset = replace(dataset, tables=(replace(table, columns=tuple(long)),))
    (left_out,) = list_left_out(dataset)
    assert (left_out["table"], left_out["formats"]) == ("t", ["xlsx", "json"])
    assert left_out["reason"]["en"] == why_left_out(dataset.tables[0], "en") != ""
    whole, own = (one.addresses for one in package_sets(dataset))
    assert not [path for path in whole | own if path.endswith((".xlsx", "t.json", "-excel.csv"))]
    assert [path for path in own if path.endswith(".parquet")]
