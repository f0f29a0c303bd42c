"""The last step of a build: a whole tree takes the place of another.

    <workshop>/<name>        the tree that builds add to; after the swap, the one that was in place
    <workshop>/<name>.next   the first tree while it is put together from links
    <workshop>/<name>.old    the old tree between two renames

Whoever reads the folder sees the old tree or the new one. A build that is killed between the two
renames leaves none for the moment: the next one brings the old tree back. Both trees share the
files that are the same in both.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from scripts.build.tree import FileRecord, Listing, SiteTree, in_listing
from scripts.core.errors import OperationalError
from scripts.core.files import Written, remove_others, write_below

try:
    import fcntl
except ImportError:  # Windows has no such lock
    fcntl = None  # type: ignore[assignment]

_CANNOT_MOVE = frozenset({errno.EXDEV, errno.EBUSY, errno.EPERM, errno.EACCES})
"""A mount point, another disk, a layer of a container, a parent that may not be written."""


class BuildRunningError(OperationalError):
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


def recover(folder: Path, workshop: Path, staged: Path) -> None:
    """Undo what a build left that was killed while it put its tree in place.

    What stands where the tree should and is no folder of its own goes as well.
    """
    following, old = _beside(folder, workshop)
    if old.exists() and not folder.exists():
        old.rename(folder)
    _clear(following, old)
    if staged.is_symlink() or not staged.is_dir():
        _clear(staged)


def _clear(*paths: Path) -> None:
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()


def place_site(  # noqa: PLR0913, PLR0917 - two trees, and what is known of them
    folder: Path,
    staged: Path,
    files: Sequence[FileRecord],
    workshop: Path,
    before: Mapping[str, FileRecord],
    there: Listing,
) -> Written:
    """Make `folder` hold exactly `files`, in one step; `staged`, which has them, has them after.

    Where there is no folder yet, or it is on another disk's shelf than `staged`, the new tree is
    linked together beside it; else the two change places, and what was in place is brought up to
    date for the next build. Where the folder cannot be moved (a mount point, another disk than
    `workshop`), its files are replaced one by one.

    Args:
        folder: what readers see.
        staged: the new tree, and nothing else.
        files: the records of all its files.
        workshop: a folder on the same disk as `folder`, where trees are put together.
        before: what earlier builds noted of files by their path; those that are as noted are not
            read to see whether they change.
        there: what `folder` holds (`list_tree`).
    """
    folder = folder.resolve()
    other = [record for record in files if not in_listing(record, there)]
    gone = there.keys() - {record.path for record in files}
    # A file that was only written again is the same to who reads the site.
    changed = sum(not _is_same(folder, record, there, before) for record in other)
    written = Written(total=len(files), changed=changed, removed=len(gone))
    if not other and not gone and folder.is_dir():
        return written
    following, old = _beside(folder, workshop)
    swapped = False
    try:
        if folder.is_dir() and staged.parent == workshop:
            shutil.copymode(folder, staged)
            _exchange(folder, staged, old)
            swapped = True
        else:
            _put_together(following, staged, files)
            if folder.is_dir():
                shutil.copymode(folder, following)
            _exchange(folder, following, old)
    except OSError as error:
        _clear(following)
        if error.errno not in _CANNOT_MOVE:
            raise
        for record in other:
            write_below(folder, record.path, (staged / record.path).read_bytes())
            shutil.copystat(staged / record.path, folder / record.path)
        remove_others(folder, {record.path for record in files})
    if swapped:
        # The new tree is live; what this one lacks, the next build links or makes.
        with suppress(OSError):
            if not staged.exists():
                old.rename(staged)
            _catch_up(staged, folder, other, gone)
    _clear(following, old)
    return written


def _is_same(
    folder: Path,
    record: FileRecord,
    there: Listing,
    before: Mapping[str, FileRecord],
) -> bool:
    """Whether a file that was written again holds what was in place."""
    size, _ = there.get(record.path, (-1, 0))
    if size != record.size:
        return False
    known = before.get(record.path)
    if known is not None and in_listing(known, there):
        return known.sha256 == record.sha256
    return sha256((folder / record.path).read_bytes()).hexdigest() == record.sha256


def _catch_up(staged: Path, folder: Path, other: Iterable[FileRecord], gone: Iterable[str]) -> None:
    """Bring the tree that was in place up to date with the one that is now."""
    tree = SiteTree(folder=staged)
    tree.remove(gone)
    for record in other:
        tree.link(record.path, folder)


def _beside(folder: Path, workshop: Path) -> tuple[Path, Path]:
    name = folder.resolve().name
    return workshop / f"{name}.next", workshop / f"{name}.old"


def _put_together(following: Path, staged: Path, files: Iterable[FileRecord]) -> None:
    following.mkdir(parents=True)
    tree = SiteTree(folder=following)
    for record in files:
        tree.link(record.path, staged)


def _exchange(folder: Path, following: Path, old: Path) -> None:
    """Put the new tree in the place of the old one, which is `old` then."""
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        following.rename(folder)
    else:
        folder.rename(old)
        try:
            following.rename(folder)
        except OSError:
            old.rename(folder)
            raise
