"""Adds one published value to a place: a checked row, and a correction when a value changes."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from scripts.build.site import read_all, validate
from scripts.core.findings import Finding
from scripts.core.folders import Folders
from scripts.core.repository import GitError, git
from scripts.desk.trial import copy_for_trial

KEY = ("indicator_id", "period", "stage")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was done: `added`, `changed`, `same`; with findings nothing was written."""

    done: str
    old: str = ""
    findings: tuple[Finding, ...] = ()


class NeedsReasonError(ValueError):
    """A published value would change and no reason is given; carries the old value."""


def observe(  # noqa: PLR0913 - keywords
    folders: Folders,
    package: str,
    values: Mapping[str, str],
    *,
    day: str,
    reason: tuple[str, str],
    source: Mapping[str, str] | None = None,
) -> Outcome:
    """Append a row to `observations.csv`, or change the row of the same indicator, period, stage.

    The new state is checked in a copy first; only findings that the row brings count.

    Args:
        folders: the project.
        package: the place's folder name.
        values: column -> cell of `observations.csv`.
        day: today as `YYYY-MM-DD`, the date of a correction.
        reason: why a published value changes, in Chinese and in English; a value that is not
            committed yet needs none.
        source: column -> cell of `sources.csv`, where the source is new.

    Raises:
        NeedsReasonError: another value is published, and the reason is empty.
    """
    folder = folders.datasets / package
    header, rows = read_rows(folder / "observations.csv")
    row = [values.get(name, "") for name in header]
    key = [header.index(name) for name in KEY]
    at = next(
        (n for n, one in enumerate(rows) if [one[i] for i in key] == [row[i] for i in key]), None
    )
    value = header.index("value")
    if at is not None and rows[at] == row:
        return Outcome(done="same")
    old = "" if at is None else rows[at][value]
    correction: list[str] | None = None
    if at is not None and old != row[value] and _is_committed(folder, rows[at]):
        if not all(reason):
            raise NeedsReasonError(old)
        named = ";".join(row[i] for i in key)
        correction = [day, "observations", named, "value", old, row[value], *reason]
    changed = [*rows, row] if at is None else [*rows[:at], row, *rows[at + 1 :]]
    write = partial(_write, header=header, rows=changed, correction=correction, source=source)
    if findings := write_checked(folders, package, write):
        return Outcome(done="", findings=tuple(findings))
    return Outcome(done="added" if at is None else "changed", old=old)


def write_checked(folders: Folders, package: str, write: Callable[[Path], None]) -> list[Finding]:
    """Change a package's tables, unless that brings findings; returns those.

    Args:
        folders: the project.
        package: the package's folder name.
        write: makes the change in the folder that it is given: first in a copy.
    """
    with copy_for_trial(folders.datasets, package) as copy:
        before = set(validate(copy, read_all(copy, [package])))
        write(copy.datasets / package)
        found = [f for f in validate(copy, read_all(copy, [package])) if f not in before]
    if not found:
        write(folders.datasets / package)
    return found


def find_indicator(header: Sequence[str], rows: Sequence[Sequence[str]], words: str) -> list[str]:
    """The ids of the indicators that words may mean: one where they name it, else the nearest.

    Args:
        header: of `indicators.csv`.
        rows: its rows.
        words: an id, or a name in Chinese or English.
    """
    columns = [header.index(name) for name in ("indicator_id", "name_zh", "name_en")]
    names = {row[at].casefold(): row[columns[0]] for row in rows for at in columns}
    wanted = words.strip().casefold()
    if wanted in names:
        return [names[wanted]]
    within = [key for name, key in names.items() if wanted and wanted in name]
    near = [names[name] for name in get_close_matches(wanted, names, n=5)]
    return list(dict.fromkeys([*within, *near]))[:8] if len({*within}) != 1 else within[:1]


def _is_committed(folder: Path, row: Sequence[str]) -> bool:
    """Whether a row of `observations.csv` is in the last commit; without git it counts as there."""
    try:
        text = git(folder, "show", "HEAD:./observations.csv").decode()
    except GitError:
        return True
    return list(row) in list(csv.reader(io.StringIO(text, newline="")))


def _write(
    folder: Path,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    correction: list[str] | None,
    source: Mapping[str, str] | None,
) -> None:
    write_rows(folder / "observations.csv", header, rows)
    if source is not None:
        names, listed = read_rows(folder / "sources.csv")
        if all(row[names.index("source_id")] != source["source_id"] for row in listed):
            new = [source.get(name, "") for name in names]
            write_rows(folder / "sources.csv", names, [*listed, new])
    if correction is not None:
        path = folder / "corrections.csv"
        names, listed = read_rows(path)
        write_rows(path, names, [*listed, correction])


def read_rows(path: Path) -> tuple[list[str], list[list[str]]]:
    """A table's header and rows as text."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


def write_rows(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write a table as the contract has it: UTF-8, LF, quotes only where they are needed."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
