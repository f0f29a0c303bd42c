"""Units and classifiers of every indicator, target and value, in both languages."""

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest

from scripts.package.vocabulary import read_vocabulary
from scripts.text.quantities import convert
from scripts.words.scales import split_multiplier
from scripts.words.wording import format_quantity, unit_name

DATASETS = Path(__file__).parents[2] / "datasets"
UNITS = read_vocabulary(DATASETS / "vocabulary").units
HAN = re.compile("[\u4e00-\u9fff]")
TABLES = ("indicators", "targets", "observations")


def rows(table):
    for path in sorted(DATASETS.glob(f"*/{table}.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


USED = sorted({row["unit"] for table in TABLES for row in rows(table) if row["unit"]})


@pytest.mark.parametrize("unit", USED)
def test_every_unit_in_use_has_words_in_both_languages(unit):
    assert split_multiplier(unit)[1] in UNITS or unit in {"%", "‰"}
    assert unit_name(unit, "zh", UNITS) == unit
    for value in ("1", "2", "14.5"):
        assert format_quantity(Decimal(value), unit, "zh", UNITS).endswith(unit)
        assert not HAN.search(format_quantity(Decimal(value), unit, "en", UNITS))
    assert unit_name(unit, "en", UNITS)
    assert not HAN.search(unit_name(unit, "en", UNITS))


@pytest.mark.parametrize(
    ("unit", "words"),
    [("万亩", "mu"), ("亿元", "yuan"), ("万人", "people"), ("家", "number"), ("%", "%")],
)
def test_a_unit_in_english_is_that_of_the_full_number(unit, words):
    assert unit_name(unit, "en", UNITS) == words


def test_an_indicator_and_its_figures_measure_the_same():
    """A figure may be printed in 斤 for an indicator in 万吨, never in people."""
    for path in sorted(DATASETS.glob("*/targets.csv")):
        with path.with_name("indicators.csv").open(encoding="utf-8", newline="") as file:
            units = {row["indicator_id"]: row["unit"] for row in csv.DictReader(file)}
        for table in ("targets", "observations"):
            with path.with_name(f"{table}.csv").open(encoding="utf-8", newline="") as file:
                figures = [row for row in csv.DictReader(file) if row["unit"]]
            for row in figures:
                own = units[row["indicator_id"]]
                same = convert(Decimal(1), row["unit"], own) is not None
                assert same, f"{path.parent.name}: {row['unit']} / {own}: {row}"
