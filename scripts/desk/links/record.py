"""Answers into `sources.csv`: the cells `checked` and `reachable`, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.core.files import write_file
from scripts.desk.links.addresses import TABLE, Cited
from scripts.desk.links.cells import set_cells
from scripts.desk.links.progress import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A row whose cells were changed, with its cells as they were and as they are."""

    cited: Cited
    checked: str
    reachable: str


def record_answers(
    datasets: Path, cited: Sequence[Cited], progress: Progress
) -> tuple[Recorded, ...]:
    """Write every answer that is newer than its row; rows keep every other byte.

    Args:
        datasets: the folder of packages.
        cited: the rows as they stand.
        progress: the answers.

    Returns:
        What was changed.

    Raises:
        TableError: a table lacks the columns, or a row is too short; it is left as it was.
    """
    changed: list[Recorded] = []
    for package in dict.fromkeys(one.package for one in cited):
        rows = [
            Recorded(cited=one, checked=kept.checked, reachable=kept.reachable)
            for one in cited
            if one.package == package and one.row
            if (kept := progress.answers.get(one.url))
            if (kept.checked, kept.reachable) != (one.checked, one.reachable)
            and kept.checked >= one.checked
        ]
        cells = {(row.cited.row, "checked"): row.checked for row in rows}
        cells |= {(row.cited.row, "reachable"): row.reachable for row in rows}
        if cells:
            path = datasets / package / TABLE
            write_file(path, set_cells(path.read_bytes(), cells))
        changed += rows
    return tuple(changed)
