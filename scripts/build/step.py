"""A step of a build: what it is called, what it follows from, how it is made.

A step is made again only when its key is another than before, or a file of it is not as it was
written. What making gives is files and facts; who makes it, and where, makes no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from pydantic_core import from_json

from scripts.build.tree import FileRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What making a step gives.

    `files`: path below the site -> content; `sources`: path below `content/generated/` -> content;
    `facts`: plain data that other steps need (JSON).
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    sources: Mapping[str, bytes] = field(default_factory=dict)
    facts: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that is made from inputs and kept until these change.

    `key`: the hash of all that it follows from (`key_of`), the program itself left out. `make` is
    called with what `inputs` gives, which is read only when the step is made; both may be sent to
    another process, so `make` is a function of a module, or a `partial` of one.
    """

    name: str
    key: str
    make: Callable[..., Made] = field(repr=False)
    inputs: Callable[[], tuple[Any, ...]] = field(default=tuple, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A step as it was made: its files as they were written, and its facts, read when asked for.

    `digest`: the hash of the facts.
    """

    name: str
    key: str
    files: Sequence[FileRecord] = field(repr=False)
    sources: Sequence[FileRecord] = field(repr=False)
    digest: str
    read_facts: Callable[[], bytes] = field(repr=False)

    @property
    def facts(self) -> Any:
        """What other steps need to know of this one."""
        return from_json(self.read_facts())


def key_of(*inputs: bytes | str) -> str:
    """The hash of a step's inputs; where one ends matters."""
    together = sha256()
    for one in inputs:
        data = one.encode() if isinstance(one, str) else one
        together.update(len(data).to_bytes(8, "big"))
        together.update(data)
    return together.hexdigest()
