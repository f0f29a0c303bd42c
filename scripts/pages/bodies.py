"""Pages by responsible body: the list of bodies, and each with the promises it answers for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from scripts.core.model import Body
from scripts.derive.edition import JudgedTarget
from scripts.pages.lists import render_list_page
from scripts.pages.markdown import render_markdown
from scripts.pages.targets import Context, counts_view, target_view
from scripts.theme_support.page import Page, pick
from scripts.words.wording import BODY_ROLE_LABELS


def render_bodies_pages(context: Context) -> Iterable[Page]:
    """The list of a place's responsible bodies, then a page for each."""
    zh, place = context.language == "zh", context.edition.place
    heading = "责任单位" if zh else "Responsible bodies"
    judged = {
        body.body_id: [
            one
            for report in context.edition.reports
            for one in report.targets
            if any(other.body_id == body.body_id for other, _ in one.bodies)
        ]
        for body in place.bodies
    }
    summary = (
        f"{context.place_name}公布了责任单位的承诺，按单位排列。"
        if zh
        else f"Promises of {context.place_name} whose responsible body is published, by body."
    )
    address = context.addresses.bodies(context.place)
    rows = [
        {
            "name": pick(context.language, body.name_zh, body.name_en),
            "url": context.addresses.body(context.place, body.body_id),
            "count": len(judged[body.body_id]),
        }
        for body in place.bodies
    ]
    yield render_list_page(context, "bodies", address, heading, summary, bodies=rows)
    for body in place.bodies:
        yield _body_page(context, body, judged[body.body_id], (heading, address))


def _body_page(
    context: Context, body: Body, judged: Sequence[JudgedTarget], above: tuple[str, str]
) -> Page:
    language = context.language
    name = pick(language, body.name_zh, body.name_en)
    address = context.addresses.body(context.place, body.body_id)
    summary = (
        f"{name}负责的 {len(judged)} 条承诺。"
        if language == "zh"
        else f"{len(judged)} promises for which {name} answers."
    )
    shown = {
        "heading": name,
        "summary": summary,
        "url": body.url,
        "counts": counts_view(judged, language),
        "targets": [
            {**target_view(context, one), "role": _roles(context, one)[body.body_id]}
            for one in judged
        ],
    }
    return Page(
        address=address,
        language=language,
        template="bodies",
        title=f"{name} · {context.place_name}",
        summary=summary,
        view={"crumbs": context.trail(above, (name, None)), "heading": name},
        body=render_markdown("body", language, address, **shown),
    )


def _roles(context: Context, judged: JudgedTarget) -> Mapping[str, str]:
    return {
        body.body_id: BODY_ROLE_LABELS[answers.role][context.language]
        for body, answers in judged.bodies
    }
