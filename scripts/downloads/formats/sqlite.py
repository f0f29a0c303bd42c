"""All tables of a package in one SQLite file that Datasette opens, keys declared."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from decimal import Decimal

from scripts.package.tabular import Column, ForeignKey, Table
from scripts.package.tabular.table import Value

MOST_COLUMNS = 2000
"""SQLite's own limit of columns in a table (sqlite.org/limits.html)."""
ABOUT = "_about"


def render_sqlite(tables: Sequence[Table], about: Mapping[str, str]) -> bytes:
    """The tables, and a table `_about` of names and values that say what they are.

    A key is declared where the values keep it: a primary key that repeats or is empty, or a
    foreign key to columns that are no key, would make the file contradict itself. A column's
    `REAL` holds numbers that doubles keep exactly; others are `TEXT`, as printed.
    """
    fitting = {table.name: table for table in fitting_tables(tables)}
    with closing(sqlite3.connect(":memory:")) as base:
        base.execute("PRAGMA page_size = 4096")
        base.execute(f"CREATE TABLE {_quote(ABOUT)} (name TEXT PRIMARY KEY, value TEXT)")
        base.executemany(f"INSERT INTO {_quote(ABOUT)} VALUES (?, ?)", about.items())  # noqa: S608
        for table in _parents_first(fitting.values()):
            base.execute(_create(table, fitting))
            marks = ", ".join("?" * len(table.columns))
            base.executemany(f"INSERT INTO {_quote(table.name)} VALUES ({marks})", _rows(table))  # noqa: S608
            for key in _sound_keys(table, fitting):
                name = f"{table.name}_{'_'.join(key.columns)}"
                base.execute(
                    f"CREATE INDEX IF NOT EXISTS {_quote(name)} "
                    f"ON {_quote(table.name)} ({_list(key.columns)})"
                )
        base.commit()
        base.execute("VACUUM")
        return base.serialize()


def fitting_tables(tables: Iterable[Table]) -> list[Table]:
    """The tables that fit, under names that SQLite, which knows no case, can tell apart."""
    tables = [table for table in tables if len(table.columns) <= MOST_COLUMNS]
    taken, names = {ABOUT}, dict[str, str]()
    for table in tables:
        name, count = table.name, 2
        while name.casefold() in taken or name.casefold().startswith("sqlite_"):
            name, count = f"table_{table.key}_{count}", count + 1
        taken.add(name.casefold())
        names[table.name] = name
    return [
        replace(
            table,
            name=names[table.name],
            foreign_keys=tuple(
                replace(key, table=names.get(key.table or "", key.table))
                for key in table.foreign_keys
            ),
        )
        for table in tables
    ]


def in_order(table: Table) -> str:
    """The query for a table's rows, in the order of their writing."""
    taken = {column.name.casefold() for column in table.columns}
    order = next(name for name in ("rowid", "_rowid_", "oid", "NULL") if name not in taken)
    return f"SELECT * FROM {_quote(table.name)} ORDER BY {order}"  # noqa: S608 - quoted


def _quote(name: str) -> str:
    """A name as SQL has it, whatever it holds."""
    return '"' + name.replace('"', '""').replace("\0", "") + '"'


def _list(names: Iterable[str]) -> str:
    return ", ".join(_quote(name) for name in names)


def _parents_first(tables: Iterable[Table]) -> list[Table]:
    """Tables in an order that is the same each time; SQLite itself does not mind which."""
    return sorted(tables, key=lambda table: (bool(table.foreign_keys), table.name))


def is_sound_key(table: Table, names: Sequence[str]) -> bool:
    """Whether columns are there, filled in every row, and never the same in two."""
    try:
        columns = [table.column(name) for name in names]
    except KeyError:
        return False
    found: set[tuple[Value, ...]] = set()
    for row in zip(*(column.values for column in columns), strict=True):
        if None in row or row in found:
            return False
        found.add(row)
    return True


def _sound_keys(table: Table, tables: Mapping[str, Table]) -> list[ForeignKey]:
    return [
        key
        for key in table.foreign_keys
        if (other := table if key.table is None else tables.get(key.table)) is not None
        and is_sound_key(other, key.others)
    ]


def _create(table: Table, tables: Mapping[str, Table]) -> str:
    primary = table.primary_key if is_sound_key(table, table.primary_key) else ()
    types = {column.name: _type(column) for column in table.columns}
    if len(primary) == 1 and types[primary[0]] == "INTEGER":
        types[primary[0]] = "INT"  # an INTEGER PRIMARY KEY would put the rows in its own order
    lines = [f"{_quote(name)} {kind}" for name, kind in types.items()]
    if primary:
        lines.append(f"PRIMARY KEY ({_list(primary)})")
    others = {
        key.others
        for one in tables.values()
        for key in one.foreign_keys
        if (key.table or one.name) == table.name
    }
    lines += [
        f"UNIQUE ({_list(names)})"
        for names in sorted(others)
        if names != primary and is_sound_key(table, names)
    ]
    lines += [
        f"FOREIGN KEY ({_list(key.columns)}) "
        f"REFERENCES {_quote(key.table or table.name)} ({_list(key.others)})"
        for key in _sound_keys(table, tables)
    ]
    return f"CREATE TABLE {_quote(table.name)} (\n  " + ",\n  ".join(lines) + "\n)"


def _type(column: Column) -> str:
    if column.type in {"integer", "boolean"}:
        return "INTEGER"
    return "REAL" if column.type == "number" and column.fits_doubles else "TEXT"


def _rows(table: Table) -> Iterator[tuple[object, ...]]:
    return zip(*(_stored(column) for column in table.columns), strict=True)


def _stored(column: Column) -> Iterable[object]:
    """The values as SQLite takes them; it takes truth values for 1 and 0."""
    if column.type == "number":
        form = float if column.fits_doubles else "{:f}".format
        return (form(v) if isinstance(v, Decimal) else None for v in column.values)
    if column.type in {"date", "datetime"}:
        return (v.isoformat() if isinstance(v, dt.date) else v for v in column.values)
    return column.values
