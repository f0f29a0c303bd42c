"""The tabular resources of a package as tables, read by stock Frictionless."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import json
import math
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import Any

from scripts.package.descriptor import local_descriptor, normal_path, resource_kind
from scripts.package.parts import join_parts
from scripts.package.raw import RawPackage, resource_paths, schema_fields
from scripts.package.tabular.open_files import TABLES_FOLDER, is_harmless
from scripts.package.tabular.table import (
    CHUNK_ROWS,
    Cells,
    ForeignKey,
    Table,
    csv_rows,
    pack_rows,
    unpack_rows,
)
from scripts.package.tabular.typing import missing_texts, type_columns

_NOT_IN_KEYS = re.compile(r"[^A-Za-z0-9_-]+", re.ASCII)
_LONGEST_KEY = 80


class UnreadableTableError(ValueError):
    """A resource that says it is a table and cannot be read as one."""


def read_tables(
    raw: RawPackage, chunk_rows: int = CHUNK_ROWS
) -> tuple[list[Table], dict[str, str]]:
    """A package's tables, and for each resource that could not be read why not.

    A place's tables have been read already, by our own strict reading; those of other packages
    are read as stock Frictionless does, from a folder that holds the package's files alone.

    Args:
        raw: the package as read.
        chunk_rows: how many rows of a table are in memory as cells at a time.
    """
    raw = join_parts(raw)
    local = local_descriptor(raw)
    tables: list[Table] = []
    unreadable: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for resource in local["resources"]:
            if resource_kind(raw, resource) != "table":
                continue
            title = str(resource.get("name"))
            if any(table.name == title for table in tables):
                unreadable[title] = "the name is taken"
                continue
            if title not in raw.tables:
                _unpack(raw, resource, folder)
            key = table_key(title, {table.key.casefold() for table in tables})
            try:
                tables.append(read_table(raw, resource, folder, key, chunk_rows))
            except Exception as error:  # noqa: BLE001  # one resource harms no other
                unreadable[title] = str(error) or type(error).__name__
    return tables, unreadable


def _unpack(raw: RawPackage, resource: Mapping[str, Any], folder: Path) -> None:
    for path in resource_paths(resource):
        target = folder / normal_path(path)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(raw.files[normal_path(path)])


def table_key(name: str, taken: AbstractSet[str]) -> str:
    """A table's name as addresses have it: ASCII letters, digits, `_`, `-`; a number if need be.

    Args:
        name: the resource's name, which version 2 of the standard lets be anything.
        taken: the keys of the tables before it, case-folded: some disks know no case.
    """
    slug = _NOT_IN_KEYS.sub("-", name).strip("-.")[:_LONGEST_KEY] or "table"
    candidate, count = slug, 2
    while candidate.casefold() in taken:
        candidate, count = f"{slug}-{count}", count + 1
    return candidate


def read_table(
    raw: RawPackage, resource: Mapping[str, Any], folder: Path, key: str, chunk_rows: int
) -> Table:
    """One resource, to be known to addresses as `key`; the rest as for `read_tables`.

    Its files stand in `folder`, unless it has been read already.

    Raises:
        UnreadableTableError: Frictionless cannot open it.
    """
    name = str(resource.get("name"))
    frame = raw.tables.get(name)
    if frame is not None:
        labels = list(frame.columns)
        cells = pack_rows(frame.to_numpy().tolist(), len(labels), chunk_rows)
        schema: Mapping[str, Any] = dict(resource.get("schema") or {})
    else:
        labels, cells, schema = _read_cells(resource, folder, chunk_rows)
    fields = list(schema_fields(schema))
    names = _distinct_names(labels or [str(f["name"]) for f in fields], len(cells))
    if not names:
        message = "it has no columns"
        raise UnreadableTableError(message)
    described = _match_fields(names, fields)
    missing = missing_texts(schema)
    path, data = _plain_csv(raw, resource, key, names, cells)
    return Table(
        name=name,
        key=key,
        resource=resource,
        columns=type_columns(names, described, cells, missing),
        primary_key=_names(schema.get("primaryKey"), names),
        foreign_keys=tuple(_foreign_keys(schema, name, names)),
        missing=missing,
        csv=path,
        csv_data=data,
        inferred=not resource.get("schema"),
        chunk_rows=chunk_rows,
    )


def _read_cells(
    resource: Mapping[str, Any], folder: Path, chunk_rows: int
) -> tuple[list[str], list[Cells], Mapping[str, Any]]:
    """Labels, columns as printed, and the schema (inferred where there is none)."""
    from frictionless import Resource  # noqa: PLC0415 - half a second, only for whole builds

    schema = resource.get("schema")
    options = {key: resource[key] for key in _READ_BY if key in resource}
    try:
        # Without the schema: whatever is wrong with it, the cells can be read.
        opened = Resource.from_descriptor(
            {**options, "name": "table", "type": "table"}, basepath=str(folder)
        )
        with opened as table:
            stream = table.dialect.read_enumerated_content_stream(table.cell_stream)
            rows = ([printed(cell) for cell in cells] for _, cells in stream)
            labels = [printed(label) for label in table.labels] if table.dialect.header else []
            if not isinstance(schema, Mapping) or not schema.get("fields"):
                schema = table.schema.to_descriptor()
            width = len(labels) or len(list(schema_fields(schema)))
            return labels, pack_rows(rows, width, chunk_rows), schema
    except Exception as fault:  # its parsers raise errors of their own libraries
        raise UnreadableTableError(str(fault)) from fault


_READ_BY = ("path", "data", "format", "mediatype", "encoding", "dialect")


def printed(cell: object) -> str:
    """A cell of a spreadsheet or of inline data as text; text stays as it is."""
    match cell:
        case None:
            text = ""
        case bool():
            text = "true" if cell else "false"
        case float() if math.isfinite(cell):
            text = f"{Decimal(repr(cell)):f}".removesuffix(".0")
        case dt.datetime() if cell.time() == dt.time():
            text = cell.date().isoformat()
        case dt.datetime():
            text = cell.isoformat()
        case dict() | list():
            text = json.dumps(cell, ensure_ascii=False, default=str)
        case _:
            text = str(cell)
    return text


def _distinct_names(labels: Sequence[str], width: int) -> list[str]:
    """Names without repetition; surplus cells get columns of their own."""
    names: list[str] = []
    taken: set[str] = set()
    for position in range(width):
        label = labels[position].strip() if position < len(labels) else ""
        name, count = label or f"column_{position + 1}", 2
        while name.casefold() in taken:
            name, count = f"{label or 'column'}_{count}", count + 1
        names.append(name)
        taken.add(name.casefold())
    return names


def _match_fields(
    names: Sequence[str], fields: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """The schema's field of each column: of the same name, else the one in its place."""
    by_name = {str(field["name"]): field for field in fields}
    matched: list[Mapping[str, Any]] = []
    for position, name in enumerate(names):
        in_place = fields[position] if position < len(fields) else {}
        free = in_place and str(in_place["name"]) not in names
        matched.append(by_name.get(name, in_place if free else {}))
    return matched


def _plain_csv(
    raw: RawPackage,
    resource: Mapping[str, Any],
    key: str,
    names: Sequence[str],
    cells: Sequence[Cells],
) -> tuple[str, bytes]:
    """The table as CSV in UTF-8 with commas: the package's own file where it is that already."""
    paths = [normal_path(path) for path in resource_paths(resource)]
    if len(paths) == 1 and paths[0].lower().endswith(".csv"):
        own = raw.files[paths[0]]
        if is_harmless(paths[0]) and is_plain_csv(own, names, cells):
            return paths[0], own
    return f"{TABLES_FOLDER}/{key}.csv", render_csv(names, unpack_rows(cells))


def is_plain_csv(data: bytes, names: Sequence[str], cells: Sequence[Cells]) -> bool:
    """Whether bytes read as UTF-8 with commas (RFC 4180) are exactly these names and cells."""
    if data.startswith(codecs.BOM_UTF8):
        return False
    try:
        rows = csv_rows(data, strict=True)
        if next(rows, None) != list(names):
            return False
        own = (row for row in rows if row or len(names) == 1)
        return all(
            row is not None and cell is not None and tuple(row) == cell
            for row, cell in zip_longest(own, unpack_rows(cells))
        )
    except (UnicodeDecodeError, csv.Error):
        return False


def render_csv(names: Sequence[str], cells: Iterable[Sequence[str]]) -> bytes:
    """Rows as CSV in UTF-8 with commas and LF."""
    buffer = io.BytesIO()
    text = io.TextIOWrapper(buffer, "utf-8", errors="replace", newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(cells)
    text.flush()
    return buffer.getvalue()


def _names(value: object, names: Sequence[str]) -> tuple[str, ...]:
    listed = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    chosen = tuple(str(name) for name in listed)
    return chosen if chosen and all(name in names for name in chosen) else ()


def _foreign_keys(
    schema: Mapping[str, Any], own: str, names: Sequence[str]
) -> Iterable[ForeignKey]:
    keys = schema.get("foreignKeys")
    for key in keys if isinstance(keys, list) else []:
        reference = key.get("reference") if isinstance(key, Mapping) else None
        if not isinstance(reference, Mapping):
            continue
        columns = _names(key.get("fields"), names)
        others = reference.get("fields")
        listed = [others] if isinstance(others, str) else others
        if columns and isinstance(listed, list) and len(listed) == len(columns):
            table = str(reference.get("resource") or "")
            yield ForeignKey(
                columns=columns,
                table=None if table in {"", own} else table,
                others=tuple(str(name) for name in listed),
            )
