"""Text inside Markdown: what comes from the data is escaped and says itself, nothing more."""

from __future__ import annotations

import re

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
