"""The check of a built site finds what a visitor would stumble over."""

import gzip
import pickle
from hashlib import sha256

import pytest

from scripts.verify import WARNINGS, check_facts, check_site, describe_page, resolve

GOOD = (
    '<!doctype html><html lang="zh-CN"><head><title>t</title></head>'
    '<body><h1>a</h1><p id="x">b</p>{}</body></html>'
)


def codes(body, **files):
    site = {"index.html": GOOD.format(body).encode(), "b/index.html": GOOD.format("").encode()}
    site |= {f"en/{path}": GOOD.format("").encode() for path in site}
    return [finding.code for finding in check_site(site | files) if finding.file == "index.html"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<a href="b/">b</a><a href="b/#x">b</a><a href="#x">b</a>', []),
        ('<a href="c/">c</a>', ["broken-link"]),
        ('<a href="b/#y">c</a>', ["broken-anchor"]),
        ('<a href="javascript:alert(1)">c</a>', ["unsafe-link"]),
        ('<a href="https://example.org/">c</a>', []),
        ('<img src="https://example.org/a.png" alt="">', ["foreign-request"]),
        ('<img src="a.png" alt="">', ["missing-asset"]),
        ('<link rel="stylesheet" href="//example.org/a.css">', ["foreign-request"]),
        ("<img alt='' src='data:image/png;base64,AA=='>", []),
        ("<img src='data:,'>", ["no-alt"]),
        ("<h1>again</h1>", ["first-heading"]),
        ("<h3>deep</h3>", ["skipped-heading"]),
        ('<p id="x"></p>', ["repeated-id"]),
        ("<script>alert(1)</script>", ["inline-code"]),
        ('<script type="application/ld+json">{}</script>'.replace("{}", "{{}}"), []),
        ("<style>p{{}}</style>", ["inline-code"]),
        ('<p style="color:red">a</p>', ["inline-code"]),
        ('<p onclick="go()">a</p>', ["inline-code"]),
        ('<img src="b/index.html">', ["no-alt"]),
        ('<object data="a.svg"></object>', ["missing-asset"]),
        ('<svg><use href="a.svg#x"/></svg>', ["missing-asset"]),
        ('<svg><use href="#x"/></svg>', []),
        ('<a href="#y">c</a><a href="#y">c</a>', ["broken-anchor", "broken-anchor"]),
        ('<a href="b">c</a><area href="../b/">', ["broken-link", "broken-link"]),
        ('<h2 id="h">one</h2><a id="h" href="#h">b</a>', ["repeated-id"]),
    ],
)
def test_each_fault_is_found(body, expected):
    assert codes(body) == expected


def test_a_page_in_one_language_only_is_found():
    page = GOOD.format("").encode()
    found = check_site({"index.html": page, "en/index.html": page, "en/a/index.html": page})
    assert [(f.file, f.code) for f in found] == [("en/a/index.html", "missing-translation")]


def test_a_page_over_its_budget_is_found():
    noise = "".join(f"<p>{hash(str(i))}</p>" for i in range(9000))
    assert codes(noise) == ["page-over-budget"]
    assert "page-over-budget" in WARNINGS


@pytest.mark.parametrize(
    ("page", "href", "target"),
    [
        ("index.html", "./", ("index.html", "")),
        ("a/b/index.html", "../../", ("index.html", "")),
        ("a/b/index.html", "../c/#x", ("a/c/index.html", "x")),
        ("a/index.html", "b.csv", ("a/b.csv", "")),
        ("a/index.html", "#y", ("a/index.html", "y")),
        ("a/index.html", "%E4%B8%AD/", ("a/中/index.html", "")),
    ],
)
def test_addresses_lead_to_the_files_they_are_served_from(page, href, target):
    assert resolve(page, href) == target


def test_a_described_page_is_told_to_another_process():
    page = GOOD.format('<a href="b/">b</a><img src="c.png"><h3>d</h3>').encode()
    facts = describe_page("index.html", page)
    assert pickle.loads(pickle.dumps(facts)) == facts  # noqa: S301 - our own
    assert {one.code for one in facts.faults} == {"no-alt", "skipped-heading"}


class OnDisk(dict):
    """Files of which it is noted whose contents are asked for."""

    def __getitem__(self, path):
        self.read = {*getattr(self, "read", ()), path}
        return super().__getitem__(path)


def test_only_styles_and_scripts_are_read_again():
    head = '<link rel="stylesheet" href="{up}a.css"><script src="{up}a.js"></script>'
    noise = "".join(f"<p>{sha256(str(i).encode()).hexdigest()}</p>" for i in range(1600))
    site = {
        f"{folder}index.html": GOOD.format(
            head.format(up="../" * folder.count("/")) + body
        ).encode()
        for folder, body in (("", ""), ("en/", ""), ("b/", noise), ("en/b/", ""))
    }
    files = OnDisk({**site, "a.css": b"p{}", "a.js": b"1", "data.csv": b"x"})
    found = check_facts({path: describe_page(path, data) for path, data in site.items()}, files)
    assert [(one.file, one.code) for one in found] == [("b/index.html", "page-over-budget")]
    assert files.read == {"a.css", "a.js"}
    whole = len(gzip.compress(site["b/index.html"], 6)) + len(gzip.compress(b"p{}", 6))
    assert f"{whole} compressed bytes" in found[0].message_en


def test_styles_count_with_a_page_that_is_small_by_itself():
    noise = b"".join(sha256(str(i).encode()).digest() for i in range(1600))
    found = codes('<link rel="stylesheet" href="a.css">', **{"a.css": noise})
    assert found == ["page-over-budget"]


def test_scripts_have_a_budget_and_the_plain_search_index_a_larger_one():
    data = b"".join(sha256(bytes([n % 256, n // 256])).digest() for n in range(1_500))
    page = '<script src="{}" defer></script>'
    for path, expected in (("static/a.js", ["over-budget"]), ("search/index-zh.js", [])):
        assert codes(page.format(path), **{path: data}) == expected
    assert codes(page.format("search/index-zh.js"), **{"search/index-zh.js": data * 5}) == []
    large = b"".join(sha256(n.to_bytes(4)).digest() for n in range(13_000))
    assert codes(page.format("search/index-zh.js"), **{"search/index-zh.js": large}) == [
        "page-over-budget"
    ]
