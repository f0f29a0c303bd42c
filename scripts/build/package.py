"""One package in the build: read, judged, derived when first asked for; what its steps share."""

from __future__ import annotations

import json
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

from scripts.build.past import Past
from scripts.build.step import key_of
from scripts.charts import DrawnSeries
from scripts.checks.schemas import Schemas
from scripts.core.findings import Finding
from scripts.core.model import LANGUAGES, Language
from scripts.core.site_identity import SiteIdentity
from scripts.derive.edition import Edition, derive_edition
from scripts.downloads import PlaceSets
from scripts.package.credits import licence_line
from scripts.package.raw import RawPackage, is_place
from scripts.package.tabular import Dataset, derive_dataset
from scripts.package.typed_rows import to_place
from scripts.package.vocabulary import Vocabulary
from scripts.pages.indicator import Documents, derive_documents
from scripts.pages.targets import Context
from scripts.versions import sum_package

_SHOWN_EVERYWHERE = ("reports", "sections", "sources")
"""Tables of a place that any of its pages may show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What all packages of a site share.

    `policies`: `PACKAGES_WITH_FINDINGS`. `only_place`: there is just one place.
    """

    vocabulary: Vocabulary = field(repr=False)
    schemas: Schemas = field(repr=False)
    site: SiteIdentity
    policies: Mapping[str, str]
    only_place: bool = False


@dataclass(frozen=True, kw_only=True)
class Package:
    """A package that is published.

    `findings`: with which it goes out (of one that is no place); `past`: its released versions.
    Sent to another process it is what it was made from; a process that gets the same one again
    has it derived already.
    """

    raw: RawPackage = field(repr=False)
    shared: Shared = field(repr=False)
    findings: tuple[Finding, ...] = ()
    past: Past = field(default_factory=Past, repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpack, (self._packed,)

    @cached_property
    def _packed(self) -> bytes:
        return pickle.dumps((self.raw, self.shared, self.findings, self.past))

    @property
    def name(self) -> str:
        return self.raw.name

    @property
    def is_place(self) -> bool:
        return is_place(self.raw.descriptor)

    @cached_property
    def edition(self) -> Edition:
        """A place, derived."""
        return derive_edition(to_place(self.raw)[0], self.shared.vocabulary.units)

    @cached_property
    def dataset(self) -> Dataset:
        """The package as a dataset like any other."""
        newest = self.past.newest
        return replace(
            derive_dataset(self.raw, self.findings),
            unreleased=bool(newest) and sum_package(self.raw.files) != newest,
            as_of=self.edition.as_of if self.is_place else "",
        )

    @cached_property
    def key(self) -> str:
        """The hash of all that anything of the package follows from."""
        files = (part for path in sorted(self.raw.files) for part in (path, self.raw.files[path]))
        said = (self.raw.name, self.raw.folder, sorted(self.raw.broken), self.findings)
        past = json.dumps(self.past.as_data(), sort_keys=True)
        return key_of(repr(said), self._shared_words, past, *files)

    @cached_property
    def place_key(self) -> str:
        """The hash of all that everything about a place follows from, without its series."""
        place, past = self.edition.place, self.past
        said = (
            self.raw.name,
            self.raw.folder,
            self.edition.as_of,
            list(past.value_changes),
            past.frozen_version,
            sorted(past.frozen_charts),
            sorted(place.documents.items()),
            [self.raw.files.get(self.raw.table_path(table)) for table in _SHOWN_EVERYWHERE],
        )
        descriptor = json.dumps(self.raw.descriptor, sort_keys=True)
        return key_of(repr(said), self._shared_words, descriptor)

    @cached_property
    def _shared_words(self) -> str:
        return repr((self.shared.vocabulary, self.shared.site, self.shared.only_place))

    @cached_property
    def judged(self) -> str:
        """All promises with their verdicts, to be told from others."""
        return repr([report.targets for report in self.edition.reports])

    @cached_property
    def contexts(self) -> Mapping[Language, Context]:
        """What the pages of a place are made with, by language."""
        words = self.shared.vocabulary
        known: dict[tuple[str, int], tuple[object, Any]] = {}
        return {
            language: Context(
                edition=self.edition,
                language=language,
                units=words.units,
                themes=words.themes,
                shared=words.indicators,
                glossary=words.glossary,
                site=self.shared.site,
                value_changes=tuple(self.past.value_changes),
                frozen_version=self.past.frozen_version,
                frozen_charts=self.past.frozen_charts,
                drawn=self.drawn,
                known=known,
            )
            for language in LANGUAGES
        }

    @cached_property
    def drawn(self) -> DrawnSeries:
        """The drawings of a place's series."""
        licence = licence_line(self.edition.place.descriptor)
        return DrawnSeries(units=self.shared.vocabulary.units, licence=licence)

    @cached_property
    def documents(self) -> Documents:
        """The paragraphs and sentences of a place's reports."""
        return derive_documents(self.edition.place.documents)

    @cached_property
    def sets(self) -> PlaceSets:
        """The downloads of a place's lists."""
        return PlaceSets(edition=self.edition, raw=self.raw)

    @property
    def indicators(self) -> Sequence[str]:
        """The ids of a place's indicators."""
        return [series.indicator.indicator_id for series in self.edition.series]


@lru_cache(maxsize=4)
def _unpack(packed: bytes) -> Package:
    """Only from the build that this process works for."""
    raw, shared, findings, past = pickle.loads(packed)  # noqa: S301
    return Package(raw=raw, shared=shared, findings=findings, past=past)
