"""How far independent readings agree with the data: `python -m tests.trials.agreement`.

One reading is the packages in `datasets/`, the others are `tests/packages/readings/s*.targets.tsv`
and `s*.results.tsv`, each of places of its own. A target is the same promise where place, year and
indicator are the same, a result where place, year of the result and indicator are; units that
convert are compared in base units. Printed as Markdown, a section for each reading, and kept in
`docs/data-quality.md`: the places that were read, the share of rows of the reading that the data
has with the same figure, and every row on which the two differ.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
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
    """Rows of a reading, those that the data has alike, and the others."""

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


def find_readings(folder: Path) -> list[str]:
    """Names of the readings of a folder that have both tables: s1, s2 and so on."""
    names = (path.name.removesuffix(".targets.tsv") for path in folder.glob("s*.targets.tsv"))
    return sorted(name for name in names if (folder / f"{name}.results.tsv").exists())


def compare_targets(datasets: Path, reading: Sequence[Row]) -> Agreement:
    """Targets of a reading against those of the data."""
    ours = _figures(datasets, "targets.csv", "report_id", reading)
    agreement = Agreement()
    for row in reading:
        key = (row["place"], row["year"], row["indicator_id"])
        agreement.add(key, ours[key], figure(row))
    return agreement


def compare_results(datasets: Path, reading: Sequence[Row]) -> Agreement:
    """Results of a reading, also what a report does not state, against the data."""
    ours = _figures(datasets, "observations.csv", "period", reading)
    agreement = Agreement()
    for row in reading:
        key = (row["place"], row["year"], row["indicator_id"])
        agreement.add(key, ours[key] or ["–"], figure(row) if row["stated"] == "yes" else "–")
    return agreement


def places(reading: Sequence[Row]) -> list[str]:
    """Slugs of the places that were read."""
    return sorted({row["place"] for row in reading})


def _figures(datasets: Path, table: str, year: str, reading: Sequence[Row]) -> dict[Key, list[str]]:
    """The figures of a table of the data, of the places that were read again.

    `year`: the table's column for the year of the reading.
    """
    figures: dict[Key, list[str]] = defaultdict(list)
    for place in places(reading):
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
    table = ["| row | data | reading |", "| --- | --- | --- |", *rows, ""] if rows else []
    return "\n".join([head, *table])


def render_readings(datasets: Path, folder: Path) -> Iterator[str]:
    """A section for each reading: its places, the shares that agree, every other row."""
    for name in find_readings(folder):
        targets = read_table(folder / f"{name}.targets.tsv", "\t")
        results = read_table(folder / f"{name}.results.tsv", "\t")
        read = places([*targets, *results])
        yield f"## Reading {name}: {len(read)} places\n\n{', '.join(read)}.\n"
        yield render("Targets", compare_targets(datasets, targets))
        yield render("Results", compare_results(datasets, results))


if __name__ == "__main__":
    sys.stdout.write("\n".join(render_readings(ROOT / "datasets", READINGS)))
