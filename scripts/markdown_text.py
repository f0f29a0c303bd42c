"""Text inside Markdown, and Markdown that comes with data: neither does more than it says."""

from __future__ import annotations

import html
import re
from functools import cache

import nh3
from markdown import Markdown as Converter
from markupsafe import Markup

LONGEST_PROSE = 8_000
"""Characters of a description that are converted; nobody reads more on a page."""
_PROSE_TAGS = frozenset(
    "p br em strong code pre blockquote ul ol li a sub sup del hr "
    "table thead tbody tr th td".split()
)
_HEADING = re.compile(r"<(/?)h[1-6][^>]*>")
_SPECIAL = re.compile(r"([\\`*_{}\[\]])")
_LINE_START = re.compile(r"^(\s*)([#+\-=~:!]|\d+(?=[.)]))")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;"}


class Markdown(str):
    """Markdown that our own templates wrote; `escape_markdown` leaves it as it is."""

    __slots__ = ()


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


@cache
def _converter() -> Converter:
    return Converter(extensions=["tables", "sane_lists"], output_format="html")


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


def plain_prose(text: str) -> str:
    """Markdown that came with a dataset as its words alone, for places that show no markup."""
    bare = nh3.clean(_converter().reset().convert(text[:LONGEST_PROSE]), tags=set())
    return html.unescape(bare).strip()


def _absolute_only(tag: str, name: str, value: str) -> str | None:
    """A link of somebody else's text relative to our page would lead nowhere."""
    del tag, name
    return value if re.match(r"(?:https?://|mailto:)", value, re.IGNORECASE) else None
