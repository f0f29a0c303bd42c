"""Whether the pages of a site agree with each other and with the files beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from scripts.findings import Finding
from scripts.verify.page import PageFacts, budget_of, compressed_size, fault
from scripts.verify.routes import Route, steps

ENGLISH = "en/"
SCRIPT_BUDGET = 30_000
"""Compressed bytes of a page's scripts."""
SAFE_SCHEMES = frozenset({"", "http", "https", "mailto"})


def check_facts(pages: Mapping[str, PageFacts], files: Mapping[str, bytes]) -> list[Finding]:
    """All findings about a built site whose pages were described already.

    Args:
        pages: path -> what `describe_page` told, of every HTML file.
        files: path -> content, of every file. Contents are asked for only of styles, scripts and
            pages that may be over their budget, so that they can stay on the disk.
    """
    sizes = _CompressedSizes(files)
    findings: list[Finding] = []
    for page in pages.values():
        route = Route(page.path)
        findings += page.faults
        findings += check_links(page, route, pages, files)
        findings += check_loads(page, route, files)
        findings += check_budget(page, route, sizes)
    findings += check_languages(pages)
    return findings


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


def check_links(
    page: PageFacts,
    route: Route,
    pages: Mapping[str, PageFacts],
    files: Mapping[str, bytes],
) -> Iterator[Finding]:
    """Every link leads to a file that was built, and to an anchor that it has."""
    for href in page.links:
        if steps(href) is None:
            parts = urlsplit(href)
            if parts.scheme not in SAFE_SCHEMES:
                yield fault(
                    page.path,
                    "unsafe-link",
                    f"链接 {href!r} 的协议不允许。",
                    f"{href!r} has a scheme that is not allowed.",
                )
            if parts.scheme or parts.netloc:
                continue
        target, fragment = route.to(href)
        if target not in files:
            yield fault(
                page.path,
                "broken-link",
                f"链接 {href!r} 指向不存在的 {target}。",
                f"The link {href!r} leads to {target}, which does not exist.",
            )
        elif fragment and target in pages and fragment not in pages[target].anchors:
            yield fault(
                page.path,
                "broken-anchor",
                f"链接 {href!r}：{target} 里没有锚点 {fragment}。",
                f"The link {href!r}: {target} has no anchor {fragment}.",
            )


def check_loads(page: PageFacts, route: Route, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Nothing is loaded from elsewhere, and what is loaded exists."""
    for address in page.loads:
        if steps(address) is None:
            parts = urlsplit(address)
            if parts.scheme == "data" or address.startswith("#"):
                continue
            if parts.scheme or parts.netloc:
                yield fault(
                    page.path,
                    "foreign-request",
                    f"页面会向别处请求 {address!r}。",
                    f"The page asks another host for {address!r}.",
                )
                continue
        if route.to(address)[0] not in files:
            yield fault(
                page.path,
                "missing-asset",
                f"页面用到的 {address!r} 不存在。",
                f"{address!r}, which the page loads, does not exist.",
            )


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
    """The page's compressed HTML with its CSS, and its scripts, keep within their budgets."""
    styles = sizes.of({route.to(address)[0] for address in page.styles})
    budget = budget_of(page.path)
    if page.size + styles > budget and (size := sizes.of([page.path]) + styles) > budget:
        yield fault(
            page.path,
            "over-budget",
            f"页面与样式压缩后 {size} 字节，超过 {budget}。",
            f"Page and CSS are {size} compressed bytes, over {budget}.",
        )
    scripts = sizes.of({route.to(address)[0] for address in page.scripts})
    if scripts > SCRIPT_BUDGET:
        yield fault(
            page.path,
            "over-budget",
            f"脚本压缩后 {scripts} 字节，超过 {SCRIPT_BUDGET}。",
            f"Scripts are {scripts} compressed bytes, over {SCRIPT_BUDGET}.",
        )
