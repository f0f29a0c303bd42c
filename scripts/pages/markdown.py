"""A page's Markdown from a template of `theme/markdown/`, every value escaped.

A template says what there is to read; how it looks and what is offered beside it is the theme's.
Conventions:

- A value is written as it is, `{{ value }}`; nothing in it makes markup. HTML that a template
  writes itself takes values with the filter `attribute` inside a tag.
- `link(address)` is an address of the site relative to the page, so that links work under any
  base path, from a folder and in the published `index.md`.
- A verdict is `verdict(code, label)`, a link to its rule on the method page: the theme gives such
  links their mark. `*…*` in a list or a table is a flag, as “in doubt”.
- `<header class="lead" markdown="1">` and the like only where the layout needs a box.
- A chart is a picture, `![text alternative](grain-output.svg)`; `view["figures"]` has its SVG by
  the same address, and the theme draws it in place.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote
from xml.etree import ElementTree as ET

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scripts.core.model import Language
from scripts.core.templates import TemplateCache
from scripts.theme_support.markdown_text import (
    Markdown,
    escape_attribute,
    escape_markdown,
    mark_chinese,
    render_prose,
)
from scripts.theme_support.page import Page, View
from scripts.words.addresses import Addresses, relative
from scripts.words.catalogue import read_translations
from scripts.words.wording import text_language

_CODE = re.compile(r"[^`|\\\\<>&]+")
"""What stands between backticks as it is, also in the cell of a table."""
_PARAGRAPH = re.compile(r"<p>([^<]*)</p>")
_PARAGRAPHS = re.compile(r"(?:<p>[^<]*</p>\s*)+")
MARKDOWN_TEMPLATES = Path(__file__).parents[2] / "theme" / "markdown"
Item = TypeVar("Item")
_SVG = "{http://www.w3.org/2000/svg}"


def render_markdown(template: str, language: Language, address: str, /, **values: Any) -> str:
    """A page's Markdown.

    Args:
        template: its name in `theme/markdown/`, without `.md`.
        language: of the words in the template.
        address: of the page, from which links lead.
        values: what the template shows.
    """
    method = Addresses(language).method()

    def link(target: str) -> Markdown:
        return Markdown(quote(relative(target, address), safe="%/:=&?~#+!$,;'@-._"))

    def verdict(code: str, label: str) -> Markdown:
        return Markdown(f"[{escape_markdown(label)}]({link(f'{method}#{code}')})")

    text = (
        markdown_environment(language)
        .get_template(f"{template}.md")
        .render(**values, link=link, verdict=verdict, language=language)
    )
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


def render_page(  # noqa: PLR0913 - a page's parts
    kind: str,
    language: Language,
    address: str,
    /,
    *,
    title: str,
    summary: str,
    values: Mapping[str, Any],
    view: View,
) -> Page:
    """A page with its Markdown.

    Args:
        kind: the name of its template in `theme/markdown/` and in `theme/templates/`.
        language: of the page.
        address: of the page.
        title: for lists of pages and, with `summary`, for the Markdown.
        summary: a sentence about the page.
        values: what the Markdown shows.
        view: what the theme offers beside it.
    """
    body = render_markdown(kind, language, address, title=title, summary=summary, **values)
    return Page(
        address=address,
        language=language,
        template=kind,
        title=title,
        summary=summary,
        view=view,
        body=body,
    )


@cache
def markdown_environment(language: Language) -> Environment:
    """Jinja for Markdown: every value is escaped unless it is `Markdown` already."""
    environment = Environment(
        loader=FileSystemLoader(MARKDOWN_TEMPLATES),
        bytecode_cache=TemplateCache(f"markdown {language}"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=escape_markdown,
        extensions=["jinja2.ext.i18n"],
        autoescape=False,  # noqa: S701 - Markdown, not HTML: `finalize` escapes every value
    )
    words = read_translations(language)
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: Markdown(words.gettext(text)),
        lambda one, many, count: Markdown(words.ngettext(one, many, count)),
        newstyle=True,
    )
    environment.filters |= {
        "attribute": escape_attribute,
        "safe_url": safe_url,
        "row": table_row,
        "code": code,
        "prose": prose,
        "html": lambda text: Markdown(html.escape(text)),
        "tagged": lambda text: tagged(text, language),
        "runs": lambda text: mark_runs(text, language),
    }
    environment.globals["chinese"] = lambda text, page: (
        escape_markdown(text) if page == "zh" else tagged(text, page)
    )
    return environment


def table_row(cells: Iterable[object]) -> Markdown:
    """The row of a table."""
    return Markdown(f"| {' | '.join(map(escape_markdown, cells))} |")


def code(value: object) -> Markdown:
    """A name as it is typed: between backticks, or in a tag where they could not show it."""
    text = " ".join(str(value).split())
    if not text or _CODE.fullmatch(text):
        return Markdown(text and f"`{text}`")
    return Markdown(f"<code>{escape_markdown(text)}</code>")


def prose(text: str) -> Markdown:
    """Markdown that came with a dataset: plain paragraphs as such, anything else as safe HTML."""
    safe = str(render_prose(text)).strip()
    if _PARAGRAPHS.fullmatch(safe):
        paragraphs = (html.unescape(one) for one in _PARAGRAPH.findall(safe))
        return Markdown("\n\n".join(map(escape_markdown, paragraphs)))
    return Markdown(safe and f"<div>\n{safe}\n</div>")


def tagged(text: str, language: Language) -> Markdown:
    """A text that is in either language, marked where it is not the page's."""
    own = text_language(text)
    escaped = escape_markdown(text)
    return escaped if own[:2] == language else Markdown(f'<span lang="{own}">{escaped}</span>')


def mark_runs(text: str, language: Language) -> Markdown:
    """A text in the page's language, with the Chinese words in it marked as such."""
    escaped = escape_markdown(text)
    return escaped if language == "zh" else Markdown(mark_chinese(escaped))


def safe_url(url: str | None) -> Markdown:
    """An address for a link: http(s) only, and nothing that could end the link."""
    if not url or not url.startswith(("http://", "https://")):
        return Markdown("#")
    return Markdown(quote(url, safe="%/:=&?~#+!$,;'@"))


def figures(page: str, drawings: Mapping[str, str | None]) -> dict[str, str]:
    """`view["figures"]` of a page.

    Args:
        page: its address.
        drawings: the address of a picture -> its SVG; None where there is too little to draw.
    """
    return {relative(address, page): drawn for address, drawn in drawings.items() if drawn}


def text_alternative(svg: str) -> str:
    """The title and the description of a drawing in one line."""
    root = ET.fromstring(svg)  # noqa: S314 - drawn by ourselves
    texts = (root.findtext(f"{_SVG}{name}") for name in ("title", "desc"))
    return " — ".join(text for text in texts if text)


def split_list(items: Sequence[Item], most: int) -> list[Sequence[Item]]:
    """The items of a list, page by page; one page, maybe empty, at least."""
    return [items[start : start + most] for start in range(0, len(items), most)] or [items]


def page_addresses(first: str, count: int) -> list[str]:
    """The addresses of the pages that a list is cut into: `targets/`, `targets/2/`."""
    return [first, *(f"{first}{number}/" for number in range(2, count + 1))]


def numbered_title(title: str, number: int, count: int) -> str:
    """A page's title with its number, where a list has several pages."""
    return title if number == 1 else f"{title} ({number}/{count})"
