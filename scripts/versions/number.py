"""Semantic version numbers (semver.org) of data: major, minor, patch."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Level = Literal["major", "minor", "patch"]
_FORM = re.compile(r"(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """Three numbers; a later version is greater."""

    major: int
    minor: int
    patch: int

    @classmethod
    def parse(cls, text: str) -> Version:
        """`1.2.3` as a version.

        Raises:
            ValueError: it is none.
        """
        if not (found := _FORM.fullmatch(text)):
            message = f"{text!r} is no version like 1.2.3"
            raise ValueError(message)
        return cls(*map(int, found.groups()))

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    def raised(self, level: Level) -> Version:
        """The next version after a change of a level."""
        match level:
            case "major":
                return Version(self.major + 1, 0, 0)
            case "minor":
                return Version(self.major, self.minor + 1, 0)
            case "patch":
                return Version(self.major, self.minor, self.patch + 1)

    @property
    def line(self) -> tuple[str, str]:
        """The addresses that lead to the newest of its kind: `1` and `1.2`."""
        return str(self.major), f"{self.major}.{self.minor}"
