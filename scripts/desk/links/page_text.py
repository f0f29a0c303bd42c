"""The text of a web page that a reader sees: no code, no spacing, no counter of visits."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_COUNTER = re.compile(
    r"(?:浏览|阅读|点击|访问|查看|Views|Visits|Hits)(?:次数|人数|量|数)?\s*[:：]?\s*\d[\d,]*\s*次?",
    re.IGNORECASE,
)
_UNSEEN = "head script style noscript template iframe".split()


def read_page_text(data: bytes, media_type: str) -> str:
    """The text of an HTML page without white space; empty when it is no HTML page.

    Args:
        data: the page.
        media_type: its Content-Type. Its charset counts, then the page's own, then UTF-8.
    """
    if "html" not in media_type.lower():
        return ""
    charset = _CHARSET.search(media_type.encode()) or _CHARSET.search(data[:2048])
    name = charset[1].decode() if charset else "utf-8"
    try:
        # GB18030 holds whatever is called GB2312 or GBK, and pages often say less than they use.
        html = data.decode("gb18030" if name.lower().startswith("gb") else name, "replace")
    except LookupError:
        html = data.decode("utf-8", "replace")
    tree = LexborHTMLParser(html)
    tree.strip_tags(_UNSEEN)
    text = _COUNTER.sub("", tree.body.text(separator=" ") if tree.body else "")
    return "".join(text.split())
