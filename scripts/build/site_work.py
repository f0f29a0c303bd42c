"""What the site has beside its packages, from what each of these tells: lists, feeds, catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic_core import to_json

from scripts.api import Answer, Api, PackageEntry, PlaceApi, render_site_api
from scripts.build.package_head import PackageHead
from scripts.core.model import LANGUAGES, Bilingual, Language
from scripts.core.site_identity import SiteIdentity
from scripts.linked_data import render_catalogue, render_whole_turtle
from scripts.package.vocabulary import Vocabulary
from scripts.pages.api import render_api_page
from scripts.pages.find import render_search_index
from scripts.pages.site import SiteRows, render_site_pages
from scripts.theme_support.page import Page, page_path, render_markdown_file, render_view_file
from scripts.words.addresses import CATALOGUE, CATALOGUE_TURTLE, search_file

Told = Mapping[str, Any]


def render_site_files(
    heads: Sequence[PackageHead], api: Api, site: SiteIdentity, vocabulary: Vocabulary
) -> dict[str, bytes]:
    """The files for programs about the whole site, by address: API, catalogue, plain index.

    Args:
        heads: every package, in order.
        api: from `render_api_of`.
        site: who publishes.
        vocabulary: its glossary is searched, too.
    """
    files = dict(api.files)
    catalogue = render_catalogue([_package(one)["catalogue"] for one in heads], site)
    files[CATALOGUE] = catalogue
    ids = [_package(one)["catalogue"][0]["@id"] for one in heads]
    turtle = render_whole_turtle(ids, [_package(one)["turtle"] for one in heads], site)
    files[CATALOGUE_TURTLE] = turtle.encode()
    for language in LANGUAGES:
        index = render_search_index(
            [one["entries"] for one in _of_places(heads, language)],
            [_package(one)["by_language"][language]["entries"] for one in heads],
            language,
            vocabulary.glossary,
        )
        files[search_file(language)] = index.encode()
    return files


def render_api_pages(api: Api) -> list[Page]:
    """The pages that describe the API; its examples change with each value."""
    return [render_api_page(api.description, language) for language in LANGUAGES]


def render_site_sources(heads: Sequence[PackageHead], vocabulary: Vocabulary) -> dict[str, bytes]:
    """The pages about the whole site as Pelican reads them: Markdown and view of each, by path."""
    sources: dict[str, bytes] = {}
    for language in LANGUAGES:
        for page in _pages(heads, language, vocabulary):
            path = page_path(page)
            sources[path] = render_markdown_file(page).encode()
            sources[path.removesuffix(".md") + ".json"] = render_view_file(page).encode()
    return sources


def render_site_file(
    heads: Sequence[PackageHead],
    own: Iterable[Page],
    nav: Mapping[Language, Sequence[Mapping[str, str]]],
    card: str | None,
) -> bytes:
    """What every page shares, per language, the feeds' entries, and which other pages there are.

    Args:
        heads: every package, in order.
        own: pages about the whole site that stand already.
        nav: the entries of the main navigation.
        card: the picture of pages that have none of their own.
    """
    addresses = [address for head in heads for address in head.addresses()]
    shared = {
        "nav": nav,
        "feeds": {language: _feeds(heads, language) for language in LANGUAGES},
        "card": card,
        "addresses": sorted([*addresses, *(page.address for page in own)]),
    }
    return to_json(shared, indent=1) + b"\n"


def _pages(
    heads: Sequence[PackageHead], language: Language, vocabulary: Vocabulary
) -> Iterator[Page]:
    places = list(_of_places(heads, language))
    rows = SiteRows(
        home=[one["home"] for one in places],
        corrections=[row for one in places for row in one["corrections"]],
        doubts=[one["doubts"] for one in places],
        search=[one["search"] for one in places],
        datasets=[_package(one)["by_language"][language]["row"] for one in heads],
        glossary=vocabulary.glossary,
    )
    yield from render_site_pages(rows, language)


def _feeds(heads: Sequence[PackageHead], language: Language) -> dict[str, list[Told]]:
    places = list(_of_places(heads, language))
    return {
        **{
            name: [entry for one in places for entry in one["feeds"][name]]
            for name in ("status", "corrections")
        },
        "releases": [
            entry for one in heads for entry in _package(one)["by_language"][language]["releases"]
        ],
    }


def _package(head: PackageHead) -> Told:
    told: Told = head.told["package"]
    return told


def _of_places(heads: Iterable[PackageHead], language: Language) -> Iterator[Told]:
    return (head.told["place"]["by_language"][language] for head in heads if head.place)


def render_api_of(heads: Sequence[PackageHead], site: SiteIdentity) -> Api:
    """The files of the API about the whole site, and its description."""
    places = [_place_api(head.told["place"]["api"]) for head in heads if head.place]
    return render_site_api(site.title, places, [_entry(_package(one)["api"]) for one in heads])


def _place_api(told: Told) -> PlaceApi:
    name, address = told["licence"]
    return PlaceApi(
        files={},
        entry=told["entry"],
        licence=(name, address),
        examples=[
            Answer(kind=kind, text=text.encode(), ids=ids, gaps=gaps)
            for kind, text, ids, gaps in told["examples"]
        ],
    )


def _entry(told: Told) -> PackageEntry:
    return PackageEntry(**{**told, "title": Bilingual(**told["title"])})
