"""A row that a follow-up could add to a table, and how it stands to what is on record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Literal

from scripts.desk.drafting.promise import Confidence
from scripts.text.quantities import convert

Row = dict[str, str]
State = Literal["new", "recorded", "differs"]

SEVERAL = Confidence(
    level="low",
    reason_zh="同一件事有几处不同的说法，请选一处",
    reason_en="Told in several ways: choose one",
)
SAME_AS = {
    "observations": ("indicator_id", "period"),
    "evidence": ("target_id", "source_id"),
    "bodies": ("body_id",),
    "responsibilities": ("target_id", "body_id"),
}
"""Table -> the columns by which a proposed row is the same as one on record."""
_TOLD = {"observations": "value", "evidence": "finding", "responsibilities": "role"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The source that is read: `period` is the year that it tells of, as text.

    `report_id` is empty where the source is no report on record; `stage` is that of its figures.
    """

    source_id: str
    title_zh: str
    title_en: str
    published: str
    period: str
    report_id: str = ""
    stage: str = "preliminary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A row of a table; `promise` are the promise's words, `words` those that were read."""

    table: str
    row: Row
    promise: str
    words: str
    confidence: Confidence
    state: State = "new"

    @property
    def key(self) -> tuple[str, ...]:
        return (self.table, *(self.row[name] for name in SAME_AS[self.table]))

    @property
    def writable(self) -> bool:
        return self.state == "new" and self.confidence.level != "low"


def drafted_note(confidence: Confidence, zh: str = "", en: str = "") -> tuple[str, str]:
    """Notes that ask for a person's eye, and say what else is to be known."""
    return (
        f"待核对：{confidence.reason_zh}{zh and '。' + zh}",
        f"UNSURE: {confidence.reason_en}{en and '. ' + en}",
    )


def settle(proposals: Iterable[Proposal], tables: Mapping[str, Sequence[Row]]) -> list[Proposal]:
    """One proposal for each row: the surest, none where sure ones contradict; held to the record.

    Args:
        proposals: in the order in which they were read.
        tables: rows on record by table.
    """
    by_key: dict[tuple[str, ...], list[Proposal]] = {}
    for one in proposals:
        by_key.setdefault(one.key, []).append(one)
    return [
        _compare(one, tables.get(one.table, ()))
        for group in by_key.values()
        for one in _choose(group)
    ]


def _choose(group: Sequence[Proposal]) -> Iterator[Proposal]:
    sure = [one for one in group if one.confidence.level != "low"]
    different = [one for n, one in enumerate(sure) if all(not _agree(one, o) for o in sure[:n])]
    if len(different) > 1:
        yield from (replace(one, confidence=SEVERAL) for one in different)
    else:
        yield from different or group


def _agree(one: Proposal, other: Proposal) -> bool:
    return _same(one.table, one.row, other.row)


def _compare(one: Proposal, rows: Sequence[Row]) -> Proposal:
    names = SAME_AS[one.table]
    earlier = [row for row in rows if all(row[name] == one.row[name] for name in names)]
    if not earlier:
        return one
    same = any(_same(one.table, one.row, row) for row in earlier)
    return replace(one, state="recorded" if same else "differs")


def _same(table: str, row: Row, other: Row) -> bool:
    told = _TOLD.get(table)
    if told is None or row[told] == other[told]:
        return True
    try:
        value = convert(Decimal(row[told]), row["unit"], other["unit"])
        return value is not None and value == Decimal(other[told])
    except (InvalidOperation, KeyError):
        return False
