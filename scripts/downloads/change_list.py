"""Change list of a version as a CSV: every row and cell that changed."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.package.tabular.reading import render_csv
from scripts.versions import PackageChanges

CHANGE_LIST = "changes.csv"
COLUMNS = ("table", "change", "row", "field", "old", "new")


def render_change_list(changes: PackageChanges) -> bytes:
    """One line per cell: table, `added`/`removed`/`changed`, the row's key, field, old, new."""
    return render_csv(COLUMNS, _lines(changes))


def _lines(changes: PackageChanges) -> Iterator[list[str]]:
    for table in changes.tables:
        for kind, rows in (
            ("added", table.added),
            ("removed", table.removed),
            ("changed", table.changed),
        ):
            for row in rows:
                for cell in row.cells:
                    yield [table.table, kind, row.key, cell.field, cell.old, cell.new]
