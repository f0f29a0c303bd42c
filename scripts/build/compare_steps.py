"""Steps of the comparison across places: one an indicator, and the list of all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from scripts.build.package_steps import page_sources
from scripts.build.step import Made, Step, key_of
from scripts.charts.compare import derive_dot_chart, render_dot_chart
from scripts.charts.pictures import rasterise
from scripts.core.model import LANGUAGES
from scripts.core.site_identity import SiteIdentity
from scripts.derive.compare import Cell, order_places
from scripts.derive.target_changes import TargetChange, order_changes, read_changes
from scripts.downloads.compare import render_change_files, render_compare_files
from scripts.downloads.listing import derive_download_list, files_in_words
from scripts.package.vocabulary import Vocabulary
from scripts.pages.compare import (
    HEADING,
    Compared,
    render_compare_index,
    render_compare_pages,
)
from scripts.pages.target_changes import ALL_PLACES, render_all_changes_page
from scripts.pages.target_changes import HEADING as CHANGES_HEADING
from scripts.words.addresses import compare_file

PICTURE_WIDTH = 720
"""Pixels of a chart as PNG: twice its width."""


Groups = Mapping[str, Sequence[Cell]]
"""The cells of each shared indicator, by its id (`group_cells`)."""


def compare_steps(
    places: Sequence[Mapping[str, Any]], groups: Groups, vocabulary: Vocabulary, site: SiteIdentity
) -> Iterator[Step]:
    """A step an indicator that several places have, and the steps of the lists of all.

    Args:
        places: the facts of each place's answers.
        groups: what they share.
        vocabulary: themes, and the tiles of the map.
        site: who publishes.
    """
    if not groups:
        return
    as_of = max(one["as_of"] for one in places)
    official = [one.place for one in vocabulary.divisions]
    order = order_places([cell for own in groups.values() for cell in own], official)
    changes = order_changes(read_changes(row for one in places for row in one["changes"]), order)
    shared = repr((vocabulary.divisions, site, as_of))
    for key, cells in groups.items():
        changed = [one for one in changes if one.indicator_id == key]
        yield Step(
            name=f"compare {key}",
            key=key_of(shared, repr((cells, changed))),
            make=partial(make_comparison, vocabulary, site, as_of),
            inputs=partial(tuple, (cells, changed)),
        )
    yield Step(
        name="compare changes of targets",
        key=key_of(shared, repr(changes)),
        make=partial(make_changes, as_of),
        inputs=partial(tuple, (changes,)),
    )
    yield Step(
        name="compare",
        key=key_of(shared, repr(vocabulary.themes), repr(groups)),
        make=partial(make_compare_index, vocabulary, site),
        inputs=partial(tuple, (groups,)),
    )


def make_comparison(
    vocabulary: Vocabulary,
    site: SiteIdentity,
    as_of: str,
    cells: Sequence[Cell],
    changes: Sequence[TargetChange],
) -> Made:
    """The downloads and the pages of one indicator in all places."""
    order = order_places(cells, [one.place for one in vocabulary.divisions])
    ordered = sorted(cells, key=lambda one: (order.index(one.place), one.year))
    compared = Compared(cells=ordered, changes=changes, divisions=vocabulary.divisions, site=site)
    files = render_compare_files(ordered, compared.name, as_of) | _pictures(compared, as_of)
    listed = derive_download_list(files)
    pages = (
        page
        for language in LANGUAGES
        for page in render_compare_pages(
            replace(compared, downloads=files_in_words(listed, language)), language
        )
    )
    return Made(files=files, sources=page_sources(pages))


def make_changes(as_of: str, changes: Sequence[TargetChange]) -> Made:
    """The downloads and the page of the changed targets of all places."""
    files = render_change_files(ALL_PLACES, changes, CHANGES_HEADING, as_of)
    listed = derive_download_list(files)
    pages = (
        render_all_changes_page(
            changes, files_in_words(listed, language), HEADING[language], language
        )
        for language in LANGUAGES
    )
    return Made(files=files, sources=page_sources(pages))


def _pictures(compared: Compared, as_of: str) -> dict[str, bytes]:
    """The chart of the leading year as SVG and, where the site has pictures, PNG, in Chinese."""
    year = compared.lead_year
    title = f"{compared.name.zh} {year}"
    cells = compared.of_year(year)
    chart = derive_dot_chart(cells, title, compared.sentence(year).zh, "zh")
    if chart is None:
        return {}
    note = f"{compared.site.title['zh']} · {as_of} · CC BY 4.0"
    svg = render_dot_chart(chart, standalone=True, note=note)
    path = partial(compare_file, compared.indicator_id)
    files = {path(f"{year}.svg"): svg.encode()}
    if compared.site.pictures:
        files[path(f"{year}.png")] = rasterise(svg, PICTURE_WIDTH)
    return files


def make_compare_index(vocabulary: Vocabulary, site: SiteIdentity, groups: Groups) -> Made:
    """The page of all comparisons."""
    pages = (
        render_compare_index(groups, vocabulary.divisions, vocabulary.themes, site, language)
        for language in LANGUAGES
    )
    return Made(sources=page_sources(pages))
