"""From packages to everything that is published of them: pages, downloads, versions, index.

No disk and no processes: the order in which the pure stages are called, and what each is handed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any

from scripts.addresses import CATALOGUE, CATALOGUE_TURTLE, package_file, search_file
from scripts.api import Api, ApiMaterial, PackageEntry, render_api
from scripts.charts import derive_chart, render_svg
from scripts.charts.lines import render_table_chart
from scripts.derived import Edition, derive_edition
from scripts.downloads import (
    CHANGE_LIST,
    render_change_list,
    render_package_downloads,
)
from scripts.downloads.cover import derive_licence
from scripts.linked_data import CatalogueEntry, render_catalogue, render_turtle
from scripts.markdown_text import plain_prose
from scripts.model import LANGUAGES, Bilingual, Language
from scripts.package import RawPackage
from scripts.package_history import Released
from scripts.pages.api import render_api_page
from scripts.pages.dataset import PublishedDataset, dataset_description, dataset_title
from scripts.pages.find import render_search_index
from scripts.pages.site import render_pages, render_site_file
from scripts.pages.targets import Context
from scripts.pages.version import PublishedVersion, aliases, version_title
from scripts.place_rendering import (
    Pending,
    PlaceWork,
    add_page,
    begin,
    read_place_files,
    render_place,
)
from scripts.site_identity import SiteIdentity
from scripts.summaries import describe_columns
from scripts.tabular import Dataset, derive_dataset
from scripts.tabular.open_files import CHARTS_FOLDER
from scripts.typed_rows import to_place
from scripts.versions import derive_changes, derive_value_changes
from scripts.vocabulary import Vocabulary

Versions = tuple[list[PublishedVersion], dict[str, bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """Pelican's input and the downloads, as path -> content."""

    generated: Mapping[str, bytes] = field(repr=False)
    downloads: Mapping[str, bytes] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a site is rendered from.

    `editions` are the places among `datasets`, derived; `pictures` the paths of those that are
    drawn of each, in the same order; `histories` the released versions of each package by its
    name, oldest first.
    """

    datasets: Sequence[Dataset]
    editions: Sequence[Edition]
    vocabulary: Vocabulary
    pictures: Sequence[Sequence[str]] = field(repr=False)
    site: SiteIdentity
    histories: Mapping[str, Sequence[Released]] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A site whose places are being rendered, each by itself."""

    material: Material
    versions: Mapping[str, Versions]
    contexts: Mapping[Language, Sequence[Context]]
    places: Pending


def begin_site(material: Material, executor: Executor | None = None) -> Begun:
    """Prepare what all pages share, and begin to render the places; `render_site` does the rest.

    Args:
        material: what the site is rendered from.
        executor: where several places are rendered at once.
    """
    vocabulary = material.vocabulary
    versions = {
        dataset.name: publish_versions(
            dataset.name, material.histories.get(dataset.name, ()), vocabulary
        )
        for dataset in material.datasets
    }
    packages = {dataset.name: dataset.raw for dataset in material.datasets}
    works = [
        _work(packages[name], material, pictures, *versions[name])
        for name, pictures in zip(
            (edition.place.name for edition in material.editions), material.pictures, strict=True
        )
    ]
    contexts = {
        language: [
            work.context(edition, language)
            for work, edition in zip(works, material.editions, strict=True)
        ]
        for language in LANGUAGES
    }
    places = begin(render_place, works, executor)
    return Begun(material=material, versions=versions, contexts=contexts, places=places)


def render_site(begun: Begun) -> Rendered:
    """Every page in every language, every download, the catalogue, the plain search index."""
    material, contexts, site = begun.material, begun.contexts, begun.material.site
    files: dict[str, bytes] = {}
    generated: dict[str, bytes] = {}
    for place in map(read_place_files, begun.places()):
        if twice := generated.keys() & place.generated.keys():
            message = f"two places have the page {min(twice)!r}"
            raise ValueError(message)
        files.update(place.downloads)
        generated.update(place.generated)
    published: list[PublishedDataset] = []
    for dataset in material.datasets:
        released, kept = begun.versions[dataset.name]
        shown, own = publish_dataset(dataset, contexts, released)
        published.append(shown)
        files.update(kept)
        files.update(own)
    api = publish_api(material, published, files)
    files.update(api.files)
    for language in LANGUAGES:
        add_page(generated, render_api_page(api.description, language))
        for page in render_pages(contexts[language], language, published, site):
            add_page(generated, page)
        index = render_search_index(contexts[language], language, published)
        files[search_file(language)] = index.encode()
    catalogue = render_catalogue([_entry(one) for one in published], site)
    files[CATALOGUE] = catalogue.encode()
    files[CATALOGUE_TURTLE] = render_turtle(catalogue).encode()
    generated["site.json"] = render_site_file(contexts, published).encode()
    return Rendered(generated=generated, downloads=files)


def _work(
    raw: RawPackage,
    material: Material,
    pictures: Iterable[str],
    versions: Sequence[PublishedVersion],
    kept: Mapping[str, bytes],
) -> PlaceWork:
    changes = derive_value_changes((one.record, one.changes) for one in versions)
    frozen = next((one.record.version for one in reversed(versions) if one.is_here), "")
    folder = package_file(raw.name, f"{frozen}/{CHARTS_FOLDER}/")
    charts = (
        path.removeprefix(folder).removesuffix(".svg")
        for path in kept
        if frozen and path.startswith(folder)
    )
    return PlaceWork(
        raw=raw,
        vocabulary=material.vocabulary,
        site=material.site,
        pictures=tuple(pictures),
        value_changes=tuple(changes),
        frozen_version=frozen,
        frozen_charts=tuple(sorted(charts)),
    )


def _entry(published: PublishedDataset) -> CatalogueEntry:
    dataset = published.dataset
    context = published.contexts.get(LANGUAGES[0])
    texts = {
        language: plain_prose(dataset_description(dataset.descriptor, language))
        or dataset_title(dataset.descriptor, dataset.name, language)
        for language in LANGUAGES
    }
    return CatalogueEntry(
        dataset=dataset,
        title=version_title(dataset.descriptor, dataset.name),
        description=Bilingual(zh=texts["zh"], en=texts["en"]),
        files=[file for group in published.downloads[LANGUAGES[0]] for file in group["files"]],
        edition=None if context is None else context.edition,
        versions=[(v.record.version, v.record.date) for v in published.versions if v.is_here],
    )


def publish_dataset(
    dataset: Dataset,
    contexts: Mapping[Language, Sequence[Context]],
    versions: Sequence[PublishedVersion] = (),
) -> tuple[PublishedDataset, Mapping[str, bytes]]:
    """A package with all that its pages show of it, and its downloads by address."""
    downloads = render_package_downloads(dataset)
    own = {
        language: context
        for language, listed in contexts.items()
        for context in listed
        if context.place == dataset.name
    }
    charts: dict[str, Mapping[Language, Any]] = {}
    if not dataset.is_place:
        for table in dataset.tables:
            charts[table.key] = {lang: render_table_chart(table, lang) for lang in LANGUAGES}
    published = PublishedDataset(
        dataset=dataset,
        dictionaries={table.key: describe_columns(table) for table in dataset.tables},
        downloads=downloads.groups,
        contexts=own,
        charts=charts,
        versions=tuple(versions),
    )
    return published, downloads.files


def publish_api(
    material: Material, published: Sequence[PublishedDataset], files: Mapping[str, bytes]
) -> Api:
    """The JSON API of all places and packages.

    Args:
        material: what the site is rendered from.
        published: every package with its downloads.
        files: every download by address; each indicator's own document is among them.
    """
    packages = [
        PackageEntry(
            name=one.dataset.name,
            title=version_title(one.dataset.descriptor, one.dataset.name),
            version=str(one.dataset.descriptor.get("version") or "") or None,
            licence=derive_licence(one.dataset.descriptor) or None,
            files=[file for group in one.downloads[LANGUAGES[0]] for file in group["files"]],
        )
        for one in published
    ]
    return render_api(
        ApiMaterial(
            title=material.site.title,
            editions=material.editions,
            packages=packages,
            vocabulary=material.vocabulary,
            downloads=files,
        )
    )


def publish_versions(
    package: str, history: Sequence[Released], vocabulary: Vocabulary
) -> tuple[list[PublishedVersion], dict[str, bytes]]:
    """The released versions of one package, and their files at their own addresses.

    The newest of each kind stands under `latest`, `1` and `1.1` as well, byte for byte: a static
    site has no other way to lead there.
    """
    versions: list[PublishedVersion] = []
    files: dict[str, bytes] = {}
    of_version: dict[str, Mapping[str, bytes]] = {}
    before: Dataset | None = None
    for one in history:
        record = one.record
        if one.raw is None:
            nothing = PublishedVersion(
                package=package,
                title=version_title({}, package),
                record=record,
                changes=None,
                downloads={},
            )
            versions.append(nothing)
            before = None
            continue
        dataset = derive_dataset(one.raw, version=record.version)
        downloads = render_package_downloads(dataset)
        changes = None if before is None else derive_changes(before, dataset)
        own = dict(downloads.files)
        changes_file = dataset.file(CHANGE_LIST) if changes is not None else ""
        if changes is not None:
            own[changes_file] = render_change_list(changes)
        own |= _render_charts(dataset, vocabulary)
        of_version[record.version] = own
        files.update(own)
        versions.append(
            PublishedVersion(
                package=dataset.name,
                title=version_title(dataset.descriptor, dataset.name),
                record=record,
                changes=changes,
                downloads=downloads.groups,
                changes_file=changes_file,
            )
        )
        before = dataset
    for name, version in aliases(versions).items():
        number = version.record.version
        for address, data in of_version.get(number, {}).items():
            files[address.replace(f"/{number}/", f"/{name}/", 1)] = data
    return versions, files


def _render_charts(dataset: Dataset, vocabulary: Vocabulary) -> dict[str, bytes]:
    """The charts of a place as they were in a version, for pages that must not change.

    A version that today's code cannot derive any more has none.
    """
    if not dataset.is_place:
        return {}
    place, faults = to_place(dataset.raw)
    if faults:
        return {}
    try:
        edition = derive_edition(place, vocabulary.units)
    except (KeyError, ValueError):
        return {}
    licence = derive_licence(dataset.descriptor)
    charts: dict[str, bytes] = {}
    for series in edition.series:
        if chart := derive_chart(series, LANGUAGES[0], vocabulary.units):
            path = dataset.file(f"{CHARTS_FOLDER}/{series.indicator.indicator_id}.svg")
            charts[path] = render_svg(chart, standalone=True, licence=licence).encode()
    return charts
