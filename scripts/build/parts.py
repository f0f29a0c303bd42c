"""The site in parts: each a few files that follow from a few inputs, made anew when those change.

A part is known by its name and by the hash of its inputs. What an earlier build noted of it is
used as long as the hash is the same and its files are there as they were written.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Protocol

from pydantic_core import from_json, to_json

from scripts.build.tree import FileRecord, hash_file
from scripts.core.compressed import twins_of


class Sink(Protocol):
    """Where files go: a `SiteTree`, or memory on another machine."""

    def write(self, path: str, data: bytes) -> FileRecord:
        """Write a file."""

    def has(self, record: FileRecord) -> bool:
        """Whether a file is there as it was written."""

    def read(self, path: str) -> bytes:
        """A file's content."""


@dataclass(slots=True)
class MemoryTree:
    """Files that are carried home to be written there; nothing of an earlier build is in it."""

    files: dict[str, bytes] = field(default_factory=dict)

    def write(self, path: str, data: bytes) -> FileRecord:
        """Keep a file; the moment of its change is for who writes it."""
        self.files[path] = data
        return FileRecord(path, hash_file(data), len(data), 0)

    def has(self, record: FileRecord) -> bool:
        """Only what was written here is here."""
        return record.path in self.files

    def read(self, path: str) -> bytes:
        """A file's content."""
        return self.files[path]


@dataclass(frozen=True, slots=True)
class Made:
    """What making a part gives: its files, its Markdown, and what others need to know of it.

    `files`: path below the site -> content; `sources`: the same below `content/generated/`;
    `told`: plain data; `later`: files that may be made together with those of other parts.
    """

    files: Mapping[str, bytes]
    sources: Mapping[str, bytes] = field(default_factory=dict)
    told: Any = None
    later: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)


@dataclass(slots=True)
class Part:
    """A part of the site as it stands in the tree.

    `twins`: compressed twins of `files`; `pages`: path of each HTML file -> what `describe` told
    of it.
    """

    key: str
    files: list[FileRecord]
    twins: list[FileRecord]
    sources: list[FileRecord]
    pages: dict[str, Any]
    told: Any

    def as_data(self) -> list[Any]:
        """The part as plain data."""
        return [self.key, self.files, self.twins, self.sources, self.pages, self.told]

    @classmethod
    def from_data(cls, data: list[Any]) -> Part:
        """A part from what `as_data` gave.

        Raises:
            TypeError, ValueError: it is something else.
        """
        key, *listed, pages, told = data
        files, twins, sources = ([FileRecord(*one) for one in records] for records in listed)
        return cls(key, files, twins, sources, pages, told)


Describe = Callable[[str, bytes], Any]
TOGETHER = 64
"""Pages to be read and sets of files to be made that are enough to begin with them."""
Seconds = Mapping[str, float]


_Unmade = tuple[Part, Part, Mapping[str, Callable[[], bytes]]]
"""A part, that of the build before, and what is to be made of it."""


@dataclass(kw_only=True)
class Parts:
    """The parts of one package or of the site itself, while a build goes through them.

    Args:
        before: those of the build before, by name.
        tree: where the site's files go.
        sources: where the pages' Markdown goes.
        describe: what is noted of a page, as plain data.
        twins: whether texts get compressed twins.
    """

    before: Mapping[str, Part]
    tree: Sink
    sources: Sink
    describe: Describe
    twins: bool = False
    now: dict[str, Part] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    """Processor time of this process by what it was spent on."""
    _inside: float = field(default=0.0, init=False, repr=False)
    _unmade: list[_Unmade] = field(default_factory=list, init=False, repr=False)
    _unread: list[tuple[Part, str, bytes]] = field(default_factory=list, init=False, repr=False)
    _together: int = field(default=1, init=False, repr=False)

    def part(self, name: str, inputs: Iterable[bytes], make: Callable[[], Made]) -> Part:
        """A part by its name: that of the build before, or one that `make` gives."""
        key = hash_inputs(f"{name} {self.twins}", inputs)
        known = self.known(name, key)
        if known is None:
            made = make()
            with self.clock("write"):
                one = self.before.get(name) or Part("", [], [], [], {}, None)
                known = Part(
                    key,
                    _write(self.tree, made.files.items(), one.files),
                    _write(self.tree, self._twins(made.files), one.twins),
                    _write(self.sources, made.sources.items(), one.sources),
                    {},
                    made.told,
                )
            if made.later:
                self._unmade.append((known, one, made.later))
            pages = [(known, *file) for file in made.files.items() if file[0].endswith(".html")]
            self._unread += pages
            if len(self._unread) + len(self._unmade) >= self._together:
                self._catch_up()
            self.made.append(name)
        self.now[name] = known
        return known

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make what may be made later, and read pages, of several parts one after another.

        Parts tell of these at the end. One by one, between all other work, both take a fifth
        longer: what a processor has at hand is another each time.
        """
        self._together = TOGETHER
        try:
            yield
            self._catch_up()
        finally:
            self._together = 1
            self._unmade.clear()
            self._unread.clear()

    def _catch_up(self) -> None:
        made = [
            (part, before, {path: make() for path, make in later.items()})
            for part, before, later in self._unmade
        ]
        with self.clock("write"):
            for part, before, files in made:
                part.files += _write(self.tree, files.items(), before.files)
                part.twins += _write(self.tree, self._twins(files), before.twins)
        with self.clock("verify"):
            for part, path, data in self._unread:
                part.pages[path] = self.describe(path, data)
        self._unmade.clear()
        self._unread.clear()

    def tell(self, name: str, told: Any, key: str = "") -> None:
        """A part without files; without a key it is told anew each time."""
        self.now[name] = Part(key, [], [], [], {}, told)

    def known(self, name: str, key: str) -> Part | None:
        """The part of the build before, if it is the same and all of its files are there."""
        one = self.before.get(name)
        if (
            one is not None
            and one.key == key
            and all(map(self.tree.has, (*one.files, *one.twins)))
            and all(map(self.sources.has, one.sources))
        ):
            return one
        return None

    def take_again(self, names: Iterable[str]) -> bool:
        """Take over parts of the build before as they were, if all of their files are there."""
        known = {}
        for name in names:
            one = self.before.get(name)
            if one is None or self.known(name, one.key) is None:
                return False
            known[name] = one
        self.now.update(known)
        return True

    def give(self) -> tuple[dict[str, Part], list[str], dict[str, float]]:
        """What was gathered so far, which is begun anew.

        Returns:
            The parts that are not as they were before, the names of those that are, the seconds.
        """
        new, same = {}, []
        for name, one in self.now.items():
            if one is self.before.get(name):
                same.append(name)
            else:
                new[name] = one
        given = new, same, self.seconds
        self.now, self.made, self.seconds = {}, [], {}
        return given

    def take(self, parts: Mapping[str, Part], spent: Seconds) -> None:
        """Take over parts that were made elsewhere."""
        self.now.update(parts)
        for what, seconds in spent.items():
            self.seconds[what] = self.seconds.get(what, 0.0) + seconds

    def _twins(self, files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
        for path, data in files.items() if self.twins else ():
            yield from twins_of(path, data).items()

    @contextmanager
    def clock(self, what: str) -> Iterator[None]:
        """Count the processor time of some work, without work inside it that is counted itself."""
        outer, self._inside = self._inside, 0.0
        started = time.process_time()
        yield
        spent = time.process_time() - started
        self.seconds[what] = self.seconds.get(what, 0.0) + spent - self._inside
        self._inside = outer + spent


def _write(
    tree: Sink, files: Iterable[tuple[str, bytes]], before: Iterable[FileRecord]
) -> list[FileRecord]:
    """Write files; one that is there with the same content stays as it is."""
    known = {record.path: record for record in before}
    records = []
    for path, data in files:
        one = known.get(path)
        same = one is not None and one.size == len(data) and one.sha256 == hash_file(data)
        records.append(one if one and same and tree.has(one) else tree.write(path, data))
    return records


def hash_inputs(name: str, inputs: Iterable[bytes]) -> str:
    """The hash of a part's name and inputs; where one ends matters."""
    together = sha256(name.encode())
    for one in inputs:
        together.update(len(one).to_bytes(8, "big"))
        together.update(one)
    return together.hexdigest()


def dump_parts(parts: Mapping[str, Part]) -> bytes:
    """Parts as JSON."""
    return to_json({name: one.as_data() for name, one in parts.items()})


def load_parts(data: bytes | None) -> dict[str, Part]:
    """What `dump_parts` gave; nothing where it is something else."""
    if data is None:
        return {}
    try:
        return {name: Part.from_data(one) for name, one in from_json(data).items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}
