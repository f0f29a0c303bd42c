"""Two states of a table compared row by row and cell by cell, as pandas lays them side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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


def name_rows(cells: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
    """A table's cells under the names of its rows; a repeated name gets a prime (′)."""
    import pandas as pd  # noqa: PLC0415 - only where states are compared

    unique: dict[str, None] = {}
    for name in names:
        while name in unique:
            name += "′"  # noqa: PLW2901
        unique[name] = None
    return cells.set_axis(pd.Index(list(unique), dtype=object))


def compare_tables(
    table: str, before: pd.DataFrame | None, after: pd.DataFrame | None
) -> TableChange:
    """Rows that came, went or have other cells; a column is new only where a table was before.

    Args:
        table: its name.
        before: cells as text, each row under its name, as `name_rows` gives them; None where
            there was no table.
        after: the same of the new state.
    """
    import pandas as pd  # noqa: PLC0415 - only where states are compared

    old, new = ([] if frame is None else list(frame.columns) for frame in (before, after))
    columns = list(dict.fromkeys([*new, *old]))
    nothing = pd.DataFrame(index=pd.Index([], dtype=object))
    old_rows, new_rows = (
        (nothing if frame is None else frame).reindex(columns=columns, fill_value="")
        for frame in (before, after)
    )
    shared = new_rows.index[new_rows.index.isin(old_rows.index)]
    differs = new_rows.loc[shared].ne(old_rows.loc[shared]).any(axis="columns")
    return TableChange(
        table=table,
        added=tuple(_rows(new_rows[~new_rows.index.isin(old_rows.index)], old_rows=None)),
        removed=tuple(_rows(None, old_rows[~old_rows.index.isin(new_rows.index)])),
        changed=tuple(_rows(new_rows.loc[shared[differs]], old_rows.loc[shared[differs]])),
        columns_added=tuple(name for name in new if name not in old) if old else (),
        columns_removed=tuple(name for name in old if name not in new),
    )


def _rows(new_rows: pd.DataFrame | None, old_rows: pd.DataFrame | None) -> Iterator[RowChange]:
    """The cells in which each row of one frame differs from that of the other, or from nothing."""
    present = new_rows if new_rows is not None else old_rows
    if present is None:
        return
    names = [str(name) for name in present.columns]
    empty = [("",) * len(names)] * len(present)
    before = empty if old_rows is None else old_rows.itertuples(index=False, name=None)
    after = empty if new_rows is None else new_rows.itertuples(index=False, name=None)
    for key, old, new in zip(present.index, before, after, strict=True):
        cells = (
            CellChange(field=name, old=a, new=b)
            for name, a, b in zip(names, old, new, strict=True)
            if a != b
        )
        yield RowChange(key=str(key), cells=tuple(cells))
