"""Whether the pages of a site agree with each other and with the files beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from scripts.core.findings import Finding
from scripts.verify.page import PageFacts, budget_of, compressed_size
from scripts.verify.routes import Route, steps

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
SAFE_SCHEMES = frozenset({"", "http", "https", "mailto"})


def check_facts(pages: Mapping[str, PageFacts], files: Mapping[str, bytes]) -> list[Finding]:
    """All findings about a built site whose pages were described already.

    Args:
        pages: path -> what `describe_page` told, of every HTML file.
        files: path -> content, of every file. Contents are asked for only of styles, scripts and
            pages that may be over their budget, so that they can stay on the disk.
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


def ways(page: PageFacts, route: Route) -> Iterator[tuple[str, str, str, bool]]:
    """Where the links of a page lead within the site, then what it loads from there.

    Each as it is written, the file that it leads to, the anchor, and whether it is loaded.
    """
    for href in page.links:
        if steps(href) is not None or not _leads_away(href):
            target, fragment = route.to(href)
            yield href, target, fragment, False
    for address in page.loads:
        if steps(address) is not None or not (_leads_away(address) or address.startswith("#")):
            yield address, route.to(address)[0], "", True


def _leads_away(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.scheme or parts.netloc)


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
        if steps(href) is None and urlsplit(href).scheme not in SAFE_SCHEMES:
            yield Finding.of("unsafe-link", page.path, href=href)
    for address in page.loads:
        if steps(address) is None and _leads_away(address):
            if urlsplit(address).scheme == "data":
                continue
            yield Finding.of("foreign-request", page.path, address=address)


def check_within(
    pages: Mapping[str, PageFacts], files: Container[str], contents: Mapping[str, bytes]
) -> tuple[list[Finding], list[Way]]:
    """All findings about a part of a site that it shows on its own, and what leads out of it.

    Of the ways out, the first to each place is told; the others lead there as well.

    Args:
        pages: path -> what `describe_page` told, of every HTML file of the part.
        files: the paths of the part's files.
        contents: path -> content, of styles and scripts, and of pages that may be over budget.
    """
    sizes = _CompressedSizes(contents)
    findings: list[Finding] = []
    outward: dict[tuple[str, str, bool], Way] = {}

    def anchors(path: str) -> Container[str] | None:
        return pages[path].anchors if path in pages else None

    for page in pages.values():
        route = Route(page.path)
        findings += page.faults
        findings += check_schemes(page)
        for href, target, fragment, loaded in ways(page, route):
            if target not in files:
                if (target, fragment, loaded) not in outward:
                    way = Way(page.path, href, target, fragment, loaded)
                    outward[target, fragment, loaded] = way
            elif fragment:  # otherwise it is enough that the file is there
                findings += check_way(Way(page.path, href, target, fragment), anchors, files)
        findings += check_budget(page, route, sizes)
    return findings, list(outward.values())


class _CompressedSizes:
    """Compressed bytes of files by their path; each is read once."""

    __slots__ = ("files", "known")

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.known: dict[str, int] = {}

    def of(self, paths: Iterable[str]) -> int:
        """Of all that exist, together."""
        return sum(map(self._of_one, paths))

    def _of_one(self, path: str) -> int:
        if path not in self.known:
            self.known[path] = compressed_size(self.files[path]) if path in self.files else 0
        return self.known[path]


def check_budget(page: PageFacts, route: Route, sizes: _CompressedSizes) -> Iterator[Finding]:
    """The page's compressed HTML with its CSS, and its scripts, keep within their budgets.

    Scripts are ours alone, so theirs is a fault; a page and what is searched grow with the data.
    """
    styles = sizes.of({route.to(address)[0] for address in page.styles})
    budget = budget_of(page.path)
    if page.size + styles > budget and (size := sizes.of([page.path]) + styles) > budget:
        yield Finding.of(PAGE_OVER_BUDGET, page.path, size=size, budget=budget)
    loaded = {route.to(address)[0] for address in page.scripts}
    searched = {path for path in loaded if SEARCH_SCRIPT.fullmatch(path)}
    if (size := sizes.of(searched)) > SEARCH_BUDGET:
        yield Finding.of(f"{PAGE_OVER_BUDGET}/index", page.path, size=size, budget=SEARCH_BUDGET)
    if (size := sizes.of(loaded - searched)) > SCRIPT_BUDGET:
        yield Finding.of("over-budget", page.path, size=size, script_budget=SCRIPT_BUDGET)
