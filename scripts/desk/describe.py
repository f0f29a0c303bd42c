"""A descriptor drafted by stock Frictionless for a folder of CSVs that has none."""

from __future__ import annotations

import json
from pathlib import Path

from scripts.package.raw import DESCRIPTOR

TABLES = (".csv", ".tsv", ".xlsx", ".ndjson", ".jsonl")


def describe_folder(folder: Path) -> Path:
    """Write `datapackage.json` for the tables below a folder, types guessed from their cells.

    Raises:
        FileExistsError: the folder has a descriptor.
        FileNotFoundError: it has no table.
    """
    from frictionless import Package, describe  # noqa: PLC0415 - half a second

    paths = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.suffix.lower() in TABLES and path.is_file()
    )
    if not paths:
        raise FileNotFoundError(folder)
    package = describe(paths, type="package", basepath=str(folder))
    if not isinstance(package, Package):
        raise FileNotFoundError(folder)
    described = {"name": folder.name, "title": folder.name, "licenses": [], "sources": []}
    text = json.dumps({**described, **package.to_descriptor()}, ensure_ascii=False, indent=2)
    with (folder / DESCRIPTOR).open("x", encoding="utf-8") as file:
        file.write(f"{text}\n")
    return folder / DESCRIPTOR
