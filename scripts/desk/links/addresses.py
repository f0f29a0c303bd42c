"""The addresses that packages cite: `sources.csv` and the `sources` of descriptors."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.package.raw import DESCRIPTOR, is_place
from scripts.package.read import find_packages

TABLE = "sources.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """One address of a package. `row` as a spreadsheet counts; 0 when a descriptor cites it.

    The last four are its cells as they stand, empty when nobody asked.
    """

    package: str
    row: int = 0
    source_id: str = ""
    url: str
    checked: str = ""
    reachable: str = ""
    archived_sha256: str = ""
    archived_url: str = ""


def find_cited(datasets: Path, names: tuple[str, ...] = ()) -> list[Cited]:
    """Every address that the places cite, in the order of their tables, then descriptors.

    Args:
        datasets: the folder of packages.
        names: only these folders; all when empty.

    Raises:
        FileNotFoundError: one of the names is no package; says which.
        ValueError: a table or a descriptor cannot be read.
    """
    folders = {folder.name: folder for folder in find_packages(datasets)}
    if missing := [name for name in names if name not in folders]:
        raise FileNotFoundError(missing[0])
    found: list[Cited] = []
    for name in names or folders:
        descriptor = json.loads((folders[name] / DESCRIPTOR).read_bytes())
        if not isinstance(descriptor, dict) or not is_place(descriptor):
            continue
        rows = list(_of_table(folders[name]))
        tabled = {cited.url for cited in rows}
        found += rows
        found += (c for c in _of_descriptor(name, descriptor) if c.url not in tabled)
    return found


def _of_table(folder: Path) -> Iterator[Cited]:
    text = (folder / TABLE).read_bytes().decode("utf-8-sig")
    for number, row in enumerate(csv.DictReader(io.StringIO(text, newline="")), start=2):
        if url := (row.get("url") or "").strip():
            cells = ("source_id", "checked", "reachable", "archived_sha256", "archived_url")
            yield Cited(
                package=folder.name,
                row=number,
                url=url,
                **{name: row.get(name) or "" for name in cells},
            )


def _of_descriptor(name: str, descriptor: Mapping[str, object]) -> Iterator[Cited]:
    listed = descriptor.get("sources")
    for one in listed if isinstance(listed, list) else []:
        path = one.get("path") if isinstance(one, Mapping) else None
        if isinstance(path, str) and path.strip():
            yield Cited(package=name, url=path.strip())
