"""A target as every page shows it, and the pages that list targets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from typing import Any, TypeVar

from scripts.charts import DrawnSeries, SeriesDrawings
from scripts.core.model import (
    Bilingual,
    Doubt,
    Language,
    Observation,
    Section,
    Source,
    Target,
)
from scripts.core.site_identity import NOBODY, SiteIdentity
from scripts.derive.edition import (
    Edition,
    JudgedTarget,
    ReportView,
    SectionNode,
    Series,
    count_verdicts,
)
from scripts.derive.ledger import quote_address
from scripts.package.vocabulary import Term
from scripts.pages.markdown import figures, text_alternative
from scripts.theme_support.markdown_text import Markdown
from scripts.theme_support.page import crumb, pick
from scripts.versions import ValueChange
from scripts.words.addresses import (
    Addresses,
    doubt_anchor,
    indicator_file,
    target_anchor,
)
from scripts.words.scales import to_base
from scripts.words.wording import (
    KIND_LABELS,
    REACHABLE_LABELS,
    SOURCE_KIND_LABELS,
    VERDICT_LABELS,
    Units,
    doubt_label,
    format_plain,
    format_quantity,
    render_due,
    render_figure,
    render_short,
    render_statement,
    split_figure,
    unit_name,
)

Data = dict[str, Any]
Subject = TypeVar("Subject")
Shown = TypeVar("Shown")
LONGEST_GOAL: Mapping[Language, int] = {"zh": 24, "en": 60}
"""Characters of a quote that still reads as a title."""
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_IN_BRACKETS = re.compile(r"（[^（）]*）|\s*\([^()]*\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a page needs besides its own subject: the edition, the language, the vocabularies.

    `shared`: the rows of `datasets/vocabulary/indicators.csv` by id, cells as text.

    `frozen_charts`: the indicators whose chart stands still in the release `frozen_version`.
    `drawn`: the drawings of the series, which the languages of a place share. `seen`: what pages
    have shown already of a target, a source or a figure, by what is shown and of which row; many
    show the same, so they share its view, which nobody changes. `known`: the same of what is not
    in words, which the languages of a place share.
    """

    edition: Edition
    language: Language
    units: Units
    themes: Mapping[str, Bilingual]
    glossary: tuple[Term, ...] = ()
    shared: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    site: SiteIdentity = NOBODY
    value_changes: tuple[ValueChange, ...] = ()
    frozen_version: str = ""
    frozen_charts: frozenset[str] = frozenset()
    drawn: DrawnSeries | None = None
    seen: dict[tuple[str, int], tuple[object, Any]] = field(
        default_factory=dict, repr=False, compare=False
    )
    known: dict[tuple[str, int], tuple[object, Any]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @property
    def place(self) -> str:
        return self.edition.place.name

    @property
    def place_name(self) -> str:
        return pick(self.language, self.edition.place.name_zh, self.edition.place.name_en)

    @property
    def addresses(self) -> Addresses:
        return Addresses(self.language)

    def titled(self, title: str) -> str:
        """A page's title with the place's name in it, once."""
        return title if self.place_name in title else f"{title} · {self.place_name}"

    def trail(self, *steps: tuple[str, str | None]) -> list[dict[str, str | None]]:
        """The breadcrumb: the place, then the given steps; the last is the page itself."""
        head = crumb(self.place_name, self.addresses.place(self.place))
        return [head, *(crumb(title, address) for title, address in steps)]


def section_title(context: Context, section: Section) -> str:
    """A section's title as the site writes it: `（一）强化“两城”带动…`, brackets as printed."""
    title = pick(context.language, section.title_zh, section.title_en)
    if context.language == "en" or not section.number or section.start is None:
        return title
    text = context.edition.place.documents.get(section.report_id, "")
    in_brackets = text[section.start : section.start + 1] in {"(", "（"}
    return f"（{section.number}）{title}" if in_brackets else f"{section.number}、{title}"


def report_title(report: ReportView, language: Language) -> str:
    return pick(language, report.report.title_zh, report.report.title_en)


def doubt_view(context: Context, doubt: Doubt) -> Data:
    """A doubt in the page's language, as its target, the reader's margin and the lists show it."""
    return {
        "id": doubt_anchor(doubt.doubt_id),
        "printed": _doubted_words(context, doubt, doubt.printed),
        "likely": doubt.likely and _doubted_words(context, doubt, doubt.likely),
        "reason": pick(context.language, doubt.reason_zh, doubt.reason_en),
        "confidence": doubt.confidence,
        "confidence_label": doubt_label(doubt)[context.language],
        "source": (
            cited_view(context, doubt.source_id)
            if doubt.source_id and doubt.source_id in context.edition.sources
            else None
        ),
    }


def _doubted_words(context: Context, doubt: Doubt, words: str) -> str:
    """What is doubted, or what it should be; a bare number has the unit of its target."""
    targets = context.edition.place.targets
    unit = next((one.unit for one in targets if one.target_id == doubt.target_id), None)
    if not unit or not _NUMBER.fullmatch(words):
        return words
    return format_quantity(Decimal(words), unit, context.language, context.units)


def source_view(source: Source, language: Language) -> Data:
    """A source as pages cite it, its title translated; its publisher stays in its language."""
    title = pick(language, source.title, source.title_en) or source.title
    return {
        "id": source.source_id,
        "title": title,
        "original": source.title if title != source.title else "",
        "publisher": source.publisher,
        "published": source.published,
        "url": source.url,
        "accessed": source.accessed,
        "kind": source.kind,
        "kind_label": SOURCE_KIND_LABELS[source.kind][language],
        "licence": source.licence,
        "note": pick(language, source.note, source.note_en),
        "archived_url": source.archived_url,
        "checked": source.checked,
        "reachable": source.reachable,
        "reachable_label": REACHABLE_LABELS[source.reachable][language] if source.reachable else "",
    }


def cited_view(context: Context, source_id: str) -> Data:
    """A source of the place by its id, as `source_view` tells of it."""
    source = context.edition.sources[source_id]
    return once(context, source, _cited_view)


def _cited_view(context: Context, source: Source) -> Data:
    return source_view(source, context.language)


def named_sources(context: Context) -> Mapping[str, Data]:
    """The sources of the place by their ids, as links to where a page tells more of each."""
    return once(context, context.edition, _named_sources)


def _named_sources(context: Context, edition: Edition) -> Mapping[str, Data]:
    return {
        key: {
            "id": key,
            "title": pick(context.language, source.title, source.title_en) or source.title,
        }
        for key, source in edition.sources.items()
    }


def observed_figures(context: Context, series: Series) -> Mapping[int, str]:
    """The observed values of an indicator with their units, by the identity of their rows."""
    return once(context, series, _observed_figures)


def _observed_figures(context: Context, series: Series) -> Mapping[int, str]:
    return {id(one): observed_figure(context, one) for one in series.observations}


def observed_figure(context: Context, one: Observation) -> str:
    """An observed value with its unit."""
    return format_quantity(one.value, one.unit, context.language, context.units)


def indicator_unit(context: Context, series: Series) -> str:
    """The unit of an indicator in the page's language."""
    rank = any(one.target.measure == "rank" for one in series.targets)
    return unit_name(series.indicator.unit, context.language, context.units, rank=rank)


def small_chart(context: Context, series: Series) -> Data | None:
    """An indicator's chart in miniature; None where there is too little to draw.

    `url`: of the chart in full, which the miniature stands for; `text`: its text alternative.
    """
    drawing = drawings_of(context, series).small[context.language]
    if not drawing:
        return None
    url = indicator_file(context.place, series.indicator.indicator_id, "svg")
    return {"url": url, "text": text_alternative(drawing), "drawing": drawing}


def small_figures(address: str, rows: Iterable[Data]) -> dict[str, str]:
    """`view["figures"]` of a page whose rows have a `small_chart` as their `chart`."""
    charts = [row["chart"] for row in rows if row["chart"]]
    return figures(address, {chart["url"]: chart["drawing"] for chart in charts})


def drawings_of(context: Context, series: Series) -> SeriesDrawings:
    """Every drawing of an indicator."""
    if context.drawn is None:
        return SeriesDrawings(series=series, units=context.units, licence="")
    return context.drawn.of(series)


def once(context: Context, subject: Subject, make: Callable[[Context, Subject], Shown]) -> Shown:
    """What a function of a context and a part of its edition gives, called the first time only.

    The function has a name of its own; the part is known again by its identity.
    """
    return _once(context.seen, context, subject, make)


def once_in_all(
    context: Context, subject: Subject, make: Callable[[Context, Subject], Shown]
) -> Shown:
    """`once` for what is the same in every language."""
    return _once(context.known, context, subject, make)


def _once(
    memory: dict[tuple[str, int], tuple[object, Any]],
    context: Context,
    subject: Subject,
    make: Callable[[Context, Subject], Shown],
) -> Shown:
    key = make.__name__, id(subject)
    known = memory.get(key)
    if known is None or known[0] is not subject:
        known = memory[key] = subject, make(context, subject)
    shown: Shown = known[1]
    return shown


def target_view(context: Context, judged: JudgedTarget) -> Data:
    """One target as plain data: the row of every list and the mark of every wall."""
    return once(context, judged, _target_view)


def _target_view(context: Context, judged: JudgedTarget) -> Data:
    target, language, addresses = judged.target, context.language, context.addresses
    indicator = judged.indicator
    name = Bilingual(zh=indicator.name_zh, en=indicator.name_en)
    page = addresses.indicator(context.place, indicator.indicator_id)
    figure = render_figure(target, language, context.units)
    return {
        "id": target.target_id,
        "indicator_id": indicator.indicator_id,
        "anchor": target_anchor(target.target_id),
        "url": page,
        "name": name[language],
        "goal": figure or goal_words(target, name, language),
        "label": _IN_BRACKETS.sub("", name[language]).strip(),
        "statement": render_statement(target, name, judged.report.year, language, context.units),
        "figure": figure,
        "figure_parts": list(split_figure(figure)),
        "short": render_short(target, language),
        "value": None if target.value is None else format_plain(target.value),
        **_base_view(target),
        "unit": target.unit,
        "due": judged.due,
        "due_text": render_due(target, judged.report.year, language),
        "kind": target.kind,
        "kind_label": KIND_LABELS[target.kind][language],
        "comparator": target.comparator,
        "scope": target.scope,
        "verdict": judged.judgement.verdict,
        "verdict_label": VERDICT_LABELS[judged.judgement.verdict][language],
        "secondary": judged.judgement.standing == "secondary",
        "rule": judged.judgement.rule,
        "sentence": judged.judgement.sentence[language],
        "doubtful": any(doubt.confidence != "possible" for doubt in judged.doubts),
        "doubts": [doubt_view(context, doubt) for doubt in judged.doubts],
        "quote": target.quote,
        "translation": target.quote_en if language == "en" else None,
        "reader_url": quote_address(judged, context.place, addresses),
        "theme": indicator.theme,
        "theme_label": context.themes[indicator.theme][language],
        "section": {
            "id": judged.section.section_id,
            "title": pick(language, judged.section.title_zh, judged.section.title_en),
            "url": addresses.section(context.place, judged.section.section_id),
        },
        "report": {
            "id": judged.report.report_id,
            "year": judged.report.year,
            "title": pick(language, judged.report.title_zh, judged.report.title_en),
            "url": addresses.report(context.place, judged.report.report_id),
            "has_text": judged.report.document is not None,
            "coverage": judged.report.coverage,
            "source_url": (source := context.edition.sources[judged.report.source_id]).url
            or source.text_url,
        },
        "note": pick(language, target.note_zh, target.note_en),
    }


def goal_words(target: Target, name: Bilingual, language: Language) -> str:
    """What a target without a figure sets out to do: its words as printed, or its name."""
    quote = pick(language, target.quote, target.quote_en)
    return quote if quote and len(quote) <= LONGEST_GOAL[language] else name[language]


def _base_view(target: Target) -> Data:
    """The figure in base units, so that 2万人 sorts between 1.5万人 and 30000人."""
    if target.value is None:
        return {"base_value": None, "base_unit": ""}
    value, unit = to_base(target.value, target.unit or "")
    return {"base_value": format_plain(value), "base_unit": unit}


def counts_view(targets: Iterable[JudgedTarget], language: Language) -> list[Data]:
    """How many targets have each verdict; verdicts that none has are left out.

    `count`: without those that rest on a secondary source alone, which `secondary` counts.
    """
    return [
        {
            "id": verdict,
            "label": VERDICT_LABELS[verdict][language],
            "count": counted.firm,
            "secondary": counted.secondary,
        }
        for verdict, counted in count_verdicts(tuple(targets)).items()
        if counted.total
    ]


def target_groups(context: Context, node: SectionNode, level: int) -> list[Data]:
    """The targets of a section and of those below it, in printed order, a group a section.

    Sections without a target, their own or below, are left out; `level`: of the first heading.
    """
    section = node.section
    group = {
        "level": level,
        "hashes": Markdown("#" * min(level, 6)),
        "title": section_title(context, section),
        "url": context.addresses.section(context.place, section.section_id),
        "total": len(node.all_targets),
        "targets": [target_view(context, judged) for judged in node.targets],
    }
    below = (target_groups(context, one, level + 1) for one in node.children if one.all_targets)
    return [group, *chain.from_iterable(below)]
