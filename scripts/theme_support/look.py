"""How one page becomes HTML: its prose through Markdown, its view through the theme.

A `Look` is everything that pages share. It goes to other processes as plain data; what is made from
it (the templates, compiled) is made once in each process.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, fields
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape
from pydantic_core import to_json

from scripts.core.files import hash_files, list_files
from scripts.core.folders import ROOT
from scripts.core.model import LANGUAGES, Language
from scripts.core.templates import TemplateCache
from scripts.feeds.atom import FEED_TITLES
from scripts.theme_support.markdown_text import (
    mark_chinese,
    place_figures,
    present_tables,
    render_body,
)
from scripts.theme_support.page import Page
from scripts.words.addresses import Addresses, feed, in_language, root_from
from scripts.words.catalogue import read_translations

HTML_LANGUAGES: Mapping[Language, str] = {"zh": "zh-CN", "en": "en"}
FRAME = ("head", "header", "footer")
"""Parts of a page in `partials/frame_….html` that do not depend on what the page shows."""
FINGERPRINT_LENGTH = 10
FOLDERS = ("templates", "translations")
"""Folders of the theme that pages are rendered from; static files count by their names."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """Everything that pages share.

    `settings`: of Jinja. `site`: `SITE` of `pelicanconf.py`. `url`: the site's, without a slash at
    the end. `nav`: the entries by language, each with `title` and `url`. `cards`: the picture of
    pages that have none of their own, by language. `static`: a static file's name -> its address.
    """

    theme: Path
    settings: Mapping[str, Any] = field(repr=False)
    site: Mapping[str, Any]
    url: str
    nav: Mapping[Language, Sequence[Mapping[str, str]]] = field(repr=False)
    cards: Mapping[Language, str] = field(default_factory=dict)
    static: Mapping[str, str] = field(repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpack, (self._packed,)

    @cached_property
    def _packed(self) -> bytes:
        return pickle.dumps({one.name: getattr(self, one.name) for one in fields(self)})

    def render(self, page: Page, *, known_alternate: bool) -> bytes:
        """A page's HTML.

        Args:
            page: the page; its `body` is Markdown.
            known_alternate: whether it exists in the other language as well.
        """
        return self.render_content(page, render_body(page.body), known_alternate=known_alternate)

    def render_content(self, page: Page, content: str, *, known_alternate: bool) -> bytes:
        """A page's HTML with a body that is sanitised HTML already."""
        environment = self.environments[page.language]
        if page.language != "zh" and page.template != "report":  # its reader is Chinese as a whole
            content = mark_chinese(content)
        root = Markup(root_from(page.address))  # noqa: S704 - dots and slashes
        report_url = report_address(
            self.site["contact"], page.title, f"{self.url}/{page.address}", page.language
        )
        context = {
            "root": root,
            "page": _describe(page, known_alternate=known_alternate),
            "view": page.view,
            "content": Markup(content),  # noqa: S704 - sanitised by who made it
            "card": self._card(page),
            "report_url": report_url,
            "frame": self._frame(page.language, root, page.address, report_url),
        }
        return environment.get_template(f"{page.template}.html").render(context).encode()

    def render_template(self, name: str, context: Mapping[str, Any]) -> bytes:
        """A file of the theme that is no page, in no language."""
        return self.environments[LANGUAGES[0]].get_template(name).render(context).encode()

    def render_missing(self, root: str) -> bytes:
        """The page that a server answers where nothing is, in every language.

        Args:
            root: the path of the site on its server.
        """
        parts = [
            {
                "html_lang": HTML_LANGUAGES[language],
                "prefix": Addresses(language).prefix,
                "gettext": read_translations(language).gettext,
            }
            for language in LANGUAGES
        ]
        return self.render_template("missing.html", {"root": root, "parts": parts})

    def describe(self) -> bytes:
        """The hash of everything that any page's HTML follows from beside the page itself."""
        data = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "theme"}
        look = sha256(repr(data).encode())
        paths = [f"{name}/{path}" for name in FOLDERS for path in list_files(self.theme / name)]
        look.update(hash_files(self.theme, paths))
        return look.digest()

    @cached_property
    def environments(self) -> Mapping[Language, Environment]:
        """Jinja with the theme's templates, one for each language."""
        return {language: self._environment(language) for language in LANGUAGES}

    def _environment(self, language: Language) -> Environment:
        # A worker of a cluster has the theme in its own place.
        theme = self.theme if self.theme.is_dir() else ROOT / "theme"
        loader = FileSystemLoader(theme / "templates")
        environment = Environment(  # noqa: S701
            loader=loader,
            auto_reload=False,
            bytecode_cache=TemplateCache(f"theme {language} {self.settings}"),
            **self.settings,
        )
        environment.install_gettext_translations(  # type: ignore[attr-defined]
            read_translations(language), newstyle=True
        )
        environment.filters |= {
            "place_figures": place_figures,
            "present_tables": present_tables,
            "mark_chinese": lambda text: mark_chinese(escape(text)) if language != "zh" else text,
        }
        environment.policies["json.dumps_function"] = _compact_json
        environment.globals |= {
            "site": {
                **self.site,
                "title": self.site["titles"][language],
                "tagline": self.site["taglines"][language],
                "publisher": self.site["publishers"][language],
                "url": self.url,
                "home": Addresses(language).home(),
            },
            "nav": self.nav[language],
            "html_lang": HTML_LANGUAGES[language],
            "feeds": {name: feed(name, language) for name in ("updates", *FEED_TITLES)},
            "homes": {one: Addresses(one).home() for one in LANGUAGES},
            "static": self.static.__getitem__,
        }
        return environment

    def _frame(
        self, language: Language, root: str, address: str, report_url: str | None
    ) -> Mapping[str, Markup]:
        """What is the same around all pages of a language that stand equally deep."""
        current = address if address in self._in_nav[language] else None
        key = language, root, current, report_url
        if (frame := self._frames.get(key)) is None:
            context = {"root": root, "current": current, "report_url": report_url}
            frame = {part: self._frame_part(language, part, context) for part in FRAME}
            if report_url is None:  # otherwise it is the page's own
                self._frames[key] = frame
        return frame

    def _frame_part(self, language: Language, part: str, context: Mapping[str, Any]) -> Markup:
        template = self.environments[language].get_template(f"partials/frame_{part}.html")
        return Markup(template.render(context))  # noqa: S704 - rendered with autoescape

    @cached_property
    def _frames(self) -> dict[tuple[Language, str, str | None, str | None], dict[str, Markup]]:
        return {}

    @cached_property
    def _in_nav(self) -> Mapping[Language, AbstractSet[str]]:
        return {language: {item["url"] for item in self.nav[language]} for language in self.nav}

    def _card(self, page: Page) -> dict[str, str] | None:
        """The picture that stands for the page where it is passed on: its own, or the place's."""
        address = page.view.get("card") or self.cards.get(page.language)
        if not address:
            return None
        text = page.view.get("card_text") or self.site["titles"][page.language]
        return {"url": f"{self.url}/{address}", "text": text}


@lru_cache(maxsize=2)
def _unpack(packed: bytes) -> Look:
    """A look that was sent to this process; sent again, its templates are compiled already."""
    return Look(**pickle.loads(packed))  # noqa: S301 - from the build that it works for


def _compact_json(value: object, **_: object) -> str:
    """JSON for `tojson`, which escapes it for HTML."""
    return to_json(value).decode()


def _describe(page: Page, *, known_alternate: bool) -> dict[str, Any]:
    """What templates know as `page`; `alternates` are the languages that it exists in."""
    return {
        "title": page.title,
        "summary": page.summary,
        "lang": page.language,
        "template": page.template,
        "url": page.address,
        "alternates": {
            language: in_language(page.address, language)
            for language in LANGUAGES
            if known_alternate or language == page.language
        },
    }


def report_address(contact: str, title: str, url: str, language: Language) -> str | None:
    """Where to tell of an error on a page, with the page's title and address filled in.

    `contact` is an e-mail address, or the http(s) address of a form (an issue tracker's, say) in
    which `{title}` and `{body}` are replaced; None without one.
    """
    if not contact:
        return None
    head = quote(f"指出错误：{title}" if language == "zh" else f"Error: {title}", safe="")
    body = quote(f"{url}\n\n", safe="")
    if contact.startswith(("http://", "https://")):
        return contact.replace("{title}", head).replace("{body}", body)
    return f"mailto:{quote(contact, safe='@.+')}?subject={head}&body={body}"


def output_file(address: str) -> str:
    """The file that a page's address is served from."""
    return address if address.endswith(".html") else f"{address}index.html"


def page_address(start: str) -> str:
    """The address of a page whose Markdown is `<start>.md` below the generated pages."""
    if start in {"index", "en/index"}:
        return start.removesuffix("index")
    return start if start.endswith(".html") else f"{start}/"


def fingerprint_static(folder: Path) -> dict[str, str]:
    """The theme's static files by name, with the address that carries a mark of their bytes."""
    names: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder)
            mark = sha256(path.read_bytes()).hexdigest()[:FINGERPRINT_LENGTH]
            names[name.as_posix()] = f"static/{name.with_suffix('').as_posix()}.{mark}{name.suffix}"
    return names
