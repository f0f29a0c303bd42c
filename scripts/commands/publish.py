"""Tasks that put a built site live."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from invoke.context import Context
from invoke.exceptions import Exit

from scripts.commands.output import FINDINGS, WRONG_USAGE, ask, check_contact, show, task

ROOT = Path(__file__).parents[2]
_COMMIT = re.compile("[0-9a-f]{12}")


@task(
    help={
        "to": "服务器上的网站文件夹 / the site's folder on this machine",
        "keep": "保留几次发布 / how many releases stay",
        "name": "这次发布的名称，默认是提交号 / name of the release, by default the commit",
        "anyway": "线上的提交不在这里也发布 / even where what is live is not in this copy",
    }
)
def publish(c: Context, to: str, keep: int = 5, name: str = "", anyway: bool = False) -> None:
    """生成并上线到本机的文件夹 / Build and put live in a folder of this machine.

    invoke publish --to /srv/promises
    """
    import shutil
    import tempfile

    from scripts.build import site as build
    from scripts.core.folders import Folders
    from scripts.publish.releases import ReleaseError, Releases

    check_contact(complete=True)
    releases = Releases(Path(to).resolve())
    commit = c.run("git rev-parse --short=12 HEAD", hide=True, warn=True, pty=False)
    release = name or (commit.stdout.strip() if commit is not None and commit.ok else "manual")
    live = releases.live() or ""
    if not anyway and _COMMIT.fullmatch(live):
        known = c.run(f"git merge-base --is-ancestor {live} HEAD", hide=True, warn=True, pty=False)
        if known is None or not known.ok:
            raise Exit(
                f"✗ 线上的 {live} 不在这里的历史里，多半是别人发布的：先 git pull，再发布"
                f"（一定要发布，加 --anyway）/ {live} is live and not in this copy's history, "
                "somebody else's: git pull first, or add --anyway",
                FINDINGS,
            )
    edits = c.run("git status --porcelain -- datasets content", hide=True, warn=True, pty=False)
    if edits is not None and edits.stdout.strip():
        sys.stdout.write(
            "! 有还没提交的改动，也会发布 edits that are not committed go live too：\n"
        )
        sys.stdout.write(edits.stdout)
    with releases.locked():
        built = Path(tempfile.mkdtemp(prefix="building-", dir=releases.folder)) / "site"
        try:
            result = build.build_site(Folders(root=ROOT, output=built), complete=True)
            if result.findings:
                show(result.findings, "text")
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
    from scripts.publish.releases import ReleaseError, Releases

    releases = Releases(Path(to).resolve())
    if not releases.current.is_symlink():
        raise Exit(f"✗ 这里没有发布过网站 no site is live here: {to}", WRONG_USAGE)
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

    invoke install-hooks --repository /srv/p.git --site /srv/p --contact desk@example.org
    """
    from scripts.publish.hooks import NotARepositoryError, install_hooks

    if not (contact := ask("contact", contact)):
        raise Exit(
            "✗ 请写 --contact：读者指出错误的去处 / where do readers report errors? --contact",
            WRONG_USAGE,
        )
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
