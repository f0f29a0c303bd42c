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
    changes = (c for c in derive_target_changes(edition, UNITS) if c.later == 2025)
    return next((c.change for c in changes if c.indicator_id == "gdp-growth"), None)


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


@pytest.mark.parametrize(
    ("quote", "change"),
    [
        ("地区生产总值力争增长5%以上", "softer"),
        ("确保地区生产总值增长5%以上", "stricter"),
        ("地区生产总值增长5%以上，力争更好结果", None),
    ],
)
def test_the_verb_of_a_promise_is_compared(quote, change):
    figure = {"value": Decimal(5), "comparator": "at_least"}
    assert change_of_growth(**figure, quote=quote) == change


def test_a_figure_that_gives_way_to_words_is_softer():
    assert change_of_growth(value=None, comparator=None, kind="directional") == "softer"


def test_a_target_that_the_next_report_does_not_set_is_dropped():
    assert change_of_growth() == "dropped"


def test_reports_of_which_only_the_main_targets_are_on_record_drop_nothing():
    place = to_place(read_package(ROOT / "datasets" / "pingdingshan", ROOT))[0]
    later = [
        c for c in derive_target_changes(derive_edition(place, UNITS), UNITS) if c.later == 2025
    ]
    assert not {"new", "dropped"} & {one.change for one in later}
    rd = next(c for c in later if c.indicator_id == "rd-intensity")
    assert (rd.change, rd.earlier_zh, rd.later_zh) == ("lowered", "不低于 2.1%", "不低于 2%")
