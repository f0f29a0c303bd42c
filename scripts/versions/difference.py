"""What has changed between two states of a package: row by row, and what that does to the site."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from scripts.core.model import Verdict
from scripts.derive.edition import Edition
from scripts.package.raw import RawPackage, resources, schema_fields
from scripts.versions.table_changes import RowChange, TableChange, compare_tables, name_rows
from scripts.words.wording import VERDICT_LABELS

EMPTY = "∅"
_SHOWN = 80
_FIGURES = frozenset({"comparator", "due", "finding", "period", "unit", "value", "value_max"})


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictFlip:
    """A promise whose verdict is another; None where it was or is not there."""

    target_id: str
    old: Verdict | None
    new: Verdict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Everything that differs between two states of one package."""

    package: str
    tables: tuple[TableChange, ...] = ()
    texts: tuple[str, ...] = ()
    flips: tuple[VerdictFlip, ...] = ()
    pages: tuple[str, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        return not (self.tables or self.texts or self.flips or self.pages)


def primary_key(raw: RawPackage, table: str) -> tuple[str, ...]:
    """The fields that name a row, as the table's schema says; empty when it names none."""
    for resource in resources(raw.descriptor):
        schema = resource.get("schema")
        if resource.get("name") == table and isinstance(schema, Mapping):
            key = schema.get("primaryKey", [])
            names = [key] if isinstance(key, str) else list(key) if isinstance(key, list) else []
            fields = {str(one["name"]) for one in schema_fields(schema)}
            return tuple(str(name) for name in names if name in fields)
    return ()


def derive_table_changes(old: RawPackage, new: RawPackage) -> tuple[TableChange, ...]:
    """The tables that differ, in the order of the new package; rows by their primary key."""
    names = list(dict.fromkeys([*new.tables, *old.tables]))
    changes = (_table_change(old, new, name) for name in names)
    return tuple(change for change in changes if not change.is_empty)


def _table_change(old: RawPackage, new: RawPackage, table: str) -> TableChange:
    before, after = old.tables.get(table), new.tables.get(table)
    key = primary_key(new if after is not None else old, table)
    return compare_tables(table, _named(before, key), _named(after, key))


def _named(frame: pd.DataFrame | None, key: Sequence[str]) -> pd.DataFrame | None:
    """A table's cells as text, each row under its key, or its number where that says nothing.

    Without rows where two columns have the same name.
    """
    if frame is None:
        return None
    if frame.columns.has_duplicates:
        frame = frame.loc[:, ~frame.columns.duplicated()].iloc[:0]
    cells = frame.astype(str).astype(object)
    cells.columns = cells.columns.map(str)
    parts = cells.reindex(columns=list(key), fill_value="").itertuples(index=False, name=None)
    named = zip(frame.index, parts, strict=True)
    return name_rows(cells, (" / ".join(p) if any(p) else f"#{number}" for number, p in named))


def derive_flips(old: Edition | None, new: Edition | None) -> tuple[VerdictFlip, ...]:
    """The promises whose verdict differs, those that came or went included."""
    before, after = _verdicts(old), _verdicts(new)
    return tuple(
        VerdictFlip(target_id=key, old=before.get(key), new=after.get(key))
        for key in dict.fromkeys([*after, *before])
        if before.get(key) != after.get(key)
    )


def _verdicts(edition: Edition | None) -> dict[str, Verdict]:
    if edition is None:
        return {}
    return {
        judged.target.target_id: judged.judgement.verdict
        for report in edition.reports
        for judged in report.targets
    }


def derive_text_changes(old: RawPackage, new: RawPackage) -> tuple[str, ...]:
    """Files that are no tables and differ: documents, the descriptor."""
    tables = {new.table_path(name) for name in new.tables} | {
        old.table_path(name) for name in old.tables
    }
    paths = dict.fromkeys([*new.files, *old.files])
    return tuple(
        path for path in paths if path not in tables and old.files.get(path) != new.files.get(path)
    )


def render_difference(differences: Iterable[Difference]) -> str:
    """Differences in words, Chinese with English, as Markdown that reads well as plain text.

    What matters most comes first: verdicts, then figures, then wording, then files and pages. What
    the data hold stands between backticks, where it is no Markdown.
    """
    lines: list[str] = []
    for one in differences:
        if one.is_empty:
            continue
        lines += [f"## {_code(one.package)}", ""]
        if one.flips:
            lines += ["### 结论变化 verdicts", ""]
            lines += [
                f"- {_code(f.target_id)}：{_label(f.old)} → {_label(f.new)}" for f in one.flips
            ]
            lines.append("")
        for table in sorted(one.tables, key=lambda table: not _has_figures_in(table)):
            lines += _table_lines(table)
        if one.texts:
            lines += ["### 其他文件 other files", ""]
            lines += [*(f"- {_code(path)}" for path in one.texts), ""]
        if one.pages:
            count = len(one.pages)
            lines += [f"### 会变的页面 pages that change：{count}", ""]
            lines += [f"- {_code(page)}" for page in one.pages[:_SHOWN]]
            if count > _SHOWN:
                lines.append(f"- …… 另有 {count - _SHOWN} 页 more")
            lines.append("")
    return "\n".join(lines) if lines else "没有差别 · no difference\n"


def render_difference_page(differences: Iterable[Difference]) -> str:
    """The same as an HTML page; whatever the data holds is escaped."""
    lines = render_difference(differences).split("\n")
    body = "\n".join(_html_line(line) for line in lines if line)
    return (
        '<!doctype html>\n<html lang="zh-CN">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n<title>差别 Difference</title>\n'
        "<h1>差别 Difference</h1>\n" + body + "\n</html>\n"
    )


def _html_line(line: str) -> str:
    for mark, tag in (("### ", "h3"), ("## ", "h2"), ("- ", "p")):
        if line.startswith(mark):
            return f"<{tag}>{html.escape(line.removeprefix(mark))}</{tag}>"
    return f"<p>{html.escape(line)}</p>"


def _table_lines(table: TableChange) -> list[str]:
    counts = f"+{len(table.added)} −{len(table.removed)} ~{len(table.changed)}"
    lines = [f"### {table.table}.csv（{counts}）", ""]
    lines += [f"- 新增列 column added：{_code(name)}" for name in table.columns_added]
    lines += [f"- 删去列 column removed：{_code(name)}" for name in table.columns_removed]
    for sign, word, rows in (
        ("+", "新增 added", table.added),
        ("−", "删去 removed", table.removed),
    ):
        for row in rows:
            cells = "，".join(
                f"{cell.field}={_short(cell.new if sign == '+' else cell.old)}"
                for cell in row.cells
                if (cell.new if sign == "+" else cell.old)
            )
            lines.append(f"- {sign} {word} {_code(row.key)}：{cells}")
    for row in sorted(table.changed, key=lambda row: not _has_figures(row)):
        cells = "；".join(
            f"{cell.field}：{_short(cell.old)} → {_short(cell.new)}" for cell in row.cells
        )
        lines.append(f"- ~ 改动 changed {_code(row.key)}：{cells}")
    return [*lines, ""]


def _label(verdict: Verdict | None) -> str:
    return (
        "（无 none）"
        if verdict is None
        else f"{VERDICT_LABELS[verdict].zh} {VERDICT_LABELS[verdict].en}"
    )


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return _code(flat if len(flat) <= _SHOWN else f"{flat[:_SHOWN]}…") if flat else EMPTY


def _code(text: str) -> str:
    """Words as code, which no Markdown in them leaves."""
    return f"`{' '.join(text.split()).replace('`', 'ˋ')}`"


def _has_figures_in(table: TableChange) -> bool:
    return any(map(_has_figures, (*table.added, *table.removed, *table.changed)))


def _has_figures(row: RowChange) -> bool:
    """Whether a row came, went, or has another figure or year."""
    return any(cell.field in _FIGURES for cell in row.cells)
