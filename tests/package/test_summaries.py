"""Column summaries: csvstat's numbers, for columns as the schema types them."""

import csv
import io
import json
import signal
from pathlib import Path

import agate
import pytest
from csvkit.utilities.csvstat import CSVStat

from scripts.package.raw import RawPackage
from scripts.package.read import read_package
from scripts.package.summaries import describe_columns, own_signals, summarise_column
from scripts.package.tabular import derive_dataset
from scripts.package.tabular.table import plain_text
from scripts.pages.dataset import PREVIEW_ROWS
from scripts.pages.preview import MOST_PAGES, first_rows, preview_pages

ROOT = Path(__file__).parents[2]
PACKAGES = ("china", "pingdingshan")


def table(text, fields):
    """One CSV with the given field types as a table, and the summary of its columns."""
    raw = RawPackage(
        name="p",
        folder="p",
        descriptor={
            "resources": [
                {
                    "name": "t",
                    "path": "t.csv",
                    "title": "表",
                    "schema": {"fields": [{"name": k, "type": v} for k, v in fields.items()]},
                }
            ]
        },
        files={"t.csv": text.encode()},
        tables={},
        texts={},
    )
    (found,) = derive_dataset(raw).tables
    return found, {field["name"]: field for field in describe_columns(found)}


def test_numbers_are_summed_up():
    _, fields = table("v\n6000\n2.5\n\n", {"v": "number"})
    assert (fields["v"]["min"], fields["v"]["max"]) == ("2.5", "6000")
    assert fields["v"]["mean"] == "3001.25"


def test_empty_cells_are_counted():
    found, fields = table("a,v\nx,1\ny,\nz,3\n", {"a": "string", "v": "number"})
    assert found.row_count == 3
    assert fields["v"]["empty"] == 1
    assert fields["a"]["empty"] == 0


@pytest.mark.parametrize("word", ["none", "N/A", "null", "."])
def test_a_word_is_not_taken_for_a_missing_value(word):
    _, fields = table(f"a\n{word}\n{word}\nup\nup\n{word}\n", {"a": "string"})
    assert fields["a"]["empty"] == 0
    assert fields["a"]["common"][0] == {"value": word, "count": 3}


@pytest.mark.parametrize("values", [("1", "0"), ("yes", "no"), ("2024-01", "2024-02")])
def test_texts_that_look_like_something_else_stay_text(values):
    first, second = values
    _, fields = table(f"a\n{first}\n{first}\n{second}\n{first}\n", {"a": "string"})
    assert fields["a"]["common"] == [
        {"value": first, "count": 3},
        {"value": second, "count": 1},
    ]
    assert fields["a"]["min"] == ""


def test_values_that_hardly_repeat_are_not_listed():
    _, fields = table("a\nx\ny\nz\n", {"a": "string"})
    assert fields["a"]["common"] == []
    assert fields["a"]["unique"] == 3


def test_a_table_without_rows_is_described_all_the_same():
    found, fields = table("a,v\n", {"a": "string", "v": "number"})
    assert found.row_count == 0
    assert first_rows(found, PREVIEW_ROWS) == []
    assert fields["v"]["min"] == ""


def test_the_preview_shows_the_first_rows_and_cuts_long_cells():
    found, _ = table("a\n" + "长" * 200 + "\n" + "b\n" * 20, {"a": "string"})
    preview = first_rows(found, PREVIEW_ROWS)
    assert len(preview) == PREVIEW_ROWS
    assert preview[0][0].endswith("…")
    assert len(preview[0][0]) < 200


def test_every_table_of_every_package_is_summed_up():
    for name in PACKAGES:
        raw = read_package(ROOT / "datasets" / name, ROOT)
        tables = derive_dataset(raw).tables
        assert [found.name for found in tables] == list(raw.tables)
        for found in tables:
            described = describe_columns(found)
            assert [field["name"] for field in described] == list(raw.tables[found.name].columns)


def ask_csvstat(found):
    """Column name -> what the tool itself says of a table, told the types of its columns."""
    absent = {"null_values": [""]}
    numbers = [c.name for c in found.columns if c.type in {"integer", "number"}]
    types = agate.TypeTester(
        force={name: agate.Number(**absent) for name in numbers}, types=[agate.Text(**absent)]
    )
    cells = io.StringIO(newline="")
    lines = csv.writer(cells)
    lines.writerow([column.name for column in found.columns])
    columns = (map(plain_text, column.values) for column in found.columns)
    lines.writerows(zip(*columns, strict=True))
    output = io.StringIO()
    with own_signals():
        tool = CSVStat(["--json", "--snifflimit", "0", "--freq-count", "5"], output)
    tool.get_column_types = lambda: types
    tool.input_file = io.StringIO(cells.getvalue())
    tool.main()
    return {column["column_name"]: column for column in json.loads(output.getvalue())}


def assert_like_csvstat(found):
    for name, said in ask_csvstat(found).items():
        ours = summarise_column(found.column(name))
        number = found.column(name).type in {"integer", "number"}
        wanted = ["unique", "freq", *(["min", "max", "mean"] if number else ["len"])]
        told = json.loads(json.dumps(ours, default=float))
        assert told == {key: said[key] for key in wanted if key in said}


def test_every_table_is_summed_up_as_csvstat_does():
    for name in PACKAGES:
        for found in derive_dataset(read_package(ROOT / "datasets" / name, ROOT)).tables:
            if found.row_count:
                assert_like_csvstat(found)


@pytest.mark.parametrize(
    "text",
    ["a,v\nx,\n", "a,v\n,1\n,2\n", "a,v\n 　,1.50\nx,1.5\nx,-2\n", "a,v\nNone,1\nn/a,1\n"],
)
def test_awkward_columns_are_summed_up_as_csvstat_does(text):
    found, _ = table(text, {"a": "string", "v": "number"})
    assert_like_csvstat(found)


def test_a_reader_that_goes_away_does_not_end_the_process():
    table("a\n1\n", {"a": "integer"})
    assert signal.getsignal(signal.SIGPIPE) == signal.SIG_IGN
    with own_signals():
        CSVStat([], io.StringIO())
    assert signal.getsignal(signal.SIGPIPE) == signal.SIG_IGN


def test_numbers_with_a_decimal_comma_are_summed_up_as_what_they_are():
    raw = RawPackage(
        name="p",
        folder="p",
        descriptor={
            "resources": [
                {
                    "name": "t",
                    "path": "t.csv",
                    "dialect": {"delimiter": ";"},
                    "schema": {
                        "missingValues": ["无"],
                        "fields": [
                            {"name": "v", "type": "number", "decimalChar": ",", "groupChar": "."}
                        ],
                    },
                }
            ]
        },
        files={"t.csv": "v;\n1.234,5;\n无;\n1.400,0;\n".encode()},
        tables={},
        texts={},
    )
    (found,) = derive_dataset(raw).tables
    described = describe_columns(found)[0]
    assert (described["min"], described["max"], described["empty"]) == ("1234.5", "1400", 1)


@pytest.mark.parametrize(
    ("columns", "rows", "cell"),
    [
        (1, 1000, "长" * 300),
        (2, 3, "x"),
        (400, 20, "长" * 90),
        (30, 500, "a1b2c3" * 20),
        (1, 0, ""),
    ],
)
def test_a_preview_is_never_heavier_than_a_page_can_bear(columns, rows, cell):
    names = [f"c{n}" for n in range(columns)]
    text = ",".join(names) + "\n" + f"{','.join([cell] * columns)}\n" * rows
    found, _ = table(text, dict.fromkeys(names, "string"))
    pages = preview_pages(found)
    assert 1 <= len(pages) <= MOST_PAGES
    expected = 1
    for page in pages:
        assert page.first == expected
        expected += len(page.rows)
        assert sum(len(c.encode()) for row in page.rows for c in row) < 40_000
    assert expected - 1 <= rows
    if rows and columns * rows < 100:
        assert expected - 1 == rows
