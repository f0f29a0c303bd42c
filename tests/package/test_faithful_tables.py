"""Smallest cases of values that were changed, or of packages that stopped the site."""

import csv
import io
import json
from dataclasses import replace

import pytest

from scripts.checks import check_names
from scripts.checks.decisions import apart
from scripts.checks.frictionless_ import ask_frictionless
from scripts.downloads import render_package_downloads
from scripts.downloads.formats import render_csvw, render_excel_csv, render_json_rows
from scripts.package.raw import RawPackage
from scripts.package.summaries import describe_columns
from scripts.package.tabular import derive_dataset


def package(files, *listed, name="p"):
    described = {"name": name, "title": "Trees", "resources": list(listed)}
    data = {path: text.encode() for path, text in files.items()}
    return RawPackage(
        name=name,
        folder=f"datasets/{name}",
        descriptor=described,
        files={**data, "datapackage.json": json.dumps(described).encode()},
        tables={},
        texts={},
    )


def resource(*fields, name="t", path="t.csv", **schema):
    listed = [dict(zip(("name", "type", "format"), one, strict=False)) for one in fields]
    return {"name": name, "path": path, "schema": {"fields": listed, **schema}}


def only_table(text, *fields, **schema):
    raw = package({"t.csv": text}, resource(*fields, **schema))
    (table,) = derive_dataset(raw).tables
    return table


@pytest.mark.parametrize("form", ["any", "%Y-%m"])
@pytest.mark.parametrize("kind", ["date", "datetime"])
def test_a_partial_date_stays_as_printed(kind, form):
    column = only_table("d\n1958-03\n1958-04\n", ("d", kind, form)).columns[0]
    assert (column.type, list(column.values)) == ("text", ["1958-03", "1958-04"])


def test_a_day_is_no_moment():
    column = only_table("d\n1958-03-01\n", ("d", "datetime", "any")).columns[0]
    assert list(column.values) == ["1958-03-01"]


def test_a_whole_date_of_any_format_is_a_date():
    column = only_table("d\n1958-03-02\n", ("d", "date", "any")).columns[0]
    assert column.type == "date"


def test_a_header_narrower_than_its_rows_is_still_the_header():
    text = "a,b\n1,2,3\n4,5,6\n"
    table = only_table(text, ("a", "integer"), ("b", "integer"))
    assert [column.name for column in table.columns] == ["a", "b", "column_3"]
    assert list(table.cells()) == [["1", "2", "3"], ["4", "5", "6"]]


def test_missing_values_of_a_field_are_null_in_csvw():
    raw = package({"t.csv": "a,b\nNA,-999\n1,2\n"}, resource(("a", "integer"), ("b", "integer")))
    schema = raw.descriptor["resources"][0]["schema"]
    schema["missingValues"] = ["NA"]
    schema["fields"][1]["missingValues"] = ["-999"]
    (table,) = derive_dataset(raw).tables
    columns = json.loads(render_csvw(table, {"title": "t"}, "en"))["tableSchema"]["columns"]
    assert [column["null"] for column in columns] == [["NA"], ["-999"]]
    assert [column["datatype"] for column in columns] == ["integer", "integer"]


def test_an_english_package_is_not_said_to_be_chinese():
    files = render_package_downloads(
        derive_dataset(package({"t.csv": "a\n1\n"}, resource(("a", "integer"))))
    ).files
    (described,) = (data for path, data in files.items() if path.endswith("csv-metadata.json"))
    assert json.loads(described)["@context"][1] == {"@language": "en"}


def test_a_large_maximum_is_exact():
    table = only_table("n\n123456789012345678\n1\n", ("n", "integer"))
    assert describe_columns(table)[0]["max"] == "123,456,789,012,345,678"


def test_an_undeclared_number_stays_a_number_in_the_excel_twin():
    table = only_table("a,b\n-0.99,=1\n", ("a", "string"), ("b", "string"))
    rows = list(csv.reader(io.StringIO(render_excel_csv(table).decode("utf-8-sig"), newline="")))
    assert rows[1] == ["-0.99", "'=1"]


def test_missing_values_with_labels_are_read_and_not_refused():
    labelled = [{"value": "-", "label": "not inspected"}]
    fields = ("n", "integer"), ("m", "integer")
    raw = package({"t.csv": "n,m\n1,2\n-,3\n"}, resource(*fields, missingValues=labelled))
    (table,) = derive_dataset(raw).tables
    assert list(table.columns[0].values) == [1, None]
    assert not any(ask_frictionless(raw).values())
    rows = [{"n": 1, "m": 2}, {"n": None, "m": 3}]
    assert json.loads(render_json_rows(table, {}))["rows"] == rows


@pytest.mark.parametrize("described", [resource(("a", "integer")), {"name": "t", "path": "t.csv"}])
def test_an_empty_file_is_a_finding_and_stops_nothing(described):
    other = resource(("a", "integer"), name="o", path="o.csv")
    raw = package({"t.csv": "", "o.csv": "a\n1\n"}, described, other)
    dataset = derive_dataset(raw)
    assert "o" in [table.name for table in dataset.tables]
    assert ("t" in dataset.unreadable) == ("schema" not in described)
    assert any(ask_frictionless(raw).values())
    assert render_package_downloads(dataset).files


def test_names_that_differ_by_case_alone_stand_side_by_side():
    listed = [resource(("a", "integer"), name=name, path=f"{name}{name}.csv") for name in "xX"]
    raw = package({"xx.csv": "a\n1\n", "XX.csv": "a\n2\n"}, *listed)
    dataset = derive_dataset(raw)
    assert [table.name for table in dataset.tables] == ["x", "X"]
    assert render_package_downloads(dataset).files


def test_the_folder_of_a_name_keeps_its_address():
    real = package({}, name="gdp")
    other = replace(package({}, name="gdp"), folder="datasets/another")
    named = apart([other, real])
    assert [raw.name for raw in named] == ["another", "gdp"]
    assert [(f.file, f.code) for f in check_names(named)] == [
        ("datasets/another/datapackage.json", "name-taken")
    ]


def in_folder(folder, name):
    return replace(package({}, name=name), folder=f"datasets/{folder}")


@pytest.mark.parametrize(
    ("listed", "released", "expected"),
    [
        # A folder's name is its own, whatever its descriptor says.
        ([("a", "b"), ("b", "c")], (), ["a", "c"]),
        ([("a", "gdp"), ("gdp", "another")], (), ["a", "another"]),
        # Of two folders of other names, the one that was released under the name keeps it.
        ([("a", "gdp"), ("b", "gdp")], (), ["gdp", "b"]),
        ([("a", "gdp"), ("b", "gdp")], ("datasets/b",), ["a", "gdp"]),
        ([("a", "gdp"), ("gdp", "gdp")], ("datasets/a",), ["a", "gdp"]),
    ],
)
def test_no_package_takes_the_address_of_another(listed, released, expected):
    packages = [in_folder(*one) for one in listed]
    named = apart(packages, lambda raw: raw.folder in released)
    assert [raw.name for raw in named] == expected
    moved = [raw.locate("datapackage.json") for raw in named if raw.name != raw.descriptor["name"]]
    assert [(f.file, f.code) for f in check_names(named)] == [(one, "name-taken") for one in moved]


def test_the_dictionary_tells_labels_categories_and_keys():
    grades = [{"value": 0, "label": "bad"}, {"value": 1, "label": "good"}]
    city = resource(("id", "string"), ("name", "string"), name="city", path="city.csv")
    city["schema"] |= {"primaryKey": "id", "uniqueKeys": [["name", "id"]]}
    grade = resource(("city", "string"), ("grade", "integer"), name="grade", path="grade.csv")
    grade["schema"]["missingValues"] = [{"value": "-", "label": "not inspected"}]
    grade["schema"]["fields"][1] |= {"categories": grades, "title": "级", "title_en": "Grade"}
    reference = {"resource": "city", "fields": "id"}
    grade["schema"]["foreignKeys"] = [{"fields": "city", "reference": reference}]
    raw = package(
        {"city.csv": "id,name\nx,X\n", "grade.csv": "city,grade\nx,1\nx,-\n"}, city, grade
    )
    tables = {table.name: describe_columns(table) for table in derive_dataset(raw).tables}
    assert tables["city"][0]["constraints"] == ["primaryKey", "uniqueKey: name, id"]
    assert tables["grade"][0]["constraints"] == ["foreignKey: city.id"]
    described = tables["grade"][1]
    assert described["constraints"] == ["0 = bad", "1 = good"]
    assert described["missing"] == [{"text": "-", "label": "not inspected"}]
    assert described["title"] == {"zh": "级", "en": "Grade"}
    assert described["empty"] == 1
