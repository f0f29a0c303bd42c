"""What our pages of a place show, as data for another generator: the views of our own functions.

Words and numbers are formatted already and a chart's marks and labels placed, as somebody would
prepare data files for Hugo; tables, lists, links and drawings are left to its templates. Keys that
no template of the other site reads are left out, so that it has nothing to load in vain.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripts.charts import derive_chart, derive_small_chart
from scripts.charts.chart import Chart, Segment
from scripts.charts.small import SmallChart
from scripts.charts.svg import format_coordinate
from scripts.core.folders import site_identity
from scripts.core.model import LANGUAGES, Language
from scripts.derive.edition import Edition, derive_edition
from scripts.package.read import read_package
from scripts.package.typed_rows import to_place
from scripts.package.vocabulary import read_vocabulary
from scripts.pages.changes import feed_views
from scripts.pages.indicator import derive_documents, markdown_environment, render_indicator_pages
from scripts.pages.site import PlaceLists, render_place_pages
from scripts.pages.targets import Context
from scripts.theme_support.markdown_text import Markdown
from scripts.theme_support.page import Page
from scripts.words.addresses import indicator_file, relative, root_from
from scripts.words.catalogue import read_translations
from scripts.words.wording import Units
from tests.place_files import render_downloads, render_drawings

Data = dict[str, Any]
KINDS = ("indicator", "section", "place", "targets", "indicators", "years", "a_z", "sources")
"""Templates that the other site has too; the embed is a second form of the indicator's page.

Only ours has: the reader of a report with its numerals, the doubts (there are none here), the
pages of the package's tables, and those that a site has once.
"""
TARGET = (
    "id anchor url name figure due kind kind_label status status_label doubtful reader_url theme "
    "section report base_value base_unit"
).split()
LISTED = "anchor url name figure due_text status status_label doubtful quote".split()
TILE = "anchor url short statement kind status status_label doubtful".split()
HERO = "figure kind_label due_text doubtful status status_label sentence".split()
PROMISE = ("anchor name figure due_text scope status_label sentence reader_url note").split()
INDICATOR = (
    "place_name name rule_url definition unit direction_label looked_at terms "
    "observation_count sources corrections downloads snippets history citations licence_words "
    "embed_url embed_code linked_data signposts contribute_url chart_url picture_url"
).split()
REST = (Path(__file__).parent / "rest.md.j2").read_text(encoding="utf-8")
"""What our theme adds to an indicator's Markdown, as somebody who has no theme of it writes it."""
_QUOTE = re.compile(r"^> (.*)$", re.MULTILINE)
_ENTITY = re.compile(r"&#\d+;")


@dataclass(frozen=True, slots=True, kw_only=True)
class SamePage:
    """One page: what its head needs, what its template shows, and its body in Markdown."""

    kind: str
    language: Language
    address: str
    title: str
    summary: str
    view: Data = field(repr=False)
    body: str = field(default="", repr=False)
    svg: str = field(default="", repr=False)

    @property
    def head(self) -> Data:
        """What pages of every kind have; `other` is the page in the other language."""
        other = self.address.removeprefix("en/") if self.language == "en" else f"en/{self.address}"
        return {
            "title": self.title,
            "summary": self.summary,
            "lang": self.language,
            "kind": self.kind,
            "address": self.address,
            "other": other,
            "root": root_from(self.address),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SamePlace:
    """A place's pages in both languages, its indicators' CSV files, its entries for the feeds."""

    name: str
    pages: Sequence[SamePage] = field(repr=False)
    csv: Mapping[str, str] = field(repr=False)
    feeds: Mapping[Language, Sequence[Data]] = field(repr=False)


def read_same_place(root: Path, name: str) -> SamePlace:
    """What our site shows of the place whose package is `datasets/<name>` of a project."""
    vocabulary = read_vocabulary(root / "datasets" / "vocabulary")
    raw = read_package(root / "datasets" / name, root)
    site, units = site_identity(), vocabulary.units
    edition = derive_edition(to_place(raw)[0], units)
    pictures = render_drawings(edition, units, site.title["zh"])
    downloads = render_downloads(edition, raw, units, pictures, site)
    documents = derive_documents(edition.place.documents)
    pages: list[SamePage] = []
    feeds: dict[Language, Sequence[Data]] = {}
    for language in LANGUAGES:
        context = Context(
            edition=edition,
            language=language,
            units=units,
            themes=vocabulary.themes,
            glossary=vocabulary.glossary,
            site=site,
        )
        feeds[language] = feed_views(context)["status"]
        drawing = _Drawing(edition=edition, language=language, units=units)
        lists = PlaceLists(
            targets=downloads.target_list[language],
            sections=downloads.section_lists[language],
            reports=downloads.report_lists[language],
            table=downloads.target_table,
        )
        made = [
            *render_place_pages(context, lists),
            *(
                page
                for series in edition.series
                for page in render_indicator_pages(
                    context,
                    documents,
                    series,
                    downloads.indicator_lists[language][series.indicator.indicator_id],
                )
            ),
        ]
        known = {page.address: page for page in made}
        pages += [_same_page(page, known, drawing) for page in made if page.template in KINDS]
    files = {
        key: downloads.files[indicator_file(name, key, "csv")].decode()
        for key in (series.indicator.indicator_id for series in edition.series)
    }
    return SamePlace(name=name, pages=pages, csv=files, feeds=feeds)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawing:
    edition: Edition
    language: Language
    units: Units

    def chart(self, key: str) -> Data | None:
        chart = derive_chart(self._series(key), self.language, self.units)
        return None if chart is None else chart_data(chart)

    def small(self, key: str) -> Data | None:
        chart = derive_small_chart(self._series(key), self.language, self.units)
        return None if chart is None else small_data(chart)

    def _series(self, key: str) -> Any:
        return next(s for s in self.edition.series if s.indicator.indicator_id == key)


def _same_page(page: Page, known: Mapping[str, Page], drawing: _Drawing) -> SamePage:
    view: Data = dict(page.view)
    match page.template:
        case "indicator":
            embed = known[view["embed_url"]]
            view = _indicator(view, page.body, embed, drawing.chart(view["id"]))
        case "section":
            charts = [
                {"url": one["url"], "name": one["name"], "unit": one["unit"],
                 "chart": drawing.small(one["url"].rstrip("/").rpartition("/")[2])}
                for one in view["charts"]
            ]  # fmt: skip
            view |= {"charts": charts, "wall": _wall(view["wall"], LISTED)}
            view["counted"] = _counted(page.language, view["total"])
        case "place":
            main = view["reports"][0]
            words = read_translations(page.language)
            view["made"] = words.gettext("%(place)s made %(total)s promises for %(year)s") % {
                "place": view["place"]["name"], "total": main["total"], "year": main["year"],
            }  # fmt: skip
            view["reports"] = [
                {**one, "wall": [_wall(section, TILE) for section in one["wall"]]}
                for one in view["reports"]
            ]
            view["card_text"] = view.get("card_text") or site_identity().title[LANGUAGES[0]]
        case "targets":
            view["targets"] = [_pick(one, TARGET) for one in view["targets"]]
        case "sources":
            words = read_translations(page.language)
            rests = words.gettext(
                "Rests on it: %(targets)s targets, %(observations)s actual values, "
                "%(doubts)s doubts."
            )
            view["sources"] = [{**one, "rests": rests % one["used"]} for one in view["sources"]]
    return SamePage(
        kind=page.template,
        language=page.language,
        address=page.address,
        title=page.title,
        summary=page.summary,
        view=view,
        svg=page.view.get("chart") or "",
        body=_ENTITY.sub(lambda found: html.unescape(found[0]), _body(page)),
    )


def _body(page: Page) -> str:
    """A page's Markdown; an indicator's with what our theme adds to it from the view."""
    if page.template != "indicator":
        return page.body
    rest = (
        markdown_environment(page.language)
        .from_string(REST)
        .render(
            **page.view,
            plain=Markdown,
            link=lambda address: Markdown(relative(address, page.address)),
        )
    )
    return f"{page.body}\n{rest}"


def _pick(view: Data, keys: Iterable[str]) -> Data:
    return {key: view[key] for key in keys}


def _wall(section: Data, keys: Sequence[str]) -> Data:
    return {
        **section,
        "marks": [_pick(one, keys) for one in section["marks"]],
        "children": [_wall(one, keys) for one in section["children"]],
    }


def _counted(language: Language, count: int) -> str:
    words = read_translations(language)
    said = words.ngettext("%(count)s promise", "%(count)s promises", count)
    return said % {"count": count}


def _indicator(view: Data, body: str, embed: Page, chart: Data | None) -> Data:
    """The page's view and what its embed shows beside it."""
    quotes = iter(_QUOTE.findall(body))
    targets = []
    for one in view["targets"]:
        shown = _pick(one, PROMISE) | {
            "doubts": one["doubts"],
            "section": one["section"]["title"],
            "report": _pick(one["report"], ("year", "title", "url")),
        }
        if one["quote"]:
            shown["words"] = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", next(quotes))
        targets.append(shown)
    hero = view["hero"]
    rows = [
        {**_pick(row, ("period", "target", "actual", "stage", "doubtful")),
         "source": row["source"]["id"]}
        for row in view["rows"]
    ]  # fmt: skip
    happened = [{**one, "source": one["source"] and one["source"]["id"]} for one in view["history"]]
    told = [row["source"] for row in view["rows"]]
    told += [one["source"] for one in view["history"] if one["source"]]
    return {
        **_pick(view, INDICATOR),
        "sources": [{k: v for k, v in one.items() if k != "href"} for one in view["sources"]],
        "key": view["id"],
        "crumbs": view["crumbs"],
        "theme": view["theme"]["label"],
        "hero": hero and {**_pick(hero, HERO), "parts": hero["figure_parts"]},
        "targets": targets,
        "rows": rows,
        "history": happened,
        "titles": {one["id"]: one["title"] for one in [*told, *view["sources"]]},
        "chart": chart,
        "card": view["card"],
        "card_text": view["card_text"],
        "embed": {
            "title": embed.title,
            "root": root_from(embed.address),
            "latest": None
            if embed.view["latest"] is None
            else _pick(embed.view["latest"], ("actual", "period", "stage")),
            "as_of": embed.view["as_of"],
        },
    }


def _n(value: float) -> float:
    """A coordinate as our own drawings have it."""
    number = float(format_coordinate(value))
    return int(number) if number.is_integer() else number


def _line(line: Segment) -> str:
    return f"M{_n(line.x1)} {_n(line.y1)}L{_n(line.x2)} {_n(line.y2)}"


def _arrow(line: Segment) -> str:
    tip = 5 if line.y2 < line.y1 else -5
    return f"M{_n(line.x1)} {_n(line.y1)}V{_n(line.y2)}m-4 {tip}l4 {-tip} 4 {tip}"


def _texts(labels: Iterable[Any], anchor: str) -> list[Data]:
    return [
        {"x": _n(one.x), "y": _n(one.y), "text": one.text}
        | ({"anchor": one.anchor} if one.anchor != anchor else {})
        for one in labels
    ]


def marks_data(chart: Chart | SmallChart) -> Data:
    """Axis, targets, paths, line and points."""
    scene = chart.scene if isinstance(chart, Chart) else chart
    marks, plot = scene.marks, scene.plot
    low = plot.bottom if scene.zero is None else scene.zero
    return {
        "id": chart.chart_id,
        "description": chart.description,
        "left": _n(plot.left),
        "right": _n(plot.right),
        "axis": _n(low),
        "doubted": any(one.doubted for one in marks.targets),
        "targets": [
            {
                "doubted": one.doubted,
                "zone": one.zone
                and {
                    "x": _n(one.zone.left),
                    "y": _n(one.zone.top),
                    "w": _n(one.zone.right - one.zone.left),
                    "h": _n(one.zone.bottom - one.zone.top),
                },
                "lines": [_line(line) for line in one.lines],
                "arrow": one.arrow and _arrow(one.arrow),
                "diamond": one.diamond
                and f"M{_n(one.diamond[0])} {_n(one.diamond[1] - 5.5)}l5.5 5.5-5.5 5.5-5.5-5.5z",
                "beyond": one.beyond and f"M{_n(one.beyond[0])} {_n(one.beyond[1])}l6 10h-12z",
            }
            for one in marks.targets
        ],
        "paths": [_line(path) for path in marks.paths],
        "line": [f"{_n(x)},{_n(y)}" for x, y in marks.polyline],
        "points": [{"x": _n(p.x), "y": _n(p.y)} | ({"interim": True} if p.interim else {})
                   for p in marks.points],
    }  # fmt: skip


def chart_data(chart: Chart) -> Data:
    """All of a chart that its template needs: positions, words, and where the pointer stops."""
    scene = chart.scene
    return marks_data(chart) | {
        "title": chart.title,
        "top": _n(scene.plot.top),
        "bottom": _n(scene.plot.bottom),
        "gridlines": [_n(y) for y in scene.gridlines],
        "separators": [_n(x) for x in scene.separators],
        "unit": _texts([chart.unit], "start"),
        "ticks": _texts(scene.ticks, "start"),
        "years": _texts(scene.years, "middle"),
        "labels": {
            role: _texts([one for one in chart.labels if one.role == role], "middle")
            for role in ("target", "actual", "empty")
        },
        "notes": _texts(chart.notes, "start"),
        "legend": [
            {"kind": one.kind, "x": _n(one.x), "y": _n(one.y), "text": one.text}
            for one in chart.legend
        ],
        "stops": [
            {"x": round(box.left), "y": round(box.top), "w": round(box.right - box.left),
             "h": round(box.bottom - box.top), "say": say}
            for box, say in chart.stops
        ],
    }  # fmt: skip


def small_data(chart: SmallChart) -> Data:
    """All of a chart in miniature that its template needs."""
    return marks_data(chart) | {
        "years": [{"x": _n(one.x), "y": _n(one.y), "text": one.text} for one in chart.years],
        "labels": [
            {"role": one.role, "x": _n(one.x), "y": _n(one.y), "anchor": one.anchor,
             "text": one.text}
            for one in chart.labels
        ],
    }  # fmt: skip
