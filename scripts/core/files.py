"""File writing, atomic: replaces what changed, removes what is gone, never half a file."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a write did: counts of files."""

    total: int
    changed: int
    removed: int


class UnsafePathError(ValueError):
    """A path that would leave the folder it is written to."""


_NAMES_NOTHING = frozenset({"", "."})


def check_inside(path: str) -> None:
    """See that a path stays inside the folder that it is relative to.

    Raises:
        UnsafePathError: it is absolute, climbs with `..`, or holds a NUL or a backslash.
    """
    names = path.split("/")
    if (
        path.startswith("/")
        or ".." in names
        or "\0" in path
        or "\\" in path
        or _NAMES_NOTHING.issuperset(names)
    ):
        message = f"{path!r} would be written outside its folder"
        raise UnsafePathError(message)


def list_files(folder: Path) -> list[str]:
    """The files below a folder, and links to files, by their relative posix paths in order."""
    start = len(str(folder)) + 1
    found = (f"{at}/{name}" for at, _, names in os.walk(folder) for name in names)
    return sorted(path[start:] for path in found if os.path.isfile(path))  # noqa: PTH113 - of many


def hash_files(folder: Path, paths: Iterable[str]) -> bytes:
    """The hash of files below a folder, by their paths and contents, in the order given."""
    together = sha256()
    for path in paths:
        together.update(f"\n{path}\n".encode())
        together.update(sha256((folder / path).read_bytes()).digest())
    return together.digest()


def is_same(path: Path, data: bytes) -> bool:
    """Whether the file holds exactly `data`."""
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False


def write_file(path: Path, data: bytes) -> bool:
    """Write `data` unless the file holds it already; a reader sees the old or the new file.

    Returns:
        Whether the file was changed.
    """
    if is_same(path, data):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return True


def write_below(folder: Path, path: str, data: bytes) -> bool:
    """Write a file of a tree; a file where it needs a folder, or a folder in its place, goes.

    Returns:
        Whether the file was changed.

    Raises:
        UnsafePathError: the path leaves the folder.
    """
    check_inside(path)
    target = folder / PurePosixPath(path)
    for above in target.parents:
        if above == folder:
            break
        if above.is_symlink() or above.is_file():
            above.unlink()
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    return write_file(target, data)


def remove_others(folder: Path, keep: Iterable[str]) -> int:
    """Remove every file below `folder` that is not in `keep`, and the folders left empty."""
    kept = set(keep)
    removed = 0
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(folder).as_posix() not in kept:
            path.unlink()
            removed += 1
    return removed


def remove(path: Path) -> None:
    """Remove a file, a link or a folder with all that is in it; it need not be there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def read_tree(folder: Path) -> dict[str, bytes]:
    """Every file below `folder`: relative posix path -> content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
