"""Pelican's plugin: from Markdown pages with their views, through the theme, to HTML.

Pelican reads the updates and writes their feeds; every page, the updates' own included, goes
through the one generator below, so that all share one environment: autoescaped, strict about
undefined names, and without Pelican's silent fallback to a theme that is not ours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

import nh3
from jinja2 import Environment, FileSystemLoader
from markdown import Markdown
from markupsafe import Markup
from pelican import signals
from pelican.generators import ArticlesGenerator, Generator

from scripts.addresses import Addresses, feed, in_language, root_from
from scripts.catalogue import read_translations
from scripts.feeds import FEED_TITLES, render_feed
from scripts.files import write_below
from scripts.kept import kept
from scripts.markdown_text import render_prose
from scripts.model import LANGUAGES, Language

HTML_LANGUAGES: Mapping[Language, str] = {"zh": "zh-CN", "en": "en"}
MARKDOWN_EXTENSIONS = ("meta", "tables", "attr_list", "admonition", "sane_lists")
ALLOWED_TAGS = nh3.ALLOWED_TAGS | {"mark"}
ALLOWED_ATTRIBUTES = {
    **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
    "*": {"id", "lang"},
    "div": {"class"},
    "p": {"class"},
    "td": {"align"},
    "th": {"align"},
}
CHART_PARAGRAPH = re.compile(r'<p><img [^>]*src="[^"]+\.svg"[^>]*></p>')
FINGERPRINT_LENGTH = 10
LOOKS = ("templates", "translations")
"""Folders of the theme that pages are rendered from; static files count by their names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSource:
    """A Markdown page as read: front matter, sanitised HTML, and its view, still as JSON.

    `unlisted`, `card` and `card_text` are what others than the page's template need of the view.
    """

    title: str
    summary: str
    language: Language
    template: str
    address: str
    content: str = field(repr=False)
    unlisted: bool = False
    card: str = ""
    card_text: str = ""
    source: bytes = field(default=b"{}", repr=False)

    @property
    def view(self) -> Mapping[str, Any]:
        """What the template shows; read anew each time, because most pages are not rendered."""
        view: Mapping[str, Any] = json.loads(self.source)
        return view

    def as_page(self, known: AbstractSet[str]) -> dict[str, Any]:
        """What templates know as `page`; `alternates` are the languages that it exists in."""
        alternates = {language: in_language(self.address, language) for language in LANGUAGES}
        return {
            "title": self.title,
            "summary": self.summary,
            "lang": self.language,
            "template": self.template,
            "url": self.address,
            "alternates": {lang: url for lang, url in alternates.items() if url in known},
        }


class PageError(ValueError):
    """A page's front matter lacks something or says something impossible."""


def sanitise(html: str) -> str:
    """HTML with only the tags, attributes and address schemes that the site itself uses."""
    return nh3.clean(
        html,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


def read_page(path: Path, markdown: Markdown) -> PageSource:
    """Read one Markdown page and, where there is one, the JSON view beside it.

    Raises:
        PageError: the front matter has no title, or a language that the site does not have.
    """
    text = path.read_bytes()
    view_path = path.with_suffix(".json")
    source = view_path.read_bytes() if view_path.exists() else b"{}"
    described = kept("page", [text, source], lambda: _describe_page(path, text, source, markdown))
    return PageSource(**json.loads(described), source=source)


def _describe_page(path: Path, text: bytes, source: bytes, markdown: Markdown) -> bytes:
    """All of a page but its view, as JSON."""
    html = markdown.reset().convert(text.decode("utf-8"))
    meta = {key: " ".join(values) for key, values in markdown.Meta.items()}  # type: ignore[attr-defined]
    language = meta.get("lang", LANGUAGES[0])
    if language not in LANGUAGES or "title" not in meta or "url" not in meta:
        message = f"{path}: a page needs Title, Url and a Lang of {', '.join(LANGUAGES)}"
        raise PageError(message)
    view = json.loads(source)
    described = {
        "title": meta["title"],
        "summary": meta.get("summary", ""),
        "language": language,
        "template": meta.get("template", "page"),
        "address": meta["url"].lstrip("/"),
        "content": sanitise(html),
        "unlisted": bool(view.get("unlisted")),
        "card": view.get("card") or "",
        "card_text": view.get("card_text") or "",
    }
    return json.dumps(described, ensure_ascii=False).encode()


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


class SiteGenerator(Generator):  # type: ignore[misc]
    """Renders every page of the site."""

    def generate_context(self) -> None:
        markdown = Markdown(extensions=list(MARKDOWN_EXTENSIONS), output_format="html")
        content = Path(self.path)
        self.pages = [
            read_page(path, markdown)
            for folder in self.settings["SITE_PAGE_FOLDERS"]
            for path in sorted((content / folder).rglob("*.md"))
        ]
        site_file = content / self.settings["SITE_FILE"]
        self.site = json.loads(site_file.read_text(encoding="utf-8"))

    def generate_output(self, _writer: object) -> None:
        self.static = self._write_static()
        self.look = self._describe_look()
        environments = {language: self._environment(language) for language in LANGUAGES}
        self.articles = {language: self._articles(language) for language in LANGUAGES}
        pages = [*self.pages, *self._update_pages()]
        self.known = {page.address for page in pages}
        for page in pages:
            html = self._render(environments[page.language], page)
            self._publish(output_file(page.address), html)
        self._write_for_machines(environments[LANGUAGES[0]])

    def _write_for_machines(self, environment: Environment) -> None:
        """The list of pages for search engines, and where it stands."""
        listed = self.known - {page.address for page in self.pages if page.unlisted}
        context = {"url": self.settings["SITEURL"], "addresses": sorted(listed)}
        for name in ("sitemap.xml", "robots.txt"):
            self._publish(name, environment.get_template(name).render(context).encode())
        self._write_offline_script(environment)
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

    def _write_offline_script(self, environment: Environment) -> None:
        """The service worker: at the root, so that the whole site is in its reach."""
        kept = sorted(self.static.values())
        version = sha256("\n".join(kept).encode()).hexdigest()[:FINGERPRINT_LENGTH]
        script = environment.get_template("offline.js").render(
            version=version, kept=json.dumps(kept, ensure_ascii=False)
        )
        self._publish("offline.js", script.encode())

    def _environment(self, language: Language) -> Environment:
        environment = Environment(  # noqa: S701 - the settings switch autoescape on
            loader=self.env.loader, **self.settings["JINJA_ENVIRONMENT"]
        )
        environment.filters["prose"] = render_prose
        environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
        translations = read_translations(language)
        environment.install_gettext_callables(  # type: ignore[attr-defined]
            translations.gettext, translations.ngettext, newstyle=True
        )
        return environment

    def _describe_look(self) -> bytes:
        """All that every page is rendered with: templates, words, static names, settings."""
        look = sha256(repr(self.settings["JINJA_ENVIRONMENT"]).encode())
        look.update(json.dumps(self.static).encode())
        files = (path for name in LOOKS for path in (Path(self.theme) / name).rglob("*"))
        for path in sorted(files):
            if path.is_file():
                look.update(f"\n{path.relative_to(self.theme).as_posix()}\n".encode())
                look.update(sha256(path.read_bytes()).digest())
        return look.digest()

    def _render(self, environment: Environment, page: PageSource) -> bytes:
        """A page's HTML, that of an earlier build where nothing that it shows has changed."""
        context = self._page_context(page)
        shared = json.dumps(context, ensure_ascii=False).encode()
        inputs = [self.look, shared, page.content.encode(), page.source]
        return kept("html", inputs, lambda: self._render_anew(environment, page, context))

    def _render_anew(
        self, environment: Environment, page: PageSource, shared: Mapping[str, Any]
    ) -> bytes:
        context = {**shared, "view": page.view, "static": self._static_address}
        context["content"] = Markup(  # noqa: S704 - sanitised when it was read
            self._with_chart(environment, page, context)
        )
        html: str = environment.get_template(f"{page.template}.html").render(context)
        return html.encode()

    def _page_context(self, page: PageSource) -> dict[str, Any]:
        """What a page shows beside its own view: plain data, by which it is known again."""
        nav = [
            {**item, "current": item["url"] == page.address}
            for item in self.site["nav"][page.language]
        ]
        return {
            "page": page.as_page(self.known),
            "root": root_from(page.address),
            "site": {
                **self.settings["SITE"],
                "title": self.settings["SITE"]["titles"][page.language],
                "tagline": self.settings["SITE"]["taglines"][page.language],
                "url": self.settings["SITEURL"],
                "home": Addresses(page.language).home(),
            },
            "nav": nav,
            "html_lang": HTML_LANGUAGES[page.language],
            "articles": self.articles[page.language],
            "feeds": {name: feed(name, page.language) for name in ("updates", *FEED_TITLES)},
            "card": self._card(page),
            "report_url": report_address(
                self.settings["SITE"]["contact"],
                page.title,
                f"{self.settings['SITEURL']}/{page.address}",
                page.language,
            ),
            "homes": {language: Addresses(language).home() for language in LANGUAGES},
        }

    def _card(self, page: PageSource) -> dict[str, str] | None:
        """The picture that stands for the page where it is passed on: its own, or the place's."""
        address = page.card or self.site["card"]
        if not address:
            return None
        text = page.card_text or self.settings["SITE"]["titles"][LANGUAGES[0]]
        return {"url": f"{self.settings['SITEURL']}/{address}", "text": text}

    def _with_chart(
        self, environment: Environment, page: PageSource, context: Mapping[str, Any]
    ) -> str:
        """The body with the paragraph that only shows the chart's file turned into the chart."""
        chart = context["view"].get("chart")
        if not chart:
            return page.content
        figure = environment.get_template("partials/chart.html").render(
            {**context, "chart": Markup(chart)}  # noqa: S704 - rendered by our own autoescaped template
        )
        replace: Callable[[re.Match[str]], str] = lambda _match: figure  # noqa: E731
        return CHART_PARAGRAPH.sub(replace, page.content, count=1)

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
            for article in self.articles[language]:
                view = {"article": {key: article[key] for key in ("title", "date", "url")}}
                yield PageSource(
                    title=article["title"],
                    summary=article["summary"] or article["title"],
                    language=language,
                    template="article",
                    address=article["url"],
                    content=article["content"],
                    source=json.dumps(view).encode(),
                )

    def _write_static(self) -> dict[str, str]:
        """Publish the theme's static files under names that carry a fingerprint of their bytes."""
        folder = Path(self.theme) / "static"
        names: dict[str, str] = {}
        for path in sorted(folder.rglob("*")):
            if not path.is_file():
                continue
            data = path.read_bytes()
            name = path.relative_to(folder)
            mark = sha256(data).hexdigest()[:FINGERPRINT_LENGTH]
            names[name.as_posix()] = f"static/{name.with_suffix('').as_posix()}.{mark}{name.suffix}"
            self._publish(names[name.as_posix()], data)
        return names

    def _static_address(self, name: str) -> str:
        return self.static[name]

    def _publish(self, path: str, data: bytes) -> None:
        write_below(Path(self.output_path), path, data)
        self.settings["PUBLISHED"].add(path)


def use_own_theme_only(generator: Generator) -> None:
    """Take Pelican's built-in theme out of the template search: a missing template is an error."""
    generator.env.loader = FileSystemLoader(Path(generator.theme) / "templates")


def leave_pages_to_us(generator: ArticlesGenerator) -> None:
    """Let Pelican read the updates and write their feeds, but no page of its own."""
    generator.generate_pages = lambda _writer: None


def record_feed(path: str, context: Mapping[str, Any], **_: object) -> None:
    """Note that Pelican wrote a feed, so that it is not removed as left over."""
    relative = Path(path).resolve().relative_to(Path(context["OUTPUT_PATH"]).resolve())
    context["PUBLISHED"].add(relative.as_posix())


def get_generator(_pelican: object) -> type[SiteGenerator]:
    return SiteGenerator


def register() -> None:
    """Pelican's entry point of a plugin."""
    signals.generator_init.connect(use_own_theme_only)
    signals.article_generator_init.connect(leave_pages_to_us)
    signals.get_generators.connect(get_generator)
    signals.feed_written.connect(record_feed)
