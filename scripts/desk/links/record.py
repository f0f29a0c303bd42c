"""Answers into `sources.csv`: what was found at an address, where its copy is, nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.core.files import write_file
from scripts.desk.links.addresses import TABLE, Cited
from scripts.desk.links.cells import set_cells
from scripts.desk.links.progress import Asked, Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A row, and its cells that were changed: column -> new cell."""

    cited: Cited
    cells: Mapping[str, str]


def record_answers(
    datasets: Path, cited: Sequence[Cited], progress: Progress, base: str = ""
) -> tuple[Recorded, ...]:
    """Write every answer that is newer than its row; rows keep every other byte.

    Args:
        datasets: the folder of packages.
        cited: the rows as they stand.
        progress: the answers.
        base: the address at which the folder of copies is published, with `/` at its end; empty
            when it is not, and then no row gets an `archived_url`.

    Returns:
        What was changed.

    Raises:
        TableError: a table lacks the columns, or a row is too short; it is left as it was.
    """
    changed: list[Recorded] = []
    for package in dict.fromkeys(one.package for one in cited):
        rows = [
            Recorded(cited=one, cells=cells)
            for one in cited
            if one.package == package and one.row
            if (kept := progress.answers.get(one.url))
            if (cells := dict(_changed_cells(one, kept, base)))
        ]
        if rows:
            path = datasets / package / TABLE
            changes = {
                (row.cited.row, name): cell for row in rows for name, cell in row.cells.items()
            }
            write_file(path, set_cells(path.read_bytes(), changes))
        changed += rows
    return tuple(changed)


def _changed_cells(row: Cited, kept: Asked, base: str) -> Iterator[tuple[str, str]]:
    """A copy's cells are filled once: what stands there was looked at by a person."""
    if (kept.checked, kept.reachable) != (row.checked, row.reachable) and (
        kept.checked >= row.checked
    ):
        yield "checked", kept.checked
        yield "reachable", kept.reachable
    digest = kept.copy.partition(".")[0]
    if digest and not row.archived_sha256:
        yield "archived_sha256", digest
    if digest and base and not row.archived_url and row.archived_sha256 in {"", digest}:
        yield "archived_url", base + kept.copy
