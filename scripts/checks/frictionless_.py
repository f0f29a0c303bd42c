"""The verdict of stock Frictionless on the package as handed over.

The only module that asks Frictionless to validate; it is imported late, which alone takes half a
second.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
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
from scripts.package.descriptor import normal_path, stock_descriptor, without_keys
from scripts.package.parts import join_parts
from scripts.package.raw import (
    DESCRIPTOR,
    RawPackage,
    is_place,
    resource_paths,
    resources,
    schema_fields,
)

if TYPE_CHECKING:
    from frictionless import Error, Resource


Verdicts = Mapping[str, Sequence[Finding]]
"""Hash of all that a question to Frictionless follows from -> its answer, as findings."""


def ask_frictionless(raw: RawPackage, kept: Verdicts = MappingProxyType({})) -> Verdicts:
    """What stock Frictionless says about the bytes that were read: the descriptor, then each table.

    They are parsed as one package, in a folder that holds them alone. Resources whose file is
    broken are left out together with the keys that point to them: their finding has been made.

    Args:
        raw: the package as read.
        kept: earlier verdicts; what they answer is not asked again.
    """
    joined = join_parts(raw)
    descriptor = _readable(joined)
    text = json.dumps(descriptor)
    whole = _hash(raw.folder, text)
    if kept.get(whole):
        return {whole: kept[whole]}
    listed = list(resources(descriptor))
    keys = [_table_key(joined, resource, listed) for resource in listed]
    if all(key in kept for key in (whole, *keys)):
        return {key: kept[key] for key in (whole, *keys)}
    from frictionless import FrictionlessException, Package  # noqa: PLC0415 - half a second

    with _written(joined, text) as path:
        try:
            package = Package.from_descriptor(str(path))
            if whole not in kept:
                package.to_descriptor(validate=True)
            return {
                whole: (),
                **{
                    key: kept[key] if key in kept else _judge(raw, resource)
                    for key, resource in zip(keys, package.resources, strict=True)
                },
            }
        except FrictionlessException as error:
            file = raw.locate(DESCRIPTOR)
            return {whole: [describe_general(file, one) for one in error.to_errors()]}
        except Exception as fault:  # noqa: BLE001 - it stumbles over some malformed descriptors
            return {whole: [describe_stumbling(raw.locate(DESCRIPTOR), fault)]}


@contextmanager
def _written(raw: RawPackage, descriptor: str) -> Iterator[Path]:
    """The path of the descriptor, in a folder that holds it and the package's files alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, data in {**raw.files, DESCRIPTOR: descriptor.encode()}.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        yield folder / DESCRIPTOR


def _judge(raw: RawPackage, resource: Resource) -> list[Finding]:
    report = resource.validate()
    found = [describe_general(raw.locate(DESCRIPTOR), error) for error in report.errors]
    for task in report.tasks:
        found += _translate_task(raw, task.name, task.errors)
    return found


def _table_key(
    raw: RawPackage, resource: Mapping[str, object], listed: Iterable[Mapping[str, object]]
) -> str:
    """The hash of a resource, of those that its foreign keys refer to, and of their files."""
    schema = resource.get("schema")
    keys = schema.get("foreignKeys") if isinstance(schema, Mapping) else None
    references = [
        key["reference"].get("resource")
        for key in (keys if isinstance(keys, list) else [])
        if isinstance(key, Mapping) and isinstance(key.get("reference"), Mapping)
    ]
    concerned = [resource, *(other for other in listed if other.get("name") in references)]
    files = (
        raw.files.get(normal_path(path), b"") for one in concerned for path in resource_paths(one)
    )
    file = raw.locate(raw.table_path(str(resource.get("name"))))
    own = [finding for finding in raw.findings if finding.file == file]
    return _hash(raw.folder, json.dumps(concerned), repr(own), *files)


def _hash(*parts: str | bytes) -> str:
    together = sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        together.update(len(data).to_bytes(8, "big") + data)
    return together.hexdigest()


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
    if is_place(raw.descriptor) and not raw.broken:
        return raw.descriptor
    return _without_broken(raw) if is_place(raw.descriptor) else stock_descriptor(raw)


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
