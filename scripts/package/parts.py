"""Tables whose rows stand in several files, joined to one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scripts.package.descriptor import file_format, normal_path, resource_kind
from scripts.package.raw import RawPackage, resource_paths, resources

_JOINED = frozenset({"csv", "tsv"})


def join_parts(raw: RawPackage) -> RawPackage:
    """The package with each table of several CSV files as one file.

    Stock Frictionless drops the first line of every file but the first, be it a header or a row,
    and joins a last line without an end to the next file's first.
    """
    files, listed = dict(raw.files), []
    for number, resource in enumerate(resources(raw.descriptor)):
        copy: dict[str, Any] = dict(resource)
        if _is_joined(raw, resource):
            copy["path"] = f"tables/joined-{number}.{file_format(resource)}"
            files[copy["path"]] = _join(raw, resource)
        listed.append(copy)
    if len(files) == len(raw.files):
        return raw
    return replace(raw, files=files, descriptor={**raw.descriptor, "resources": listed})


def _is_joined(raw: RawPackage, resource: Mapping[str, object]) -> bool:
    wide = str(resource.get("encoding", "")).lower().startswith(("utf-16", "utf-32", "utf16"))
    return (
        len(resource_paths(resource)) > 1
        and file_format(resource) in _JOINED
        and resource_kind(raw, resource) == "table"
        and not wide
    )


def _join(raw: RawPackage, resource: Mapping[str, object]) -> bytes:
    """The files one after the other; a header that a later one repeats is left out."""
    first, *others = (raw.files[normal_path(path)] for path in resource_paths(resource))
    header = first.splitlines()[:1]
    parts = [first]
    for data in others:
        repeated = data.splitlines()[:1] == header
        parts.append(data.partition(b"\n")[2] if repeated else data)
    return b"".join(part if part.endswith(b"\n") else part + b"\n" for part in parts if part)
