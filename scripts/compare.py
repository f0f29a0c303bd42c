"""The edge of `invoke diff`: takes an earlier state of the project out of git, derives both."""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from scripts.build import Folders, read_all
from scripts.checks import check_changed_values
from scripts.checks.rules import locate
from scripts.derived import Edition, derive_edition
from scripts.difference import (
    Difference,
    derive_flips,
    derive_table_changes,
    derive_text_changes,
)
from scripts.findings import Finding
from scripts.package import RawPackage, is_place
from scripts.place_rendering import PlaceWork, draw_place, read_drawings
from scripts.read import to_place
from scripts.receive import SAFELY
from scripts.rendering import Material, begin_site, render_site
from scripts.site_identity import NOBODY
from scripts.tabular import derive_dataset
from scripts.vocabulary import Vocabulary, read_vocabulary

EMPTY_PACKAGE = RawPackage(name="", folder="", descriptor={}, files={}, tables={}, texts={})


class NoRevisionError(ValueError):
    """Git does not know the revision, or it has no datasets."""


@contextmanager
def earlier(root: Path, revision: str) -> Iterator[Path]:
    """The `datasets/` of a revision in a folder of their own.

    Raises:
        NoRevisionError: see there.
    """
    command = ["git", "archive", "--format=tar", revision, "--", "datasets"]
    done = subprocess.run(command, cwd=root, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        raise NoRevisionError(done.stderr.decode(errors="replace").strip())
    with tempfile.TemporaryDirectory() as name:
        with tarfile.open(fileobj=BytesIO(done.stdout)) as tar:
            tar.extractall(name, **SAFELY)  # noqa: S202 - this repository's own history
        yield Path(name)


def compare(root: Path, revision: str) -> list[Difference]:
    """What the working folder changes against a revision, package by package.

    Packages that cannot be derived (they have findings) are compared row by row all the same.

    Raises:
        NoRevisionError: git does not know the revision.
    """
    with earlier(root, revision) as before:
        old_folders = Folders(root=before, output=before / "output")
        new_folders = Folders(root=root, output=root / "output")
        old = {raw.name: raw for raw in read_all(old_folders)}
        new = {raw.name: raw for raw in read_all(new_folders)}
        old_words = _vocabulary(old_folders)
        new_words = _vocabulary(new_folders)
    differences = []
    for name in dict.fromkeys([*new, *old]):
        first, second = old.get(name, EMPTY_PACKAGE), new.get(name, EMPTY_PACKAGE)
        editions = _edition(first, old_words), _edition(second, new_words)
        differences.append(
            Difference(
                package=name,
                tables=derive_table_changes(first, second),
                texts=derive_text_changes(first, second),
                flips=derive_flips(*editions),
                pages=_changed_pages(
                    (first, editions[0], old_words), (second, editions[1], new_words)
                ),
            )
        )
    return differences


def find_uncorrected(root: Path, against: str, names: Sequence[str] = ()) -> list[Finding]:
    """Published values that the working folder changes without a correction.

    Args:
        root: the project.
        against: a revision of git, or a folder that holds the project as it was published.
        names: only these packages; all when empty.

    Raises:
        NoRevisionError: git does not know the revision.
    """
    published = Path(against)
    if published.is_dir():
        return _uncorrected(root, published, names)
    with earlier(root, against) as before:
        return _uncorrected(root, before, names)


def _uncorrected(root: Path, before: Path, names: Sequence[str]) -> list[Finding]:
    old = {
        raw.name: to_place(raw)[0] for raw in read_all(Folders(root=before, output=before / "o"))
    }
    found: list[Finding] = []
    for raw in read_all(Folders(root=root, output=root / "output"), names):
        if raw.name in old and is_place(raw.descriptor):
            found += locate(raw, check_changed_values(old[raw.name], to_place(raw)[0]))
    return sorted(found, key=lambda finding: finding.order)


def _vocabulary(folders: Folders) -> Vocabulary | None:
    try:
        return read_vocabulary(folders.datasets / "vocabulary")
    except FileNotFoundError:
        return None


def _edition(raw: RawPackage, words: Vocabulary | None) -> Edition | None:
    if words is None or not is_place(raw.descriptor):
        return None
    try:
        return derive_edition(to_place(raw)[0], words.units)
    except (KeyError, ValueError):  # the package has findings: rows point nowhere
        return None


def _changed_pages(
    *states: tuple[RawPackage, Edition | None, Vocabulary | None],
) -> tuple[str, ...]:
    """Addresses of the Chinese pages whose content differs; unknown when a state has findings."""
    rendered = [_pages(*state) for state in states]
    if any(pages is None for pages in rendered):
        return ()
    before, after = (pages or {} for pages in rendered)
    return tuple(
        path
        for path in sorted({*before, *after})
        if path.endswith(".md")
        and not path.startswith("en/")
        and before.get(path) != after.get(path)
    )


def _pages(raw: RawPackage, edition: Edition | None, words: Any) -> dict[str, bytes] | None:
    if edition is None:
        return {} if raw is EMPTY_PACKAGE else None
    try:
        drawn = draw_place(PlaceWork(raw=raw, vocabulary=words, site=NOBODY))
        material = Material(
            datasets=[derive_dataset(raw)],
            editions=[edition],
            vocabulary=words,
            pictures=[list(read_drawings(drawn))],
            site=NOBODY,
        )
        rendered = render_site(begin_site(material))
    except (KeyError, ValueError, IndexError):
        return None
    generated = rendered.generated
    return {
        path: data + generated.get(path.removesuffix(".md") + ".json", b"")
        for path, data in generated.items()
    }
