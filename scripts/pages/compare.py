"""Comparison across places: all shared indicators, one of them, and that one for other sites."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from typing import Any

from scripts.charts.compare import (
    derive_dot_chart,
    derive_spread_chart,
    render_dot_chart,
    render_spread_chart,
)
from scripts.core.model import Bilingual, Language
from scripts.core.site_identity import SiteIdentity
from scripts.derive.compare import (
    OPEN,
    Cell,
    describe_year,
    main_level,
    order_places,
    tally_cells,
    years_of,
)
from scripts.derive.target_changes import TargetChange
from scripts.package.vocabulary import Division
from scripts.pages.markdown import figures, render_page
from scripts.pages.target_changes import ALL_PLACES, pair_views
from scripts.theme_support.page import Page, crumb, pick
from scripts.words.addresses import Addresses, compare_file, in_language
from scripts.words.wording import VERDICT_LABELS

Data = dict[str, Any]
HEADING = Bilingual(zh="各地对照", en="Compare places")
EMBED_WIDTH, EMBED_HEIGHT = 480, 620
LEAST_JUDGED = 5
"""Places whose result is judged: with fewer, a year does not lead a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One indicator in all places.

    `cells`: in any order; `changes`: of its targets, in the order of `order_changes`; `downloads`:
    of `derive_download_list` in the page's language.
    """

    cells: Sequence[Cell] = field(repr=False)
    divisions: Sequence[Division] = field(repr=False)
    site: SiteIdentity
    changes: Sequence[TargetChange] = field(default=(), repr=False)
    downloads: Sequence[Data] = field(default=(), repr=False)

    @property
    def indicator_id(self) -> str:
        return self.cells[0].indicator_id

    @property
    def name(self) -> Bilingual:
        return Bilingual(zh=self.cells[0].name_zh, en=self.cells[0].name_en)

    @property
    def level(self) -> str:
        return main_level(self.cells)

    @property
    def peers(self) -> list[Cell]:
        """The cells of the level that sentences count."""
        return [cell for cell in self.cells if cell.level == self.level]

    @property
    def places(self) -> list[str]:
        return order_places(self.cells, [one.place for one in self.divisions])

    @property
    def lead_year(self) -> int:
        """The newest year with enough results to speak of, failing that the newest of all."""
        years = years_of(self.peers)
        judged = (year for year in years if tally_cells(self.of_year(year)).judged >= LEAST_JUDGED)
        return next(judged, years[0])

    def of_year(self, year: int) -> list[Cell]:
        return [cell for cell in self.peers if cell.year == year]

    def sentence(self, year: int) -> Bilingual:
        return describe_year(year, self.level, tally_cells(self.of_year(year)))


def render_compare_pages(compared: Compared, language: Language) -> Iterable[Page]:
    """The page of one indicator in all places, and the same for other sites' frames."""
    addresses, key = Addresses(language), compared.indicator_id
    name, address = compared.name[language], Addresses(language).compare(key)
    lead = compared.sentence(compared.lead_year)[language]
    years = [_year_view(compared, year, language) for year in years_of(compared.peers)]
    spread = _spread(compared, language)
    values = {
        "name": name,
        "heading": HEADING[language],
        "compare_url": addresses.compare(),
        "lead": lead,
        "years": years,
        "spread": spread,
        "columns": years_of(compared.cells),
        "rows": _rows(compared, language),
        "pairs": pair_views(compared.changes, language, "place"),
        "changes_url": addresses.compare(ALL_PLACES),
    }
    yield render_page(
        "compare",
        language,
        address,
        title=f"{name}：{HEADING.zh}" if language == "zh" else f"{name}: places compared",
        summary=lead,
        view={
            "crumbs": [crumb(HEADING[language], addresses.compare()), crumb(name, None)],
            "heading": name,
            "figures": figures(
                address, {one["url"]: one["drawing"] for one in [*_charts(years), spread] if one}
            ),
            "downloads": list(compared.downloads),
            "embed_code": _iframe(compared, language),
        },
        values=values,
    )
    yield _embed_page(compared, language)


def _charts(years: Iterable[Data]) -> list[Data]:
    return [year["chart"] for year in years if year["chart"]]


def _embed_page(compared: Compared, language: Language) -> Page:
    page = Addresses(language).compare(compared.indicator_id)
    address = Addresses(language).compare_embed(compared.indicator_id)
    year = _year_view(compared, compared.lead_year, language)
    return render_page(
        "compare_embed",
        language,
        address,
        title=f"{compared.name[language]} · {HEADING[language]}",
        summary=year["sentence"],
        view={
            "figures": figures(
                address, {one["url"]: one["drawing"] for one in [year["chart"]] if one}
            ),
            "canonical": page,
            "unlisted": True,
        },
        values={
            "name": compared.name[language],
            "page": page,
            "year": year,
            "site": compared.site.title[language],
        },
    )


def _iframe(compared: Compared, language: Language) -> str:
    url = compared.site.absolute(Addresses(language).compare_embed(compared.indicator_id))
    return (
        f'<iframe src="{escape(url)}" title="{escape(compared.name[language])}" '
        f'width="{EMBED_WIDTH}" height="{EMBED_HEIGHT}" loading="lazy" '
        'style="border:0;max-width:100%"></iframe>'
    )


def cell_view(cell: Cell, language: Language) -> Data:
    """A promise with its result in the page's language."""
    return {
        "place": cell.place,
        "name": pick(language, cell.place_zh, cell.place_en),
        "url": in_language(cell.url, language),
        "figure": pick(language, cell.figure_zh, cell.figure_en),
        "result": pick(language, cell.result_zh, cell.result_en),
        "estimate": cell.estimate,
        "verdict": cell.verdict,
        "label": VERDICT_LABELS[cell.verdict][language],
    }


def _year_view(compared: Compared, year: int, language: Language) -> Data:
    cells = compared.of_year(year)
    sentence = compared.sentence(year)[language]
    title = f"{compared.name[language]} {year}"
    chart = derive_dot_chart(cells, title, sentence, language)
    return {
        "year": year,
        "sentence": sentence,
        "tiles": tile_views(compared.divisions, cells, language),
        "chart": None
        if chart is None
        else {
            "url": compare_file(compared.indicator_id, f"{year}.svg"),
            "text": f"{title} — {sentence}",
            "drawing": render_dot_chart(chart),
        },
    }


def tile_views(
    divisions: Sequence[Division], cells: Iterable[Cell], language: Language
) -> list[Data]:
    """The tiles of the map, each with its place's promise; empty where no cell has a tile."""
    by_place = {cell.place: cell for cell in cells}
    if not any(one.place in by_place for one in divisions):
        return []
    return [
        {
            "name": one.name[language],
            "short": one.short[language],
            "row": one.row,
            "column": one.column,
            "cell": cell_view(by_place[one.place], language) if one.place in by_place else None,
        }
        for one in divisions
    ]


def _spread(compared: Compared, language: Language) -> Data | None:
    title = (
        f"{compared.name.zh}：历年目标的分布"
        if language == "zh"
        else f"{compared.name.en}: targets, year by year"
    )
    text = (
        "每个点是一个地方的目标；目标相同的叠在一起。"
        if language == "zh"
        else "Each dot is a place's target; equal targets are stacked."
    )
    chart = derive_spread_chart(compared.peers, title, text)
    if chart is None:
        return None
    return {
        "url": compare_file(compared.indicator_id, "spread.svg"),
        "text": f"{title} — {text}",
        "title": title,
        "drawing": render_spread_chart(chart),
    }


def _rows(compared: Compared, language: Language) -> list[Data]:
    """A row a place, a cell a year."""
    by_place: dict[str, dict[int, Cell]] = {}
    for cell in compared.cells:
        by_place.setdefault(cell.place, {})[cell.year] = cell
    names = {one.place: pick(language, one.place_zh, one.place_en) for one in compared.cells}
    return [
        {
            "place": place,
            "name": names[place],
            "url": Addresses(language).place(place),
            "cells": {year: cell_view(cell, language) for year, cell in by_place[place].items()},
        }
        for place in compared.places
    ]


def render_compare_index(
    groups: Mapping[str, Sequence[Cell]],
    divisions: Sequence[Division],
    themes: Mapping[str, Bilingual],
    site: SiteIdentity,
    language: Language,
) -> Page:
    """Every indicator that several places share, by theme, with what came of it by year."""
    compared = [Compared(cells=own, divisions=divisions, site=site) for own in groups.values()]
    order = list(themes)
    compared.sort(key=lambda one: order.index(one.cells[0].theme))
    cells = [cell for own in groups.values() for cell in own]
    summary = (
        f"{len({cell.place for cell in cells})} 个地方共有的 {len(groups)} 项指标："
        "目标定了多少，结果写明了没有，达到了没有。"
        if language == "zh"
        else f"{len(groups)} indicators that {len({cell.place for cell in cells})} places share: "
        "the targets, whether a result was stated, and whether it was met."
    )
    values = {
        "years": sum_views(cells),
        "changes_url": Addresses(language).compare(ALL_PLACES),
        "groups": [
            {"title": themes[theme][language], "indicators": [_line(one, language) for one in own]}
            for theme, own in groupby(compared, key=lambda one: one.cells[0].theme)
        ],
    }
    return render_page(
        "compare_index",
        language,
        Addresses(language).compare(),
        title=HEADING[language],
        summary=summary,
        view={"crumbs": [crumb(HEADING[language], None)], "heading": HEADING[language]},
        values=values,
    )


def sum_views(cells: Sequence[Cell]) -> list[Data]:
    """How all compared promises of each year ended, those of the main level alone."""
    if not cells:
        return []
    level = main_level(cells)
    own = [cell for cell in cells if cell.level == level]
    return [
        {"year": year, "count": tally_cells(cell for cell in own if cell.year == year)}
        for year in years_of(own)
    ]


def _line(compared: Compared, language: Language) -> Data:
    year = compared.lead_year
    own = compared.of_year(year)
    return {
        "name": compared.name[language],
        "url": Addresses(language).compare(compared.indicator_id),
        "places": len(compared.places),
        "year": year,
        "count": tally_cells(own),
        "open": all(cell.verdict in OPEN for cell in own),
    }
