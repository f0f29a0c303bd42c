"""Two states of a table compared row by row and cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChange:
    """One cell before and after."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """A row that came (`cells` of `new`), went, or has other cells than before."""

    key: str
    cells: tuple[CellChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableChange:
    """One table: rows added, removed and changed, columns added and removed."""

    table: str
    added: tuple[RowChange, ...] = ()
    removed: tuple[RowChange, ...] = ()
    changed: tuple[RowChange, ...] = ()
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (
            self.added or self.removed or self.changed or self.columns_added or self.columns_removed
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedRows:
    """A table's columns (None where there is no table) and its rows as text by what names them."""

    columns: Sequence[str] | None
    rows: Mapping[str, Mapping[str, str]]


def derive_table_change(table: str, before: KeyedRows, after: KeyedRows) -> TableChange:
    """Rows that came, went or have other cells; a column is new only where a table was before."""
    old, new = before.columns or [], after.columns or []
    return TableChange(
        table=table,
        added=tuple(
            RowChange(key=name, cells=_cells({}, row))
            for name, row in after.rows.items()
            if name not in before.rows
        ),
        removed=tuple(
            RowChange(key=name, cells=_cells(row, {}))
            for name, row in before.rows.items()
            if name not in after.rows
        ),
        changed=tuple(
            RowChange(key=name, cells=cells)
            for name, row in after.rows.items()
            if name in before.rows and (cells := _cells(before.rows[name], row))
        ),
        columns_added=tuple(name for name in new if name not in old) if old else (),
        columns_removed=tuple(name for name in old if name not in new),
    )


def _cells(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[CellChange, ...]:
    return tuple(
        CellChange(field=name, old=old.get(name, ""), new=new.get(name, ""))
        for name in dict.fromkeys([*new, *old])
        if old.get(name, "") != new.get(name, "")
    )
