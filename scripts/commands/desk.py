"""The maintainer's everyday tasks."""

from __future__ import annotations

import sys
from pathlib import Path

from invoke.context import Context
from invoke.exceptions import Exit

from scripts.commands.output import FINDINGS, WRONG_USAGE, ask, choose_place, show, task


@task(
    help={
        "rev": "与哪个版本相比 / the revision to compare with",
        "html": "写成网页 / write a page to this file",
    }
)
def diff(_: Context, rev: str = "HEAD", html: str = "") -> None:
    """改了哪些行，会变哪些状态和页面 / What changed row by row, and what it does to the site.

    invoke diff --rev main~3
    """
    from scripts.desk import compare
    from scripts.versions.difference import render_difference, render_difference_page

    try:
        differences = compare.compare(Path.cwd(), rev)
    except compare.NoRevisionError as error:
        raise Exit(f"✗ 没有这个版本 no such revision: {rev}: {error}", WRONG_USAGE) from None
    sys.stdout.write(render_difference(differences))
    if html:
        Path(html).write_text(render_difference_page(differences), encoding="utf-8")


@task(
    help={
        "indicator": "指标的编号或名称 / the indicator's id or name",
        "period": "时期，如 2024、2024年、2024-Q3 / period",
        "value": "数值 / value",
        "unit": "单位，默认用指标的单位 / unit, by default the indicator's",
        "stage": "final | preliminary | cumulative",
        "source": "来源编号 / source_id",
        "source_title": "来源是新的：标题 / of a new source: its title",
        "source_title_en": "新来源的英文标题 / its title in English",
        "source_url": "新来源的网址 / its address",
        "publisher": "新来源的发布者 / who published it",
        "published": "公布日期 / date of publication, YYYY-MM-DD",
        "package": "哪个地方；只有一个时可不写 / the place; may be left out when there is one",
        "reason-zh": "改动已公布的数时：为什么 / why a published value changes, in Chinese",
        "reason-en": "同上，英文 / the same in English",
    }
)
def observe(  # noqa: PLR0913, PLR0917 - the columns of a row
    _: Context,
    indicator: str = "",
    period: str = "",
    value: str = "",
    unit: str = "",
    stage: str = "",
    source: str = "",
    source_title: str = "",
    source_title_en: str = "",
    source_url: str = "",
    publisher: str = "",
    published: str = "",
    package: str = "",
    reason_zh: str = "",
    reason_en: str = "",
) -> None:
    """补一个公布了的实际数（缺什么问什么）/ Add a published value; asks for what is missing.

    invoke observe --indicator 粮食产量 --period 2024年 --value 226.1 --source 2024-bulletin
    """
    import datetime as dt

    from scripts.core.folders import Folders
    from scripts.core.periods import period_from_words
    from scripts.desk.observe import NeedsReasonError, find_indicator, read_rows
    from scripts.desk.observe import observe as add

    root = Path.cwd()
    folders = Folders(root=root, output=root / "output")
    package = choose_place(package)
    header, rows = read_rows(folders.datasets / package / "indicators.csv")
    words = ask("指标的编号或名称 indicator", indicator)
    found = find_indicator(header, rows, words)
    if len(found) != 1:
        raise Exit(
            f"✗ 没有这个指标 no such indicator：{words}\n"
            f"  相近的 near ones：{'，'.join(found) or '–'}",
            WRONG_USAGE,
        )
    (indicator,) = found
    units = {row[header.index("indicator_id")]: row[header.index("unit")] for row in rows}
    values = {
        "indicator_id": indicator,
        "period": period_from_words(ask("时期 period", period)),
        "value": ask("数值 value", value),
        "unit": unit or units.get(indicator, ""),
        "stage": stage
        or ask("性质 stage（final、preliminary、cumulative）", "", needed=False)
        or "final",
        "source_id": ask("来源编号 source", source),
        "published": published,
    }
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    new_source = None
    if source_title:
        new_source = {
            "source_id": values["source_id"],
            "title": source_title,
            "title_en": source_title_en,
            "publisher": publisher,
            "published": published,
            "url": source_url,
            "accessed": today,
            "kind": "primary",
        }
    try:
        outcome = add(
            folders,
            package,
            values,
            day=today,
            reason=(reason_zh, reason_en),
            source=new_source,
        )
    except NeedsReasonError as error:
        raise Exit(
            f"✗ 已公布的是 {error}：改动它要写明 --reason-zh 与 --reason-en / "
            f"{error} is published: give --reason-zh and --reason-en to change it",
            FINDINGS,
        ) from None
    if outcome.findings:
        show(outcome.findings, "text")
        raise Exit("✗ 没有写入 nothing was written", FINDINGS)
    done = {
        "added": "已添加一行 row added",
        "changed": f"已改动并记入更正 changed, with a correction（原值 was {outcome.old}）",
        "same": "已有同样的一行 the same row is there already",
    }
    sys.stdout.write(
        f"✓ {done[outcome.done]}：{indicator} {values['period']} = {values['value']}\n"
    )


@task(help={"on": "以哪一天为今天 / the day to take for today, YYYY-MM-DD"})
def stale(_: Context, on: str = "") -> None:
    """哪些承诺的数据该公布了还没补上 / Promises whose figures ought to be out by now.

    invoke stale
    """
    import datetime as dt

    from scripts.build import site as build
    from scripts.core.folders import Folders
    from scripts.derive.stale import derive_waiting
    from scripts.package.vocabulary import read_vocabulary

    try:
        day = dt.date.fromisoformat(on) if on else dt.datetime.now(tz=dt.UTC).date()
    except ValueError:
        raise Exit("--on YYYY-MM-DD", WRONG_USAGE) from None
    folders = Folders(root=Path.cwd(), output=Path.cwd() / "output")
    shared = read_vocabulary(folders.datasets / "vocabulary").indicators
    total = 0
    for name, edition in build.derive_all(folders):
        for waiting in derive_waiting(edition, shared, year=day.year, month=day.month):
            total += 1
            judged = waiting.judged
            sys.stdout.write(
                f"{name}  {judged.due}  {judged.indicator.indicator_id}  "
                f"{judged.indicator.name_zh} {judged.indicator.name_en}\n"
            )
    sys.stdout.write(f"{total} 条承诺该有数据了 promises whose figures are due ({day})\n")


@task
def mend(_: Context) -> None:
    """整理 Excel 存的文件：编码、行尾、日期 / Mend encoding, line ends and dates of saved files.

    invoke mend
    """
    from scripts.core.files import write_file
    from scripts.package.normalise import normalise_text
    from scripts.package.raw import DESCRIPTOR
    from scripts.package.read import find_packages, is_place, read_package

    root = Path.cwd()
    count = 0
    for folder in find_packages(root / "datasets"):
        raw = read_package(folder, root)
        for path, data in raw.files.items() if is_place(raw.descriptor) else ():
            text = normalise_text(data) if path == DESCRIPTOR else data
            if write_file(folder / path, text):
                count += 1
                sys.stdout.write(f"✓ {raw.locate(path)}\n")
    sys.stdout.write(f"整理了 {count} 个文件 {count} files mended\n")
