"""Every download, drawing and API file of a place at once, as the steps of a build make them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from scripts.api import Api, PackageEntry, render_place_api, render_site_api
from scripts.charts import SeriesDrawings
from scripts.charts.pictures import Drawing
from scripts.core.model import LANGUAGES, Bilingual, Language
from scripts.core.site_identity import NOBODY, SiteIdentity
from scripts.derive.edition import Edition, Series
from scripts.downloads import (
    PlaceSets,
    derive_download_list,
    files_in_words,
    render_indicator_files,
    render_place_drawings,
    render_series_drawings,
    table_view,
)
from scripts.package.credits import licence_line
from scripts.package.raw import RawPackage
from scripts.package.vocabulary import Vocabulary
from scripts.words.addresses import indicator_file
from scripts.words.wording import Units

Data = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloads:
    """All files of one package by address, and the tables that pages show of them.

    `target_table` is what the page of all targets needs to hand out a filtered part.
    """

    files: Mapping[str, bytes] = field(repr=False)
    indicator_lists: Mapping[Language, Mapping[str, Sequence[Data]]] = field(repr=False)
    target_list: Mapping[Language, Sequence[Data]] = field(repr=False)
    section_lists: Mapping[Language, Mapping[str, Sequence[Data]]] = field(repr=False)
    report_lists: Mapping[Language, Mapping[str, Sequence[Data]]] = field(repr=False)
    target_table: Data = field(repr=False)


def render_drawings(
    edition: Edition, units: Units, site: SiteIdentity = NOBODY
) -> dict[str, Drawing]:
    """Drawings by the path of the PNG that is made from each.

    Args:
        edition: the derived place.
        units: English names of units.
        site: who publishes, for the cards.
    """
    site = replace(site, pictures=True)
    drawings = render_place_drawings(edition, site)
    for series in edition.series:
        drawn = _drawn(edition, series, units)
        drawings |= render_series_drawings(edition, series, units, site, drawn)
    return drawings


def _drawn(edition: Edition, series: Series, units: Units) -> SeriesDrawings:
    licence = licence_line(edition.place.descriptor)
    return SeriesDrawings(series=series, units=units, licence=licence)


def render_downloads(
    edition: Edition,
    raw: RawPackage,
    units: Units,
    pictures: Collection[str],
    site: SiteIdentity = NOBODY,
) -> Downloads:
    """Every download of one place beside its package.

    Args:
        edition: the derived place.
        raw: its package as read, from which the packages of sections and reports are cut.
        units: English names of units.
        pictures: the paths of those that are published beside these files (`render_drawings`).
        site: who publishes.

    Raises:
        FormulaCellError: a text cell begins like a formula; validation lets none through.
    """
    indicators = {
        series.indicator.indicator_id: render_indicator_files(
            edition, series, units, pictures, site, _drawn(edition, series, units)
        )
        for series in edition.series
    }
    place = PlaceSets(edition=edition, raw=raw)
    targets = place.render_targets()
    sections = {
        node.section.section_id: place.of_section(report, node).make()
        for report in edition.reports
        for node in report.walk()
    }
    reports = {
        report.report.report_id: place.of_report(report).make() for report in edition.reports
    }
    files = dict(targets)
    for own in (*indicators.values(), *sections.values(), *reports.values()):
        files.update(own)
    return Downloads(
        files=files,
        indicator_lists=_list_each(indicators),
        target_list=_list(targets),
        section_lists=_list_each(sections),
        report_lists=_list_each(reports),
        target_table=table_view(edition),
    )


def _list(files: Mapping[str, bytes]) -> dict[Language, Sequence[Data]]:
    rows = derive_download_list(files)
    return {language: files_in_words(rows, language) for language in LANGUAGES}


def _list_each(
    groups: Mapping[str, Mapping[str, bytes]],
) -> dict[Language, Mapping[str, Sequence[Data]]]:
    lists = {key: derive_download_list(files) for key, files in groups.items()}
    return {
        language: {key: files_in_words(rows, language) for key, rows in lists.items()}
        for language in LANGUAGES
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiMaterial:
    """What the API is made of; `downloads` holds every indicator's own document by address."""

    title: Bilingual
    editions: Sequence[Edition]
    packages: Sequence[PackageEntry]
    vocabulary: Vocabulary
    downloads: Mapping[str, bytes] = field(repr=False)


def render_api(material: ApiMaterial) -> Api:
    """Every file below `api/v1/`; the same material gives the same bytes.

    Raises:
        KeyError: an indicator's own document is not among the downloads.
    """
    places = [
        render_place_api(
            edition,
            material.vocabulary,
            {key: material.downloads[path] for key, path in document_addresses(edition).items()},
        )
        for edition in material.editions
    ]
    api = render_site_api(material.title, places, material.packages)
    files = dict(api.files)
    for place in places:
        files |= place.files
    return Api(files=files, description=api.description)


def document_addresses(edition: Edition) -> dict[str, str]:
    """Indicator id -> the address at which the indicator's own document is handed out."""
    return {
        series.indicator.indicator_id: indicator_file(
            edition.place.name, series.indicator.indicator_id, "json"
        )
        for series in edition.series
    }
