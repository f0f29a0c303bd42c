"""A folder of files that builds add to, and what is known of each file without reading it.

A file is taken to be the one that was written as long as its size and the moment of its last change
are those that were noted then, as git does. Files are never written over: a new one takes the
place of the old, because the old may be linked into the site that is live.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from scripts.core.files import check_inside

Listing = Mapping[str, tuple[int, int]]
"""The path of each file below a folder -> its size and the moment of its last change."""
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL


class FileRecord(NamedTuple):
    """A file as it was written: `changed` in nanoseconds."""

    path: str
    sha256: str
    size: int
    changed: int


def hash_file(data: bytes) -> str:
    """What a record says of a file's content."""
    return sha256(data).hexdigest()


@dataclass(kw_only=True)
class SiteTree:
    """Writes files below a folder.

    `beside`: a tree whose files may be linked; `listed`: what the folder held at first.
    """

    folder: Path
    beside: Path | None = None
    listed: Listing = field(default_factory=dict, repr=False)
    _folders: set[str] = field(default_factory=set, init=False, repr=False)

    def write(self, path: str, data: bytes) -> FileRecord:
        """Write a file; whatever stands in its way goes.

        Raises:
            UnsafePathError: the path leaves the folder.
        """
        check_inside(path)
        target = self._ready(path)
        try:
            handle = os.open(target, _NEW, 0o644)
        except FileExistsError:
            _remove(Path(target))
            handle = os.open(target, _NEW, 0o644)
        try:
            written = os.write(handle, data)
            while written < len(data):  # more than the system takes at once
                written += os.write(handle, memoryview(data)[written:])
            changed = os.fstat(handle).st_mtime_ns
        finally:
            os.close(handle)
        return FileRecord(path, hash_file(data), len(data), changed)

    def has(self, record: FileRecord) -> bool:
        """Whether a file is here as it was written, or could be linked from the tree beside.

        What is reached through a link is not here, though it may look the same.
        """
        if in_listing(record, self.listed):
            return True
        folder = record.path.rpartition("/")[0]
        here = folder in self._folders or self._is_real(folder)
        if here and _is(f"{self.folder}/{record.path}", record):
            return True
        if self.beside is None or not _is(f"{self.beside}/{record.path}", record):
            return False
        self.link(record.path, self.beside)
        return _is(f"{self.folder}/{record.path}", record)

    def link(self, path: str, other: Path) -> None:
        """Take over a file of another tree."""
        source, target = f"{other}/{path}", self._ready(path)
        try:
            os.link(source, target)
        except OSError:
            _remove(Path(target))
            _link(source, target)

    def remove(self, paths: Iterable[str]) -> None:
        """Remove files, and the folders that this leaves empty; a folder of the name stays."""
        for path in paths:
            _unlink(self.folder / path)
            above = path
            while above := above.rpartition("/")[0]:
                try:
                    (self.folder / above).rmdir()
                except OSError:
                    break
                self._folders.discard(above)

    def read(self, path: str) -> bytes:
        """A file's content."""
        return (self.folder / path).read_bytes()

    def _ready(self, path: str) -> str:
        """The file's own path, its folder made; files and links that stand for folders go."""
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            self._make(folder)
        return f"{self.folder}/{path}"

    def _make(self, folder: str) -> None:
        """Make a folder, and first those above it that are not known to be there."""
        if not folder:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
            except FileExistsError:  # a file stands there
                self.folder.unlink()
                self.folder.mkdir()
        else:
            above = folder.rpartition("/")[0]
            if above not in self._folders:
                self._make(above)
            _make_folder(f"{self.folder}/{folder}")
        self._folders.add(folder)

    def _is_real(self, folder: str) -> bool:
        """Whether a folder is one, and so is every folder above it."""
        if not folder or folder in self._folders:
            return True
        if not self._is_real(folder.rpartition("/")[0]):
            return False
        try:
            real = stat.S_ISDIR(os.lstat(f"{self.folder}/{folder}").st_mode)
        except (OSError, ValueError):  # no name for a folder
            return False
        if real:
            self._folders.add(folder)
        return real


@dataclass(slots=True)
class MemoryTree:
    """Files that nobody keeps; nothing of an earlier build is among them."""

    files: dict[str, bytes] = field(default_factory=dict)

    def write(self, path: str, data: bytes) -> FileRecord:
        """Take a file."""
        self.files[path] = data
        return FileRecord(path, hash_file(data), len(data), 0)

    def has(self, record: FileRecord) -> bool:
        """Whether it was written here."""
        return record.path in self.files

    def read(self, path: str) -> bytes:
        """A file's content."""
        return self.files[path]


def _link(source: str, target: str) -> None:
    """Let a file have two names; on a disk without links, copy it."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _is(path: str, record: FileRecord) -> bool:
    try:
        status = os.lstat(path)
    except (OSError, ValueError):  # no name for a file
        return False
    # A regular file: a link or a folder in its place has another size or moment, or none.
    return (
        status.st_size == record.size
        and status.st_mtime_ns == record.changed
        and stat.S_ISREG(status.st_mode)
    )


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _make_folder(name: str) -> None:
    """Make a folder in the place of whatever is no folder; others may be at the same."""
    path = Path(name)
    for _ in range(3):
        try:
            os.mkdir(name)  # noqa: PTH102 - most are new, and a `Path` takes longer to make
        except FileExistsError:
            if _is_folder(path):
                return
            _unlink(path)
        else:
            return
    path.mkdir()


def _unlink(path: Path) -> None:
    """Remove a file or a link; a folder stays, and nothing need be there."""
    try:
        path.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError:
        if not _is_folder(path):
            raise


def _remove(path: Path) -> None:
    if _is_folder(path):
        shutil.rmtree(path)
    else:
        _unlink(path)


def list_tree(folder: Path) -> Listing:
    """Every file below a folder.

    A link, or anything else that is no plain file, has the size -1: no record is like it.
    """
    found: dict[str, tuple[int, int]] = {}
    rest = [("", str(folder))]
    while rest:
        before, at = rest.pop()
        try:
            entries = list(os.scandir(at))
        except (FileNotFoundError, NotADirectoryError):
            continue
        for entry in entries:
            path = f"{before}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                rest.append((f"{path}/", entry.path))
            elif entry.is_file(follow_symlinks=False):
                status = entry.stat(follow_symlinks=False)
                found[path] = (status.st_size, status.st_mtime_ns)
            else:
                found[path] = (-1, 0)
    return found


def describe_listing(listing: Listing) -> str:
    """The hash of what `list_tree` told."""
    together = sha256()
    for path in sorted(listing):
        size, changed = listing[path]
        together.update(f"{path}\0{size}\0{changed}\n".encode())
    return together.hexdigest()


def in_listing(record: FileRecord, listing: Listing) -> bool:
    """Whether a folder that was listed has the file as it was written."""
    return listing.get(record.path) == (record.size, record.changed)


class FilesOnDisk(Mapping[str, bytes]):
    """A tree as path -> content, each read when it is asked for."""

    def __init__(self, folder: Path, paths: Iterable[str]) -> None:
        self.folder = folder
        self.paths = frozenset(paths)

    def __getitem__(self, path: str) -> bytes:
        if path not in self.paths:
            raise KeyError(path)
        return (self.folder / path).read_bytes()

    def __contains__(self, path: object) -> bool:
        return path in self.paths

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)
