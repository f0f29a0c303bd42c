"""Where an address on a page leads: to which file of the site, and to which of its anchors."""

from __future__ import annotations

import posixpath
from functools import lru_cache
from urllib.parse import unquote, urlsplit


def resolve(page: str, href: str) -> tuple[str, str]:
    """A relative address on a page -> the file it is served from, and the fragment."""
    path, fragment = _parts(href)
    if not path:
        return page, fragment
    target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
    if path.endswith(("/", "/.", "/..")) or target in {".", ".."} or path in {".", ".."}:
        target = "index.html" if target == "." else f"{target}/index.html"
    return target, fragment


@lru_cache(maxsize=1 << 16)
def _parts(href: str) -> tuple[str, str]:
    parts = urlsplit(href)
    return unquote(parts.path), unquote(parts.fragment)


@lru_cache(maxsize=1 << 16)
def scheme_of(href: str) -> str:
    """The scheme of an address that leads away from the site, `//` without one; else empty."""
    parts = urlsplit(href)
    return parts.scheme or ("//" if parts.netloc else "")


def own_fragment(href: str) -> str | None:
    """The anchor on the page itself that `#…` leads to; None for other addresses."""
    return _parts(href)[1] if href.startswith("#") else None
