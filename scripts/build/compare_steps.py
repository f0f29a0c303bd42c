"""Steps of the comparison across places: one an indicator, and the list of all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from scripts.build.package_steps import page_sources
from scripts.build.step import Made, Step, key_of
from scripts.charts.compare import derive_dot_chart, render_dot_chart
from scripts.charts.pictures import rasterise
from scripts.core.model import LANGUAGES
from scripts.core.site_identity import SiteIdentity
from scripts.derive.compare import Cell, group_cells, order_places, read_cells
from scripts.downloads.compare import render_compare_files
from scripts.downloads.listing import derive_download_list, files_in_words
from scripts.package.vocabulary import Vocabulary
from scripts.pages.compare import Compared, render_compare_index, render_compare_pages
from scripts.words.addresses import compare_file

PICTURE_WIDTH = 720
"""Pixels of a chart as PNG: twice its width."""


def compare_steps(
    places: Iterable[Mapping[str, Any]], vocabulary: Vocabulary, site: SiteIdentity
) -> Iterator[Step]:
    """A step an indicator that several places have, and the step of their list.

    Args:
        places: the facts of each place's answers.
        vocabulary: themes, and the tiles of the map.
        site: who publishes.
    """
    facts = list(places)
    groups = group_cells(read_cells(row for one in facts for row in one["cells"]))
    if not groups:
        return
    as_of = max(one["as_of"] for one in facts)
    shared = repr((vocabulary.divisions, site, as_of))
    for key, cells in groups.items():
        yield Step(
            name=f"compare {key}",
            key=key_of(shared, repr(cells)),
            make=partial(make_comparison, vocabulary, site, as_of),
            inputs=partial(tuple, (cells,)),
        )
    yield Step(
        name="compare",
        key=key_of(shared, repr(vocabulary.themes), repr(groups)),
        make=partial(make_compare_index, vocabulary, site),
        inputs=partial(tuple, (groups,)),
    )


def make_comparison(
    vocabulary: Vocabulary, site: SiteIdentity, as_of: str, cells: Sequence[Cell]
) -> Made:
    """The downloads and the pages of one indicator in all places."""
    order = order_places(cells, [one.place for one in vocabulary.divisions])
    ordered = sorted(cells, key=lambda one: (order.index(one.place), one.year))
    compared = Compared(cells=ordered, divisions=vocabulary.divisions, site=site)
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


def _pictures(compared: Compared, as_of: str) -> dict[str, bytes]:
    """The chart of the leading year as SVG and PNG, in Chinese."""
    year = compared.lead_year
    title = f"{compared.name.zh} {year}"
    cells = compared.of_year(year)
    chart = derive_dot_chart(cells, title, compared.sentence(year).zh, "zh")
    if chart is None:
        return {}
    note = f"{compared.site.title['zh']} · {as_of} · CC BY 4.0"
    svg = render_dot_chart(chart, standalone=True, note=note)
    path = partial(compare_file, compared.indicator_id)
    return {path(f"{year}.svg"): svg.encode(), path(f"{year}.png"): rasterise(svg, PICTURE_WIDTH)}


def make_compare_index(
    vocabulary: Vocabulary, site: SiteIdentity, groups: Mapping[str, Sequence[Cell]]
) -> Made:
    """The page of all comparisons."""
    pages = (
        render_compare_index(groups, vocabulary.divisions, vocabulary.themes, site, language)
        for language in LANGUAGES
    )
    return Made(sources=page_sources(pages))
