"""Markdown: text inside it, our own, and what comes with data; none does more than it says."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import nh3
from markupsafe import Markup

from scripts.theme_support.plain_markdown import render_plain

if TYPE_CHECKING:
    from markdown import Markdown as Converter

LONGEST_PROSE = 8_000
"""Characters of a description that are converted; nobody reads more on a page."""
_PROSE_TAGS = frozenset(
    "p br em strong code pre blockquote ul ol li a sub sup del hr "
    "table thead tbody tr th td".split()
)
_BODY_EXTENSIONS = ("tables", "attr_list", "admonition", "sane_lists")
_BODY_TAGS = nh3.ALLOWED_TAGS | {"mark"}
_BODY_ATTRIBUTES = {
    **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
    "*": {"id", "lang"},
    "div": {"class"},
    "p": {"class"},
    "td": {"align"},
    "th": {"align"},
}
_HEADING = re.compile(r"<(/?)h[1-6][^>]*>")
_SPECIAL = re.compile(r"([\\`*_{}\[\]])")
_LINE_START = re.compile(r"^(\s*)([#+\-=~:!]|\d+(?=[.)]))")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;"}


class Markdown(str):
    """Markdown that our own templates wrote; `escape_markdown` leaves it as it is."""

    __slots__ = ()


@lru_cache(maxsize=4096, typed=True)
def escape_markdown(value: object) -> Markdown:
    """Any value as Markdown that shows exactly its text, on one line.

    `None` becomes empty. HTML's own characters become entities, Markdown's are escaped with a
    backslash, and a sign or number that would start a heading or list is written as an entity.
    """
    if isinstance(value, Markdown):
        return value
    text = "" if value is None else re.sub(r"\s+", " ", str(value))
    escaped = _SPECIAL.sub(r"\\\1", re.sub(r"[&<>|]", lambda m: _ENTITIES[m[0]], text))
    return Markdown(_LINE_START.sub(_escape_line_start, escaped))


def _escape_line_start(match: re.Match[str]) -> str:
    first = match[2][0]
    return f"{match[1]}&#{ord(first)};{match[2][1:]}"


CALLED_FOR = {
    "backtick": "`",
    "escape": "\\",
    "reference": "]:",
    "short_reference": "]:",
    "image_link": "![",
    "image_reference": "![",
    "short_image_ref": "![",
    "autolink": "://",
    "automail": "@",
    "linebreak": "  \n",
}
"""Inline pattern -> what must stand in a text for it to match anywhere."""
_OWN_TAG = re.compile("</?mark>")


def idle_patterns(text: str) -> frozenset[str]:
    """The patterns that cannot match in a text: a converter without them gives the same HTML.

    `html_block` looks for raw HTML between paragraphs; marking words is not that.
    """
    if "\t" in text or "\r" in text:  # becomes spaces and line ends
        return frozenset()
    idle = {name for name, sign in CALLED_FOR.items() if sign not in text}
    if "<" not in _OWN_TAG.sub("", text):
        idle.add("html_block")
    return frozenset(idle)


@cache
def body_converter(idle: frozenset[str] = frozenset()) -> Converter:
    """Python-Markdown without some patterns, each of which costs time in every line."""
    converter = _converter_with(_BODY_EXTENSIONS)
    for name in sorted(idle):
        own = converter.preprocessors if name == "html_block" else converter.inlinePatterns
        own.deregister(name)
    return converter


@cache
def _body_cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_BODY_TAGS,
        attributes=_BODY_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


def sanitise(html: str) -> str:
    """HTML with only the tags, attributes and address schemes that the site itself uses."""
    return _body_cleaner().clean(html)


def render_body(text: str) -> str:
    """A page's Markdown, without front matter, as sanitised HTML; the same for the same text."""
    if not text:
        return ""
    plain = render_plain(text)
    return render_any_body(text) if plain is None else plain


def render_any_body(text: str) -> str:
    """`render_body` the long way, whatever the text is."""
    return sanitise(body_converter(idle_patterns(text)).reset().convert(text))


@lru_cache(maxsize=4096, typed=True)
def text_node(value: object) -> Markup:
    """Any value as HTML between tags, as `sanitise` writes it: on one line, quotes as they are.

    Not for an attribute, which a quote would end.
    """
    text = "" if value is None else " ".join(str(value).split())
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Markup(safe)  # noqa: S704 - no tag and no entity is left


@cache
def _converter() -> Converter:
    return _converter_with(("tables", "sane_lists"))


def _converter_with(extensions: Sequence[str]) -> Converter:
    from markdown import Markdown as Converter  # noqa: PLC0415 - most pages have the plain forms

    return Converter(extensions=list(extensions), output_format="html")


@lru_cache(maxsize=1024)
def render_prose(text: str) -> Markup:
    """Markdown that came with a dataset as HTML that is safe in any page.

    Only text-level tags stay; a heading becomes a bold paragraph, so that the page's outline is
    its own; links lead to http(s) or an e-mail address; pictures, which would be fetched from
    elsewhere, are left out.
    """
    html = _converter().reset().convert(text[:LONGEST_PROSE])
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
    bare = nh3.clean(_converter().reset().convert(text[:LONGEST_PROSE]), tags=set())
    return html.unescape(bare).strip()


def _absolute_only(tag: str, name: str, value: str) -> str | None:
    """A link of somebody else's text relative to our page would lead nowhere."""
    del tag, name
    return value if re.match(r"(?:https?://|mailto:)", value, re.IGNORECASE) else None
