"""The few forms of Markdown that our own pages have, as sanitised HTML: a short way to the same.

Python-Markdown and the sanitiser after it take ten times as long for a page of an indicator. What
is here knows paragraphs of one line, headings, quotations, bold, links and marked words, and
nothing of what else a text could mean: of that it says so, and the long way is gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_CONTROL = "\x00-\x1f\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202f\ufdd0-\ufdef\ufeff\ufff0-\uffff"
_ENTITY = r"&(?:amp|lt|gt);|&\#(?:3[3-79]|4\d|5[0-9]|61|6[3-9]|[7-9]\d|1[01]\d|12[0-6]);"
"""As `escape_markdown` writes them; a number stands for a sign that HTML does not care about."""
_ESCAPED = r"\\[\\`*_{}\[\]]"
_TOKEN = re.compile(
    rf"(?P<escaped>{_ESCAPED})|(?P<entity>{_ENTITY})|(?P<bold>\*\*(?!\*))|(?P<mark></?mark>)"
    rf"|\[(?P<words>(?:[^\\`*_{{}}\[\]<>&|{_CONTROL}\ud800-\udfff]|{_ESCAPED}|{_ENTITY})+)\]"
    r"\((?P<to>(?:https?://|[.#\w])[\w./\#%~-]*)\)"
    rf"|(?P<other>[\\`*_{{}}\[\]<>&|{_CONTROL}\ud800-\udfff])",
    re.ASCII,
)
_BLOCK = re.compile(
    r"(?P<level>\#{2,6})[ ](?P<heading>[^\n#]+?)(?:[ ]\{:[ ]\#(?P<id>[\w-]+)[ ]\})?"
    r"|>[ ](?P<quote>[^\n]+)"
    r"|(?P<text>[^\n>#][^\n]*)(?:\n\{:[ ]\.(?P<class>[\w-]+)[ ]\})?",
    re.ASCII,
)
_MEANS_MORE = re.compile(r"[#+\-=~:!>]|\*(?!\*)|\d+[.)]", re.ASCII)
"""How a line begins that may be something else than a paragraph."""


class _OtherForm(Exception):  # noqa: N818 - says that the long way is to be gone
    """The text has a form that is not known here."""


def render_plain(text: str) -> str | None:
    """Markdown as sanitised HTML, as `render_body` gives it; None where the long way must say."""
    try:
        return "\n".join(_blocks(text.strip("\n")))
    except _OtherForm:
        return None


def _blocks(text: str) -> Iterator[str]:
    quoted = False
    for block in re.split(r"\n\n+", text):
        found = _BLOCK.fullmatch(block)
        if found is None or (quoted and found["quote"]):
            raise _OtherForm
        quoted = bool(found["quote"])
        if quoted:
            yield f"<blockquote>\n<p>{_line(found['quote'])}</p>\n</blockquote>"
        elif found["heading"]:
            tag = f"h{len(found['level'])}"
            name = f' id="{found["id"]}"' if found["id"] else ""
            yield f"<{tag}{name}>{_words(found['heading'])}</{tag}>"
        else:
            name = f' class="{found["class"]}"' if found["class"] else ""
            yield f"<p{name}>{_line(found['text'])}</p>"


def _line(text: str) -> str:
    if _MEANS_MORE.match(text):
        raise _OtherForm
    return _words(text)


def _words(text: str) -> str:
    """A line with what stands in it, as HTML."""
    if text != text.strip():
        raise _OtherForm
    inside: list[str] = []
    html = _TOKEN.sub(lambda found: _token(found, inside), text)
    if inside:
        raise _OtherForm
    return html


def _token(found: re.Match[str], inside: list[str]) -> str:
    """One sign as HTML; `inside` says which tags are open."""
    match found.lastgroup:
        case "escaped":
            return found[0][1]
        case "entity":
            return _sign(found[0])
        case "bold":
            return _bold(found, inside)
        case "mark":
            _turn("mark", inside, opens=found[0] == "<mark>")
            return found[0]
        case "to" if not inside and not found.string.endswith("!", 0, found.start()):
            words = re.sub(f"{_ESCAPED}|{_ENTITY}", lambda one: _sign(one[0]), found["words"])
            return f'<a href="{found["to"]}">{words}</a>'
        case _:
            raise _OtherForm


def _sign(written: str) -> str:
    if written[0] == "\\":
        return written[1]
    return chr(int(written[2:-1])) if written[1] == "#" else written


def _bold(found: re.Match[str], inside: list[str]) -> str:
    opens = "strong" not in inside
    near = found.string[found.end() :][:1] if opens else found.string[found.start() - 1]
    if not near.strip():
        raise _OtherForm
    _turn("strong", inside, opens=opens)
    return "<strong>" if opens else "</strong>"


def _turn(tag: str, inside: list[str], *, opens: bool) -> None:
    """Open a tag, or close it where it is the last that was opened."""
    if opens and tag not in inside and "strong" not in inside:
        inside.append(tag)
    elif not opens and inside and inside[-1] == tag:
        inside.pop()
    else:
        raise _OtherForm
