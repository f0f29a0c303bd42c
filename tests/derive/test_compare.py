"""Comparison across places: who is counted, how a year's promises ended, in words."""

from dataclasses import asdict
from functools import cache
from pathlib import Path

import pytest

from scripts.derive.compare import (
    Tally,
    derive_cells,
    describe_year,
    group_cells,
    main_level,
    order_places,
    read_cells,
    tally_cells,
)
from scripts.derive.edition import derive_edition
from scripts.package.read import read_package, to_place
from scripts.package.vocabulary import read_vocabulary

ROOT = Path(__file__).parents[2]
VOCABULARY = read_vocabulary(ROOT / "datasets" / "vocabulary")
DIVISIONS = [one.place for one in VOCABULARY.divisions]


@cache
def growth():
    """The cells of GDP growth of every place that has a package."""
    places = sorted(path.parent for path in (ROOT / "datasets").glob("*/datapackage.json"))
    cells = []
    for folder in places:
        place = to_place(read_package(folder, ROOT))[0]
        cells += derive_cells(derive_edition(place, VOCABULARY.units), VOCABULARY.units)
    return group_cells(cells)["gdp-growth"]


@pytest.mark.parametrize(
    ("year", "kept", "missed", "silent"), [(2023, 15, 16, 0), (2024, 14, 14, 3), (2025, 17, 14, 0)]
)
def test_growth_targets_of_the_provinces_end_as_read_by_eye(year, kept, missed, silent):
    count = tally_cells(c for c in growth() if c.level == "province" and c.year == year)
    assert (count.targets, count.kept, count.missed, count.silent) == (31, kept, missed, silent)


def test_sentences_count_the_level_of_most_places():
    assert main_level(growth()) == "province"


def test_places_come_in_official_order_the_country_first():
    order = order_places(growth(), DIVISIONS)
    assert order[0] == "china"
    provinces = [place for place in order if place in DIVISIONS]
    assert provinces == [place for place in DIVISIONS if place in provinces]


def test_cells_survive_being_kept_as_plain_data():
    assert read_cells(asdict(cell) for cell in growth()) == list(growth())


def test_every_division_has_a_tile_of_its_own():
    tiles = {(one.row, one.column) for one in VOCABULARY.divisions}
    assert len(tiles) == len(VOCABULARY.divisions) == 34


def test_a_year_without_results_is_not_told_as_failure():
    count = Tally(targets=31, kept=0, partly=0, missed=0, silent=0, open=31, unjudged=0)
    sentence = describe_year(2026, "province", count)
    assert "没有" not in sentence.zh
    assert sentence.en == (
        "2026: 31 provinces set a target; the result is for the next year's report to state."
    )


def test_silence_is_part_of_the_sentence():
    count = Tally(targets=31, kept=14, partly=0, missed=14, silent=3, open=0, unjudged=0)
    sentence = describe_year(2024, "province", count)
    assert sentence.zh == (
        "2024 年：31 个省份定了目标，14 个达到目标，14 个没有达到，3 个没有写明结果。"
    )
    assert sentence.en.endswith("14 met it, 14 did not, 3 did not state a result.")
