"""The edge of `invoke diff`: takes an earlier state of the project out of git, derives both."""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from scripts.build.package import Package, Shared
from scripts.build.package_plan import published_plan
from scripts.build.runner import Runner
from scripts.build.site import read_all
from scripts.build.site_files import site_step
from scripts.build.store import open_store
from scripts.build.tree import MemoryTree
from scripts.checks import check_changed_values
from scripts.checks.rules import locate
from scripts.core.findings import Finding
from scripts.core.folders import Folders
from scripts.core.model import LANGUAGES
from scripts.core.repository import SAFELY
from scripts.core.site_identity import NOBODY
from scripts.derive.edition import Edition, derive_edition
from scripts.package.raw import RawPackage, is_place
from scripts.package.read import to_place
from scripts.package.vocabulary import Vocabulary, read_vocabulary
from scripts.versions.difference import (
    Difference,
    derive_flips,
    derive_table_changes,
    derive_text_changes,
)

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
        if not path.startswith("en/") and before.get(path) != after.get(path)
    )


def _pages(
    raw: RawPackage, edition: Edition | None, words: Vocabulary | None
) -> dict[str, bytes] | None:
    """The pages of a site with this package alone: path of the Markdown -> all that it shows."""
    if edition is None or words is None:
        return {} if raw is EMPTY_PACKAGE else None
    shared = Shared(vocabulary=words, schemas={}, site=NOBODY, policies={}, only_place=True)
    tree, sources = MemoryTree(), MemoryTree()
    try:
        with open_store(None) as store:
            runner = Runner(store=store, site=tree, sources=sources)
            package = Package(raw=raw, shared=shared)
            list(runner.run_all([published_plan(package, tree.read)]))
            records = (
                runner.now[f"{raw.folder}: pages of the dataset"],
                runner.now[f"{raw.folder}: answers"],
            )
            updates = dict.fromkeys(LANGUAGES, ())
            runner.run_here(site_step(NOBODY, words, updates, [records], None, {}))
    except (KeyError, ValueError, IndexError):
        return None
    pages = sources.files
    return {
        path: pages[path] + pages.get(f"{path.removesuffix('.md')}.json", b"")
        for path in pages
        if path.endswith(".md")
    }
