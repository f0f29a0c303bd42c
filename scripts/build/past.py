"""The released versions of a package as the site has them, and what its other pages say of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from scripts.charts import derive_chart, render_svg_file
from scripts.core.archives import CHECKSUMS, render_checksums
from scripts.core.model import LANGUAGES, Language
from scripts.core.signing import TIMESTAMP
from scripts.derive.edition import derive_edition
from scripts.downloads import CHANGE_LIST, render_change_list, render_package_downloads
from scripts.package.credits import licence_line
from scripts.package.tabular import Dataset, derive_dataset
from scripts.package.tabular.open_files import CHARTS_FOLDER
from scripts.package.typed_rows import to_place
from scripts.package.vocabulary import Vocabulary
from scripts.pages.version import (
    PublishedVersion,
    aliases,
    release_entries,
    version_rows,
    version_title,
)
from scripts.versions import ValueChange, derive_changes, derive_value_changes
from scripts.versions.released import Released
from scripts.words.addresses import package_file

Data = Mapping[str, Any]


_PLAIN = ("rows", "entries", "newest", "missing", "frozen_version")


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What a package's pages say of its released versions.

    `rows`, `entries`: by language, for the list of versions and for the feed. `frozen_charts`: the
    indicators whose chart stands still in the release `frozen_version`. `here`: number and day of
    each version that the site has, `missing` the numbers of the others. `newest`: the sum on record
    of the newest.
    """

    rows: Mapping[Language, Sequence[Data]] = field(default_factory=lambda: {"zh": (), "en": ()})
    entries: Mapping[Language, Sequence[Data]] = field(default_factory=lambda: {"zh": (), "en": ()})
    value_changes: Sequence[ValueChange] = ()
    frozen_version: str = ""
    frozen_charts: frozenset[str] = frozenset()
    here: Sequence[tuple[str, str]] = ()
    newest: str = ""
    missing: Sequence[str] = ()

    def as_data(self) -> dict[str, Any]:
        """The same as plain data."""
        return {
            **{
                name: getattr(self, name)
                for name in ("rows", "entries", "here", "newest", "missing")
            },
            "value_changes": [asdict(one) for one in self.value_changes],
            "frozen_version": self.frozen_version,
            "frozen_charts": sorted(self.frozen_charts),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Past:
        """From what `as_data` gave."""
        return cls(
            **{name: data[name] for name in _PLAIN},
            value_changes=[ValueChange(**one) for one in data["value_changes"]],
            frozen_charts=frozenset(data["frozen_charts"]),
            here=[(number, day) for number, day in data["here"]],
        )


def describe_past(
    package: str, versions: Sequence[PublishedVersion], files: Mapping[str, bytes]
) -> Past:
    """What pages say of versions.

    Args:
        package: its name.
        versions: oldest first.
        files: those of all versions, by address.
    """
    frozen = next((one.record.version for one in reversed(versions) if one.is_here), "")
    folder = package_file(package, f"{frozen}/{CHARTS_FOLDER}/")
    charts = (
        path.removeprefix(folder).removesuffix(".svg")
        for path in files
        if frozen and path.startswith(folder)
    )
    return Past(
        rows={language: version_rows(versions, language) for language in LANGUAGES},
        entries={language: release_entries(versions, language) for language in LANGUAGES},
        value_changes=list(derive_value_changes((one.record, one.changes) for one in versions)),
        frozen_version=frozen,
        frozen_charts=frozenset(charts),
        here=[(one.record.version, one.record.date) for one in versions if one.is_here],
        newest=versions[-1].record.sha256 if versions else "",
        missing=[one.record.version for one in versions if not one.is_here],
    )


Versions = tuple[list[PublishedVersion], dict[str, bytes]]


def publish_versions(
    package: str, history: Sequence[Released], vocabulary: Vocabulary
) -> tuple[list[PublishedVersion], dict[str, bytes]]:
    """The released versions of one package, and their files at their own addresses.

    The newest of each kind stands under `latest`, `1` and `1.1` as well, byte for byte: a static
    site has no other way to lead there.
    """
    versions: list[PublishedVersion] = []
    files: dict[str, bytes] = {}
    of_version: dict[str, Mapping[str, bytes]] = {}
    before: Dataset | None = None
    for one in history:
        record = one.record
        if one.raw is None:
            nothing = PublishedVersion(
                package=package,
                title=version_title({}, package),
                record=record,
                changes=None,
                downloads={},
            )
            versions.append(nothing)
            before = None
            continue
        dataset = derive_dataset(one.raw, version=record.version)
        downloads = render_package_downloads(dataset)
        changes = None if before is None else derive_changes(before, dataset)
        own = dict(downloads.files)
        changes_file = dataset.file(CHANGE_LIST) if changes is not None else ""
        if changes is not None:
            own[changes_file] = render_change_list(changes)
        own |= _render_charts(dataset, vocabulary)
        sums, proof = dataset.file(CHECKSUMS), dataset.file(TIMESTAMP)
        own[sums] = render_checksums(one.raw.files)  # what the record has the sum of
        if one.proof is not None:
            own[proof] = one.proof
        of_version[record.version] = own
        files.update(own)
        versions.append(
            PublishedVersion(
                package=dataset.name,
                title=version_title(dataset.descriptor, dataset.name),
                record=record,
                changes=changes,
                downloads=downloads.groups,
                changes_file=changes_file,
                sums_file=sums,
                proof_file=proof if one.proof is not None else "",
                descriptor=dataset.descriptor,
            )
        )
        before = dataset
    for name, version in aliases(versions).items():
        number = version.record.version
        for address, data in of_version.get(number, {}).items():
            files[address.replace(f"/{number}/", f"/{name}/", 1)] = data
    return versions, files


def _render_charts(dataset: Dataset, vocabulary: Vocabulary) -> dict[str, bytes]:
    """The charts of a place as they were in a version, for pages that must not change.

    A version that today's code cannot derive any more has none.
    """
    if not dataset.is_place:
        return {}
    place, faults = to_place(dataset.raw)
    if faults:
        return {}
    try:
        edition = derive_edition(place, vocabulary.units)
    except (KeyError, ValueError):
        return {}
    licence = licence_line(dataset.descriptor)
    charts: dict[str, bytes] = {}
    for series in edition.series:
        if chart := derive_chart(series, LANGUAGES[0], vocabulary.units):
            path = dataset.file(f"{CHARTS_FOLDER}/{series.indicator.indicator_id}.svg")
            charts[path] = render_svg_file(chart, licence).encode()
    return charts
