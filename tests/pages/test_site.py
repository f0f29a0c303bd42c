"""The built site in a real browser, as a visitor meets it."""

import csv
import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from itertools import groupby
from pathlib import Path

import html5lib
import pytest
from playwright.sync_api import Page, expect
from selectolax.lexbor import LexborHTMLParser

from scripts.build.site import ROOT
from scripts.core.files import read_tree
from scripts.verify import check_site
from tests.axe import run_axe

pytestmark = pytest.mark.browser

PLACE = "pingdingshan/"
INDICATOR = f"{PLACE}indicators/grain-output/"
KINDS = [
    "",
    PLACE,
    f"{PLACE}report-order/",
    f"{PLACE}reports/2024/",
    f"{PLACE}reports/2025/",
    f"{PLACE}reports/2024/numerals/",
    f"{PLACE}sections/2024-3-3/",
    INDICATOR,
    f"{PLACE}indicators/urban-new-jobs/",
    f"{PLACE}indicators/gdp/",
    f"{PLACE}indicators/",
    f"{PLACE}targets/",
    f"{PLACE}doubts/",
    f"{PLACE}sources/",
    f"{PLACE}years/",
    f"{PLACE}a-z/",
    f"{PLACE}indicators/gdp-growth/",
    f"{PLACE}sections/2024-2-1/",
    f"{PLACE}indicators/shahe-navigation/",
    f"{PLACE}indicators/afforestation/",
    f"{PLACE}silence/",
    f"{PLACE}bodies/",
    f"{PLACE}changes/",
    f"{PLACE}calendar/",
    "calendar/",
    "search/",
    "query/",
    "glossary/",
    "api/",
    "data/",
    f"data/{PLACE}",
    f"data/{PLACE}tables/targets/",
    "method/",
    "corrections/",
    "updates/",
    "updates/first-edition/",
    "about/",
]
"""One page of every kind."""
SEEN = [*KINDS, f"{INDICATOR}embed/", "search/?q=PM2.5"]
"""What a reader sees: a page within a frame and the results of a search besides."""


def text_of(path):
    return (ROOT / "datasets/pingdingshan" / path).read_text(encoding="utf-8")


def table(name):
    return list(csv.DictReader(io.StringIO(text_of(f"{name}.csv"))))


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("javascript", [True, False])
def test_from_home_to_the_printed_words_and_the_data(open_page, address, width, javascript):
    page: Page = open_page(address, width=width, javascript=javascript)
    expect(page.get_by_role("heading", level=1)).to_contain_text("平顶山市")
    page.get_by_role("link", name="按报告顺序").click()
    page.locator("a[href*='sections/2024-2-1/']").first.click()
    expect(page).to_have_url(re.compile("sections/2024-2-1/$"))
    page.get_by_role("link", name="粮食产量", exact=True).last.click()
    expect(page).to_have_url(re.compile("indicators/grain-output/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("粮食产量")
    expect(page.locator(".hero .sides")).to_contain_text("225")
    expect(page.locator("blockquote mark").first).to_have_text("粮食产量225万吨以上")
    page.locator(".indicator-body").get_by_role("link", name="主要预期目标").first.click()
    numeral = page.locator(":target")
    expect(numeral).to_have_text("225")
    expect(numeral).to_be_in_viewport()
    numeral.click()
    if javascript:
        expect(page.get_by_role("dialog")).to_contain_text("225 万吨")
        expect(page).to_have_url(re.compile("reports/2024/"))
        page.get_by_role("link", name="打开这条承诺").click()
    expect(page).to_have_url(re.compile("indicators/grain-output/"))
    page.get_by_text("引用与下载").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="grain-output.csv").click()
    data = Path(download.value.path()).read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(data)))
    quoted = [(row["value"], row["unit"], row["quote"]) for row in rows]
    assert ("225", "万吨", "粮食产量225万吨以上") in quoted


@pytest.mark.parametrize("language", ["", "en/"])
@pytest.mark.parametrize("kind", SEEN)
def test_no_accessibility_violation_and_no_sideways_scrolling(open_page, address, kind, language):
    for width, dark in ((360, False), (1280, True)):
        page = open_page(address + language + kind, width=width, dark=dark)
        if "?q=" in kind:
            expect(page.locator("#found mark").first).to_be_visible()
        assert run_axe(page) == []
        scroll, client = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert scroll <= client


@pytest.mark.parametrize("language", ["", "en/"])
def test_every_page_reflows_at_400_percent(browser, address, language):
    """1280 px at 400 % are 320 px (WCAG 1.4.10); 200 % is wider than that."""
    context = browser.new_context(viewport={"width": 320, "height": 600})
    page = context.new_page()
    for kind in SEEN:
        page.goto(address + language + kind)
        scroll, client = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert scroll <= client, kind
    context.close()


def test_text_twice_as_large_fits_a_phone(open_page, address):
    page = open_page(address, width=360)
    page.get_by_role("button", name="长者模式").click()
    for kind in KINDS:
        page.goto(address + kind)
        expect(page.locator("html")).to_have_class("larger")
        for size in ("137.5%", "200%"):
            page.evaluate("size => document.documentElement.style.fontSize = size", size)
            scroll, client = page.evaluate(
                "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
            )
            assert scroll <= client, (kind, size)


def test_where_nothing_is_both_languages_say_so(open_page, address):
    page = open_page(f"{address}404.html", width=360)
    expect(page.get_by_role("heading", level=1)).to_have_text("找不到这个页面")
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    assert run_axe(page) == []
    page.get_by_role("link", name="Home page").click()
    expect(page).to_have_url(f"{address}en/")


@pytest.mark.parametrize("kind", KINDS)
def test_the_language_switch_stays_on_the_page(open_page, address, kind):
    page = open_page(address + kind)
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(address + "en/" + kind)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="中文").click()
    expect(page).to_have_url(address + kind)


def test_keyboard_reaches_the_content_first(open_page, address):
    page = open_page(address + INDICATOR)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("跳到正文")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_the_reader_shows_the_report_to_the_letter(open_page, address):
    page = open_page(f"{address}{PLACE}reports/2024/")
    shown = "".join(page.locator(".reader span[id^=c]").all_text_contents())
    printed = re.sub(r"\*\*|^#+ ", "", text_of("documents/2024.md"), flags=re.MULTILINE)
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", printed)


def test_every_numeral_is_marked_where_it_stands(open_page, address):
    page = open_page(f"{address}{PLACE}reports/2024/")
    for row in table("numerals"):
        mark = page.locator(f"#n{row['start']}")
        assert mark.text_content() == row["text"], row
        destination = mark.get_attribute("href")
        if row["role"] == "target":
            assert f"#t-{row['target_id']}" in destination
        else:
            assert destination.endswith(f"numerals/#n{row['start']}")


def test_every_target_stands_on_the_wall_and_in_the_table(open_page, address):
    ids = {row["target_id"] for row in table("targets")}
    home = open_page(address)
    links = home.locator(".wall li > a:first-child").evaluate_all(
        "nodes => nodes.map(node => node.hash)"
    )
    assert {link.removeprefix("#t-") for link in links} == ids
    assert len(links) == len(ids)
    targets = open_page(f"{address}{PLACE}targets/")
    assert targets.locator("#targets tbody tr").count() == len(ids)


def test_marks_are_large_enough_to_touch(open_page, address):
    page = open_page(address, width=360)
    sizes = page.locator(".wall li > a:first-child").evaluate_all(
        "nodes => nodes.map(n => n.getBoundingClientRect()).map(b => [b.width, b.height])"
    )
    assert min(min(size) for size in sizes) >= 24


def test_a_task_with_a_stated_result_is_not_said_to_have_none(site):
    def said(indicator):
        return "没有查到有来源的实际数" in (
            site / PLACE / "indicators" / indicator / "index.md"
        ).read_text(encoding="utf-8")

    assert not said("shahe-navigation")
    assert said("pm25-reduction")


def test_the_text_of_a_request_is_copied_in_lines(open_page, address):
    page = open_page(f"{address}{PLACE}silence/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    request = page.locator("details").first
    request.locator("summary").click()
    request.get_by_role("button", name="复制").click()
    expect(page.locator(".copied")).to_have_text("已复制")
    lines = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert [line[:2] for line in lines] == ["致：", "申请", "依据", "申请", "形式", "答复"]


def test_the_table_filters_sorts_and_keeps_its_filter_in_the_address(open_page, address):
    page = open_page(f"{address}{PLACE}targets/?theme=rural&year=2024")
    rows = page.locator("#targets tbody tr:visible")
    rural = {row["indicator_id"] for row in table("indicators") if row["theme"] == "rural"}
    expected = sum(
        row["indicator_id"] in rural and row["report_id"] == "2024" for row in table("targets")
    )
    assert rows.count() == expected
    expect(page.locator("#filter-count")).to_contain_text(str(expected))
    page.get_by_label("关键词").fill("没有这样的承诺")
    expect(page.locator("#filter-count")).to_contain_text("没有符合条件的承诺")
    page.get_by_label("关键词").fill("肉牛")
    assert rows.count() == 1
    assert "q=" in page.url
    page.get_by_role("button", name="清除筛选").click()
    expect(rows).to_have_count(len(table("targets")))
    page.get_by_role("button", name="目标").click()
    expect(page.get_by_role("columnheader", name="目标")).to_have_attribute(
        "aria-sort", "ascending"
    )
    figures = rows.locator("td:nth-child(2)").evaluate_all(
        "nodes => nodes.filter(n => n.dataset.value).map(n => [n.dataset.unit, +n.dataset.value])"
    )
    units = list(dict.fromkeys(unit for unit, _ in figures))
    assert [unit for unit, _ in groupby(figures, key=lambda pair: pair[0])] == units, (
        "figures of one unit stand together"
    )
    for unit in units:
        values = [value for own, value in figures if own == unit]
        assert values == sorted(values)


def test_a_doubted_figure_is_shown_as_printed_with_its_doubt_and_never_judged(open_page, address):
    page = open_page(f"{address}{PLACE}indicators/urban-new-jobs/")
    expect(page.locator(".hero .sides")).to_contain_text("69")
    expect(page.locator(".hero .sides + p")).to_contain_text("暂不评估")
    expect(page.locator(".admonition").first).to_contain_text("6.9")


def test_nothing_moves_when_the_script_starts(open_page, address):
    page = open_page(f"{address}{PLACE}targets/")
    shift = page.evaluate(
        """() => new Promise(resolve => {
            let total = 0;
            new PerformanceObserver(list => {
              for (const entry of list.getEntries()) total += entry.value;
            }).observe({type: 'layout-shift', buffered: true});
            setTimeout(() => resolve(total), 300);
        })"""
    )
    assert shift < 0.01


def test_every_internal_link_and_anchor_resolves(site):
    assert check_site(read_tree(site)) == []


def test_chinese_on_english_pages_is_marked_as_such(site):
    for path in (site / "en").rglob("*.html"):
        tree = LexborHTMLParser(path.read_text(encoding="utf-8"))
        if tree.css_first("body.page-report"):
            continue
        for node in tree.css_first("main").traverse(include_text=True):
            if node.tag == "-text" and re.search("[\u4e00-\u9fff]", node.text(deep=False)):
                languages = []
                while (node := node.parent) is not None:
                    languages.append(node.attributes.get("lang") or node.tag in {"pre", "code"})
                assert next(filter(None, languages)) in {"zh-CN", True}, path


def test_pages_are_html_by_the_standard(site):
    for kind in KINDS:
        for language in ("", "en/"):
            path = site / language / kind / "index.html"
            parser = html5lib.HTMLParser(strict=False)
            parser.parse(path.read_text(encoding="utf-8"))
            assert [e for e in parser.errors if e[1] != "expected-doctype-but-got-chars"] == [], (
                path
            )


def test_the_zip_validates_with_the_stock_tool_once_unpacked(site, tmp_path):
    with zipfile.ZipFile(site / "data/pingdingshan/pingdingshan.zip") as archive:
        archive.extractall(tmp_path)
    descriptor = next(tmp_path.rglob("datapackage.json"))
    done = subprocess.run(
        [str(Path(sys.executable).parent / "frictionless"), "validate", descriptor.name],
        cwd=descriptor.parent,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_downloads_are_what_the_page_says(open_page, address, site):
    page = open_page(f"{address}data/{PLACE}")
    rows = page.locator("#downloads tbody tr:has(a)")
    assert rows.count() >= 50
    for row in rows.all():
        name = row.locator("a").get_attribute("href").replace("../", "")
        data = (site / name).read_bytes()
        assert row.locator(".hash").inner_text() == hashlib.sha256(data).hexdigest()
        assert row.locator("td").nth(3).inner_text().replace(",", "") == str(len(data))


def test_tables_are_published_byte_for_byte(site):
    for path in (ROOT / "datasets/pingdingshan").rglob("*"):
        if path.is_file():
            name = path.relative_to(ROOT / "datasets/pingdingshan")
            assert (site / "data/pingdingshan" / name).read_bytes() == path.read_bytes()


def test_page_csv_and_json_of_an_indicator_tell_the_same(site):
    for folder in sorted((site / PLACE / "indicators").iterdir()):
        if not folder.is_dir():
            continue
        with (folder / f"{folder.name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        document = json.loads((folder / f"{folder.name}.json").read_text(encoding="utf-8"))
        told = [row["value"] for row in (*document["targets"], *document["observations"])]
        assert [float(row["value"]) if row["value"] else None for row in rows] == told
        page = LexborHTMLParser((folder / "index.html").read_bytes())
        shown = [cell.text().replace(",", "") for cell in page.css("table td")]
        for row in rows:
            if row["value"]:
                number = re.escape(re.sub(r"\.0+$", "", row["value"]))
                whole = re.compile(rf"(?<![0-9.]){number}(?:\.0+)?(?![0-9.])")
                assert any(whole.search(cell) for cell in shown), (folder.name, row)


def test_the_feed_names_each_update(site):
    feed = (site / "feeds/updates.xml").read_text(encoding="utf-8")
    assert "第一版" in feed
    assert (site / "feeds/updates-en.xml").exists()


def test_the_sitemap_names_every_page(site):
    listed = re.findall("<loc>([^<]+)</loc>", (site / "sitemap.xml").read_text(encoding="utf-8"))
    pages = {
        path.parent.relative_to(site).as_posix()
        for path in site.rglob("index.html")
        if path.parent.name != "embed"
    }
    assert {address.partition("8000/")[2].rstrip("/") or "." for address in listed} == pages
    assert "sitemap.xml" in (site / "robots.txt").read_text(encoding="utf-8")


def test_programs_find_the_markdown_of_pages(site):
    text = (site / "llms.txt").read_text(encoding="utf-8")
    linked = re.findall(r"\(<[^>]*8000/([^>]*)>\)", text)
    assert {"index.md", "en/index.md", "data/index.md", "api/v1/openapi.json"} <= set(linked)
    assert not [path for path in linked if not (site / path).is_file()]
    page = LexborHTMLParser((site / "data/index.html").read_text(encoding="utf-8"))
    assert page.css_first("link[type='text/markdown']").attributes["href"] == "index.md"
