"""Whether the pages of a site agree with each other and with the files beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from scripts.core.findings import Finding
from scripts.verify.page import PageFacts, budget_of, compressed_size
from scripts.verify.routes import resolve, scheme_of

ENGLISH = "en/"
SCRIPT_BUDGET = 30_000
"""Compressed bytes of a page's scripts."""
SEARCH_SCRIPT = re.compile(r"search/index-[a-z]+\.js")
SEARCH_BUDGET = 400_000
"""The same for what the search page looks through, which grows with the site (design: except
search)."""
PAGE_OVER_BUDGET = "page-over-budget"
WARNINGS = frozenset({PAGE_OVER_BUDGET})
"""Codes of findings with which a site is published all the same: data alone can cause them."""
SAFE_SCHEMES = frozenset({"", "//", "http", "https", "mailto"})


def check_facts(pages: Mapping[str, PageFacts], files: Mapping[str, bytes]) -> list[Finding]:
    """All findings about a built site whose pages were described already.

    Args:
        pages: path -> what `describe_page` told, of every HTML file.
        files: path -> content, of every file. Contents are asked for only of styles and scripts,
            so that they can stay on the disk.
    """
    findings, outward = check_within(pages, files, files)
    for way in outward:
        findings += check_way(way, lambda _: None, files)
    return [*findings, *check_languages(pages)]


def check_languages(pages: Iterable[str]) -> Iterator[Finding]:
    """Every page exists in both languages: `method/index.html` and `en/method/index.html`."""
    paths = set(pages)
    for path in sorted(paths):
        other = path.removeprefix(ENGLISH) if path.startswith(ENGLISH) else f"{ENGLISH}{path}"
        if other not in paths:
            yield Finding.of("missing-translation/page", path, other=other)


class Way(NamedTuple):
    """A link of a page: as it is written, the file that it leads to, the anchor (maybe empty)."""

    page: str
    href: str
    target: str
    fragment: str = ""
    loaded: bool = False


def ways(page: PageFacts) -> Iterator[Way]:
    """Where the links of a page lead within the site, then what it loads from there."""
    for href in page.links:
        if not scheme_of(href):
            yield Way(page.path, href, *resolve(page.path, href))
    for address in page.loads:
        if not scheme_of(address) and not address.startswith("#"):
            yield Way(page.path, address, resolve(page.path, address)[0], loaded=True)


def check_way(
    way: Way, anchors: Callable[[str], Container[str] | None], files: Container[str]
) -> Iterator[Finding]:
    """The file of a link was built, and it has the anchor.

    Args:
        way: the link.
        anchors: those of a page by its path; None of what is no page.
        files: the paths of all files.
    """
    href, target, fragment = way.href, way.target, way.fragment
    if target not in files:
        if way.loaded:
            yield Finding.of("missing-asset", way.page, href=href)
            return
        yield Finding.of("broken-link", way.page, href=href, target=target)
    elif (
        fragment and (page_anchors := anchors(target)) is not None and fragment not in page_anchors
    ):
        yield Finding.of("broken-anchor", way.page, href=href, target=target, fragment=fragment)


def check_schemes(page: PageFacts) -> Iterator[Finding]:
    """Links are of schemes that are allowed; nothing is loaded from elsewhere."""
    for href in page.links:
        if scheme_of(href) not in SAFE_SCHEMES:
            yield Finding.of("unsafe-link", page.path, href=href)
    for address in page.loads:
        if scheme_of(address) not in {"", "data"}:
            yield Finding.of("foreign-request", page.path, address=address)


def check_within(
    pages: Mapping[str, PageFacts], files: Container[str], contents: Mapping[str, bytes]
) -> tuple[list[Finding], list[Way]]:
    """All findings about a part of a site that it shows on its own, and what leads out of it.

    Of the ways out, the first to each place is told; the others lead there as well.

    Args:
        pages: path -> what `describe_page` told, of every HTML file of the part.
        files: the paths of the part's files.
        contents: path -> content, of styles and scripts.
    """

    @cache
    def size_of(path: str) -> int:
        return compressed_size(contents[path]) if path in contents else 0

    def anchors(path: str) -> Container[str] | None:
        return pages[path].anchors if path in pages else None

    findings: list[Finding] = []
    outward: dict[tuple[str, str, bool], Way] = {}
    for page in pages.values():
        findings += page.faults
        findings += check_schemes(page)
        for way in ways(page):
            if way.target not in files:
                outward.setdefault((way.target, way.fragment, way.loaded), way)
            elif way.fragment:  # otherwise it is enough that the file is there
                findings += check_way(way, anchors, files)
        findings += check_budget(page, size_of)
    return findings, list(outward.values())


def check_budget(page: PageFacts, size_of: Callable[[str], int]) -> Iterator[Finding]:
    """The page's compressed HTML with its CSS, and its scripts, keep within their budgets.

    Scripts are ours alone, so theirs is a fault; a page and what is searched grow with the data.

    Args:
        page: the page.
        size_of: compressed bytes of a file by its path; 0 where there is none.
    """
    styles = {resolve(page.path, address)[0] for address in page.styles}
    budget = budget_of(page.path)
    if (size := page.size + sum(map(size_of, styles))) > budget:
        yield Finding.of(PAGE_OVER_BUDGET, page.path, size=size, budget=budget)
    loaded = {resolve(page.path, address)[0] for address in page.scripts}
    searched = {path for path in loaded if SEARCH_SCRIPT.fullmatch(path)}
    if (size := sum(map(size_of, searched))) > SEARCH_BUDGET:
        yield Finding.of(f"{PAGE_OVER_BUDGET}/index", page.path, size=size, budget=SEARCH_BUDGET)
    if (size := sum(map(size_of, loaded - searched))) > SCRIPT_BUDGET:
        yield Finding.of("over-budget", page.path, size=size, script_budget=SCRIPT_BUDGET)
