"""Whether the pages of a site agree with each other and with the files beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from scripts.core.findings import Finding
from scripts.verify.page import PageFacts, budget_of, compressed_size, fault
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
            yield Finding(
                file=path,
                code="missing-translation",
                message_zh=f"这一页没有另一种语言的版本（{other}）。",
                message_en=f"The page has no version in the other language ({other}).",
                fix_zh="手写的页面和更新：在 content/ 里加上另一种语言的同名文件"
                "（更新用 .en.md）。",
                fix_en="Pages and updates written by hand: add the file of the same name in the "
                "other language to content/ (updates: .en.md).",
            )


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
            yield fault(
                way.page,
                "missing-asset",
                f"页面用到的 {href!r} 不存在。",
                f"{href!r}, which the page loads, does not exist.",
            )
            return
        yield fault(
            way.page,
            "broken-link",
            f"链接 {href!r} 指向不存在的 {target}。",
            f"The link {href!r} leads to {target}, which does not exist.",
        )
    elif fragment and (own := anchors(target)) is not None and fragment not in own:
        yield fault(
            way.page,
            "broken-anchor",
            f"链接 {href!r}：{target} 里没有锚点 {fragment}。",
            f"The link {href!r}: {target} has no anchor {fragment}.",
        )


def check_schemes(page: PageFacts) -> Iterator[Finding]:
    """Links are of schemes that are allowed; nothing is loaded from elsewhere."""
    for href in page.links:
        if steps(href) is None and urlsplit(href).scheme not in SAFE_SCHEMES:
            yield fault(
                page.path,
                "unsafe-link",
                f"链接 {href!r} 的协议不允许。",
                f"{href!r} has a scheme that is not allowed.",
            )
    for address in page.loads:
        if steps(address) is None and _leads_away(address):
            if urlsplit(address).scheme == "data":
                continue
            yield fault(
                page.path,
                "foreign-request",
                f"页面会向别处请求 {address!r}。",
                f"The page asks another host for {address!r}.",
            )


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
        yield _heavy(page.path, f"页面与样式压缩后 {size} 字节", f"Page and CSS: {size}", budget)
    loaded = {route.to(address)[0] for address in page.scripts}
    searched = {path for path in loaded if SEARCH_SCRIPT.fullmatch(path)}
    if (size := sizes.of(searched)) > SEARCH_BUDGET:
        yield _heavy(page.path, f"搜索索引压缩后 {size} 字节", f"Index: {size}", SEARCH_BUDGET)
    if (size := sizes.of(loaded - searched)) > SCRIPT_BUDGET:
        yield fault(
            page.path,
            "over-budget",
            f"脚本压缩后 {size} 字节，超过 {SCRIPT_BUDGET}。",
            f"Scripts are {size} compressed bytes, over {SCRIPT_BUDGET}.",
        )


def _heavy(path: str, zh: str, en: str, budget: int) -> Finding:
    return Finding(
        file=path,
        code=PAGE_OVER_BUDGET,
        message_zh=f"{zh}，超过 {budget}。",
        message_en=f"{en} compressed bytes, over {budget}.",
        fix_zh="照常发布。这一页内容太多，打开会慢：可以把数据分到几个章节或几份报告里。",
        fix_en="Published all the same. The page has much on it and opens slowly: the data could "
        "be spread over several sections or reports.",
    )
