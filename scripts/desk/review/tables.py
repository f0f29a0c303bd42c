"""The tables of a place as rows of text, which edits change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.checks.keys import REFERENCES, key_parts
from scripts.core.files import write_file
from scripts.desk.new_report import add_table
from scripts.package.raw import RawPackage
from scripts.package.tabular.reading import render_csv

Cells = dict[str, str]
"""Column -> cell."""


@dataclass(slots=True, kw_only=True)
class Tables:
    """Table -> its columns, its rows, the path of its file in the package."""

    columns: dict[str, list[str]]
    rows: dict[str, list[Cells]]
    paths: dict[str, str]

    @classmethod
    def of(cls, raw: RawPackage) -> Tables:
        """The tables that were read; one whose header repeats a name is left out."""
        sound = {name: frame for name, frame in raw.tables.items() if frame.columns.is_unique}
        return cls(
            columns={name: [*frame.columns] for name, frame in sound.items()},
            rows={
                name: [
                    dict(zip(frame.columns, cells, strict=True))
                    for cells in frame.to_numpy().tolist()
                ]
                for name, frame in sound.items()
            },
            paths={name: raw.table_path(name) for name in sound},
        )

    def __getitem__(self, table: str) -> list[Cells]:
        return self.rows.get(table, [])

    def find(self, table: str, key: str) -> Cells | None:
        """The row of a key as `corrections.csv` writes it; None when there is none."""
        return next((row for row in self[table] if key_of(table, row) == key), None)

    def add(self, table: str, cells: Mapping[str, str]) -> None:
        """A row at the end; an optional table that the package lacks begins with it."""
        self.rows.setdefault(table, []).append(dict(cells))

    def remove(self, table: str, row: Cells) -> None:
        """Take a row out."""
        self.rows[table] = [one for one in self[table] if one is not row]

    def rename(self, table: str, column: str, old: str, new: str) -> None:
        """Let every row that refers to `old` refer to `new`."""
        for referring, field, other, other_field in REFERENCES:
            if (other, other_field) == (table, column):
                for row in self[referring]:
                    if row.get(field) == old:
                        row[field] = new

    def refers(self, table: str, column: str, value: str) -> Iterator[tuple[str, Cells]]:
        """The rows that refer to a row, each with its table."""
        for referring, field, other, other_field in REFERENCES:
            if (other, other_field) == (table, column):
                yield from ((referring, row) for row in self[referring] if row[field] == value)

    def write(self, folder: Path) -> None:
        """Write the tables that changed into the package's folder."""
        for table, rows in self.rows.items():
            columns, path = self.columns.get(table), folder / self.paths.get(table, f"{table}.csv")
            if columns is None:
                add_table(folder, table)
                columns = path.read_text(encoding="utf-8").rstrip("\n").split(",")
            cells = ([row.get(name, "") for name in columns] for row in rows)
            write_file(path, render_csv(columns, cells))


def key_of(table: str, row: Mapping[Any, str]) -> str:
    """A row's key as `corrections.csv` writes it."""
    return ";".join(row.get(part, "") for part in key_parts(table))
