"""A place's tables as a workbook to work in: headings in Chinese, drop-downs, notes."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence

from scripts.core.archives import EPOCH, render_zip
from scripts.core.findings import column_letter

Table = tuple[str, Mapping[str, object], Sequence[Mapping[str, str]]]
"""A table's name, its Table Schema, its rows."""
SPARE_ROWS = 2000
"""Rows beneath the last one that drop-downs reach."""
_WIDTH, _WIDE = 16, 40
_LONG = frozenset({"quote", "reason_zh", "reason_en", "note", "note_zh", "note_en", "title"})
LISTS = "清单 lists"
"""The hidden sheet of the drop-downs' words; it is no table."""
_MOST_CHOICES = 255


def render_template(tables: Sequence[Table]) -> bytes:
    """A workbook with a sheet per table; every cell is text, so that it comes back as it is.

    Args:
        tables: name, Table Schema and rows of each, in order. Columns with an `enum` get a
            drop-down of its words; columns that name rows of another table here one of its keys.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 - loads slowly

    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_numbers": False})
    book.set_properties({"created": dt.datetime(*EPOCH)})  # noqa: DTZ001 - files carry no clock
    head = book.add_format({"bold": True, "bg_color": "#f3e6d8", "bottom": 1})
    text = book.add_format({"num_format": "@"})
    lists = _List(tables)
    sheets = [(book.add_worksheet(name), schema, rows) for name, schema, rows in tables]
    keys = book.add_worksheet(LISTS)
    for column, (words, _) in enumerate(lists.columns.values()):
        for at, word in enumerate(words):
            keys.write_string(at, column, word)
    keys.hide()
    for page, schema, rows in sheets:
        fields = _fields(schema)
        for at, one in enumerate(fields):
            name = str(one["name"])
            page.write_string(0, at, str(one.get("title") or name), head)
            note = f"{name}\n{one.get('description') or ''}".strip()
            page.write_comment(0, at, note, {"x_scale": 2})
            page.set_column(at, at, _WIDE if name in _LONG else _WIDTH, text)
            for number, row in enumerate(rows, 1):
                if row.get(name):
                    page.write_string(number, at, row[name], text)
            if source := lists.source(one, schema):
                page.data_validation(
                    1, at, len(rows) + SPARE_ROWS, at,
                    {"validate": "list", "source": source, "error_type": "warning"},
                )  # fmt: skip
        page.freeze_panes(1, 1)
    book.close()
    with zipfile.ZipFile(buffer) as written:
        return render_zip({name: written.read(name) for name in written.namelist()})


class _List:
    """The words of every drop-down, on a sheet of their own: formulas hold 255 characters only."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self.columns: dict[tuple[str, ...], tuple[list[str], int]] = {}
        for table, schema, rows in tables:
            key = schema.get("primaryKey")
            names = [key] if isinstance(key, str) else list(key) if isinstance(key, list) else []
            if len(names) == 1:
                words = [row[str(names[0])] for row in rows if row.get(str(names[0]))]
                self.columns[table, str(names[0])] = (words, len(self.columns))
        for _, schema, _ in tables:
            for one in _fields(schema):
                if words := _choices(one):
                    self.columns.setdefault(tuple(words), (words, len(self.columns)))

    def source(self, one: Mapping[str, object], schema: Mapping[str, object]) -> str:
        """Where a column's drop-down takes its words from; empty when it has none."""
        words = _choices(one)
        found = self.columns.get(tuple(words)) if words else self._other_table(one, schema)
        if found is None or not found[0]:
            return ""
        letter = column_letter(found[1])
        return f"='{LISTS}'!${letter}$1:${letter}${len(found[0])}"

    def _other_table(
        self, one: Mapping[str, object], schema: Mapping[str, object]
    ) -> tuple[list[str], int] | None:
        foreign = schema.get("foreignKeys")
        for key in foreign if isinstance(foreign, list) else []:
            fields, reference = key.get("fields"), key.get("reference", {})
            if fields in (one["name"], [one["name"]]):
                other = reference.get("fields")
                name = other[0] if isinstance(other, list) else other
                return self.columns.get((str(reference.get("resource")), str(name)))
        return None


def _fields(schema: Mapping[str, object]) -> list[Mapping[str, object]]:
    fields = schema.get("fields")
    return list(fields) if isinstance(fields, list) else []


def _choices(one: Mapping[str, object]) -> list[str]:
    constraints = one.get("constraints")
    words = constraints.get("enum") if isinstance(constraints, Mapping) else None
    return [str(word) for word in words][:_MOST_CHOICES] if isinstance(words, list) else []
