"""The verdict of stock Frictionless on the package as handed over.

The only module that asks Frictionless to validate; it is imported late, which alone takes half a
second.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
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


def check_frictionless(raw: RawPackage) -> Iterator[Finding]:
    """What stock `frictionless validate` says about the bytes that were read.

    They are written to a folder that holds them alone. Resources whose file is broken are left
    out together with the keys that point to them: their finding has been made.
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
            report = validate(str(folder / DESCRIPTOR))
        except Exception as fault:  # noqa: BLE001  # it stumbles over some malformed descriptors
            yield describe_stumbling(raw.locate(DESCRIPTOR), fault)
            return
    if not isinstance(report, Report):
        return
    if report.errors:
        file = raw.locate(DESCRIPTOR)
        yield from (describe_general(file, error) for error in report.errors)
    for task in report.tasks:
        yield from _translate_task(raw, task.name, task.errors)


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
