"""The tables of a place as rows of text, and what the site must say because of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from scripts.audit.verdicts import Row, Verdict, count, derive_verdict

TABLES = ("reports", "indicators", "targets", "observations", "doubts", "sources")
STATUSES = ("met", "missed", "on_track", "off_track", "awaiting_data", "not_assessable")
NUMBERS = frozenset({"value", "value_max", "due", "baseline", "start", "end", "decimals"})
_GRAVEST_FIRST = ("certain", "likely", "possible")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRecords:
    """A place: its rows by table, and the verdict on each target by id."""

    name: str
    descriptor: Mapping[str, Any] = field(repr=False)
    tables: Mapping[str, list[Row]] = field(repr=False)
    verdicts: Mapping[str, Verdict] = field(repr=False)

    def of_indicator(self, table: str, indicator: str) -> list[Row]:
        """The rows of `targets` or `observations` about one indicator."""
        return [row for row in self.tables[table] if row["indicator_id"] == indicator]

    def report(self, target: Row) -> Row:
        """The report that a target stands in."""
        return next(
            row for row in self.tables["reports"] if row["report_id"] == target["report_id"]
        )

    def due(self, target: Row) -> str:
        """The year by which a target is due."""
        return target["due"] or self.report(target)["year"]

    def doubt(self, target: Row) -> str:
        """The confidence of the gravest doubt about a target; empty without any."""
        found = [d["confidence"] for d in self.tables["doubts"] if _is_about(d, target)]
        return min(found, key=_GRAVEST_FIRST.index, default="")

    def counts(self, report: str = "") -> dict[str, int]:
        """Targets by status, of one report or of all."""
        chosen = [
            self.verdicts[row["target_id"]]
            for row in self.tables["targets"]
            if report in {"", row["report_id"]}
        ]
        return count(chosen, STATUSES)


def _is_about(doubt: Row, target: Row) -> bool:
    return doubt["target_id"] == target["target_id"]


def read_rows(data: bytes) -> list[Row]:
    """The rows of a CSV file: column -> cell as text."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def known_cells(row: Row, columns: Iterable[str]) -> dict[str, object]:
    """Some cells of a row as they must be published: numbers as numbers."""
    return {
        column: Decimal(row[column]) if column in NUMBERS and row.get(column) else row.get(column)
        for column in columns
    }


def read_place(name: str, files: Mapping[str, bytes]) -> PlaceRecords | None:
    """A place from the files of its package; None when the package describes none.

    Args:
        name: the package's name.
        files: path inside the package -> content.

    Raises:
        KeyError: a table is missing.
        ValueError: a file cannot be read as what it is called.
    """
    descriptor = json.loads(files["datapackage.json"])
    if not isinstance(descriptor.get("place"), dict):
        return None
    paths = {one.get("name"): one.get("path") for one in descriptor.get("resources", [])}
    tables: dict[str, list[Row]] = {
        table: read_rows(files[paths[table]]) if paths.get(table) else [] for table in TABLES
    }
    return PlaceRecords(name=name, descriptor=descriptor, tables=tables, verdicts=_judge(tables))


def _judge(tables: Mapping[str, list[Row]]) -> dict[str, Verdict]:
    years = {row["report_id"]: row["year"] for row in tables["reports"]}
    directions = {row["indicator_id"]: row["direction"] for row in tables["indicators"]}
    return {
        target["target_id"]: derive_verdict(
            target,
            directions[target["indicator_id"]],
            [o for o in tables["observations"] if o["indicator_id"] == target["indicator_id"]],
            [doubt for doubt in tables["doubts"] if _is_about(doubt, target)],
            years[target["report_id"]],
        )
        for target in tables["targets"]
    }
