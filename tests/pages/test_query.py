"""The query page: SQL over the published files, in a real browser."""

import csv
import io
import re
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import expect
from selectolax.lexbor import LexborHTMLParser

from scripts.build.site import ROOT
from scripts.core.compressed import compress_gzip
from scripts.pages.query import QUESTIONS, TABLES
from tests.axe import run_axe

ENGINE = ROOT / "theme/static/sqlite"
WAIT = 60_000
"""Milliseconds for the engine and the data to be loaded, also on a busy machine."""
LANGUAGES = {"query/": "zh", "en/query/": "en"}
COUNT = (
    "SELECT count(*) AS n, 9007199254740993 AS big, '=1+1' AS formula, -1.5 AS number FROM ledger"
)


def answer_of(site, path, sql):
    with closing(sqlite3.connect(site / path)) as base:
        return [tuple(map(str, row)) for row in base.execute(sql)]


def open_question(open_page, address, sql, of="*", path="query/"):
    page = open_page(f"{address}{path}#of={quote(of)}&sql={quote(sql)}")
    expect(page.locator("#stop")).to_be_hidden(timeout=WAIT)
    return page


def saved_csv(page):
    with page.expect_download() as download:
        page.locator("#save").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    return download.value.suggested_filename, list(csv.reader(io.StringIO(text)))


def test_the_engine_is_what_its_note_says_and_small():
    note = (ENGINE / "README.txt").read_text(encoding="utf-8")
    sums = dict(re.findall(r"^([0-9a-f]{64})  (\S+)$", note, re.MULTILINE))
    found = {sha256(path.read_bytes()).hexdigest(): path.name for path in ENGINE.iterdir()}
    assert sums.items() <= found.items()
    assert len(sums) == len(found) - 1
    assert sum(len(compress_gzip(path.read_bytes())) for path in ENGINE.iterdir()) < 2_000_000


def test_only_the_query_page_names_the_engine_and_only_two_pages_allow_wasm(site):
    pages = {
        path.relative_to(site).as_posix(): path.read_text("utf-8") for path in site.rglob("*.html")
    }
    naming = {path for path, text in pages.items() if "static/sqlite/" in text}
    assert naming == {"query/index.html", "en/query/index.html"}
    allowing = {path for path, text in pages.items() if "wasm-unsafe-eval" in text}
    assert allowing == naming | {"search/index.html", "en/search/index.html"}
    assert "static/sqlite/" not in (site / "offline.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_servers_allow_wasm_to_two_pages_and_one_worker(name):
    lines = (ROOT / "docs/server" / name).read_text(encoding="utf-8").splitlines()
    assert sum("wasm-unsafe-eval" in line for line in lines) == 2
    (pages,) = [line for line in lines if "(search|query)" in line]
    pattern = re.search(r"\^\S+?\$", pages)[0]
    assert re.search(pattern, "/en/query/")
    assert not re.search(pattern, "/data/query/")


@pytest.mark.parametrize(("path", "language"), LANGUAGES.items())
def test_every_example_question_has_an_answer(site, path, language):
    page = LexborHTMLParser((site / path / "index.html").read_bytes())
    shown = [node.text().strip() for node in page.css(".example")]
    assert shown == [sql.format(language=language) for _, sql in (*QUESTIONS, TABLES)]
    for sql in shown:
        assert answer_of(site, "data/ledger.sqlite", sql), sql
    files = {
        node.attributes["href"].rpartition("/")[2]
        for node in page.css(".query-more a[href$='.sqlite']")
    }
    assert files == {"ledger.sqlite", "pingdingshan.sqlite"}


@pytest.mark.browser
@pytest.mark.parametrize(("path", "width"), [("query/", 360), ("en/query/", 1280)])
def test_an_example_runs_and_its_address_asks_again(open_page, address, site, path, width):
    page = open_page(address + path, width=width)
    page.get_by_role("button", name=re.compile("运行这个查询|Run this question")).nth(1).click()
    rows = page.locator("#answer tbody tr")
    sql = QUESTIONS[1][1].format(language=LANGUAGES[path])
    expect(rows).to_have_count(len(answer_of(site, "data/ledger.sqlite", sql)), timeout=WAIT)
    expect(page.locator("#answer a").first).to_have_attribute("href", re.compile("^http"))
    assert run_axe(page) == []
    scroll, client = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert scroll <= client
    again = open_page(page.url, width=width)
    expect(again.locator("#sql")).to_have_value(sql)
    expect(again.locator("#answer")).to_have_text(
        page.locator("#answer").text_content(), timeout=WAIT
    )


@pytest.mark.browser
def test_the_csv_keeps_every_value_and_no_cell_runs_in_a_spreadsheet(open_page, address, site):
    page = open_question(open_page, address, COUNT)
    name, (header, row) = saved_csv(page)
    assert name == "ledger-query.csv"
    assert header == ["n", "big", "formula", "number"]
    ((count, *_),) = answer_of(site, "data/ledger.sqlite", COUNT)
    assert row == [count, "9007199254740993", "'=1+1", "-1.5"]


@pytest.mark.browser
def test_a_package_is_asked_from_its_page_and_cited_with_version_and_question(
    open_page, address, site
):
    page = open_page(f"{address}en/data/pingdingshan/")
    page.get_by_role("link", name="Ask in SQL, with nothing to install").click()
    expect(page.locator("#of")).to_have_value("pingdingshan")
    sql = "SELECT count(*) FROM targets -- 承诺"
    page.locator("#sql").fill(sql)
    page.locator("#sql").press("Control+Enter")
    ((count,),) = answer_of(site, "data/pingdingshan/pingdingshan.sqlite", sql)
    expect(page.locator("#answer td")).to_have_text(count, timeout=WAIT)
    for citation in page.locator(".citation").all():
        text = citation.text_content()
        assert "1.0" in text or "changes up to" in text
        assert f"en/query/#of=pingdingshan&sql={quote(sql, safe='()*')}" in text


@pytest.mark.browser
@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELEC 1", 'near "SELEC": syntax error'),
        ("SELECT absent FROM ledger", "no such column: absent"),
        ("DELETE FROM ledger", "readonly database"),
        ("SELECT 1; SELECT 2", "一次只运行一条语句"),
        ("-- 空", "没有写语句"),
        ("SELECT 1 AS '<img src=x onerror=alert(1)>', '<b>' AS b", "1 行"),
    ],
)
def test_what_cannot_be_answered_is_told_and_markup_stays_text(open_page, address, sql, words):
    page = open_question(open_page, address, sql)
    expect(page.locator("#query-status")).to_contain_text(words, timeout=WAIT)
    assert page.locator("#answer :is(img, b)").count() == 0
    if "行" not in words:
        expect(page.locator("#answer")).to_be_hidden()
    assert run_axe(page) == []


@pytest.mark.browser
def test_a_question_without_end_is_bounded_or_stopped(open_page, address):
    endless = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT {} FROM c"
    page = open_question(open_page, address, endless.format("n"))
    expect(page.locator("#query-status")).to_contain_text(
        "超过 100000 行：显示前 500 行", timeout=WAIT
    )
    assert page.locator("#answer tbody tr").count() == 500
    assert len(saved_csv(page)[1]) == 100_001
    page.locator("#sql").fill(endless.format("max(n)"))
    page.get_by_role("button", name="运行", exact=True).click()
    page.get_by_role("button", name="停止").click()
    expect(page.locator("#query-status")).to_contain_text("已停止")
    page.locator("#sql").fill("SELECT 7")
    page.get_by_role("button", name="运行", exact=True).click()
    expect(page.locator("#answer td").first).to_have_text("7", timeout=WAIT)


@pytest.mark.browser
def test_without_a_script_the_files_and_questions_are_there(open_page, address):
    page = open_page(f"{address}query/", javascript=False)
    assert "在这里查询需要 JavaScript 和 WebAssembly" in page.locator("noscript").text_content()
    expect(page.locator("#query")).to_be_hidden()
    expect(page.get_by_role("link", name="承诺台账：承诺与结果合为一表")).to_be_visible()
    expect(page.locator(".example").first).to_contain_text("FROM ledger")
