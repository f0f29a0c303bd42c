"""The last step of a build: a whole tree takes the place of another in one rename.

    <workshop>/<name>.next   the new tree while it is put together; after the swap, the old one
    <workshop>/<name>.old    the old tree between two renames, where the system has no swap

Whoever reads the folder sees the old tree or the new one, also when the process is killed. Files
that stay the same are linked, not written again.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from scripts.files import Written, check_inside, is_same, remove_others, write_file, write_tree
from scripts.mishaps import ToldError

try:
    import fcntl
except ImportError:  # Windows has no such lock
    fcntl = None  # type: ignore[assignment]

_CANNOT_MOVE = frozenset({errno.EXDEV, errno.EBUSY, errno.EPERM, errno.EACCES})
"""A mount point, another disk, a layer of a container, a parent that may not be written."""
_HERE = -100
_SWAP = 2


class BuildRunningError(ToldError):
    """Another build holds the folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"另一个生成正在进行（{folder.name}/），等它结束后再运行。",
            f"Another build is running ({folder.name}/); run this again when it has ended.",
        )


@contextmanager
def only_build(*workshops: Path) -> Iterator[None]:
    """Keep other builds out of these folders; the system lets go when the process ends, however.

    Raises:
        BuildRunningError: another process is building there.
    """
    with ExitStack() as held:
        for workshop in sorted(set(workshops)):
            workshop.mkdir(parents=True, exist_ok=True)
            file = held.enter_context((workshop / "lock").open("a"))
            if fcntl is None:
                continue
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BuildRunningError(workshop.parent) from None
        yield


def recover(folder: Path, workshop: Path) -> None:
    """Undo what a build left that was killed while it put its tree in place."""
    following, old = _beside(folder, workshop)
    if old.exists() and not folder.exists():
        old.rename(folder)
    for rest in (following, old):
        shutil.rmtree(rest, ignore_errors=True)


def place_tree(folder: Path, files: Mapping[str, bytes], workshop: Path) -> Written:
    """Make `folder` hold exactly `files`, in one step.

    Where the folder cannot be moved (a mount point, another disk than `workshop`), its files are
    replaced one by one.

    Args:
        folder: what readers see.
        files: relative posix path -> content.
        workshop: a folder on the same disk, where the new tree is put together.
    """
    folder = folder.resolve()
    same = {path for path, data in files.items() if is_same(folder / check_inside(path), data)}
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if not _is_folder(p)}
    removed = len(there - set(files))
    if len(same) == len(files) and not removed:
        remove_others(folder, files)
        return Written(total=len(files), changed=0, removed=0)
    following, old = _beside(folder, workshop)
    try:
        _put_together(following, folder, files, same)
        _exchange(folder, following, old)
    except OSError as error:
        shutil.rmtree(following, ignore_errors=True)
        if error.errno not in _CANNOT_MOVE:
            raise
        return write_tree(folder, files)
    for rest in (following, old):
        shutil.rmtree(rest, ignore_errors=True)
    return Written(total=len(files), changed=len(files) - len(same), removed=removed)


def _beside(folder: Path, workshop: Path) -> tuple[Path, Path]:
    name = folder.resolve().name
    return workshop / f"{name}.next", workshop / f"{name}.old"


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _put_together(
    following: Path, folder: Path, files: Mapping[str, bytes], same: set[str]
) -> None:
    following.mkdir(parents=True)
    if folder.is_dir():
        shutil.copymode(folder, following)
    for path, data in sorted(files.items()):
        target, source = following / path, folder / path
        if path in same and not source.is_symlink():
            target.parent.mkdir(parents=True, exist_ok=True)
            _link(source, target)
        else:
            write_file(target, data)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a disk without links
        shutil.copy2(source, target)


def _exchange(folder: Path, following: Path, old: Path) -> None:
    """Let the two folders change places; the old tree is in `following` or `old` then."""
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        following.rename(folder)
    elif not _swap(folder, following):
        folder.rename(old)
        try:
            following.rename(folder)
        except OSError:
            old.rename(folder)
            raise


def _swap(one: Path, other: Path) -> bool:
    """Whether the system could swap two folders in one step (Linux 3.15, macOS 10.12)."""
    names = os.fsencode(one), os.fsencode(other)
    try:
        system = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            return not system.renamex_np(*names, _SWAP)
        return not system.renameat2(_HERE, names[0], _HERE, names[1], _SWAP)
    except (AttributeError, OSError, TypeError):  # no such call here
        return False
