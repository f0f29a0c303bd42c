"""Adds one published value to a place: a checked row, and a correction when a value changes."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from scripts.build.site import read_all, validate
from scripts.core.findings import Finding
from scripts.core.folders import Folders

KEY = ("indicator_id", "period", "stage")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was done: `added`, `changed`, `same`; with findings nothing was written."""

    done: str
    old: str = ""
    findings: tuple[Finding, ...] = ()


class NeedsReasonError(ValueError):
    """A published value would change and no reason is given; carries the old value."""


def observe(
    folders: Folders, package: str, values: Mapping[str, str], *, day: str, reason: tuple[str, str]
) -> Outcome:
    """Append a row to `observations.csv`, or change the row of the same indicator, period, stage.

    The new state is checked in a copy first; only findings that the row brings count.

    Args:
        folders: the project.
        package: the place's folder name.
        values: column -> cell of `observations.csv`.
        day: today as `YYYY-MM-DD`, the date of a correction.
        reason: why a published value changes, in Chinese and in English.

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
    if at is not None and old != row[value]:
        if not all(reason):
            raise NeedsReasonError(old)
        named = ";".join(row[i] for i in key)
        correction = [day, "observations", named, "value", old, row[value], *reason]
    changed = [*rows, row] if at is None else [*rows[:at], row, *rows[at + 1 :]]
    write = partial(_write, header=header, rows=changed, correction=correction)
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
    with tempfile.TemporaryDirectory() as name:
        copy = Folders(root=Path(name), output=Path(name) / "output")
        shutil.copytree(folders.datasets, copy.datasets)
        before = set(validate(copy, read_all(copy, [package])))
        write(copy.datasets / package)
        found = [f for f in validate(copy, read_all(copy, [package])) if f not in before]
    if not found:
        write(folders.datasets / package)
    return found


def _write(
    folder: Path, header: Sequence[str], rows: Sequence[Sequence[str]], correction: list[str] | None
) -> None:
    write_rows(folder / "observations.csv", header, rows)
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
