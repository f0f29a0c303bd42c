"""What a person decides about a promise, done to the tables of its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from scripts.checks.cells import DRAFT_MARKS
from scripts.desk.drafting.indicators import unique
from scripts.desk.review.numerals import settle_numerals
from scripts.desk.review.opened import Opened, span_of_row
from scripts.desk.review.proposals import read_figure, trim_span
from scripts.desk.review.tables import Cells, key_of

_MARKED = {
    "note_zh": re.compile("待核对[^。]*(?:。|$)"),
    "note_en": re.compile(r"UNSURE.*?(?:\. |$)"),
}
_SEPARATORS = re.compile("[、，,；;]")
PROVISIONAL = ("name_en", "theme")
"""What an indicator lacks that a draft made and nobody has described yet."""
_FIGURE = ("comparator", "value", "value_max", "unit", "baseline")


class EditError(ValueError):
    """What was asked for cannot be done; says why in both languages."""

    def __init__(self, message_zh: str, message_en: str) -> None:
        super().__init__(message_en)
        self.message_zh = message_zh
        self.message_en = message_en


def is_marked(row: Mapping[str, str]) -> bool:
    """Whether a row's note says that a person has still to look at it."""
    return any(row.get(name, "").startswith(mark) for name, mark in DRAFT_MARKS.items())


def without_marks(row: Mapping[str, str]) -> Cells:
    """The row's notes without the mark of a draft and its reason."""
    return {
        name: _MARKED[name].sub("", row[name], count=1).strip()
        if row[name].startswith(mark)
        else row[name]
        for name, mark in DRAFT_MARKS.items()
        if name in row
    }


def find_target(opened: Opened, target_id: str) -> Cells:
    """The row of a promise of the report.

    Raises:
        EditError: the report has none of that id.
    """
    row = next((one for one in opened.targets() if one["target_id"] == target_id), None)
    if row is None:
        raise EditError(f"没有这条承诺：{target_id}", f"There is no promise {target_id}.")
    return row


def accept(opened: Opened, target_id: str) -> str:
    """The row is right as it stands."""
    row = find_target(opened, target_id)
    row |= without_marks(row)
    return target_id


def reject(opened: Opened, target_id: str, reason: str) -> str:
    """The words are no promise: the row goes, its numerals say what they are instead.

    Returns:
        The id of the promise that stands next to it.
    """
    row = find_target(opened, target_id)
    order = [one["target_id"] for one in opened.targets()]
    at = order.index(target_id)
    for table, other in [*opened.tables.refers("targets", "target_id", target_id)]:
        if table == "doubts":
            other["target_id"] = ""
    opened.tables.remove("targets", row)
    settle_numerals(opened, {target_id}, reason)
    _drop_unused(opened, row["indicator_id"])
    return next(iter(order[at + 1 :] or order[:at][-1:]), "")


def join(opened: Opened, target_id: str) -> str:
    """A promise and the next one in the text are one; the first row stays, the second goes.

    Raises:
        EditError: there is no next one in the same paragraph.
    """
    row = find_target(opened, target_id)
    rows = opened.targets()
    other = next(iter(rows[rows.index(row) + 1 :]), None)
    spans = None if other is None else (span_of_row(row), span_of_row(other))
    if other is None or spans is None or spans[0] is None or spans[1] is None:
        raise EditError("后面没有可以合并的承诺。", "There is no promise after it to join with.")
    start, end = spans[0][0], max(spans[0][1], spans[1][1])
    if "\n" in opened.text[start:end]:
        raise EditError("下一条在另一段里，不能合并。", "The next one stands in another paragraph.")
    row |= {"quote": opened.text[start:end], "start": str(start), "end": str(end)}
    if not row["value"] and other["value"]:
        row |= {name: other[name] for name in ("kind", "measure", *_FIGURE)}
    opened.tables.remove("targets", other)
    opened.tables.rename("targets", "target_id", other["target_id"], target_id)
    settle_numerals(opened, {target_id, other["target_id"]})
    _drop_unused(opened, other["indicator_id"])
    return target_id


def split_at(row: Cells, start: int | None) -> int:
    """Where a promise's words are cut in two: where the person says, else at the middle stop.

    Raises:
        EditError: there is nothing to cut.
    """
    span = span_of_row(row)
    if span is not None and start is not None and span[0] < start < span[1]:
        return start
    stops = [one.end() for one in _SEPARATORS.finditer(row["quote"])]
    if span is None or not stops:
        raise EditError(
            "在引文里选中第二条承诺的字，再拆分。",
            "Select the words of the second promise within the quote, then split.",
        )
    middle = len(row["quote"]) / 2
    return span[0] + min(stops, key=lambda stop: abs(stop - middle))


def shorten(opened: Opened, target_id: str, end: int) -> None:
    """Let a promise end where the second half that was split off begins."""
    row = find_target(opened, target_id)
    span = span_of_row(row)
    if span is None or not span[0] < end <= span[1]:
        raise EditError("拆分的位置不在引文里。", "The cut is not within the quote.")
    start, end = trim_span(opened.text, span[0], end)
    quote = opened.text[start:end]
    row |= {"quote": quote, "start": str(start), "end": str(end)}
    figure = read_figure(quote)
    if row["kind"] == "quantitative" and figure["value"] != row["value"]:
        row |= figure if figure["value"] else {"kind": "milestone", "measure": "completion"}
        row |= {} if figure["value"] else dict.fromkeys(_FIGURE, "")
    settle_numerals(opened, {target_id})


def save(
    opened: Opened, target_id: str, cells: Mapping[str, str], indicator: Mapping[str, str]
) -> str:
    """Write a promise as a person filled it in; an empty id is a new one.

    Its words follow from their offsets. An indicator that the place lacks is copied from the
    vocabulary, else made of `indicator`; of a draft it may be described and named anew.

    Returns:
        The promise's id.
    """
    columns = opened.tables.columns["targets"]
    row = dict.fromkeys(columns, "") if not target_id else find_target(opened, target_id)
    earlier = dict(row)
    row |= {name: cells[name].strip() for name in columns if name in cells}
    row |= {"report_id": opened.report_id, "target_id": target_id}
    row |= without_marks(row)
    span = span_of_row(row)
    if span is not None and opened.text:
        row["quote"] = opened.text[slice(*span)]
    key = row["indicator_id"]
    _complete_indicator(opened, key, indicator)
    if not target_id:
        opened.tables.add("targets", row)
        row = opened.tables["targets"][-1]
    if not target_id or (opened.draft and earlier["indicator_id"] != key):
        _name(opened, row)
    settle_numerals(opened, {row["target_id"], target_id})
    if target_id and earlier["indicator_id"] != key:
        _drop_unused(opened, earlier["indicator_id"])
    return row["target_id"]


def _complete_indicator(opened: Opened, key: str, cells: Mapping[str, str]) -> None:
    row = opened.tables.find("indicators", key)
    columns = opened.tables.columns["indicators"]
    if key in opened.shared:
        if row is None:
            opened.tables.add("indicators", {c: opened.shared[key].get(c, "") for c in columns})
        return
    filled = {name: cells[name].strip() for name in columns if name in cells}
    if row is None:
        opened.tables.add(
            "indicators", {**dict.fromkeys(columns, ""), **filled, "indicator_id": key}
        )
    else:
        row |= {**filled, "indicator_id": key}


def _name(opened: Opened, row: Cells) -> None:
    """Give a row the id that its indicator asks for, wherever it is referred to."""
    old = row["target_id"]
    taken = {one["target_id"] for one in opened.tables["targets"] if one is not row}
    row["target_id"] = unique(f"{opened.report_id}-{row['indicator_id']}", taken)
    if old:
        opened.tables.rename("targets", "target_id", old, row["target_id"])


def _drop_unused(opened: Opened, key: str) -> None:
    """Take out an indicator that a draft made and to which nothing leads any more."""
    row = opened.tables.find("indicators", key)
    used = any(opened.tables.refers("indicators", "indicator_id", key))
    if row is not None and not used and not all(row[name] for name in PROVISIONAL):
        opened.tables.remove("indicators", row)


def change_row(opened: Opened, table: str, key: str, cells: Mapping[str, str]) -> str:
    """Change a row of another table, or add one where the key is empty.

    Returns:
        The row's key.

    Raises:
        EditError: there is no such row.
    """
    row = opened.tables.find(table, key) if key else None
    if key and row is None:
        raise EditError(f"没有这一行：{key}", f"There is no row {key}.")
    if row is None:
        opened.tables.add(table, {})
        row = opened.tables[table][-1]
    row |= {name: cell.strip() for name, cell in cells.items()}
    row |= without_marks(row)
    return key_of(table, row)


def changed_values(
    before: Mapping[str, list[Cells]], opened: Opened, published: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, str, str, str, str]]:
    """Table, key, column, old and new of each published value that an edit changes or takes away.

    Args:
        before: table -> its rows as they were.
        opened: the report as edited.
        published: table -> the columns whose values are published.
    """
    for table, columns in published.items():
        after = {key_of(table, row): row for row in opened.tables[table]}
        for row in before.get(table, []):
            key = key_of(table, row)
            now = after.get(key, {})
            for column in columns:
                if row[column] != now.get(column, ""):
                    yield table, key, column, row[column], now.get(column, "")
