"""Whether a build would give what is in place already; then there is nothing to do.

    <workshop>/last.json   what the last build was made from, and what it left in place

Of the site every file is looked at, by size and moment of its last change, as git does: one that
somebody changed or removed is found. `invoke verify` reads every byte.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from scripts.build.tree import FileRecord, describe_listing, list_tree
from scripts.core.files import write_file
from scripts.core.model import STATUSES
from scripts.core.repository import GitError, git, history_folder
from scripts.core.signing import SETTINGS

FILE = "last.json"


def describe_build(manifest: bytes, program: bytes, root: Path, *, complete: bool) -> str:
    """The hash of all that decides what a build gives.

    Args:
        manifest: the sum of every input, and the settings.
        program: what runs (`describe_program`).
        root: the project, whose history released versions are rebuilt from.
        complete: whether every released version must be there.
    """
    together = sha256(manifest)
    together.update(program)
    together.update(_describe_history(root))
    together.update(repr([complete, *(os.environ.get(name) for name in SETTINGS)]).encode())
    return together.hexdigest()


def _describe_history(root: Path) -> bytes:
    """What can be reached in the repository: its references, and where a shallow one ends."""
    folder = history_folder(root)
    try:
        references = git(folder, "for-each-ref", "--format=%(objectname) %(refname)")
        return references + git(folder, "rev-parse", "--is-shallow-repository")
    except GitError:
        return b""


def recall_build(workshop: Path, build: str, output: Path) -> Mapping[str, Any] | None:
    """What the last build said of itself, if it was this one and its site is still whole.

    Args:
        workshop: where builds leave what they need again.
        build: from `describe_build`.
        output: the site in place.
    """
    try:
        last = json.loads((workshop / FILE).read_bytes())
        same: bool = last["build"] == build and last["site"] == describe_listing(list_tree(output))
        return _parse(last["said"]) if same else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _parse(said: Mapping[str, Any]) -> Mapping[str, Any]:
    statuses = {status: int(said["statuses"][status]) for status in STATUSES}
    return {"pages": int(said["pages"]), "files": int(said["files"]), "statuses": statuses}


def remember_build(
    workshop: Path, build: str, files: Iterable[FileRecord], said: Mapping[str, Any]
) -> None:
    """Note what was built for `recall_build`; without the note, the next build does its work."""
    listing = {one.path: (one.size, one.changed) for one in files}
    last = {"build": build, "site": describe_listing(listing), "said": said}
    with contextlib.suppress(OSError):
        write_file(workshop / FILE, json.dumps(last).encode())
