"""The verdict of stock Frictionless on the package as handed over.

The only module that asks Frictionless to validate; it is imported late, which alone takes half a
second.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.checks.frictionless_words import (
    CHANGED_FILE_CODES,
    describe_general,
    describe_stumbling,
    schema_of,
    translate,
)
from scripts.checks.headers import check_header
from scripts.core.findings import Finding
from scripts.core.kept import keep, recall
from scripts.package.descriptor import local_descriptor, without_keys
from scripts.package.raw import (
    DESCRIPTOR,
    RawPackage,
    is_place,
    resource_paths,
    resources,
    schema_fields,
)

if TYPE_CHECKING:
    from frictionless import Error

_WHOLE = ""
"""Stands for the package as a whole, among the names of its resources."""

Verdict = dict[str, list[Finding]]
"""Resource name -> its findings; under `_WHOLE` those on the package, which then are all."""


def check_frictionless(raw: RawPackage) -> Iterator[Finding]:
    """What `frictionless validate` says about the bytes that were read.

    Resources whose file is broken are left out together with the keys that point to them:
    their finding has been made. A place's verdict is kept resource by resource, until its file, a
    file that its keys point to, or the descriptor changes; another package's as a whole.
    """
    inputs = {name: list(_inputs(raw, paths)) for name, paths in _units(raw).items()}
    verdict: Verdict = {}
    for name, parts in inputs.items():
        if (known := recall("frictionless", parts)) is not None:
            verdict[name] = [Finding(**finding) for finding in json.loads(known)]
    stale = inputs.keys() - verdict.keys()
    if stale:
        asked = validate_package(raw, next(iter(stale)) if len(stale) == 1 else None)
        if _WHOLE in asked and _WHOLE not in inputs:
            yield from asked[_WHOLE]
            return
        if _WHOLE in inputs:
            asked = {_WHOLE: [finding for findings in asked.values() for finding in findings]}
        for name in stale:
            verdict[name] = asked.get(name, [])
            told = json.dumps([asdict(finding) for finding in verdict[name]])
            keep("frictionless", inputs[name], told.encode())
    for name in inputs:
        yield from verdict[name]


def _units(raw: RawPackage) -> dict[str, Collection[str]]:
    """What is judged by itself, with the files that its verdict reads."""
    listed = [(str(resource.get("name")), resource) for resource in resources(raw.descriptor)]
    own = {name: set(map(str, resource_paths(resource))) for name, resource in listed}
    if not is_place(raw.descriptor) or raw.broken or len(own) < len(listed):
        return {_WHOLE: raw.files.keys()}
    return {
        name: own[name].union(*(own.get(other, ()) for other in _referenced(resource)))
        for name, resource in listed
    }


def _inputs(raw: RawPackage, paths: Collection[str]) -> Iterator[bytes]:
    """All that the verdict on the resources in some files follows from."""
    rewritten = [finding.file for finding in raw.findings]
    yield repr((raw.folder, sorted(raw.broken), rewritten, sorted(paths))).encode()
    yield raw.files[DESCRIPTOR]
    yield from (raw.files[path] for path in sorted(paths) if path in raw.files)


def _referenced(resource: Mapping[str, object]) -> Iterator[str]:
    """The resources that a resource's foreign keys point to."""
    schema = resource.get("schema")
    keys = schema.get("foreignKeys") if isinstance(schema, Mapping) else None
    for key in keys if isinstance(keys, list) else ():
        reference = key.get("reference") if isinstance(key, Mapping) else None
        if isinstance(reference, Mapping):
            yield str(reference.get("resource"))


def validate_package(raw: RawPackage, only: str | None = None) -> Verdict:
    """What stock `validate` says of a package, in a folder that holds its files alone.

    Args:
        raw: the package as read.
        only: the one resource to be judged; all of them without it.
    """
    from frictionless import Report, validate  # noqa: PLC0415  # half a second, only when needed

    whole = is_place(raw.descriptor) and not raw.broken
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, data in raw.files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        if not whole:
            readable = json.dumps(_readable(raw), ensure_ascii=False)
            (folder / DESCRIPTOR).write_text(readable, encoding="utf-8")
        try:
            report = validate(str(folder / DESCRIPTOR), name=only or None)
        except Exception as fault:  # noqa: BLE001  # it stumbles over some malformed descriptors
            return {_WHOLE: [describe_stumbling(raw.locate(DESCRIPTOR), fault)]}
    if not isinstance(report, Report):
        return {}
    verdict: Verdict = {}
    if report.errors:
        file = raw.locate(DESCRIPTOR)
        verdict[_WHOLE] = [describe_general(file, error) for error in report.errors]
    for task in report.tasks:
        verdict[task.name] = list(_translate_task(raw, task.name, task.errors))
    return verdict


def _translate_task(raw: RawPackage, table: str, errors: Iterable[Error]) -> Iterator[Finding]:
    """One table's errors; under a wrong header its cells are not looked at, being shifted."""
    file = raw.locate(raw.table_path(table))
    headers = [error for error in errors if "#header" in error.tags or "#label" in error.tags]
    frame = raw.tables.get(table)
    if headers and frame is not None:
        names = [str(field["name"]) for field in schema_fields(schema_of(raw, table))]
        findings = list(check_header(file, list(frame.columns), names))
        yield from findings or [translate(raw, table, file, error) for error in headers]
        return
    rewritten = any(finding.file == file for finding in raw.findings)
    for error in errors:
        if not (rewritten and error.type in CHANGED_FILE_CODES):
            yield translate(raw, table, file, error)


def _readable(raw: RawPackage) -> Mapping[str, object]:
    """Of a place what is not broken; of another dataset what needs no other host."""
    return _without_broken(raw) if is_place(raw.descriptor) else local_descriptor(raw)


def _without_broken(raw: RawPackage) -> dict[str, object]:
    kept = [
        resource
        for resource in resources(raw.descriptor)
        if not {str(path) for path in resource_paths(resource)} & raw.broken
    ]
    names = {resource.get("name") for resource in kept}
    return {
        **raw.descriptor,
        "resources": [without_keys(resource, names) for resource in kept],
    }
