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
