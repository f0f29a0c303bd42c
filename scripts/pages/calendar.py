"""The calendar: which promises fall due when, and when their figures are usually published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter, itemgetter

from scripts.core.model import Bilingual, Language
from scripts.core.periods import parse_period
from scripts.core.site_identity import SiteIdentity
from scripts.derive.calendar import Expected, derive_calendar
from scripts.feeds.icalendar import Day, render_calendar
from scripts.pages.lists import render_list_page
from scripts.pages.markdown import render_page
from scripts.pages.targets import Context, Data, target_view
from scripts.theme_support.page import Page, crumb, pick
from scripts.words.addresses import Addresses, calendar_file

HEADING = Bilingual(zh="到期日历", en="Calendar")
FIGURE = Bilingual(zh="一般公布数据", en="figure usually published")
DUE = Bilingual(zh="到期", en="due")
KINDS = {"due": ("31", DUE), "figure": ("01", FIGURE)}
"""The day that stands for an entry in its month, and its words."""


def calendar_rows(context: Context) -> list[Data]:
    """A place's months as the calendar of all places lists them."""
    entries = derive_calendar(context.edition, context.shared)
    address = context.addresses.calendar(context.place)
    return [
        {
            "month": month,
            "place": context.place,
            "name": context.place_name,
            "url": f"{address}#m-{month}",
            **{kind: sum(one.kind == kind for one in own) for kind in KINDS},
        }
        for month, group in groupby(entries, key=attrgetter("month"))
        if (own := list(group))
    ]


def render_calendar_page(context: Context) -> Page:
    """What is expected of one place, month by month, the next first."""
    entries, as_of = derive_calendar(context.edition, context.shared), context.edition.as_of
    due = sum(one.kind == "due" for one in entries)
    return render_list_page(
        context,
        "calendar",
        context.addresses.calendar(context.place),
        HEADING[context.language],
        f"{context.place_name}还有 {due} 条承诺将要到期；相关数据一般在哪个月公布，一并列出"
        f"（数据截至 {as_of}）。"
        if context.language == "zh"
        else f"{due} promises of {context.place_name} are yet to fall due; the months when "
        f"their figures are usually published are listed too (data as of {as_of}).",
        file=calendar_file(context.place, context.language),
        months=[_month(context, *one) for one in groupby(entries, key=attrgetter("month"))],
    )


def _month(context: Context, month: str, entries: Iterator[Expected]) -> Data:
    own = list(entries)
    return {
        "id": f"m-{month}",
        "title": parse_period(month).label[context.language],
        **{
            kind: [target_view(context, one.judged) for one in own if one.kind == kind]
            for kind in KINDS
        },
    }


def render_whole_calendar_page(rows: Sequence[Data], as_of: str, language: Language) -> Page:
    """What is expected of all places, month by month.

    Args:
        rows: `calendar_rows` of every place.
        as_of: the date of the newest data.
        language: of the page.
    """
    heading = HEADING[language]
    ordered = sorted(rows, key=itemgetter("month"))
    return render_page(
        "calendar",
        language,
        Addresses(language).calendar(),
        title=heading,
        summary=f"各地承诺哪个月到期，相关数据一般哪个月公布（数据截至 {as_of}）。"
        if language == "zh"
        else "When the promises of each place fall due, and when their figures are usually "
        f"published (data as of {as_of}).",
        values={
            "heading": heading,
            "file": calendar_file(None, language),
            "months": [
                {"title": parse_period(month).label[language], "places": list(own)}
                for month, own in groupby(ordered, key=itemgetter("month"))
            ],
        },
        view={"crumbs": [crumb(heading, None)], "heading": heading},
    )


def render_place_days(context: Context) -> bytes:
    """The calendar of one place to subscribe to: an entry a promise."""
    days = [
        Day(
            key=f"{context.place}-{one.judged.target.target_id}-{one.kind}",
            date=f"{one.month}-{KINDS[one.kind][0]}",
            title=_title(
                context.language,
                context.place_name,
                pick(context.language, one.judged.indicator.name_zh, one.judged.indicator.name_en),
                KINDS[one.kind][1],
            ),
            url=_absolute(context.site, target_view(context, one.judged)["url"]),
        )
        for one in derive_calendar(context.edition, context.shared)
    ]
    title = f"{HEADING[context.language]} · {context.place_name}"
    return render_calendar(title, days, context.edition.as_of)


def render_whole_days(
    rows: Sequence[Data], as_of: str, language: Language, site: SiteIdentity
) -> bytes:
    """The calendar of all places to subscribe to: an entry a place and month."""
    days = [
        Day(
            key=f"{row['place']}-{row['month']}-{kind}",
            date=f"{row['month']}-{day}",
            title=_title(language, row["name"], str(row[kind]), words),
            url=_absolute(site, row["url"]),
        )
        for row in sorted(rows, key=itemgetter("month"))
        for kind, (day, words) in KINDS.items()
        if row[kind]
    ]
    return render_calendar(f"{HEADING[language]} · {site.title[language]}", days, as_of)


def _title(language: Language, place: str, subject: str, words: Bilingual) -> str:
    if subject.isdigit():
        subject = f"{subject} 条承诺" if language == "zh" else f"promises ({subject})"
    return f"{place} · {subject}{'：' if language == 'zh' else ': '}{words[language]}"


def _absolute(site: SiteIdentity, address: str) -> str:
    return site.absolute(address) if site.url else ""
