"""The verdict of stock Frictionless on the package as handed over.

The only module that knows Frictionless, and it imports it late: that alone takes half a second.
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
from scripts.findings import Finding
from scripts.kept import keep, kept, recall
from scripts.local_descriptor import local_descriptor, without_keys
from scripts.package import (
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
    """What `frictionless validate` says about the bytes that were read.

    Resources whose file is broken are left out together with the keys that point to them:
    their finding has been made. A table's verdict is kept until its file, a file that its keys
    point to, or the descriptor changes.
    """
    verdict = kept("frictionless", _read_by_frictionless(raw), lambda: _dump(_judge(raw)))
    yield from _load(verdict)


def _read_by_frictionless(raw: RawPackage, paths: Collection[str] | None = None) -> Iterator[bytes]:
    """All that a verdict follows from, or that on the tables in some files."""
    told = [finding.file for finding in raw.findings]
    yield repr((raw.folder, raw.descriptor, sorted(raw.broken), told)).encode()
    for path in sorted(raw.files):
        if path == DESCRIPTOR or paths is None or path in paths:
            yield path.encode()
            yield raw.files[path]


def _dump(findings: Iterable[Finding]) -> bytes:
    return json.dumps([asdict(finding) for finding in findings]).encode()


def _load(verdict: bytes) -> list[Finding]:
    return [Finding(**one) for one in json.loads(verdict)]


def _judge(raw: RawPackage) -> list[Finding]:
    """The verdict on a package; of a place, only the table that changed is read again."""
    if not is_place(raw.descriptor) or raw.broken:
        return [finding for _, findings in _validate(raw) for finding in findings]
    inputs = {
        name: list(_read_by_frictionless(raw, paths)) for name, paths in _tables_read(raw).items()
    }
    known = {name: recall(_TABLE, parts) for name, parts in inputs.items()}
    unknown = [name for name, verdict in known.items() if verdict is None]
    of_table = dict(_validate(raw, unknown[0] if len(unknown) == 1 else None))
    if _GENERAL in of_table:
        return [finding for findings in of_table.values() for finding in findings]
    for name, findings in of_table.items():
        keep(_TABLE, inputs[name], _dump(findings))
    verdicts = {name: _load(data) for name, data in known.items() if data is not None} | of_table
    return [finding for name in inputs for finding in verdicts.get(name, ())]


_TABLE = "frictionless table"
_GENERAL = ""
"""Stands for the package as a whole, among the names of its tables."""


def _tables_read(raw: RawPackage) -> dict[str, set[str]]:
    """Each resource with the files that a verdict on it reads: its own and those of its keys."""
    own = {
        str(r.get("name")): {str(p) for p in resource_paths(r)} for r in resources(raw.descriptor)
    }
    read: dict[str, set[str]] = {}
    for resource in resources(raw.descriptor):
        name = str(resource.get("name"))
        read[name] = own[name].union(*(own.get(other, set()) for other in _others_of(resource)))
    return read


def _others_of(resource: Mapping[str, object]) -> Iterator[str]:
    """The resources that a resource's keys point to."""
    schema = resource.get("schema")
    keys = schema.get("foreignKeys") if isinstance(schema, Mapping) else None
    for key in keys if isinstance(keys, list) else ():
        reference = key.get("reference") if isinstance(key, Mapping) else None
        if isinstance(reference, Mapping):
            yield str(reference.get("resource"))


def _validate(raw: RawPackage, table: str | None = None) -> Iterator[tuple[str, list[Finding]]]:
    """Findings by table; under `_GENERAL` those on the package, which then are all there are."""
    from frictionless import Report, validate  # noqa: PLC0415  # half a second, only when needed

    whole = is_place(raw.descriptor) and not raw.broken
    descriptor = raw.descriptor if whole else _readable(raw)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, data in raw.files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        if not whole:
            (folder / DESCRIPTOR).write_text(
                json.dumps(descriptor, ensure_ascii=False), encoding="utf-8"
            )
        try:
            report = validate(str(folder / DESCRIPTOR), name=table)
        except Exception as fault:  # noqa: BLE001  # it stumbles over some malformed descriptors
            yield _GENERAL, [describe_stumbling(raw.locate(DESCRIPTOR), fault)]
            return
    if not isinstance(report, Report):
        return
    if report.errors:
        yield _GENERAL, [describe_general(raw.locate(DESCRIPTOR), error) for error in report.errors]
    for task in report.tasks:
        yield task.name, list(_translate_task(raw, task.name, task.errors))


def _translate_task(raw: RawPackage, table: str, errors: Iterable[Error]) -> Iterator[Finding]:
    """One table's errors; under a wrong header its cells are not looked at, being shifted."""
    file = raw.locate(raw.table_path(table))
    headers = [error for error in errors if "#header" in error.tags or "#label" in error.tags]
    text = raw.text_tables.get(table)
    if headers and text is not None:
        names = [str(field["name"]) for field in schema_fields(schema_of(raw, table))]
        findings = list(check_header(file, text.header, names))
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
