"""The check of a built site finds what a visitor would stumble over."""

import pytest

from scripts.verify import check_site, resolve

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
    assert codes(noise) == ["over-budget"]


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
