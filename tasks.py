"""The steps by name (`invoke --list`); each is a few lines over `scripts/`."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

from invoke.context import Context
from invoke.exceptions import Exit

import scripts.core.process  # noqa: F401 - before all else that is loaded
from scripts.commands.desk import diff, mend, observe, stale
from scripts.commands.excel import import_excel, template
from scripts.commands.follow_up import follow_up, responsibilities
from scripts.commands.links import archive, links, watch
from scripts.commands.output import (
    FINDINGS,
    WRONG_USAGE,
    check_contact,
    explain_stops,
    show,
    show_drafts,
    task,
)
from scripts.commands.overview import overview
from scripts.commands.publish import install_hooks, publish, rollback
from scripts.commands.release import release
from scripts.commands.start import describe, draft, new_place, new_report
from scripts.commands.supply import audit, licences, sbom
from scripts.commands.texts import compare_with_copies
from scripts.commands.verify import verify

ROOT = Path(__file__).parent

__all__ = [
    "archive",
    "audit",
    "describe",
    "diff",
    "draft",
    "follow_up",
    "import_excel",
    "install_hooks",
    "licences",
    "links",
    "mend",
    "new_place",
    "new_report",
    "observe",
    "overview",
    "publish",
    "release",
    "responsibilities",
    "rollback",
    "sbom",
    "stale",
    "template",
    "verify",
    "watch",
]


@task(
    help={
        "package": "只查这个数据包 / only this package",
        "format": "text | json | annotations | html",
        "lang": "zh | en；不写则中英对照 / both when left out",
        "drafts": "连草稿一起查 / drafts as well",
        "publishing": "只看会挡住发布的问题 / only what stops publication",
        "against": "已发布的版本或文件夹：改了已公布的数须有更正 / what is published, a revision "
        "or a folder: changed values need a correction",
        "texts": "存有未转载报告全文的文件夹：按 SHA-256 找到副本，核对引文和位置 / a folder with "
        "the full texts of reports quoted by reference: quotes and offsets are held against the "
        "copies, found by SHA-256",
    }
)
def validate(  # noqa: PLR0913, PLR0917 - one argument for each option
    _: Context,
    package: str = "",
    format: str = "",  # noqa: A002
    lang: str = "",
    against: str = "",
    publishing: bool = False,
    texts: str = "",
    drafts: bool = False,
) -> None:
    """校验 datasets/ 里的数据包 / Check the packages in datasets/.

    invoke validate --package NAME --lang zh
    """
    from scripts.build import site as build
    from scripts.core.folders import Folders, site_settings
    from scripts.package.drafts import without_drafts

    form = format or ("annotations" if os.environ.get("GITHUB_ACTIONS") else "text")
    folders = Folders(root=Path.cwd(), output=Path.cwd() / "output")
    try:
        packages = build.read_all(folders, [package] if package else [])
    except FileNotFoundError as error:
        raise Exit(f"没有这个数据包 / no such package: {error}", WRONG_USAGE) from None
    if not (drafts or package):
        packages = without_drafts(packages)
    found = build.validate(folders, packages)
    if publishing:
        from scripts.checks.decisions import blocking, decide

        policies = site_settings()["PACKAGES_WITH_FINDINGS"]
        found = blocking(found, list(decide(packages, found, policies)))
    if against and not found:
        from scripts.desk.compare import NoRevisionError, find_uncorrected

        try:
            found = find_uncorrected(Path.cwd(), against, [package] if package else [])
        except NoRevisionError as error:
            raise Exit(f"✗ --against {against}: {error}", WRONG_USAGE) from None
    if texts:
        found = [*found, *compare_with_copies(packages, Path(texts))]
    show(found, form, lang)
    if form == "text":
        summary = f"{len(packages)} 个数据包 packages, {len(found)} 处问题 findings"
        sys.stdout.write(f"{'✗' if found else '✓'} {summary}\n")
        show_drafts(folders.datasets)
    if found:
        raise Exit(code=FINDINGS)


@task(
    help={
        "output": "写到哪个文件夹 / where to write",
        "complete": "供上线：另有图片和压缩副本；已发布的每个版本都要在，SITE_CONTACT 要设 / for "
        "what goes live: pictures and compressed twins besides; every released version must be "
        "there and SITE_CONTACT set",
        "scheduler": "Dask 调度器的地址 / a Dask scheduler, whose workers render the places",
    }
)
def site(_: Context, output: str = "output", complete: bool = False, scheduler: str = "") -> None:
    """生成整个网站到 output/ / Build the whole site into output/.

    invoke site
    """
    from scripts.build import site as build
    from scripts.core.folders import Folders
    from scripts.words import wording

    check_contact(complete=complete)
    target = (ROOT / output).resolve()
    with explain_stops():
        folders = Folders(root=ROOT, output=target)
        result = build.build_site(folders, complete=complete, scheduler=scheduler)
    if result.findings:
        show(result.findings, "text")
        raise Exit(
            f"✗ {len(result.findings)} 处问题，未发布，{target.name}/ 保持原样 / "
            f"{len(result.findings)} findings; {target.name}/ is untouched",
            FINDINGS,
        )
    show_drafts(folders.datasets)
    for one in result.decisions:
        done = "照原样发布 published as it is" if one.outcome == "publish" else "没有发布 skipped"
        sys.stdout.write(f"! {one.raw.folder}: {len(one.findings)} 处问题 findings，{done}\n")
    if result.warnings:
        show(result.warnings, "text")
    statuses = "，".join(
        f"{wording.STATUS_LABELS[status].zh} {count}"
        for status, count in result.statuses.items()
        if count
    )
    sys.stdout.write(
        f"✓ {result.pages} 页 pages，{result.files} 个文件 files"
        f"（新写 {result.changed} changed，删去 {result.removed} removed），"
        f"{result.seconds:.1f} 秒 s，0 处问题 findings"
        f"{f'，{len(result.warnings)} 处提醒 warnings' if result.warnings else ''}\n"
        f"  承诺 promises：{statuses}\n"
        f"  打开 open：{(target / 'index.html').as_uri()}\n"
        f"  或 or：make serve → http://localhost:8000/\n"
    )


@task(help={"scheduler": "Dask 调度器的地址 / a Dask scheduler, whose workers make steps"})
def render(_: Context, scheduler: str = "") -> None:
    """写出每一页的 Markdown 和页面引用的文件 / Write every page's Markdown and what pages cite.

    invoke render
    """
    from scripts.build import site as build
    from scripts.core.folders import Folders

    folders = Folders(root=ROOT, output=ROOT / "output")
    with explain_stops():
        result = build.render_site(folders, scheduler=scheduler)
    if result.findings:
        show(result.findings, "text")
        raise Exit(f"✗ {len(result.findings)} 处问题 findings", FINDINGS)
    sys.stdout.write(
        f"✓ {result.pages} 页 Markdown pages → content/generated/pages/，"
        f"{result.files} 个文件 files → .build/output/，{result.seconds:.1f} 秒 s\n"
        f"  接着 next：pelican content -s pelicanconf.py -o DIR\n"
    )


@task(
    help={
        "port": "端口 / port",
        "texts": "存有未转载报告全文的文件夹，供审阅台用 / a folder with the full texts of reports "
        "quoted by reference, for the review desk",
    }
)
def serve(_: Context, port: int = 8000, texts: str = "") -> None:
    """在本机浏览并审阅，存盘即重做 / Look at the site and review here; a save rebuilds it.

    invoke serve
    """
    from scripts.commands import serve as server

    if texts and not Path(texts).is_dir():
        raise Exit(f"✗ --texts: 没有这个文件夹 no such folder: {texts}", WRONG_USAGE)
    server.serve(ROOT, port, Path(texts) if texts else None)


@task
def check(_: Context) -> None:
    """检查已生成的网站：链接、结构、体积 / Check the built site: links, structure, size.

    invoke check
    """
    from scripts import verify as structure
    from scripts.core import files

    built = files.read_tree(ROOT / "output")
    if not built:
        raise Exit(
            "output/ 是空的，先运行 make site / output/ is empty: run make site", WRONG_USAGE
        )
    found = structure.check_site(built)
    show(found, "text")
    pages = sum(path.endswith(".html") for path in built)
    sys.stdout.write(f"{'✗' if found else '✓'} {pages} 页 pages, {len(found)} 处问题 findings\n")
    if any(one.code not in structure.WARNINGS for one in found):
        raise Exit(code=FINDINGS)


@task
def lint(c: Context) -> None:
    """代码规范与类型 / Lint and types.

    invoke lint
    """
    for tool in ("ruff check .", "ruff format --check .", "mypy"):
        c.run(f"{sys.executable} -m {tool}", pty=False)


@task(pre=[lint], help={"args": "交给 pytest 的参数 / arguments for pytest"})
def test(c: Context, args: str = "") -> None:
    """规范、类型、测试（含真实浏览器）/ Lint, types, tests with a real browser.

    invoke test
    """
    c.run(f"{sys.executable} -m scripts.commands.browser --install", pty=False)
    c.run(f"{sys.executable} -m pytest -n auto --dist loadfile {args}", pty=False)


@task
def golden(c: Context) -> None:
    """更新对照用的页面样本（看过差异再提交）/ Renew the golden pages; review before committing.

    invoke golden
    """
    c.run(f"{sys.executable} -m pytest tests/pages/test_golden.py --renew-golden", pty=False)


@task
def schemas(_: Context) -> None:
    """把字段定义和共用指标抄进各数据包 / Copy schemas and shared indicators into each package.

    invoke schemas
    """
    from scripts.package import schemas as inline

    datasets = ROOT / "datasets"
    changed = inline.write_inline_schemas(datasets) + inline.copy_shared_indicators(datasets)
    for name in sorted(set(changed)):
        sys.stdout.write(f"✓ {name}\n")


@task
def lock(c: Context) -> None:
    """重算依赖锁定文件 / Renew the lock files from pyproject.toml.

    invoke lock
    """
    base = f"{sys.executable} -m uv pip compile pyproject.toml --universal --generate-hashes"
    quiet = (
        "--python-version 3.11 --quiet --no-emit-index-url --custom-compile-command 'invoke lock'"
    )
    c.run(f"{base} {quiet} --extra dev -o requirements-dev.lock", pty=False)
    # What one installs over the other must be the same versions.
    c.run(f"{base} {quiet} -c requirements-dev.lock -o requirements.lock", pty=False)


@task(help={"count": "多少处错误 / how many mistakes"})
def soak(c: Context, count: int = 500) -> None:
    """在真实数据里造几百处错误，看是否处处被发现 / Make mistakes by the hundred; are they found?

    invoke soak --count 500
    """
    c.run(f"{sys.executable} -m tests.trials.mistakes {int(count)}", pty=False)


@task(help={"count": "多少次 / how many builds"})
def faults(c: Context, count: int = 200) -> None:
    """在各处打断真实的生成，看网站是否完整 / Stop real builds everywhere; is the site whole?

    invoke faults --count 200
    """
    c.run(f"{sys.executable} -m tests.trials.faults {int(count)}", pty=False)


@task(help={"count": "多少份输入 / how many inputs"})
def fuzz(c: Context, count: int = 500) -> None:
    """给每个读取器喂坏掉的文件，看是否只报问题 / Feed each reader spoilt files; findings only?

    invoke fuzz --count 500
    """
    c.run(f"{sys.executable} -m tests.trials.fuzz {int(count)}", pty=False)


@task(help={"folder": "放着数据包的文件夹 / the folder in which packages stand"})
def packages(c: Context, folder: str) -> None:
    """把一个文件夹里的数据包逐个走到底 / Take every package of a folder to its pages and downloads.

    invoke packages downloads/
    """
    c.run(f"{sys.executable} -m tests.trials.packages {shlex.quote(folder)}", pty=False)


@task(help={"count": "多少个项目 / how many projects"})
def incremental(c: Context, count: int = 100) -> None:
    """随机改动后接着生成，看是否与从头生成逐字节相同 / Edits in a row: the site of a clean build?

    invoke incremental --count 100
    """
    c.run(f"{sys.executable} -m tests.trials.incremental {int(count)}", pty=False)


@task(
    help={
        "quick": "只核对两边的网页和数字 / only hold both sites' pages and numbers together",
        "sizes": "多少个指标，逗号隔开 / numbers of indicators, by commas",
        "rounds": "几轮 / rounds",
    }
)
def bench(c: Context, sizes: str = "130,1000,10000", rounds: int = 3, quick: bool = False) -> None:
    """同一轮里与 Hugo 比速度，写进 docs/performance.md / Measure beside Hugo, into the document.

    invoke bench --sizes 130,1000,10000 --rounds 3
    """
    numbers = ",".join(str(int(size)) for size in sizes.split(","))
    what = "--quick" if quick else f"--sizes {numbers} --rounds {int(rounds)} --write"
    c.run(f"{sys.executable} -m tests.bench {what}", pty=False)


@task(help={"count": "每种多少次 / how many of each"})
def reliability(c: Context, count: int = 200) -> None:
    """把各种考验再跑一遍，结果写进 docs/reliability.md / Run the trials, write what they print.

    invoke reliability --count 200
    """
    c.run(f"{sys.executable} -m tests.trials.reliability {int(count)}", pty=False)
