"""What the site has beside its packages, from the facts of each: lists, feeds, catalogue, API."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from scripts.api import Answer, Api, PackageEntry, PlaceApi, render_site_api
from scripts.build.compare_steps import Groups
from scripts.build.package_steps import page_sources
from scripts.build.step import Made, Record, Step, key_of
from scripts.core.model import LANGUAGES, STATUSES, Bilingual, Language, Status
from scripts.core.site_identity import SiteIdentity
from scripts.downloads import group_in_words
from scripts.downloads.ledger import TITLE as LEDGER_TITLE
from scripts.linked_data import (
    describe_ledger,
    render_catalogue,
    render_turtle_of,
    render_whole_turtle,
)
from scripts.package.vocabulary import Vocabulary
from scripts.pages.api import render_api_page
from scripts.pages.calendar import render_whole_days
from scripts.pages.compare import Compared
from scripts.pages.find import render_search_index
from scripts.pages.query import ledger_database
from scripts.pages.site import SiteRows, navigation, render_site_pages
from scripts.pages.targets import Data
from scripts.theme_support.page import Page
from scripts.words.addresses import (
    CATALOGUE,
    CATALOGUE_TURTLE,
    calendar_file,
    place_card,
    search_file,
)

Facts = Mapping[str, Any]
SITE_STEP = "the whole site"
"""The name of the step that makes what is about all packages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedPackage:
    """The facts of a package: `dataset` of its pages as a dataset, `place` of its answers."""

    dataset: Facts = field(repr=False)
    place: Facts | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        name: str = self.dataset["name"]
        return name


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteContents:
    """What there is to say about the whole site; `packages`: all that are published, in order.

    `ledger`: what is said of the files of the ledger of all places (`describe_group`); None where
    there is no place. `groups`: what places share (`group_cells`).
    """

    packages: Sequence[PublishedPackage] = field(repr=False)
    ledger: Facts | None = field(default=None, repr=False)
    groups: Groups = field(default_factory=dict, repr=False)
    site: SiteIdentity
    vocabulary: Vocabulary = field(repr=False)
    updates: Mapping[Language, Sequence[Data]] = field(repr=False)

    def places(self) -> Iterator[Facts]:
        """The facts of all places."""
        return (one.place for one in self.packages if one.place is not None)

    def places_in(self, language: Language) -> list[Facts]:
        """The same in one language."""
        return [one["by_language"][language] for one in self.places()]

    @property
    def as_of(self) -> str:
        """The date of the newest data of all places, ISO."""
        return max((one["as_of"] for one in self.places()), default="")

    def calendar(self, language: Language) -> list[Data]:
        """The months of all places (`calendar_rows`)."""
        return [row for one in self.places_in(language) for row in one["calendar"]]

    def databases(self, language: Language) -> list[Data]:
        """What there is to ask in SQL (`database_of`), the ledger of all places first."""
        ledger = group_in_words(self.ledger, language) if self.ledger else None
        whole = ledger and ledger_database(ledger, self.as_of, language, self.site)
        return [
            one for one in (whole, *(one["database"] for one in self.datasets_in(language))) if one
        ]

    def datasets_in(self, language: Language) -> list[Facts]:
        """The facts of all packages in one language."""
        return [one.dataset["by_language"][language] for one in self.packages]


def site_step(  # noqa: PLR0913, PLR0917 - all that the site shows
    site: SiteIdentity,
    vocabulary: Vocabulary,
    updates: Mapping[Language, Sequence[Data]],
    packages: Sequence[tuple[Record, Record | None]],
    ledger: Record | None,
    groups: Groups,
) -> Step:
    """The files and pages about the whole site; the facts are what every page shares.

    Args:
        site: who publishes.
        vocabulary: its glossary is searched, too.
        updates: by language, newest first.
        packages: of each, in order, the records of its pages as a dataset and, of a place, of its
            answers.
        ledger: the record of the ledger of all places.
        groups: what the places share.
    """
    records = [one for both in (*packages, (ledger,)) for one in both if one is not None]
    return Step(
        name=SITE_STEP,
        key=key_of(
            repr((site, vocabulary, updates)), *(f"{one.name} {one.digest}" for one in records)
        ),
        make=partial(make_site, site, vocabulary, updates),
        inputs=lambda: (
            ledger.facts if ledger else None,
            groups,
            *(
                PublishedPackage(dataset=dataset.facts, place=place.facts if place else None)
                for dataset, place in packages
            ),
        ),
    )


def make_site(
    site: SiteIdentity,
    vocabulary: Vocabulary,
    updates: Mapping[Language, Sequence[Data]],
    ledger: Facts | None,
    groups: Groups,
    *packages: PublishedPackage,
) -> Made:
    """See `site_step`."""
    contents = SiteContents(
        packages=packages,
        ledger=ledger,
        groups=groups,
        site=site,
        vocabulary=vocabulary,
        updates=updates,
    )
    api = render_api_of(contents)
    return Made(
        files=render_site_files(contents, api),
        sources=page_sources(render_pages(contents, api)),
        facts=describe_site(contents),
    )


def render_api_of(contents: SiteContents) -> Api:
    """The files of the API about the whole site, and its description."""
    places = [_place_api(one["api"]) for one in contents.places()]
    packages = [_entry(one.dataset["api"]) for one in contents.packages]
    ledger = contents.ledger["files"] if contents.ledger else ()
    return render_site_api(contents.site.title, places, packages, ledger)


def render_site_files(contents: SiteContents, api: Api) -> dict[str, bytes]:
    """The files for programs about the whole site, by address: API, catalogue, plain index."""
    files = dict(api.files)
    packages = [one.dataset for one in contents.packages]
    nodes = [one["catalogue"] for one in packages]
    turtles = [one["turtle"] for one in packages]
    if contents.ledger:
        nodes.append(describe_ledger(LEDGER_TITLE, contents.ledger["files"], contents.site))
        turtles.append(render_turtle_of(nodes[-1]))
    files[CATALOGUE] = render_catalogue(nodes, contents.site)
    ids = [one[0]["@id"] for one in nodes]
    turtle = render_whole_turtle(ids, turtles, contents.site)
    files[CATALOGUE_TURTLE] = turtle.encode()
    for language in LANGUAGES:
        index = render_search_index(
            [one["entries"] for one in contents.places_in(language)],
            [one["entries"] for one in contents.datasets_in(language)],
            language,
            contents.vocabulary.glossary,
            contents.vocabulary.search_words,
        )
        files[search_file(language)] = index.encode()
        files[calendar_file(None, language)] = render_whole_days(
            contents.calendar(language), contents.as_of, language, contents.site
        )
    return files


def render_pages(contents: SiteContents, api: Api) -> Iterator[Page]:
    """The pages about the whole site."""
    divisions = contents.vocabulary.divisions
    compared = [
        Compared(cells=own, divisions=divisions, site=contents.site)
        for own in contents.groups.values()
    ]
    for language in LANGUAGES:
        places = contents.places_in(language)
        rows = SiteRows(
            compared=compared,
            home=[one["home"] for one in places],
            corrections=[row for one in places for row in one["corrections"]],
            doubts=[one["doubts"] for one in places],
            search=[one["search"] for one in places],
            calendar=contents.calendar(language),
            as_of=contents.as_of,
            datasets=[one["row"] for one in contents.datasets_in(language)],
            ledger=group_in_words(contents.ledger, language) if contents.ledger else None,
            databases=contents.databases(language),
            glossary=contents.vocabulary.glossary,
            updates=contents.updates[language],
            site=contents.site,
        )
        yield from render_site_pages(rows, language)
        yield render_api_page(api.description, language)


def describe_site(contents: SiteContents) -> Facts:
    """What every page shares: navigation by language, share cards, entries of feeds; the counts.

    Where there is only one place, the navigation leads to its lists.
    """
    places = list(contents.places())
    only = (places[0]["name"], places[0]["report"]) if len(places) == 1 else ()
    return {
        "nav": {
            language: navigation(language, *only, places=len(places)) for language in LANGUAGES
        },
        "cards": {
            language: place_card(places[0]["name"], language)
            for language in (LANGUAGES if places and contents.site.pictures else ())
        },
        "feeds": {language: _feeds(contents, language) for language in LANGUAGES},
        "statuses": count_statuses(places),
    }


def render_site_file(facts: Facts) -> bytes:
    """What every page shares, as Pelican reads it."""
    shared = {key: facts[key] for key in ("nav", "cards", "feeds")}
    return (json.dumps(shared, ensure_ascii=False, indent=1) + "\n").encode()


def count_statuses(places: Iterable[Facts]) -> dict[Status, int]:
    """The promises of all places by status."""
    counts = [one["statuses"] for one in places]
    return {status: sum(one[status] for one in counts) for status in STATUSES}


def _feeds(contents: SiteContents, language: Language) -> dict[str, list[Facts]]:
    places = contents.places_in(language)
    return {
        **{
            name: [entry for one in places for entry in one["feeds"][name]]
            for name in ("status", "corrections")
        },
        "releases": [entry for one in contents.datasets_in(language) for entry in one["releases"]],
    }


def _place_api(facts: Facts) -> PlaceApi:
    name, address = facts["licence"]
    return PlaceApi(
        files={},
        entry=facts["entry"],
        licence=(name, address),
        examples=[
            Answer(kind=kind, text=text.encode(), ids=ids, gaps=gaps)
            for kind, text, ids, gaps in facts["examples"]
        ],
    )


def _entry(facts: Facts) -> PackageEntry:
    return PackageEntry(**{**facts, "title": Bilingual(**facts["title"])})
