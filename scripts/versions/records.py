"""The released versions of a package, on record in `datasets/releases/<package>.csv`.

A record names the commit that holds the data and the sum of what it holds: a version is rebuilt
from there, and nothing else can take its address.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from itertools import pairwise

from scripts.core.archives import render_checksums
from scripts.versions.number import Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One released version: `level` is `major`, `minor`, `patch`, or `first` of the first one.

    `date` is ISO; `commit` 40 hex digits; `sha256` of `sum_package`; `note_zh`, `note_en` say in
    words what changed.
    """

    version: str
    date: str
    commit: str
    sha256: str
    level: str
    note_zh: str = ""
    note_en: str = ""

    @property
    def number(self) -> Version:
        return Version.parse(self.version)


class RecordError(ValueError):
    """A table of releases that cannot be read as one."""


def sum_package(files: Mapping[str, bytes]) -> str:
    """One SHA-256 over the names and sums of all files of a package."""
    return sha256(render_checksums(files)).hexdigest()


def parse_records(text: str) -> tuple[Record, ...]:
    """The table of releases, oldest first.

    Raises:
        RecordError: it is no CSV, a column is missing, a version is none, or versions do not rise.
    """
    names = [field.name for field in fields(Record)]
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise RecordError(str(error)) from None
    if rows and not set(names) <= set(rows[0]):
        message = f"columns {', '.join(names)}"
        raise RecordError(message)
    records = tuple(Record(**{name: row[name] or "" for name in names}) for row in rows)
    try:
        numbers = [record.number for record in records]
    except ValueError as error:
        raise RecordError(str(error)) from None
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        message = "versions must rise from row to row"
        raise RecordError(message)
    return records


def render_records(records: Iterable[Record]) -> str:
    """The table of releases as CSV: UTF-8, LF."""
    buffer = io.StringIO(newline="")
    names = [field.name for field in fields(Record)]
    writer = csv.DictWriter(buffer, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(record) for record in records)
    return buffer.getvalue()
