"""The page of one indicator: promise, words, what has happened, verdict, doubts, sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scripts.charts.cards import CARD_SUFFIX
from scripts.core.model import Bilingual, Language
from scripts.core.periods import parse_period
from scripts.derive.edition import JudgedTarget, Series
from scripts.linked_data import Landing, indicator_document, signposts
from scripts.linked_data.schema_org import licence_of
from scripts.pages.changes import history_views
from scripts.pages.glossary import term_views
from scripts.pages.method import rule_anchor
from scripts.pages.reuse import reuse_view
from scripts.pages.targets import (
    Context,
    Data,
    cited_view,
    drawings_of,
    named_sources,
    observed_figures,
    status_view,
    target_view,
)
from scripts.text.source_text import find_paragraphs, find_sentences, span_at
from scripts.theme_support.markdown_text import Markdown, escape_markdown
from scripts.theme_support.page import Page, crumb, pick
from scripts.theme_support.template_words import PlainDataEnvironment, put_in_words
from scripts.words.addresses import indicator_file, relative
from scripts.words.wording import DIRECTION_LABELS, MEASURE_LABELS, STAGE_LABELS, render_statement

PARAGRAPH_LENGTH = 240
"""Longest stretch of the report that is quoted around a promise; beyond it the sentence is cut."""
MARKDOWN_TEMPLATES = Path(__file__).parents[2] / "theme" / "markdown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """The paragraphs and sentences of each report's text, found once for all pages."""

    texts: Mapping[str, str]
    paragraphs: Mapping[str, Sequence[Any]]
    sentences: Mapping[str, Sequence[Any]]


def derive_documents(texts: Mapping[str, str]) -> Documents:
    """Cut every report's text into paragraphs and sentences."""
    return Documents(
        texts=texts,
        paragraphs={key: find_paragraphs(text) for key, text in texts.items()},
        sentences={key: find_sentences(text) for key, text in texts.items()},
    )


def quote_in_context(documents: Documents, judged: JudgedTarget) -> Markdown | None:
    """The promise in its paragraph, its words marked and its figures bold, as Markdown.

    A paragraph longer than `PARAGRAPH_LENGTH` gives way to the sentence, and a longer sentence to
    the stretch around the quote; what was left out is shown as `……`.
    """
    target = judged.target
    text = documents.texts.get(target.report_id)
    if text is None or target.start is None or target.end is None:
        return None
    low, high = _window(documents, target.report_id, target.start, target.end)
    bounds = [low, target.start, target.end, high]
    figures = [(n.start, n.end) for n in judged.numerals]
    before, quote, after = (_marked(text, a, b, figures) for a, b in pairwise(bounds))
    paragraph = span_at(documents.paragraphs[target.report_id], target.start)
    lead = "……" if paragraph is not None and low > paragraph.start else ""
    tail = "……" if paragraph is not None and high < paragraph.end else ""
    return Markdown(f"{lead}{before}<mark>{quote}</mark>{after}{tail}")


def _window(documents: Documents, report_id: str, start: int, end: int) -> tuple[int, int]:
    paragraph = span_at(documents.paragraphs[report_id], start)
    if paragraph is not None and paragraph.end - paragraph.start <= PARAGRAPH_LENGTH:
        return min(paragraph.start, start), max(paragraph.end, end)
    sentence = span_at(documents.sentences[report_id], start)
    if sentence is not None and sentence.end - sentence.start <= PARAGRAPH_LENGTH:
        return min(sentence.start, start), max(sentence.end, end)
    around = sentence or paragraph
    margin = max(0, PARAGRAPH_LENGTH - (end - start)) // 2
    low, high = max(0, start - margin), end + margin
    if around is not None:
        low, high = max(low, min(around.start, start)), min(high, max(around.end, end))
    return low, high


def _marked(text: str, start: int, end: int, figures: Iterable[tuple[int, int]]) -> Markdown:
    parts: list[str] = []
    position = start
    for low, high in figures:
        if start <= low and high <= end:
            parts += [_words(text[position:low]), f"**{_words(text[low:high])}**"]
            position = high
    parts.append(_words(text[position:end]))
    return Markdown("".join(parts))


def safe_url(url: str) -> str:
    """An address for a link: http(s) only, and nothing that could end the link."""
    if not url.startswith(("http://", "https://")):
        return "#"
    return quote(url, safe="%/:=&?~#+!$,;'@*")


def _words(text: str) -> str:
    return escape_markdown(" ".join(text.replace("**", "").split("\n")))


@cache
def markdown_environment(language: Language) -> Environment:
    """Jinja for Markdown: every value is escaped unless it is `Markdown` already."""
    environment = PlainDataEnvironment(
        loader=FileSystemLoader(MARKDOWN_TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=escape_markdown,
        extensions=["jinja2.ext.i18n"],
        autoescape=False,  # Markdown, not HTML: `finalize` escapes every value
    )
    put_in_words(environment, language)
    return environment


def render_indicator_pages(
    context: Context, documents: Documents, series: Series, downloads: Sequence[Data]
) -> Iterable[Page]:
    """The page of one indicator, and the same for other sites' frames.

    Args:
        context: the edition and the language.
        documents: of the place, from `derive_documents`.
        series: the indicator.
        downloads: the rows of its table of downloads.
    """
    template = markdown_environment(context.language).get_template("indicator.md")
    view = indicator_view(context, series, downloads)
    body = template.render(
        **view,
        quotes={
            judged.target.target_id: quote_in_context(documents, judged)
            for judged in series.targets
        },
        link=lambda address, page=view["address"]: Markdown(relative(address, page)),
    )
    yield Page(
        address=view["address"],
        language=context.language,
        template="indicator",
        title=view["name"],
        summary=_summary(context, view),
        view=view,
        body=body,
    )
    yield render_embed_page(context, view)


def render_embed_page(context: Context, view: Data) -> Page:
    """The indicator for other sites' frames: figure, status, chart, source, and the way back."""
    kept = ("name", "hero", "sources")
    address = str(view["embed_url"])
    return Page(
        address=address,
        language=context.language,
        template="embed",
        title=f"{context.place_name} · {view['name']}",
        summary=_summary(context, view),
        view={
            **{key: view[key] for key in kept},
            "drawing": view["chart"],
            "latest": next((row for row in reversed(view["rows"]) if row["actual"]), None),
            "place_name": context.place_name,
            "page_url": view["address"],
            "canonical": view["address"],
            "as_of": context.edition.as_of,
            "unlisted": True,
        },
    )


def _summary(context: Context, view: Data) -> str:
    hero = view["hero"]
    if hero is None:
        return str(view["name"])
    separator = "。" if context.language == "zh" else ". "
    return f"{hero['statement']}{separator}{hero['status_label']}"


def indicator_view(context: Context, series: Series, downloads: Sequence[Data]) -> Data:
    """Everything the indicator's page shows, as plain data."""
    language, indicator = context.language, series.indicator
    name = pick(language, indicator.name_zh, indicator.name_en)
    address = context.addresses.indicator(context.place, indicator.indicator_id)
    hero = series.lead
    targets = [target_view(context, judged) for judged in _newest_first(series)]
    return {
        "address": address,
        "id": indicator.indicator_id,
        "crumbs": _crumbs(context, series, name),
        "name": name,
        "name_zh": indicator.name_zh,
        "name_en": indicator.name_en,
        "definition": pick(language, indicator.definition_zh, indicator.definition_en),
        "unit": indicator.unit,
        "direction": indicator.direction,
        "direction_label": DIRECTION_LABELS[indicator.direction][language],
        "measure_label": "" if hero is None else MEASURE_LABELS[hero.target.measure][language],
        "theme": {
            "id": indicator.theme,
            "label": context.themes[indicator.theme][language],
        },
        "hero": None if hero is None else target_view(context, hero),
        "status": None if hero is None else status_view(hero.judgement.status, language),
        "targets": targets,
        "rows": _rows(context, series),
        "observation_count": len(series.observations),
        "chart": drawings_of(context, series).inline[language],
        "chart_url": indicator_file(context.place, indicator.indicator_id, "svg"),
        "sources": [
            {**cited_view(context, source.source_id), "href": safe_url(source.url or "")}
            for source in series.sources
        ],
        "corrections": [
            {
                "date": correction.date,
                "table": correction.table,
                "field": correction.field,
                "old": correction.old,
                "new": correction.new,
                "reason": pick(language, correction.reason_zh, correction.reason_en),
            }
            for correction in series.corrections
        ],
        "downloads": list(downloads),
        "linked_data": indicator_document(
            context.edition,
            series,
            Landing(address=address, language=language, files=downloads, site=context.site),
            context.addresses.dataset(context.place),
        ),
        **reuse_view(context, series, name, address),
        "signposts": signposts(
            downloads,
            licence=licence_of(context.edition.place.descriptor),
            cite_as=address,
            described_by=indicator_file(context.place, indicator.indicator_id, "json"),
            collection=context.addresses.dataset(context.place),
        ),
        "picture_url": indicator_file(
            context.place,
            indicator.indicator_id,
            "png" if drawings_of(context, series).has_small else CARD_SUFFIX,
        ),
        "card": None
        if hero is None
        else indicator_file(context.place, indicator.indicator_id, CARD_SUFFIX),
        "card_text": "" if hero is None else _card_text(context, hero),
        "terms": term_views(
            context,
            indicator.name_zh,
            indicator.definition_zh or "",
            indicator.unit,
            *(judged.target.quote or "" for judged in series.targets),
        ),
        "history": history_views(context, series),
        "rule_url": ""
        if hero is None
        else f"{context.addresses.method()}#{rule_anchor(hero.judgement.rule)}",
        "looked_at": max((s.accessed or "" for s in series.sources), default=""),
        "as_of": context.edition.as_of,
        "contribute_url": f"{context.addresses.about()}#contribute",
        "place_name": context.place_name,
    }


def _card_text(context: Context, judged: JudgedTarget) -> str:
    """What the share card shows, in words: it is set in Chinese in every language."""
    name = Bilingual(zh=judged.indicator.name_zh, en=judged.indicator.name_en)
    return render_statement(judged.target, name, judged.report.year, "zh", context.units)


def _newest_first(series: Series) -> list[JudgedTarget]:
    hero = series.lead
    rest = [judged for judged in series.targets if judged is not hero]
    rest.sort(key=lambda j: (j.report.year, j.due), reverse=True)
    return rest if hero is None else [hero, *rest]


def _crumbs(context: Context, series: Series, name: str) -> list[dict[str, str | None]]:
    hero = series.lead
    if hero is None:
        return context.trail((name, None))
    section = hero.section
    return [
        *context.trail(),
        crumb(
            pick(context.language, section.title_zh, section.title_en),
            context.addresses.section(context.place, section.section_id),
        ),
        crumb(name, None),
    ]


def _rows(context: Context, series: Series) -> list[Data]:
    """Targets and observations by time: what the chart draws, as a table."""
    language = context.language
    sources, figures = named_sources(context), observed_figures(context, series)
    rows: list[tuple[float, int, Data]] = []
    for judged in series.targets:
        view = target_view(context, judged)
        period = parse_period(str(judged.due))
        row: Data = {
            "period": period.label[language],
            "target": view["figure"] or view["kind_label"],
            "actual": "",
            "stage": "",
            "source": sources[judged.report.source_id],
            "doubtful": view["doubtful"],
            "note": "",
        }
        rows.append((period.position, 0, row))
    for one in series.observations:
        period = parse_period(one.period)
        row = {
            "period": period.label[language],
            "target": "",
            "actual": figures[id(one)],
            "stage": STAGE_LABELS[one.stage][language],
            "source": sources[one.source_id],
            "doubtful": False,
            "note": pick(language, one.note, one.note_en),
        }
        rows.append((period.position, 1, row))
    rows.sort(key=itemgetter(0, 1))
    return [row for _, _, row in rows]
