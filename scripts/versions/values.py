"""How published values changed from version to version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scripts.versions.changes import PackageChanges
from scripts.versions.records import Record

VALUE_FIELDS = frozenset({"comparator", "value", "value_max", "unit", "due"})
"""Fields of targets and observations that a reader takes for the figure itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueChange:
    """One cell of a target or observation that a released version changed.

    `key` is the row's primary key, its parts joined by ` / `.
    """

    version: str
    date: str
    table: str
    key: str
    field: str
    old: str
    new: str


def derive_value_changes(
    versions: Iterable[tuple[Record, PackageChanges | None]],
) -> Iterator[ValueChange]:
    """Every figure that a version changed, oldest version first."""
    for record, changes in versions:
        for table in changes.tables if changes else ():
            if table.table not in {"targets", "observations"}:
                continue
            for row in table.changed:
                for cell in row.cells:
                    if cell.field in VALUE_FIELDS:
                        yield ValueChange(
                            version=record.version,
                            date=record.date,
                            table=table.table,
                            key=row.key,
                            field=cell.field,
                            old=cell.old,
                            new=cell.new,
                        )
