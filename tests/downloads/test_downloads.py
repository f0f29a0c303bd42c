"""Downloads: what a reader opens elsewhere says what the page says, and never changes by itself."""

import csv
import hashlib
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from scripts.core.archives import render_zip
from scripts.derive.edition import derive_edition
from scripts.downloads import (
    FormulaCellError,
    derive_download_list,
    package_sets,
    render_package_downloads,
)
from scripts.downloads.indicator_files import COLUMNS, indicator_rows, render_csv
from scripts.downloads.listing import count_rows
from scripts.downloads.workbooks import Sheet, render_workbook
from scripts.package.read import read_package, to_place
from scripts.package.tabular import derive_dataset
from scripts.package.vocabulary import read_vocabulary
from scripts.words.addresses import indicator_file, package_file
from tests.packages.make import write_package
from tests.place_files import render_downloads, render_drawings

ROOT = Path(__file__).parents[2]
MINIATURE = ROOT / "tests" / "packages" / "miniature"
UNITS = read_vocabulary(ROOT / "datasets" / "vocabulary").units


@pytest.fixture(scope="module")
def raw():
    return read_package(MINIATURE, ROOT)


@pytest.fixture(scope="module")
def edition(raw):
    return derive_edition(to_place(raw)[0], UNITS)


@pytest.fixture(scope="module")
def downloads(edition, raw):
    return render_downloads(edition, raw, UNITS, render_drawings(edition, UNITS))


@pytest.fixture(scope="module")
def package(raw):
    return render_package_downloads(derive_dataset(raw))


def files_of(downloads, edition, suffix):
    """Series and the bytes of its download, for every indicator that has one."""
    for series in edition.series:
        address = indicator_file(edition.place.name, series.indicator.indicator_id, suffix)
        if address in downloads.files:
            yield series, downloads.files[address]


def read_rows(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def test_every_indicator_can_be_taken_away(downloads, edition):
    for suffix in ("csv", "xlsx", "json"):
        assert len(list(files_of(downloads, edition, suffix))) == len(edition.series)
    with_numbers = [
        s for s in edition.series if s.observations or any(j.target.value for j in s.targets)
    ]
    assert [s for s, _ in files_of(downloads, edition, "svg")] == with_numbers


def test_the_csv_has_every_target_and_observation_as_printed(downloads, edition):
    for series, data in files_of(downloads, edition, "csv"):
        assert not data.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in data
        rows = read_rows(data)
        assert list(rows[0]) == list(COLUMNS)
        targets = [row for row in rows if row["record"] == "target"]
        for row, judged in zip(targets, series.targets, strict=True):
            printed = judged.target.value
            assert row["value"] == ("" if printed is None else f"{printed:f}")
            assert row["target_id"] == judged.target.target_id
            assert row["status"] == judged.judgement.status
            assert row["year"] == str(judged.due)
            assert row["quote"] == (judged.target.quote or "")
        observed = [row for row in rows if row["record"] == "observation"]
        for row, one in zip(observed, series.observations, strict=True):
            assert (row["period"], Decimal(row["value"])) == (one.period, one.value)
            assert (row["unit"], row["stage"]) == (one.unit, one.stage)
        for row in rows:
            assert row["source_title"] == edition.sources[row["source_id"]].title


def test_the_json_says_the_same_and_where_the_rest_is(downloads, edition):
    for series, data in files_of(downloads, edition, "json"):
        document = json.loads(data)
        for said, judged in zip(document["targets"], series.targets, strict=True):
            printed = judged.target.value
            assert said["value"] == (None if printed is None else float(printed))
            assert said["status"]["code"] == judged.judgement.status
            for language in ("zh", "en"):
                assert said["status"]["sentence"][language] == judged.judgement.sentence[language]
            assert [d["id"] for d in said["doubts"]] == [d.doubt_id for d in judged.doubts]
        assert [(o["period"], Decimal(str(o["value"]))) for o in document["observations"]] == [
            (o.period, o.value) for o in series.observations
        ]
        published = {*downloads.files, *render_drawings(edition, UNITS)}
        assert set(document["files"].values()) <= published
        assert document["pages"]["en"].startswith("en/")


def test_the_chart_says_every_number_of_the_csv(downloads, edition):
    csvs = {s.indicator.indicator_id: data for s, data in files_of(downloads, edition, "csv")}
    for series, data in files_of(downloads, edition, "svg"):
        description = ET.fromstring(data).find("{http://www.w3.org/2000/svg}desc").text  # noqa: S314
        for row in read_rows(csvs[series.indicator.indicator_id]):
            assert row["value"] in description.replace(",", "").replace("−", "-")


def test_the_workbook_holds_the_csv_with_numbers_as_numbers(downloads, edition):
    csvs = {s.indicator.indicator_id: data for s, data in files_of(downloads, edition, "csv")}
    for series, data in files_of(downloads, edition, "xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(data))
        assert book.sheetnames == ["说明 About", "数据 Data"]
        cover = {row[0].value: [cell.value for cell in row[1:]] for row in book.worksheets[0]}
        assert cover["指标 Indicator"] == [series.indicator.name_zh, series.indicator.name_en]
        assert "许可 Licence" in cover
        assert cover["取自 Retrieved from"][0].endswith(".xlsx")
        header, *rows = book.worksheets[1].iter_rows()
        assert [cell.value for cell in header] == list(COLUMNS)
        for cells, row in zip(rows, read_rows(csvs[series.indicator.indicator_id]), strict=True):
            for cell, (column, text) in zip(cells, row.items(), strict=True):
                assert cell.data_type != "f"
                if text and column in {"value", "value_max", "year", "start", "end"}:
                    assert Decimal(str(cell.value)) == Decimal(text)
                else:
                    assert (cell.value or "") == text


def test_the_package_is_published_byte_for_byte(package, raw):
    for path, data in raw.files.items():
        assert package.files[package_file(raw.name, path)] == data


def unpacked(package, raw, folder):
    data = package.files[package_file(raw.name, f"{raw.name}.zip")]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {name.partition("/")[0] for name in archive.namelist()} == {raw.name}
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        archive.extractall(folder)
    return folder / raw.name


def test_the_zip_validates_with_stock_frictionless(package, raw, tmp_path):
    folder = unpacked(package, raw, tmp_path)
    tool = Path(sys.executable).with_name("frictionless")
    done = subprocess.run(
        [tool, "validate", "datapackage.json"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_zip_carries_checksums_that_hold(package, raw, tmp_path):
    folder = unpacked(package, raw, tmp_path)
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = dict(line.split("  ")[::-1] for line in lines)
    assert set(sums) == set(raw.files)
    for path, expected in sums.items():
        assert hashlib.sha256((folder / path).read_bytes()).hexdigest() == expected


def test_the_package_workbook_has_a_sheet_per_table(package, raw):
    data = package.files[package_file(raw.name, f"{raw.name}.xlsx")]
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["说明 About", *raw.tables]
    for name, frame in raw.tables.items():
        assert book[name].max_row == len(frame) + 1
    values = [cell.value for cell in book["observations"]["C"][1:]]
    assert values == [float(text) for text in raw.tables["observations"]["value"]]


def test_the_same_facts_give_the_same_bytes(downloads, edition, package, raw):
    again = render_downloads(edition, raw, UNITS, render_drawings(edition, UNITS))
    assert again.files == downloads.files
    assert render_package_downloads(derive_dataset(raw)).files == package.files


def test_no_file_carries_the_time_of_building(downloads, package):
    for address, data in (*downloads.files.items(), *package.files.items()):
        if not address.endswith((".xlsx", ".zip")):
            continue
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
            if "docProps/core.xml" in archive.namelist():
                assert archive.read("docProps/core.xml").count(b"1980-01-01T00:00:00Z") == 2


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_text_like_a_formula_is_refused(edition, text):
    rows = indicator_rows(edition, edition.series[0])
    with pytest.raises(FormulaCellError, match="note_zh"):
        render_csv([{**rows[0], "note_zh": text}])


def test_a_negative_number_is_no_formula(edition):
    rows = indicator_rows(edition, edition.series[0])
    (row,) = read_rows(render_csv([{**rows[0], "value": Decimal("-2.50")}]).encode())
    assert row["value"] == "-2.50"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "#N/A", "=cmd|' /C calc'!A0"])
def test_in_a_workbook_text_stays_text(text):
    data = render_workbook([Sheet(title="s", rows=[[text, Decimal("-2.5"), 3, None]])])
    first, *numbers = next(openpyxl.load_workbook(io.BytesIO(data))["s"].iter_rows())
    assert (first.value, first.data_type) == (text, "s")
    assert [cell.value for cell in numbers] == [-2.5, 3]


def test_awkward_text_survives_the_csv(edition):
    note = '他说“好”, "quoted"\n第二行，; | 😀'
    series = edition.series[0]
    target = replace(series.targets[0].target, note_zh=note)
    changed = replace(series, targets=(replace(series.targets[0], target=target),))
    assert read_rows(render_csv(indicator_rows(edition, changed)).encode())[0]["note_zh"] == note


def test_the_list_of_downloads_tells_size_rows_and_checksum(downloads, edition, package, raw):
    for language, label in (("zh", "CSV 表格"), ("en", "CSV table")):
        groups = package.groups[language]
        rows = {row["url"]: row for group in groups for row in group["files"]}
        assert set(rows) == set(package.files)
        targets = rows[package_file(raw.name, "targets.csv")]
        assert targets["rows"] == len(raw.tables["targets"])
        assert targets["bytes"] == len(raw.files["targets.csv"])
        assert targets["sha256"] == hashlib.sha256(raw.files["targets.csv"]).hexdigest()
        assert targets["label"] == f"targets.csv · {label}"
        assert targets["format"] == "csv"
        lists = downloads.indicator_lists[language]
        assert set(lists) == {series.indicator.indicator_id for series in edition.series}
        parts = (
            *downloads.section_lists[language].values(),
            *downloads.report_lists[language].values(),
        )
        whole = downloads.target_list[language]
        listed = {row["url"] for own in (*lists.values(), *parts, whole) for row in own}
        assert listed == set(downloads.files)


def test_rows_are_counted_with_line_breaks_in_cells():
    (row,) = derive_download_list({"a.csv": b'x,y\n1,"two\nlines"\n2,b\n'})
    assert row["rows"] == 2


def test_a_zip_does_not_depend_on_the_order_of_its_files():
    assert render_zip({"a": b"1", "b": b"2"}) == render_zip({"b": b"2", "a": b"1"})


@pytest.mark.parametrize(
    "data", [b"", b"a", b"a\n", b"a\n1", b"a\n1\n\n2\n", b"\na\n1\n", b'"a\nb"\n1\n', b"a\r\n1\r\n"]
)
def test_rows_are_counted_as_csv_reads_them(data):
    rows = [row for row in csv.reader(io.StringIO(data.decode(), newline="")) if row]
    assert count_rows(data) == max(0, len(rows) - 1)


def essences(raw):
    return {one.name: one.essence for one in package_sets(derive_dataset(raw))}


def test_files_of_a_package_are_made_again_when_what_they_follow_from_changes(raw):
    before = essences(raw)
    assert essences(replace(raw)) == before
    noted = replace(raw, files={**raw.files, "note.txt": b"new"})
    assert {name for name, one in essences(noted).items() if one != before[name]} == {"whole"}
    assert (
        package_file(raw.name, "note.txt") in render_package_downloads(derive_dataset(noted)).files
    )
    path = raw.table_path("observations")
    text = raw.files[path].replace(b",final,", b",preliminary,", 1)
    assert text != raw.files[path]
    changed = parse_with(raw, path, text)
    assert {name for name, one in essences(changed).items() if one != before[name]} == {
        "whole",
        "table:observations",
    }
    renamed = replace(raw, descriptor={**raw.descriptor, "title": "另一个"})
    assert all(one != before[name] for name, one in essences(renamed).items() if name != "whole")


def parse_with(raw, path, data):
    """The package with another content of one of its tables."""
    with tempfile.TemporaryDirectory() as name:
        for file, whole in {**raw.files, path: data}.items():
            target = Path(name) / "datasets" / raw.name / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(whole)
        found = read_package(Path(name) / "datasets" / raw.name, Path(name))
    return replace(found, name=raw.name, folder=raw.folder)


def test_every_file_of_a_package_is_made_by_one_set(raw, tmp_path):
    for one in package_sets(derive_dataset(raw)):
        assert one.addresses == one.make().files.keys()
        assert not one.withheld
    resources = [{"name": name, "path": "t.csv"} for name in ("first", "second")]
    folder = write_package(
        tmp_path / "datasets" / "twice",
        {"name": "twice", "resources": resources},
        {"t.csv": "n\n1\n"},
    )
    dataset = derive_dataset(read_package(folder, tmp_path))
    whole, first, second = package_sets(dataset)
    assert first.withheld == {f"data/twice/t.csv{end}" for end in ("", "-metadata.json")}
    assert not whole.withheld | second.withheld
    made = [one.make().files.keys() - one.withheld for one in (whole, first, second)]
    assert sum(map(len, made)) == len(set().union(*made))
    assert set().union(*made) == render_package_downloads(dataset).files.keys()
