"""What a site was built from, so that somebody else can build it again and compare.

`build.json` names the commit, the tools and the sum of every input file; it holds no clock and no
path of a machine, so that the same input gives the same bytes.
"""

from __future__ import annotations

import json
import os
import platform
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha1, sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scripts.core.errors import OperationalError
from scripts.core.files import list_files
from scripts.core.repository import GitError, git, history_folder

BUILD_MANIFEST = "build.json"
CODE = ("pelicanconf.py", "scripts", "theme")
DATA = ("content/pages", "content/updates", "datasets")
LOCK = "requirements.lock"
SETTINGS = ("SITE_CONTACT", "SITE_URL")
"""Settings of the environment that show in the pages."""
_NOT_INPUT = re.compile(r"(?:^|/)(?:__pycache__/|\.|~\$)|\.pyc$")
_REQUIREMENT = re.compile(r"[A-Za-z0-9._-]+")
_SHA1_LENGTH = 40
_SHOWN = 3


class InputChangedError(OperationalError):
    """Files changed while a site was made from them, so that nobody knows from which it is."""

    def __init__(self, paths: Sequence[str]) -> None:
        listed = ", ".join(paths[:_SHOWN])
        super().__init__(
            f"生成的时候，文件被改动了（{listed}），没有发布；再运行一次。",
            f"Files changed while the site was built ({listed}); nothing was published. "
            "Run it again.",
        )


def read_inputs(project: Path, root: Path) -> dict[str, bytes]:
    """Every file that a build reads: path -> content, the path as it is in the repository.

    Args:
        project: where the code stands.
        root: where the data and the words stand; the same folder outside of tests.
    """
    return {
        relative: (folder / relative).read_bytes()
        for folder, relative in _find_inputs(project, root)
    }


def _find_inputs(project: Path, root: Path) -> Iterator[tuple[Path, str]]:
    """The folder of each input, and its path from there."""
    for folder, names in ((project, CODE), (root, DATA)):
        for name in names:
            paths = [name] if (folder / name).is_file() else []
            paths += [f"{name}/{path}" for path in list_files(folder / name)]
            yield from ((folder, path) for path in paths if not _NOT_INPUT.search(path))


def find_commit(root: Path, inputs: Mapping[str, bytes]) -> dict[str, Any]:
    """The commit of the project, and which inputs are not as they are in it.

    The files themselves are compared, not git's index: a push is built from a checkout that has
    no `.git`. Without git, or where git has none of the files, `commit` and `clean` are null.

    Args:
        root: the project.
        inputs: from `read_inputs`.
    """
    nothing: dict[str, Any] = {"commit": None, "clean": None, "changed": []}
    folder = history_folder(root)
    try:
        commit = git(folder, "rev-parse", "--verify", "HEAD").decode().strip()
        listed = git(folder, "ls-tree", "-r", "-z", commit, "--", *CODE, *DATA).decode()
    except GitError:
        return nothing
    committed = dict(_blobs(listed.split("\0")))
    if not inputs.keys() & committed.keys():
        return nothing
    own = {path: _blob_sum(data, len(commit)) for path, data in inputs.items()}
    paths = {path for path in {*own, *committed} if not _NOT_INPUT.search(path)}
    changed = sorted(path for path in paths if own.get(path) != committed.get(path))
    return {"commit": commit, "clean": not changed, "changed": changed}


def _blobs(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in filter(None, lines):
        description, path = line.split("\t", 1)
        yield path, description.split()[2]


def _blob_sum(data: bytes, length: int) -> str:
    """The name that git gives to a content; `length` tells which of its two algorithms."""
    content = b"blob %d\0%b" % (len(data), data)
    # Git's own name of the content; what is trusted is the SHA-256 beside it.
    plain = sha1(content, usedforsecurity=False) if length == _SHA1_LENGTH else sha256(content)
    return plain.hexdigest()


def render_build_manifest(project: Path, root: Path) -> bytes:
    """`build.json`: commit, lock file, Python, direct dependencies, settings, inputs.

    Args:
        project: where the code stands.
        root: where the data and the words stand.
    """
    inputs = read_inputs(project, root)
    described = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = sorted(_requirement(line) for line in described["dependencies"])
    manifest = {
        "software": f"{described['name']} {described['version']}",
        **find_commit(root, inputs),
        "python": platform.python_version(),
        "requirements_lock_sha256": sha256((project / LOCK).read_bytes()).hexdigest(),
        "dependencies": {name: version(name) for name in names},
        "settings": {name: os.environ.get(name, "") for name in SETTINGS},
        "inputs": _sums(inputs),
    }
    return (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()


def check_inputs(manifest: bytes, project: Path, root: Path) -> None:
    """See that a site was made from the inputs that its manifest names.

    Args:
        manifest: from `render_build_manifest`, called before anything was read.
        project: as there.
        root: as there.

    Raises:
        InputChangedError: a file was changed, added or removed meanwhile.
    """
    before = json.loads(manifest)["inputs"]
    # One after the other: a project's tables need not be in memory all at once.
    now = {
        relative: sha256((folder / relative).read_bytes()).hexdigest()
        for folder, relative in _find_inputs(project, root)
    }
    if before != now:
        changed = {path for path, _ in set(before.items()) ^ set(now.items())}
        raise InputChangedError(sorted(changed))


def _sums(inputs: Mapping[str, bytes]) -> dict[str, str]:
    return {path: sha256(data).hexdigest() for path, data in sorted(inputs.items())}


def _requirement(line: str) -> str:
    match = _REQUIREMENT.match(line)
    return match[0] if match else line
