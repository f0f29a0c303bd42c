"""How good drafts are: `python -m tests.trials.draft_quality --texts DIR [--datasets DIR]`.

Every report that was read by eye (its targets stand in a package) and whose text is at hand (in the
package, or in DIR by its SHA-256) is drafted anew. A drafted row is the read one if it stands at
the same place; of two that do, the one with the same figure. Printed are, in per cent:

headline   what the sentence of the year's main targets promises with a figure
whole      all that reports promise with a figure, where they were read whole
milestone, directional    the same for promises without a figure
numerals   digits and Chinese numerals with a row, and with the role that a person gave

Reports with fewer than `WHOLE` targets were read at their headline only: there, what the draft
finds elsewhere is not counted as needless.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from scripts.desk.drafting import Draft, draft_report
from scripts.desk.new_report import read_shared

Row = Mapping[str, str]
WHOLE = 50
"""A report with as many read targets was read from its first line to its last."""
FIGURE = ("value", "value_max", "comparator", "unit", "due")


@dataclass(kw_only=True)
class Tally:
    """Counts of one kind of rows, and the lines that show what went wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)

    def per_cent(self, part: str, whole: str = "read") -> str:
        total = self.counts[whole]
        return f"{part} {100 * self.counts[part] / total:.1f}" if total else f"{part} –"


def reports_at_hand(datasets: Path, texts: Path | None) -> Iterator[tuple[str, Row, str]]:
    """Package name, report row and text of each report whose targets and text are there."""
    by_hash = {
        sha256(path.read_bytes()).hexdigest(): path
        for path in sorted(texts.glob("**/*.md") if texts else ())
    }
    for folder in sorted(path.parent for path in datasets.glob("*/reports.csv")):
        for report in read_table(folder, "reports"):
            path = by_hash.get(report.get("text_sha256", ""))
            if report["document"]:
                path = folder / report["document"]
            if path is not None:
                yield folder.name, report, path.read_bytes().decode()


def read_table(folder: Path, name: str) -> list[Row]:
    path = folder / f"{name}.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def overlap(one: Row, other: Row) -> int:
    """Code points that two rows share."""
    return min(int(one["end"]), int(other["end"])) - max(int(one["start"]), int(other["start"]))


def pair(read: Sequence[Row], drafted: Sequence[Row]) -> dict[int, int]:
    """Index of a read row -> index of the drafted one, the likest pairs first."""
    likeness = sorted(
        (
            (-_likeness(one, other), abs(i / len(read) - j / len(drafted)), i, j)
            for i, one in enumerate(read)
            for j, other in enumerate(drafted)
            if overlap(one, other) > 0
        ),
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, i, j in likeness:
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def _likeness(one: Row, other: Row) -> float:
    same_figure = sum(
        weight * (one[name] == other[name])
        for name, weight in (("value", 4), ("unit", 2), ("comparator", 1))
    )
    same_thing = one["indicator_id"] == other["indicator_id"]
    return same_figure + same_thing + overlap(one, other) / 1000


def agrees(name: str, read: Row, drafted: Row) -> bool:
    """Whether one column of the drafted row says what the person read."""
    one, other = read[name], drafted[name]
    match name:
        case "unit":
            return one.removeprefix("个") == other.removeprefix("个")
        case "quote":
            return one in other or other in one
        case "due":
            return (one or read["report_id"]) == other
        case _:
            return one == other


def count(tally: Tally, where: str, read: Sequence[Row], drafted: Sequence[Row]) -> set[int]:
    """Count a report's rows of one kind; returns which drafted rows were read as well."""
    pairs = pair(read, drafted)
    for i, one in enumerate(read):
        tally.counts["read"] += 1
        if i not in pairs:
            tally.lines.append(f"{where} not found: {_shown(one)}")
            continue
        other = drafted[pairs[i]]
        tally.counts["found"] += 1
        wrong = [
            name for name in (*FIGURE, "quote", "indicator_id") if not agrees(name, one, other)
        ]
        for name in (*FIGURE, "quote", "indicator_id"):
            tally.counts[name] += name not in wrong
        tally.counts["value+comparator"] += not {"value", "value_max", "comparator"} & set(wrong)
        tally.counts["right"] += not set(FIGURE) & set(wrong)
        if wrong:
            tally.lines.append(f"{where} {','.join(wrong)}: {_shown(one)} <> {_shown(other)}")
    return set(pairs.values())


def _shown(row: Row) -> str:
    figure = f"{row['comparator']} {row['value']}{row['value_max'] and '–' + row['value_max']}"
    return f"[{figure}{row['unit']} {row['due']} {row['indicator_id']}] {row['quote']}"


def measure_report(
    tallies: Mapping[str, Tally], where: str, read: Sequence[Row], draft: Draft
) -> None:
    """Count one report's targets, headline and whole."""
    whole = len(read) >= WHOLE
    headline = [row for row in draft.targets if row["target_id"] in draft.headline]
    of_headline = [one for one in read if not whole or any(overlap(one, h) > 0 for h in headline)]
    groups = [("headline", "quantitative", of_headline)]
    groups += [(kind, kind, read) for kind in ("milestone", "directional") if whole]
    groups += [("whole", "quantitative", read)] if whole else [("directional", "directional", read)]
    used: set[str] = set()
    for name, kind, rows in groups:
        drafted = [row for row in draft.targets if row["kind"] == kind]
        found = count(tallies[name], where, [r for r in rows if r["kind"] == kind], drafted)
        used |= {drafted[index]["target_id"] for index in found}
        pool = drafted if whole else [row for row in drafted if row in headline]
        tallies[name].counts["drafted"] += len(pool)
        for row in pool:
            needed = row["target_id"] in used or any(overlap(row, one) > 0 for one in read)
            tallies[name].counts["needed"] += needed
            if not needed:
                tallies[name].lines.append(f"{where} needless: {_shown(row)}")


def measure_numerals(tally: Tally, where: str, read: Sequence[Row], draft: Draft) -> None:
    """Count the numerals with a row, and those with the role that was read."""
    drafted = {(row["start"], row["end"]): row["role"] for row in draft.numerals}
    for row in read:
        tally.counts["read"] += 1
        role = drafted.get((row["start"], row["end"]))
        tally.counts["found"] += role is not None
        tally.counts["role"] += role == row["role"]
        if role != row["role"]:
            tally.lines.append(f"{where} {row['start']} {row['text']}: {row['role']} <> {role}")


def measure(
    datasets: Path, texts: Path | None, only: str = ""
) -> tuple[dict[str, Tally], list[str]]:
    """All tallies by name, and the reports measured."""
    names = ("headline", "whole", "milestone", "directional", "numerals")
    tallies = {name: Tally() for name in names}
    measured = []
    shared = read_shared(datasets / "vocabulary")
    for place, report, text in reports_at_hand(datasets, texts):
        where = f"{place} {report['report_id']}"
        rows = read_table(datasets / place, "targets")
        read = [row for row in rows if row["report_id"] == report["report_id"] and row["start"]]
        if not read or only not in where:
            continue
        measured.append(where)
        draft = draft_report(text, report["report_id"], int(report["year"]), {}, shared=shared)
        measure_report(tallies, where, read, draft)
        numerals = read_table(datasets / place, "numerals")
        of_report = [row for row in numerals if row["report_id"] == report["report_id"]]
        measure_numerals(tallies["numerals"], where, of_report, draft)
    return tallies, measured


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--texts", type=Path, help="folder of report texts, found by their hash")
    parser.add_argument("--datasets", type=Path, default=Path("datasets"))
    parser.add_argument("--only", default="", help="part of 'place year'")
    parser.add_argument("--show", action="append", default=[], help="name of a tally: its misses")
    options = parser.parse_args()
    tallies, measured = measure(options.datasets, options.texts, options.only)
    for name in options.show:
        sys.stdout.writelines(f"{name}: {line}\n" for line in tallies[name].lines)
    sys.stdout.write(f"{len(measured)} reports\n")
    for name, tally in tallies.items():
        figures = [tally.per_cent("found")]
        if name == "numerals":
            figures.append(tally.per_cent("role"))
        else:
            parts = ("value+comparator", "right", *FIGURE, "quote", "indicator_id")
            figures += [tally.per_cent(part) for part in parts]
            figures.append(tally.per_cent("needed", "drafted"))
        sys.stdout.write(f"{name:12}{tally.counts['read']:5} read  {'  '.join(figures)}\n")


if __name__ == "__main__":
    main()
