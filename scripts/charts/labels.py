"""Chart labels: which numbers stand at their marks, in which wording, and in which order."""

from __future__ import annotations

from collections.abc import Sequence

from scripts.charts.chart import Marks, TargetMark
from scripts.charts.facts import ActualFact, ChartFacts, TargetFact
from scripts.charts.placing import Side, Wish

MOST = 8
"""So many values are all written. Of more, only those that a reader looks for: the newest, and
where they have room at their marks the highest, the lowest and the first. The text alternative and
the table have every one."""


def wish_labels(facts: ChartFacts, marks: Marks, size: float, *, bare: bool) -> list[Wish]:
    """The labels of a chart's targets, then of its values; the newest choose first.

    Args:
        facts: the chart's numbers.
        marks: where they stand.
        size: of the text.
        bare: whether every label is its shortest wording.
    """
    targets = (*facts.targets, *facts.beyond)
    boxes = marks.boxes
    wishes = [
        Wish(
            fact.texts[-1:] if bare else fact.texts,
            "target",
            size,
            box,
            "below" if bare else _side_of(fact, mark),
        )
        for fact, mark, box in zip(targets, marks.targets, boxes[: len(targets)], strict=True)
    ][::-1]
    actuals, beside = facts.actuals, boxes[len(targets) :]
    many = len(actuals) > MOST
    for number in written_values(actuals):
        texts = actuals[number].texts
        # The axis tells the unit of many, but not of which part of a year a value is.
        if bare or (many and actuals[number].is_full_year):
            texts = texts[-1:]
        # Far from its mark, a figure among many could be that of another.
        nearby = many and number + 1 < len(actuals)
        wishes.append(Wish(texts, "actual", size, beside[number], "above", nearby))
    return wishes


def written_values(actuals: Sequence[ActualFact]) -> Sequence[int]:
    """Which values are written, by their places in the series; the most important first.

    Of equal extremes the newest is taken. Values of a part of a year are lower by nature: they are
    extremes only where there are no others.
    """
    newest_first = range(len(actuals) - 1, -1, -1)
    if len(actuals) <= MOST:
        return newest_first
    whole = [number for number in newest_first if actuals[number].is_full_year] or newest_first

    values = {number: actuals[number].value for number in whole}
    extremes = max(values, key=values.__getitem__), min(values, key=values.__getitem__)
    return list(dict.fromkeys((newest_first[0], *extremes, 0)))


def _side_of(fact: TargetFact, mark: TargetMark) -> Side:
    """A label stands where no arrow goes: under a lower bound, above an upper one."""
    if mark.beyond or fact.judged.target.comparator in {"at_least", "more_than"}:
        return "below"
    return "above"
