"""A quote that several rows read: each of its figures has a row of its own before two share one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, combinations
from typing import TypeVar

from scripts.checks.commitments import agrees
from scripts.checks.references import agrees_with_reading
from scripts.core.findings import Finding
from scripts.core.model import Observation, Place, Target
from scripts.text.quantities import Quantity, find_quantities

Row = TypeVar("Row", Target, Observation)


def check_shared_figures(place: Place) -> Iterator[Finding]:
    """No two targets or readings of one quote read the same figure while another is left.

    Of `分别增长7%、8%` a row with 8% twice is a slip, though each row agrees with the quote.
    """
    targets = (one for one in place.targets if one.kind == "quantitative")
    for rows in _of_one_quote(targets):
        yield from _check_quote("targets.csv", rows, agrees)
    for readings in _of_one_quote(place.observations):
        yield from _check_quote("observations.csv", readings, agrees_with_reading)


def _of_one_quote(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows of each quote that has several."""
    groups: dict[tuple[str, str, int | None], list[Row]] = {}
    for row in rows:
        if row.quote and row.report_id:
            groups.setdefault((row.report_id, row.quote, row.start), []).append(row)
    return (group for group in groups.values() if len(group) > 1)


def _check_quote(
    file: str, rows: list[Row], reads: Callable[[Row, Quantity], bool]
) -> Iterator[Finding]:
    quote = rows[0].quote or ""
    figures = find_quantities(quote)
    read = {row.row: [one for one in figures if reads(row, one)] for row in rows}
    left = [one for one in figures if one not in chain.from_iterable(read.values())]
    for first, second in combinations(rows, 2):
        shared = [one for one in read[first.row] if one in read[second.row]]
        free = [one for one in left if shared and one.unit == shared[0].unit]
        if free:
            for row, other in ((first, second), (second, first)):
                yield Finding.of(
                    "shared-figure",
                    file,
                    row.row,
                    "value",
                    quote=quote,
                    shared=shared[0].text,
                    other=other.row,
                    left=free[0].text,
                )
