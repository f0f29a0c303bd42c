"""The edge to git for versions of packages: their records, and what a version held.

A version is rebuilt from the commit (or, where a clone lacks it, the tag) on record, and is
trusted only when its files have the sum on record.
"""

from __future__ import annotations

import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from scripts.core.findings import Finding
from scripts.core.repository import SAFELY, GitError, git, history_folder
from scripts.package.drafts import leave_out_drafts
from scripts.package.raw import RawPackage
from scripts.package.read import read_package
from scripts.versions import Record, RecordError, parse_records, render_records, sum_package

RECORDS = "releases"
"""The folder of `datasets/` in which the tables of releases stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """A version on record: `raw` is None where this copy of the project cannot rebuild it.

    `proof`: the timestamp proof of its checksums; None where nobody had one made.
    """

    record: Record
    raw: RawPackage | None
    proof: bytes | None = None


def records_path(datasets: Path, package: str) -> Path:
    """Where the table of a package's releases stands."""
    return datasets / RECORDS / f"{package}.csv"


def read_proof(datasets: Path, package: str, version: str) -> bytes | None:
    """The timestamp proof (RFC 3161) of a version's checksums, where a maintainer had one made."""
    path = datasets / RECORDS / f"{package}-{version}.tsr"
    return path.read_bytes() if path.exists() else None


def changelog_path(datasets: Path, package: str) -> Path:
    """Where a package's change log stands."""
    return datasets / RECORDS / f"{package}.md"


def read_records(datasets: Path, package: str) -> tuple[Record, ...]:
    """A package's releases, oldest first; none when it never had one.

    Raises:
        RecordError: the table cannot be read.
    """
    path = records_path(datasets, package)
    if not path.exists():
        return ()
    try:
        return parse_records(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, TypeError, RecordError) as error:
        message = f"{path.name}: {error}"
        raise RecordError(message) from None


def write_record(datasets: Path, package: str, record: Record, entry: str) -> None:
    """Add a release to the table and its entry to the top of the change log."""
    path = records_path(datasets, package)
    records = (*read_records(datasets, package), record)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render_records(records), encoding="utf-8")
    log = changelog_path(datasets, package)
    head = f"# {package}\n"
    before = log.read_text(encoding="utf-8").removeprefix(head) if log.exists() else ""
    log.write_text(f"{head}\n{entry}{before}", encoding="utf-8")


def tag_name(package: str, version: str) -> str:
    """The tag of a release: `<package>/<version>`."""
    return f"{package}/{version}"


def read_released(root: Path, folder: str, package: str, record: Record) -> RawPackage | None:
    """What a version held, draft reports left out; None where this copy does not have it.

    Args:
        root: the project.
        folder: the package's folder, relative to the root.
        package: the package's name.
        record: the version's record.

    Raises:
        RecordError: what git has under the recorded commit is not what was released.
    """
    for revision in (record.commit, tag_name(package, record.version)):
        try:
            archive = git(history_folder(root), "archive", "--format=tar", revision, "--", folder)
        except GitError:
            continue
        with tempfile.TemporaryDirectory() as name:
            with tarfile.open(fileobj=BytesIO(archive)) as tar:
                tar.extractall(name, **SAFELY)  # noqa: S202 - this repository's own history
            raw = leave_out_drafts(read_package(Path(name) / folder, Path(name)))
        if sum_package(raw.files) != record.sha256:
            message = f"{package} {record.version}: {revision[:12]} holds other data than released"
            raise RecordError(message)
        return raw
    return None


def read_history(root: Path, datasets: Path, raw: RawPackage) -> list[Released]:
    """Every released version of a package, oldest first.

    Raises:
        RecordError: see `read_records`, `read_released`.
    """
    return [
        Released(
            record=record,
            raw=read_released(root, raw.folder, raw.name, record),
            proof=read_proof(datasets, raw.name, record.version),
        )
        for record in read_records(datasets, raw.name)
    ]


def describe_history(root: Path, datasets: Path, folder: str, package: str) -> tuple[bytes, ...]:
    """What tells one history of a package from another, without reading it; empty for none.

    What a commit holds is known by git's own hash of it, or is not here.

    Args:
        root: the project.
        datasets: the folder of packages.
        folder: the package's, relative to the root.
        package: its name.
    """
    path = records_path(datasets, package)
    if not path.exists():
        return ()
    state = [path.read_bytes()]
    try:
        records = read_records(datasets, package)
    except RecordError:
        return tuple(state)
    for record in records:
        state[0] += read_proof(datasets, package, record.version) or b""
        for revision in (record.commit, tag_name(package, record.version)):
            try:
                found = git(history_folder(root), "rev-parse", "--verify", f"{revision}:{folder}")
            except GitError:
                found = b"-"
            state.append(found)
    return tuple(state)


def has_release(root: Path, datasets: Path, raw: RawPackage) -> bool:
    """Whether a version on record was made of this package's folder, under its name."""
    _, *found = describe_history(root, datasets, raw.folder, raw.name) or (b"",)
    return any(one != b"-" for one in found)


def unavailable(package: str, versions: Iterable[str]) -> Iterator[Finding]:
    """Versions on record that cannot be rebuilt here; none of them may vanish from a live site."""
    for version in versions:
        yield Finding.of(
            "version-unavailable",
            f"datasets/{RECORDS}/{package}.csv",
            package=package,
            version=version,
        )


def changed_record(package: str, error: RecordError) -> Finding:
    """A record that does not agree with what git has."""
    return Finding.of("version-changed", f"datasets/{RECORDS}/{package}.csv", error=error)
