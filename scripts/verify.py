"""Judges the built site by what was really written, without importing what rendered it.

Every internal link and anchor resolves; no page asks another host for anything; no script or
style stands in a page; every page has a language, a title, one first-level heading and headings
that skip no level; images have a text; pages keep the byte budgets of the design.
"""

from __future__ import annotations

import gzip
import json
import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from itertools import pairwise
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scripts.findings import Finding
from scripts.kept import kept

PAGE_BUDGET = 50_000
"""Compressed bytes of a page's HTML and CSS (design: look and feel)."""
READER_BUDGET = 120_000
"""The same for a page that carries a whole report: one that stands under `/reports/`."""
ENGLISH = "en/"
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
    """What one HTML file holds that others, or files beside it, must bear out.

    The parsed tree itself is not kept: a site has many pages. `faults` are those that the page
    shows on its own.
    """

    path: str
    size: int
    anchors: frozenset[str] = field(repr=False)
    links: tuple[str, ...] = field(repr=False)
    loads: tuple[str, ...] = field(repr=False)
    styles: frozenset[str] = field(repr=False)
    scripts: frozenset[str] = field(repr=False)
    faults: tuple[Finding, ...] = ()


def parse_page(path: str, data: bytes) -> BuiltPage:
    """Parse one HTML file of the site."""
    told = json.loads(kept("built page", [path.encode(), data], lambda: _tell(path, data)))
    return BuiltPage(
        path=path,
        size=told["size"],
        anchors=frozenset(told["anchors"]),
        links=tuple(told["links"]),
        loads=tuple(told["loads"]),
        styles=frozenset(told["styles"]),
        scripts=frozenset(told["scripts"]),
        faults=tuple(Finding(**fault) for fault in told["faults"]),
    )


def _tell(path: str, data: bytes) -> bytes:
    tree = LexborHTMLParser(data.decode("utf-8"))
    told = {
        "size": len(gzip.compress(data, 6)),
        "anchors": list(_values(tree, "[id]", "id")),
        "links": list(_values(tree, "a[href], area[href], link[href]", "href")),
        "loads": list(_loaded(tree)),
        "styles": list(_values(tree, "link[rel=stylesheet]", "href")),
        "scripts": list(_values(tree, "script[src]", "src")),
        "faults": [asdict(fault) for fault in check_structure(path, tree)],
    }
    return json.dumps(told).encode()


def _values(tree: LexborHTMLParser, selector: str, attribute: str) -> Iterator[str]:
    return (node.attributes.get(attribute) or "" for node in tree.css(selector))


def check_site(files: Mapping[str, bytes]) -> list[Finding]:
    """All findings about a built site.

    Args:
        files: path below the site's root -> content, of every file that was built.
    """
    pages = {path: parse_page(path, data) for path, data in files.items() if path.endswith(".html")}
    findings: list[Finding] = []
    for page in pages.values():
        findings += page.faults
        findings += check_links(page, pages, files)
        findings += check_loads(page, files)
        findings += check_budget(page, files)
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


def _finding(path: str, code: str, zh: str, en: str) -> Finding:
    return Finding(
        file=path,
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
    for href in page.links:
        parts = urlsplit(href)
        if parts.scheme not in SAFE_SCHEMES:
            yield _finding(
                page.path,
                "unsafe-link",
                f"链接 {href!r} 的协议不允许。",
                f"{href!r} has a scheme that is not allowed.",
            )
        if parts.scheme or parts.netloc:
            continue
        target, fragment = resolve(page.path, href)
        if target not in files:
            yield _finding(
                page.path,
                "broken-link",
                f"链接 {href!r} 指向不存在的 {target}。",
                f"The link {href!r} leads to {target}, which does not exist.",
            )
        elif fragment and target in pages and fragment not in pages[target].anchors:
            yield _finding(
                page.path,
                "broken-anchor",
                f"链接 {href!r}：{target} 里没有锚点 {fragment}。",
                f"The link {href!r}: {target} has no anchor {fragment}.",
            )


def check_loads(page: BuiltPage, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Nothing is loaded from elsewhere, and what is loaded exists."""
    for address in page.loads:
        parts = urlsplit(address)
        if parts.scheme == "data" or address.startswith("#"):
            continue
        if parts.scheme or parts.netloc:
            yield _finding(
                page.path,
                "foreign-request",
                f"页面会向别处请求 {address!r}。",
                f"The page asks another host for {address!r}.",
            )
        elif resolve(page.path, address)[0] not in files:
            yield _finding(
                page.path,
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


def check_structure(path: str, tree: LexborHTMLParser) -> Iterator[Finding]:
    """Language, title, headings, texts of images, unique anchors, no code in the page."""
    root = tree.css_first("html")
    if root is None or not root.attributes.get("lang"):
        yield _finding(
            path, "no-language", "页面没有写明语言。", "The page does not name its language."
        )
    title = tree.css_first("head > title")
    if title is None or not title.text(strip=True):
        yield _finding(path, "no-title", "页面没有标题。", "The page has no title.")
    yield from _check_headings(path, tree)
    for node in tree.css("img:not([alt])"):
        yield _finding(
            path, "no-alt", f"图片没有替代文字：{node.html}", f"An image has no text: {node.html}"
        )
    repeated = _repeated_ids(tree.css("[id]"))
    for name in repeated:
        yield _finding(
            path,
            "repeated-id",
            f"锚点 {name} 出现多次。",
            f"The anchor {name} occurs more than once.",
        )
    if tree.css("script:not([src]):not([type='application/ld+json'])") or tree.css("style"):
        yield _finding(
            path,
            "inline-code",
            "页面里有内嵌的脚本或样式。",
            "A script or style stands in the page.",
        )
    if tree.css("[style], [onclick], [onload], [onerror], [onmouseover]"):
        yield _finding(
            path,
            "inline-code",
            "元素上有内嵌的样式或事件。",
            "An element carries a style or an event handler.",
        )


def _repeated_ids(nodes: Iterable[LexborNode]) -> list[str]:
    counts = Counter(node.attributes.get("id") or "" for node in nodes)
    return sorted(name for name, count in counts.items() if count > 1)


def _check_headings(path: str, tree: LexborHTMLParser) -> Iterator[Finding]:
    levels = [int(str(node.tag)[1]) for node in tree.css("h1, h2, h3, h4, h5, h6")]
    if levels.count(1) != 1:
        yield _finding(
            path,
            "first-heading",
            f"一级标题应有一个，实有 {levels.count(1)} 个。",
            f"There should be one h1, not {levels.count(1)}.",
        )
    for above, below in pairwise(levels):
        if below > above + 1:
            yield _finding(
                path,
                "skipped-heading",
                f"标题从 h{above} 跳到 h{below}。",
                f"Headings jump from h{above} to h{below}.",
            )


def check_budget(page: BuiltPage, files: Mapping[str, bytes]) -> Iterator[Finding]:
    """The page's compressed HTML with its CSS, and its scripts, keep within their budgets."""
    styles = _loaded_size(page, page.styles, files)
    budget = READER_BUDGET if "/reports/" in page.path else PAGE_BUDGET
    if page.size + styles > budget:
        size = page.size + styles
        yield _finding(
            page.path,
            "over-budget",
            f"页面与样式压缩后 {size} 字节，超过 {budget}。",
            f"Page and CSS are {size} compressed bytes, over {budget}.",
        )
    scripts = _loaded_size(page, page.scripts, files)
    if scripts > SCRIPT_BUDGET:
        yield _finding(
            page.path,
            "over-budget",
            f"脚本压缩后 {scripts} 字节，超过 {SCRIPT_BUDGET}。",
            f"Scripts are {scripts} compressed bytes, over {SCRIPT_BUDGET}.",
        )


def _loaded_size(page: BuiltPage, loaded: Iterable[str], files: Mapping[str, bytes]) -> int:
    names = {resolve(page.path, address)[0] for address in loaded}
    return sum(_compressed_size(files[name]) for name in names if name in files)


@cache
def _compressed_size(data: bytes) -> int:
    return len(gzip.compress(data, 6))
