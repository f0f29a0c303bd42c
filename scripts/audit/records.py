"""The tables of a place as rows of text, and what the site must say because of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from scripts.audit.verdicts import Recorded, Row, Verdict, count, derive_verdict

TABLES = (
    "reports",
    "indicators",
    "targets",
    "observations",
    "doubts",
    "sources",
    "corrections",
    "evidence",
    "bodies",
    "responsibilities",
)
STATUS_OF = {
    "met": "met",
    "met_late": "met",
    "partly_met": "missed",
    "missed": "missed",
    "dropped": "missed",
    "on_track": "on_track",
    "off_track": "off_track",
    "not_due": "awaiting_data",
    "not_reported": "awaiting_data",
    "awaiting_data": "awaiting_data",
    "doubtful": "not_assessable",
    "no_measure": "not_assessable",
}
"""The published table from verdicts to the six statuses of the first edition."""
VERDICTS = tuple(STATUS_OF)
STATUSES = ("met", "missed", "on_track", "off_track", "awaiting_data", "not_assessable")
NUMBERS = frozenset({"value", "value_max", "due", "baseline", "start", "end", "decimals"})
_GRAVEST_FIRST = ("certain", "likely", "possible")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRecords:
    """A place: its rows by table, and the verdict on each target by its id."""

    name: str
    descriptor: Mapping[str, Any] = field(repr=False)
    tables: Mapping[str, list[Row]] = field(repr=False)
    verdicts: Mapping[str, Verdict] = field(repr=False)

    def status(self, key: str) -> str:
        """The status of the first edition of a target."""
        return STATUS_OF[self.verdicts[key][0]]

    def standing(self, key: str) -> str:
        """The kind of the source that a verdict rests on; empty where none decides."""
        source = self.verdicts[key][2]
        return next((s["kind"] for s in self.tables["sources"] if s["source_id"] == source), "")

    def of_indicator(self, table: str, indicator: str) -> list[Row]:
        """The rows of `targets` or `observations` about one indicator."""
        return [row for row in self.tables[table] if row["indicator_id"] == indicator]

    def report(self, target: Row) -> Row:
        """The report that a target stands in."""
        return next(
            row for row in self.tables["reports"] if row["report_id"] == target["report_id"]
        )

    @property
    def main_report(self) -> str:
        """The newest report whose text is here; failing that the newest."""
        newest = max(self.tables["reports"], key=lambda row: (row["document"] != "", row["year"]))
        return newest["report_id"]

    def due(self, target: Row) -> str:
        """The year by which a target is due."""
        return target["due"] or self.report(target)["year"]

    def doubt(self, target: Row) -> str:
        """The confidence of the gravest doubt about a target; empty without any."""
        found = [d["confidence"] for d in self.tables["doubts"] if _is_about(d, target)]
        return min(found, key=_GRAVEST_FIRST.index, default="")

    def about(self, table: str, key: str) -> list[Row]:
        """The rows of `evidence` (oldest first) or `responsibilities` about one target."""
        rows = [row for row in self.tables[table] if row["target_id"] == key]
        return sorted(rows, key=lambda row: row.get("date", ""))

    def counts(self, report: str = "") -> dict[str, int]:
        """Targets by status, of one report or of all."""
        return count([self.status(key) for key in self._targets(report)], STATUSES)

    def verdict_counts(self, report: str = "", *, secondary: bool | None = None) -> dict[str, int]:
        """Targets by verdict; `secondary`: only those by such a source alone, or none of them."""
        chosen = [
            self.verdicts[key][0]
            for key in self._targets(report)
            if secondary is None or (self.standing(key) == "secondary") is secondary
        ]
        return count(chosen, VERDICTS)

    def _targets(self, report: str) -> list[str]:
        rows = self.tables["targets"]
        return [row["target_id"] for row in rows if report in {"", row["report_id"]}]


def _is_about(doubt: Row, target: Row) -> bool:
    return doubt["target_id"] == target["target_id"]


def read_rows(data: bytes) -> list[Row]:
    """The rows of a CSV file: column -> cell as text."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def expected_cells(row: Row, columns: Iterable[str]) -> dict[str, object]:
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
    return PlaceRecords(
        name=name,
        descriptor=descriptor,
        tables=tables,
        verdicts=_judge(descriptor, tables),
    )


def _judge(descriptor: Mapping[str, Any], tables: Mapping[str, list[Row]]) -> dict[str, Verdict]:
    years = {row["report_id"]: row["year"] for row in tables["reports"]}
    directions = {row["indicator_id"]: row["direction"] for row in tables["indicators"]}
    dates = [
        *(row["accessed"] for row in tables["sources"]),
        *(row["date"] for row in tables["corrections"]),
        str(descriptor.get("created", "")),
    ]
    as_of = max((date[:10] for date in dates if date), default="")
    read = frozenset(int(row["year"]) for row in tables["reports"] if row.get("results_read"))
    return {
        target["target_id"]: derive_verdict(
            target,
            directions[target["indicator_id"]],
            Recorded(
                observations=_rows_about(tables["observations"], target, "indicator_id"),
                evidence=_rows_about(tables["evidence"], target, "target_id"),
                doubts=_rows_about(tables["doubts"], target, "target_id"),
                as_of=as_of,
                years_read=read,
            ),
            years[target["report_id"]],
        )
        for target in tables["targets"]
    }


def _rows_about(rows: list[Row], target: Row, column: str) -> list[Row]:
    return [row for row in rows if row[column] == target[column]]
