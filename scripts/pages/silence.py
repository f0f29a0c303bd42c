"""The page of silence: promises that are due and of which no result is recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby

from scripts.core.model import Bilingual, Request
from scripts.derive.silence import Silence, derive_silence
from scripts.pages.markdown import numbered_title, page_addresses, render_markdown, split_list
from scripts.pages.targets import Context, Data, target_view
from scripts.theme_support.page import Page, pick
from scripts.words.requests import render_request
from scripts.words.wording import REQUEST_LABELS, render_statement

MOST_REQUESTS = 50
"""Promises with the text of a request on one page."""


def render_silence_pages(context: Context) -> Iterable[Page]:
    """Every silent promise with how long it has been due and the text of a request."""
    zh = context.language == "zh"
    found = list(derive_silence(context.edition))
    heading = "已到期、未见结果的承诺" if zh else "Promises due, with no result on record"
    longest = _longest(found)
    summary = (
        f"{context.place_name}有 {len(found)} 条承诺已经到期，本站未收录结果或报告未交代"
        f"（{f'最久的已到期 {longest.zh}，' if found else ''}数据截至 {context.edition.as_of}）；"
        "每一条附政府信息公开申请的文本。"
        if zh
        else f"{len(found)} promises of {context.place_name} are due with no result recorded here "
        f"or stated in the next report ({f'the longest for {longest.en}; ' if found else ''}"
        f"data as of {context.edition.as_of}); each has the text of a request for information."
    )
    parts = split_list(found, MOST_REQUESTS)
    pages = page_addresses(context.addresses.silence(context.place), len(parts))
    for number, (address, part) in enumerate(zip(pages, parts, strict=True), 1):
        shown = {
            "heading": heading,
            "summary": summary,
            "groups": _groups(context, part),
            "sections": _section_counts(context, found) if number == 1 else [],
            "bodies": _body_counts(context, found) if number == 1 else [],
            "bodies_url": context.addresses.bodies(context.place),
            "requests": _requests(context) if number == 1 else [],
            "pages": pages,
            "page_number": number,
        }
        yield Page(
            address=address,
            language=context.language,
            template="silence",
            title=numbered_title(f"{heading} · {context.place_name}", number, len(parts)),
            summary=summary,
            view={"crumbs": context.trail((heading, None)), "heading": heading},
            body=render_markdown("silence", context.language, address, **shown),
        )


def _groups(context: Context, part: Sequence[Silence]) -> list[Data]:
    """Runs of one section, in the order of the report."""
    runs = groupby(part, key=lambda one: one.judged.section.section_id)
    groups = [list(run) for _, run in runs]
    return [
        {
            **target_view(context, group[0].judged)["section"],
            "year": group[0].judged.report.year,
            "promises": [_promise(context, one) for one in group],
        }
        for group in groups
    ]


def _promise(context: Context, one: Silence) -> Data:
    judged, language = one.judged, context.language
    name = Bilingual(zh=judged.indicator.name_zh, en=judged.indicator.name_en)
    words = judged.target.quote or render_statement(
        judged.target, name, judged.report.year, "zh", context.units
    )
    lead = next((b.name_zh for b, answers in judged.bodies if answers.role == "lead"), None)
    return {
        **target_view(context, judged),
        "waiting": _waiting(one.months)[language],
        "request": render_request(
            lead or judged.report.issuer, judged.report.title_zh, words, judged.due
        ),
        "requests": [_state(context, request) for request in one.requests],
    }


def _waiting(months: int) -> Bilingual:
    """A time in full months: `1 年 10 个月`."""
    years, rest = divmod(months, 12)
    zh = [f"{years} 年"] if years else []
    en = [f"{years} year{'s' if years > 1 else ''}"] if years else []
    if rest or not years:
        zh.append(f"{rest} 个月")
        en.append(f"{rest} month{'s' if rest != 1 else ''}")
    return Bilingual(zh=" ".join(zh), en=" ".join(en))


def _longest(found: Iterable[Silence]) -> Bilingual:
    return _waiting(max((one.months for one in found), default=0))


def _section_counts(context: Context, found: Iterable[Silence]) -> list[Data]:
    groups: defaultdict[str, list[Silence]] = defaultdict(list)
    for one in found:
        groups[one.judged.section.section_id].append(one)
    views = [(target_view(context, group[0].judged), group) for group in groups.values()]
    return [
        {**view["section"], "year": view["report"]["year"], **_count(context, group)}
        for view, group in views
    ]


def _body_counts(context: Context, found: Sequence[Silence]) -> list[Data]:
    groups = [
        (body, [one for one in found if any(other == body for other, _ in one.judged.bodies)])
        for body in context.edition.place.bodies
    ]
    return [
        {
            "name": pick(context.language, body.name_zh, body.name_en),
            "url": context.addresses.body(context.place, body.body_id),
            **_count(context, group),
        }
        for body, group in groups
        if group
    ]


def _count(context: Context, group: Sequence[Silence]) -> Data:
    """How many promises of a section or body are silent, and for how long the oldest is due."""
    return {"count": len(group), "waiting": _longest(group)[context.language]}


def _requests(context: Context) -> list[Data]:
    return [_state(context, one) for one in context.edition.place.requests]


def _state(context: Context, request: Request) -> Data:
    """A request as pages show it: to whom, when, and what came back."""
    bodies = {body.body_id: body for body in context.edition.place.bodies}
    body = bodies[request.body_id]
    return {
        "id": request.request_id,
        "body": pick(context.language, body.name_zh, body.name_en),
        "sent": request.sent,
        "answered": request.answered,
        "state": REQUEST_LABELS[request.state][context.language],
        "note": pick(context.language, request.note_zh, request.note_en),
    }
