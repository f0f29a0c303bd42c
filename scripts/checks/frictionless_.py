"""The verdict of stock Frictionless on the package as handed over.

Only this module and `frictionless_once` know Frictionless; it is imported late, which alone takes
half a second.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scripts.checks.fast_tables import FastTables
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


def check_frictionless(raw: RawPackage, *, trust_fast: bool = False) -> Iterator[Finding]:
    """What `frictionless validate` says about the bytes that were read.

    Resources whose file is broken are left out together with the keys that point to them:
    their finding has been made. A table's verdict is kept until its file, a file that its keys
    point to, or the descriptor changes.

    Args:
        raw: the package as read.
        trust_fast: where an earlier build has Frictionless' own word that the descriptor is in
            order, it need not be asked about tables that it certainly accepts (`fast_tables`).
    """
    inputs = list(_read_by_frictionless(raw))
    verdict = recall(_WHOLE, inputs)
    if is_place(raw.descriptor) and not raw.broken:
        # Asked for even when all is known: what a build does not ask for is forgotten.
        known = _Known.recalled(raw)
        if verdict is None:
            yield from _judge(raw, known, inputs, trust_fast=trust_fast)
            return
    if verdict is None:
        verdict = _dump(finding for _, findings in ask_frictionless(raw) for finding in findings)
        keep(_WHOLE, inputs, verdict)
    yield from _load(verdict)


def _read_by_frictionless(raw: RawPackage, paths: Collection[str] | None = None) -> Iterator[bytes]:
    """All that a verdict follows from, or that on the tables in some files."""
    told = [finding.file for finding in raw.findings]
    yield repr((raw.folder, sorted(raw.broken), told)).encode()
    for path in sorted(raw.files):
        if path == DESCRIPTOR or paths is None or path in paths:
            yield path.encode()
            yield raw.files[path]


def _dump(findings: Iterable[Finding]) -> bytes:
    return json.dumps([asdict(finding) for finding in findings]).encode()


def _load(verdict: bytes) -> list[Finding]:
    return [Finding(**one) for one in json.loads(verdict)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What earlier builds know of a place; `described`: the descriptor passed Frictionless."""

    inputs: Mapping[str, list[bytes]]
    verdicts: Mapping[str, bytes | None]
    described: bool

    @classmethod
    def recalled(cls, raw: RawPackage) -> Self:
        inputs = {
            name: list(_read_by_frictionless(raw, paths))
            for name, paths in _tables_read(raw).items()
        }
        return cls(
            inputs=inputs,
            verdicts={name: recall(_TABLE, parts) for name, parts in inputs.items()},
            described=recall(_DESCRIBED, [raw.files[DESCRIPTOR]]) is not None,
        )


def _judge(
    raw: RawPackage, known: _Known, inputs: list[bytes], *, trust_fast: bool
) -> list[Finding]:
    """The verdict on a place; only the tables that changed are read again."""
    unknown = [name for name, verdict in known.verdicts.items() if verdict is None]
    fast = FastTables(descriptor=raw.descriptor, files=raw.files)
    trusted = trust_fast and known.described and not raw.findings
    asked = [name for name in unknown if not (trusted and fast.accepts(name))]
    of_table = dict(ask_frictionless(raw, asked)) if asked or not known.described else {}
    if _GENERAL not in of_table:
        if not known.described:
            keep(_DESCRIBED, [raw.files[DESCRIPTOR]], b"")
        for name, findings in of_table.items():
            keep(_TABLE, known.inputs.get(name, inputs), _dump(findings))
        of_table |= {name: _load(data) for name, data in known.verdicts.items() if data is not None}
        of_table = {name: of_table.get(name, []) for name in known.inputs}
    found = [finding for findings in of_table.values() for finding in findings]
    if len(asked) == len(unknown):
        keep(_WHOLE, inputs, _dump(found))
    return found


_WHOLE = "frictionless"
_TABLE = "frictionless table"
_DESCRIBED = "frictionless descriptor"
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


def ask_frictionless(
    raw: RawPackage, names: Collection[str] = ()
) -> Iterator[tuple[str, list[Finding]]]:
    """Findings by table; under `_GENERAL` those on the package, which then are all there are.

    Args:
        raw: the package as read.
        names: of a place whose files are all there, the resources to be judged.
    """
    from frictionless import Report, validate  # noqa: PLC0415  # half a second, only when needed

    from scripts.checks.frictionless_once import finds_nothing  # noqa: PLC0415

    whole = is_place(raw.descriptor) and not raw.broken
    descriptor = raw.descriptor if whole else _readable(raw)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, data in raw.files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        if whole and not raw.findings and finds_nothing(descriptor, folder, names):
            yield from ((table, []) for table in names)
            return
        if not whole:
            (folder / DESCRIPTOR).write_text(
                json.dumps(descriptor, ensure_ascii=False), encoding="utf-8"
            )
        only = next(iter(names)) if len(names) == 1 else None
        try:
            report = validate(str(folder / DESCRIPTOR), name=only)
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
