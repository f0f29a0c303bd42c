"""One page of the site before Pelican: front matter, Markdown, and the view for a template."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scripts.core.model import Language

View = Mapping[str, Any]
"""Plain data only (str, int, bool, None, list, dict): it is written as JSON beside the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`address` ends in `/` (home: empty); `template` names a file of `theme/templates/`."""

    address: str
    language: Language
    template: str
    title: str
    summary: str
    view: View = field(default_factory=dict, repr=False)
    body: str = field(default="", repr=False)


def page_path(page: Page) -> str:
    """Where the page's Markdown stands under `content/generated/`."""
    return f"{page.address.rstrip('/') or 'index'}.md" if page.address != "en/" else "en/index.md"


def render_markdown_file(page: Page) -> str:
    """The page as a Markdown file with front matter that Pelican reads."""
    head = {
        "Title": page.title,
        "Lang": page.language,
        "Template": page.template,
        "Url": page.address,
        "Summary": page.summary,
    }
    lines = [f"{key}: {one_line(value)}" for key, value in head.items()]
    return "\n".join(lines) + "\n\n" + page.body


def render_view_file(page: Page) -> str:
    """The page's view as JSON, keys in their own order."""
    return json.dumps(page.view, ensure_ascii=False, separators=(",", ":")) + "\n"


def one_line(text: str) -> str:
    """Text for a front-matter value: whitespace, line ends included, collapsed."""
    return " ".join(text.split())


def crumb(title: str, address: str | None) -> dict[str, str | None]:
    """One step of a page's trail."""
    return {"title": title, "url": address}


def pick(language: Language, zh: str | None, en: str | None) -> str:
    """The text of a pair of columns in the page's language; validation has filled both."""
    return (zh if language == "zh" else en) or ""
