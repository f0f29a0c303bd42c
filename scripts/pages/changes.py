"""What has changed, as entries for the feeds and as the history on an indicator's page.

An indicator's own feed and its history tell of the same events.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from scripts.core.model import Bilingual, Language, Verdict
from scripts.derive.edition import JudgedTarget, Series
from scripts.derive.history import Event, derive_events, derive_status_changes
from scripts.feeds.atom import Channel, render_channel
from scripts.pages.targets import Context, Data, named_sources, observed_figures, once, once_in_all
from scripts.theme_support.page import pick
from scripts.versions import ValueChange
from scripts.words.addresses import Addresses, target_anchor
from scripts.words.wording import FINDING_LABELS, VERDICT_LABELS, render_statement

Part = TypeVar("Part")


def feed_views(context: Context) -> dict[str, list[dict[str, str]]]:
    """A place's entries of each feed in one language, as `feeds.render_feed` takes them."""
    return {
        "status": [
            _status_entry(context, event)
            for series in context.edition.series
            for event in derive_status_changes(context.edition, series, context.units)
        ],
        "corrections": [
            _correction_entry(context, number, context.language)
            for number in range(len(context.edition.place.corrections))
        ],
    }


def _status_entry(context: Context, event: Event) -> dict[str, str]:
    view = _status_change(context, event)
    zh = context.language == "zh"
    return {
        "date": event.date,
        "title": f"{view['name']}{'：' if zh else ': '}{view['before']} → {view['after']}",
        "address": view["url"],
        "text": f"{view['statement']}{'。' if zh else '. '}{view['sentence']}",
        "key": f"{context.place}:{view['target']}:{event.date}",
    }


def _status_change(context: Context, event: Event) -> Data:
    judged, after = _judged(event), _present(event.after)
    before: Verdict = _present(event.before)
    language = context.language
    page = context.addresses.indicator(context.place, judged.indicator.indicator_id)
    return {
        "name": pick(language, judged.indicator.name_zh, judged.indicator.name_en),
        "target": judged.target.target_id,
        "before": VERDICT_LABELS[before][language],
        "after": VERDICT_LABELS[after.verdict][language],
        "url": f"{page}#{target_anchor(judged.target.target_id)}",
        "statement": _statement(context, judged),
        "sentence": after.sentence[language],
    }


def _correction_entry(context: Context, number: int, language: Language) -> dict[str, str]:
    one = context.edition.place.corrections[number]
    separator = "：" if language == "zh" else ": "
    change = f"{one.old or '∅'} → {one.new or '∅'}"
    return {
        "date": one.date[:10],
        "title": f"{context.place_name} · {one.key} · {one.field}{separator}{change}",
        "address": Addresses(language).corrections(),
        "text": pick(language, one.reason_zh, one.reason_en),
        "key": f"{context.place}:{one.table}:{one.key}:{one.field}:{one.date}:{number}",
    }


def history_views(context: Context, series: Series) -> list[Data]:
    """Everything dated about an indicator, newest first, each as one sentence and its source.

    `key` tells an event from the others of the indicator; `more`: the arithmetic of a verdict, the
    reason of a correction; `anchor`: of the promise on the indicator's page, empty without one.
    """
    return once(context, series, _history_views)


def _history_views(context: Context, series: Series) -> list[Data]:
    views = [_event_view(context, event) for event in once_in_all(context, series, _events)]
    views += [_version_view(context, change) for change in own_value_changes(context, series)]
    return sorted(views, key=lambda view: str(view["date"]), reverse=True)


def render_indicator_feeds(context: Context, series: Series) -> Iterator[tuple[str, bytes]]:
    """The Atom feeds of an indicator in one language: address and bytes.

    The first tells of all its promises, the others of one promise each where it has several.
    """
    indicator, site, language = series.indicator, context.site, context.language
    page = context.addresses.indicator(context.place, indicator.indicator_id)
    name = pick(language, indicator.name_zh, indicator.name_en)
    views = history_views(context, series)
    address = context.addresses.indicator_feed(context.place, indicator.indicator_id)
    feeds = [(address, f"{name} · {context.place_name}", views)]
    for judged, link in zip(series.targets, promise_feeds(context, series), strict=False):
        own = [view for view in views if view["anchor"] in {"", _anchor(judged)}]
        feeds.append((link["url"], f"{link['statement']} · {context.place_name}", own))
    for path, subject, events in feeds:
        title = f"{subject} · {site.title[language]}"
        channel = Channel(path=path, title=title, page=page, language=language)
        yield path, render_channel(channel, _entries(page, events, language), site.url)


def promise_feeds(context: Context, series: Series) -> list[dict[str, str]]:
    """Statement and feed of each promise, in the order of `series.targets`.

    Empty for a single promise: the indicator's feed follows it.
    """
    if len(series.targets) < 2:  # noqa: PLR2004 - several
        return []
    key = series.indicator.indicator_id
    return [
        {
            "statement": _statement(context, judged),
            "url": context.addresses.promise_feed(context.place, key, judged.target.target_id),
        }
        for judged in series.targets
    ]


def _entries(page: str, views: Iterable[Data], language: Language) -> list[dict[str, str]]:
    """Events of an indicator, as `feeds.render_channel` takes them."""
    return [
        {
            "date": view["date"],
            "title": view["text"],
            "address": f"{page}#{view['anchor']}" if view["anchor"] else page,
            "text": _feed_text(view, language),
            "key": view["key"],
        }
        for view in views
    ]


def _feed_text(view: Data, language: Language) -> str:
    """What an entry adds to its title: the arithmetic or the source, then who answers for it."""
    parts = [view["more"] or (view["source"]["title"] if view["source"] else ""), view["bodies"]]
    return ("。" if language == "zh" else ". ").join(part for part in parts if part)


def _events(context: Context, series: Series) -> tuple[Event, ...]:
    return derive_events(context.edition, series, context.units)


def own_value_changes(context: Context, series: Series) -> list[ValueChange]:
    """The figures of one indicator that released versions of the data changed."""
    targets = {judged.target.target_id for judged in series.targets}
    observed = f"{series.indicator.indicator_id} / "
    return [
        change
        for change in context.value_changes
        if (change.table == "targets" and change.key in targets)
        or (change.table == "observations" and change.key.startswith(observed))
    ]


def _version_view(context: Context, change: ValueChange) -> Data:
    what = change.key.partition(" / ")[2] or change.key
    arrow = f"{what} · {change.field} {change.old or '∅'} → {change.new or '∅'}"
    zh = context.language == "zh"
    words = (
        f"数据 {change.version} 版改动：{arrow}"
        if zh
        else f"Changed in version {change.version} of the data: {arrow}"
    )
    key = f"version:{change.version}:{change.table}:{change.key}:{change.field}"
    return _view(change.date, key, words)


def _view(date: str, key: str, text: str, **others: Any) -> Data:
    """An event as `history_views` gives it."""
    return {
        "date": date,
        "key": key,
        "text": text,
        "more": "",
        "anchor": "",
        "source": None,
        "bodies": "",
    } | others


def _event_view(context: Context, event: Event) -> Data:
    views = {
        "promised": _promised_view,
        "published": _published_view,
        "stated": _stated_view,
        "status": _status_view,
        "corrected": _corrected_view,
    }
    return views[event.kind](context, event)


def _promised_view(context: Context, event: Event) -> Data:
    judged = _judged(event)
    words = (
        f"{'定下目标：' if context.language == 'zh' else 'Promised: '}{_statement(context, judged)}"
    )
    source = named_sources(context)[judged.report.source_id]
    key = f"promised:{judged.target.target_id}"
    bodies = _bodies(context, judged)
    return _view(event.date, key, words, source=source, anchor=_anchor(judged), bodies=bodies)


def _bodies(context: Context, judged: JudgedTarget) -> str:
    """The bodies that answer for a promise, in a line; empty where none is on record."""
    names = [pick(context.language, body.name_zh, body.name_en) for body, _ in judged.bodies]
    if context.language == "zh":
        return f"责任单位：{'、'.join(names)}" if names else ""
    return f"Responsible: {', '.join(names)}" if names else ""


def _published_view(context: Context, event: Event) -> Data:
    one = _present(event.observation)
    figure = observed_figures(context, event.series)[id(one)]
    zh = context.language == "zh"
    words = f"公布 {one.period}：{figure}" if zh else f"Published for {one.period}: {figure}"
    source = named_sources(context)[one.source_id]
    return _view(event.date, f"published:{one.period}:{one.stage}", words, source=source)


def _stated_view(context: Context, event: Event) -> Data:
    one, judged, language = _present(event.evidence), _judged(event), context.language
    statement = pick(language, one.statement_zh, one.statement_en)
    colon = "：" if language == "zh" else ": "
    words = f"{one.date} {FINDING_LABELS[one.finding][language]}{colon}{statement}"
    source = named_sources(context)[one.source_id]
    key = f"stated:{one.evidence_id}"
    return _view(event.date, key, words, source=source, anchor=_anchor(judged))


def _status_view(context: Context, event: Event) -> Data:
    change, judged = _status_change(context, event), _judged(event)
    arrow = f"{change['before']} → {change['after']}"
    words = (
        f"结论：{arrow}（{change['statement']}）"
        if context.language == "zh"
        else f"Verdict: {arrow} ({change['statement']})"
    )
    key = f"status:{judged.target.target_id}:{event.date}"
    bodies, more = _bodies(context, judged), change["sentence"]
    return _view(event.date, key, words, anchor=_anchor(judged), more=more, bodies=bodies)


def _corrected_view(context: Context, event: Event) -> Data:
    fix = _present(event.correction)
    change = f"{fix.field} {fix.old or '∅'} → {fix.new or '∅'}"
    reason = pick(context.language, fix.reason_zh, fix.reason_en)
    words = (
        f"更正 {change}：{reason}" if context.language == "zh" else f"Corrected {change}: {reason}"
    )
    key = f"corrected:{fix.table}:{fix.key}:{fix.field}:{fix.date}"
    return _view(event.date, key, words)


def _anchor(judged: JudgedTarget) -> str:
    return target_anchor(judged.target.target_id)


def _statement(context: Context, judged: JudgedTarget) -> str:
    """A promise in one line."""
    name = Bilingual(zh=judged.indicator.name_zh, en=judged.indicator.name_en)
    year, language = judged.report.year, context.language
    return render_statement(judged.target, name, year, language, context.units)


def _judged(event: Event) -> JudgedTarget:
    return _present(event.judged)


def _present(part: Part | None) -> Part:
    """The part that every event of its kind has."""
    if part is None:
        message = "an event lacks what its kind is about"
        raise ValueError(message)
    return part
