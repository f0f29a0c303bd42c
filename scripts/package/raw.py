"""A package as it was handed over: its descriptor, its bytes, its tables as text.

Typed rows come from it by `typed_rows.to_place`; whether it is right is for `checks` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scripts.core.findings import Finding

if TYPE_CHECKING:
    import pandas as pd

DESCRIPTOR = "datapackage.json"
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,126}[a-z0-9])?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPackage:
    """Everything that was read of one package; each file was read once.

    `files`: path inside the package -> bytes, the descriptor included. `tables`: of a place,
    resource name -> a frame of strings (an empty cell is `""`) whose index is the spreadsheet's
    row number, the header being 1; a header may repeat a name. `texts`: path -> decoded text
    with LF line ends, of the files that are no tables. `broken`: paths that could not be read as
    what they claim to be; nothing more is said about them than `findings` does.
    `holds_place_tables`: the descriptor cannot be read, and beside it stand tables as places have
    them.
    """

    name: str
    folder: str
    descriptor: Mapping[str, object] = field(repr=False)
    files: Mapping[str, bytes] = field(repr=False)
    tables: Mapping[str, pd.DataFrame] = field(repr=False)
    texts: Mapping[str, str] = field(repr=False)
    broken: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()
    holds_place_tables: bool = False

    def locate(self, path: str) -> str:
        """A path inside the package, as findings name it: relative to the project's root."""
        return f"{self.folder}/{path}"

    def table_path(self, table: str) -> str:
        """The path inside the package of a table's file; by the contract, `<table>.csv`."""
        for resource in resources(self.descriptor):
            path = next(iter(resource_paths(resource)), None)
            if resource.get("name") == table and isinstance(path, str):
                return path
        return f"{table}.csv"


def is_place(descriptor: Mapping[str, object]) -> bool:
    """Whether a package is a place; packages without a `place` object are other datasets."""
    return isinstance(descriptor.get("place"), Mapping)


def folder_name(raw: RawPackage) -> str:
    """The name of the folder that a package stands in."""
    return raw.folder.rpartition("/")[2]


def is_publishable_name(name: object) -> bool:
    """Whether a package's name can be an address: lower-case letters, digits, `.`, `_`, `-`."""
    return isinstance(name, str) and _NAME.fullmatch(name) is not None and ".." not in name


def resources(descriptor: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """The resources of a descriptor that are objects at all."""
    listed = descriptor.get("resources")
    if isinstance(listed, list):
        yield from (resource for resource in listed if isinstance(resource, Mapping))


def resource_paths(resource: Mapping[str, object]) -> tuple[object, ...]:
    """What a resource gives as its path or paths, as written; nothing for inline data."""
    path = resource.get("path")
    if isinstance(path, list):
        return tuple(path)
    return () if path is None else (path,)


def is_table(resource: Mapping[str, object]) -> bool:
    """Whether a resource is a CSV with a schema."""
    path = resource.get("path")
    return isinstance(path, str) and path.lower().endswith(".csv")


NUMERIC_TYPES = frozenset({"number", "integer", "year"})
"""Types of Table Schema fields whose cells are numbers."""


def numeric_columns(descriptor: Mapping[str, object], table: str) -> frozenset[str]:
    """The columns of a table that its schema declares as numbers."""
    return frozenset(
        str(field["name"])
        for resource in resources(descriptor)
        if resource.get("name") == table
        for field in schema_fields(resource.get("schema"))
        if field.get("type") in NUMERIC_TYPES
    )


def schema_fields(schema: object) -> Iterator[Mapping[str, object]]:
    """The fields of a Table Schema that are objects with a name."""
    fields = schema.get("fields") if isinstance(schema, Mapping) else None
    if isinstance(fields, list):
        yield from (f for f in fields if isinstance(f, Mapping) and isinstance(f.get("name"), str))
