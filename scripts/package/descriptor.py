"""A descriptor as it can be read here: nothing of it leads to another host or out of its folder.

Data Package v1 and v2 (datapackage.org, “Data Resource”): a resource has a `path`, several paths
that are parts of one file, or inline `data`; its `schema` and `dialect` may stand in files of
their own or at addresses on the web.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import takewhile
from pathlib import PurePosixPath
from typing import Any, Literal
from urllib.parse import urlsplit

from scripts.package.raw import RawPackage, resource_paths, resources

ResourceKind = Literal["table", "file", "remote", "broken"]
"""`table`: read and offered in every format. `file`: offered as it is. `remote`: a link."""

TABLE_FORMATS = frozenset({"csv", "tsv", "xlsx", "ndjson", "jsonl"})
_OF_A_TABLE = ("type", "profile", "schema", "dialect")
LARGEST_TABLE = 200_000_000
"""Bytes; a larger file is offered as it is and not opened."""
MOST_COLUMNS = 10_000
"""A table with more is offered as it is and not opened."""
_HEAD = 1_000_000
_REMOTE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://")
_OWN_PROFILES = frozenset({"data-package", "tabular-data-package", "tabular-data-resource"})
_STANDARD = "https://datapackage.org/profiles/"
_STANDARDS = (
    _STANDARD,
    "https://specs.frictionlessdata.io/schemas/",
    "https://raw.githubusercontent.com/frictionlessdata/",
)
_NAMED_PARTS = ("schema", "dialect")


def is_remote(path: object) -> bool:
    """Whether a path is an address on the web (or of any other scheme)."""
    return isinstance(path, str) and _REMOTE.match(path) is not None


@lru_cache(maxsize=4096)
def is_web_address(text: str) -> bool:
    """Whether a text is an http or https address with a host and without spaces."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    spaced = any(character.isspace() for character in text)
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and not spaced


def part_paths(descriptor: Mapping[str, object]) -> Iterator[str]:
    """The files in which a descriptor's schemas and dialects stand, as written."""
    for holder in (descriptor, *resources(descriptor)):
        for part in _NAMED_PARTS:
            value = holder.get(part)
            if isinstance(value, str) and not is_remote(value):
                yield value


def far_parts(descriptor: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Field and address of each schema, dialect or profile that stands elsewhere on the web.

    The standard's own profiles are not among them.
    """
    for holder in (descriptor, *resources(descriptor)):
        place = "" if holder is descriptor else f"resources.{holder.get('name')}."
        for part in (*_NAMED_PARTS, "profile", "$schema"):
            value = holder.get(part)
            if is_remote(value) and not str(value).startswith(_STANDARDS):
                yield f"{place}{part}", str(value)


def file_format(resource: Mapping[str, object]) -> str:
    """What a resource says it is, else what its first path ends in: `csv`, `geojson`."""
    said = resource.get("format")
    if isinstance(said, str) and said:
        return said.lower().lstrip(".")
    paths = [path for path in resource_paths(resource) if isinstance(path, str)]
    name = paths[0].rpartition("/")[2] if paths else ""
    return name.rpartition(".")[2].lower() if "." in name else ""


def resource_kind(raw: RawPackage, resource: Mapping[str, object]) -> ResourceKind:
    """What can be done with a resource."""
    paths = resource_paths(resource)
    if any(is_remote(path) for path in paths):
        return "remote"
    if not paths:
        return "table" if _is_inline_table(resource) else "file"
    files = [normal_path(path) for path in paths]
    if any(file not in raw.files for file in files):
        return "broken"
    too_large = sum(len(raw.files[file]) for file in files) > LARGEST_TABLE
    if too_large or any(is_endless(raw.files[file]) for file in files):
        return "file"
    if resource.get("compression") or not _is_table_format(resource):
        return "file"
    return "table"


def is_endless(data: bytes) -> bool:
    """Whether a table has so many columns that every reader of it would be lost in them."""
    head = data[:_HEAD].partition(b"\n")[0]
    return max(head.count(sign) for sign in (b",", b";", b"\t", b"|")) > MOST_COLUMNS


def _is_table_format(resource: Mapping[str, object]) -> bool:
    """JSON is a table only where the package says so: most of it is something else."""
    form = file_format(resource)
    said = resource.get("type") == "table" or resource.get("profile") == "tabular-data-resource"
    return form in TABLE_FORMATS or (form == "json" and said)


def _is_inline_table(resource: Mapping[str, object]) -> bool:
    data = resource.get("data")
    return isinstance(data, list) and bool(data) and all(isinstance(r, list | dict) for r in data)


def local_descriptor(raw: RawPackage) -> dict[str, Any]:
    """The descriptor with the resources that are here, their schemas and dialects inlined.

    A schema or dialect that stands elsewhere on the web is left out, as are profiles that are not
    the standard's own: stock Frictionless would fetch them. So are foreign keys into resources
    that are left out.
    """
    kept = [
        resource
        for resource in resources(raw.descriptor)
        if resource_kind(raw, resource) in {"table", "file"}
    ]
    names = {resource.get("name") for resource in kept}
    return {
        **_own(raw, raw.descriptor),
        "resources": [without_keys(_resource(raw, resource), names) for resource in kept],
    }


def stock_descriptor(raw: RawPackage) -> dict[str, Any]:
    """The same in the words that stock Frictionless knows."""
    local = local_descriptor(raw)
    return {**local, "resources": [_without_labels(one) for one in local["resources"]]}


def _resource(raw: RawPackage, resource: Mapping[str, object]) -> dict[str, Any]:
    """A resource as it is read here; what is not read as a table says nothing of tables."""
    copy = _own(raw, resource)
    if isinstance(copy.get("format"), str):
        copy["format"] = file_format(resource)  # stock Frictionless knows `csv` but not `CSV`
    if resource_kind(raw, resource) == "file":
        plain = {key: value for key, value in copy.items() if key not in _OF_A_TABLE}
        return {**plain, "type": "file"}
    dialect = copy.get("dialect")
    dialect = dialect if isinstance(dialect, dict) else {}
    # Where a header is narrower than its rows Frictionless guesses another row to be the header.
    copy["dialect"] = {"headerRows": [_header_row(raw, resource, dialect)], **dialect}
    return copy


def _header_row(raw: RawPackage, resource: Mapping[str, Any], dialect: Mapping[str, Any]) -> int:
    """The first row, from 1, that is no comment by the dialect."""
    sign, rows = dialect.get("commentChar"), dialect.get("commentRows")
    path = next(iter(resource_paths(resource)), None)
    if path is None or not (sign or rows):
        return 1
    marks = sign if isinstance(sign, str) and sign else ()
    skipped = rows if isinstance(rows, list) else []
    lines = io.StringIO(raw.files[normal_path(path)].decode("utf-8-sig", "replace"))
    comments = (row in skipped or line.startswith(marks) for row, line in enumerate(lines, 1))
    return 1 + sum(takewhile(bool, comments))


def _without_labels(holder: Mapping[str, Any]) -> dict[str, Any]:
    """A resource, schema or field as stock Frictionless takes it.

    It knows no labels of missing values, and `fieldsMatch` as a text, not as a list of one.
    """
    plain = dict(holder)
    if isinstance(schema := holder.get("schema"), Mapping):
        plain["schema"] = _without_labels(schema)
    match plain.get("fieldsMatch"):
        case [str(way)]:
            plain["fieldsMatch"] = way
    if isinstance(listed := holder.get("missingValues"), list):
        plain["missingValues"] = [
            str(one.get("value")) if isinstance(one, Mapping) else one for one in listed
        ]
    if isinstance(fields := holder.get("fields"), list):
        plain["fields"] = [
            _without_labels(one) if isinstance(one, Mapping) else one for one in fields
        ]
    return plain


def normal_path(path: object) -> str:
    """A path as the package's files are named: `./data/a.csv` is `data/a.csv`."""
    return PurePosixPath(str(path)).as_posix()


def _own(raw: RawPackage, holder: Mapping[str, object]) -> dict[str, Any]:
    copy: dict[str, Any] = dict(holder)
    if copy.get("profile") not in _OWN_PROFILES:
        copy.pop("profile", None)
    copy.pop("profiles", None)
    if isinstance(path := copy.get("path"), str):
        copy["path"] = normal_path(path)
    elif isinstance(path, list):
        copy["path"] = [normal_path(part) for part in path]
    schema = copy.get("$schema")
    if "$schema" in copy and not (isinstance(schema, str) and schema.startswith(_STANDARD)):
        del copy["$schema"]
    for part in _NAMED_PARTS:
        if isinstance(value := copy.get(part), str):
            copy[part] = _read_part(raw, value)
            if copy[part] is None:
                del copy[part]
    return copy


def _read_part(raw: RawPackage, path: str) -> Any:
    try:
        return json.loads(raw.files[normal_path(path)])
    except (KeyError, ValueError, RecursionError):
        return None


def without_keys(resource: Mapping[str, Any], names: set[object]) -> dict[str, Any]:
    """A resource without its foreign keys into resources that are not among `names`."""
    schema = resource.get("schema")
    keys = schema.get("foreignKeys") if isinstance(schema, Mapping) else None
    if not isinstance(schema, Mapping) or not isinstance(keys, list):
        return dict(resource)
    kept = [
        key
        for key in keys
        if not isinstance(key, Mapping)
        or not isinstance(reference := key.get("reference"), Mapping)
        or reference.get("resource") in {*names, "", None}
    ]
    return {**resource, "schema": {**schema, "foreignKeys": kept}}
