"""A few spoilt files of the trial `fuzz`, what they have found, and any text for any reader."""

import csv
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.build.tree import SiteTree, list_tree
from scripts.checks import check_package
from scripts.checks.decisions import decide
from scripts.desk.excel.layout import find_layout, from_mapping
from scripts.package.descriptor import MOST_COLUMNS, is_web_address, resource_kind
from scripts.package.file_bytes import LONGEST_LINE, check_bytes
from scripts.package.raw import resources
from scripts.package.read import parse_table, read_package
from scripts.text.quantities import find_quantities
from scripts.text.source_text import find_numerals, find_reader_blocks, find_sentences
from scripts.theme_support.markdown_text import escape_markdown, plain_prose, render_prose
from scripts.versions import RecordError
from scripts.versions.records import parse_records
from tests.packages.make import write_package
from tests.trials import fuzz
from tests.trials.fuzz_readers import MINIATURE, READERS, SCHEMAS, VOCABULARY
from tests.trials.mistakes import load

SMALL = (
    "place report",
    "report text",
    "workbook",
    "sheet",
    "store",
    "release records",
)


@pytest.mark.slow
@pytest.mark.parametrize("name", SMALL)
def test_a_spoilt_file_has_findings_at_most(name):
    assert name in READERS
    assert fuzz.run(len(name), name).wrong == ""


@pytest.mark.parametrize("cut", [0, 30, 500, -20])
def test_a_half_saved_descriptor_does_not_take_a_place_off_the_site(tmp_path, cut):
    files = load(MINIATURE)
    files["datapackage.json"] = files["datapackage.json"][:cut]
    for path, data in files.items():
        (tmp_path / "qingshi" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "qingshi" / path).write_bytes(data)
    raw = read_package(tmp_path / "qingshi", tmp_path)
    findings = check_package(raw, SCHEMAS, VOCABULARY)
    assert [one.outcome for one in decide([raw], findings, {"*": "publish"})] == ["fail"]


@pytest.mark.parametrize("name", ["targets.csv", "documents/2024.md"])
def test_a_line_without_end_is_a_finding_and_is_not_read(name):
    data = b"first\n" + b"x" * (LONGEST_LINE + 1) + b"\n"
    assert [(f.code, f.row) for f in check_bytes(name, data)] == [("long-line", 2)]


def test_a_table_with_endless_columns_is_offered_as_it_is(tmp_path):
    descriptor = {"name": "wide", "resources": [{"name": "wide", "path": "wide.csv"}]}
    for columns, kind in ((MOST_COLUMNS, "table"), (MOST_COLUMNS + 2, "file")):
        data = ",".join(f"c{number}" for number in range(columns)) + "\n"
        raw = read_package(write_package(tmp_path / kind, descriptor, {"wide.csv": data}), tmp_path)
        assert [resource_kind(raw, one) for one in resources(raw.descriptor)] == [kind]


def test_a_record_with_an_endless_cell_is_told_as_such():
    with pytest.raises(RecordError):
        parse_records("version\n" + "9" * 200_000)


def test_whatever_stands_in_the_tree_gives_way(tmp_path):
    folder = tmp_path / "site"
    folder.write_bytes(b"a file")
    first = SiteTree(folder=folder).write("pictures/a", b"picture")
    (folder / "pictures" / "b" / "c").mkdir(parents=True)
    (folder / "linked").symlink_to(tmp_path)
    (folder / "file").write_bytes(b"a file")
    tree = SiteTree(folder=folder)
    assert not tree.has(first._replace(path="pictures/b"))
    paths = ["linked/a", "pictures/b", "file/a"]
    written = [first, *(tree.write(path, b"picture") for path in paths)]
    assert all(map(tree.has, written))
    (folder / "foreign" / "x").mkdir(parents=True)
    (folder / "foreign" / "x" / "a").write_bytes(b"a file")
    tree.remove(list_tree(folder).keys() - {one.path for one in written})
    assert sorted(list_tree(folder)) == sorted(["pictures/a", *paths])
    assert not (folder / "foreign").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_read(text):
    for find in (find_reader_blocks, find_sentences, find_numerals, find_quantities):
        for found in find(text):
            assert 0 <= found.start <= found.end <= len(text)
    assert "\n" not in escape_markdown(text)
    assert "<script" not in render_prose(text)
    plain_prose(text)
    is_web_address(text)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_a_table_or_told_to_be_none(text):
    try:
        parse_table(text)
    except csv.Error:
        return


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@settings(max_examples=30, deadline=None)
@given(st.fixed_dictionaries({}, optional={"columns": JSON, "heading_row": JSON, "unit": JSON}))
def test_any_mapping_is_one_or_told_to_be_none(mapping):
    try:
        from_mapping(json.loads(json.dumps(mapping)), [["a", "b"]] * 3)
    except ValueError:
        return


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.text(max_size=8), max_size=4), max_size=6))
def test_any_sheet_has_a_layout_or_none(cells):
    layout = find_layout(cells, {"指标": "indicator_id", "数值": "value"})
    assert layout is None or 0 <= layout.heading < len(cells)


def test_the_inputs_of_a_number_are_always_the_same(tmp_path):
    folders = [tmp_path / name for name in "ab"]
    said = {fuzz.spoil(7, READERS["prose"], folder) for folder in folders}
    assert len(said) == 1
    assert load(folders[0]) == load(folders[1]) != {}
