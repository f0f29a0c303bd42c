"""Tables of tasks (任务, 进展情况, 完成情况): their lines, and what those say of promises."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.desk.documents import read_document
from scripts.desk.drafting.promise import Confidence
from scripts.desk.excel.cells import read_date
from scripts.desk.excel.layout import find_layout
from scripts.desk.excel.sheets import Sheet, read_workbook
from scripts.desk.follow_up.events import PART, WHOLE, evidence_row, read_finding
from scripts.desk.follow_up.observations import figure_row
from scripts.desk.follow_up.promises import Matter, coverage
from scripts.desk.follow_up.proposal import SEVERAL, Origin, Proposal
from scripts.text.quantities import find_quantities, same_dimension

WORKBOOKS = frozenset({".xlsx", ".xls", ".csv"})
COLUMNS: Mapping[str, str] = {
    "task": """
        任务 目标 目标任务 重点任务 工作任务 重点工作 重点工作任务 任务内容 工作内容 主要任务 事项
        工作事项 内容 承诺 年度目标 指标 项目 项目名称 target_id task
    """,
    "progress": """
        进展 进展情况 工作进展 推进情况 完成情况 落实情况 办理情况 执行情况 完成进度 progress
    """,
    "share": "完成率 完成比例 完成百分比 形象进度 share",
    "date": "日期 时间 截至 截至日期 date",
    "lead": "牵头单位 牵头部门 牵头责任单位 主办单位 lead",
    "joint": "责任单位 责任部门 joint",
    "helping": "配合单位 配合部门 协办单位 参与单位",
}
"""What people call the columns of such tables."""
NAMED = Confidence(
    level="medium",
    reason_zh="表中的任务就是承诺的原文或名称",
    reason_en="The task in the table has the promise's words or name",
)
ALIKE = Confidence(
    level="low",
    reason_zh="任务与承诺只是相近，请核对",
    reason_en="The task is only like the promise: check it",
)
_WORDS = {word: name for name, words in COLUMNS.items() for word in words.split()}
_TABLE = re.compile(r"(?m)(?:^[ \t]*\|.*(?:\n|\Z))+")
_BAR = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"[\s|:-]+")
_PER_CENT = re.compile("([0-9]+(?:\\.[0-9]+)?)%?")
_DONE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a table: `cells` by what their columns are, `row` as a spreadsheet counts."""

    sheet: str
    row: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


def read_lines(path: Path) -> list[Line]:
    """Every line with a task of a workbook's sheets or of a text's Markdown tables.

    A line without a task goes on with that of the line above, as merged cells are read.

    Raises:
        WorkbookError: the workbook cannot be read.
        NoTextError: the text is not in UTF-8.
    """
    workbook = path.suffix.lower() in WORKBOOKS
    sheets = read_workbook(path) if workbook else _markdown_tables(read_document(path))
    return [line for sheet in sheets for line in _lines(sheet)]


def _lines(sheet: Sheet) -> Iterator[Line]:
    layout = find_layout(sheet.cells, _WORDS)
    if layout is None or "task" not in layout.columns.values():
        return
    task = ""
    for number in range(layout.first, layout.last):
        line = sheet.cells[number]
        cells = {name: line[at].strip() for at, name in layout.columns.items() if at < len(line)}
        task = cells.get("task") or task
        if task and any(cells.values()):
            yield Line(sheet=sheet.name, row=number + 1, cells={**cells, "task": task})


def _markdown_tables(text: str) -> Iterator[Sheet]:
    """The tables of a Markdown text, as sheets whose rows count like the lines of the text."""
    for found in _TABLE.finditer(text):
        above = text.count("\n", 0, found.start())
        cells = [
            [cell.replace("\\|", "|").strip() for cell in _BAR.split(line.strip().strip("|"))]
            for line in found[0].splitlines()
            if not _RULE.fullmatch(line)
        ]
        yield Sheet(name=str(above + 1), cells=[[]] * (above + 1) + cells)


def recognise(
    words: str, matters: Sequence[Matter], period: str
) -> tuple[list[Matter], Confidence]:
    """The promises that a task is, those of one quote together; none where none is like it.

    Args:
        words: of the task, or a `target_id`.
        matters: promises of the place.
        period: the year; a promise due in it goes before one of like words due in another.
    """
    scored = [(_likeness(words, one), one) for one in matters]
    best = max((score for score, _ in scored), default=0)
    if best < PART:
        return [], ALIKE
    found = [one for score, one in scored if score == best]
    found = [one for one in found if one.target["due"] == period] or found
    if len({(one.target["report_id"], one.words) for one in found}) > 1:
        return found, SEVERAL
    return found, NAMED if best >= WHOLE else ALIKE


def _likeness(words: str, one: Matter) -> float:
    """2 for the promise's id or words themselves, else the part of its words or name (0 to 1)."""
    if words.strip("。；; ") in {one.target["target_id"], one.target["quote"]}:
        return 2
    return max(coverage(one.target["quote"], words), coverage(one.thing, words))


def propose_from_lines(
    lines: Iterable[Line], matters: Sequence[Matter], origin: Origin
) -> Iterator[Proposal]:
    """What a table tells of promises: figures as observations, the rest as evidence."""
    for line in lines:
        found, sure = recognise(line["task"], matters, origin.period)
        several = len(found) > 1
        for matter in found:
            told = _told(line, matter, origin, SEVERAL if several else sure)
            if told is not None:
                yield told


def _told(line: Line, matter: Matter, origin: Origin, sure: Confidence) -> Proposal | None:
    words = line["progress"] or line["share"]
    unit = matter.target["unit"]
    figures = [one for one in find_quantities(words) if unit and same_dimension(one.unit, unit)]
    if figures and matter.target["kind"] == "quantitative":
        table = "observations"
        sure = sure if len(figures) == 1 else SEVERAL
        names = (matter.thing, matter.target["quote"])
        row = {"indicator_id": matter.target["indicator_id"]}
        row |= figure_row(figures[0], names, origin, sure)
    else:
        table = "evidence"
        share = _PER_CENT.fullmatch(line["share"])
        finding = read_finding(words, matter.words)
        if share:
            finding = "done" if float(share[1]) >= _DONE else "partly"
        if not finding:
            return None
        date = read_date(line["date"]) or origin.published or origin.period
        row = evidence_row(matter, finding, words, origin, sure) | {"date": date}
        row["share"] = share[1] if share and finding == "partly" else ""
    return Proposal(table=table, row=row, promise=matter.words, words=words, confidence=sure)
