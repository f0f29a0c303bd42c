"""All targets of a place in one table, which a script filters and sorts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scripts.derive.edition import JudgedTarget
from scripts.pages.markdown import numbered_title, page_addresses, render_markdown, split_list
from scripts.pages.targets import Context, Data, target_view
from scripts.theme_support.page import Page, pick

MOST_ROWS = 400
"""Of a table on one page: a filter reaches the rows of its page."""


def render_targets_pages(
    context: Context, downloads: Sequence[Data], table: Data
) -> Iterable[Page]:
    """All targets of all reports in one table, which is cut into pages where it is long.

    Args:
        context: the edition and the language.
        downloads: the rows of the table of downloads.
        table: what the page needs to hand out the rows that a filter leaves.
    """
    zh = context.language == "zh"
    heading = "全部承诺" if zh else "All promises"
    rows = [
        {**target_view(context, judged), "bodies": _body_names(context, judged)}
        for report in context.edition.reports
        for judged in report.targets
    ]
    count = len(context.edition.reports)
    summary = (
        f"{context.place_name} {count} 份政府工作报告的 {len(rows)} 条承诺，"
        "逐条列出原文、期限与结论。"
        if zh
        else f"The {len(rows)} promises of {count} government work reports of "
        f"{context.place_name}: "
        "wording, due dates and verdicts, one by one."
    )
    first = context.addresses.targets(context.place)
    parts = split_list(rows, MOST_ROWS)
    pages = page_addresses(first, len(parts))
    for number, (address, part) in enumerate(zip(pages, parts, strict=True), 1):
        shown = {
            "heading": heading,
            "summary": summary,
            "targets": part,
            "pages": pages,
            "page_number": number,
        }
        yield Page(
            address=address,
            language=context.language,
            template="targets",
            title=numbered_title(f"{heading} · {context.place_name}", number, len(parts)),
            summary=summary,
            view={
                "crumbs": context.trail((heading, None)),
                "heading": heading,
                "rows": [_row_facts(row) for row in part],
                "filters": filter_views(context, part),
                "downloads": list(downloads),
                "table": table,
            },
            body=render_markdown("targets", context.language, address, **shown),
        )


def _body_names(context: Context, judged: JudgedTarget) -> dict[str, str]:
    """The names of the bodies that answer for a promise, by their ids."""
    return {b.body_id: pick(context.language, b.name_zh, b.name_en) for b, _ in judged.bodies}


def _row_facts(row: Data) -> Data:
    """What the script that filters and sorts the table needs; between two values is a space."""
    return {
        "target": row["id"],
        "verdict": row["verdict"],
        "kind": row["kind"],
        "theme": row["theme"],
        "year": str(row["report"]["year"]),
        "doubt": "yes" if row["doubtful"] else "no",
        "section": row["section"]["id"],
        **({"body": " ".join(row["bodies"])} if row["bodies"] else {}),
        "value": row["base_value"] or "",
        "unit": row["base_unit"],
    }


def filter_views(context: Context, rows: Sequence[Data]) -> list[Data]:
    """The choices that narrow the table, each with the values that occur in it."""
    zh = context.language == "zh"
    doubt_labels = {"yes": "存疑" if zh else "in doubt", "no": "不存疑" if zh else "not in doubt"}
    columns: list[tuple[str, str, dict[str, str]]] = [
        ("verdict", "结论" if zh else "Verdict", {r["verdict"]: r["verdict_label"] for r in rows}),
        ("kind", "类别" if zh else "Kind", {r["kind"]: r["kind_label"] for r in rows}),
        ("theme", "主题" if zh else "Theme", {r["theme"]: r["theme_label"] for r in rows}),
        (
            "year",
            "报告" if zh else "Report",
            {str(r["report"]["year"]): str(r["report"]["year"]) for r in rows},
        ),
        ("doubt", "疑点" if zh else "Doubt", doubt_labels),
        (
            "section",
            "章节" if zh else "Section",
            {r["section"]["id"]: f"{r['report']['year']} · {r['section']['title']}" for r in rows},
        ),
    ]
    if bodies := {key: name for row in rows for key, name in row["bodies"].items()}:
        columns.append(("body", "责任单位" if zh else "Responsible body", bodies))
    return [
        {
            "name": name,
            "label": label,
            "options": [{"value": value, "label": word} for value, word in options.items()],
        }
        for name, label, options in columns
    ]
