"""The tasks that tell what the project is made from."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from invoke.context import Context
from invoke.exceptions import Exit

from scripts.commands.output import FINDINGS, WRONG_USAGE, task

LOCK = "requirements.lock"
LICENCES = "docs/licences.md"


@task(help={"to": "写到哪个文件 / the file to write"})
def sbom(_: Context, to: str = "sbom.cdx.json") -> None:
    """写出软件物料清单（CycloneDX 1.6）/ Write the bill of materials.

    invoke sbom --to sbom.cdx.json
    """
    from scripts.core.files import write_file
    from scripts.desk.supply.bill import render_bill
    from scripts.desk.supply.licences import find_licences
    from scripts.desk.supply.locked import read_lock

    root = Path.cwd()
    packages = read_lock((root / LOCK).read_text(encoding="utf-8"))
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    licences = find_licences(packages, _read(root / LICENCES))
    changed = write_file(root / to, render_bill(project, packages, licences))
    done = "已写 written" if changed else "没有变化 unchanged"
    sys.stdout.write(f"✓ {to}：{len(packages)} 个软件包 packages，{done}\n")


@task
def licences(_: Context) -> None:
    """重写依赖的许可一览 docs/licences.md / Renew the table of licences.

    invoke licences
    """
    from scripts.core.files import write_file
    from scripts.desk.supply.licences import UNKNOWN, find_installed, find_licences, render_licences
    from scripts.desk.supply.locked import read_lock

    root = Path.cwd()
    packages = read_lock((root / LOCK).read_text(encoding="utf-8"))
    licence_of = find_licences(packages, _read(root / LICENCES))
    changed = write_file(root / LICENCES, render_licences(packages, licence_of).encode())
    done = "已写 written" if changed else "没有变化 unchanged"
    sys.stdout.write(f"✓ {LICENCES}：{len(packages)} 个软件包 packages，{done}\n")
    absent = {(p.name, p.version) for p in packages} - find_installed(packages).keys()
    for name, version in sorted(absent):
        note = "仍用已有的记录 the record is kept" if licence_of[name, version].names else UNKNOWN
        sys.stdout.write(f"  这里没有安装 not installed here: {name} {version}，{note}\n")


@task
def audit(_: Context) -> None:
    """锁定的依赖有没有已知漏洞（要联网）/ Known vulnerabilities of the lock; asks the network.

    invoke audit
    """
    from scripts.desk.supply.advisories import NoAnswerError, NotInstalledError, audit_lock

    try:
        found = audit_lock(Path.cwd() / LOCK)
    except NotInstalledError:
        raise Exit(
            "✗ 没有安装 pip-audit，先运行："
            f"{sys.executable} -m pip install --require-hashes -r requirements-dev.lock\n"
            "✗ pip-audit is not installed; run the command above first",
            WRONG_USAGE,
        ) from None
    except NoAnswerError as error:
        raise Exit(
            f"✗ 没能问到（联网了吗？），有没有漏洞还不知道：{error}\n"
            "✗ could not ask (is there a network?); whether there are vulnerabilities is unknown",
            WRONG_USAGE,
        ) from None
    for one in found.advisories:
        fixed = "、".join(one.fixed_in) or "还没有 none yet"
        sys.stdout.write(
            f"✗ {one.package} {one.version}  {one.identifier}  修复于 fixed in：{fixed}\n"
            f"  {one.summary}\n"
        )
    for name in found.unasked:
        sys.stdout.write(f"! 没有问到 not asked: {name}\n")
    sys.stdout.write(
        f"{'✗' if found.advisories else '✓'} 问了 asked {found.asked} 个软件包 packages，"
        f"{len(found.advisories)} 处已知漏洞 known vulnerabilities\n"
    )
    if found.advisories:
        raise Exit(code=FINDINGS)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
