"""Pages that compare places: tiles, tables, downloads, the home page of many places."""

import csv
import shutil
from collections import Counter

import pytest
from selectolax.lexbor import LexborHTMLParser

from scripts.build.site import ROOT, build_site
from scripts.commands.serve import start_server
from tests.conftest import copy_project

NAMES = ["全国", "北京市", "山西省", "广东省"]
PLACES = ("china", "beijing", "shanxi", "guangdong")


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    """The site of a country and three provinces."""
    folders = copy_project(tmp_path_factory.mktemp("many"))
    shutil.rmtree(folders.datasets / "pingdingshan")
    for place in PLACES:
        shutil.copytree(ROOT / "datasets" / place, folders.datasets / place)
    result = build_site(folders, quiet=True)
    assert not result.findings, result.findings
    return folders.output


def page(output, address):
    return LexborHTMLParser((output / address / "index.html").read_bytes())


def compared_rows(tree):
    """The rows of the table of all places."""
    return [row for row in tree.css("tbody tr") if row.css_first("a[id^='p-']")]


def test_a_table_has_every_place_with_target_and_result(output):
    rows = compared_rows(page(output, "compare/gdp-growth"))
    assert [row.css_first("a[href]").text() for row in rows] == NAMES
    silent = next(cell for cell in rows[2].css("td") if "报告未交代" in cell.text())
    assert "目标" in silent.text()
    assert "未说明" in silent.text()


def test_the_download_has_exactly_what_the_page_shows(output):
    folder = output / "compare" / "gdp-growth"
    with (folder / "gdp-growth.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    tree = page(output, "compare/gdp-growth")
    shown = [a for row in compared_rows(tree) for a in row.css("a[href*='#t-']")]
    assert {a.attributes["href"].rpartition("../")[2] for a in shown} == {
        row["url"] for row in rows
    }
    assert len(rows) == len(shown)


def test_tiles_lead_to_the_promise_and_say_its_verdict(output):
    sections = page(output, "compare/gdp-growth").css("section.tiles")
    assert len(sections) == 4
    for section in sections:
        tiles = section.css("li")
        assert len(tiles) == 34
        linked = [tile.css("a") for tile in tiles if tile.css("a")]
        assert len(linked) == len(PLACES) - 1
        for promise, verdict in linked:
            assert "#t-" in promise.attributes["href"]
            assert "method/#" in verdict.attributes["href"]
            assert verdict.text()


def test_home_leads_with_results_and_lists_every_place(output):
    for address, names in (
        ("", NAMES),
        ("en", ["China", "Beijing", "Shanxi", "Guangdong"]),
    ):
        tables = page(output, address).css("main table")
        assert "2024" in tables[0].text()
        listed = [a.text() for table in tables[1:] for a in table.css("a")]
        assert listed == names


def test_the_counts_of_a_year_add_up_to_its_targets(output):
    for address in ("", "compare"):
        rows = page(output, address).css("main table")[0].css("tbody tr")
        assert rows
        for row in rows:
            _year, targets, *ended = [int(cell.text()) for cell in row.css("th, td")]
            assert targets == sum(ended)


def test_a_report_without_its_text_offers_no_text_to_read(output):
    links = [a.attributes["href"] for a in page(output, "beijing").css("header.lead a")]
    assert any(link.endswith("targets/") for link in links)
    assert not any("reports/" in link for link in links)


def titles(output):
    """The title of each page by its address; frames of other sites are pages, too."""
    return {
        path.parent.relative_to(output).as_posix(): LexborHTMLParser(path.read_bytes())
        .css_first("title")
        .text()
        for path in output.rglob("*.html")
    }


def test_no_two_pages_have_the_same_title(output):
    counts = Counter(titles(output).values())
    assert not [title for title, count in counts.items() if count > 1]


def test_a_place_is_named_in_the_titles_of_its_pages(output):
    english = ["China", "Beijing", "Shanxi", "Guangdong"]
    for address, title in titles(output).items():
        own = address.removeprefix("en/").removeprefix("data/").split("/")[0]
        if own in PLACES:
            names = english if address.startswith("en/") else NAMES
            assert names[PLACES.index(own)].removesuffix("市").removesuffix("省") in title, address


def changed_rows(tree):
    """The years, the place and the change of each changed target of a page."""
    headings = [h for h in tree.css("main :is(h2, h3)") if "→" in h.text()]
    tables = [
        table for table in tree.css("main table") if "变化" in table.css_first("thead").text()
    ]
    return [
        (heading.text(), row.css_first("a").text(), row.css("td")[-1].text())
        for heading, table in zip(headings, tables, strict=True)
        for row in table.css("tbody tr")
    ]


def test_changed_targets_stand_by_indicator_and_all_together_newest_first(output):
    own = changed_rows(page(output, "compare/gdp-growth"))
    assert ("2025 → 2026", "山西省", "降低") in own
    assert ("2023 → 2024", "广东省", "措辞放松") in own
    everything = changed_rows(page(output, "compare/changes"))
    assert set(own) < set(everything)
    years = [heading for heading, _, _ in everything]
    assert years == sorted(years, reverse=True)


def test_the_download_of_changed_targets_has_exactly_the_rows_of_the_page(output):
    with (output / "compare/changes/changes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [
        (f"{row['earlier']} → {row['later']}", row["place_zh"], row["change_zh"]) for row in rows
    ] == changed_rows(page(output, "compare/changes"))


def test_home_and_the_list_of_comparisons_lead_to_the_changed_targets(output):
    for address in ("", "compare", "en", "en/compare"):
        links = [a.attributes["href"] for a in page(output, address).css("main a")]
        assert any(link.endswith("changes/") for link in links)


def test_home_offers_search_every_place_and_what_is_new_at_once(output):
    for address in ("", "en"):
        home = page(output, address)
        assert home.css_first("form[role=search] input[name=q]")
        links = [a.attributes["href"] for a in home.css("nav.places a")]
        assert [link.rstrip("/").rpartition("/")[2] for link in links] == list(PLACES)
        assert any("updates/" in a.attributes["href"] for a in home.css("main li a"))
        assert any(a.attributes["href"].endswith("data/#ledger") for a in home.css("main a"))


@pytest.mark.browser
def test_places_are_picked_side_by_side_and_the_choice_stands_in_the_address(output, open_page):
    server = start_server(output, 0)
    try:
        address = f"http://127.0.0.1:{server.server_port}/compare/gdp-growth/"
        shown = "tr:has(a[id^='p-']):visible"
        window = open_page(f"{address}?places=beijing,guangdong")
        assert window.locator(shown).count() == 2
        window.get_by_role("button", name="显示全部地方").click()
        assert window.locator(shown).count() == len(PLACES)
        window.get_by_label("选择：广东省").uncheck()
        window.get_by_role("button", name="只看选中的地方").click()
        assert window.locator(shown).count() == 1
        assert window.url.endswith("?places=beijing")
        window = open_page(f"{address}?places=beijing", javascript=False)
        assert window.locator(shown).count() == len(PLACES)
    finally:
        server.shutdown()
        server.server_close()
