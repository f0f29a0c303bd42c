"""Every address of the site (contract: design of the `output/` tree); they never change.

An address is relative to the site's root, without a leading slash; a page's ends in `/`, the
home page's is empty. English pages stand in the same tree under `en/`.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from scripts.core.model import LANGUAGES, Language

DOWNLOAD_ROOT = "data/"
API_ROOT = "api/v1/"
MISSING = "404.html"
"""What servers answer where nothing is; its links begin at the server's root, at any depth."""
CATALOGUE = "catalog.jsonld"
CATALOGUE_TURTLE = "catalog.ttl"


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of one language's tree."""

    language: Language

    @property
    def prefix(self) -> str:
        return "" if self.language == "zh" else f"{self.language}/"

    def home(self) -> str:
        return self.prefix

    def place(self, place: str) -> str:
        return f"{self.prefix}{place}/"

    def report_order(self, place: str) -> str:
        """The wall of a place's promises in the order of its reports."""
        return f"{self.place(place)}report-order/"

    def report(self, place: str, report_id: str) -> str:
        return f"{self.place(place)}reports/{report_id}/"

    def numerals(self, place: str, report_id: str) -> str:
        return f"{self.report(place, report_id)}numerals/"

    def section(self, place: str, section_id: str) -> str:
        return f"{self.place(place)}sections/{section_id}/"

    def indicator(self, place: str, indicator_id: str) -> str:
        return f"{self.place(place)}indicators/{indicator_id}/"

    def embed(self, place: str, indicator_id: str) -> str:
        """The page of an indicator that stands in other sites' frames."""
        return f"{self.indicator(place, indicator_id)}embed/"

    def indicator_feed(self, place: str, indicator_id: str) -> str:
        """The Atom feed of what happened to an indicator's promises."""
        return f"{self.indicator(place, indicator_id)}feed.xml"

    def promise_feed(self, place: str, indicator_id: str, target_id: str) -> str:
        """The Atom feed of what happened to one of an indicator's several promises."""
        return f"{self.indicator(place, indicator_id)}{target_id}/feed.xml"

    def indicators(self, place: str) -> str:
        return f"{self.place(place)}indicators/"

    def targets(self, place: str) -> str:
        return f"{self.place(place)}targets/"

    def doubts(self, place: str) -> str:
        return f"{self.place(place)}doubts/"

    def sources(self, place: str) -> str:
        return f"{self.place(place)}sources/"

    def years(self, place: str) -> str:
        return f"{self.place(place)}years/"

    def silence(self, place: str) -> str:
        """Promises that are due and of which no result is recorded."""
        return f"{self.place(place)}silence/"

    def bodies(self, place: str) -> str:
        return f"{self.place(place)}bodies/"

    def body(self, place: str, body_id: str) -> str:
        return f"{self.bodies(place)}{body_id}/"

    def target_changes(self, place: str) -> str:
        """Targets that changed from one report to the next."""
        return f"{self.place(place)}changes/"

    def calendar(self, place: str | None = None) -> str:
        """What is due when: of a place, or of all places."""
        return f"{self.prefix if place is None else self.place(place)}calendar/"

    def a_z(self, place: str) -> str:
        return f"{self.place(place)}a-z/"

    def compare(self, indicator_id: str | None = None) -> str:
        """The comparison of places: all indicators, or one of them."""
        own = "" if indicator_id is None else f"{indicator_id}/"
        return f"{self.prefix}compare/{own}"

    def compare_embed(self, indicator_id: str) -> str:
        """A comparison that stands in other sites' frames."""
        return f"{self.compare(indicator_id)}embed/"

    def search(self) -> str:
        return f"{self.prefix}search/"

    def query(self) -> str:
        """The page on which one asks the data in SQL."""
        return f"{self.prefix}query/"

    def glossary(self) -> str:
        return f"{self.prefix}glossary/"

    def datasets(self) -> str:
        return f"{self.prefix}data/"

    def dataset(self, package: str) -> str:
        return f"{self.prefix}data/{package}/"

    def version(self, package: str, version: str) -> str:
        """A released version's page, and the pages whose version changes: `latest`, `1`, `1.1`."""
        return f"{self.dataset(package)}{version}/"

    def table(self, package: str, key: str, page: int = 1) -> str:
        """A table's page; the further pages of its preview have their number behind it."""
        first = f"{self.dataset(package)}tables/{key}/"
        return first if page == 1 else f"{first}{page}/"

    def api(self) -> str:
        return f"{self.prefix}api/"

    def method(self) -> str:
        return f"{self.prefix}method/"

    def corrections(self) -> str:
        return f"{self.prefix}corrections/"

    def updates(self) -> str:
        return f"{self.prefix}updates/"

    def about(self) -> str:
        return f"{self.prefix}about/"


def in_language(address: str, language: Language) -> str:
    """The same page's address in another language: `en/method/` <-> `method/`."""
    bare = address
    for other in LANGUAGES:
        bare = bare.removeprefix(f"{other}/")
    return bare if language == "zh" else f"{language}/{bare}"


def indicator_file(place: str, indicator_id: str, suffix: str) -> str:
    """A download of an indicator; it stands beside the Chinese page, once for both languages."""
    return f"{place}/indicators/{indicator_id}/{indicator_id}.{suffix}"


def compare_file(indicator_id: str, suffix: str) -> str:
    """A download of the comparison of places; once for both languages."""
    return f"compare/{indicator_id}/{indicator_id}.{suffix}"


def targets_file(place: str, suffix: str) -> str:
    """A download of the table of all targets."""
    return f"{place}/targets/targets.{suffix}"


def section_files(place: str, section_id: str) -> str:
    """The downloads of a section, without their suffix."""
    return f"{place}/sections/{section_id}/{section_id}"


def report_files(place: str, report_id: str) -> str:
    """The downloads of a report, without their suffix."""
    return f"{place}/reports/{report_id}/{report_id}"


def api_file(path: str) -> str:
    """A file of the JSON API: `places.json` -> `api/v1/places.json`."""
    return f"{API_ROOT}{path}"


def place_card(place: str, language: Language) -> str:
    """The picture that stands for a place where its pages are passed on."""
    return f"{place}/card{'' if language == 'zh' else f'-{language}'}.png"


def search_file(language: Language) -> str:
    """The plain search index of a language's tree, as a script that works without a server."""
    return f"search/index-{language}.js"


def calendar_file(place: str | None, language: Language) -> str:
    """The calendar to subscribe to, beside its page."""
    return f"{Addresses(language).calendar(place)}calendar.ics"


def feed(name: str, language: Language) -> str:
    """An Atom feed: `feeds/updates.xml`, in English `feeds/updates-en.xml`."""
    return f"feeds/{name}{'' if language == 'zh' else f'-{language}'}.xml"


def package_file(package: str, path: str) -> str:
    """A file of a package as published: the table `targets.csv`, the archive `<package>.zip`."""
    return f"{DOWNLOAD_ROOT}{package}/{path}"


def ledger_file(place: str | None, suffix: str) -> str:
    """A download of the ledger: of a place, or of all places."""
    return f"{DOWNLOAD_ROOT}{f'{place}/' if place else ''}ledger.{suffix}"


def root_from(address: str) -> str:
    """The relative way from a page back to the root: `a/b/` -> `../../`; the home page -> `./`."""
    return "../" * address.count("/") or "./"


def relative(target: str, page: str) -> str:
    """`target` as seen from the page at address `page`: the shortest way, within a page `#…`."""
    address, mark, anchor = target.partition("#")
    if address == page and mark:
        return f"#{anchor}"
    folder = page.rpartition("/")[0]
    way = posixpath.relpath(f"/{address}", f"/{folder}")
    slash = "/" if not address or address.endswith("/") else ""
    return f"{way}{slash}{mark}{anchor}"


def reader_anchor(offset: int) -> str:
    """The anchor of a sentence in the report reader, by its offset in the document."""
    return f"c{offset}"


def target_anchor(target_id: str) -> str:
    """The anchor of one target on its indicator's page."""
    return f"t-{target_id}"


def doubt_anchor(doubt_id: str) -> str:
    """The anchor of a doubt, in the report reader and in the list of doubts."""
    return f"d-{doubt_id}"


def numeral_anchor(offset: int) -> str:
    """The anchor of a numeral or quoted phrase in the report reader, by its offset."""
    return f"n{offset}"
