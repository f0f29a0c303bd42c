"""Whether a build would give what is in place already; then there is nothing to do.

    <workshop>/last.json   what the last build was made from, and what it left in place

The site itself is read again, every byte: a file that somebody changed or removed is found.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from scripts.archives import render_checksums
from scripts.files import read_tree, write_file
from scripts.repository import GitError, git, history_folder
from scripts.signing import SETTINGS

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
        same = last["build"] == build and last["site"] == describe_site(read_tree(output))
        said: Mapping[str, Any] | None = last["said"] if same else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return said


def remember_build(
    workshop: Path, build: str, site: Mapping[str, bytes], said: Mapping[str, Any]
) -> None:
    """Note what was built for `recall_build`; without the note, the next build does its work."""
    last = {"build": build, "site": describe_site(site), "said": said}
    with contextlib.suppress(OSError):
        write_file(workshop / FILE, json.dumps(last).encode())


def describe_site(site: Mapping[str, bytes]) -> str:
    """The hash of a whole site: every path with its content."""
    return sha256(render_checksums(site)).hexdigest()
