"""Slips in the figures of real packages, and whether the check finds each at its row.

    python -m tests.trials.figure_slips pingdingshan henan --texts DIR
    python -m tests.trials.figure_slips --texts DIR --write

Each slip is made in every row that it fits, in many rows at once but in one of those that share a
quote, and the whole package is checked.
A row counts as found when a finding stands at it, in a column that tells of its figure. Without
names all places are tried; `--texts` holds reports by reference against copies in a folder, and
`--write` puts the counts into `docs/data-quality.md`.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from pathlib import Path

from scripts.checks import check_package
from scripts.checks.texts import check_copies
from scripts.core.findings import Finding
from scripts.package.copies import read_copies
from scripts.package.raw import is_place
from scripts.package.read import find_packages, read_package
from scripts.package.typed_rows import to_place
from tests.trials.mistakes import ROOT, SCHEMAS, VOCABULARY, load
from tests.trials.reliability import fill_block

DOCUMENT = ROOT / "docs" / "data-quality.md"
Row = Mapping[str, str]
FIGURE = {
    "targets": {"value", "value_max", "unit", "comparator", "due", "note_zh"},
    "observations": {"value", "unit", "period"},
}
"""Columns of a table at which a finding tells that the row's figure is wrong."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A changed cell: `change` gives its new content, None where the row has nothing to change."""

    name: str
    table: str
    column: str
    change: Callable[[Row, int], str | None]


def one_more(column: str) -> Callable[[Row, int], str | None]:
    """The number in a column, greater by one."""

    def change(row: Row, _year: int) -> str | None:
        return f"{Decimal(row[column]) + 1}" if row[column] else None

    return change


def ten_times(row: Row, _year: int) -> str | None:
    """A decimal point or a zero out of place."""
    return f"{Decimal(row['value']) * 10:f}" if row["value"].strip("0.-") else None


def multiplied(row: Row, _year: int) -> str | None:
    """The unit with 万 too much or without its own."""
    unit = row["unit"]
    if not row["value"] or not unit:
        return None
    return unit[1:] if unit[0] in "万亿" and unit[1:] else f"万{unit}"


def another_unit(row: Row, _year: int) -> str | None:
    """A percentage becomes percentage points, anything else a percentage."""
    if not row["value"]:
        return None
    return "个百分点" if row["unit"] == "%" else "%"


def another_comparator(row: Row, _year: int) -> str | None:
    """At least and more than change places, and so on; a range stays."""
    turned = {"at_least": "more_than", "at_most": "less_than", "equal": "at_least"}
    return (
        turned.get(row["comparator"], "equal") if row["comparator"] not in {"", "between"} else None
    )


def opposite_comparator(row: Row, _year: int) -> str | None:
    """No less becomes no more."""
    turned = {"at_least": "at_most", "at_most": "at_least", "more_than": "less_than"}
    return turned.get(row["comparator"])


def no_upper_bound(row: Row, _year: int) -> str | None:
    """A range loses its end."""
    return "" if row["value_max"] else None


def a_year_later(row: Row, year: int) -> str | None:
    """The due year, printed or the report's own."""
    return f"{int(row['due'] or year) + 1}"


def a_year_earlier(row: Row, year: int) -> str | None:
    """The same in the other direction."""
    return f"{int(row['due'] or year) - 1}"


def another_period(row: Row, _year: int) -> str | None:
    """The year of a value."""
    return f"{int(row['period'][:4]) + 1}{row['period'][4:]}"


SLIPS = (
    Slip("value + 1", "targets", "value", one_more("value")),
    Slip("value × 10", "targets", "value", ten_times),
    Slip("upper bound + 1", "targets", "value_max", one_more("value_max")),
    Slip("万 in the unit", "targets", "unit", multiplied),
    Slip("another unit", "targets", "unit", another_unit),
    Slip("another comparator", "targets", "comparator", another_comparator),
    Slip("opposite comparator", "targets", "comparator", opposite_comparator),
    Slip("no upper bound", "targets", "value_max", no_upper_bound),
    Slip("due a year later", "targets", "due", a_year_later),
    Slip("due a year earlier", "targets", "due", a_year_earlier),
    Slip("value + 1", "observations", "value", one_more("value")),
    Slip("value × 10", "observations", "value", ten_times),
    Slip("万 in the unit", "observations", "unit", multiplied),
    Slip("another unit", "observations", "unit", another_unit),
    Slip("period a year later", "observations", "period", another_period),
)


@dataclass(frozen=True, slots=True)
class Trial:
    """One slip in rows of a package, by row number in the file; `missed`: without a finding."""

    place: str
    slip: Slip
    rows: Mapping[int, Row]
    missed: frozenset[int]


def try_package(folder: Path, texts: Path | None) -> Iterator[Trial]:
    """Every slip in every row with a quote, a slip at a time."""
    files = load(folder)
    years = {row["report_id"]: int(row["year"]) for row in _read(files["reports.csv"])}
    for slip, third in product(SLIPS, range(3)):
        name = f"{slip.table}.csv"
        rows = _read(files[name])
        changed: dict[int, Row] = {}
        seen: Counter[str] = Counter()
        for number, row in enumerate(rows, 2):
            new = slip.change(row, years.get(row["report_id"], 0)) if row["quote"] else None
            member = seen[row["quote"]] % 3
            seen[row["quote"]] += 1
            if member == third and new is not None and new != row[slip.column]:
                changed[number] = dict(row)
                row[slip.column] = new
        if changed:
            findings = _check({**files, name: _write(rows)}, texts)
            columns = FIGURE[slip.table]
            found = {f.row for f in findings if f.file.endswith(f"/{name}") and f.field in columns}
            yield Trial(folder.name, slip, changed, frozenset(changed.keys() - found))


def _check(files: Mapping[str, bytes], texts: Path | None) -> list[Finding]:
    with tempfile.TemporaryDirectory() as root:
        target = Path(root) / "datasets" / "copy"
        for name, data in files.items():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(data)
        raw = read_package(target, Path(root))
        findings = check_package(raw, SCHEMAS, VOCABULARY)
        if texts is not None:
            place = to_place(raw)[0]
            wanted = {report.text_sha256 or "" for report in place.reports}
            findings += check_copies(raw, place, read_copies(texts, wanted))
    return findings


def _read(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def _write(rows: list[dict[str, str]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue().encode()


def main(arguments: list[str]) -> int:
    """Print each row that was not found, then the counts of each slip; 0 when all were found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("places", nargs="*")
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args(arguments)
    counts: Counter[tuple[str, str, bool]] = Counter()
    for folder in find_packages(ROOT / "datasets"):
        if (chosen.places and folder.name not in chosen.places) or not is_place(
            read_package(folder, ROOT, whole=False).descriptor
        ):
            continue
        for trial in try_package(folder, chosen.texts):
            for number, row in trial.rows.items():
                missed = number in trial.missed
                counts[trial.slip.table, trial.slip.name, missed] += 1
                if missed:
                    cells = " ".join(row.get(name, "") for name in sorted(FIGURE[trial.slip.table]))
                    where = f"{trial.place}/{trial.slip.table}.csv:{number}"
                    sys.stdout.write(f"missed: {where} {trial.slip.name}: {cells} {row['quote']}\n")
    lines: list[str] = []
    for slip in SLIPS:
        found, missed = (counts[slip.table, slip.name, missed] for missed in (False, True))
        lines.append(f"{slip.table}: {slip.name}: {found} found, {missed} missed\n")
    sys.stdout.write("".join(lines))
    if chosen.write:
        text = fill_block(DOCUMENT.read_text(encoding="utf-8"), "slips", "".join(lines))
        DOCUMENT.write_text(text, encoding="utf-8")
    return int(any(missed for *_, missed in counts))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
