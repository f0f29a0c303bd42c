"""Take just what one needs: a filtered table, one section, one report."""

import csv
import hashlib
import io
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from frictionless import validate
from playwright.sync_api import expect
from selectolax.lexbor import LexborHTMLParser

from scripts.build.site import ROOT
from scripts.derive.edition import derive_edition
from scripts.downloads.subset import Subsets
from scripts.downloads.target_table import COLUMNS, NUMBERS
from scripts.package.read import read_package, to_place
from scripts.package.vocabulary import read_vocabulary

PLACE = "pingdingshan"
PACKAGE = ROOT / "datasets" / PLACE
TARGETS = f"{PLACE}/targets/"
COVER_FILTER, COVER_ROWS = "筛选 Filter", "行数 Rows"
LINK_TO_TARGET = re.compile(r"#t-(.+)$")


def parse(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))


def original(table):
    return parse((PACKAGE / f"{table}.csv").read_bytes())


def column(rows, name):
    at = rows[0].index(name)
    return [row[at] for row in rows[1:]]


def shown_targets(folder):
    """The promises that a page leads to, in the order in which it first names each."""
    main = LexborHTMLParser((folder / "index.html").read_bytes()).css_first("main")
    found = (LINK_TO_TARGET.search(node.attributes.get("href") or "") for node in main.css("a"))
    return list(dict.fromkeys(match[1] for match in found if match))


def parts(site):
    """The folder of every section and of every report."""
    folders = [*(site / PLACE / "sections").iterdir(), *(site / PLACE / "reports").iterdir()]
    return sorted(folder for folder in folders if folder.is_dir())


def extract(folder, target):
    """Unpack a part's zip; returns the one folder that is in it."""
    with zipfile.ZipFile(folder / f"{folder.name}.zip") as archive:
        archive.extractall(target)
        (name,) = {entry.partition("/")[0] for entry in archive.namelist()}
    return target / name


@pytest.fixture(scope="module")
def unpacked(site, tmp_path_factory):
    """Every part by its folder on the site, unpacked."""
    base = tmp_path_factory.mktemp("parts")
    return {
        folder: extract(folder, base / folder.parent.name / folder.name) for folder in parts(site)
    }


def test_every_section_and_report_is_a_valid_package(unpacked):
    assert len(unpacked) == len(original("sections")) + len(original("reports")) - 2
    for package in unpacked.values():
        report = validate(str(package / "datapackage.json"))
        assert report.valid, report.flatten(["title", "note"])
        assert [task.name for task in report.tasks][:4] == [
            "reports",
            "sections",
            "indicators",
            "targets",
        ]


@pytest.mark.parametrize("part", ["sections/2024-3", "reports/2025"])
def test_the_stock_command_accepts_a_part(site, tmp_path, part):
    package = extract(site / PLACE / part, tmp_path)
    done = subprocess.run(
        [Path(sys.executable).with_name("frictionless"), "validate", "datapackage.json"],
        cwd=package,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_part_holds_exactly_the_promises_of_its_page(unpacked):
    for folder, package in unpacked.items():
        ids = column(parse((package / "targets.csv").read_bytes()), "target_id")
        assert len(set(ids)) == len(ids)
        assert set(ids) == set(shown_targets(folder)), folder
        beside = parse((folder / f"{folder.name}.csv").read_bytes())
        assert sorted(column(beside, "target_id")) == sorted(ids)


def test_a_section_holds_the_promises_of_its_children(unpacked):
    held = {
        folder.name: set(column(parse((package / "targets.csv").read_bytes()), "target_id"))
        for folder, package in unpacked.items()
        if folder.parent.name == "sections"
    }
    header, *rows = original("sections")
    for row in (dict(zip(header, cells, strict=True)) for cells in rows):
        if row["parent_id"]:
            assert held[row["section_id"]] <= held[row["parent_id"]]


def test_the_reports_together_hold_every_promise(unpacked):
    ids = [
        target
        for folder, package in unpacked.items()
        if folder.parent.name == "reports"
        for target in column(parse((package / "targets.csv").read_bytes()), "target_id")
    ]
    assert sorted(ids) == sorted(column(original("targets"), "target_id"))


def test_columns_and_cells_are_those_of_the_package(unpacked):
    for package in unpacked.values():
        for path in package.glob("*.csv"):
            header, *rows = parse(path.read_bytes())
            whole_header, *whole = original(path.stem)
            assert header == whole_header
            positions = [whole.index(row) for row in rows]
            assert positions == sorted(set(positions))


def test_a_section_has_the_numerals_and_doubts_of_its_text(unpacked, site):
    header, *rows = original("sections")
    sections = [dict(zip(header, row, strict=True)) for row in rows]
    starts = sorted(
        int(one["start"]) for one in sections if one["start"] and one["report_id"] == "2024"
    )
    leaf = next(one for one in sections if one["section_id"] == "2024-3-9-1")
    end = starts[starts.index(int(leaf["start"])) + 1]
    package = unpacked[site / PLACE / "sections" / "2024-3-9-1"]
    for table in ("numerals", "doubts"):
        found = parse((package / f"{table}.csv").read_bytes())
        reach = range(int(leaf["start"]), end)
        assert [int(start) for start in column(found, "start")] == [
            int(start) for start in column(original(table), "start") if int(start) in reach
        ]
        assert len(found) > 1


def test_a_part_says_what_it_is_and_carries_checksums_that_hold(unpacked, site):
    for folder, package in unpacked.items():
        sums = dict(
            line.split("  ", 1)[::-1]
            for line in (package / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
        )
        files = {p.relative_to(package).as_posix() for p in package.rglob("*") if p.is_file()}
        assert set(sums) == files - {"SHA256SUMS"}
        for path, expected in sums.items():
            assert hashlib.sha256((package / path).read_bytes()).hexdigest() == expected
        page = LexborHTMLParser((folder / "index.html").read_bytes())
        heading = page.css_first("h1").text().strip()
        told = (package / "README.txt").read_text(encoding="utf-8")
        assert heading in told
        assert told.index("核对：") < told.index("To check:")
        assert folder.relative_to(site).as_posix() + "/" in told
        assert "CC-BY-4.0" in (package / "datapackage.json").read_text(encoding="utf-8")


def test_only_a_report_carries_its_text(unpacked, site):
    with_text = [package for package in unpacked.values() if list(package.rglob("*.md"))]
    report = unpacked[site / PLACE / "reports" / "2024"]
    assert with_text == [report]
    text = (report / "documents/2024.md").read_bytes()
    assert text == (PACKAGE / "documents/2024.md").read_bytes()


@pytest.fixture(scope="module")
def miniature():
    raw = read_package(ROOT / "tests" / "packages" / "miniature", ROOT)
    units = read_vocabulary(ROOT / "datasets" / "vocabulary").units
    return raw, derive_edition(to_place(raw)[0], units)


def section_rows(raw, edition, section_id):
    """The rows of one section's part, by table."""
    report, node = next(
        (report, node)
        for report in edition.reports
        for node in report.walk()
        if node.section.section_id == section_id
    )
    return Subsets(edition=edition, raw=raw).of_section(report, node).rows


def test_a_correction_goes_with_the_row_that_it_corrects(miniature):
    raw, edition = miniature
    assert section_rows(raw, edition, "2024-1")["corrections"] == {2}
    assert section_rows(raw, edition, "2024-2")["corrections"] == set()


def test_a_numeral_of_a_promise_made_elsewhere_stays_out(miniature):
    """Its key would lead to a row that the part does not hold."""
    raw, edition = miniature
    numeral = next(n for n in edition.place.numerals if n.target_id == "2024-gdp-growth")
    before = section_rows(raw, edition, "2024-1")["numerals"]
    moved = replace(numeral, target_id="2024-afforestation")
    reports = tuple(
        replace(r, numerals=tuple(moved if n is numeral else n for n in r.numerals))
        for r in edition.reports
    )
    changed = replace(edition, reports=reports)
    assert section_rows(raw, changed, "2024-1")["numerals"] == before - {numeral.row}
    assert numeral.row in section_rows(raw, changed, "2024-2-1-1")["numerals"]


@pytest.mark.parametrize("language", ["", "en/"])
def test_the_pages_of_sections_and_reports_offer_their_parts(site, language):
    for folder in parts(site):
        page = site / language / folder.relative_to(site) / "index.html"
        rows = LexborHTMLParser(page.read_bytes()).css("#downloads tbody tr")
        for row, suffix in zip(rows, ("csv", "xlsx", "zip"), strict=True):
            data = (folder / f"{folder.name}.{suffix}").read_bytes()
            address = row.css_first("a").attributes["href"]
            assert (page.parent / address).resolve() == folder / f"{folder.name}.{suffix}"
            assert row.css_first(".hash").text() == hashlib.sha256(data).hexdigest()


def sheets(data):
    """The cover by its names, and the rows of the table, of a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["说明 About", "数据 Data"]
    cover = {
        row[0].value: [cell.value for cell in row[1:]] for row in book.worksheets[0].iter_rows()
    }
    assert book.worksheets[1].freeze_panes == "A2"
    return cover, list(book.worksheets[1].iter_rows())


def assert_same_table(cells, rows):
    """A sheet's cells say the rows of a CSV: numbers as numbers, all else as text."""
    header = rows[0]
    for number, (own, row) in enumerate(zip(cells, rows, strict=True)):
        # A row whose last cells are empty may end early.
        values = [*own, *[None] * (len(row) - len(own))]
        for name, cell, text in zip(header, values, row, strict=True):
            value = None if cell is None else cell.value
            if not text:
                assert value is None
            elif number and name in NUMBERS:
                assert cell.data_type == "n"
                assert Decimal(str(value)) == Decimal(text)
            else:
                assert (cell.data_type, value) == ("s", text)


def test_the_tables_that_are_built_say_the_same_in_both_formats(site):
    for path in [*parts(site), site / TARGETS / "targets"]:
        base = path / path.name if path.is_dir() else path
        rows = parse(base.with_name(f"{base.name}.csv").read_bytes())
        assert rows[0] == list(COLUMNS)
        cover, cells = sheets(base.with_name(f"{base.name}.xlsx").read_bytes())
        assert_same_table(cells, rows)
        assert cover[COVER_ROWS][0] == str(len(rows) - 1)
        assert cover["取自 Retrieved from"][0].endswith(".xlsx")
        assert "4.0" in cover["许可 Licence"][0]


def test_the_whole_table_has_every_promise_as_the_page_lists_it(site):
    rows = parse((site / TARGETS / "targets.csv").read_bytes())
    page = LexborHTMLParser((site / TARGETS / "index.html").read_bytes())
    links = page.css("#targets tbody th a")
    listed = [(link.attributes["href"] or "").partition("#t-")[2] for link in links]
    assert column(rows, "target_id") == listed
    assert sorted(listed) == sorted(column(original("targets"), "target_id"))
    ids, quotes = (column(original("targets"), name) for name in ("target_id", "quote"))
    printed = dict(zip(ids, quotes, strict=True))
    assert column(rows, "quote") == [printed[key] for key in listed]
    for address, key in zip(column(rows, "page"), listed, strict=True):
        path, _, anchor = address.partition("#")
        indicator = LexborHTMLParser((site / path / "index.html").read_bytes())
        assert indicator.css_first(f"#{anchor}") is not None
        assert anchor == f"t-{key}"


def take(page, words):
    """Press a button; returns the saved file's name and bytes."""
    with page.expect_download() as download:
        page.get_by_role("button", name=words).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


CSV_BUTTON, EXCEL_BUTTON = "下载筛选结果 CSV", "下载筛选结果 Excel"


def rows_on_page(page):
    return page.locator("#targets tbody tr:visible").evaluate_all(
        "nodes => nodes.map(node => node.dataset.target)"
    )


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_a_filter_is_downloaded_as_it_is_shown(open_page, address, site, width):
    page = open_page(f"{address}{TARGETS}?theme=rural", width=width)
    page.get_by_label("类别").select_option(label="量化目标")
    shown = rows_on_page(page)
    whole = parse((site / TARGETS / "targets.csv").read_bytes())
    assert 0 < len(shown) < len(whole) - 1
    by_id = {row[0]: row for row in whole}
    expected = [whole[0], *(by_id[key] for key in shown)]

    name, data = take(page, CSV_BUTTON)
    theme = page.locator("#f-theme option:checked").inner_text()
    assert name == f"{PLACE}-targets-量化目标-{theme}.csv"
    assert re.fullmatch(r"[\w.-]+", name)
    assert not data.startswith(b"\xef\xbb\xbf")
    assert parse(data) == expected
    expect(page.locator("#taken")).to_have_text(f"已保存 {len(shown)} 行")

    name, data = take(page, EXCEL_BUTTON)
    assert name == f"{PLACE}-targets-量化目标-{theme}.xlsx"
    cover, cells = sheets(data)
    assert_same_table(cells, expected)
    assert cover[COVER_FILTER][0] == f"类别：量化目标 · 主题：{theme}"
    assert cover[COVER_ROWS][0] == str(len(shown))
    assert cover["取自 Retrieved from"][0] == page.url
    assert "theme=rural" in page.url
    assert "4.0" in cover["许可 Licence"][0]


@pytest.mark.browser
def test_the_saved_rows_keep_the_order_that_was_chosen(open_page, address):
    page = open_page(f"{address}{TARGETS}")
    page.get_by_label("关键词").fill("农村")
    before = rows_on_page(page)
    page.get_by_role("button", name="承诺").click()
    shown = rows_on_page(page)
    assert sorted(shown) == sorted(before)
    assert shown != before
    name, data = take(page, CSV_BUTTON)
    assert name == f"{PLACE}-targets-农村.csv"
    assert column(parse(data), "target_id") == shown


@pytest.mark.browser
@pytest.mark.parametrize("language", ["", "en/"])
def test_nothing_filtered_is_the_whole_table(open_page, address, site, language):
    page = open_page(f"{address}{language}{TARGETS}")
    words = ("Download these rows as CSV", "Download these rows as Excel")
    to_csv, to_excel = words if language else (CSV_BUTTON, EXCEL_BUTTON)
    whole = (site / TARGETS / "targets.csv").read_bytes()
    assert take(page, to_csv) == (f"{PLACE}-targets.csv", whole)
    name, data = take(page, to_excel)
    assert name == f"{PLACE}-targets.xlsx"
    cover, cells = sheets(data)
    assert_same_table(cells, parse(whole))
    assert cover[COVER_FILTER][0] == ("all" if language else "全部")


HOSTILE = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "-1+2",
    "<script>alert(1)</script>",
    '他说“好”, "quoted" & <b>粗</b>\n第二行',
    "]]></t></is></c>",
    "\x01control_x0041_",
    "😀" * 3,
]


@pytest.mark.browser
def test_hostile_cells_stay_text(open_page, address, site):
    whole = parse((site / TARGETS / "targets.csv").read_bytes())
    quote, value = whole[0].index("quote"), whole[0].index("value")
    for row, text in zip(whole[1:], HOSTILE, strict=False):
        row[quote] = text
    whole[1][value], whole[2][value] = "-2.50", "=1+1"
    doctored = io.StringIO()
    csv.writer(doctored, lineterminator="\n").writerows(whole)
    page = open_page(f"{address}{TARGETS}")
    page.context.route(
        "**/targets.csv", lambda route: route.fulfill(body=doctored.getvalue().encode())
    )
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))

    _, data = take(page, CSV_BUTTON)
    saved = parse(data)
    for row, text in zip(saved[1:], HOSTILE, strict=False):
        assert row[quote] == (f"'{text}" if text[0] in "=+-@" else text)
    assert (saved[1][value], saved[2][value]) == ("-2.50", "'=1+1")

    _, data = take(page, EXCEL_BUTTON)
    _, cells = sheets(data)
    for row, text in zip(cells[1:], HOSTILE, strict=False):
        read = str(row[quote].value).replace("_x005F_", "_")
        assert (row[quote].data_type, read) == ("s", text.replace("\x01", "\ufffd"))
    assert (cells[1][value].data_type, cells[1][value].value) == ("n", -2.5)
    assert (cells[2][value].data_type, cells[2][value].value) == ("s", "=1+1")


@pytest.mark.browser
def test_without_a_server_the_visible_table_is_saved(open_page, site):
    page = open_page((site / TARGETS / "index.html").as_uri())
    page.get_by_label("关键词").fill("粮食产量")
    shown = page.locator("#targets tbody tr:visible")
    assert shown.count() > 0
    name, data = take(page, CSV_BUTTON)
    assert name == f"{PLACE}-targets-粮食产量.csv"
    header, *rows = parse(data)
    assert header == ["承诺", "目标", "期限", "结论", "章节", "报告"]
    names = [" ".join(text.split()) for text in shown.locator("th").all_inner_texts()]
    assert [row[0] for row in rows] == names
    expect(page.locator("#taken")).to_contain_text("整张表读取失败")
    _, data = take(page, EXCEL_BUTTON)
    _, cells = sheets(data)
    assert [cell.value for cell in cells[1]] == [
        *rows[0][:2],
        int(rows[0][2]),
        *rows[0][3:5],
        int(rows[0][5]),
    ]


@pytest.mark.browser
def test_without_javascript_the_whole_table_is_offered(open_page, address, site):
    page = open_page(f"{address}{TARGETS}", javascript=False)
    expect(page.get_by_role("button", name=CSV_BUTTON)).to_be_hidden()
    page.get_by_role("link", name="下载整张表").click()
    for suffix in ("csv", "xlsx"):
        with page.expect_download() as download:
            page.get_by_role("link", name=f"targets.{suffix}").click()
        data = Path(download.value.path()).read_bytes()
        assert data == (site / TARGETS / f"targets.{suffix}").read_bytes()
