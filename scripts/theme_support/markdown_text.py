"""Markdown: text inside it, our own, and what comes with data; none does more than it says."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import count
from typing import Any

import nh3
from markdown import Markdown as Converter
from markupsafe import Markup

LONGEST_PROSE = 8_000
"""Characters of a description that are converted; nobody reads more on a page."""
_PROSE_TAGS = frozenset(
    "p br em strong code pre blockquote ul ol li a sub sup del hr "
    "table thead tbody tr th td".split()
)
_PROSE_EXTENSIONS = ("tables", "sane_lists")
_BODY_EXTENSIONS = ("tables", "attr_list", "admonition", "sane_lists", "md_in_html")
_BODY_TAGS = nh3.ALLOWED_TAGS | {"section"}
_BODY_ATTRIBUTES = {
    **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
    "*": {"id", "lang", "class", "title", "role", "tabindex", "aria-label"},
    "a": nh3.ALLOWED_ATTRIBUTES["a"] | {"rel"},
    "time": {"datetime"},
    "td": {"align"},
    "th": {"align"},
}
_HEADING = re.compile(r"<(/?)h[1-6][^>]*>")
_PICTURE = r'<img(?: [a-z-]+="[^"]*")*>'
_PICTURES = re.compile(rf"<p>({_PICTURE})</p>|({_PICTURE})")
_SOURCE = re.compile(r' src="([^"]*)"')
_TABLES = re.compile(r"<table>\s*(<thead>.*?</thead>)(.*?)</table>", re.DOTALL)
_HEADERS = re.compile(r"<th[^>]*>(.*?)</th>", re.DOTALL)
_ROWS = re.compile(r"<tr>\s*(<td.*?)</tr>", re.DOTALL)
_FIRST_CELLS = re.compile(r"<tr><td[^>]*>(.*?)</td>", re.DOTALL)
_CELLS = re.compile(r"<td(.*?)</td>", re.DOTALL)
_TEXTS = re.compile(r"(^|<[^>]*>)([^<]*[\u4e00-\u9fff][^<]*)")
_CHINESE = re.compile(r"[\u4e00-\u9fff](?:[^\x00-\x1f!-~–—]*[\u4e00-\u9fff])?")
_SPECIAL = re.compile(r"([\\`*_{}\[\]])")
_BLOCK_START = re.compile(
    r"^(?P<lead>\s*)(?:(?P<sign>#|!(?=!!)|[+-](?=[\s+-]|$))|(?P<other>[=~:](?=[\s=~:]|$))"
    r"|(?P<number>\d+)(?P<dot>[.)])(?=\s|$))"
)
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;"}


class Markdown(str):
    """Markdown that our own templates wrote; `escape_markdown` leaves it as it is."""

    __slots__ = ()

    def __mod__(self, values: Any) -> Markdown:
        """The text with values put in, each escaped: Jinja's translations do so."""
        if isinstance(values, Mapping):
            values = {key: escape_markdown(value) for key, value in values.items()}
        return Markdown(str.__mod__(self, values))


@lru_cache(maxsize=4096, typed=True)
def escape_markdown(value: object) -> Markdown:
    """Any value as Markdown that shows exactly its text, on one line.

    `None` becomes empty. HTML's own characters become entities, Markdown's are escaped with a
    backslash, and so is a sign or number that would start a heading or list.
    """
    if isinstance(value, Markdown):
        return value
    text = "" if value is None else re.sub(r"\s+", " ", str(value))
    escaped = _SPECIAL.sub(r"\\\1", re.sub(r"[&<>|]", lambda m: _ENTITIES[m[0]], text))
    if escaped.endswith("!"):  # before a link it would make a picture of it
        escaped = f"{escaped[:-1]}\\!"
    return Markdown(_BLOCK_START.sub(_escape_block_start, escaped))


def _escape_block_start(match: re.Match[str]) -> str:
    if match["other"]:
        return f"{match['lead']}&#{ord(match['other'])};"
    if match["sign"]:
        return f"{match['lead']}\\{match['sign']}"
    dot = "\\." if match["dot"] == "." else "&#41;"
    return f"{match['lead']}{match['number']}{dot}"


def escape_attribute(value: object) -> Markdown:
    """Any value as the text of an attribute in a tag that stands in Markdown.

    Markdown is looked for inside tags too, so its own characters become entities as well.
    """
    text = html.escape("" if value is None else re.sub(r"\s+", " ", str(value)))
    return Markdown(re.sub(r"[\\`*_{}\[\]|!]", lambda match: f"&#{ord(match[0])};", text))


@cache
def _converter(extensions: Sequence[str]) -> Converter:
    # The site's policy forbids inline styles, which the extension writes otherwise.
    aligned = {"tables": {"use_align_attribute": True}}
    return Converter(extensions=list(extensions), extension_configs=aligned, output_format="html")


@cache
def _body_cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_BODY_TAGS,
        attributes=_BODY_ATTRIBUTES,
        generic_attribute_prefixes={"data-"},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


def sanitise(html: str) -> str:
    """HTML with only the tags, attributes and address schemes that the site itself uses."""
    return _body_cleaner().clean(html)


def render_body(text: str) -> str:
    """A page's Markdown, without front matter, as sanitised HTML; the same for the same text."""
    return sanitise(_converter(_BODY_EXTENSIONS).reset().convert(text)) if text else ""


def place_figures(
    content: str, figures: Mapping[str, str], frame: Callable[[str], str] = str
) -> Markup:
    """A page's content with its pictures drawn in place.

    Args:
        content: sanitised HTML.
        figures: the address of a picture, as the content writes it -> the SVG that is shown.
        frame: a macro that puts what is offered beside a drawing round it.
    """

    def draw(found: re.Match[str]) -> str:
        source = _SOURCE.search(found[0])
        drawing = figures.get(html.unescape(source[1])) if source else None
        return found[0] if drawing is None else str(frame(drawing))

    return Markup(_PICTURES.sub(draw, content))  # noqa: S704 - sanitised, and drawn by ourselves


def present_tables(
    content: str, name: str, labels: Sequence[str] = (), *, row_headers: bool = False
) -> Markup:
    """A page's content with its tables in a region that scrolls, and their cells labelled.

    Args:
        content: sanitised HTML.
        name: of the region, for screen readers; numbered where the page has several.
        labels: for the cells of each column, where they are not what the table's head says.
        row_headers: whether the first cell of a row is its header.
    """
    number = count(1)

    def present(found: re.Match[str]) -> str:
        nth = next(number)
        region_name = name if nth == 1 else f"{name} {nth}"
        head, body = found[1], found[2]
        words = labels or [nh3.clean(cell, tags=set()) for cell in _HEADERS.findall(head)]
        marked = _ROWS.sub(lambda row: _label_cells(row[1], words), body)
        if row_headers:
            marked = _FIRST_CELLS.sub(r'<tr><th scope="row">\1</th>', marked)
        head = re.sub(r"<th(?=[ >])", '<th scope="col"', head)
        region = f'class="table-scroll" role="region" aria-label="{html.escape(region_name)}"'
        return f'<div {region} tabindex="0"><table>{head}{marked}</table></div>'

    return Markup(_TABLES.sub(present, content))  # noqa: S704 - sanitised; names are escaped


def mark_chinese(content: str) -> Markup:
    """HTML in another language with each run of Chinese marked as such (WCAG 3.1.2).

    Texts whose own tag names their language stay as they are.
    """

    def mark(found: re.Match[str]) -> str:
        tag, text = found.groups()
        if ' lang="' in tag:
            return found[0]
        return tag + _CHINESE.sub(r'<span lang="zh-CN">\g<0></span>', text)

    return Markup(_TEXTS.sub(mark, content))  # noqa: S704 - sanitised, tags are our own


def _label_cells(row: str, labels: Sequence[str]) -> str:
    cells = zip(labels, _CELLS.findall(row), strict=False)
    marked = (
        f'<td data-label="{html.escape(html.unescape(label))}"{cell}</td>' for label, cell in cells
    )
    return f"<tr>{''.join(marked)}</tr>"


@lru_cache(maxsize=1024)
def render_prose(text: str) -> Markup:
    """Markdown that came with a dataset as HTML that is safe in any page.

    Only text-level tags stay; a heading becomes a bold paragraph, so that the page's outline is
    its own; links lead to http(s) or an e-mail address; pictures, which would be fetched from
    elsewhere, are left out.
    """
    html = _converter(_PROSE_EXTENSIONS).reset().convert(text[:LONGEST_PROSE])
    level = _HEADING.sub(lambda m: "</strong></p>" if m[1] else "<p><strong>", html)
    clean = nh3.clean(
        level,
        tags=set(_PROSE_TAGS),
        attributes={"a": {"href"}},
        attribute_filter=_absolute_only,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc",
    )
    return Markup(clean)  # noqa: S704 - nothing but the tags above is left


@lru_cache(maxsize=1024)
def plain_prose(text: str) -> str:
    """Markdown that came with a dataset as its words alone, for places that show no markup."""
    converted = _converter(_PROSE_EXTENSIONS).reset().convert(text[:LONGEST_PROSE])
    return html.unescape(nh3.clean(converted, tags=set())).strip()


def _absolute_only(tag: str, name: str, value: str) -> str | None:
    """A link of somebody else's text relative to our page would lead nowhere."""
    del tag, name
    return value if re.match(r"(?:https?://|mailto:)", value, re.IGNORECASE) else None
