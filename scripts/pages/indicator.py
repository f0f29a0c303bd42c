"""The page of one indicator: promise, words, what has happened, verdict, doubts, sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import Any

from scripts.charts.cards import CARD_SUFFIXES
from scripts.core.model import Body, Evidence, Language, Responsibility
from scripts.core.periods import MONTHS, parse_period
from scripts.derive.edition import JudgedTarget, Series
from scripts.derive.ledger import find_result
from scripts.derive.stale import IN_THE_YEAR
from scripts.linked_data import Landing, indicator_document, signposts
from scripts.package.credits import licence_address
from scripts.pages.changes import history_views, promise_feeds
from scripts.pages.glossary import term_views
from scripts.pages.markdown import figures, render_markdown, text_alternative
from scripts.pages.method import rule_anchor
from scripts.pages.reuse import reuse_view
from scripts.pages.targets import (
    Context,
    Data,
    cited_view,
    drawings_of,
    indicator_unit,
    named_sources,
    observed_figure,
    observed_figures,
    target_view,
)
from scripts.text.source_text import find_paragraphs, find_sentences, span_at
from scripts.theme_support.markdown_text import Markdown, escape_markdown
from scripts.theme_support.page import Page, crumb, pick
from scripts.words.addresses import indicator_file
from scripts.words.wording import (
    BODY_ROLE_LABELS,
    DIRECTION_LABELS,
    FINDING_LABELS,
    STAGE_LABELS,
    format_plain,
)

PARAGRAPH_LENGTH = 240
"""Longest stretch of the report that is quoted around a promise; beyond it the sentence is cut."""


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


def _words(text: str) -> str:
    return escape_markdown(" ".join(text.replace("**", "").split("\n")))


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
    indicator, language = series.indicator, context.language
    name = pick(language, indicator.name_zh, indicator.name_en)
    address = context.addresses.indicator(context.place, indicator.indicator_id)
    shown = _shown(context, documents, series)
    drawing = drawings_of(context, series).inline[language]
    offers = {
        **_offers(context, series, downloads),
        **reuse_view(context, series, name, address),
        "figures": figures(address, {shown["chart"]["url"]: drawing}),
    }
    yield Page(
        address=address,
        language=language,
        template="indicator",
        title=f"{name} · {context.place_name}",
        summary=_summary(name, shown["lead"], language),
        view=offers,
        body=render_markdown("indicator", language, address, **shown),
    )
    yield _embed_page(context, series, shown, drawing)


def _embed_page(context: Context, series: Series, shown: Data, drawing: str | None) -> Page:
    """The indicator for other sites' frames: figure, verdict, chart, source, and the way back."""
    address = context.addresses.embed(context.place, series.indicator.indicator_id)
    page = context.addresses.indicator(context.place, series.indicator.indicator_id)
    latest = next((row for row in shown["rows"] if row["actual"]), None)
    body = render_markdown(
        "embed",
        context.language,
        address,
        **shown,
        latest=latest,
        page=page,
        as_of=context.edition.as_of,
        site=context.site.title[context.language],
    )
    return Page(
        address=address,
        language=context.language,
        template="embed",
        title=f"{context.place_name} · {shown['name']}",
        summary=_summary(shown["name"], shown["lead"], context.language),
        view={
            "figures": figures(address, {shown["chart"]["url"]: drawing}),
            "canonical": page,
            "unlisted": True,
        },
        body=body,
    )


def _summary(name: str, lead: Data | None, language: Language) -> str:
    if lead is None:
        return name
    separator = "。" if language == "zh" else ". "
    return f"{lead['statement']}{separator}{lead['verdict_label']}"


def _shown(context: Context, documents: Documents, series: Series) -> Data:
    """What the page says; `theme/markdown/indicator.md` writes it."""
    language, indicator, lead = context.language, series.indicator, series.lead
    drawing = drawings_of(context, series).inline[language]
    return {
        "place_name": context.place_name,
        "theme": context.themes[indicator.theme][language],
        "name": pick(language, indicator.name_zh, indicator.name_en),
        "definition": pick(language, indicator.definition_zh, indicator.definition_en),
        "unit": indicator_unit(context, series),
        "direction": DIRECTION_LABELS[indicator.direction][language],
        "lead": None if lead is None else target_view(context, lead),
        "result": None if lead is None else _result(context, series, lead),
        "rule": ""
        if lead is None
        else f"{context.addresses.method()}#{rule_anchor(lead.judgement.rule)}",
        "looked_at": max((s.accessed or "" for s in series.sources), default=""),
        "terms": term_views(
            context,
            indicator.name_zh,
            indicator.definition_zh or "",
            indicator.unit,
            *(judged.target.quote or "" for judged in series.targets),
        ),
        "targets": [
            {
                **target_view(context, judged),
                "context": quote_in_context(documents, judged),
                "evidence": [_evidence(context, one) for one in judged.evidence],
                "bodies": [_body(context, *one) for one in judged.bodies],
            }
            for judged in sorted(
                series.targets, key=lambda one: (one.report.year, one.due), reverse=True
            )
        ],
        "chart": {
            "url": indicator_file(context.place, indicator.indicator_id, "svg"),
            "text": text_alternative(drawing) if drawing else "",
        },
        "rows": _rows(context, series),
        "observed": bool(series.observations),
        # What is stated of a task is its result; of a figure it is none.
        "stated": any(one.evidence and one.target.kind == "milestone" for one in series.targets),
        "update": _next_update(context, indicator.indicator_id),
        "contribute": f"{context.addresses.about()}#contribute",
        "sources": [cited_view(context, source.source_id) for source in series.sources],
        "corrections": [
            {
                "date": one.date,
                "field": one.field,
                "old": one.old,
                "new": one.new,
                "reason": pick(language, one.reason_zh, one.reason_en),
            }
            for one in series.corrections
        ],
    }


def _evidence(context: Context, one: Evidence) -> Data:
    """A dated statement as the timeline shows it."""
    language = context.language
    return {
        "date": one.date,
        "finding": FINDING_LABELS[one.finding][language],
        "share": None if one.share is None else format_plain(one.share),
        "statement": pick(language, one.statement_zh, one.statement_en),
        "quote": one.quote,
        "source": cited_view(context, one.source_id),
        "note": pick(language, one.note_zh, one.note_en),
    }


def _body(context: Context, body: Body, answers: Responsibility) -> Data:
    return {
        "name": pick(context.language, body.name_zh, body.name_en),
        "url": context.addresses.body(context.place, body.body_id),
        "role": BODY_ROLE_LABELS[answers.role][context.language],
    }


def _next_update(context: Context, indicator_id: str) -> str:
    """Who usually publishes the figure, and when; empty where the vocabulary does not say."""
    row = context.shared.get(indicator_id, {})
    publisher, month = row.get(f"publisher_{context.language}"), row.get("usually_published")
    if not publisher or not month:
        return ""
    if context.language == "zh":
        year = "当年" if int(month) == IN_THE_YEAR else "次年"
        return f"{publisher}，一般在{year} {month} 月公布全年数。"
    year = "the same year" if int(month) == IN_THE_YEAR else "the following year"
    return f"{publisher}, usually in {MONTHS[int(month) - 1]} of {year}."


def _result(context: Context, series: Series, judged: JudgedTarget) -> Data | None:
    """What stands beside a target's figure: a value, a finding; None where none is recorded."""
    found, evidence = find_result(series, judged), judged.judgement.evidence
    if evidence is not None:
        finding = FINDING_LABELS[evidence.finding][context.language]
        kind = cited_view(context, evidence.source_id)["kind_label"]
        return {"figure": finding, "period": evidence.date, "stage": kind}
    if found is None:
        return None
    return {
        "figure": observed_figure(context, found),
        "period": parse_period(found.period).label[context.language],
        "stage": STAGE_LABELS[found.stage][context.language],
    }


def _offers(context: Context, series: Series, downloads: Sequence[Data]) -> Data:
    """What stands round the page's words: the way here, downloads, history, data for machines."""
    language, key, lead = context.language, series.indicator.indicator_id, series.lead
    address = context.addresses.indicator(context.place, key)
    dataset = context.addresses.dataset(context.place)
    small = "png" if drawings_of(context, series).has_small else CARD_SUFFIXES[language]
    landing = Landing(address=address, language=language, files=downloads, site=context.site)
    return {
        "crumbs": _crumbs(context, series),
        "downloads": list(downloads),
        "linked_data": indicator_document(context.edition, series, landing, dataset),
        "signposts": signposts(
            downloads,
            licence=licence_address(context.edition.place.descriptor),
            cite_as=address,
            described_by=indicator_file(context.place, key, "json"),
            collection=dataset,
        ),
        "chart_url": indicator_file(context.place, key, "svg"),
        "picture_url": indicator_file(context.place, key, small)
        if context.site.pictures and (lead is not None or len(series.observations) > 1)
        else None,
        "card": indicator_file(context.place, key, CARD_SUFFIXES[language])
        if context.site.pictures and lead is not None
        else None,
        "card_text": "" if lead is None else _card_text(context, lead),
        "history": history_views(context, series),
        "feed": context.addresses.indicator_feed(context.place, key),
        "promise_feeds": promise_feeds(context, series),
        "contribute_url": f"{context.addresses.about()}#contribute",
    }


def _card_text(context: Context, judged: JudgedTarget) -> str:
    """What the share card shows, in words."""
    view = target_view(context, judged)
    return f"{view['statement']} · {view['verdict_label']}"


def _crumbs(context: Context, series: Series) -> list[dict[str, str | None]]:
    name = pick(context.language, series.indicator.name_zh, series.indicator.name_en)
    if series.lead is None:
        return context.trail((name, None))
    section = series.lead.section
    return [
        *context.trail(),
        crumb(
            pick(context.language, section.title_zh, section.title_en),
            context.addresses.section(context.place, section.section_id),
        ),
        crumb(name, None),
    ]


def _rows(context: Context, series: Series) -> list[Data]:
    """Targets and observations, the newest first: what the chart draws, as a table."""
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
        }
        rows.append((-period.position, 0, row))
    for one in series.observations:
        period = parse_period(one.period)
        row = {
            "period": period.label[language],
            "target": "",
            "actual": figures[id(one)],
            "stage": STAGE_LABELS[one.stage][language],
            "source": sources[one.source_id],
            "doubtful": False,
        }
        rows.append((-period.position, 1, row))
    rows.sort(key=itemgetter(0, 1))
    return [row for _, _, row in rows]
