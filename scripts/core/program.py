"""The hash of the program that runs: keys of steps cover it, a cluster's workers must have it."""

from __future__ import annotations

import platform
import sysconfig
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from scripts.core.errors import OperationalError
from scripts.core.files import hash_files, list_files
from scripts.core.folders import ROOT

THEME_OF_MODULES = ("cards", "charts", "markdown", "translations")
"""Folders of the theme that modules write with; what only pages are rendered with, these count."""
SCHEMAS = "datasets/schemas"
"""Table Schemas: the API describes its fields by them."""


def describe_program(*, with_pages: bool = False) -> bytes:
    """The hash of our modules, templates and Table Schemas, the packages beside them, and Python.

    Args:
        with_pages: whether the templates of pages count, too.
    """
    together = sha256(platform.python_version().encode())
    packages = Path(sysconfig.get_paths()["purelib"])
    for name in sorted(path.name for path in packages.glob("*.dist-info")):
        together.update(f"\n{name}".encode())
    modules = (
        path for path in list_files(ROOT / "scripts") if path.endswith((".py", ".csv", ".toml"))
    )
    paths = [f"scripts/{path}" for path in modules]
    paths += [f"{SCHEMAS}/{path}" for path in list_files(ROOT / SCHEMAS)]
    for name in (*THEME_OF_MODULES, *(["templates"] if with_pages else [])):
        paths += [f"theme/{name}/{path}" for path in list_files(ROOT / "theme" / name)]
    together.update(hash_files(ROOT, paths))
    return together.digest()


@cache
def running_program() -> bytes:
    """The program as it was when a worker was first asked: what it has loaded does not change."""
    return describe_program(with_pages=True)


class ClusterError(OperationalError):
    """The cluster cannot be used."""

    def __reduce__(self) -> tuple[type[OperationalError], tuple[str, str]]:
        """From a worker it comes as it is."""
        return ClusterError, (self.message_zh, self.message_en)


class OtherProgramError(ClusterError):
    """Workers would make something else."""

    def __init__(self, workers: Sequence[str]) -> None:
        listed = ", ".join(workers)
        super().__init__(
            f"这些工作进程的程序或依赖与本机不同：{listed}。"
            "先换成同一次提交、同一份锁定文件，再重新启动它们。",
            f"These workers run another program or other packages: {listed}. Give them the same "
            "commit and the same lock file, and start them again.",
        )
