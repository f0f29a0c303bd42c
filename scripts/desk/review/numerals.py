"""The numerals of a report, kept in step with its promises: what each is, and to which it leads."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from scripts.desk.drafting.promise import figure_cells
from scripts.desk.drafting.roles import NAME, REVIEWED, SLOGAN, Guess, guess_role
from scripts.desk.review.opened import Opened, span_of_row
from scripts.desk.review.tables import Cells
from scripts.text.horizons import find_horizons
from scripts.text.numerals_in_text import find_numerals
from scripts.text.quantities import find_quantities

REASONS: Mapping[str, Guess] = {
    "context": Guess(
        role="context",
        note="说明规模或背景，不是承诺",
        note_en="Says how large something is, no promise",
    ),
    "achievement": REVIEWED,
    "name": NAME,
    "slogan": SLOGAN,
}
"""Why a figure is no promise, as a person may say."""


def settle_numerals(opened: Opened, changed: Collection[str], reason: str = "") -> None:
    """Let the numerals of promises that changed lead to those whose figure they are.

    Args:
        opened: the report; without its text in the package there are no numerals to keep.
        changed: ids of promises that are new, changed or gone.
        reason: one of `REASONS`, for numerals that belong to no promise any more; else a guess.
    """
    if not opened.whole:
        return
    targets = {row["target_id"]: row for row in opened.targets()}
    figures = [span for key in changed if key in targets for span in _figures(targets[key])]
    for numeral in opened.tables["numerals"]:
        span = span_of_row(numeral)
        if span is None or numeral["report_id"] != opened.report_id:
            continue
        owner = next((k for low, high, k in figures if low <= span[0] and span[1] <= high), "")
        left = numeral["target_id"] not in targets
        if owner and (left or numeral["target_id"] in changed):
            numeral |= {"role": "target", "target_id": owner, "note": "", "note_en": ""}
        elif numeral["target_id"] in changed and (left or not _holds(targets, numeral, span)):
            guess = REASONS.get(reason) or _guess(opened, span[0])
            numeral |= {
                "role": guess.role,
                "target_id": "",
                "note": guess.note,
                "note_en": guess.note_en,
            }


def _figures(row: Cells) -> Iterator[tuple[int, int, str]]:
    """Where the figure of a promise stands in the text: start, end, the promise's id."""
    span = span_of_row(row)
    if span is None or row["kind"] != "quantitative":
        return
    for quantity in find_quantities(row["quote"]):
        cells = figure_cells(quantity)
        if all(cells[name] == row[name] for name in ("value", "value_max")):
            yield span[0] + quantity.start, span[0] + quantity.end, row["target_id"]


def _holds(targets: Mapping[str, Cells], numeral: Cells, span: tuple[int, int]) -> bool:
    row = targets[numeral["target_id"]]
    quote = span_of_row(row)
    quantitative = row["kind"] == "quantitative"
    return quantitative and quote is not None and quote[0] <= span[0] and span[1] <= quote[1]


def _guess(opened: Opened, start: int) -> Guess:
    found = next((one for one in find_numerals(opened.text) if one.start == start), None)
    if found is None:
        return REASONS["context"]
    guess = guess_role(opened.text, found, find_horizons(opened.text, opened.year), ())
    return REASONS.get(guess.role, guess)
