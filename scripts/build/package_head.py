"""What a build keeps in mind of a package that it made: its files, what leads out of it, its words.

The parts themselves, with what was noted of each page, are put aside; most builds of a large site
do not look at them again.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any, Self

from pydantic_core import from_json, to_json

from scripts.build.parts import Part, dump_parts
from scripts.build.tree import FileRecord
from scripts.core.findings import Finding
from scripts.verify import PageFacts, Way, check_within

_RECORDS: Mapping[str, Callable[..., Any]] = {
    "files": FileRecord,
    "twins": FileRecord,
    "sources": FileRecord,
    "outward": Way,
}
UNLISTED = "/embed/index.html"
"""Pages that are for other sites' frames alone, and no search engine's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageHead:
    """A package as it stands in the tree.

    `files`: below the site, `twins` beside them; `sources`: below `content/generated/`; `outward`:
    links that lead out of the package; `told`: what pages about the whole site need of it;
    `searched`: the hash of its words for the search; `findings`: with which it is published (of one
    that is no place).
    """

    folder: str
    key: str
    place: bool
    files: list[FileRecord] = field(repr=False)
    twins: list[FileRecord] = field(repr=False)
    sources: list[FileRecord] = field(repr=False)
    outward: list[Way] = field(repr=False)
    told: Mapping[str, Any] = field(repr=False)
    searched: str = ""
    findings: list[Finding] = field(default_factory=list, repr=False)

    @property
    def name(self) -> str:
        name: str = self.told["package"]["name"]
        return name

    def addresses(self) -> Iterator[str]:
        """Those of its pages that search engines are told of."""
        for file in self.files:
            if file.path.endswith("index.html") and not file.path.endswith(UNLISTED):
                yield file.path.removesuffix("index.html")

    def dump(self) -> bytes:
        """The same as JSON."""
        said = {name: getattr(self, name) for name in self.__slots__}
        return to_json(said | {"findings": [asdict(one) for one in self.findings]})

    @classmethod
    def load(cls, data: bytes) -> Self:
        """What `dump` gave.

        Raises:
            TypeError, ValueError, KeyError: it is something else.
        """
        said = from_json(data)
        for name, kind in _RECORDS.items():
            said[name] = [kind(*one) for one in said[name]]
        said["findings"] = [Finding(**one) for one in said["findings"]]
        return cls(**said)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedPackage:
    """A package whose parts were all made, as it is kept: each of the three by itself.

    `faults`: what is wrong with its pages among themselves.
    """

    head: bytes = field(repr=False)
    parts: bytes = field(repr=False)
    searched: bytes = field(repr=False)
    faults: tuple[Finding, ...] = ()


def paths_of(files: Iterable[FileRecord]) -> frozenset[str]:
    """The paths of files.

    Raises:
        ValueError: two files have the same.
    """
    counts = Counter(file.path for file in files)
    if twice := sorted(path for path, count in counts.items() if count > 1):
        message = f"two parts have the file {twice[0]!r}"
        raise ValueError(message)
    return frozenset(counts)


def close_package(
    parts: Mapping[str, Part],
    contents: Mapping[str, bytes],
    *,
    folder: str,
    key: str,
    findings: Iterable[Finding] = (),
) -> ClosedPackage:
    """Put a package's parts together and check its pages among themselves.

    Args:
        parts: all of them, by name.
        contents: the site's styles and scripts, and the package's own pages, by path.
        folder: where its data stand.
        key: the hash of all that it was made from.
        findings: with which it is published.

    Raises:
        ValueError: two parts have a file of the same path.
    """
    pages, searched = {}, {}
    for part in parts.values():
        for path, (words, *facts) in part.pages.items():
            pages[path] = PageFacts.from_data(path, facts)
            if words:
                searched[path] = words
    files = [file for part in parts.values() for file in part.files]
    faults, outward = check_within(pages, paths_of(files), contents)
    # In an order of their own: who made a part, and when, must not show.
    words = json.dumps(searched, ensure_ascii=False, sort_keys=True).encode()
    head = PackageHead(
        folder=folder,
        key=key,
        place="place told" in parts,
        files=files,
        twins=[file for part in parts.values() for file in part.twins],
        sources=[file for part in parts.values() for file in part.sources],
        outward=outward,
        told={
            "package": parts["package told"].told,
            "place": parts["place told"].told if "place told" in parts else None,
        },
        searched=sha256(words).hexdigest(),
        findings=list(findings),
    )
    return ClosedPackage(
        head=head.dump(), parts=dump_parts(parts), searched=words, faults=tuple(faults)
    )
