"""The edge of `invoke verify`: reads a published site, the packages and git, and compares them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.audit import (
    Tally,
    check_aliases,
    check_answers,
    check_package_files,
    check_pages,
    check_sums,
    check_tables,
    check_twins,
    read_place,
)
from scripts.audit.timestamps import Stamp, check_timestamps
from scripts.core.compressed import broken_twins, file_of
from scripts.core.files import read_tree
from scripts.core.findings import Finding
from scripts.core.signing import SIGNATURES, TIMESTAMP
from scripts.package.drafts import is_draft_place, leave_out_drafts
from scripts.package.raw import is_publishable_name
from scripts.package.read import find_packages, read_package
from scripts.versions import RecordError
from scripts.versions.released import changed_record, read_records, read_released

DESCRIPTOR = "datapackage.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was compared: counts of files, of figures and words, of bytes; and what disagrees.

    `stamps`: the timestamps of the site's checksums and of each released version's.
    """

    files: int
    figures: int
    octets: int
    findings: tuple[Finding, ...]
    stamps: tuple[Stamp, ...] = ()


def prove_site(
    root: Path, published: Path, skipped: Iterable[str] = (), trusted: bytes = b""
) -> Proof:
    """Hold a published site against the packages of a project.

    Args:
        root: the project: `datasets/`, and the history that released versions come from.
        published: the folder of the site, built here or downloaded.
        skipped: packages that the site's settings may keep back.
        trusted: certificates (PEM) of timestamp authorities.
    """
    site, tally = read_tree(published), Tally()
    twins = {path for path in site if (file := file_of(path)) is not None and file in site}
    check_twins(broken_twins(site), tally)
    site = {path: data for path, data in site.items() if path not in twins}
    check_sums(site, {*SIGNATURES, TIMESTAMP}, tally)
    stamps = list(check_timestamps(site, trusted))
    for one in stamps:
        if one.state == "wrong":
            tally.report(one.file, "timestamp-wrong", words=one.words)
    may_lack = set(skipped)
    for folder in find_packages(root / "datasets"):
        raw = read_package(folder, root)
        if is_draft_place(raw.descriptor):
            continue
        # As published: a descriptor in JSON, tables as Excel saved them normalised, no drafts.
        published_files = leave_out_drafts(raw).files
        drafts = raw.files.keys() - published_files.keys()
        files = {path: data for path, data in read_tree(folder).items() if path not in drafts}
        files |= published_files
        name = _published_name(files, folder.name)
        published_folder = f"data/{name}"
        if name in may_lack and f"{published_folder}/{DESCRIPTOR}" not in site:
            continue
        check_package_files(published_folder, files, _needed(files), site, tally)
        try:
            place = read_place(name, files)
        except (KeyError, ValueError) as error:
            tally.report(f"datasets/{folder.name}", "package-unreadable", error=error)
            place = None
        if place is not None:
            check_tables(place, site, tally)
            check_answers(place, site, tally)
            check_pages(place, site, tally)
        _check_versions(root, folder.name, name, site, tally)
    return Proof(
        files=len(site),
        figures=tally.figures,
        octets=tally.octets,
        findings=tuple(tally.findings),
        stamps=tuple(stamps),
    )


def _published_name(files: Mapping[str, bytes], folder: str) -> str:
    """The name under which a package is published: its own where that can be an address."""
    try:
        descriptor = json.loads(files[DESCRIPTOR])
    except (KeyError, ValueError):
        return folder
    name = descriptor.get("name") if isinstance(descriptor, dict) else None
    return str(name) if is_publishable_name(name) else folder


def _needed(files: Mapping[str, bytes]) -> Iterator[str]:
    """The descriptor and the tables of a package: what a site always publishes of it."""
    try:
        resources = json.loads(files[DESCRIPTOR]).get("resources", [])
    except (KeyError, ValueError, AttributeError):
        return
    yield DESCRIPTOR
    for resource in resources:
        paths = resource.get("path", [])
        for path in [paths] if isinstance(paths, str) else paths:
            if str(path).endswith(".csv"):
                yield str(path)


def _check_versions(
    root: Path, folder_name: str, package: str, site: Mapping[str, bytes], tally: Tally
) -> None:
    """Each released version that the site has is what git has under the recorded commit."""
    aliases: dict[str, str] = {}
    try:
        records = read_records(root / "datasets", package)
    except RecordError as error:
        tally.findings.append(changed_record(package, error))
        return
    for record in records:
        folder = f"data/{package}/{record.version}"
        has = any(path.startswith(f"{folder}/") for path in site)
        try:
            raw = read_released(root, f"datasets/{folder_name}", package, record)
        except RecordError as error:
            tally.findings.append(changed_record(package, error))
            continue
        if raw is not None:
            check_package_files(folder, raw.files, _needed(raw.files), site, tally)
            names = ("latest", *record.number.line)
            aliases |= dict.fromkeys(names, record.version)
        elif has:
            tally.report(folder, "version-unavailable/audit")
    check_aliases(f"data/{package}", aliases, site, tally)
