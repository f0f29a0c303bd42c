"""What pure functions gave in earlier builds, kept under the hash of all that went into them.

A stage asks `kept(what, inputs, make)`, or `recall` and `keep`. Without a store, or when the store
has nothing for exactly these inputs, `make` is called; so a build with a store gives the bytes of
a build without. The edge opens the store (`open_kept`); the stages know nothing of it.

The key covers the program too: every line of its code, the packages that are installed, and
Python's version. Each result is kept beside its own hash, so that a damaged store is made anew
instead of believed.
"""

from __future__ import annotations

import contextlib
import json
import platform
import sqlite3
import sysconfig
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from contextvars import ContextVar
from hashlib import sha256
from pathlib import Path
from shutil import rmtree

from scripts.core.files import hash_files, list_files

TEMPLATES = ("cards", "charts", "markdown", "translations")
"""Folders of the theme that modules write with; what only Pelican reads, its pages count."""
SCHEMAS = "datasets/schemas"
_DIGEST = 32
_TABLE = "CREATE TABLE IF NOT EXISTS kept (key BLOB PRIMARY KEY, result BLOB NOT NULL)"


class KeptResults:
    """Results of earlier builds in one SQLite file; a file that cannot be used begins anew.

    What a whole build did not ask for is dropped at its end, so that the file does not grow.
    """

    def __init__(self, file: Path, program: bytes) -> None:
        self.file = file
        self.program = program
        self._base = _connect(file)
        self._new: dict[bytes, bytes] = {}
        self._used: set[bytes] = set()
        self.found = 0
        self.made = 0

    def recall(self, what: str, inputs: Iterable[bytes]) -> tuple[bytes, bytes | None]:
        """The key of these inputs, and the result that is kept under it, if there is one."""
        key = self.key(what, inputs)
        self._used.add(key)
        known = self._read(key)
        self.found += known is not None
        return key, known

    def keep(self, key: bytes, result: bytes) -> None:
        """Keep a result under the key of its inputs."""
        self.made += 1
        self._used.add(key)
        self._new[key] = result

    def key(self, what: str, inputs: Iterable[bytes]) -> bytes:
        """The key of a function's inputs, the program among them."""
        together = sha256(self.program)
        for part in (what.encode(), *inputs):
            together.update(len(part).to_bytes(8, "big"))
            together.update(part)
        return together.digest()

    def _read(self, key: bytes) -> bytes | None:
        if key in self._new:
            return self._new[key]
        if self._base is None:
            return None
        try:
            row = self._base.execute("SELECT result FROM kept WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error:
            self._begin_anew()
            return None
        if row is None or not isinstance(row[0], bytes):
            return None
        digest, result = row[0][:_DIGEST], row[0][_DIGEST:]
        return result if sha256(result).digest() == digest else None

    def _begin_anew(self) -> None:
        self.close()
        _remove(self.file)
        self._base = _connect(self.file)

    def touch(self, what: str, inputs: Iterable[bytes]) -> None:
        """Ask for a result without reading it, so that it is not dropped."""
        self._used.add(self.key(what, inputs))

    @contextmanager
    def watch(self) -> Iterator[set[bytes]]:
        """The keys that are asked for meanwhile."""
        before, self._used = self._used, set()
        asked = self._used
        try:
            yield asked
        finally:
            self._used = before | asked

    def take(self) -> tuple[dict[bytes, bytes], frozenset[bytes]]:
        """What was made since the last time, and what was asked for; for a store elsewhere."""
        taken = dict(self._new), frozenset(self._used)
        self._new.clear()
        self._used.clear()
        return taken

    def adopt(self, made: Mapping[bytes, bytes], used: Iterable[bytes]) -> None:
        """Take over what another process made and asked for."""
        self._new.update(made)
        self._used.update(used)
        self.made += len(made)

    def save(self) -> None:
        """Write what this build made.

        A store that cannot be written is no reason to stop: the next build makes it all again.
        """
        if self._base is None or not self._new:
            return
        with contextlib.suppress(sqlite3.Error, OSError), self._base:
            rows = ((key, sha256(data).digest() + data) for key, data in self._new.items())
            self._base.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?)", rows)
        self._new.clear()

    def forget_unused(self) -> None:
        """Drop what this build did not ask for; only for one that asked for everything."""
        if self._base is None:
            return
        with contextlib.suppress(sqlite3.Error, OSError), self._base:
            known = {row[0] for row in self._base.execute("SELECT key FROM kept")}
            gone = [(key,) for key in known - self._used]
            self._base.executemany("DELETE FROM kept WHERE key = ?", gone)

    def close(self) -> None:
        """Let go of the file."""
        if self._base is not None:
            self._base.close()
            self._base = None


def _connect(file: Path) -> sqlite3.Connection | None:
    """The file as a base; one that is none, or of another kind, is removed first."""
    for attempt in range(2):
        if attempt:
            _remove(file)
        base = None
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            base = sqlite3.connect(file)
            # A kill loses nothing; a power cut may, which the hashes notice.
            base.execute("PRAGMA synchronous = OFF")
            # Some results have megabytes: in small pages they take twice as long to write.
            base.execute("PRAGMA page_size = 32768")
            base.execute("PRAGMA auto_vacuum = FULL")
            base.execute(_TABLE)
            base.execute("SELECT key, result FROM kept LIMIT 1").fetchone()
        except (sqlite3.Error, OSError):
            if base is not None:
                base.close()
        else:
            return base
    return None


def _remove(file: Path) -> None:
    with contextlib.suppress(OSError):
        if file.is_dir() and not file.is_symlink():
            rmtree(file, ignore_errors=True)
        for path in (file, file.with_name(f"{file.name}-journal")):
            path.unlink(missing_ok=True)


_open: ContextVar[KeptResults | None] = ContextVar("kept results", default=None)


def kept(what: str, inputs: Iterable[bytes], make: Callable[[], bytes]) -> bytes:
    """The result of a pure function, from the open store where it has it.

    Args:
        what: the function's name, which tells its results from those of others.
        inputs: everything that the result depends on, the program itself left out.
        make: calls the function.
    """
    store = _open.get()
    if store is None:
        return make()
    key, known = store.recall(what, inputs)
    if known is None:
        known = make()
        store.keep(key, known)
    return known


def recall(what: str, inputs: Iterable[bytes]) -> bytes | None:
    """The kept result of these inputs; None without one."""
    store = _open.get()
    return None if store is None else store.recall(what, inputs)[1]


def keep(what: str, inputs: Iterable[bytes], result: bytes) -> None:
    """Keep a result that was made together with others."""
    if (store := _open.get()) is not None:
        store.keep(store.key(what, inputs), result)


def touch(what: str, inputs: Iterable[bytes]) -> None:
    """Keep a result that was not asked for from being dropped."""
    if (store := _open.get()) is not None:
        store.touch(what, inputs)


@contextmanager
def watch() -> Iterator[set[bytes]]:
    """The keys of kept results that are asked for meanwhile."""
    store = _open.get()
    if store is None:
        yield set()
        return
    with store.watch() as asked:
        yield asked


def adopt(made: Mapping[bytes, bytes], used: Iterable[bytes]) -> None:
    """Take over what another process made and asked for."""
    if (store := _open.get()) is not None:
        store.adopt(made, used)


def save_now() -> None:
    """Write what was made so far, so that it is not held; only while no other process reads it."""
    if (store := _open.get()) is not None:
        store.save()


@contextmanager
def open_kept(file: Path, code: Path) -> Iterator[KeptResults]:
    """Let `kept` use the store in a file; what was made is saved, however the build ends.

    Args:
        file: the store; made when it is not there.
        code: the folder of the program's own modules.
    """
    with closing(KeptResults(file, describe_program(code))) as store:
        token = _open.set(store)
        try:
            yield store
        finally:
            _open.reset(token)
            store.save()


@contextmanager
def borrow_kept(file: Path, program: bytes) -> Iterator[KeptResults]:
    """Let `kept` use a store that another process keeps; what is made is for `take`."""
    with closing(KeptResults(file, program)) as store:
        token = _open.set(store)
        try:
            yield store
        finally:
            _open.reset(token)


def describe_program(code: Path) -> bytes:
    """The hash of what runs: our modules, their templates, the packages beside them, Python."""
    together = sha256(platform.python_version().encode())
    packages = Path(sysconfig.get_paths()["purelib"])
    for name in sorted(path.name for path in packages.glob("*.dist-info")):
        together.update(f"\n{name}".encode())
    project = code.parent
    paths = [f"{code.name}/{path}" for path in list_files(code) if path.endswith((".py", ".csv"))]
    paths += [f"{SCHEMAS}/{path}" for path in list_files(project / SCHEMAS)]
    for name in TEMPLATES:
        paths += [f"theme/{name}/{path}" for path in list_files(project / "theme" / name)]
    together.update(hash_files(project, paths))
    return together.digest()


def pack(files: Mapping[str, bytes]) -> bytes:
    """Files as one result: the length of a list, the list of names and lengths, the contents."""
    listed = json.dumps([(name, len(data)) for name, data in files.items()]).encode()
    return b"".join([len(listed).to_bytes(8, "big"), listed, *files.values()])


def unpack(packed: bytes) -> dict[str, bytes]:
    """What `pack` put together, in its order."""
    start = 8 + int.from_bytes(packed[:8], "big")
    files: dict[str, bytes] = {}
    for name, length in json.loads(packed[8:start]):
        files[name] = packed[start : start + length]
        start += length
    return files
