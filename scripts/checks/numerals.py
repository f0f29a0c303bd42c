"""Rule 2: every numeral of a document has exactly one row, and every row says what it is."""

from __future__ import annotations

import csv
import io
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scripts.checks.spans import find_nearest
from scripts.core.findings import Finding
from scripts.core.model import Bilingual, Numeral, Place, Target
from scripts.text.source_text import NumeralSpan, find_numerals

FILE = "numerals.csv"
_AROUND = 12


def check_coverage(place: Place, faulty: Sequence[Mapping[str, str]] = ()) -> Iterator[Finding]:
    """Each required numeral is covered by one row; each row's text stands where it says.

    Args:
        place: with the rows that could be typed.
        faulty: the cells of rows that could not; the numerals they are about are not missed.
    """
    for report_id, text in place.documents.items():
        rows = [row for row in place.numerals if row.report_id == report_id]
        excused = {(cells.get("start"), cells.get("text")) for cells in faulty}
        coverage = _Coverage(place=place, report_id=report_id, text=text, excused=excused)
        yield from coverage.check(rows)


@dataclass(slots=True, kw_only=True)
class _Coverage:
    """The comparison of one document's numerals with its rows."""

    place: Place
    report_id: str
    text: str
    excused: Collection[tuple[str | None, str | None]] = ()
    spans: tuple[NumeralSpan, ...] = ()
    starts: list[int] = field(default_factory=list)
    covered: set[int] = field(default_factory=set)

    def check(self, rows: Sequence[Numeral]) -> Iterator[Finding]:
        self.spans = find_numerals(self.text)
        self.starts = [span.start for span in self.spans]
        misplaced = [row for row in rows if not self._stands(row) or self._cuts(row)]
        standing = [row for row in rows if row not in misplaced]
        for row in standing:
            self.covered.update(self._covered(row))
        needed = [
            index
            for index, span in enumerate(self.spans)
            if span.required and index not in self.covered and not self._is_excused(span)
        ]
        for row in misplaced:
            meant = self._meant(row, needed)
            if meant is not None:
                needed.remove(meant)
            yield self._misplaced(row, None if meant is None else self.spans[meant])
        yield from _check_overlaps(standing)
        for index in needed:
            yield self._uncovered(self.spans[index])

    def _is_excused(self, span: NumeralSpan) -> bool:
        return any(start == str(span.start) or text == span.text for start, text in self.excused)

    def _stands(self, row: Numeral) -> bool:
        within = 0 <= row.start < row.end <= len(self.text)
        return within and self.text[row.start : row.end] == row.text

    def _covered(self, row: Numeral) -> list[int]:
        first, last = bisect_left(self.starts, row.start), bisect_left(self.starts, row.end)
        return [index for index in range(first, last) if self.spans[index].end <= row.end]

    def _cuts(self, row: Numeral) -> bool:
        """Whether a row's span begins or ends within a numeral, or takes in more than digits."""
        index = bisect_right(self.starts, row.start) - 1
        if index >= 0 and self.spans[index].start < row.start < self.spans[index].end:
            return True
        last = bisect_left(self.starts, row.end) - 1
        if last >= 0 and self.spans[last].start < row.end < self.spans[last].end:
            return True
        return any(
            self.spans[i].script == "ascii" and self.spans[i].text != row.text
            for i in self._covered(row)
        )

    def _meant(self, row: Numeral, needed: list[int]) -> int | None:
        """The uncovered numeral that a misplaced row most likely is about."""
        same = [i for i in needed if self.spans[i].text == row.text]
        overlapping = [
            i for i in needed if self.spans[i].start < row.end and row.start < self.spans[i].end
        ]
        return min(
            same or overlapping, key=lambda i: abs(self.spans[i].start - row.start), default=None
        )

    def _misplaced(self, row: Numeral, meant: NumeralSpan | None) -> Finding:
        stands = self.text[max(row.start, 0) : max(row.end, 0)][:30]
        if meant is not None:
            zh = f"改成：{_line(row, meant.start, meant.end, meant.text)}"
            en = f"Change the row to: {_line(row, meant.start, meant.end, meant.text)}"
        elif (at := find_nearest(self.text, row.text, row.start)) is not None and at != row.start:
            line = _line(row, at, at + len(row.text), row.text)
            zh = f"最近的“{row.text}”在 {at}：{line}；若那里已有一行，删去这一行。"
            en = f"The nearest “{row.text}” is at {at}: {line}; if that has a row, delete this one."
        else:
            zh = "让这一行正好盖住一个完整的数字（不含单位）；若与别的行重复，删去它。"
            en = "Make the row cover one whole numeral (without its unit); if another row does, "
            en += "delete it."
        return Finding.of(
            "moved-numeral", FILE, row.row, "start", row=row, stands=stands, zh=zh, en=en
        )

    def _uncovered(self, span: NumeralSpan) -> Finding:
        before = self.text[max(0, span.start - _AROUND) : span.start].replace("\n", " ")
        after = self.text[span.end : span.end + _AROUND].replace("\n", " ")
        line = self._proposal(span)
        return Finding.of(
            "uncovered-numeral", FILE, span=span, before=before, after=after, line=line
        )

    def _proposal(self, span: NumeralSpan) -> str:
        target = next(
            (
                target
                for target in self.place.targets
                if target.report_id == self.report_id and _contains(target, span.start, span.end)
            ),
            None,
        )
        role, note, note_en = ("target", "", "") if target else ("context", "<原因>", "<reason>")
        return _csv_line(
            self.report_id,
            span.start,
            span.end,
            span.text,
            role,
            target.target_id if target else "",
            note,
            note_en,
        )


def _check_overlaps(rows: Iterable[Numeral]) -> Iterator[Finding]:
    """No code point belongs to two rows; the row further down the file is the one too many."""
    reach: Numeral | None = None
    for row in sorted(rows, key=lambda row: (row.start, row.row)):
        if reach is not None and row.start < reach.end:
            yield _doubled(*sorted((reach, row), key=lambda row: row.row))
        if reach is None or row.end > reach.end:
            reach = row


def _doubled(first: Numeral, later: Numeral) -> Finding:
    span = f"{later.start}–{later.end}"
    return Finding.of(
        "doubly-covered-numeral", FILE, later.row, "start", later=later, span=span, first=first
    )


def check_roles(place: Place) -> Iterator[Finding]:
    """A target's numeral names a target whose quote holds it; every other one says what it is."""
    targets = {target.target_id: target for target in place.targets}
    for numeral in place.numerals:
        if numeral.role != "target":
            yield from _check_other(numeral)
        elif numeral.target_id is None:
            yield Finding.of(
                "numeral-without-target",
                FILE,
                numeral.row,
                "target_id",
                numeral=numeral,
                around=_targets_around(place, numeral),
            )
        elif target := targets.get(numeral.target_id):
            yield from _check_target(place, numeral, target)


def _check_other(numeral: Numeral) -> Iterator[Finding]:
    if numeral.target_id is not None:
        yield Finding.of("target-of-other-role", FILE, numeral.row, "target_id", numeral=numeral)
    if numeral.note is None:
        yield Finding.of("numeral-without-reason", FILE, numeral.row, "note", numeral=numeral)


def _check_target(place: Place, numeral: Numeral, target: Target) -> Iterator[Finding]:
    if numeral.report_id != target.report_id:
        yield Finding.of(
            "target-of-other-report",
            FILE,
            numeral.row,
            "target_id",
            target=target,
            around=_targets_around(place, numeral),
        )
    elif not _contains(target, numeral.start, numeral.end):
        yield Finding.of(
            "numeral-outside-quote",
            FILE,
            numeral.row,
            "target_id",
            target=target,
            numeral=numeral,
            around=_targets_around(place, numeral),
        )


def check_figures(place: Place) -> Iterator[Finding]:
    """Each quantitative target has a numeral; one numeral may serve targets that share it."""
    by_report: dict[str, list[Numeral]] = {}
    pointed = {numeral.target_id for numeral in place.numerals}
    for numeral in place.numerals:
        if numeral.role == "target":
            by_report.setdefault(numeral.report_id, []).append(numeral)
    for target in place.targets:
        if target.kind != "quantitative" or not target.quote or target.target_id in pointed:
            continue
        if target.report_id not in place.documents:
            continue
        shared = (
            numeral.text == str(target.value) and _contains(target, numeral.start, numeral.end)
            for numeral in by_report.get(target.report_id, ())
        )
        if not any(shared):
            yield Finding.of(
                "target-without-numeral",
                "targets.csv",
                target.row,
                "target_id",
                target=target,
                shown=target.quote[:40],
            )


def _targets_around(place: Place, numeral: Numeral) -> Bilingual:
    found = [
        target.target_id
        for target in place.targets
        if target.report_id == numeral.report_id and _contains(target, numeral.start, numeral.end)
    ]
    if not found:
        return Bilingual(
            zh="没有目标的引文含有这个数字：先在 targets.csv 加上目标，或者改 role。",
            en="No target's quote holds it: add the target to targets.csv first, or change the "
            "role.",
        )
    return Bilingual(
        zh=f"引文含有这个数字的目标：{'、'.join(found)}。",
        en=f"Targets whose quote holds it: {', '.join(found)}.",
    )


def _contains(target: Target, start: int, end: int) -> bool:
    return (
        target.start is not None
        and target.end is not None
        and target.start <= start
        and end <= target.end
    )


def _line(row: Numeral, start: int, end: int, text: str) -> str:
    return _csv_line(
        row.report_id,
        start,
        end,
        text,
        row.role,
        row.target_id or "",
        row.note or "",
        row.note_en or "",
    )


def _csv_line(*cells: object) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow(cells)
    return buffer.getvalue()
