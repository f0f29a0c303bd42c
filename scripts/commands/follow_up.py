"""Tasks that read what became of promises, and who answers for them, from a text or a table."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from invoke.context import Context
from invoke.exceptions import Exit

from scripts.commands.output import FINDINGS, WRONG_USAGE, choose_place, task

HELP = {
    "package": "哪个地方；只有一个时可不写 / the place; may be left out when there is one",
    "source": "来源编号；已收录的报告不用写 / source_id; not needed for a report on record",
    "period": "说的是哪一年；已收录的报告不用写 / the year it tells of; not needed for a report",
    "write": "写进数据；不写则只看 / write; without it only look",
}
GROUPS: Any = (
    ("+", "可以写入 to be written", lambda one: one.writable),
    (
        "~",
        "与已有的行不同，不写 differ from rows on record, not written",
        lambda one: one.state == "differs",
    ),
    ("?", "拿不准，不写 unsure, not written", lambda one: one.state == "new" and not one.writable),
)


@task(
    positional=["file"],
    help={
        "file": "下一年的报告、督查通报（UTF-8 文本）或表格 / a text in UTF-8, or a table",
        **HELP,
    },
)
def follow_up(
    _: Context,
    file: str,
    package: str = "",
    source: str = "",
    period: str = "",
    write: bool = False,
) -> None:
    """从后续文本或表格里找承诺的结果和进展，先看后写 / Results and evidence from a text or table.

    invoke follow-up 2022年报告.md --package NAME --write
    """
    from scripts.desk.follow_up import run
    from scripts.desk.follow_up.sheets import WORKBOOKS

    ledger, origin, lines = _open(file, package, source, period)
    if lines or Path(file).suffix.lower() in WORKBOOKS:
        _finish(ledger, *run.propose_from_table(ledger, lines, origin, offices=False), write)
    else:
        _finish(ledger, run.propose_from_text(ledger, Path(file), origin), [], write)


@task(
    positional=["file"],
    help={"file": "分工表：任务、牵头单位、责任单位 / a table of tasks and offices", **HELP},
)
def responsibilities(
    _: Context,
    file: str,
    package: str = "",
    source: str = "",
    period: str = "",
    write: bool = False,
) -> None:
    """从分工表里找每条承诺由谁负责，先看后写 / Who answers for each promise, from a table.

    invoke responsibilities 分工.xlsx --source 2025-division --period 2025 --write
    """
    from scripts.desk.follow_up import run

    ledger, origin, lines = _open(file, package, source, period)
    if not any(line["lead"] or line["joint"] or line["helping"] for line in lines):
        raise Exit(
            f"✗ {file}：没有任务列和单位列（牵头单位、责任单位、配合单位）/ "
            "no column of tasks and of offices",
            FINDINGS,
        )
    _finish(ledger, *run.propose_from_table(ledger, lines, origin, offices=True), write)


def _open(file: str, package: str, source: str, period: str) -> tuple[Any, Any, Any]:
    """The place's tables, the source, and the lines of tables in the file."""
    from scripts.desk.documents import NoTextError
    from scripts.desk.excel.sheets import WorkbookError
    from scripts.desk.follow_up import run
    from scripts.desk.follow_up.sheets import read_lines

    folder = Path.cwd() / "datasets" / choose_place(package)
    if not Path(file).is_file():
        raise Exit(f"✗ 找不到 not found: {file}", WRONG_USAGE)
    ledger = run.read_ledger(folder)
    try:
        origin = run.find_origin(ledger, Path(file), source, period)
        return ledger, origin, read_lines(Path(file))
    except run.OriginError as error:
        raise Exit(
            f"✗ 不是已收录的报告：写明 --source（sources.csv 里有的）和 --period 年份 / "
            f"no report on record: give --source (of sources.csv) and --period: {error}",
            WRONG_USAGE,
        ) from None
    except (WorkbookError, NoTextError) as error:
        raise Exit(f"✗ 读不了 cannot be read: {error}", FINDINGS) from None


def _finish(ledger: Any, proposals: Any, strange: Any, write: bool) -> None:
    """Show the proposals in groups, then write them if that was asked."""
    from scripts.desk.follow_up import run

    for sign, title, belongs in GROUPS:
        group = [one for one in proposals if belongs(one)]
        if group:
            sys.stdout.write(f"{title}: {len(group)}\n")
        for one in group:
            sys.stdout.write(f"  {sign} {_summary(one)}\n      “{one.words}”\n")
            sys.stdout.write(f"      {one.confidence.reason_zh} / {one.confidence.reason_en}\n")
    for line in strange:
        sys.stdout.write(
            f"  ! 第 {line.row} 行 row：没有这样的承诺 no such promise：{line['task']}\n"
        )
    recorded = sum(one.state == "recorded" for one in proposals)
    sys.stdout.write(f"已有 on record already: {recorded}\n")
    if not write:
        sys.stdout.write("没有写入 nothing written；--write 写入 writes\n")
        return
    written = run.write(ledger, proposals)
    sys.stdout.write(
        f"✓ 写入 {written} 行 rows written；invoke validate 会逐条请您核对 leads through them\n"
    )


def _summary(one: Any) -> str:
    """The row's main cells, and the promise that it answers."""
    row = one.row
    cells = {
        "observations": ("indicator_id", "period", "value", "unit"),
        "evidence": ("target_id", "date", "finding", "share"),
        "bodies": ("body_id", "name_zh"),
        "responsibilities": ("target_id", "body_id", "role"),
    }[one.table]
    shown = " ".join(row[name] for name in cells if row.get(name))
    return f"{one.table}.csv  {shown}" + (f"  ←  {one.promise}" if one.promise else "")
