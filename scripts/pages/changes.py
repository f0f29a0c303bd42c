"""What has changed, as entries for the feeds and as the history on an indicator's page."""

from __future__ import annotations

from collections.abc import Mapping

from scripts.core.model import Bilingual, Language
from scripts.derive.edition import Series
from scripts.derive.history import Event, derive_events, derive_status_changes
from scripts.pages.targets import Context, Data, named_sources, observed_figures, once_in_all
from scripts.theme_support.page import pick
from scripts.versions import ValueChange
from scripts.words.addresses import Addresses, target_anchor
from scripts.words.wording import VERDICT_LABELS, render_statement


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
    judged, after = event.judged, event.after
    if judged is None or after is None or event.before is None:
        message = "a change of status has a target and a status before and after"
        raise ValueError(message)
    language = context.language
    name = Bilingual(zh=judged.indicator.name_zh, en=judged.indicator.name_en)
    page = context.addresses.indicator(context.place, judged.indicator.indicator_id)
    return {
        "name": name[language],
        "target": judged.target.target_id,
        "before": VERDICT_LABELS[event.before][language],
        "after": VERDICT_LABELS[after.verdict][language],
        "url": f"{page}#{target_anchor(judged.target.target_id)}",
        "statement": render_statement(
            judged.target, name, judged.report.year, language, context.units
        ),
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
    """Everything dated about an indicator, newest first, each as one sentence and its source."""
    figures, sources = observed_figures(context, series), named_sources(context)
    views = [
        view
        for event in once_in_all(context, series, _events)
        if (view := _event_view(context, event, figures, sources)) is not None
    ]
    views += [_version_view(context, change) for change in own_value_changes(context, series)]
    return sorted(views, key=lambda view: str(view["date"]), reverse=True)


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
    return {"date": change.date, "text": words, "source": None}


def _event_view(
    context: Context, event: Event, figures: Mapping[int, str], sources: Mapping[str, Data]
) -> Data | None:
    zh = context.language == "zh"
    match event.kind:
        case "promised" if event.judged is not None:
            source_id = event.judged.report.source_id
            name = Bilingual(zh=event.judged.indicator.name_zh, en=event.judged.indicator.name_en)
            text = render_statement(
                event.judged.target,
                name,
                event.judged.report.year,
                context.language,
                context.units,
            )
            words = f"定下目标：{text}" if zh else f"Promised: {text}"
        case "published" if event.observation is not None:
            one = event.observation
            source_id = one.source_id
            figure = figures[id(one)]
            words = (
                f"公布 {one.period}：{figure}" if zh else f"Published for {one.period}: {figure}"
            )
        case "status":
            change = _status_change(context, event)
            arrow = f"{change['before']} → {change['after']}"
            words = (
                f"状态：{arrow}（{change['statement']}）"
                if zh
                else (f"Status: {arrow} ({change['statement']})")
            )
            return {"date": event.date, "text": words, "source": None}
        case "corrected" if event.correction is not None:
            fix = event.correction
            change_words = f"{fix.field} {fix.old or '∅'} → {fix.new or '∅'}"
            reason = pick(context.language, fix.reason_zh, fix.reason_en)
            words = (
                f"更正 {change_words}：{reason}" if zh else f"Corrected {change_words}: {reason}"
            )
            return {"date": event.date, "text": words, "source": None}
        case _:
            return None
    return {"date": event.date, "text": words, "source": sources[source_id]}
