"""How far two independent readings agree: `python -m tests.trials.agreement`.

One reading is the packages in `datasets/`, the other `tests/packages/readings/s1.*.tsv`. A target
is the same promise where place, year and indicator are the same, a result where place, year of the
result and indicator are; units that convert are compared in base units. Printed as Markdown, and
kept in `docs/data-quality.md`: the share of rows of the second reading that the data has with the
same figure, and every row on which the two differ.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from scripts.words.scales import to_base

ROOT = Path(__file__).parents[2]
READINGS = ROOT / "tests" / "packages" / "readings"
Row = Mapping[str, str]
Key = tuple[str, str, str]


@dataclass(kw_only=True)
class Agreement:
    """Rows of the second reading, those that the data has alike, and the others."""

    read: int = 0
    same: int = 0
    differences: list[tuple[Key, str, str]] = field(default_factory=list)

    @property
    def per_cent(self) -> float:
        return 100 * self.same / self.read if self.read else 0.0

    def add(self, key: Key, ours: Sequence[str], theirs: str) -> None:
        """Count a row; `ours`: the figures that the data has under the key."""
        self.read += 1
        if theirs in ours:
            self.same += 1
        else:
            self.differences.append((key, "; ".join(ours) or "–", theirs))


def read_table(path: Path, delimiter: str = ",") -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def figure(row: Row) -> str:
    """What a row says, in base units, so that 万吨 and 亿斤 compare."""
    unit, values = "", []
    for name in ("value", "value_max"):
        if text := row.get(name):
            value, unit = to_base(Decimal(text), row["unit"])
            text = f"{value:f}"
            values.append(text.rstrip("0").rstrip(".") if "." in text else text)
    return " ".join(filter(None, (row.get("comparator", ""), "–".join(values), unit))) or "–"


def compare_targets(datasets: Path, readings: Path) -> Agreement:
    """Targets of the second reading against those of the data."""
    second = read_table(readings / "s1.targets.tsv", "\t")
    ours = _figures(datasets, "targets.csv", "report_id", second)
    agreement = Agreement()
    for row in second:
        key = (row["place"], row["year"], row["indicator_id"])
        agreement.add(key, ours[key], figure(row))
    return agreement


def compare_results(datasets: Path, readings: Path) -> Agreement:
    """Results of the second reading, also what a report does not state, against the data."""
    second = read_table(readings / "s1.results.tsv", "\t")
    ours = _figures(datasets, "observations.csv", "period", second)
    agreement = Agreement()
    for row in second:
        key = (row["place"], row["year"], row["indicator_id"])
        agreement.add(key, ours[key] or ["–"], figure(row) if row["stated"] == "yes" else "–")
    return agreement


def _figures(datasets: Path, table: str, year: str, second: Sequence[Row]) -> dict[Key, list[str]]:
    """The figures of a table of the data, of the places that were read twice.

    `year`: the table's column for the year of the second reading.
    """
    figures: dict[Key, list[str]] = defaultdict(list)
    for place in sorted({row["place"] for row in second}):
        for row in read_table(datasets / place / table):
            figures[place, row[year], row["indicator_id"]].append(figure(row))
    return figures


def render(name: str, agreement: Agreement) -> str:
    """The share of rows that agree, and a table of the others."""
    head = (
        f"{name}: {agreement.same} of {agreement.read} rows agree ({agreement.per_cent:.1f} %).\n"
    )
    rows = [
        f"| {' '.join(key)} | {ours} | {theirs} |" for key, ours, theirs in agreement.differences
    ]
    return "\n".join([head, "| row | data | second reading |", "| --- | --- | --- |", *rows, ""])


if __name__ == "__main__":
    datasets = ROOT / "datasets"
    sys.stdout.write(render("Targets", compare_targets(datasets, READINGS)) + "\n")
    sys.stdout.write(render("Results", compare_results(datasets, READINGS)))
