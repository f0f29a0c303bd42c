"""Rows that an indicator's page has by the dozen, as HTML: the same in a template takes longer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from scripts.theme_support.markdown_text import text_node
from scripts.theme_support.template_code import all_shown, shown


def figure_rows(rows: Sequence[Mapping[str, Any]], observed: object, doubt: str) -> Markup:
    """The rows of an indicator's table: targets and observations by time.

    Args:
        rows: of `view.rows`.
        observed: whether there are columns for observations.
        doubt: what is said of a target in doubt, as HTML.
    """
    shows = ("period", "target", "actual", "stage")
    cells = [all_shown([row[name] for row in rows]) for name in shows]
    cited: dict[str, str] = {}
    lines: list[str] = []
    for row, period, target, actual, stage in zip(rows, *cells, strict=True):
        source = row["source"]
        if (link := cited.get(source["id"])) is None:
            link = f'<a href="#source-{shown(source["id"])}">{text_node(source["title"])}</a>'
            cited[source["id"]] = link
        doubted = f" · {doubt}" if row["doubtful"] else ""
        seen = f"<td>{actual}</td>\n<td>{stage}</td>\n" if observed else ""
        lines.append(
            f"<tr>\n<td>{period}</td>\n<td>{target}{doubted}</td>\n{seen}<td>{link}</td>\n</tr>"
        )
    return Markup("\n".join(lines))  # noqa: S704 - every value is escaped


def history_items(events: Sequence[Mapping[str, Any]]) -> Markup:
    """The items of an indicator's history; `events` as in `view.history`."""
    dates = all_shown([event["date"] for event in events])
    texts = all_shown([event["text"] for event in events])
    cited: dict[str, str] = {}
    lines: list[str] = []
    for event, date, text in zip(events, dates, texts, strict=True):
        link, source = "", event["source"]
        if source is not None and not (link := cited.get(source["id"], "")):
            title = shown(source["title"])
            link = f' · <a href="#source-{shown(source["id"])}" lang="zh-CN">{title}</a>'
            cited[source["id"]] = link
        lines.append(
            f'    <li><time datetime="{date}">{date}</time> <span>{text}{link}</span></li>'
        )
    return Markup("\n".join(lines))  # noqa: S704 - every value is escaped
