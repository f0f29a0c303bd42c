"""Where an address on a page leads: to which file of the site, and to which of its anchors."""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from urllib.parse import unquote, urlsplit

_PLAIN = re.compile(
    r"(?=[^#])((?:\.\./)*)((?:[\w-][\w.-]*/)*)([\w-][\w.-]*)?(?:#([\w.-]*))?", re.ASCII
)
"""What nearly all of a site's own addresses are: nothing in them is quoted, odd or of a host."""


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


@lru_cache(maxsize=1 << 16)
def steps(href: str) -> tuple[int, str, str] | None:
    """How many folders a relative address climbs, what follows, and its fragment.

    None where it takes `resolve` to say: for what is odd, or does not lead to a file of the site.
    """
    if (plain := _PLAIN.fullmatch(href)) is not None:
        climbed, folders, name, fragment = plain.groups("")
        return len(climbed) // len("../"), folders + (name or "index.html"), fragment
    return _odd_steps(href)


def _odd_steps(href: str) -> tuple[int, str, str] | None:
    """`steps` of any address."""
    parts = urlsplit(href)
    way = posixpath.normpath(unquote(parts.path)) if parts.path else "/"
    if parts.scheme or parts.netloc or way[0] == "/" or parts.path.endswith(("/.", "/..")):
        return None
    folders = [one for one in way.split("/") if one != "."]
    above = folders.count("..")  # what is left of them stands in front
    rest = folders[above:]
    if parts.path.endswith("/"):
        rest = [*rest, "index.html"]
    return (above, "/".join(rest), unquote(parts.fragment)) if rest else None


@lru_cache(maxsize=1 << 12)
def own_fragment(href: str) -> str | None:
    """The anchor on the page itself that `#…` leads to; None for other addresses."""
    return unquote(urlsplit(href).fragment) if href.startswith("#") else None


class Route:
    """The way from a page to what it links; `resolve`, for many addresses of one page."""

    __slots__ = ("above", "page")

    def __init__(self, page: str) -> None:
        self.page = page
        folders = page.split("/")[:-1]
        self.above = [f"{'/'.join(folders[:n])}/" for n in range(len(folders), 0, -1)] + [""]

    def to(self, href: str) -> tuple[str, str]:
        """The file that an address leads to, and the fragment."""
        way = steps(href)
        if way is None or way[0] >= len(self.above):
            return resolve(self.page, href)
        return self.above[way[0]] + way[1], way[2]
