"""Reading a package: each file once, nothing outside it, and no exception for bad content."""

from __future__ import annotations

import csv
import json
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.package.file_bytes import check_bytes
from scripts.package.raw import is_place
from scripts.package.read import find_packages, is_inside, parse_table, read_package, to_place
from scripts.package.tabular import derive_dataset

ROOT = Path(__file__).parents[2]
MINIATURE = ROOT / "tests" / "packages" / "miniature"
REAL = ROOT / "datasets" / "pingdingshan"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MINIATURE, tmp_path / "datasets" / "miniature"))


def test_a_package_is_read_byte_for_byte() -> None:
    raw = read_package(MINIATURE, ROOT)
    assert raw.findings == ()
    assert raw.folder == "tests/packages/miniature"
    for path, data in raw.files.items():
        assert data == (MINIATURE / path).read_bytes()


def test_typed_rows_mirror_the_tables() -> None:
    place, findings = to_place(read_package(MINIATURE, ROOT))
    assert findings == []
    assert (place.name, place.name_zh, place.province_en) == ("qingshi", "青石市", "Test Province")
    target = next(t for t in place.targets if t.target_id == "2024-pocket-parks")
    assert (target.value, target.value_max, target.unit) == (Decimal(3), Decimal(5), "个")
    assert (target.scope, target.baseline) == (None, None)
    assert target.quote == place.documents["2024"][target.start : target.end]
    assert place.targets[0].row == 2
    assert place.facts[1].value == Decimal("50.5")


def test_only_files_that_the_descriptor_names_are_read(copy: Path) -> None:
    (copy / "draft.csv").write_bytes(b"\xff")
    assert "draft.csv" not in read_package(copy, copy.parents[1]).files


def test_a_row_that_does_not_convert_is_left_out_and_told(copy: Path) -> None:
    path = copy / "observations.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("6.1", "六"), encoding="utf-8")
    place, [finding] = to_place(read_package(copy, copy.parents[1]))
    assert (finding.row, finding.field, finding.code) == (2, "value", "bad-value")
    assert place.observations[0].row == 3


@pytest.mark.parametrize("cell", ["１２", "1_000", "1e3", "NaN", "inf", " 5", "1,000", "5%"])
def test_what_python_takes_for_a_number_is_not_one_here(copy: Path, cell: str) -> None:
    path = copy / "observations.csv"
    written = f'"{cell}"' if "," in cell else cell
    path.write_text(path.read_text(encoding="utf-8").replace("6.1", written), encoding="utf-8")
    _, findings = to_place(read_package(copy, copy.parents[1]))
    assert [(f.row, f.field) for f in findings] == [(2, "value")]


def test_places_are_told_from_other_datasets() -> None:
    assert is_place({"place": {}})
    assert not is_place({"name": "weather"})


def test_another_dataset_is_read_without_the_rules_for_places(tmp_path: Path) -> None:
    folder = tmp_path / "weather"
    folder.mkdir()
    resources = [
        {"name": "t", "path": "t.csv", "encoding": "gb18030"},
        {"name": "image", "path": "image.png"},
        {"name": "inline", "data": [[1]]},
    ]
    (folder / "datapackage.json").write_text(
        json.dumps({"name": "weather", "resources": resources})
    )
    (folder / "t.csv").write_bytes("城市\r\n甲\r\n".encode("gb18030"))
    (folder / "image.png").write_bytes(b"\x89PNG\0")
    raw = read_package(folder, tmp_path)
    assert raw.findings == ()
    table = next(one for one in derive_dataset(raw).tables if one.name == "t")
    assert list(table.column("城市").values) == ["甲"]


def test_packages_are_found_in_order_and_schemas_are_none(tmp_path: Path) -> None:
    for name in ("b", "a", "schemas", "vocabulary", "empty", "headless", ".git"):
        (tmp_path / name).mkdir()
    for name in ("b", "a", "schemas", "vocabulary", ".git"):
        (tmp_path / name / "datapackage.json").write_text("{}")
    (tmp_path / "headless" / "targets.csv").write_text("target_id\n")
    (tmp_path / ".DS_Store").write_text("")
    assert [folder.name for folder in find_packages(tmp_path)] == ["a", "b", "headless"]
    assert find_packages(tmp_path / "none") == []


@pytest.mark.parametrize(
    "descriptor", ["", "{", "[]", "null", "1", '{"resources": 5}', '{"a": NaN']
)
def test_any_descriptor_can_be_read(tmp_path: Path, descriptor: str) -> None:
    (tmp_path / "datapackage.json").write_text(descriptor)
    raw = read_package(tmp_path, tmp_path.parent)
    assert raw.tables == {}


def test_a_missing_descriptor_is_a_finding(tmp_path: Path) -> None:
    [finding] = read_package(tmp_path, tmp_path.parent).findings
    assert finding.code == "missing-file"


@pytest.mark.parametrize("path", ["a.csv", "documents/2024.md", "数据.csv"])
def test_paths_inside(path: str) -> None:
    assert is_inside(path)


@pytest.mark.parametrize(
    "path", ["", ".", "..", "../a", "a/../../b", "/a", "C:/a", "a\\b", "a\nb", "http://x/y"]
)
def test_paths_outside(path: str) -> None:
    assert not is_inside(path)


def test_rows_are_counted_as_a_spreadsheet_does() -> None:
    table = parse_table('a,b\n"one\ntwo",1\n\nthree,2\nfour\n')
    assert table.index.tolist() == [2, 4, 5]
    assert table["b"].tolist() == ["1", "2", ""]


@given(st.binary(max_size=200))
def test_no_bytes_raise(data: bytes) -> None:
    for finding in check_bytes("a/t.csv", data):
        assert finding.message_zh
        assert finding.fix_en


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading_of_a_table(text: str) -> None:
    try:
        table = parse_table(text)
    except csv.Error:  # a quotation mark without a partner: a finding where a file is read
        return
    assert all(row > 1 for row in table.index)


def test_a_header_without_rows_and_rows_without_a_header() -> None:
    assert parse_table("a,b\n").shape == (0, 2)
    assert parse_table("\na,b\n").shape == (1, 0)
    assert parse_table("").shape == (0, 0)


def test_a_repeated_column_keeps_its_cells() -> None:
    table = parse_table("a,a\n1,NA\n")
    assert list(table.columns) == ["a", "a"]
    assert table.to_numpy().tolist() == [["1", "NA"]]
