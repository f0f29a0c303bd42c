"""What one HTML file of the site holds, told without any other file: `describe_page`."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from itertools import pairwise
from sys import intern
from typing import Any, TypeAlias

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scripts.core.findings import Finding
from scripts.verify.routes import own_fragment

PAGE_BUDGET = 50_000
"""Compressed bytes of a page's HTML and CSS (design: look and feel)."""
READER_BUDGET = 120_000
"""The same for a page that carries a whole report: one that stands under `/reports/`."""
ROOM_FOR_STYLES = 10_000
"""Compressed bytes of CSS with which a page that is small uncompressed surely keeps its budget."""
LOADING_ATTRIBUTES: Mapping[str | None, str] = {
    "img": "src",
    "script": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "object": "data",
    "embed": "src",
    "input": "src",
    "use": "href",
    "image": "href",
}
LOADING_RELATIONS = frozenset(
    {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "manifest", "apple-touch-icon"}
)
LINKING = frozenset({"a", "area", "link"})
HEADINGS = {f"h{level}": level for level in range(1, 7)}
INLINE_CODE = frozenset({"style", "onclick", "onload", "onerror", "onmouseover"})
"""Attributes that are code."""
_DATA = frozenset({"application/ld+json", "application/json"})
"""Kinds of script that are data: no browser runs them."""
_OF_INTEREST = ["[id]", "[href]", "[src]", "object", "img", "script", "style", *HEADINGS]
JUDGED = f":is({','.join([*_OF_INTEREST, *(f'[{name}]' for name in sorted(INLINE_CODE))])})"
"""Each element that anything is asked of: one walk of the tree, not one for each question."""
_HOLD = 30 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What one HTML file holds that others, or files beside it, must bear out.

    `size`: its compressed bytes, or, where it keeps its budget anyway, more than these.
    `links`, `loads`: as they are written, in their order; left out are links to other hosts, and
    those to anchors that the page has itself. `faults`: those that the page shows on its own.
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
            links=tuple(map(intern, links)),
            loads=tuple(map(intern, loads)),
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
    hold_memory()
    data.decode("utf-8")
    return LexborHTMLParser(data)


@cache
def hold_memory() -> None:
    """Let the process keep the memory that it frees for what it makes next.

    GNU's malloc gives the memory of each tree back to the system and fetches it again for the
    next, which takes as long as parsing; it stops that once a large block was freed. What others
    do with such a block costs nothing.
    """
    bytes(_HOLD)


def describe_tree(path: str, data: bytes, tree: LexborHTMLParser) -> PageFacts:
    """`describe_page` of a page that is parsed already.

    Args:
        path: where the site has it.
        data: its bytes.
        tree: what `parse_page` made of them.
    """
    seen = _look_through(tree)
    anchors = frozenset(seen.anchors)
    return PageFacts(
        path=path,
        size=_sure_size(path, data),
        anchors=anchors,
        links=tuple(_links_of_others(seen.links, anchors)),
        loads=tuple(seen.loads),
        styles=frozenset(seen.styles),
        scripts=frozenset(seen.scripts),
        faults=tuple(check_structure(path, tree, seen)),
    )


def _links_of_others(links: Iterable[str], anchors: frozenset[str]) -> Iterator[str]:
    """Links that this page alone does not bear out."""
    for href in links:
        if href.startswith("#"):
            if own_fragment(href) not in anchors:
                yield href
        elif not href.startswith(("http://", "https://")):
            yield href


_Attributes: TypeAlias = Mapping[str, str | None]


@dataclass(slots=True)
class _Seen:
    """What a walk of a page's tree came by, in its order."""

    anchors: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)
    silent_images: list[str] = field(default_factory=list)
    code: bool = False
    code_on_elements: bool = False


def _look_through(tree: LexborHTMLParser) -> _Seen:
    seen = _Seen()
    for node in tree.css(JUDGED):
        tag, attributes = node.tag, node.attributes
        if "id" in attributes:
            seen.anchors.append(attributes["id"] or "")
        if tag in LINKING:
            if "href" in attributes:
                # Most pages share most links: told to another process, each is told once.
                seen.links.append(intern(attributes["href"] or ""))
        elif tag in HEADINGS:
            seen.levels.append(HEADINGS[str(tag)])
        elif tag in LOADING_ATTRIBUTES and LOADING_ATTRIBUTES[tag] in attributes:
            seen.loads.append(intern(attributes[LOADING_ATTRIBUTES[tag]] or ""))
        if tag in _WITH_RULES:
            _WITH_RULES[tag](node, attributes, seen)
        if not INLINE_CODE.isdisjoint(attributes):
            seen.code_on_elements = True
    return seen


def _look_at_link(_: LexborNode, attributes: _Attributes, seen: _Seen) -> None:
    relation, address = attributes.get("rel") or "", intern(attributes.get("href") or "")
    if "href" in attributes and not LOADING_RELATIONS.isdisjoint(relation.split()):
        seen.loads.append(address)
    if relation.lower() == "stylesheet":
        seen.styles.append(address)


def _look_at_script(_: LexborNode, attributes: _Attributes, seen: _Seen) -> None:
    if "src" in attributes:
        seen.scripts.append(intern(attributes["src"] or ""))
    elif (attributes.get("type") or "").lower() not in _DATA:
        seen.code = True


def _look_at_style(_: LexborNode, _attributes: _Attributes, seen: _Seen) -> None:
    seen.code = True


def _look_at_image(node: LexborNode, attributes: _Attributes, seen: _Seen) -> None:
    if "alt" not in attributes:
        seen.silent_images.append(str(node.html))


_WITH_RULES: Mapping[str | None, Callable[[LexborNode, _Attributes, _Seen], None]] = {
    "link": _look_at_link,
    "script": _look_at_script,
    "style": _look_at_style,
    "img": _look_at_image,
}


def _sure_size(path: str, data: bytes) -> int:
    """A page's compressed size, or more than that where it is small enough anyway.

    Deflate never exceeds the first bound, and does not do worse when it is given more time.
    """
    enough = budget_of(path) - ROOM_FOR_STYLES
    bound = len(data) + (len(data) >> 11) + 64
    if bound > enough:
        bound = len(gzip.compress(data, 1))
    return bound if bound <= enough else compressed_size(data)


def budget_of(path: str) -> int:
    """Compressed bytes that a page may have, its CSS included."""
    return READER_BUDGET if "/reports/" in path else PAGE_BUDGET


def compressed_size(data: bytes) -> int:
    """What a file's bytes are on their way to a visitor."""
    return len(gzip.compress(data, 6))


def check_structure(path: str, tree: LexborHTMLParser, seen: _Seen) -> Iterator[Finding]:
    """Language, title, headings, texts of images, unique anchors, no code in the page."""
    root = tree.css_first("html")
    if root is None or not root.attributes.get("lang"):
        yield Finding.of("no-language", path)
    title = tree.css_first("head > title")
    if title is None or not title.text(strip=True):
        yield Finding.of("no-title", path)
    yield from _check_headings(path, seen.levels)
    for image in seen.silent_images:
        yield Finding.of("no-alt", path, image=image)
    for name in _repeated(seen.anchors):
        yield Finding.of("repeated-id", path, name=name)
    if seen.code:
        yield Finding.of("inline-code", path)
    if seen.code_on_elements:
        yield Finding.of("inline-code/element", path)


def _repeated(anchors: Sequence[str]) -> list[str]:
    if len(set(anchors)) == len(anchors):
        return []
    return sorted(name for name, count in Counter(anchors).items() if count > 1)


def _check_headings(path: str, levels: Sequence[int]) -> Iterator[Finding]:
    if levels.count(1) != 1:
        yield Finding.of("first-heading", path, count=levels.count(1))
    for above, below in pairwise(levels):
        if below > above + 1:
            yield Finding.of("skipped-heading", path, above=above, below=below)
