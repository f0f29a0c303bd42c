"""What one HTML file of the site holds, told without any other file: `describe_page`."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scripts.core.findings import Finding
from scripts.verify.routes import own_fragment

PAGE_BUDGET = 50_000
"""Compressed bytes of a page's HTML and CSS (design: look and feel)."""
READER_BUDGET = 120_000
"""The same for a page that carries a whole report: one that stands under `/reports/`."""
LINKING = "a[href], area[href], link[href]"
LOADING = (
    "img[src], script[src], iframe[src], source[src], video[src], audio[src], object[data], "
    "embed[src], input[src], use[href], image[href], link[href]"
)
LOADING_RELATIONS = frozenset(
    {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "manifest", "apple-touch-icon"}
)
CODE_ATTRIBUTES = "[style], [onclick], [onload], [onerror], [onmouseover]"
_DATA = frozenset({"application/ld+json", "application/json"})
"""Kinds of script that are data: no browser runs them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What one HTML file holds that others, or files beside it, must bear out.

    `size`: its compressed bytes. `links`, `loads`: as they are written, in their order; left out
    are links to other hosts, and those to anchors that the page has itself. `faults`: those that
    the page shows on its own.
    """

    path: str
    size: int
    anchors: frozenset[str] = field(repr=False)
    links: tuple[str, ...] = field(repr=False)
    loads: tuple[str, ...] = field(repr=False)
    styles: frozenset[str] = field(repr=False)
    scripts: frozenset[str] = field(repr=False)
    faults: tuple[Finding, ...] = ()

    def as_data(self) -> list[object]:
        """The same as plain data, but for the path."""
        sets = (sorted(self.anchors), sorted(self.styles), sorted(self.scripts))
        return [self.size, self.links, self.loads, *sets, [asdict(one) for one in self.faults]]

    @classmethod
    def from_data(cls, path: str, data: Sequence[Any]) -> PageFacts:
        """What `as_data` gave.

        Raises:
            TypeError, ValueError: it is something else.
        """
        size, links, loads, anchors, styles, scripts, faults = data
        return cls(
            path=path,
            size=size,
            anchors=frozenset(anchors),
            links=tuple(links),
            loads=tuple(loads),
            styles=frozenset(styles),
            scripts=frozenset(scripts),
            faults=tuple(Finding(**one) for one in faults),
        )


def describe_page(path: str, data: bytes) -> PageFacts:
    """Tell what one HTML file of the site holds.

    Raises:
        UnicodeDecodeError: it is no UTF-8.
    """
    return describe_tree(path, data, parse_page(data))


def parse_page(data: bytes) -> LexborHTMLParser:
    """The tree of an HTML file.

    Raises:
        UnicodeDecodeError: it is no UTF-8.
    """
    return LexborHTMLParser(data.decode("utf-8"))


def describe_tree(path: str, data: bytes, tree: LexborHTMLParser) -> PageFacts:
    """`describe_page` of a page that is parsed already.

    Args:
        path: where the site has it.
        data: its bytes.
        tree: what `parse_page` made of them.
    """
    anchors = _attributes(tree, "[id]", "id")
    styles = tree.css("link[href][rel='stylesheet' i]")
    return PageFacts(
        path=path,
        size=compressed_size(data),
        anchors=frozenset(anchors),
        links=tuple(_links_of_others(_attributes(tree, LINKING, "href"), frozenset(anchors))),
        loads=tuple(_loaded(node) for node in tree.css(LOADING) if _is_loaded(node)),
        styles=frozenset(node.attributes["href"] or "" for node in styles),
        scripts=frozenset(_attributes(tree, "script[src]", "src")),
        faults=tuple(check_structure(path, tree, anchors)),
    )


def _attributes(tree: LexborHTMLParser, selector: str, name: str) -> list[str]:
    return [node.attributes[name] or "" for node in tree.css(selector)]


def _links_of_others(links: Iterable[str], anchors: frozenset[str]) -> Iterator[str]:
    """Links that this page alone does not bear out."""
    for href in links:
        if href.startswith("#"):
            if own_fragment(href) not in anchors:
                yield href
        elif not href.startswith(("http://", "https://")):
            yield href


def _is_loaded(node: LexborNode) -> bool:
    """Whether a browser fetches what an element names: of links only some kinds."""
    relations = (node.attributes.get("rel") or "").split()
    return node.tag != "link" or not LOADING_RELATIONS.isdisjoint(relations)


def _loaded(node: LexborNode) -> str:
    names = {"object": "data", "link": "href", "use": "href", "image": "href"}
    return node.attributes[names.get(str(node.tag), "src")] or ""


def budget_of(path: str) -> int:
    """Compressed bytes that a page may have, its CSS included."""
    return READER_BUDGET if "/reports/" in path else PAGE_BUDGET


def compressed_size(data: bytes) -> int:
    """What a file's bytes are on their way to a visitor."""
    return len(gzip.compress(data, 6))


def check_structure(path: str, tree: LexborHTMLParser, anchors: Sequence[str]) -> Iterator[Finding]:
    """Language, title, headings, texts of images, unique anchors, no code in the page."""
    root = tree.css_first("html")
    if root is None or not root.attributes.get("lang"):
        yield Finding.of("no-language", path)
    title = tree.css_first("head > title")
    if title is None or not title.text(strip=True):
        yield Finding.of("no-title", path)
    yield from _check_headings(path, [int(str(h.tag)[1]) for h in tree.css("h1,h2,h3,h4,h5,h6")])
    for image in tree.css("img:not([alt])"):
        yield Finding.of("no-alt", path, image=image.html)
    for name in sorted(name for name, count in Counter(anchors).items() if count > 1):
        yield Finding.of("repeated-id", path, name=name)
    scripts = tree.css("script:not([src])")
    kinds = {(node.attributes.get("type") or "").lower() for node in scripts}
    if kinds - _DATA or tree.css_first("style") is not None:
        yield Finding.of("inline-code", path)
    if tree.css_first(CODE_ATTRIBUTES) is not None:
        yield Finding.of("inline-code/element", path)


def _check_headings(path: str, levels: Sequence[int]) -> Iterator[Finding]:
    if levels.count(1) != 1:
        yield Finding.of("first-heading", path, count=levels.count(1))
    for above, below in pairwise(levels):
        if below > above + 1:
            yield Finding.of("skipped-heading", path, above=above, below=below)
