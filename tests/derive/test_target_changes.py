"""Changes of targets: what the next report raised, lowered, softened, added, dropped."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from scripts.derive.edition import derive_edition
from scripts.derive.target_changes import derive_target_changes
from scripts.package.read import read_package, to_place
from scripts.package.vocabulary import read_vocabulary

ROOT = Path(__file__).parents[2]
UNITS = read_vocabulary(ROOT / "datasets" / "vocabulary").units
PLACE = to_place(read_package(ROOT / "datasets" / "beijing", ROOT))[0]


def change_of_growth(**changed):
    """What becomes of the GDP target from 2024 to 2025, the later one being changed."""
    targets = []
    for one in PLACE.targets:
        if one.indicator_id == "gdp-growth" and one.report_id == "2024":
            targets.append(replace(one, value=Decimal(5), comparator="at_least"))
        elif one.indicator_id == "gdp-growth" and one.report_id == "2025":
            targets += [replace(one, **changed)] if changed else []
        else:
            targets.append(one)
    edition = derive_edition(replace(PLACE, targets=tuple(targets)), UNITS)
    pair = next(one for one in derive_target_changes(edition) if one.later.year == 2025)
    return next(
        (c.change for c in pair.changes if c.series.indicator.indicator_id == "gdp-growth"), None
    )


@pytest.mark.parametrize(
    ("value", "comparator", "change"),
    [
        ("5", "at_least", None),
        ("5.5", "at_least", "raised"),
        ("4.5", "at_least", "lowered"),
        ("5", "about", "softer"),
        ("5", "more_than", "stricter"),
        ("5.0", "at_least", None),
    ],
)
def test_figures_and_words_are_compared(value, comparator, change):
    assert change_of_growth(value=Decimal(value), comparator=comparator) == change


def test_a_target_that_the_next_report_does_not_set_is_dropped():
    assert change_of_growth() == "dropped"


def test_reports_of_which_only_the_main_targets_are_on_record_drop_nothing():
    place = to_place(read_package(ROOT / "datasets" / "pingdingshan", ROOT))[0]
    pairs = {p.later.year: p for p in derive_target_changes(derive_edition(place, UNITS))}
    later = pairs[2025]
    assert later.changes
    assert not {"new", "dropped"} & {one.change for one in later.changes}
    rd = next(c for c in later.changes if c.series.indicator.indicator_id == "rd-intensity")
    assert rd.change == "lowered"
