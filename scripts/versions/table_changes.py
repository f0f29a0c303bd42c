"""Two states of a table compared row by row and cell by cell, as pandas lays them side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


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
    was, now = _frame(before), _frame(after)
    named = dict.fromkeys([*now.columns, *was.columns])
    was, now = (frame.reindex(columns=list(named), fill_value="") for frame in (was, now))
    shared = now.index[now.index.isin(was.index)]
    differs = now.loc[shared].ne(was.loc[shared]).any(axis="columns")
    return TableChange(
        table=table,
        added=tuple(_rows(now[~now.index.isin(was.index)], was=None)),
        removed=tuple(_rows(None, was[~was.index.isin(now.index)])),
        changed=tuple(_rows(now.loc[shared[differs]], was.loc[shared[differs]])),
        columns_added=tuple(name for name in new if name not in old) if old else (),
        columns_removed=tuple(name for name in old if name not in new),
    )


def _frame(rows: KeyedRows) -> pd.DataFrame:
    """The rows by what names them; what a row does not have is empty."""
    import pandas as pd  # noqa: PLC0415 - only where states are compared

    listed = list(rows.rows.values())
    named = list(dict.fromkeys(name for row in listed for name in row))
    cells = [[row.get(name, "") for name in named] for row in listed]
    return pd.DataFrame(cells, index=pd.Index(list(rows.rows), dtype=object), columns=named)


def _rows(now: pd.DataFrame | None, was: pd.DataFrame | None) -> Iterator[RowChange]:
    """The cells in which each row of one frame differs from that of the other, or from nothing."""
    there = now if now is not None else was
    if there is None:
        return
    names = [str(name) for name in there.columns]
    empty = [("",) * len(names)] * len(there)
    before = empty if was is None else was.itertuples(index=False, name=None)
    after = empty if now is None else now.itertuples(index=False, name=None)
    for key, old, new in zip(there.index, before, after, strict=True):
        cells = (
            CellChange(field=name, old=a, new=b)
            for name, a, b in zip(names, old, new, strict=True)
            if a != b
        )
        yield RowChange(key=str(key), cells=tuple(cells))
