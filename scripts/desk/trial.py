"""A copy of a package in which a change is tried before it is written."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.core.folders import Folders
from scripts.package.read import find_packages


@contextmanager
def copy_for_trial(datasets: Path, package: str) -> Iterator[Folders]:
    """A project of one package with the schemas and the vocabulary; it goes when it is left.

    Args:
        datasets: the folder of all packages.
        package: the package's folder name.
    """
    others = {one.name for one in find_packages(datasets)} - {package}
    with tempfile.TemporaryDirectory() as name:
        copy = Folders(root=Path(name), output=Path(name) / "output")
        shutil.copytree(
            datasets,
            copy.datasets,
            ignore=lambda at, _: others if Path(at) == datasets else (),
        )
        yield copy
