"""Figures that a review tells, as rows of `observations.csv`: each with the promise it answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from scripts.desk.drafting.indicators import Catalogue, Known
from scripts.desk.drafting.promise import Confidence, Promise
from scripts.desk.follow_up.proposal import Origin, Proposal, Row, drafted_note
from scripts.text.quantities import Quantity
from scripts.words.wording import format_plain

LIKE_NAME = Confidence(
    level="low",
    reason_zh="名称只是相近，请核对是不是同一个指标",
    reason_en="The name is only alike: check that it is the same indicator",
)
LEAST = 0.5
"""How alike a name must be to that of an indicator promised for the year, to be shown."""
_ESTIMATE = re.compile("预计|初步|有望")
_FALLS = re.compile("降|减|压|节")


def propose_observations(
    text: str,
    results: Iterable[Promise],
    known: Mapping[str, Known],
    targets: Sequence[Row],
    origin: Origin,
) -> Iterator[Proposal]:
    """Every figure of a review whose indicator is recognised.

    What is promised for the year is also looked for under names that are hardly alike.

    Args:
        text: with LF line ends.
        results: figures that its review tells.
        known: indicators by id, with the names under which they are printed.
        targets: promises of the place.
        origin: the source.
    """
    due = {row["indicator_id"]: row for row in targets if row["due"] == origin.period}
    catalogue = Catalogue(known)
    promised = Catalogue({key: known[key] for key in due if key in known})
    for one in results:
        if one.quantity is None:
            continue
        sure = one.confidence
        key = catalogue.exact(one.thing, one.quantity.unit, grows=one.grows)
        if key is None:
            key = promised.alike(one.name, one.quantity.unit, LEAST)
            key, sure = key or catalogue.alike(one.thing, one.quantity.unit), LIKE_NAME
        if key is not None:
            yield Proposal(
                table="observations",
                row={"indicator_id": key}
                | figure_row(one.quantity, known[key].names, origin, sure)
                | _place_in_report(text, one, origin),
                promise=due[key]["quote"] if key in due else "",
                words=text[one.start : one.end],
                confidence=sure,
            )


def _place_in_report(text: str, one: Promise, origin: Origin) -> Row:
    """Where the report tells it, and whether as an estimate."""
    sentence = text[text.rfind("。", 0, one.start) + 1 : one.end]
    row = {"estimate": "yes"} if _ESTIMATE.search(sentence) else {}
    if origin.report_id:
        row |= {
            "report_id": origin.report_id,
            "quote": text[one.start : one.end],
            "start": str(one.start),
            "end": str(one.end),
        }
    return row


def figure_row(quantity: Quantity, names: Iterable[str], origin: Origin, sure: Confidence) -> Row:
    """The cells of an observation but its indicator and its place in a report.

    A fall is negative, unless the names of the indicator speak of falling.
    """
    fell = quantity.decrease and not any(_FALLS.search(name) for name in names)
    zh, en = ("原文为下降", "The source speaks of a fall") if fell else ("", "")
    note, note_en = drafted_note(sure, zh, en)
    return {
        "period": origin.period,
        "value": ("-" if fell else "") + format_plain(quantity.value),
        "unit": quantity.unit,
        "stage": origin.stage,
        "source_id": origin.source_id,
        "published": origin.published,
        "note": note,
        "note_en": note_en,
        "estimate": "yes" if quantity.comparator == "about" else "",
    }
