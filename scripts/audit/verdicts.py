"""The rules of the method page, applied a second time to rows of text.

Written from the published rules, not from the code that publishes; exact fractions throughout.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scripts.text.quantities import convert

Row = Mapping[str, str]
Verdict = tuple[str, str, str]
"""The verdict, the code of the rule that gave it, and the id of the source that it rests on."""
Rule = tuple[str, str]
"""A verdict and the code of its rule."""
_STAGES = ("final", "preliminary", "cumulative")
_GROWS_FROM_NOTHING = frozenset({"increment", "count", "completion"})
_DONE = Fraction(100)
_PARTLY = Fraction(50)
_ABOUT_POINTS, _ABOUT_SHARE = Fraction(2, 10), Fraction(2, 100)
_PARTS = {"H": 2, "Q": 4}
_YEAR = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Requirement:
    """What must be reached, on the due date or on the way: a floor, a ceiling, or both."""

    floor: Fraction | None
    ceiling: Fraction | None
    excluded: Fraction | None = None

    def reached(self, actual: Fraction) -> bool:
        if actual == self.excluded:
            return False
        return (self.floor is None or actual >= self.floor) and (
            self.ceiling is None or actual <= self.ceiling
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What is recorded about a target: rows of text, and the dates they are held against."""

    observations: Sequence[Row] = ()
    evidence: Sequence[Row] = ()
    doubts: Sequence[Row] = ()
    as_of: str = ""
    years_read: frozenset[int] = frozenset()


def derive_verdict(target: Row, direction: str, recorded: Recorded, report_year: str) -> Verdict:
    """The verdict on one target.

    Args:
        target: its row.
        direction: which way is better: `up`, `down`, `none`.
        recorded: observations of the indicator, evidence and doubts about the target.
        report_year: the report's year, the due year where the target has none.
    """
    if any(doubt["confidence"] in {"certain", "likely"} for doubt in recorded.doubts):
        return "doubtful", "doubted", ""
    without = target["kind"] == "quantitative" and not (target["value"] and target["comparator"])
    if target["kind"] == "directional" or without:
        return "no_measure", "direction-only", ""
    due = int(target["due"] or report_year)
    over = bool(recorded.as_of) and recorded.as_of[:4] > str(due)
    stated = sorted(
        (row for row in recorded.evidence if row["finding"]), key=lambda row: row["date"]
    )
    found = [*_from_values(target, direction, due, recorded.observations, over=over)]
    found += _from_statements(target, due, stated, over=over)
    if over:
        silent = due + 1 in recorded.years_read
        no_result = ("not_reported", "silence") if silent else ("awaiting_data", "no-observation")
    else:
        no_result = ("not_due", "not-due")
    found.append((*no_result, ""))
    # A figure behind pace outweighs words that say it is under way.
    if any(verdict[0] == "off_track" for verdict in found):
        found = [verdict for verdict in found if verdict[:2] != ("on_track", "progress")]
    return min(found, key=lambda verdict: _PRECEDENCE.index(verdict[0]))


_PRECEDENCE = (
    "dropped",
    "met",
    "met_late",
    "partly_met",
    "missed",
    "not_reported",
    "awaiting_data",
    "on_track",
    "off_track",
    "not_due",
)


def _from_values(
    target: Row, direction: str, due: int, observations: Iterable[Row], *, over: bool
) -> Iterator[Verdict]:
    """The verdict that the most telling value supports."""
    for row in _most_telling_first(observations, due):
        actual = _in_unit(row, target["unit"])
        verdict = None if actual is None else _compare(target, direction, due, row, actual)
        if verdict and not (over and verdict[0] in {"on_track", "off_track"}):
            yield (*verdict, row["source_id"])
            return


def _from_statements(
    target: Row, due: int, stated: Sequence[Row], *, over: bool
) -> Iterator[Verdict]:
    """The verdicts that dated statements, oldest first, support."""
    if not stated:
        return
    newest = stated[-1]
    if newest["finding"] == "dropped":
        yield "dropped", "dropped", newest["source_id"]
    for row in stated:
        if row["finding"] == "done":
            in_time = int(row["date"][:_YEAR]) <= due
            yield ("met" if in_time else "met_late"), "done", row["source_id"]
            break
    shares = [
        row
        for row in stated
        if row["finding"] == "partly" and row["share"] and int(row["date"][:_YEAR]) <= due
    ]
    share = Fraction(shares[-1]["share"]) if shares else Fraction(0)
    if over and target["kind"] == "quantitative" and share >= _PARTLY:
        yield "partly_met", "partly", shares[-1]["source_id"]
    if over and newest["finding"] != "done" and int(newest["date"][:_YEAR]) > due:
        yield "missed", "not-done", newest["source_id"]
    if not over and newest["finding"] in {"under_way", "partly"}:
        yield "on_track", "progress", newest["source_id"]


def _span(period: str) -> tuple[int, Fraction]:
    """The year of a period, and the share of it that is gone at its end."""
    year, part = int(period[:_YEAR]), period[_YEAR + 1 :]
    if not part:
        return year, Fraction(1)
    if part[0] in _PARTS:
        return year, Fraction(int(part[1:]), _PARTS[part[0]])
    return year, Fraction(int(part), 12)


def _is_whole_year(row: Row, year: int) -> bool:
    return row["period"] == str(year) and row["stage"] != "cumulative"


def _most_telling_first(observations: Iterable[Row], due: int) -> list[Row]:
    """The due year as a whole, final before preliminary; then what is newest."""
    usable = [
        row
        for row in observations
        if int(row["period"][:_YEAR]) <= due
        and (len(row["period"]) == _YEAR or row["stage"] == "cumulative")
    ]

    def rank(row: Row) -> tuple[int, int, Fraction, int]:
        stage = _STAGES.index(row["stage"])
        year, gone = _span(row["period"])
        whole = _is_whole_year(row, due)
        of_due_year = stage if row["period"] == str(due) else 0
        return (0 if whole else 1, of_due_year, -(year + gone), stage)

    return sorted(usable, key=rank)


def _in_unit(row: Row, unit: str) -> Fraction | None:
    value = Decimal(row["value"])
    if unit and unit != row["unit"]:
        converted = convert(value, row["unit"], unit)
        return None if converted is None else Fraction(converted)
    return Fraction(value)


def _requirement(target: Row, direction: str, value: Fraction | None = None) -> _Requirement:
    if target["kind"] == "milestone":
        return _Requirement(floor=_DONE, ceiling=None)
    asked = Fraction(target["value"]) if value is None else value
    match target["comparator"]:
        case "at_least":
            return _Requirement(floor=asked, ceiling=None)
        case "more_than":
            return _Requirement(floor=asked, ceiling=None, excluded=asked)
        case "at_most":
            return _Requirement(floor=None, ceiling=asked)
        case "less_than":
            return _Requirement(floor=None, ceiling=asked, excluded=asked)
        case "between":
            low, high = asked, Fraction(target["value_max"] or asked)
        case "about":
            reach = _ABOUT_POINTS if target["unit"] == "%" else abs(asked) * _ABOUT_SHARE
            low, high = asked - reach, asked + reach
        case _:
            low = high = asked
    return _Requirement(
        floor=None if direction == "down" else low,
        ceiling=None if direction == "up" else high,
    )


def _compare(target: Row, direction: str, due: int, row: Row, actual: Fraction) -> Rule | None:
    asked = _requirement(target, direction)
    if _is_whole_year(row, due):
        return _whole_year(target, asked, actual)
    year, gone = _span(row["period"])
    if year == due:
        return _within_year(asked, target["measure"], gone, actual)
    grows = target["measure"] == "growth" and target["kind"] != "milestone"
    if not (target["baseline"] and target["value"] and grows):
        return None
    base = int(target["baseline"])
    if len(row["period"]) != _YEAR or base >= year:
        return None
    here = Fraction(target["value"]) * (year - base) / (due - base)
    kept = _requirement(target, direction, here).reached(actual)
    return ("on_track" if kept else "off_track"), "path"


def _whole_year(target: Row, asked: _Requirement, actual: Fraction) -> Rule:
    if asked.reached(actual):
        return "met", "year-end"
    counted = target["kind"] == "quantitative" and target["measure"] in _GROWS_FROM_NOTHING
    if counted and asked.floor and actual * 100 / asked.floor >= _PARTLY:
        return "partly_met", "partly"
    return "missed", "year-end"


def _within_year(asked: _Requirement, measure: str, gone: Fraction, actual: Fraction) -> Rule:
    whole = asked.ceiling if asked.floor is None else asked.floor
    if measure not in _GROWS_FROM_NOTHING or not whole:
        return ("on_track" if asked.reached(actual) else "off_track"), "pace"
    if asked.ceiling is None and asked.reached(actual):
        return "met", "early"
    share = actual / whole
    kept = share >= gone if asked.floor is not None else share <= gone
    kept = kept and (asked.ceiling is None or actual <= asked.ceiling)
    return ("on_track" if kept else "off_track"), "pace"


def count(codes: Sequence[str], every: Iterable[str]) -> dict[str, int]:
    """How often each code occurs; those that do not are 0."""
    return {code: codes.count(code) for code in every}
