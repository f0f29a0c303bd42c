"""Pelican's plugin: reads every page of the site, renders it through the theme.

    content/generated/pages/**.md   pages made of data, each maybe with a JSON of what it offers
    content/generated/site.json     what every page shares: navigation, entries of feeds
    content/pages/**.md             pages written by hand
    content/updates/*.md            updates: Pelican's own articles, with its own feeds

`pelican content -s pelicanconf.py -o DIR` renders all of it into DIR. `invoke site` runs Pelican
with the same plugin and hands it a runner (`SITE_RUNNER`), which skips the pages that have not
changed before they are parsed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import FileSystemLoader
from markdown import Markdown
from markdown.extensions.meta import MetaPreprocessor
from pelican import signals
from pelican.generators import ArticlesGenerator, Generator
from pelican.readers import BaseReader, Readers

from scripts.build.executor import open_cores
from scripts.build.runner import Runner
from scripts.build.step import Made, Step, key_of
from scripts.build.store import open_store
from scripts.build.tree import SiteTree
from scripts.core.files import list_files
from scripts.core.model import LANGUAGES, Language
from scripts.feeds.atom import render_feed
from scripts.theme_support.look import (
    FINGERPRINT_LENGTH,
    Look,
    fingerprint_static,
    output_file,
    page_address,
)
from scripts.theme_support.markdown_text import render_body
from scripts.theme_support.page import Page
from scripts.verify.built_page import describe
from scripts.words.addresses import MISSING, feed, in_language

PAGE = "page "
"""What the names of the steps of pages begin with; the address follows."""
UNLISTED = "embed/"
ENGINE = "sqlite/"
"""The folder of static files that only the query page loads."""
"""How addresses end that are for other sites' frames alone, and no search engine's."""


class PageError(ValueError):
    """A page's front matter lacks something or says something impossible."""


def split_front_matter(text: str) -> tuple[dict[str, str], str]:
    """The front matter of a Markdown file, its keys in small letters, and the rest."""
    reader = Markdown()
    body = "\n".join(MetaPreprocessor(reader).run(text.split("\n")))
    meta: Mapping[str, list[str]] = reader.Meta  # type: ignore[attr-defined]
    return {key: " ".join(values) for key, values in meta.items()}, body


def parse_page(text: str, path: str, view: Mapping[str, Any] | None = None) -> Page:
    """A page from its Markdown file; `path` is for the message of an error.

    Raises:
        PageError: the front matter has no title, or a language that the site does not have.
    """
    meta, body = split_front_matter(text)
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
        view=view or {},
        body=body,
    )


class PageReader(BaseReader):  # type: ignore[misc]
    """Pelican's reader of the site's Markdown: one dialect, sanitised."""

    enabled = True
    file_extensions = ("md",)

    def read(self, filename: str) -> tuple[str, dict[str, Any]]:
        """The HTML of a Markdown file, and its front matter."""
        meta, body = split_front_matter(Path(filename).read_text(encoding="utf-8"))
        if "summary" in meta:
            meta["summary"] = render_body(meta["summary"])
        said = {key: self.process_metadata(key, value) for key, value in meta.items()}
        return render_body(body), said


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFile:
    """A page to be rendered: its Markdown, and the JSON beside it, if there is one.

    `digest`: the hash of both.
    """

    address: str
    markdown: Path
    offers: Path | None
    digest: str

    def read(self) -> tuple[str, bytes, bytes]:
        """The path of the Markdown for messages, and both contents."""
        offers = b"{}" if self.offers is None else self.offers.read_bytes()
        return self.markdown.name, self.markdown.read_bytes(), offers


def render_page(look: Look, alternate: bool, path: str, markdown: bytes, offers: bytes) -> Made:  # noqa: FBT001
    """A page as HTML and as Markdown; the facts are what the check and the search need of it.

    Args:
        look: what all pages share.
        alternate: whether the page exists in the other language as well.
        path: of the Markdown, for messages.
        markdown: the page's Markdown with its front matter.
        offers: JSON, what the theme offers beside it.
    """
    page = parse_page(markdown.decode(), path, json.loads(offers))
    return _page_files(page.address, look.render(page, known_alternate=alternate), markdown)


def render_article(look: Look, alternate: bool, page: Page, content: str, markdown: bytes) -> Made:  # noqa: FBT001
    """The page of an update, whose body Pelican has read; the rest as for `render_page`."""
    html = look.render_content(page, content, known_alternate=alternate)
    return _page_files(page.address, html, markdown)


def _page_files(address: str, html: bytes, markdown: bytes) -> Made:
    path = output_file(address)
    beside = f"{path.removesuffix('.html')}.md"
    return Made(files={path: html, beside: markdown}, facts=describe(path, html))


class SiteGenerator(Generator):  # type: ignore[misc]
    """Renders every page of the site."""

    def generate_context(self) -> None:
        """Find all pages; none is parsed yet."""
        content = Path(self.path)
        self.runner: Runner | None = self.settings.get("SITE_RUNNER")
        site_file = content / self.settings["SITE_FILE"]
        self.site = json.loads(site_file.read_text(encoding="utf-8"))
        self.pages = [
            *find_pages(content / self.settings["SITE_GENERATED"], self._digests()),
            *find_own_pages(content / self.settings["SITE_PAGES"]),
        ]

    def _digests(self) -> Mapping[str, str]:
        """The hashes of generated files that the build knows, by their path."""
        steps = self.runner.now.values() if self.runner is not None else ()
        return {file.path: file.sha256 for step in steps for file in step.sources}

    def generate_output(self, _writer: object) -> None:
        """Render the pages that have changed, and what goes with them."""
        self.articles = {language: self._find_articles(language) for language in LANGUAGES}
        static = fingerprint_static(Path(self.theme) / "static")
        self.look = Look(
            theme=Path(self.theme),
            settings=self.settings["JINJA_ENVIRONMENT"],
            site=self.settings["SITE"],
            url=self.settings["SITEURL"],
            nav=self.site["nav"],
            cards=self.site["cards"],
            static=static,
        )
        addresses = [page.address for page in self.pages]
        addresses += [one.address for some in self.articles.values() for one in some]
        self._refuse_twice(addresses)
        with self._open_runner() as runner:
            runner.run(self._page_steps(frozenset(addresses)))
            runner.run(self._other_steps(addresses))

    @contextmanager
    def _open_runner(self) -> Iterator[Runner]:
        """The build's runner or, under the stock command, one that knows of no earlier build."""
        if self.runner is not None:
            yield self.runner
            return
        tree = SiteTree(folder=Path(self.output_path))
        with open_store(None) as store, open_cores() as workers:
            yield Runner(store=store, site=tree, sources=tree, workers=workers)

    @staticmethod
    def _refuse_twice(addresses: Sequence[str]) -> None:
        seen: set[str] = set()
        for address in addresses:
            if address in seen:
                message = f"two pages have the address {address!r}"
                raise PageError(message)
            seen.add(address)

    def _page_steps(self, addresses: frozenset[str]) -> Iterator[Step]:
        looked = self.look.describe()

        def has_alternate(address: str) -> bool:
            return all(in_language(address, language) in addresses for language in LANGUAGES)

        for page in self.pages:
            alternate = has_alternate(page.address)
            yield Step(
                name=f"{PAGE}{page.address}",
                key=key_of(looked, page.digest, str(alternate)),
                make=partial(render_page, self.look, alternate),
                inputs=page.read,
            )
        for language, articles in self.articles.items():
            for one in articles:
                alternate = has_alternate(one.address)
                yield Step(
                    name=f"{PAGE}{one.address}",
                    key=key_of(looked, repr(one), str(alternate)),
                    make=partial(render_article, self.look, alternate),
                    inputs=partial(one.read, language),
                )

    def _other_steps(self, addresses: Sequence[str]) -> Iterator[Step]:
        """Static files, the files for search engines, feeds."""
        folder = Path(self.theme) / "static"
        for name, address in self.look.static.items():
            yield Step(
                name=f"static {name}",
                key=key_of(address),
                make=partial(_one_file, address),
                inputs=partial(_read, folder / name),
            )
        listed = sorted(one for one in addresses if not one.endswith(UNLISTED))
        context = {
            "url": self.settings["SITEURL"],
            "addresses": listed,
            "site": self.settings["SITE"],
        }
        for name in ("sitemap.xml", "robots.txt", "llms.txt"):
            yield _file_step(name, self.look.render_template(name, context))
        root = f"{urlsplit(self.settings['SITEURL']).path.rstrip('/')}/"
        yield _file_step(MISSING, self.look.render_missing(root))
        yield _file_step("offline.js", render_offline_script(self.look))
        for language, feeds in self.site["feeds"].items():
            for name, entries in feeds.items():
                data = render_feed(
                    name,
                    entries,
                    language,
                    site=self.settings["SITE"]["titles"][language],
                    site_url=self.settings["SITEURL"],
                )
                yield _file_step(feed(name, language), data)
        for path, data in self.context.get("SITE_FEEDS", {}).items():
            yield _file_step(path, data)

    def _find_articles(self, language: Language) -> list[Article]:
        found = [a for one in self.context["articles"] for a in (one, *one.translations)]
        articles = [Article.read_from(one) for one in found if one.lang == language]
        return sorted(articles, key=lambda one: (one.date, one.slug), reverse=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An update as Pelican has read it; `content` is HTML."""

    title: str
    date: str
    summary: str
    content: str
    address: str
    slug: str
    path: str

    @classmethod
    def read_from(cls, article: Any) -> Article:
        """From Pelican's own."""
        return cls(
            title=article.title,
            date=article.date.date().isoformat(),
            summary=article.metadata.get("summary_text", ""),
            content=article.content,
            address=article.url,
            slug=article.slug,
            path=article.source_path,
        )

    def read(self, language: Language) -> tuple[Page, str, bytes]:
        """What `render_article` is given."""
        page = Page(
            address=self.address,
            language=language,
            template="article",
            title=self.title,
            summary=self.summary or self.title,
            view={"article": {"title": self.title, "date": self.date, "url": self.address}},
        )
        return page, self.content, Path(self.path).read_bytes()


def find_pages(folder: Path, digests: Mapping[str, str]) -> Iterator[PageFile]:
    """The generated pages: each stands at the path that its address says.

    Args:
        folder: where they stand.
        digests: the hashes of files that are known, by their path; others are read.
    """
    paths = list_files(folder)
    beside = {path for path in paths if path.endswith(".json")}
    for path in paths:
        if not path.endswith(".md"):
            continue
        start = path.removesuffix(".md")
        names = [path, *({f"{start}.json"} & beside)]
        yield PageFile(
            address=page_address(start),
            markdown=folder / path,
            offers=folder / names[1] if len(names) > 1 else None,
            digest=key_of(*(digests.get(name) or _sum(folder / name) for name in names)),
        )


def find_own_pages(folder: Path) -> Iterator[PageFile]:
    """The pages written by hand, which say their address themselves."""
    for path in sorted(folder.rglob("*.md")):
        data = path.read_bytes()
        yield PageFile(
            address=parse_page(data.decode(), path.name).address,
            markdown=path,
            offers=None,
            digest=key_of(data),
        )


def _sum(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _read(path: Path) -> tuple[bytes]:
    return (path.read_bytes(),)


def _one_file(address: str, data: bytes) -> Made:
    return Made(files={address: data})


def _file_step(path: str, data: bytes) -> Step:
    return Step(name=f"file {path}", key=key_of(data), make=partial(_one_file, path, data))


def render_offline_script(look: Look) -> bytes:
    """The service worker: it stands at the root, so that the whole site is in its reach.

    The engine of the query page, larger than all else, is loaded by who opens that page.
    """
    stored = sorted(one for name, one in look.static.items() if not name.startswith(ENGINE))
    version = sha256("\n".join(stored).encode()).hexdigest()[:FINGERPRINT_LENGTH]
    context = {"version": version, "kept": json.dumps(stored, ensure_ascii=False)}
    return look.render_template("offline.js", context)


def use_own_theme_only(generator: Generator) -> None:
    """Take Pelican's built-in theme out of the template search: a missing template is an error."""
    generator.env.loader = FileSystemLoader(Path(generator.theme) / "templates")


def leave_pages_to_us(generator: ArticlesGenerator) -> None:
    """Let Pelican read the updates and write their feeds, but no page of its own."""
    generator.generate_pages = lambda _writer: None


def read_our_way(readers: Readers) -> None:
    """Let Pelican read Markdown as the site's pages have it."""
    readers.reader_classes["md"] = PageReader


def note_feed(path: str, context: dict[str, Any], **_: object) -> None:
    """Note a feed that Pelican wrote, to be taken over by the build."""
    relative = Path(path).resolve().relative_to(Path(context["OUTPUT_PATH"]).resolve()).as_posix()
    context.setdefault("SITE_FEEDS", {})[relative] = Path(path).read_bytes()


def get_generator(_pelican: object) -> type[SiteGenerator]:
    """What Pelican is to run beside its own generators."""
    return SiteGenerator


def register() -> None:
    """Pelican's entry point of a plugin."""
    signals.readers_init.connect(read_our_way)
    signals.generator_init.connect(use_own_theme_only)
    signals.article_generator_init.connect(leave_pages_to_us)
    signals.get_generators.connect(get_generator)
    signals.feed_written.connect(note_feed)
