"""Preview on one's own machine: findings instead of old pages, and a reload after each save."""

import json
import shutil
from dataclasses import replace
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from scripts.build.site import Result
from scripts.commands.findings_page import render_page
from scripts.commands.serve import Preview, start_server
from scripts.core.findings import Finding, column_letter, render_json, render_terminal, where

FINDING = Finding(
    file="datasets/a/targets.csv",
    row=12,
    field="unit",
    column="O",
    value="<b>万人</b>",
    code="unit-mismatch",
    message_zh="单位不对 <script>",
    message_en="The unit is wrong",
    fix_zh="改成万户",
    fix_en="Change it",
)


@pytest.fixture
def preview(site, tmp_path):
    shutil.copyfile(site / "index.html", tmp_path / "index.html")
    (tmp_path / "a.csv").write_text("a\n1\n", encoding="utf-8")
    state = Preview()
    server = start_server(tmp_path, 0, state)
    yield state, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def read(address):
    with urlopen(address) as answer:  # noqa: S310 - loopback
        return answer.read().decode()


def test_findings_take_the_place_of_every_page_until_they_are_mended(preview):
    state, address = preview
    state.update(Result())
    assert "平顶山市" in read(address)
    state.update(Result(findings=(FINDING,)))
    for path in ("", "any/where/"):
        page = read(address + path)
        assert "单位不对" in page
        assert "平顶山市" not in page
    assert read(address + "a.csv") == "a\n1\n"
    state.update(Result())
    assert "平顶山市" in read(address)
    with pytest.raises(HTTPError):
        read(f"{address}any/where/")


@pytest.mark.browser
def test_the_browser_reloads_after_a_build(preview, open_page):
    state, address = preview
    state.update(Result())
    page = open_page(address)
    expect(page.get_by_role("heading", level=1)).to_contain_text("平顶山市")
    state.update(Result(findings=(FINDING,)))
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 处问题")
    state.update(Result())
    expect(page.get_by_role("heading", level=1)).to_contain_text("平顶山市")


def test_the_page_of_findings_escapes_what_is_in_the_cells():
    page = render_page([FINDING])
    assert "<b>万人" not in page
    assert "单位不对 <script>" not in page
    assert "第 12 行 O 列（unit）" in page
    assert "没有问题" in render_page([])


def test_a_finding_is_told_as_a_spreadsheet_shows_it():
    text = render_terminal([FINDING], ["zh"])
    assert "第 12 行 O 列（unit）" in text
    assert "<b>万人</b>" in text
    assert "The unit" not in text
    assert "row 12, column O (unit)" in render_terminal([FINDING], ["en"])
    whole = replace(FINDING, row=None, column=None, field=None)
    assert where(whole, "zh") == "整个文件"
    assert where(whole, "en") == "the whole file"
    assert "column" not in json.loads(render_json([FINDING]))[0]


@pytest.mark.parametrize(
    ("position", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ")]
)
def test_columns_are_named_as_in_a_spreadsheet(position, letter):
    assert column_letter(position) == letter


def test_findings_of_one_kind_are_shown_by_example():
    many = [replace(FINDING, row=row) for row in range(2, 150)]
    text = render_terminal(many)
    assert text.count(FINDING.message_zh) == 3
    assert "145" in text
    assert json.loads(render_json(many))[147]["row"] == 149
