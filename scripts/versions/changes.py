"""What changed between two states of a package, and how much that weighs for its users.

The levels are those of the Data Package pattern “Data Package Version”, in mySociety's reading:

major  a script that reads the data may break or mislead: a table, a field or a row is gone, a
       field has another type, the licence is another
minor  there is more: tables, fields or rows were added
patch  the same, corrected: values or wording changed
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scripts.core.model import Bilingual
from scripts.package.tabular import Dataset, Table
from scripts.versions.number import Level
from scripts.versions.table_changes import TableChange, compare_tables, name_rows

if TYPE_CHECKING:
    import pandas as pd

_ORDER: tuple[Level, ...] = ("major", "minor", "patch")
_NO_CHANGE = frozenset({"version", "created"})
_OF_THE_FILE = frozenset({"hash", "bytes"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a change has its level, in words."""

    level: Level
    text: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageChanges:
    """Everything that differs between two states of a package."""

    tables: tuple[TableChange, ...]
    reasons: tuple[Reason, ...]

    @property
    def level(self) -> Level | None:
        """The gravest level of all reasons; None when nothing changed."""
        levels = {reason.level for reason in self.reasons}
        return next((level for level in _ORDER if level in levels), None)

    @property
    def counts(self) -> tuple[int, int, int]:
        """Rows added, removed, changed."""
        return (
            sum(len(table.added) for table in self.tables),
            sum(len(table.removed) for table in self.tables),
            sum(len(table.changed) for table in self.tables),
        )


def derive_changes(old: Dataset, new: Dataset) -> PackageChanges:
    """What differs between two states of a package, tables in the order of the new one."""
    before = {table.name: table for table in old.tables}
    after = {table.name: table for table in new.tables}
    tables = tuple(
        change
        for name in dict.fromkeys([*after, *before])
        if not (change := _table_change(name, before.get(name), after.get(name))).is_empty
    )
    reasons = [
        *_table_reasons(before, after),
        *(reason for change in tables for reason in _row_reasons(change)),
        *_type_reasons(before, after),
        *_descriptor_reasons(old, new),
        *_file_reasons(old, new),
    ]
    ordered = sorted(reasons, key=lambda reason: _ORDER.index(reason.level))
    return PackageChanges(tables=tables, reasons=tuple(ordered))


def _table_change(name: str, before: Table | None, after: Table | None) -> TableChange:
    table = after or before
    key = table.primary_key if table is not None else ()
    return compare_tables(name, _named(before, key), _named(after, key))


def _named(table: Table | None, key: tuple[str, ...]) -> pd.DataFrame | None:
    """Rows by their primary key; a row of a table that has none is named by all that it says."""
    import pandas as pd  # noqa: PLC0415 - only where states are compared

    if table is None:
        return None
    names = [column.name for column in table.columns]
    cells = pd.DataFrame(list(table.cells()), columns=names, dtype=object)
    cells = cells.loc[:, ~cells.columns.duplicated(keep="last")]
    parts = cells.reindex(columns=list(key), fill_value="") if key else cells
    return name_rows(cells, map(" / ".join, parts.itertuples(index=False, name=None)))


def _table_reasons(before: Mapping[str, Table], after: Mapping[str, Table]) -> Iterator[Reason]:
    for name in before.keys() - after.keys():
        yield _reason("major", f"表 {name} 没有了", f"table {name} is gone")
    for name in after.keys() - before.keys():
        yield _reason("minor", f"新增表 {name}", f"table {name} is new")


def _row_reasons(change: TableChange) -> Iterator[Reason]:
    table = change.table
    for name in change.columns_removed:
        yield _reason("major", f"{table} 的字段 {name} 没有了", f"field {name} of {table} is gone")
    for name in change.columns_added:
        yield _reason("minor", f"{table} 新增字段 {name}", f"field {name} of {table} is new")
    if count := len(change.removed):
        yield _reason("major", f"{table} 删去 {count} 行", f"{count} rows of {table} are gone")
    if count := len(change.added):
        yield _reason("minor", f"{table} 新增 {count} 行", f"{count} rows of {table} are new")
    if count := len(change.changed):
        yield _reason("patch", f"{table} 改动 {count} 行", f"{count} rows of {table} changed")


def _type_reasons(before: Mapping[str, Table], after: Mapping[str, Table]) -> Iterator[Reason]:
    for name, table in after.items():
        if name not in before:
            continue
        types = {column.name: column.declared for column in before[name].columns}
        for column in table.columns:
            if types.get(column.name, column.declared) != column.declared:
                change = f"{types[column.name]} → {column.declared}"
                yield _reason(
                    "major",
                    f"{name} 的字段 {column.name} 换了类型：{change}",
                    f"field {column.name} of {name} has another type: {change}",
                )


def _descriptor_reasons(old: Dataset, new: Dataset) -> Iterator[Reason]:
    if _plain(old.descriptor.get("licenses")) != _plain(new.descriptor.get("licenses")):
        yield _reason("major", "许可变了", "the licence is another")
    if _wording(old.descriptor) != _wording(new.descriptor):
        yield _reason("patch", "数据包说明有改动", "the descriptor's wording changed")


def _file_reasons(old: Dataset, new: Dataset) -> Iterator[Reason]:
    tables = {table.csv for dataset in (old, new) for table in dataset.tables}
    names = {*old.raw.files, *new.raw.files} - tables - {"datapackage.json"}
    for name in sorted(names):
        before, after = old.raw.files.get(name), new.raw.files.get(name)
        if before is None:
            yield _reason("minor", f"新增文件 {name}", f"file {name} is new")
        elif after is None:
            yield _reason("major", f"文件 {name} 没有了", f"file {name} is gone")
        elif before != after:
            yield _reason("patch", f"文件 {name} 有改动", f"file {name} changed")


def _wording(descriptor: Mapping[str, object]) -> str:
    """The descriptor without what says nothing to a reader, or follows from the files."""
    wording = {
        k: v for k, v in descriptor.items() if k not in _NO_CHANGE | {"licenses", "resources"}
    }
    listed = descriptor.get("resources")
    resources = [
        {k: v for k, v in one.items() if k not in _OF_THE_FILE} if isinstance(one, Mapping) else one
        for one in (listed if isinstance(listed, list) else [])
    ]
    return _plain([wording, resources])


def _plain(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _reason(level: Level, zh: str, en: str) -> Reason:
    return Reason(level=level, text=Bilingual(zh=zh, en=en))
