"""A package as the site publishes it: its tables, its other files, its links, its findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from scripts.core.findings import Finding
from scripts.core.model import Language
from scripts.package.descriptor import normal_path, resource_kind
from scripts.package.raw import RawPackage, is_place, resource_paths, resources
from scripts.package.tabular.open_files import is_harmless
from scripts.package.tabular.reading import read_tables
from scripts.package.tabular.table import CHUNK_ROWS, Table
from scripts.words.addresses import package_file
from scripts.words.citations import version_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """A resource that stands on another host: shown as a link where that is safe, never fetched."""

    name: str
    title: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """Everything of one package that its page and downloads need.

    `files` are those that are published byte for byte; `withheld` those that a browser could run
    as part of the site: they are in the zip alone. `unreadable`: resource -> why it is no table.
    `version_folder` is `1.0.0/` for a version that stands at an address of its own. `unreleased`:
    the data differ from the newest released version. `as_of`: of a place, its newest fact's day.
    """

    raw: RawPackage
    tables: tuple[Table, ...]
    files: Mapping[str, bytes] = field(repr=False)
    withheld: tuple[str, ...] = ()
    remotes: tuple[Remote, ...] = ()
    unreadable: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    version_folder: str = ""
    unreleased: bool = False
    as_of: str = ""

    @property
    def name(self) -> str:
        return self.raw.name

    @property
    def descriptor(self) -> Mapping[str, object]:
        return self.raw.descriptor

    @property
    def day(self) -> str:
        """The day of the data, else when the package says it was made; empty without both."""
        said = self.descriptor.get("created") or self.descriptor.get("last_updated") or ""
        return self.as_of or str(said)[:10]

    def version_words(self, language: Language) -> str:
        """The number of the version; of data that differ from it, with what came since."""
        version = str(self.descriptor.get("version") or "")
        changed = version and self.unreleased
        return version_words(version, self.day, language) if changed else version

    def file(self, path: str) -> str:
        """The address of one of its files."""
        return package_file(self.name, f"{self.version_folder}{path}")

    @property
    def is_place(self) -> bool:
        return is_place(self.raw.descriptor)


def derive_dataset(
    raw: RawPackage,
    findings: Iterable[Finding] = (),
    version: str = "",
    chunk_rows: int = CHUNK_ROWS,
) -> Dataset:
    """A package as it is published.

    Args:
        raw: the package as read.
        findings: what validation said of it; shown on the page of a package that is no place.
        version: of a released version, at whose own address its files stand.
        chunk_rows: how many rows of a table are in memory at a time.
    """
    tables, unreadable = read_tables(raw, chunk_rows)
    open_files = {path: data for path, data in raw.files.items() if is_harmless(path)}
    return Dataset(
        raw=raw,
        tables=tuple(tables),
        files=open_files,
        withheld=tuple(sorted(set(raw.files) - set(open_files))),
        remotes=tuple(_remotes(raw)),
        unreadable=unreadable,
        findings=tuple(findings),
        version_folder=f"{version}/" if version else "",
    )


def _remotes(raw: RawPackage) -> Iterable[Remote]:
    for resource in resources(raw.descriptor):
        if resource_kind(raw, resource) == "remote":
            name = str(resource.get("name") or "")
            yield Remote(
                name=name,
                title=str(resource.get("title") or name),
                paths=tuple(str(path) for path in resource_paths(resource)),
            )


def other_files(dataset: Dataset) -> Sequence[tuple[str, str]]:
    """Resource name and path of every file that is not read as a table."""
    tables = {table.name for table in dataset.tables}
    return [
        (str(resource.get("name") or ""), normal_path(path))
        for resource in resources(dataset.descriptor)
        if str(resource.get("name")) not in tables
        and resource_kind(dataset.raw, resource) in {"file", "table"}
        for path in resource_paths(resource)
    ]


def title_of(holder: Mapping[str, object], language: str) -> str:
    """The title of a package, resource or field in a language, else its own title or name."""
    return words_of(holder, "title", language) or str(holder.get("name") or "")


def words_of(holder: Mapping[str, object], key: str, language: str) -> str:
    """A title or description in a language; its own words where it has no other."""
    own = str(holder.get(key) or "")
    return str(holder.get(f"{key}_en") or own) if language == "en" else own
