"""Finding: as a visitor who types, taps, walks by keyboard or has no network."""

import asyncio
import base64
import json
import re
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from scripts.core.model import LANGUAGES
from scripts.pages.find import initial, sort_keys
from scripts.verify import describe_page
from scripts.verify.built_page import read_page
from scripts.verify.search_index import ask_pagefind, render_search_index, searched_text

PLACE = "pingdingshan/"


def entries(site, language):
    text = (site / f"search/index-{language}.js").read_text(encoding="utf-8")
    listed, _ = json.JSONDecoder().raw_decode(text.removeprefix("globalThis.searchEntries = "))
    return listed


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_indicator_is_in_the_index_and_found_by_any_two_characters(site, language):
    found = entries(site, language)
    prefix = "" if language == "zh" else "en/"
    urls = {url for _, _, url, *_ in found}
    folders = [path for path in (site / PLACE / "indicators").iterdir() if path.is_dir()]
    assert {f"{prefix}{PLACE}indicators/{path.name}/" for path in folders} <= urls
    for kind, title, url, text, *_ in found:
        assert (site / url.partition("#")[0] / "index.html").is_file(), url
        for pair in pairwise(title):
            assert "".join(pair) in f"{title} {text}", (kind, title)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("path", "query", "first"),
    [
        ("search/", "新增就", "城镇新增就业"),
        ("search/", "ＰＭ２.５", "PM2.5浓度比2020年下降幅度"),
        ("search/", "序时进度", "序时进度（进度正常、进度滞后）"),
        ("search/", "70万人次 技能", None),
        ("search/", "通车", "实现焦唐高速通车"),
        ("en/search/", "grain output", "Grain output"),
        ("en/search/", "粮食产量", "Grain output"),
    ],
)
def test_a_visitor_types_and_finds(open_page, address, path, query, first):
    page = open_page(address + path)
    field = page.get_by_role("searchbox")
    expect(field).to_be_focused()
    field.type(query)
    if first is None:
        expect(page.locator("#search-count")).to_contain_text("没有找到")
    else:
        expect(page.locator("#found a").first).to_have_text(first)
        assert "q=" in page.url
        page.locator("#found a").first.click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.browser
def test_full_text_finds_what_is_in_no_name(open_page, address):
    page = open_page(f"{address}search/?q=不突破")
    expect(page.locator("#found-text a").first).to_be_visible()
    expect(page.locator("#found-text mark").first).to_be_visible()


@pytest.mark.browser
def test_two_taps_from_home_to_what_was_promised_about_jobs(open_page, address):
    page = open_page(address, width=360)
    page.get_by_role("navigation", name="主题").get_by_role("link", name="就业与收入").click()
    tile = page.get_by_role("link", name="城镇新增就业 不低于 69 万人").first
    expect(tile).to_be_in_viewport()
    tile.click()
    expect(page.locator(".hero .sides")).to_contain_text("69")
    expect(page.locator("blockquote mark").first).to_contain_text("城镇新增就业69万人以上")


@pytest.mark.browser
def test_without_script_search_leads_to_the_lists(open_page, address):
    page = open_page(address, javascript=False)
    page.get_by_role("searchbox").fill("粮食")
    page.get_by_role("button", name="搜索").click()
    expect(page).to_have_url(re.compile(r"search/\?q="))
    page.get_by_role("link", name="拼音索引").click()
    expect(page.get_by_role("link", name="粮食产量", exact=True)).to_be_visible()


@pytest.mark.browser
def test_a_chart_is_walked_by_keyboard(open_page, address):
    page = open_page(f"{address}{PLACE}indicators/gdp-growth/")
    said = page.locator(".chart-said")
    stops = page.locator(".chart-stops rect")
    stops.first.focus()
    expect(said).to_contain_text("2019 年")
    page.keyboard.press("End")
    expect(said).to_contain_text("2026 年目标：约 5.5%")
    page.keyboard.press("ArrowLeft")
    expect(said).to_contain_text("2025 年目标：约 6.5%")
    assert page.evaluate("document.querySelectorAll('.chart-stops [tabindex=\"0\"]').length") == 1


@pytest.mark.browser
@pytest.mark.parametrize(
    ("typed", "found"),
    [("jiuye", "城镇新增就业"), ("jy", "城镇新增就业"), ("幼儿园", "托育机构"), ("堵车", "断头路")],
)
def test_what_people_type_finds_what_they_mean(open_page, address, typed, found):
    page = open_page(f"{address}search/?q={typed}")
    expect(page.locator("#found")).to_contain_text(found)
    expect(page.locator("#search-count")).not_to_be_empty()
    page.wait_for_timeout(500)
    expect(page.locator("#found-text")).not_to_contain_text("产业园")


@pytest.mark.browser
def test_a_sentence_gives_its_own_address(open_page, address):
    page = open_page(f"{address}{PLACE}reports/2024/")
    sentence = page.locator(".reader span[id^=c]").nth(60)
    sentence.scroll_into_view_if_needed()
    x, y = sentence.evaluate("node => { const b = node.getClientRects()[0]; return [b.x, b.y]; }")
    page.mouse.click(x + 4, y + 8)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.mouse.dblclick(x + 4, y + 8)
    field = page.get_by_role("dialog").get_by_role("textbox")
    link = field.input_value()
    assert link.endswith("#" + sentence.get_attribute("id"))
    other = open_page(link)
    expect(other.locator(":target")).to_be_in_viewport()


@pytest.mark.browser
def test_an_offset_within_a_sentence_leads_to_it(open_page, address):
    page = open_page(f"{address}{PLACE}reports/2024/#c1441")
    marked = page.locator("span.is-marked")
    expect(marked).to_contain_text("城镇新增就业")
    expect(marked).to_be_in_viewport()


@pytest.mark.browser
def test_visited_pages_are_there_without_a_network(browser, address):
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    for _ in range(100):
        if page.evaluate("navigator.serviceWorker.controller !== null"):
            break
        page.wait_for_timeout(50)
    page.goto(f"{address}{PLACE}indicators/gdp-growth/")
    page.wait_for_load_state("networkidle")
    context.set_offline(True)
    for path, heading in (("", "平顶山市"), (f"{PLACE}indicators/gdp-growth/", "生产总值")):
        page.goto(address + path)
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        assert page.evaluate("getComputedStyle(document.body).margin") == "0px", "styled"
    response = page.goto(f"{address}corrections/")
    assert response is not None
    assert response.status == 503
    expect(page.get_by_role("link")).to_have_attribute("href", address)
    context.close()


def test_chinese_names_are_ordered_by_sound():
    begun = ("粮食产量", "重点项目", "AAA级", "5G基站", "“两城”")
    keys = sort_keys(begun, "zh")
    assert [initial(keys[name]) for name in begun] == ["L", "Z", "A", "#", "#"]
    names = ["招商", "农业", "安全", "安徽"]
    assert sorted(names, key=sort_keys(names, "zh").__getitem__) == ["安徽", "安全", "农业", "招商"]


PAGES = {
    "index.html": (
        "zh-CN",
        "<h1>粮食 <em>产量</em></h1><p>稳定在<strong>225</strong>万吨以上</p><p>保持增长。</p>",
    ),
    "a/b/index.html": (
        "zh-CN",
        """<article><h1>城镇新增就业</h1><h2>承诺了什么</h2><ul><li>69万人<br>以上</li></ul>
        <blockquote title="a > b">甲 &lt;乙&gt; &amp;c “丙”</blockquote></article>""",
    ),
    "en/index.html": (
        "en",
        """<h1>Grain output</h1><h3>What was promised</h3><div>grain<!-- not this --> (2024)</div>
        <table><tr><td>well-known</td><td>naïve</td></tr></table><section>grains</section>""",
    ),
    "en/other.html": ("en", "<p>no heading</p><dl><dt>term</dt><dd>meaning</dd></dl>"),
}


def page_of(language, body):
    return (
        f'<!doctype html><html lang="{language}"><head><title>A title</title></head>'
        f"<body><p>not searched</p><main data-pagefind-body>{body}</main></body></html>"
    )


def test_a_record_gives_the_index_that_its_page_gives():
    pages = {path: page_of(*page) for path, page in PAGES.items()}
    asked = ['{"type": "NewIndex", "config": null}']
    for path, page in sorted(pages.items()):
        told = {"type": "AddFile", "index_id": 0, "file_path": path, "file_contents": page}
        asked.append(json.dumps(told))
    asked.append('{"type": "GetFiles", "index_id": 0}')
    with ThreadPoolExecutor(1) as thread:
        read = thread.submit(asyncio.run, ask_pagefind(asked)).result()["files"]
    made = render_search_index({path: searched_text(path, pages[path].encode()) for path in pages})
    files = {f"pagefind/{one['path']}": base64.b64decode(one["content"]) for one in read}
    entry = "pagefind/pagefind-entry.json"
    assert json.loads(made[entry]) == json.loads(files[entry])
    assert len([path for path in made if path.endswith(".pf_fragment")]) == len(PAGES)
    assert {path: data for path, data in made.items() if path != entry} == {
        path: files[path] for path in made if path != entry
    }


def test_an_index_does_not_depend_on_the_order_in_which_pages_come():
    told = {path: searched_text(path, page_of(*page).encode()) for path, page in PAGES.items()}
    made = render_search_index(told)
    assert render_search_index(dict(reversed(told.items()))) == made
    assert list(made) == sorted(made)
    assert render_search_index(told | {"en/x.html": ""}) == made


@pytest.mark.parametrize(
    "silent",
    [
        "<figure><svg><title>b</title></svg></figure>",
        "<div data-pagefind-ignore><form><label>b</label></form></div>",
        '<p class="verdict">b</p>',
        '<table><tr><td class="number">7</td></tr></table>',
        '<div class="indicator-body"><table><tr><td>7<figure>8</figure></td></tr></table></div>',
    ],
)
def test_what_is_not_searched_is_not_told(silent):
    told = json.loads(searched_text("a/index.html", page_of("en", f"<p>a</p>{silent}").encode()))
    assert told == {
        "language": "en",
        "url": "/a/",
        "content": "a.",
        "meta": {"title": "A title"},
    }


def test_an_address_is_told_as_a_browser_writes_it():
    told = json.loads(searched_text("a/中 文#1.html", page_of("en", "<p>a</p>").encode()))
    assert told["url"] == "/a/%E4%B8%AD%20%E6%96%87%231.html"


def test_a_page_that_is_not_searched_tells_nothing():
    assert not searched_text("a.html", page_of("en", "a").replace("data-pagefind", "x").encode())


def test_one_look_at_a_page_tells_what_two_tell(site):
    for path in sorted(site.rglob("*.html"))[::7]:
        name, data = path.relative_to(site).as_posix(), path.read_bytes()
        assert read_page(name, data) == (describe_page(name, data), searched_text(name, data))
