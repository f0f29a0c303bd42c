"""A doubt about a target's figure names that target, or the target would be judged all the same."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.core.findings import Finding
from scripts.core.model import Place


def check_doubted_figures(place: Place) -> Iterator[Finding]:
    """A doubt whose span overlaps a target's numeral names a target that the numeral serves.

    A numeral names one target; another target whose quote holds the numeral may share it, and
    a doubt about the figure may name either.
    """
    figures = [n for n in place.numerals if n.role == "target" and n.target_id is not None]
    quotes = {t.target_id: (t.start, t.end) for t in place.targets}
    for doubt in place.doubts:
        if doubt.start is None or doubt.end is None:
            continue
        touched = [
            n
            for n in figures
            if n.report_id == doubt.report_id and n.start < doubt.end and doubt.start < n.end
        ]
        start, end = quotes.get(doubt.target_id or "", (None, None))
        if start is not None and end is not None:
            touched = [n for n in touched if not (start <= n.start and n.end <= end)]
        if touched:
            named = touched[0].target_id or ""
            yield Finding.of(
                "doubt-without-target",
                "doubts.csv",
                doubt.row,
                "target_id",
                doubt=doubt,
                named=named,
            )
