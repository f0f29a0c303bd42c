"""The store: what earlier builds made, by step. Deleting it costs nothing but time.

    <workshop>/store.sqlite   one row a step: its key, its files as they were written, its facts

Each row carries its own hash, so that a damaged store is made again instead of believed. Keys cover
the program: other code, or another version of a package, makes everything again, and only writes
what comes out differently.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import Any

from pydantic_core import from_json, to_json

from scripts.build.step import Record, key_of
from scripts.build.tree import FileRecord
from scripts.core.errors import OperationalError

FILE = "store.sqlite"
_TABLE = (
    "CREATE TABLE IF NOT EXISTS steps (name TEXT PRIMARY KEY, key TEXT NOT NULL,"
    " files BLOB NOT NULL, facts BLOB NOT NULL, digest TEXT NOT NULL)"
)
_BUILD = "build"
"""The row of the last whole build."""


class StoreError(OperationalError):
    """The store cannot be written or read any more."""

    def __init__(self, error: sqlite3.Error) -> None:
        super().__init__(
            f"先前结果的存储（.build/{FILE}）读写出错：{error}。磁盘有空间后，删掉它再运行。",
            f"The store of earlier results (.build/{FILE}) failed: {error}. See that the disk has "
            "room, delete the file and run it again.",
        )


class Store:
    """Records of steps in one SQLite file; nothing is kept unless `commit` is called."""

    def __init__(self, file: Path | None, program: bytes) -> None:
        self.file = file
        self.program = program
        self._base = _connect(file)

    def key(self, key: str) -> str:
        """The key of a step, the program among its inputs."""
        return key_of(self.program, key)

    def load(self) -> dict[str, Record]:
        """Every step by its name, but for rows that are damaged; a damaged file begins anew."""
        try:
            if (found := self._base.execute("PRAGMA quick_check(1)").fetchone()) != ("ok",):
                raise sqlite3.DatabaseError(str(found))
            rows = self._base.execute("SELECT * FROM steps WHERE name != ?", (_BUILD,))
            records = (self._parse(row) for row in rows)
            return {record.name: record for record in records if record is not None}
        except sqlite3.Error:
            self._base.close()
            _remove(self.file)
            self._base = _connect(self.file)
            return {}

    def _parse(self, row: tuple[Any, ...]) -> Record | None:
        name, key, files, facts, digest = row
        try:
            if digest != _sign(name, key, files, facts):
                return None
            written, sources = from_json(files)
            return Record(
                name=name,
                key=key,
                files=[FileRecord(*one) for one in written],
                sources=[FileRecord(*one) for one in sources],
                digest=sha256(facts).hexdigest(),
                read_facts=partial(self._read_facts, name),
            )
        except (TypeError, ValueError, AttributeError):
            return None

    def _read_facts(self, name: str) -> bytes:
        try:
            ((facts,),) = self._base.execute("SELECT facts FROM steps WHERE name = ?", (name,))
        except (sqlite3.Error, ValueError) as error:
            raise StoreError(sqlite3.DatabaseError(str(error))) from None
        return bytes(facts)

    def put(
        self,
        name: str,
        key: str,
        files: Iterable[FileRecord],
        sources: Iterable[FileRecord],
        facts: Any,
    ) -> Record:
        """Note a step as it was made.

        Raises:
            StoreError: the file cannot be written.
        """
        written, sources = list(files), list(sources)
        listed, data = to_json([written, sources]), to_json(facts)
        row = (name, key, listed, data, _sign(name, key, listed, data))
        try:
            self._base.execute("INSERT OR REPLACE INTO steps VALUES (?, ?, ?, ?, ?)", row)
        except sqlite3.Error as error:
            raise StoreError(error) from None
        return Record(
            name=name,
            key=key,
            files=written,
            sources=sources,
            digest=sha256(data).hexdigest(),
            read_facts=partial(self._read_facts, name),
        )

    def forget(self, names: Iterable[str]) -> None:
        """Drop steps that there are no more."""
        try:
            self._base.executemany("DELETE FROM steps WHERE name = ?", ((one,) for one in names))
        except sqlite3.Error as error:
            raise StoreError(error) from None

    def last_build(self) -> tuple[str, Mapping[str, Any]] | None:
        """The key of the last whole build and what it said, without reading the steps."""
        try:
            rows = self._base.execute("SELECT * FROM steps WHERE name = ?", (_BUILD,)).fetchall()
        except sqlite3.Error:
            return None
        for row in rows:
            if (record := self._parse(row)) is not None and isinstance(record.facts, dict):
                return record.key, record.facts
        return None

    def put_last_build(self, key: str, facts: Mapping[str, Any]) -> None:
        """Note a whole build, for `last_build`."""
        self.put(_BUILD, key, (), (), facts)

    def commit(self) -> None:
        """Keep what was noted."""
        try:
            self._base.commit()
        except sqlite3.Error as error:
            raise StoreError(error) from None

    def close(self) -> None:
        """Let go of the file; what was not committed is forgotten."""
        self._base.close()


@contextmanager
def open_store(file: Path | None, program: bytes = b"") -> Iterator[Store]:
    """The store in a file; None: one in memory, for a build that keeps nothing."""
    store = Store(file, program)
    try:
        yield store
    finally:
        store.close()


def _sign(name: str, key: str, files: bytes, facts: bytes) -> str:
    return key_of(name, key, files, facts)


def _connect(file: Path | None) -> sqlite3.Connection:
    """The file as a database; one that is none, or of another kind, is removed first.

    Raises:
        StoreError: nor can a new one be made.
    """
    try:
        return _open(file)
    except (sqlite3.Error, OSError):
        _remove(file)
    try:
        return _open(file)
    except sqlite3.Error as error:
        raise StoreError(error) from None


def _open(file: Path | None) -> sqlite3.Connection:
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    base = sqlite3.connect(":memory:" if file is None else file)
    try:
        # A kill loses nothing; a power cut may, which the hashes notice.
        base.execute("PRAGMA synchronous = OFF")
        base.execute(_TABLE)
        base.execute("SELECT name, key, files, facts, digest FROM steps LIMIT 1").fetchone()
    except sqlite3.Error:
        base.close()
        raise
    return base


def _remove(file: Path | None) -> None:
    if file is None:
        return
    with contextlib.suppress(OSError):
        if file.is_dir() and not file.is_symlink():
            rmtree(file, ignore_errors=True)
        for path in (file, file.with_name(f"{file.name}-journal")):
            path.unlink(missing_ok=True)
