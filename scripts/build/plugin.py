"""Pelican's plugin: from Markdown pages with their views, through the theme, to HTML.

Pelican reads the updates and writes their feeds; every page, the updates' own included, goes
through the one generator below, so that all share one environment: autoescaped, strict about
undefined names, and without Pelican's silent fallback to a theme that is not ours.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader
from markdown import Markdown
from markdown.extensions.meta import MetaPreprocessor
from pelican import signals
from pelican.generators import ArticlesGenerator, Generator

from scripts.build.parts import Made, Parts
from scripts.core.model import LANGUAGES, Language
from scripts.feeds.atom import render_feed
from scripts.theme_support.look import (
    FINGERPRINT_LENGTH,
    Look,
    fingerprint_static,
    other_language,
    output_file,
)
from scripts.theme_support.markdown_text import render_body, sanitise
from scripts.theme_support.page import Page
from scripts.words.addresses import feed


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSource:
    """A Markdown page as read: `page` without its view, which stays JSON in `source`.

    A view is read only when its page is rendered, because most are not. `content` is set where
    the body is HTML already.
    """

    page: Page
    unlisted: bool = False
    source: bytes = field(default=b"{}", repr=False)
    content: str | None = field(default=None, repr=False)

    def whole(self) -> Page:
        """The page with its view."""
        return replace(self.page, view=json.loads(self.source))


class PageError(ValueError):
    """A page's front matter lacks something or says something impossible."""


def read_page(path: Path) -> PageSource:
    """Read one Markdown page and, where there is one, the JSON view beside it.

    Raises:
        PageError: the front matter has no title, or a language that the site does not have.
    """
    view_path = path.with_suffix(".json")
    source = view_path.read_bytes() if view_path.exists() else b"{}"
    page = parse_page(path.read_text(encoding="utf-8"), path)
    return PageSource(page=page, source=source, unlisted=bool(json.loads(source).get("unlisted")))


def parse_page(text: str, path: Path) -> Page:
    """A page from its Markdown file, without a view; `path` is for the message of an error.

    Raises:
        PageError: the front matter has no title, or a language that the site does not have.
    """
    reader = Markdown()
    body = "\n".join(MetaPreprocessor(reader).run(text.split("\n")))
    meta = {key: " ".join(values) for key, values in reader.Meta.items()}  # type: ignore[attr-defined]
    language = meta.get("lang", LANGUAGES[0])
    if language not in LANGUAGES or "title" not in meta or "url" not in meta:
        message = f"{path}: a page needs Title, Url and a Lang of {', '.join(LANGUAGES)}"
        raise PageError(message)
    return Page(
        address=meta["url"].lstrip("/"),
        language=language,
        template=meta.get("template", "page"),
        title=meta["title"],
        summary=meta.get("summary", ""),
        body=body,
    )


class SiteGenerator(Generator):  # type: ignore[misc]
    """Renders every page of the site."""

    def generate_context(self) -> None:
        content = Path(self.path)
        self.pages = [
            read_page(path)
            for folder in self.settings["SITE_PAGE_FOLDERS"]
            for path in sorted((content / folder).rglob("*.md"))
        ]
        site_file = content / self.settings["SITE_FILE"]
        self.site = json.loads(site_file.read_text(encoding="utf-8"))

    def generate_output(self, _writer: object) -> None:
        self.parts: Parts = self.settings["SITE_PARTS"]
        folder = Path(self.theme) / "static"
        static = fingerprint_static(folder)
        for name, address in static.items():
            self._publish(address, (folder / name).read_bytes())
        self.look = Look(
            theme=Path(self.theme),
            settings=self.settings["JINJA_ENVIRONMENT"],
            site=self.settings["SITE"],
            url=self.settings["SITEURL"],
            nav=self.site["nav"],
            card=self.site["card"],
            static=static,
            articles={language: self._articles(language) for language in LANGUAGES},
        )
        described = self.look.describe()
        pages = [*self.pages, *self._update_pages()]
        known = {one.page.address for one in pages}
        for one in pages:
            self._render(described, one, known_alternate=other_language(one.page) in known)
        self._write_for_machines(known)

    def _render(self, described: bytes, source: PageSource, *, known_alternate: bool) -> None:
        """Publish a page, as an earlier build had it where nothing that it shows has changed."""
        own = repr((source.page, source.page.body, source.content, known_alternate)).encode()

        def render() -> Made:
            page = source.whole()
            content = render_body(page.body) if source.content is None else source.content
            html = self.look.render_content(page, content, known_alternate=known_alternate)
            return Made({output_file(page.address): html})

        name = f"page {source.page.address}"
        if name in self.parts.now:
            message = f"two pages have the address {source.page.address!r}"
            raise PageError(message)
        self.parts.part(name, [described, own, source.source], render)

    def _write_for_machines(self, known: set[str]) -> None:
        """The list of pages for search engines, and where it stands."""
        listed = known - {one.page.address for one in self.pages if one.unlisted}
        addresses = sorted({*listed, *self.site["addresses"]})
        context = {"url": self.settings["SITEURL"], "addresses": addresses}
        for name in ("sitemap.xml", "robots.txt"):
            self._publish(name, self.look.render_template(name, context))
        self._publish("offline.js", render_offline_script(self.look))
        for language, feeds in self.site["feeds"].items():
            for name, entries in feeds.items():
                data = render_feed(
                    name,
                    entries,
                    language,
                    site=self.settings["SITE"]["titles"][language],
                    site_url=self.settings["SITEURL"],
                )
                self._publish(feed(name, language), data)

    def _articles(self, language: Language) -> list[dict[str, Any]]:
        found = [a for one in self.context["articles"] for a in (one, *one.translations)]
        articles = [
            {
                "title": article.title,
                "date": article.date.date().isoformat(),
                "summary": article.metadata.get("summary_text", ""),
                "content": sanitise(article.content),
                "url": article.url,
                "slug": article.slug,
            }
            for article in found
            if article.lang == language
        ]
        return sorted(articles, key=lambda a: (a["date"], a["slug"]), reverse=True)

    def _update_pages(self) -> Iterable[PageSource]:
        for language in LANGUAGES:
            for article in self.look.articles[language]:
                view = {"article": {key: article[key] for key in ("title", "date", "url")}}
                yield PageSource(
                    page=Page(
                        address=article["url"],
                        language=language,
                        template="article",
                        title=article["title"],
                        summary=article["summary"] or article["title"],
                    ),
                    content=article["content"],
                    source=json.dumps(view).encode(),
                )

    def _publish(self, path: str, data: bytes) -> None:
        self.parts.part(f"file {path}", [data], lambda: Made({path: data}))


def render_offline_script(look: Look) -> bytes:
    """The service worker: it stands at the root, so that the whole site is in its reach."""
    stored = sorted(look.static.values())
    version = sha256("\n".join(stored).encode()).hexdigest()[:FINGERPRINT_LENGTH]
    context = {"version": version, "kept": json.dumps(stored, ensure_ascii=False)}
    return look.render_template("offline.js", context)


def use_own_theme_only(generator: Generator) -> None:
    """Take Pelican's built-in theme out of the template search: a missing template is an error."""
    generator.env.loader = FileSystemLoader(Path(generator.theme) / "templates")


def leave_pages_to_us(generator: ArticlesGenerator) -> None:
    """Let Pelican read the updates and write their feeds, but no page of its own."""
    generator.generate_pages = lambda _writer: None


def publish_feed(path: str, context: Mapping[str, Any], **_: object) -> None:
    """Take over a feed that Pelican wrote."""
    relative = Path(path).resolve().relative_to(Path(context["OUTPUT_PATH"]).resolve()).as_posix()
    data = Path(path).read_bytes()
    context["SITE_PARTS"].part(f"file {relative}", [data], lambda: Made({relative: data}))


def get_generator(_pelican: object) -> type[SiteGenerator]:
    return SiteGenerator


def register() -> None:
    """Pelican's entry point of a plugin."""
    signals.generator_init.connect(use_own_theme_only)
    signals.article_generator_init.connect(leave_pages_to_us)
    signals.get_generators.connect(get_generator)
    signals.feed_written.connect(publish_feed)
