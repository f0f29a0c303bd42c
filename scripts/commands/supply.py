"""The tasks that tell what the project is made from; the ecosystem's own tools answer."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from invoke.context import Context
from invoke.exceptions import Exit

from scripts.commands.output import task

LOCK = "requirements.lock"
LICENCES = "docs/licences.md"
HEAD = """# 依赖的许可 · Licences of what we depend on

由 `invoke licences` 生成（pip-licenses），与 `requirements.lock` 一致；请不要手改。

Made by `invoke licences` (pip-licenses) and equal to `requirements.lock`; not to be edited by hand.

"""


@task(help={"to": "写到哪个文件 / the file to write"})
def sbom(_: Context, to: str = "sbom.cdx.json") -> None:
    """写出本环境的软件物料清单（CycloneDX 1.6）/ Write the environment's bill of materials.

    invoke sbom --to sbom.cdx.json
    """
    # Its own check of what it wrote takes half a minute.
    stable = ("--output-reproducible", "--short-PURLs", "--spec-version", "1.6", "--no-validate")
    project = ("--pyproject", "pyproject.toml")
    _run("cyclonedx_py", "environment", *project, *stable, "--output-file", to)


@task
def licences(_: Context) -> None:
    """重写依赖的许可一览 docs/licences.md / Renew the table of licences.

    invoke licences
    """
    from scripts.core.files import write_file

    names = locked_names(Path(LOCK).read_text(encoding="utf-8"))
    listed = ("--format=markdown", "--with-system", "--packages", *names)
    table = _run("piplicenses", *listed, pipe=True)
    write_file(Path.cwd() / LICENCES, f"{HEAD}{table.strip()}\n".encode())


@task
def audit(_: Context) -> None:
    """锁定的依赖有没有已知漏洞（要联网）/ Known vulnerabilities of the lock; asks the network.

    invoke audit
    """
    as_locked = ("--require-hashes", "--disable-pip", "--progress-spinner", "off")
    _run("pip_audit", "--requirement", LOCK, *as_locked)


def locked_names(lock: str) -> list[str]:
    """The names of the packages in a lock file's text, in its order, each once."""
    return list(dict.fromkeys(re.findall(r"^([a-z0-9][\w.-]*)==", lock, re.MULTILINE)))


def _run(module: str, *options: str, pipe: bool = False) -> str:
    """A Python tool's output; its exit code is the task's.

    Raises:
        Exit: it is not installed, or says that something is wrong.
    """
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", module, *options],
        stdout=subprocess.PIPE if pipe else None,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise Exit(
            f"✗ {module} 没有成功；没装的话先装 requirements-dev.lock 里的依赖。\n"
            f"✗ {module} did not succeed; if it is missing, install requirements-dev.lock.",
            done.returncode,
        )
    return done.stdout or ""
