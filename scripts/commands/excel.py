"""Tasks that take workbooks in and out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from invoke.context import Context
from invoke.exceptions import Exit

from scripts.commands.output import FINDINGS, WRONG_USAGE, choose_place, show, task


@task(
    positional=["file"],
    help={
        "file": "工作簿 .xlsx、.xls 或 .csv / the workbook",
        "package": "哪个地方；只有一个时可不写 / the place; may be left out when there is one",
        "sheet": "只看这张表 / only this sheet",
        "mapping": "怎样理解各列：没有这个文件就写出来，有就照它 / how columns are understood: "
        "written when it does not exist, followed when it does",
        "source": "来源编号，表里没写时用 / source_id where the sheet names none",
        "stage": "性质，表里没写时用 / stage where the sheet names none",
        "write": "写进数据；不写则只看 / write; without it only look",
        "reason-zh": "改动已公布的数时：为什么 / why published values change, in Chinese",
        "reason-en": "同上，英文 / the same in English",
    },
)
def import_excel(  # noqa: PLR0913, PLR0917 - what a sheet leaves unsaid
    _: Context,
    file: str,
    package: str = "",
    sheet: str = "",
    mapping: str = "",
    source: str = "",
    stage: str = "",
    write: bool = False,
    reason_zh: str = "",
    reason_en: str = "",
) -> None:
    """把工作簿里的数据并进来，先看后写 / Take a workbook's figures over; look first, then write.

    invoke import-excel 年报.xlsx --source 2024-yearbook --write
    """
    import datetime as dt

    from scripts.core.folders import Folders
    from scripts.desk import import_excel as excel
    from scripts.desk.excel.proposal import Defaults
    from scripts.desk.excel.sheets import WorkbookError

    root = Path.cwd()
    folders = Folders(root=root, output=root / "output")
    package = choose_place(package)
    path = Path(mapping) if mapping else None
    if not Path(file).is_file():
        raise Exit(f"✗ 找不到 not found: {file}", WRONG_USAGE)
    answers = excel.Answers(
        sheet=sheet, mapping=path, defaults=Defaults(source=source, stage=stage)
    )
    try:
        imports = excel.propose(folders.datasets, package, Path(file), answers)
    except WorkbookError as error:
        raise Exit(f"✗ 读不了 cannot be read: {error}", FINDINGS) from None
    except excel.MappingError as error:
        raise Exit(f"✗ 映射文件不对 not a mapping: {error}", FINDINGS) from None
    if path is not None and not path.exists():
        excel.write_mapping(path, imports)
        sys.stdout.write(
            f"✓ {path}：怎样理解各列，请看一遍 how columns are understood: review it\n"
        )
    questions = _tell_imports(imports)
    if not write:
        sys.stdout.write("没有写入 nothing written；--write 写入 writes\n")
        return
    if questions:
        raise Exit("✗ 有读不懂的格子，没有写入 unclear cells, nothing written", FINDINGS)
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    try:
        found = excel.write(folders, package, imports, day=today, reason=(reason_zh, reason_en))
    except ValueError:
        raise Exit(
            "✗ 会改动已公布的数：写明 --reason-zh 与 --reason-en / "
            "published values would change: give --reason-zh and --reason-en",
            FINDINGS,
        ) from None
    if found:
        show(found, "text")
        raise Exit("✗ 没有写入 nothing was written", FINDINGS)
    sys.stdout.write("✓ 已写入 written\n")


def _tell_imports(imports: Any) -> int:
    """Show what each sheet would do; the number of cells that are unclear."""
    from scripts.checks.keys import key_parts
    from scripts.core.findings import column_letter

    signs = {"added": "+", "changed": "~"}
    for one in imports:
        sys.stdout.write(
            f"{one.sheet} → {one.table}.csv：表头在第 {one.layout.heading + 1} 行 heading in row；"
            f"+{one.count('added')} ~{one.count('changed')} ={one.count('same')}\n"
        )
        for row in one.proposed:
            if row.kind == "same":
                continue
            cells = (
                ", ".join(f"{k}={v}" for k, v in row.row.items() if v)
                if row.old is None
                else ", ".join(
                    f"{k}: {row.old.get(k, '') or '∅'} → {v or '∅'}"
                    for k, v in row.row.items()
                    if row.old.get(k, "") != v
                )
            )
            sys.stdout.write(f"  {signs[row.kind]} 第 {row.sheet_row} 行 row  {cells}\n")
        for question in one.questions:
            sys.stdout.write(
                f"  ? 第 {question.sheet_row} 行 {question.column} 列 “{question.cell}”："
                f"{question.text_zh} / {question.text_en}\n"
            )
        for row in one.gone:
            named = ", ".join(row[name] for name in key_parts(one.table))
            sys.stdout.write(
                f"  - 表里没有这一行了：{named}（数据里还在；要删，请在 {one.table}.csv 里删）/ "
                f"not in the sheet any more: it stays; to delete it, delete it in {one.table}.csv\n"
            )
        for number in () if one.layout.reviewed else sorted(one.layout.skipped):
            sys.stdout.write(f"  · 第 {number + 1} 行没有数，跳过 skipped: no figures\n")
        if one.layout.growths and not one.layout.reviewed:
            letters = "、".join(column_letter(at) for at in one.layout.growths)
            sys.stdout.write(
                f"  · {letters} 列是比上年的增减率：用 --mapping 写出，看过后照它并入增长指标 / "
                f"rates of growth: taken once you have reviewed the mapping\n"
            )
        for remark in one.layout.remarks:
            sys.stdout.write(f"  · 表下的说明 note below: {remark}\n")
    return sum(len(one.questions) for one in imports)


@task(
    help={
        "package": "哪个地方 / the place",
        "to": "写到哪个文件 / the file to write",
        "table": "只要这张表，如 sources；不写则全部 / only this table; all when left out",
        "empty": "观测值一表留空 / leave the table of observations empty",
    }
)
def template(_: Context, to: str, package: str = "", table: str = "", empty: bool = False) -> None:
    """导出成 Excel：中文表头、下拉、批注；改完用 import-excel 收回 / Tables as a workbook to edit.

    invoke template --to 台账.xlsx
    """
    from scripts.desk.import_excel import make_template

    package = choose_place(package)
    if table and not (Path.cwd() / "datasets" / package / f"{table}.csv").is_file():
        raise Exit(f"✗ 没有这张表 no such table: {table}", WRONG_USAGE)
    datasets = Path.cwd() / "datasets"
    Path(to).write_bytes(make_template(datasets, package, empty=empty, only=table))
    sys.stdout.write(f"✓ {to}\n  收回 back：invoke import-excel {to}\n")
