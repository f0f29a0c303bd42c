"""Whether a build would give what is in place already; then there is nothing to do.

Of the site every file is looked at, by size and moment of its last change, as git does: one that
somebody changed or removed is found. `invoke verify` reads every byte.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from scripts.build.tree import FileRecord, describe_listing, list_tree
from scripts.core.repository import GitError, git, history_folder
from scripts.core.signing import SETTINGS


def describe_build(manifest: bytes, program: bytes, root: Path, said: tuple[bool, ...]) -> str:
    """The hash of all that decides what a build gives.

    Args:
        manifest: the sum of every input, and the settings.
        program: what runs (`describe_program`).
        root: the project, whose history released versions are rebuilt from.
        said: what was asked for: whether every released version must be there, and drafts.
    """
    together = sha256(manifest)
    together.update(program)
    together.update(_describe_history(root))
    together.update(repr([said, *(os.environ.get(name) for name in SETTINGS)]).encode())
    return together.hexdigest()


def _describe_history(root: Path) -> bytes:
    """What can be reached in the repository: its references, and where a shallow one ends."""
    folder = history_folder(root)
    try:
        references = git(folder, "for-each-ref", "--format=%(objectname) %(refname)")
        return references + git(folder, "rev-parse", "--is-shallow-repository")
    except GitError:
        return b""


def is_last_build(facts: Mapping[str, Any], output: Path) -> bool:
    """Whether the site that the last build left in place is still whole."""
    return bool(facts.get("site") == describe_listing(list_tree(output)))


def describe_result(files: Iterable[FileRecord], result: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is noted of a whole build: what it told the person, and the site that it left."""
    listing = {one.path: (one.size, one.changed) for one in files}
    return {"site": describe_listing(listing), "result": result}
