"""The page of a released version: what changed in it, what came after it, its own downloads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scripts.core.model import LANGUAGES, Bilingual, Language
from scripts.core.site_identity import SiteIdentity
from scripts.linked_data import Landing, version_document
from scripts.package.summaries import shorten
from scripts.pages.dataset import authorship, dataset_title
from scripts.pages.markdown import render_page
from scripts.pages.targets import Data
from scripts.theme_support.page import Page, crumb, pick
from scripts.versions import PackageChanges, Record, Version
from scripts.versions.table_changes import RowChange, TableChange
from scripts.words.addresses import Addresses
from scripts.words.citations import Work, cite

LATEST = "latest"
MOST_ROWS = 200
"""Changed rows of one table that a page lists; the change list to download has them all."""
LEVEL_LABELS: Mapping[str, Bilingual] = {
    "first": Bilingual(zh="首次发布", en="first release"),
    "major": Bilingual(zh="主版本：可能影响已有的用法", en="major: may break existing uses"),
    "minor": Bilingual(zh="次版本：新增了内容", en="minor: more than before"),
    "patch": Bilingual(zh="修订：更正或措辞", en="patch: corrections or wording"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedVersion:
    """A released version with what its pages show.

    `changes` is None for the first one. `downloads` is empty, and the version has no page, where
    this copy of the project cannot rebuild it. `sums_file`: the address of its checksums;
    `proof_file`: of their timestamp proof, empty without one.
    """

    package: str
    title: Bilingual
    record: Record
    changes: PackageChanges | None
    downloads: Mapping[Language, Sequence[Data]] = field(repr=False)
    changes_file: str = ""
    sums_file: str = ""
    proof_file: str = ""
    descriptor: Mapping[str, object] = field(default_factory=dict, repr=False)

    @property
    def is_here(self) -> bool:
        return bool(self.downloads)


def version_title(descriptor: Mapping[str, object], name: str) -> Bilingual:
    """The package's title as it was in that version."""
    titles = {language: dataset_title(descriptor, name, language) for language in LANGUAGES}
    return Bilingual(zh=titles["zh"], en=titles["en"])


def aliases(versions: Sequence[PublishedVersion]) -> dict[str, PublishedVersion]:
    """`latest`, `1`, `1.1` -> the newest version of each kind."""
    newest: dict[str, PublishedVersion] = {}
    for one in versions:
        for name in (LATEST, *Version.parse(one.record.version).line):
            newest[name] = one
    return newest


def render_version_pages(
    versions: Sequence[PublishedVersion], language: Language, site: SiteIdentity
) -> Iterator[Page]:
    """A page per version of one package, and one per address that leads to the newest."""
    for one in versions:
        if one.is_here:
            yield _render(one, versions, one.record.version, language, site)
    for name, one in aliases(versions).items():
        if one.is_here:
            yield _render(one, versions, name, language, site)


def _render(
    one: PublishedVersion,
    versions: Sequence[PublishedVersion],
    name: str,
    language: Language,
    site: SiteIdentity,
) -> Page:
    addresses = Addresses(language)
    zh = language == "zh"
    version, newest = one.record.version, versions[-1]
    word = f"版本 {version}" if zh else f"version {version}"
    moving = name != version
    own_address = addresses.version(one.package, version)
    return render_page(
        "version",
        language,
        addresses.version(one.package, name),
        title=f"{one.title[language]} · {word}" + (f" · {name}" if moving else ""),
        summary=f"{one.title[language]} · {word} · {one.record.date}",
        values={
            "heading": one.title[language],
            "version": version,
            "date": one.record.date,
            "level": LEVEL_LABELS[one.record.level][language],
            "note": pick(language, one.record.note_zh, one.record.note_en),
            "moving": name if moving else "",
            "own_url": own_address,
            "newest": None
            if newest is one
            else {
                "version": newest.record.version,
                "date": newest.record.date,
                "url": addresses.version(one.package, newest.record.version)
                if newest.is_here
                else addresses.dataset(one.package),
            },
            "commit": one.record.commit,
            "sha256": one.record.sha256,
            "reasons": [reason.text[language] for reason in one.changes.reasons]
            if one.changes
            else [],
            "tables": [_table(table) for table in one.changes.tables] if one.changes else [],
            "changes_file": one.changes_file,
            "sums_file": one.sums_file,
            "proof_file": one.proof_file,
        },
        view={
            "canonical": own_address,
            "crumbs": [
                crumb("数据" if zh else "Data", addresses.datasets()),
                crumb(one.title[language], addresses.dataset(one.package)),
                crumb(
                    word if not moving else f"{word}（{name}）" if zh else f"{word} ({name})", None
                ),
            ],
            "citations": cite(
                Work(
                    key=one.package,
                    title=one.title[language],
                    **authorship(one.descriptor, site.title[language]),
                    date=one.record.date,
                    version=version,
                    url=site.absolute(own_address),
                ),
                language,
            ),
            "downloads": list(one.downloads[language]),
            "linked_data": version_document(
                one.descriptor,
                Landing(
                    address=own_address,
                    language=language,
                    files=[file for group in one.downloads[language] for file in group["files"]],
                    site=site,
                ),
                f"{one.title[language]} {version}",
                version,
                one.record.date,
            ),
        },
    )


def _table(table: TableChange) -> Data:
    rows = [
        *(_row("added", row) for row in table.added),
        *(_row("removed", row) for row in table.removed),
        *(_row("changed", row) for row in table.changed),
    ]
    return {
        "name": table.table,
        "added": len(table.added),
        "removed": len(table.removed),
        "changed": len(table.changed),
        "rows": rows[:MOST_ROWS],
        "more": max(0, len(rows) - MOST_ROWS),
    }


def _row(kind: str, row: RowChange) -> Data:
    return {
        "kind": kind,
        "key": shorten(row.key),
        "cells": [
            {"field": cell.field, "old": shorten(cell.old), "new": shorten(cell.new)}
            for cell in row.cells
            if cell.old or cell.new
        ],
    }


def version_rows(versions: Sequence[PublishedVersion], language: Language) -> list[Data]:
    """The list of versions on a package's page, newest first."""
    addresses = Addresses(language)
    return [
        {
            "version": one.record.version,
            "date": one.record.date,
            "level": LEVEL_LABELS[one.record.level][language],
            "note": pick(language, one.record.note_zh, one.record.note_en),
            "url": addresses.version(one.package, one.record.version) if one.is_here else "",
            "counts": _counts(one),
        }
        for one in reversed(versions)
    ]


def _counts(one: PublishedVersion) -> str:
    if one.changes is None:
        return ""
    added, removed, changed = one.changes.counts
    return f"+{added} −{removed} ~{changed}"


def release_entries(
    versions: Sequence[PublishedVersion], language: Language
) -> list[dict[str, str]]:
    """The releases as entries of a feed."""
    return [
        {
            "date": one.record.date,
            "title": f"{one.title[language]} {one.record.version}",
            "address": Addresses(language).version(one.package, one.record.version)
            if one.is_here
            else Addresses(language).dataset(one.package),
            "text": " · ".join(
                part
                for part in (
                    LEVEL_LABELS[one.record.level][language],
                    pick(language, one.record.note_zh, one.record.note_en),
                    *(r.text[language] for r in (one.changes.reasons if one.changes else ())),
                )
                if part
            ),
            "key": f"{one.package}:{one.record.version}",
        }
        for one in versions
    ]
