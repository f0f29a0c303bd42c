"""The lock file as packages; its text is what `invoke lock` writes, and nothing else is taken."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PINNED = re.compile(
    r"(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^\s;\\]+)(?: ; (?P<marker>.+))?"
)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_CONSTRAINT = "-c "
PROJECT = "(pyproject.toml)"
"""How the lock marks what the project itself asked for."""


class LockError(ValueError):
    """The lock holds a line that is no pinned package with hashes; says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """One package of the lock.

    `marker`: the environments that get it, as the lock has it; empty when all do. `hashes`:
    SHA-256 in hexadecimal of each file that may be installed. `needed_by`: names of the packages
    that need it; `direct`: the project itself does.
    """

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]
    needed_by: tuple[str, ...]
    direct: bool

    @property
    def purl(self) -> str:
        """The package as package URLs name it; no index is part of it."""
        return f"pkg:pypi/{self.name}@{self.version}"


def read_lock(text: str) -> tuple[Locked, ...]:
    """The packages of a lock file, in its order; one name may stand there in two versions.

    Raises:
        LockError: a line is neither a pinned package, a hash nor a comment (an address or an
            option, for instance), or a package has no hash.
    """
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    starts = [number for number, line in enumerate(lines) if not line.startswith(" ")]
    return tuple(
        _read_entry(lines[start:end])
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)
    )


def _read_entry(lines: list[str]) -> Locked:
    pinned = _PINNED.fullmatch(lines[0].removesuffix("\\").strip())
    if pinned is None:
        raise LockError(lines[0])
    hashes: list[str] = []
    needed_by: list[str] = []
    for line in lines[1:]:
        words = line.strip().removesuffix("\\").strip()
        if words.startswith("#"):
            name = words.lstrip("# ").removeprefix("via").strip()
            if name and not name.startswith(_CONSTRAINT):
                needed_by.append(name)
        elif found := _HASH.fullmatch(words):
            hashes.append(found[1])
        else:
            raise LockError(line.strip())
    if not hashes:
        raise LockError(lines[0])
    return Locked(
        name=pinned["name"],
        version=pinned["version"],
        marker=pinned["marker"] or "",
        hashes=tuple(hashes),
        needed_by=tuple(name for name in needed_by if not name.endswith(PROJECT)),
        direct=any(name.endswith(PROJECT) for name in needed_by),
    )
