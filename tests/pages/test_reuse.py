"""Citing, embedding and loading: what a journalist takes along works where it is put."""

import functools
import http.server
import io
import json
import re
import threading
import zipfile
from dataclasses import replace

import duckdb
import pandas as pd
import pytest
from frictionless import Package
from selectolax.lexbor import LexborHTMLParser

from scripts.build.site import ROOT
from scripts.words.citations import Work, bibtex_key, cite, escape_bibtex
from scripts.words.licence_words import licence_words

INDICATOR = "pingdingshan/indicators/grain-output/"
WORK = Work(
    key="pingdingshan-grain-output",
    title="平顶山市：粮食总产量",
    authors=["承诺台账"],
    date="2026-11-23",
    version="1.0.0",
    url="https://example.org/x/",
)


def test_citations_are_what_the_styles_ask_for():
    gbt, apa, bibtex = (one["text"] for one in cite(WORK, "zh"))
    assert gbt == (
        "承诺台账. 平顶山市：粮食总产量（版本 1.0.0）[DS/OL]. "
        "(2026-11-23)[引用日期]. https://example.org/x/"
    )
    assert apa == (
        "承诺台账. (2026). 平顶山市：粮食总产量 (Version 1.0.0) [Data set]. https://example.org/x/"
    )
    assert bibtex.startswith("@misc{pingdingshan-grain-output-1-0-0,\n")
    assert "  year = {2026},\n" in bibtex
    assert bibtex.count("{") == bibtex.count("}")


@pytest.mark.parametrize("title", [r"50% & #1_x {y} ~ ^ \input{x}", "}@misc{evil,", "\\"])
def test_a_title_is_no_command(title):
    escaped = escape_bibtex(title)
    assert not re.search(r"(?<!\\)[%&#$]", escaped)
    bare = re.sub(r"\\text\w+\{\}", "", escaped)
    assert "{" not in bare
    assert "}" not in bare


def test_a_key_is_plain():
    assert re.fullmatch(r"[a-z0-9-]+", bibtex_key(WORK))


@pytest.mark.parametrize(
    ("name", "word"),
    [("CC-BY-4.0", "出处"), ("ODC-PDDL-1.0", "任何条件"), ("ODbL-1.0", "同样的许可")],
)
def test_a_known_licence_is_put_into_words(name, word):
    words = licence_words([name])
    assert words is not None
    assert word in words.zh


@pytest.mark.parametrize("names", [[], ["own"], ["CC0-1.0", "own"], ["CC0-1.0", "CC-BY-4.0"]])
def test_no_words_where_a_licence_is_unknown_or_one_of_several(names):
    assert licence_words(names) is None


def test_what_is_not_known_is_not_cited():
    work = replace(WORK, authors=[], date="", publisher="承诺台账", doi="10.5281/zenodo.1")
    gbt, apa, bibtex = (one["text"] for one in cite(work, "zh"))
    assert gbt == (
        "平顶山市：粮食总产量（版本 1.0.0）[DS/OL]. "
        "承诺台账[引用日期]. https://example.org/x/. DOI:10.5281/zenodo.1"
    )
    assert apa == (
        "平顶山市：粮食总产量 (Version 1.0.0) [Data set]. (n.d.). 承诺台账. "
        "https://doi.org/10.5281/zenodo.1"
    )
    assert "author" not in bibtex
    assert "year" not in bibtex


def test_of_many_authors_three_are_named():
    gbt, apa, bibtex = (one["text"] for one in cite(replace(WORK, authors=[*"ABCD"]), "en"))
    assert gbt.startswith("A, B, C, et al. 平顶山市")
    assert apa.startswith("A, B, C, & D. (2026)")
    assert "{A} and {B} and {C} and {D}" in bibtex


@pytest.mark.parametrize(
    ("path", "count"), [(INDICATOR, 3), (f"en/{INDICATOR}", 3), ("data/pingdingshan/", 6)]
)
def test_citations_are_plain_text_on_the_page(site, path, count):
    """Data that have changed since their release have two sets: the release's comes first."""
    tree = LexborHTMLParser((site / path / "index.html").read_text(encoding="utf-8"))
    texts = [node.text() for node in tree.css("#cite .citation")]
    assert len(texts) == count
    assert count == 3 or all("data/pingdingshan/1.0.0/" in text for text in texts[:3])
    assert all(f"http://localhost:8000/{path}" in text for text in texts)
    assert tree.css_first(".licence-words") is not None
    assert all("hidden" in button.attributes for button in tree.css("button.copy"))


@pytest.mark.browser
def test_one_click_copies_and_fills_in_the_day(open_page, address):
    page = open_page(f"{address}{INDICATOR}")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_text("引用与下载").click()
    page.locator("#cite button.copy").first.click()
    page.locator(".copied", has_text="已复制").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"\[DS/OL\]\. \(\d{4}-\d\d-\d\d\)\[\d{4}-\d\d-\d\d\]\. http", copied)
    page.locator("#embed button.copy").first.click()
    page.wait_for_function("navigator.clipboard.readText().then(t => t.startsWith('<iframe'))")


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """A page of another site, on another port, into which one puts what was copied."""
    folder = tmp_path_factory.mktemp("elsewhere")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_the_copied_code_shows_the_chart_on_another_site(
    open_page, site, address, elsewhere, width
):
    folder, url = elsewhere
    tree = LexborHTMLParser((site / INDICATOR / "index.html").read_text(encoding="utf-8"))
    code = tree.css_first("#embed-live").text().replace("http://localhost:8000/", address)
    (folder / "index.html").write_text(f"<!doctype html><title>t</title>{code}", encoding="utf-8")
    page = open_page(url, width=width)
    frame = page.frame_locator("iframe")
    frame.locator("svg[role=img]").wait_for()
    assert "225" in frame.locator("main").inner_text()
    assert frame.locator("script").count() == 0
    inner = page.frames[1]
    assert inner.evaluate("document.documentElement.scrollWidth <= innerWidth")
    link = frame.locator("h1 a")
    link.click()
    page.wait_for_url(f"{address}{INDICATOR}")


def test_embed_pages_are_in_no_list(site):
    sitemap = (site / "sitemap.xml").read_text(encoding="utf-8")
    assert f"{INDICATOR}</loc>" in sitemap
    assert "/embed/" not in sitemap
    html = (site / INDICATOR / "embed/index.html").read_text(encoding="utf-8")
    assert "noindex" in html
    assert "data-pagefind-body" not in html


def test_an_indicator_can_be_taken_along_whole(site, tmp_path):
    with zipfile.ZipFile(site / INDICATOR / "grain-output.zip") as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / "grain-output"
    assert {path.name for path in folder.iterdir()} == {
        "grain-output.csv",
        "grain-output.json",
        "datapackage.json",
        "README.txt",
    }
    for suffix in ("csv", "json"):
        published = (site / INDICATOR / f"grain-output.{suffix}").read_bytes()
        assert (folder / f"grain-output.{suffix}").read_bytes() == published
    report = Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["note"])
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert descriptor["licenses"][0]["name"] == "CC-BY-4.0"
    readme = (folder / "README.txt").read_text(encoding="utf-8")
    assert readme.index("粮食") < readme.index("Grain")


def test_the_lines_that_load_it_load_it(site, address, monkeypatch):
    tree = LexborHTMLParser((site / INDICATOR / "index.html").read_text(encoding="utf-8"))
    lines = [node.text() for node in tree.css("#snippets pre")]
    assert len(lines) == 4
    published = "http://localhost:8000/"
    assert all(f"{published}{INDICATOR}grain-output.csv" in line for line in lines)
    frame = eval(lines[1].replace(published, address), {"pandas": pd})  # noqa: S307 - our own line
    monkeypatch.chdir(site)
    rows = duckdb.sql(lines[3].replace(published, "")).fetchall()
    data = io.BytesIO((site / INDICATOR / "grain-output.csv").read_bytes())
    assert len(frame) == len(rows) == len(pd.read_csv(data)) > 0


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_servers_let_embeds_be_framed_and_nothing_else(name):
    text = (ROOT / "docs/server" / name).read_text(encoding="utf-8")
    policies = re.findall(r"frame-ancestors ([^\";]+)", text)
    assert sorted(policies) == ["'self'", "'self'", "*"]
    (embed,) = [line for line in text.splitlines() if "frame-ancestors *" in line]
    assert "script-src" not in embed
    assert "default-src 'none'" in embed
