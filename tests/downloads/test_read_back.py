"""Every written format is held against the printed cells; a changed cell is named."""

import pytest

from scripts.downloads.package_files import render_package_files
from scripts.downloads.read_back import ChangedCellError, read_back, read_back_sqlite
from scripts.package.tabular import derive_dataset
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


@pytest.fixture(scope="module")
def written():
    described = resource(*FIELDS)
    described["schema"]["fields"].append({"name": "g", "type": "number", "groupChar": ","})
    dataset = derive_dataset(package({"t.csv": TEXT}, described))
    groups = render_package_files(dataset)
    return dataset.tables[0], dict(groups[0].files), dict(groups[1].files)


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
