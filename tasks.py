"""The steps by name (`invoke --list`); each is a few lines over `scripts/`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from invoke.context import Context
from invoke.exceptions import Exit
from invoke.tasks import task

ROOT = Path(__file__).parent
FINDINGS = 1
WRONG_USAGE = 2


def _show(findings: Any, form: str, lang: str = "") -> None:
    from scripts import findings as shown
    from scripts.findings_page import render_page
    from scripts.model import LANGUAGES

    if lang and lang not in LANGUAGES:
        raise Exit(f"--lang: {' | '.join(LANGUAGES)}", WRONG_USAGE)
    languages: Any = [lang] if lang else LANGUAGES
    renderers = {
        "text": lambda: shown.render_terminal(findings, languages),
        "json": lambda: shown.render_json(findings),
        "annotations": lambda: shown.render_annotations(findings),
        "html": lambda: render_page(findings, languages),
    }
    if form not in renderers:
        raise Exit(f"--format: {' | '.join(renderers)}", WRONG_USAGE)
    sys.stdout.write(renderers[form]())


@task(
    help={
        "package": "只查这个数据包 / only this package",
        "format": "text | json | annotations | html",
        "lang": "zh | en；不写则中英对照 / both when left out",
    }
)
def validate(_: Context, package: str = "", format: str = "", lang: str = "") -> None:  # noqa: A002
    """校验 datasets/ 里的数据包 / Check the packages in datasets/.

    invoke validate --package NAME --lang zh
    """
    from scripts import build

    form = format or ("annotations" if os.environ.get("GITHUB_ACTIONS") else "text")
    folders = build.Folders(root=Path.cwd(), output=Path.cwd() / "output")
    try:
        packages = build.read_all(folders, [package] if package else [])
    except FileNotFoundError as error:
        raise Exit(f"没有这个数据包 / no such package: {error}", WRONG_USAGE) from None
    found = build.validate(folders, packages)
    _show(found, form, lang)
    if form == "text":
        summary = f"{len(packages)} 个数据包 packages, {len(found)} 处问题 findings"
        sys.stdout.write(f"{'✗' if found else '✓'} {summary}\n")
    if found:
        raise Exit(code=FINDINGS)


@task(help={"output": "写到哪个文件夹 / where to write"})
def site(_: Context, output: str = "output") -> None:
    """生成整个网站到 output/ / Build the whole site into output/."""
    from scripts import build, wording

    target = (ROOT / output).resolve()
    result = build.build_site(build.Folders(root=ROOT, output=target))
    if result.findings:
        _show(result.findings, "text")
        raise Exit(
            f"✗ {len(result.findings)} 处问题，未发布，{target.name}/ 保持原样 / "
            f"{len(result.findings)} findings; {target.name}/ is untouched",
            FINDINGS,
        )
    statuses = "，".join(
        f"{wording.STATUS_LABELS[status].zh} {count}"
        for status, count in result.statuses.items()
        if count
    )
    sys.stdout.write(
        f"✓ {result.pages} 页 pages，{result.files} 个文件 files"
        f"（新写 {result.changed} changed，删去 {result.removed} removed），"
        f"{result.seconds:.1f} 秒 s，0 处问题 findings\n"
        f"  承诺 promises：{statuses}\n"
        f"  打开 open：{(target / 'index.html').as_uri()}\n"
        f"  或 or：make serve → http://localhost:8000/\n"
    )


@task(help={"port": "端口 / port"})
def serve(_: Context, port: int = 8000) -> None:
    """在本机浏览，存盘即重做 / Look at the site here; a save rebuilds it."""
    from scripts import serve as server

    server.serve(ROOT, port)


@task
def check(_: Context) -> None:
    """检查已生成的网站：链接、结构、体积 / Check the built site: links, structure, size."""
    from scripts import files, verify

    built = files.read_tree(ROOT / "output")
    if not built:
        raise Exit(
            "output/ 是空的，先运行 make site / output/ is empty: run make site", WRONG_USAGE
        )
    found = verify.check_site(built)
    _show(found, "text")
    pages = sum(path.endswith(".html") for path in built)
    sys.stdout.write(f"{'✗' if found else '✓'} {pages} 页 pages, {len(found)} 处问题 findings\n")
    if found:
        raise Exit(code=FINDINGS)


@task
def lint(c: Context) -> None:
    """代码规范与类型 / Lint and types."""
    for tool in ("ruff check .", "ruff format --check .", "mypy"):
        c.run(f"{sys.executable} -m {tool}", pty=False)


@task(pre=[lint], help={"args": "交给 pytest 的参数 / arguments for pytest"})
def test(c: Context, args: str = "") -> None:
    """规范、类型、测试（含真实浏览器）/ Lint, types, tests with a real browser."""
    c.run(f"{sys.executable} -m scripts.browser --install", pty=False)
    c.run(f"{sys.executable} -m pytest {args}", pty=False)


@task
def golden(c: Context) -> None:
    """更新对照用的页面样本（看过差异再提交）/ Renew the golden pages; review before committing."""
    c.run(f"{sys.executable} -m pytest tests/test_golden.py --renew-golden", pty=False)


@task
def schemas(_: Context) -> None:
    """把 datasets/schemas/ 抄进各数据包 / Copy the schemas into each package's descriptor."""
    from scripts import schemas as inline

    for name in inline.write_inline_schemas(ROOT / "datasets"):
        sys.stdout.write(f"✓ {name}\n")


@task
def lock(c: Context) -> None:
    """重算依赖锁定文件 / Renew the lock files from pyproject.toml."""
    base = f"{sys.executable} -m uv pip compile pyproject.toml --universal --generate-hashes"
    quiet = (
        "--python-version 3.11 --quiet --no-emit-index-url --custom-compile-command 'invoke lock'"
    )
    c.run(f"{base} {quiet} -o requirements.lock", pty=False)
    c.run(f"{base} {quiet} --extra dev -o requirements-dev.lock", pty=False)


@task(
    help={
        "to": "服务器上的网站文件夹 / the site's folder on this machine",
        "keep": "保留几次发布 / how many releases stay",
        "name": "这次发布的名称，默认是提交号 / name of the release, by default the commit",
    }
)
def publish(c: Context, to: str, keep: int = 5, name: str = "") -> None:
    """生成并上线到本机的文件夹 / Build and put live in a folder of this machine.

    invoke publish --to /srv/promises
    """
    import shutil
    import tempfile

    from scripts import build
    from scripts.releases import ReleaseError, Releases

    releases = Releases(Path(to).resolve())
    commit = c.run("git rev-parse --short=12 HEAD", hide=True, warn=True, pty=False)
    release = name or (commit.stdout.strip() if commit is not None and commit.ok else "manual")
    with releases.locked():
        built = Path(tempfile.mkdtemp(prefix="building-", dir=releases.folder)) / "site"
        try:
            result = build.build_site(build.Folders(root=ROOT, output=built))
            if result.findings:
                _show(result.findings, "text")
                raise Exit("✗ 没有发布 not published", FINDINGS)
            releases.add(release, built, keep)
        except ReleaseError as error:
            raise Exit(f"✗ {error}", FINDINGS) from None
        finally:
            shutil.rmtree(built.parent, ignore_errors=True)
    sys.stdout.write(f"✓ 已上线 live: {release} → {releases.current}\n")


@task(help={"to": "服务器上的网站文件夹 / the site's folder on this machine"})
def rollback(_: Context, to: str) -> None:
    """退回上一次发布 / Put the release before the live one live again.

    invoke rollback --to /srv/promises
    """
    from scripts.releases import ReleaseError, Releases

    releases = Releases(Path(to).resolve())
    try:
        with releases.locked():
            undone, live = releases.roll_back()
    except ReleaseError as error:
        raise Exit(f"✗ {error}", FINDINGS) from None
    sys.stdout.write(f"✓ {undone} → {live}\n")


@task(
    help={
        "repository": "裸仓库 / the bare repository",
        "site": "网站的文件夹，网页服务器指向其中的 current / the web server serves its `current`",
        "branch": "发布哪个分支 / the branch that is published",
        "keep": "保留几次发布 / how many releases stay",
        "url": "网站地址 / the site's address",
        "contact": "读者指出错误的去处 / where readers report errors",
        "environment": "现成的 Python（可不填）/ a Python that has everything (optional)",
    }
)
def install_hooks(  # noqa: PLR0913, PLR0917 - a server's settings
    _: Context,
    repository: str,
    site: str,
    branch: str = "main",
    keep: int = 5,
    url: str = "",
    contact: str = "",
    environment: str = "",
) -> None:
    """让一个裸仓库收到推送就发布 / Make a bare repository publish what is pushed to it.

    invoke install-hooks --repository /srv/promises.git --site /srv/promises --url https://example.org
    """
    from scripts.hooks import NotARepositoryError, install_hooks

    try:
        written = install_hooks(
            Path(repository).resolve(),
            Path(site).resolve(),
            branch=branch,
            keep=keep,
            url=url,
            contact=contact,
            environment=Path(environment).absolute() if environment else None,
        )
    except NotARepositoryError as error:
        raise Exit(f"✗ 不是裸仓库 not a bare repository: {error}", WRONG_USAGE) from None
    for path in written:
        sys.stdout.write(f"✓ {path}\n")


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
    from scripts import compare
    from scripts.difference import render_difference, render_difference_page

    try:
        differences = compare.compare(Path.cwd(), rev)
    except compare.NoRevisionError as error:
        raise Exit(f"✗ 没有这个版本 no such revision: {rev}: {error}", WRONG_USAGE) from None
    sys.stdout.write(render_difference(differences))
    if html:
        Path(html).write_text(render_difference_page(differences), encoding="utf-8")


def _ask(name: str, given: str, *, needed: bool = True) -> str:
    if given or not sys.stdin.isatty():
        return given
    answer = input(f"{name}{'' if needed else '（可空 optional）'}: ").strip()
    return answer if answer or not needed else _ask(name, given)


@task(
    help={
        "indicator": "指标编号 / indicator_id",
        "period": "时期，如 2024、2024-Q3 / period",
        "value": "数值 / value",
        "unit": "单位，默认用指标的单位 / unit, by default the indicator's",
        "stage": "final | preliminary | cumulative",
        "source": "来源编号 / source_id",
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
    published: str = "",
    package: str = "",
    reason_zh: str = "",
    reason_en: str = "",
) -> None:
    """补一个公布了的实际数（缺什么问什么）/ Add a published value; asks for what is missing.

    invoke observe --indicator grain-output --period 2024 --value 226.1 --source 2024-bulletin
    """
    import datetime as dt

    from scripts import build
    from scripts.observe import NeedsReasonError, read_rows
    from scripts.observe import observe as add

    root = Path.cwd()
    folders = build.Folders(root=root, output=root / "output")
    places = [raw.name for raw in build.read_all(folders) if build.is_place_package(raw)]
    package = package or (places[0] if len(places) == 1 else _ask("地方 place", ""))
    if package not in places:
        raise Exit(
            f"✗ 没有这个地方 no such place: {package or '?'} ({', '.join(places)})", WRONG_USAGE
        )
    indicator = _ask("指标编号 indicator", indicator)
    header, rows = read_rows(folders.datasets / package / "indicators.csv")
    units = {row[header.index("indicator_id")]: row[header.index("unit")] for row in rows}
    values = {
        "indicator_id": indicator,
        "period": _ask("时期 period", period),
        "value": _ask("数值 value", value),
        "unit": unit or units.get(indicator, ""),
        "stage": stage
        or _ask("性质 stage（final、preliminary、cumulative）", "", needed=False)
        or "final",
        "source_id": _ask("来源编号 source", source),
        "published": published,
    }
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    try:
        outcome = add(folders, package, values, day=today, reason=(reason_zh, reason_en))
    except NeedsReasonError as error:
        raise Exit(
            f"✗ 已公布的是 {error}：改动它要写明 --reason-zh 与 --reason-en / "
            f"{error} is published: give --reason-zh and --reason-en to change it",
            FINDINGS,
        ) from None
    if outcome.findings:
        _show(outcome.findings, "text")
        raise Exit("✗ 没有写入 nothing was written", FINDINGS)
    words = {
        "added": "已添加一行 row added",
        "changed": f"已改动并记入更正 changed, with a correction（原值 was {outcome.old}）",
        "same": "已有同样的一行 the same row is there already",
    }
    sys.stdout.write(
        f"✓ {words[outcome.done]}：{indicator} {values['period']} = {values['value']}\n"
    )


@task(help={"on": "以哪一天为今天 / the day to take for today, YYYY-MM-DD"})
def stale(_: Context, on: str = "") -> None:
    """哪些承诺的数据该公布了还没补上 / Promises whose figures ought to be out by now.

    invoke stale
    """
    import datetime as dt

    from scripts import build
    from scripts.stale import derive_waiting

    try:
        day = dt.date.fromisoformat(on) if on else dt.datetime.now(tz=dt.UTC).date()
    except ValueError:
        raise Exit("--on YYYY-MM-DD", WRONG_USAGE) from None
    root = Path.cwd()
    total = 0
    for name, edition in build.derive_all(build.Folders(root=root, output=root / "output")):
        for waiting in derive_waiting(edition, year=day.year, month=day.month):
            total += 1
            judged = waiting.judged
            sys.stdout.write(
                f"{name}  {judged.due}  {judged.indicator.indicator_id}  "
                f"{judged.indicator.name_zh} {judged.indicator.name_en}\n"
            )
    sys.stdout.write(f"{total} 条承诺该有数据了 promises whose figures are due ({day})\n")
