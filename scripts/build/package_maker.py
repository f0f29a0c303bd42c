"""Every part of one package: its indicators, its lists, its downloads, what it tells the site."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property, partial
from hashlib import sha256
from itertools import chain
from typing import Any

from pydantic_core import to_json

from scripts.api import PackageEntry, PlaceApi, indicator_answer, render_place_api
from scripts.build.package_past import Past
from scripts.build.package_prepared import Prepared, SiteShared
from scripts.build.parts import Made, Part, Parts
from scripts.charts import DrawnSeries
from scripts.charts.lines import render_table_chart
from scripts.charts.pictures import Drawing, rasterise
from scripts.core.model import LANGUAGES, Bilingual, Language
from scripts.derive.edition import Edition, Series, count_statuses
from scripts.downloads import (
    FileSet,
    PlaceSets,
    derive_download_list,
    describe_group,
    files_in_words,
    group_in_words,
    other_files,
    package_sets,
    render_indicator_files,
    render_place_drawing,
    render_series_drawings,
    table_view,
)
from scripts.downloads.cover import derive_licence
from scripts.linked_data import CatalogueEntry, describe_package, render_turtle_of
from scripts.package.summaries import describe_columns
from scripts.package.tabular import Dataset, derive_dataset
from scripts.pages.changes import feed_views
from scripts.pages.dataset import PublishedDataset, dataset_description, dataset_row, dataset_title
from scripts.pages.find import dataset_entries, place_entries, search_row
from scripts.pages.indicator import derive_documents, render_indicator_pages
from scripts.pages.lists import correction_rows, doubt_count
from scripts.pages.place import home_row, render_only_home_page
from scripts.pages.site import PlaceLists, render_dataset_pages, render_place_pages
from scripts.pages.targets import Context
from scripts.pages.version import version_title
from scripts.theme_support.look import Look
from scripts.theme_support.markdown_text import plain_prose
from scripts.theme_support.page import Page, page_path, render_markdown_file
from scripts.words.addresses import indicator_file

Data = dict[str, Any]


def render_page_files(pages: Iterable[Page], look: Look) -> Made:
    """Pages as HTML and as Markdown; the address of each is in both languages.

    What is another page's for frames has nothing of its own to say in Markdown.
    """
    files: dict[str, bytes] = {}
    sources: dict[str, bytes] = {}
    for page in pages:
        path = f"{page.address}index.html"
        if path in files:
            message = f"two pages have the address {page.address!r}"
            raise ValueError(message)
        files[path] = look.render(page, known_alternate=True)
        if not page.view.get("unlisted"):
            sources[page_path(page)] = render_markdown_file(page).encode()
    return Made(files, sources)


@dataclass(frozen=True, kw_only=True)
class PackageMaker:
    """Makes the parts of one package into `parts`; see `package_work.make_batch`."""

    prepared: Prepared
    shared: SiteShared
    past: Past
    parts: Parts
    documents_made: Mapping[str, bytes] | None = None

    @property
    def edition(self) -> Edition:
        assert self.prepared.edition is not None  # noqa: S101 - asked for places only
        return self.prepared.edition

    @cached_property
    def place_essence(self) -> bytes:
        """All that everything about a place follows from beside the rows of its series."""
        raw = self.prepared.raw
        place = self.edition.place
        tables = ("reports", "sections", "sources")
        told = repr(
            (
                raw.name,
                raw.folder,
                self.shared.vocabulary,
                self.shared.site,
                self.shared.only_place,
                self.edition.as_of,
                list(self.past.value_changes),
                self.past.frozen_version,
                sorted(self.past.frozen_charts),
                json.dumps(raw.descriptor, sort_keys=True),
                sorted(place.documents.items()),
                [raw.files.get(raw.table_path(table)) for table in tables],
            )
        )
        return sha256(told.encode()).digest()

    @cached_property
    def contexts(self) -> Mapping[Language, Context]:
        words = self.shared.vocabulary
        known: dict[tuple[str, int], tuple[object, Any]] = {}
        return {
            language: Context(
                edition=self.edition,
                language=language,
                units=words.units,
                themes=words.themes,
                glossary=words.glossary,
                site=self.shared.site,
                value_changes=tuple(self.past.value_changes),
                frozen_version=self.past.frozen_version,
                frozen_charts=self.past.frozen_charts,
                drawn=self.drawn,
                known=known,
            )
            for language in LANGUAGES
        }

    @cached_property
    def drawn(self) -> DrawnSeries:
        licence = derive_licence(self.edition.place.descriptor)
        return DrawnSeries(
            units=self.shared.vocabulary.units, licence=licence, essence=self.place_essence
        )

    @cached_property
    def documents(self) -> Any:
        return derive_documents(self.edition.place.documents)

    def make_indicators(self, some: Iterable[Series]) -> None:
        """Indicators, with what may be made later together; `Parts.together` says why."""
        with self.parts.together():
            for series in some:
                self.make_indicator(series)

    def make_indicator(self, series: Series) -> None:
        """An indicator's downloads and pictures, then its pages, which list them."""
        key, drawn = series.indicator.indicator_id, self.drawn.of(series)
        own = drawn.described
        downloads = self.parts.part(
            f"downloads of {key}",
            [self.place_essence, own],
            lambda: self._make_downloads(series),
        )
        listed = to_json(downloads.told)
        self.parts.part(
            f"pages of {key}",
            [self.place_essence, self.shared.looked, own, listed],
            lambda: self._make_indicator_pages(series, downloads.told),
        )
        drawn.touch()

    def _make_downloads(self, series: Series) -> Made:
        place, key = self.edition.place.name, series.indicator.indicator_id
        units, site = self.shared.vocabulary.units, self.shared.site
        with self.parts.clock("drawings"):
            drawn = self.drawn.of(series)
            named = site.title["zh"]
            drawings = render_series_drawings(self.edition, series, units, named, drawn)
        with self.parts.clock("downloads"):
            files = render_indicator_files(self.edition, series, units, drawings, site, drawn)
            told = derive_download_list(files)
        document = files[indicator_file(place, key, "json")]
        files[indicator_answer(place, key)] = document
        later = {path: partial(self._draw, one) for path, one in drawings.items()}
        return Made(files, told=told, later=later)

    def _draw(self, drawing: Drawing) -> bytes:
        with self.parts.clock("pictures"):
            return rasterise(drawing.svg, drawing.width)

    def _make_indicator_pages(self, series: Series, listed: Sequence[Data]) -> Made:
        with self.parts.clock("pages"):
            pages = [
                page
                for language, context in self.contexts.items()
                for page in render_indicator_pages(
                    context, self.documents, series, files_in_words(listed, language)
                )
            ]
        with self.parts.clock("html"):
            return render_page_files(pages, self.shared.look)

    def _page(self, page: Page) -> None:
        """A page that may stay as it was though much around it changed."""

        def essence() -> Iterator[bytes]:
            yield self.shared.looked
            yield render_markdown_file(page).encode()
            yield to_json(page.view)

        self.parts.part(
            f"page {page.address}",
            essence(),
            lambda: render_page_files([page], self.shared.look),
        )

    def _pages(self, pages: Iterable[Page]) -> None:
        listed = iter(pages)
        while True:
            with self.parts.clock("pages"):
                page = next(listed, None)
            if page is None:
                return
            with self.parts.clock("html"):
                self._page(page)

    def make_place(self) -> None:
        """A place's lists: their downloads, its pages, its card."""
        self.make_place_pages()
        self.parts.part("place card", [self.place_essence, self._judged], self._make_card)

    def make_answers(self) -> None:
        """What programs and the site are told of a place, its indicators' own answers included."""
        with self.parts.clock("api"):
            api = self._make_api()
        self.parts.tell("place told", self._tell_place(api))

    def make_place_pages(self) -> None:
        """A place's pages, after the downloads that they list."""
        lists = self._make_sets()
        for language, context in self.contexts.items():
            self._pages(render_place_pages(context, lists[language]))
            if self.shared.only_place:
                self._pages([render_only_home_page(context)])

    @cached_property
    def _judged(self) -> bytes:
        return repr([report.targets for report in self.edition.reports]).encode()

    def _make_card(self) -> Made:
        drawings = render_place_drawing(self.edition, self.shared.site.title["zh"])
        return Made({path: self._draw(one) for path, one in drawings.items()})

    def _make_sets(self) -> dict[Language, PlaceLists]:
        """The downloads of all promises, of each section and of each report, and their lists."""
        sets = PlaceSets(edition=self.edition, raw=self.prepared.raw)

        def listed(name: str, essence: Iterable[bytes], make: Callable[[], Data]) -> Any:
            def made() -> Made:
                with self.parts.clock("downloads"):
                    files = make()
                    return Made(files, told=derive_download_list(files))

            return self.parts.part(name, chain([self.place_essence], essence), made).told

        targets = listed("targets", [self._judged], sets.render_targets)
        reports, sections = {}, {}
        for report in self.edition.reports:
            key, subset = report.report.report_id, sets.of_report(report)
            reports[key] = listed(f"report {key}", subset.essence(), subset.make)
            for node in report.walk():
                key, subset = node.section.section_id, sets.of_section(report, node)
                sections[key] = listed(f"section {key}", subset.essence(), subset.make)
        return {
            language: PlaceLists(
                targets=files_in_words(targets, language),
                reports={key: files_in_words(rows, language) for key, rows in reports.items()},
                sections={key: files_in_words(rows, language) for key, rows in sections.items()},
                table=table_view(self.edition),
            )
            for language in LANGUAGES
        }

    def _make_api(self) -> PlaceApi:
        place = self.edition.place.name
        documents = self.documents_made
        if documents is None:
            keys = [series.indicator.indicator_id for series in self.edition.series]
            read = self.parts.tree.read
            documents = {key: read(indicator_file(place, key, "json")) for key in keys}
        api = render_place_api(self.edition, self.shared.vocabulary, documents)
        own = {indicator_answer(place, key) for key in documents}
        files = {path: data for path, data in api.files.items() if path not in own}
        for path, data in files.items():
            self.parts.part(f"api {path}", [data], partial(Made, {path: data}))
        return api

    def _tell_place(self, api: PlaceApi) -> Data:
        """What pages and files about the whole site need of the place."""
        main = self.edition.main_report
        judged = (one for report in self.edition.reports for one in report.targets)
        return {
            "name": self.edition.place.name,
            "report": main.report.report_id,
            "statuses": dict(count_statuses(judged)),
            "api": {
                "entry": api.entry,
                "licence": list(api.licence),
                "examples": [
                    [one.kind, one.text.decode(), dict(one.ids), one.gaps] for one in api.examples
                ],
            },
            "by_language": {
                language: {
                    "home": home_row(context),
                    "corrections": correction_rows(context),
                    "doubts": doubt_count(context),
                    "search": search_row(context),
                    "entries": place_entries(context),
                    "feeds": feed_views(context),
                }
                for language, context in self.contexts.items()
            },
        }

    def make_package(self) -> None:
        """The package itself: its downloads, its pages, those of its tables."""
        prepared = self.prepared
        with self.parts.clock("tables"):
            dataset = derive_dataset(prepared.raw, prepared.decision.findings)
        groups = self._make_groups(dataset)
        charts: dict[str, Mapping[Language, Any]] = {}
        if not dataset.is_place:
            for table in dataset.tables:
                charts[table.key] = {lang: render_table_chart(table, lang) for lang in LANGUAGES}
        with self.parts.clock("dictionary"):
            dictionaries = {table.key: describe_columns(table) for table in dataset.tables}
        published = PublishedDataset(
            dataset=dataset,
            dictionaries=dictionaries,
            downloads={
                language: [group_in_words(one, language) for one in groups]
                for language in LANGUAGES
            },
            contexts=self.contexts if prepared.edition is not None else {},
            charts=charts,
            newest=self.past.newest,
        )
        for language in LANGUAGES:
            rows = [dict(row) for row in self.past.rows[language]]
            self._pages(render_dataset_pages(published, language, self.shared.site, rows))
        self.parts.tell("package told", self._tell_package(published))

    def _make_groups(self, dataset: Dataset) -> list[Data]:
        """The files of the package by groups; what is told of each."""
        made: list[Part] = []
        for one in package_sets(dataset):

            def make(one: FileSet = one) -> Made:
                with self.parts.clock("downloads"):
                    group = one.make()
                    files = {p: d for p, d in group.files.items() if p not in one.withheld}
                    return Made(files, told=describe_group(group))

            made.append(self.parts.part(one.name, one.essence, make))
        taken = [file.path for part in made for file in part.files]
        rest = other_files(dataset, taken)
        if rest.files:
            essence = [part for path, data in rest.files.items() for part in (path.encode(), data)]
            made.append(
                self.parts.part(
                    "other files", essence, lambda: Made(rest.files, told=describe_group(rest))
                )
            )
        return [part.told for part in made]

    def _tell_package(self, published: PublishedDataset) -> Data:
        dataset, site = published.dataset, self.shared.site
        said = dataset.descriptor
        files = [file for group in published.downloads[LANGUAGES[0]] for file in group["files"]]
        texts = {
            language: plain_prose(dataset_description(said, language))
            or dataset_title(said, dataset.name, language)
            for language in LANGUAGES
        }
        title = version_title(said, dataset.name)
        entry = CatalogueEntry(
            dataset=dataset,
            title=title,
            description=Bilingual(zh=texts["zh"], en=texts["en"]),
            files=files,
            edition=self.prepared.edition,
            versions=list(self.past.here),
        )
        listed = PackageEntry(
            name=dataset.name,
            title=title,
            version=str(said.get("version") or "") or None,
            licence=derive_licence(said) or None,
            files=[{key: row[key] for key in KEPT_OF_FILES} for row in files],
        )
        with self.parts.clock("catalogue"):
            nodes = describe_package(entry, site)
            turtle = render_turtle_of(nodes)
        return {
            "name": dataset.name,
            "api": asdict(listed),
            "catalogue": nodes,
            "turtle": turtle,
            "by_language": {
                language: {
                    "row": dataset_row(published, language),
                    "entries": dataset_entries(published, language),
                    "releases": list(self.past.entries[language]),
                }
                for language in LANGUAGES
            },
        }


KEPT_OF_FILES = ("name", "url", "format", "bytes", "sha256")
"""What the list of packages in the API says of each file."""
