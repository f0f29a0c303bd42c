"""The page of a section: its promises as a list, and side by side what has been told of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from scripts.derive.edition import ReportView, SectionNode
from scripts.pages.targets import Context, Data, counts_view, report_title, small_chart, wall_view
from scripts.theme_support.page import Page, pick
from scripts.words.addresses import reader_anchor


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
            yield _section_page(context, report, node, parents, listed)


def _section_page(
    context: Context,
    report: ReportView,
    node: SectionNode,
    parents: Mapping[str, SectionNode],
    downloads: Sequence[Data],
) -> Page:
    language, addresses = context.language, context.addresses
    title = pick(language, node.section.title_zh, node.section.title_en)
    ancestors: list[SectionNode] = []
    above = parents.get(node.section.section_id)
    while above is not None:
        ancestors.insert(0, above)
        above = parents.get(above.section.section_id)
    steps: list[tuple[str, str | None]] = [
        (report_title(report, language), addresses.report(context.place, report.report.report_id))
    ]
    steps += [
        (
            pick(language, a.section.title_zh, a.section.title_en),
            addresses.section(context.place, a.section.section_id),
        )
        for a in ancestors
    ]
    count = len(node.all_targets)
    reader = addresses.report(context.place, report.report.report_id)
    return Page(
        address=addresses.section(context.place, node.section.section_id),
        language=language,
        template="section",
        title=f"{title} · {report_title(report, language)}",
        summary=(
            f"{report_title(report, language)}“{title}”中的 {count} 条承诺。"
            if language == "zh"
            else f"{count} promises under “{title}” in the {report_title(report, language)}."
        ),
        view={
            "crumbs": context.trail(*steps, (title, None)),
            "heading": title,
            "number": node.section.number,
            "heading_printed": node.section.title_zh,
            "counts": counts_view(node.all_targets, language),
            "total": count,
            "reader_url": None
            if node.section.start is None
            else f"{reader}#{reader_anchor(node.section.start)}",
            "report": {"title": report_title(report, language), "url": reader},
            "wall": wall_view(context, node),
            "charts": small_chart_views(context, node),
            "downloads": list(downloads),
        },
    )


def small_chart_views(context: Context, node: SectionNode) -> list[Data]:
    """The section's indicators of which there is more than one number, drawn small."""
    wanted = {judged.target.indicator_id for judged in node.all_targets}
    views: list[Data] = []
    for series in context.edition.series:
        indicator = series.indicator
        if indicator.indicator_id not in wanted:
            continue
        if svg := small_chart(context, series):
            views.append(
                {
                    "name": pick(context.language, indicator.name_zh, indicator.name_en),
                    "url": context.addresses.indicator(context.place, indicator.indicator_id),
                    "unit": indicator.unit,
                    "svg": svg,
                }
            )
    return views
