"""Folders of files for tests."""

from collections.abc import Mapping
from pathlib import Path

from scripts.core.files import Written, remove_others, write_below


def write_tree(folder: Path, files: Mapping[str, bytes]) -> Written:
    """Make `folder` hold exactly `files` (relative posix path -> content)."""
    changed = sum(write_below(folder, path, data) for path, data in sorted(files.items()))
    return Written(total=len(files), changed=changed, removed=remove_others(folder, files))
