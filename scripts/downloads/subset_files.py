"""A section's or report's part of a package as a package of its own, in a zip."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pydantic_core import to_json

from scripts.core.archives import CHECKSUMS, render_checksums, render_zip
from scripts.core.model import Bilingual
from scripts.downloads.read_me import ReadMe
from scripts.downloads.subset import Subset
from scripts.package.raw import DESCRIPTOR, RawPackage, resource_paths, resources

README = "README.txt"
_LINE_END = "\n"


@dataclass(frozen=True, kw_only=True)
class SubsetPackages:
    """Makes the zips of one package's subsets; each row is put into CSV once for all of them."""

    raw: RawPackage = field(repr=False)

    def render_zip(self, subset: Subset, page: str) -> bytes:
        """The zip of a subset: one folder that stock `frictionless validate` accepts.

        Args:
            subset: which rows.
            page: the address of its page, relative to the site's root.
        """
        folder = f"{self.raw.name}-{subset.name}"
        files = self.files_of(subset)
        files[DESCRIPTOR] = self._descriptor(subset, folder, frozenset(files))
        read_me = ReadMe(
            raw=self.raw,
            subset=subset,
            title=self._titles(subset),
            description=self._description(subset),
            page=page,
            paths=frozenset(files),
        )
        files[README] = read_me.render().encode()
        files[CHECKSUMS] = render_checksums(files)
        return render_zip({f"{folder}/{path}": data for path, data in files.items()})

    def files_of(self, subset: Subset) -> dict[str, bytes]:
        """The tables and the text of a subset by their path in the package."""
        files = {
            self.raw.table_path(table): self._table(table, rows)
            for table, rows in subset.rows.items()
            if table in self._lines
        }
        if subset.document is not None and subset.document in self.raw.files:
            files[subset.document] = self.raw.files[subset.document]
        return files

    @cached_property
    def _lines(self) -> Mapping[str, Mapping[int, str]]:
        """Table -> number of the row -> its line of CSV, the header being row 1."""
        return {
            table: dict(
                zip(
                    (1, *frame.index.tolist()),
                    _csv_lines([frame.columns, *frame.itertuples(index=False, name=None)]),
                    strict=True,
                )
            )
            for table, frame in self.raw.tables.items()
        }

    def _table(self, table: str, rows: Iterable[int]) -> bytes:
        lines = self._lines[table]
        return "".join(lines[row] for row in (1, *sorted(rows))).encode()

    def _descriptor(self, subset: Subset, name: str, paths: frozenset[str]) -> bytes:
        title, described = self._titles(subset), self._description(subset)
        head = {key: value for key, value in self.raw.descriptor.items() if key != "resources"}
        place = head.get("place")
        if isinstance(place, Mapping):
            # Facts of the place name sources that the part does not hold.
            head["place"] = {key: value for key, value in place.items() if key != "facts"}
        head |= {
            "name": name,
            "title": title.zh,
            "title_en": title.en,
            "description": described.zh,
            "description_en": described.en,
        }
        return to_json({**head, "resources": self._resources_of(paths)}, indent=2) + b"\n"

    def _resources_of(self, paths: frozenset[str]) -> list[dict[str, object]]:
        return [
            _as_part(resource)
            for resource in resources(self.raw.descriptor)
            if paths.issuperset(own := resource_paths(resource)) and own
        ]

    def _titles(self, subset: Subset) -> Bilingual:
        whole = str(self.raw.descriptor.get("title") or self.raw.name)
        whole_en = str(self.raw.descriptor.get("title_en") or whole)
        return Bilingual(zh=f"{whole} · {subset.title.zh}", en=f"{whole_en} · {subset.title.en}")

    def _description(self, subset: Subset) -> Bilingual:
        name, version = self.raw.name, self.raw.descriptor.get("version") or "—"
        count = len(subset.targets)
        return Bilingual(
            zh=f"数据包 {name}（版本 {version}）的一部分：“{subset.title.zh}”的 {count} 条承诺，"
            "以及读懂它们所需的章节、指标、实际数、疑点、数字和来源。列与格照原表，一字未改。",
            en=f"A part of the package {name} (version {version}): the promises of "
            f"“{subset.title.en}” ({count}), with the sections, indicators, observations, doubts, "
            "numerals and sources that they need. Columns and cells are as in the whole package.",
        )


class _Lines(list[str]):
    """Takes what a writer of CSV writes, which is one line at a time."""

    write = list.append


def _csv_lines(rows: Iterable[Iterable[str]]) -> list[str]:
    lines = _Lines()
    csv.writer(lines, lineterminator=_LINE_END).writerows(rows)
    return lines


def _as_part(resource: Mapping[str, object]) -> dict[str, object]:
    """A resource without what is true of the whole table only; a text is whole as it is."""
    if "schema" not in resource:
        return dict(resource)
    return {key: value for key, value in resource.items() if key not in {"hash", "bytes"}}
