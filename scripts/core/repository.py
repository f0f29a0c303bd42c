"""The project's git repository: where it stands, and what its commands print."""

from __future__ import annotations

import os
import subprocess
import tarfile
from pathlib import Path
from typing import Any

SAFELY: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
"""Python before 3.11.4 has no filters for archives."""


class GitError(RuntimeError):
    """Git is not there, or refused; its own words."""


def history_folder(root: Path) -> Path:
    """Where git looks for the history: `SITE_HISTORY`, else the project itself.

    A push is built from a bare checkout without a `.git`; the hook names its repository.
    """
    return Path(os.environ.get("SITE_HISTORY") or root)


def git(folder: Path, *arguments: str) -> bytes:
    """What a git command prints.

    Raises:
        GitError: it failed.
    """
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    except OSError as error:
        raise GitError(str(error)) from None
    if done.returncode:
        raise GitError(done.stderr.decode(errors="replace").strip())
    return done.stdout
