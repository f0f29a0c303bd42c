"""Tasks that start a place, a report and its draft."""

from __future__ import annotations

import sys
from pathlib import Path

from invoke.context import Context
from invoke.exceptions import Exit

from scripts.commands.output import FINDINGS, WRONG_USAGE, ask, task


@task(
    positional=["name"],
    help={
        "name": "英文小写编号，也是网址 / id in lower case, also the address",
        "name-zh": "中文名 / name in Chinese",
        "name-en": "英文名 / name in English",
        "province-zh": "省 / province in Chinese",
        "province-en": "省的英文 / province in English",
        "level": "级别 country、province、prefecture、county；不写则按名称判断 / else by its name",
        "parent": "上级地方的编号；不写则是所在的省 / the place above it, else its province",
        "chinese-only": "各行可以不写英文 / rows need no English",
    },
)
def new_place(  # noqa: PLR0913, PLR0917 - what a place is called, and where it stands
    _: Context,
    name: str,
    name_zh: str = "",
    name_en: str = "",
    province_zh: str = "",
    province_en: str = "",
    level: str = "",
    parent: str = "",
    chinese_only: bool = False,
) -> None:
    """新建一个地方的数据包 / Start the package of a place.

    invoke new-place xuchang --name-zh 许昌市 --name-en Xuchang
    """
    import datetime as dt

    from scripts.checks.keys import is_id
    from scripts.desk.new_report import (
        LEVELS,
        ExistsAlreadyError,
        NewPlace,
        create_place,
        guess_level,
        guess_parent,
    )

    if not is_id(name):
        raise Exit(
            f"✗ 编号只许小写字母、数字和连字符 lower-case letters, digits, hyphens: {name}", 2
        )
    datasets = Path.cwd() / "datasets"
    name_zh, name_en = ask("中文名 name_zh", name_zh), ask("英文名 name_en", name_en)
    province_zh = ask("省 province_zh", province_zh)
    province_en = ask("省的英文 province_en", province_en)
    guess = guess_level(name_zh)
    level = ask(f"级别 level = {guess}", level, needed=False) or guess
    if level not in LEVELS:
        raise Exit(f"✗ 级别只能是 level is one of {', '.join(LEVELS)}: {level}", WRONG_USAGE)
    guess = guess_parent(datasets, level, province_zh)
    parent = ask(f"上级 parent = {guess or '∅'}", parent, needed=False) or guess
    if parent and not (datasets / parent / "datapackage.json").is_file():
        raise Exit(f"✗ 没有这个上级地方 no such place above: {parent}", WRONG_USAGE)
    place = NewPlace(
        name=name,
        name_zh=name_zh,
        name_en=name_en,
        province_zh=province_zh,
        province_en=province_en,
        level=level,
        parent=parent,
        en_required=not chinese_only,
        created=dt.datetime.now(tz=dt.UTC).strftime("%Y-%m-%dT00:00:00Z"),
    )
    try:
        folder = create_place(datasets, place)
    except ExistsAlreadyError:
        raise Exit(f"✗ 已经有了 exists already: datasets/{name}", FINDINGS) from None
    sys.stdout.write(
        f"✓ {folder.relative_to(Path.cwd())}\n"
        f"  下一步 next：invoke new-report {name} 2025 --text 报告.txt\n"
    )


@task(
    positional=["package", "year"],
    help={
        "package": "哪个地方 / the place",
        "year": "报告安排的年份 / the year that the report plans for",
        "text": "报告原文：文本、Word（.docx）或 PDF；没有就只列目标 / "
        "its text: plain, Word or PDF; without it targets only",
        "issuer": "发布机关 / issued by",
        "source": "来源编号 / source_id",
        "source-title": "来源的标题 / title of the source",
        "source-url": "来源的网址 / address of the source",
        "publisher": "来源的发布者 / publisher of the source",
    },
)
def new_report(  # noqa: PLR0913, PLR0917 - what a report is called
    _: Context,
    package: str,
    year: str,
    text: str = "",
    issuer: str = "",
    source: str = "",
    source_title: str = "",
    source_url: str = "",
    publisher: str = "",
) -> None:
    """加一份报告：一行、来源、原文 / Add a report: its row, its source, its text.

    invoke new-report xuchang 2025 --text report.txt --issuer 许昌市人民政府
    """
    import datetime as dt

    from scripts.desk.documents import NoTextError
    from scripts.desk.new_report import ExistsAlreadyError, NewReport, add_report

    folder = Path.cwd() / "datasets" / package
    if not (folder / "datapackage.json").is_file() or not year.isdecimal():
        raise Exit(
            f"✗ 没有这个地方或年份不对 no such place, or no year: {package} {year}", WRONG_USAGE
        )
    if text and not Path(text).is_file():
        raise Exit(f"✗ 找不到 not found: {text}", WRONG_USAGE)
    try:
        original = add_report(
            folder,
            NewReport(
                report_id=year,
                year=int(year),
                title_zh=f"{year}年政府工作报告",
                title_en=f"{year} government work report",
                issuer=issuer,
                source_id=source or f"{year}-report",
                source_title=source_title or f"{year}年政府工作报告",
                source_publisher=publisher,
                source_url=source_url,
                accessed=dt.datetime.now(tz=dt.UTC).date().isoformat(),
                text=Path(text) if text else None,
            ),
        )
    except ExistsAlreadyError as error:
        raise Exit(f"✗ 已经有了 exists already: {error}", FINDINGS) from None
    except NoTextError as error:
        raise Exit(f"✗ 读不出文字 no text can be read: {error}", FINDINGS) from None
    if original is not None:
        kept = original.relative_to(Path.cwd())
        sys.stdout.write(f"  原件留在 as received, not published：{kept}\n")
    sys.stdout.write(f"✓ {package} {year}\n  下一步 next：invoke draft {package} {year}\n")


@task(
    positional=["package", "report"],
    help={
        "package": "哪个地方 / the place",
        "report": "哪份报告 / the report",
        "write": "写进各表；不写则只看 / write the rows; without it only look",
    },
)
def draft(_: Context, package: str, report: str, write: bool = False) -> None:
    """从原文起草章节、数字、目标、疑点 / Draft sections, numerals, targets, doubts from the text.

    invoke draft xuchang 2025 --write
    """
    from scripts.desk.documents import NoTextError
    from scripts.desk.drafting.scorecard import scorecard
    from scripts.desk.new_report import (
        ExistsAlreadyError,
        make_draft,
        report_text,
        write_draft,
    )

    folder = Path.cwd() / "datasets" / package
    if not (folder / "datapackage.json").is_file():
        raise Exit(f"✗ 没有这个地方 no such place: {package}", WRONG_USAGE)
    try:
        drafted = make_draft(folder, report)
        if write:
            write_draft(folder, report, drafted)
    except NoTextError as error:
        raise Exit(f"✗ 没有原文 there is no text: {error}", FINDINGS) from None
    except ExistsAlreadyError as error:
        raise Exit(
            f"✗ 已经有了，没有写入 exists already, nothing written: {error}", FINDINGS
        ) from None
    for row in drafted.targets:
        figure = f"{row['comparator']} {row['value']}{row['value_max'] and '–' + row['value_max']}"
        sys.stdout.write(f"{row['start']:>6}  {figure}{row['unit']}  {row['quote']}\n")
    for row in drafted.doubts:
        sys.stdout.write(f"{row['start']:>6}  疑 doubt  {row['printed']}  {row['reason_zh']}\n")
    sys.stdout.writelines(f"{line}\n" for line in scorecard(report_text(folder, report), drafted))
    sys.stdout.write(
        f"{len(drafted.sections)} 章节 sections，{len(drafted.numerals)} 数字 numerals，"
        f"{len(drafted.targets)} 目标 targets（{drafted.unsure} 待核对 to be checked），"
        f"{len(drafted.indicators)} 新指标 new indicators，{len(drafted.doubts)} 疑点 doubts\n"
        + (
            "✓ 已写入 written；invoke validate 会逐条说明还要做什么 tells what is left\n"
            if write
            else "没有写入 nothing written；--write 写入各表 writes the rows\n"
        )
    )


@task(
    positional=["name"],
    help={"name": "datasets/ 里放着表格的文件夹 / the folder in datasets/ that holds the tables"},
)
def describe(_: Context, name: str) -> None:
    """给只有表格的文件夹起草 datapackage.json / Draft the descriptor of a folder of tables.

    invoke describe gdp
    """
    from scripts.desk.describe import describe_folder

    folder = Path.cwd() / "datasets" / name
    try:
        path = describe_folder(folder)
    except FileExistsError:
        raise Exit(
            f"✗ 已经有了 exists already: datasets/{name}/datapackage.json", FINDINGS
        ) from None
    except FileNotFoundError:
        raise Exit(f"✗ 没有表格 no tables in: datasets/{name}", WRONG_USAGE) from None
    sys.stdout.write(
        f"✓ {path.relative_to(Path.cwd())}\n"
        "  类型是猜的，逐列看一遍；写上标题、许可、来源\n"
        "  The types are guesses: read them column by column; add title, licence, sources.\n"
    )
