"""Judges the built site by what was really written, without importing what rendered it.

Every internal link and anchor resolves; no page asks another host for anything; no script or
style stands in a page; every page has a language, a title, one first-level heading and headings
that skip no level; images have a text; pages keep the byte budgets of the design.
"""

from __future__ import annotations

import gzip
import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scripts.findings import Finding

PAGE_BUDGET = 50_000
"""Compressed bytes of a page's HTML and CSS (design: look and feel)."""
READER_BUDGET = 120_000
"""The same for a page that carries a whole report: one that stands under `/reports/`."""
SCRIPT_BUDGET = 30_000
"""Compressed bytes of a page's scripts."""
LOADING_ATTRIBUTES = (
    ("img", "src"),
    ("script", "src"),
    ("iframe", "src"),
    ("source", "src"),
    ("video", "src"),
    ("audio", "src"),
    ("object", "data"),
    ("embed", "src"),
    ("input", "src"),
    ("use", "href"),
    ("image", "href"),
)
LOADING_RELATIONS = frozenset(
    {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "manifest", "apple-touch-icon"}
)
SAFE_SCHEMES = frozenset({"", "http", "https", "mailto"})


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltPage:
    """One HTML file as parsed: what it links to, what it loads, which anchors it has."""

    path: str
    size: int
    tree: LexborHTMLParser = field(repr=False)
    anchors: frozenset[str] = field(repr=False)


def parse_page(path: str, data: bytes) -> BuiltPage:
    """Parse one HTML file of the site."""
    tree = LexborHTMLParser(data.decode("utf-8"))
    anchors = {node.attributes.get("id") or "" for node in tree.css("[id]")}
    return BuiltPage(
        path=path, size=len(gzip.compress(data, 6)), tree=tree, anchors=frozenset(anchors)
    )


def check_site(files: Mapping[str, bytes]) -> list[Finding]:
    """All findings about a built site.

    Args:
        files: path below the site's root -> content, of every file that was built.
    """
    pages = {path: parse_page(path, data) for path, data in files.items() if path.endswith(".html")}
    findings: list[Finding] = []
    for page in pages.values():
        findings += check_links(page, pages, files)
        findings += check_loads(page, files)
        findings += check_structure(page)
        findings += check_budget(page, files)
    return findings


def _finding(page: BuiltPage, code: str, zh: str, en: str) -> Finding:
    return Finding(
        file=page.path,
        code=code,
        message_zh=zh,
        message_en=en,
        fix_zh="这是页面模板或生成步骤的问题：请修 theme/ 或 scripts/，不要改 output/。",
        fix_en="A template or a stage is at fault: mend theme/ or scripts/, not output/.",
    )


def resolve(page: str, href: str) -> tuple[str, str]:
    """A relative address on a page -> the file it is served from, and the fragment."""
    parts = urlsplit(href)
    if not parts.path:
        return page, unquote(parts.fragment)
    target = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path)))
    if (
        parts.path.endswith(("/", "/.", "/.."))
        or target in {".", ".."}
        or parts.path in {".", ".."}
    ):
        target = "index.html" if target == "." else f"{target}/index.html"
    return target, unquote(parts.fragment)


def check_links(
    page: BuiltPage, pages: Mapping[str, BuiltPage], files: Mapping[str, bytes]
) -> Iterator[Finding]:
    """Every link leads to a file that was built, and to an anchor that it has."""
    for node in page.tree.css("a[href], area[href], link[href]"):
        href = node.attributes.get("href") or ""
        parts = urlsplit(href)
        if parts.scheme not in SAFE_SCHEMES:
            yield _finding(
                page,
                "unsafe-link",
                f"链接 {href!r} 的协议不允许。",
                f"{href!r} has a scheme that is not allowed.",
            )
        if parts.scheme or parts.netloc:
            continue
        target, fragment = resolve(page.path, href)
        if target not in files:
            yield _finding(
                page,
                "broken-link",
                f"链接 {href!r} 指向不存在的 {target}。",
                f"The link {href!r} leads to {target}, which does not exist.",
            )
        elif fragment and target in pages and fragment not in pages[target].anchors:
            yield _finding(
                page,
                "broken-anchor",
                f"链接 {href!r}：{target} 里没有锚点 {fragment}。",
                f"The link {href!r}: {target} has no anchor {fragment}.",
            )


def check_loads(page: BuiltPage, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Nothing is loaded from elsewhere, and what is loaded exists."""
    for address in _loaded(page.tree):
        parts = urlsplit(address)
        if parts.scheme == "data" or address.startswith("#"):
            continue
        if parts.scheme or parts.netloc:
            yield _finding(
                page,
                "foreign-request",
                f"页面会向别处请求 {address!r}。",
                f"The page asks another host for {address!r}.",
            )
        elif resolve(page.path, address)[0] not in files:
            yield _finding(
                page,
                "missing-asset",
                f"页面用到的 {address!r} 不存在。",
                f"{address!r}, which the page loads, does not exist.",
            )


def _loaded(tree: LexborHTMLParser) -> Iterator[str]:
    for tag, attribute in LOADING_ATTRIBUTES:
        for node in tree.css(f"{tag}[{attribute}]"):
            yield node.attributes.get(attribute) or ""
    for node in tree.css("link[rel][href]"):
        if LOADING_RELATIONS.intersection((node.attributes.get("rel") or "").split()):
            yield node.attributes.get("href") or ""


def check_structure(page: BuiltPage) -> Iterator[Finding]:
    """Language, title, headings, texts of images, unique anchors, no code in the page."""
    root = page.tree.css_first("html")
    if root is None or not root.attributes.get("lang"):
        yield _finding(
            page, "no-language", "页面没有写明语言。", "The page does not name its language."
        )
    title = page.tree.css_first("head > title")
    if title is None or not title.text(strip=True):
        yield _finding(page, "no-title", "页面没有标题。", "The page has no title.")
    yield from _check_headings(page)
    for node in page.tree.css("img:not([alt])"):
        yield _finding(
            page, "no-alt", f"图片没有替代文字：{node.html}", f"An image has no text: {node.html}"
        )
    repeated = _repeated_ids(page.tree.css("[id]"))
    for name in repeated:
        yield _finding(
            page,
            "repeated-id",
            f"锚点 {name} 出现多次。",
            f"The anchor {name} occurs more than once.",
        )
    if page.tree.css("script:not([src]):not([type='application/ld+json'])") or page.tree.css(
        "style"
    ):
        yield _finding(
            page,
            "inline-code",
            "页面里有内嵌的脚本或样式。",
            "A script or style stands in the page.",
        )
    if page.tree.css("[style], [onclick], [onload], [onerror], [onmouseover]"):
        yield _finding(
            page,
            "inline-code",
            "元素上有内嵌的样式或事件。",
            "An element carries a style or an event handler.",
        )


def _repeated_ids(nodes: Iterable[LexborNode]) -> list[str]:
    counts = Counter(node.attributes.get("id") or "" for node in nodes)
    return sorted(name for name, count in counts.items() if count > 1)


def _check_headings(page: BuiltPage) -> Iterator[Finding]:
    levels = [int(str(node.tag)[1]) for node in page.tree.css("h1, h2, h3, h4, h5, h6")]
    if levels.count(1) != 1:
        yield _finding(
            page,
            "first-heading",
            f"一级标题应有一个，实有 {levels.count(1)} 个。",
            f"There should be one h1, not {levels.count(1)}.",
        )
    for above, below in pairwise(levels):
        if below > above + 1:
            yield _finding(
                page,
                "skipped-heading",
                f"标题从 h{above} 跳到 h{below}。",
                f"Headings jump from h{above} to h{below}.",
            )


def check_budget(page: BuiltPage, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """The page's compressed HTML with its CSS, and its scripts, keep within their budgets."""
    styles = _loaded_size(page, files, "link[rel=stylesheet]", "href")
    budget = READER_BUDGET if "/reports/" in page.path else PAGE_BUDGET
    if page.size + styles > budget:
        size = page.size + styles
        yield _finding(
            page,
            "over-budget",
            f"页面与样式压缩后 {size} 字节，超过 {budget}。",
            f"Page and CSS are {size} compressed bytes, over {budget}.",
        )
    scripts = _loaded_size(page, files, "script[src]", "src")
    if scripts > SCRIPT_BUDGET:
        yield _finding(
            page,
            "over-budget",
            f"脚本压缩后 {scripts} 字节，超过 {SCRIPT_BUDGET}。",
            f"Scripts are {scripts} compressed bytes, over {SCRIPT_BUDGET}.",
        )


def _loaded_size(page: BuiltPage, files: Mapping[str, bytes], selector: str, attribute: str) -> int:
    names = {
        resolve(page.path, node.attributes.get(attribute) or "")[0]
        for node in page.tree.css(selector)
    }
    return sum(len(gzip.compress(files[name], 6)) for name in names if name in files)
