"""Reads a package from disk, once; whatever is wrong with a file becomes a finding."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from scripts.core.errors import OF_THE_MACHINE
from scripts.core.findings import Finding
from scripts.package.descriptor import is_remote, normal_path, part_paths
from scripts.package.descriptor_text import YAML_DESCRIPTORS, render_descriptor, with_one_language
from scripts.package.file_bytes import FATAL_CODES, check_bytes
from scripts.package.normalise import normalise_dates, normalise_text
from scripts.package.raw import (
    DESCRIPTOR,
    RawPackage,
    is_place,
    is_publishable_name,
    is_table,
    resource_paths,
    resources,
)
from scripts.package.typed_rows import to_place

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["find_packages", "is_place", "read_package", "read_schemas", "to_place"]

SHARED_FOLDERS = frozenset({"schemas", "vocabulary", "releases"})
"""Folders of `datasets/` that are no packages."""
_CELL_LIMIT = 10_000_000
_TEXT_FILES = (".csv", ".md", ".txt", ".json")


def find_packages(datasets: Path) -> list[Path]:
    """The folders of packages, sorted by name: all but those that the packages share.

    A folder that holds something but no descriptor is a package whose descriptor is missing.
    """
    if not datasets.is_dir():
        return []
    return sorted(
        folder
        for folder in datasets.iterdir()
        if folder.is_dir()
        and folder.name not in SHARED_FOLDERS
        and not folder.name.startswith((".", "__"))
        and any(folder.iterdir())
    )


def read_schemas(folder: Path) -> dict[str, Mapping[str, object]]:
    """The Table Schemas of `datasets/schemas/`: table name -> schema.

    Raises:
        TypeError: a schema is not a JSON object; they are ours, not a contributor's.
    """
    schemas: dict[str, Mapping[str, object]] = {}
    for path in sorted(folder.glob("*.json")):
        schema = json.loads(path.read_bytes())
        if not isinstance(schema, dict):
            message = f"{path.name} is not a JSON object"
            raise TypeError(message)
        schemas[path.stem] = schema
    return schemas


def read_package(folder: Path, root: Path, *, whole: bool = True) -> RawPackage:
    """Read a package's descriptor and the files that it names, and nothing else.

    Bad content raises nothing: it is in `RawPackage.findings`, and the file in `.broken`.

    Args:
        folder: where `datapackage.json` stands.
        root: the project's root, to which the findings' paths are relative.
        whole: False reads the descriptor alone, for who only wants to know whose package it is.
    """
    reading = _Reading(folder=folder, location=_relative(folder, root))
    descriptor = reading.read_descriptor()
    reading.is_place = is_place(descriptor)
    for resource in resources(descriptor) if whole else ():
        for path in resource_paths(resource):
            if reading.is_place:
                reading.read_resource(resource, path)
            elif not is_remote(path):
                reading.read_foreign(resource, path)
    if whole and not reading.is_place:
        for path in part_paths(descriptor):
            reading.read_foreign({}, path)
    name = descriptor.get("name")
    return RawPackage(
        name=name
        if isinstance(name, str) and (reading.is_place or is_publishable_name(name))
        else folder.name,
        folder=reading.location,
        descriptor=descriptor,
        files=reading.files,
        tables=reading.tables,
        texts=reading.texts,
        broken=frozenset(reading.broken),
        findings=tuple(reading.findings),
        holds_place_tables=DESCRIPTOR in reading.broken and _holds_place_tables(folder),
    )


def _holds_place_tables(folder: Path) -> bool:
    return all((folder / f"{name}.csv").exists() for name in ("reports", "targets", "indicators"))


def _relative(folder: Path, root: Path) -> str:
    resolved, base = folder.resolve(), root.resolve()
    if resolved.is_relative_to(base):
        return resolved.relative_to(base).as_posix()
    return resolved.name


@dataclass(slots=True, kw_only=True)
class _Reading:
    """The reading of one package, filling up file by file.

    A place's files are read as the contract has them (UTF-8, LF, no BOM), whatever Excel made of
    them; those of other datasets keep every byte, and stock Frictionless judges them.
    """

    folder: Path
    location: str
    is_place: bool = True
    files: dict[str, bytes] = field(default_factory=dict)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)

    def read_descriptor(self) -> Mapping[str, object]:
        text = self._read_yaml() if self._has_yaml else self._read_text(DESCRIPTOR)
        if text is None:
            return {}
        # The stock tool takes no descriptor that begins with a byte order mark.
        self.files[DESCRIPTOR] = self.files[DESCRIPTOR].removeprefix(codecs.BOM_UTF8)
        try:
            descriptor = json.loads(text)
        except (json.JSONDecodeError, RecursionError) as error:
            self._refuse(_bad_json(f"{self.location}/{DESCRIPTOR}", error), DESCRIPTOR)
            return {}
        if not isinstance(descriptor, dict):
            self._refuse(
                Finding.of("bad-json/object", f"{self.location}/{DESCRIPTOR}", 1), DESCRIPTOR
            )
            return {}
        return descriptor if is_place(descriptor) else with_one_language(descriptor)

    @property
    def _has_yaml(self) -> bool:
        return not (self.folder / DESCRIPTOR).exists() and any(
            (self.folder / name).is_file() for name in YAML_DESCRIPTORS
        )

    def _read_yaml(self) -> str | None:
        """The descriptor in YAML as JSON, which is published beside it."""
        name = next(name for name in YAML_DESCRIPTORS if (self.folder / name).is_file())
        try:
            self.files[DESCRIPTOR] = render_descriptor(self._read_bytes(name) or b"")
        except ValueError as error:
            self._refuse(
                Finding.of("bad-yaml", f"{self.location}/{name}", name=name, detail=error),
                DESCRIPTOR,
            )
            return None
        return self.files[DESCRIPTOR].decode()

    def read_resource(self, resource: Mapping[str, object], path: object) -> None:
        safe = self._safe_path(resource, path)
        if safe is None or safe in self.files or safe in self.broken:
            return
        text = self._read_text(safe)
        if text is None:
            return
        if not is_table(resource):
            self.texts[safe] = text
            return
        name = resource.get("name")
        if (dated := normalise_dates(text)) != text:
            text, self.files[safe] = dated, dated.encode()
        try:
            table = parse_table(text)
        except csv.Error as error:
            self._refuse(Finding.of("bad-csv", f"{self.location}/{safe}", error=error), safe)
            return
        if isinstance(name, str):
            self.tables[name] = table

    def read_foreign(self, resource: Mapping[str, object], path: object) -> None:
        """Read a file of another dataset, as bytes: its own descriptor says what they mean."""
        safe = self._safe_path(resource, path)
        if safe is not None and safe not in self.files and safe not in self.broken:
            self._read_bytes(safe)

    def _safe_path(self, resource: Mapping[str, object], path: object) -> str | None:
        if isinstance(path, str) and not self.is_place:
            path = normal_path(path)
        if isinstance(path, str) and is_inside(path):
            inside = (self.folder / path).resolve().is_relative_to(self.folder.resolve())
            if inside:
                return PurePosixPath(path).as_posix()
        self.broken.add(str(path))
        self.findings.append(_unsafe_path(f"{self.location}/{DESCRIPTOR}", resource, path))
        return None

    def _read_bytes(self, path: str) -> bytes | None:
        try:
            data = (self.folder / path).read_bytes()
        except OSError as error:
            if error.errno in OF_THE_MACHINE:
                raise  # else a package would be published without a file that is there
            self._refuse(_missing(f"{self.location}/{path}"), path)
            return None
        self.files[path] = data
        return data

    def _read_text(self, path: str) -> str | None:
        """Read a place's file; None when it is no text or cannot be used as such."""
        data = self._read_bytes(path)
        if data is None or not path.lower().endswith(_TEXT_FILES):
            return None
        data = normalise_text(data)
        if path.lower().endswith(".csv") and data.endswith(b"\n\n"):
            # Blank lines at the end mean nothing, but stock Frictionless would not have them.
            data = data.rstrip(b"\n") + b"\n"
        if path != DESCRIPTOR:  # whose package it is, is not known yet
            self.files[path] = data
        faults = list(check_bytes(f"{self.location}/{path}", data))
        self.findings += faults
        if any(fault.code in FATAL_CODES for fault in faults):
            self.broken.add(path)
            return None
        return data.decode("utf-8", errors="replace")

    def _refuse(self, finding: Finding, path: str) -> None:
        self.findings.append(finding)
        self.broken.add(path)


def is_inside(path: str) -> bool:
    """Whether a resource's path is a plain relative path that stays in its package."""
    pure = PurePosixPath(path)
    return not (
        pure.as_posix() != path
        or pure.is_absolute()
        or not pure.parts
        or ".." in pure.parts
        or "\\" in path
        or ":" in path
        or not path.isprintable()
    )


def parse_table(text: str) -> pd.DataFrame:
    """CSV text as a frame of strings; its index is the spreadsheet's row number (the header is 1).

    Rows shorter than the header are filled with `""`, longer ones cut: that their length is
    wrong is Frictionless' to say. A cell with line breaks counts as one row, as in a
    spreadsheet; a blank line counts as a row and is left out. `pandas.read_csv` would keep
    neither the numbers of rows, nor a repeated column's name, nor rows of another length.

    Raises:
        csv.Error: a quotation mark has no partner.
    """
    import pandas as pd  # noqa: PLC0415 - a third of a second that most tasks do without

    csv.field_size_limit(_CELL_LIMIT)
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    header = rows[0] if rows else []
    filled = {number: row for number, row in enumerate(rows[1:], 2) if any(row)}
    columns = [*zip_longest(header, *filled.values(), fillvalue="")][: len(header)]
    frame = pd.DataFrame(
        dict(enumerate(column[1:] for column in columns)),
        index=pd.Index(list(filled), dtype="int64"),
        dtype=str,
    )
    frame.columns = pd.Index(header, dtype=str)
    return frame


def _missing(file: str) -> Finding:
    path = PurePosixPath(file)
    kind = "missing-file/descriptor" if path.name == DESCRIPTOR else "missing-file"
    return Finding.of(kind, file, name=path.name, folder=path.parent.name)


def _bad_json(file: str, error: json.JSONDecodeError | RecursionError) -> Finding:
    line = error.lineno if isinstance(error, json.JSONDecodeError) else None
    detail = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"
    where_zh = f"第 {line} 行" if line else ""
    where_en = f" at line {line}" if line else ""
    return Finding.of("bad-json", file, line, where_zh=where_zh, detail=detail, where_en=where_en)


def _unsafe_path(file: str, resource: Mapping[str, object], path: object) -> Finding:
    name = resource.get("name")
    return Finding.of(
        "unsafe-path",
        file,
        None,
        f"resources.{name}.path" if isinstance(name, str) else "resources.path",
        path=path,
    )
