"""Every value that a visitor reads stands in the page's Markdown."""

import re
from collections import defaultdict

import pytest
from selectolax.lexbor import LexborHTMLParser

from scripts.build.plugin import split_front_matter
from scripts.theme_support.markdown_text import render_body

OFFERED = (
    "#use, #downloads, #cite, #embed, #history, .filter-result, #report-error, #feeds, .follow, "
    ".lead-find, .actions, "
    ".outline, .legend, .search, .found-more, a[href='#downloads'], form, nav, noscript, "
    "svg, figcaption, output, script"
)
"""What the theme adds to a page: how to take, cite, embed, follow, search; ways to other pages."""
BLOCKS = "h1, h2, h3, h4, p, li, td, th, summary, pre, dt, dd, time"
KINDS = re.compile(r'<body class="page-([a-z_]+)">')
MOST = 12
"""Pages of a kind that are compared, the first and the last by address among them."""


def pages_by_kind(site):
    kinds = defaultdict(list)
    for path in sorted(site.rglob("*.html")):
        html = path.read_text(encoding="utf-8")
        if kind := KINDS.search(html):
            kinds[kind[1]].append((path, html))
    return {
        kind: pages if len(pages) <= MOST else pages[:: len(pages) // MOST] + pages[-1:]
        for kind, pages in kinds.items()
    }


def squeeze(text):
    return re.sub(r"\s", "", text)


def text_of_markdown(path):
    """The words of a page's Markdown without its JSON: front matter, body, pictures' texts."""
    meta, body = split_front_matter(path.with_suffix(".md").read_text(encoding="utf-8"))
    tree = LexborHTMLParser(f"<main>{render_body(body)}</main>")
    alternatives = (one.attributes.get("alt") or "" for one in tree.css("img"))
    return squeeze(" ".join([*meta.values(), tree.css_first("main").text(), *alternatives]))


def texts_of_page(html):
    """The texts of a page's main part, block by block, without what the theme offers."""
    main = LexborHTMLParser(html).css_first("main")
    for node in main.css(OFFERED):
        if node.parent is not None:
            node.decompose()
    inner = (node for node in main.css(BLOCKS) if not node.css(f":is({BLOCKS})")[1:])
    return {squeeze(node.text()) for node in inner} - {""}


def lost_values(site):
    """Kind -> the texts of its pages that their Markdown does not have."""
    for kind, pages in pages_by_kind(site).items():
        for path, html in pages:
            markdown = text_of_markdown(path)
            lost = sorted(text for text in texts_of_page(html) if text not in markdown)
            if lost:
                yield kind, path.relative_to(site).as_posix(), lost[:5]


@pytest.fixture(scope="module")
def kinds(site):
    return set(pages_by_kind(site))


def test_values_remain_without_the_json(site, kinds):
    assert {"dataset", "table", "method", "api", "updates", "article", "indicator"} <= kinds
    assert not list(lost_values(site))
