"""The page of a section: its promises as a list, and side by side what has been told of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from scripts.derive.edition import ReportView, SectionNode
from scripts.pages.markdown import numbered_title, page_addresses, render_markdown
from scripts.pages.targets import (
    Context,
    Data,
    counts_view,
    indicator_unit,
    report_title,
    small_chart,
    small_figures,
    target_groups,
)
from scripts.theme_support.page import Page, pick
from scripts.words.addresses import reader_anchor

MOST_PROMISES = 150
"""Of a section on one page."""


def render_section_pages(
    context: Context, downloads: Mapping[str, Sequence[Data]]
) -> Iterable[Page]:
    """One page per section of every report.

    Args:
        context: the edition and the language.
        downloads: section id -> the rows of its table of downloads.
    """
    for report in context.edition.reports:
        parents: dict[str, SectionNode] = {
            child.section.section_id: node for node in report.walk() for child in node.children
        }
        for node in report.walk():
            listed = downloads[node.section.section_id]
            yield from _section_pages(context, report, node, parents, listed)


def _section_pages(
    context: Context,
    report: ReportView,
    node: SectionNode,
    parents: Mapping[str, SectionNode],
    downloads: Sequence[Data],
) -> Iterable[Page]:
    language, section = context.language, node.section
    title, told = pick(language, section.title_zh, section.title_en), report_title(report, language)
    reader = context.addresses.report(context.place, report.report.report_id)
    crumbs = context.trail((told, reader), *_ancestors(context, node, parents), (title, None))
    count = len(node.all_targets)
    summary = (
        f"{told}“{title}”中的 {count} 条承诺。"
        if language == "zh"
        else f"{count} promises under “{title}” in the {told}."
    )
    charts = _small_charts(context, node)
    parts = split_groups(target_groups(context, node, 1), MOST_PROMISES)
    pages = page_addresses(context.addresses.section(context.place, section.section_id), len(parts))
    for number, (address, groups) in enumerate(zip(pages, parts, strict=True), 1):
        own_charts = charts if number == 1 else []
        shown = {
            "report": told,
            "heading": title,
            "heading_printed": section.title_zh,
            "counts": counts_view(node.all_targets, language),
            "total": count,
            "reader_url": None
            if section.start is None or report.report.document is None
            else f"{reader}#{reader_anchor(section.start)}",
            "charts": own_charts,
            "groups": groups,
            "pages": pages,
            "page_number": number,
        }
        yield Page(
            address=address,
            language=language,
            template="section",
            title=numbered_title(context.titled(f"{title} · {told}"), number, len(parts)),
            summary=summary,
            view={
                "crumbs": crumbs,
                "figures": small_figures(address, own_charts),
                "downloads": list(downloads),
            },
            body=render_markdown("section", language, address, **shown),
        )


def _ancestors(
    context: Context, node: SectionNode, parents: Mapping[str, SectionNode]
) -> list[tuple[str, str | None]]:
    """The sections above a section, the outermost first, as steps of a trail."""
    steps: list[tuple[str, str | None]] = []
    while (above := parents.get(node.section.section_id)) is not None:
        node, section = above, above.section
        title = pick(context.language, section.title_zh, section.title_en)
        steps.insert(0, (title, context.addresses.section(context.place, section.section_id)))
    return steps


def split_groups(groups: Sequence[Data], most: int) -> list[list[Data]]:
    """Groups of targets, page by page with at most so many targets on each.

    A page that begins within a group has its heading too, and those above it.
    """
    pages: list[list[Data]] = [[]]
    above: list[Data] = []
    room = most
    for group in groups:
        targets = group["targets"]
        above = [one for one in above if one["level"] < group["level"]]
        while len(targets) > room:
            if room:
                pages[-1].append({**group, "targets": targets[:room]})
            targets, room = targets[room:], most
            pages.append([{**one, "targets": []} for one in above])
        pages[-1].append({**group, "targets": targets})
        above.append(group)
        room -= len(targets)
    return pages


def _small_charts(context: Context, node: SectionNode) -> list[Data]:
    """The section's indicators of which there is more than one number, drawn small."""
    wanted = {judged.target.indicator_id for judged in node.all_targets}
    return [
        {
            "name": pick(context.language, series.indicator.name_zh, series.indicator.name_en),
            "url": context.addresses.indicator(context.place, series.indicator.indicator_id),
            "unit": indicator_unit(context, series),
            "chart": chart,
        }
        for series in context.edition.series
        if series.indicator.indicator_id in wanted
        and (chart := small_chart(context, series)) is not None
    ]
