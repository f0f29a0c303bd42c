"""A report as it is edited: the tables of its place and its text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scripts.desk.review.tables import Cells, Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A report with its text, of which offsets count the code points.

    `whole`: the text is in the package, so that each of its numerals has a row. `draft`: the report
    or its place is not published yet. `shared`: indicators that places share, by id.
    """

    package: str
    report_id: str
    year: int
    title: str
    text: str
    whole: bool
    draft: bool
    tables: Tables
    shared: dict[str, Cells]

    def targets(self) -> list[Cells]:
        """The report's promises in printed order; those without a span come last."""
        own = [row for row in self.tables["targets"] if row["report_id"] == self.report_id]
        return sorted(own, key=lambda row: span_of_row(row) or (len(self.text), 0))

    def spans(self) -> Iterator[tuple[int, int, Cells]]:
        """Start, end and row of each promise that stands in the text."""
        for row in self.targets():
            span = span_of_row(row)
            if span is not None and 0 <= span[0] < span[1] <= len(self.text):
                yield *span, row


def span_of_row(row: Cells) -> tuple[int, int] | None:
    """Start and end of a row; None where they are no offsets."""
    start, end = row.get("start", ""), row.get("end", "")
    whole = start.isascii() and start.isdecimal() and end.isascii() and end.isdecimal()
    return (int(start), int(end)) if whole else None
