"""The same quantity in both languages."""

from decimal import Decimal

import pytest

from scripts.build.site import ROOT
from scripts.package.vocabulary import read_vocabulary
from scripts.words.wording import format_quantity, render_figure, render_short
from tests.derive.test_verdicts import make_target

UNITS = read_vocabulary(ROOT / "datasets/vocabulary").units


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        ("225", "万吨", "225 万吨", "2.25 million tonnes"),
        ("69", "万人", "69 万人", "690,000 people"),
        ("4000", "亿元", "4000 亿元", "400 billion yuan"),
        ("3", "千亿元", "3 千亿元", "300 billion yuan"),
        ("1.2", "万亿元", "1.2 万亿元", "1.2 trillion yuan"),
        ("200", "万千瓦", "200 万千瓦", "2 million kilowatts"),
        ("1", "公里", "1 公里", "1 kilometre"),
        ("40", "家", "40 家", "40"),
        ("6.50", "%", "6.50%", "6.50%"),
        ("-2.5", "%", "−2.5%", "−2.5%"),
        ("10000", "个", "10,000 个", "10,000"),
    ],
)
def test_a_quantity_in_both_languages(value, unit, zh, en):
    assert format_quantity(Decimal(value), unit, "zh", UNITS) == zh
    assert format_quantity(Decimal(value), unit, "en", UNITS) == en


def test_both_bounds_of_a_range_are_scaled():
    target = make_target(
        comparator="between", value=Decimal(100), value_max=Decimal(120), unit="万吨"
    )
    assert render_figure(target, "zh", UNITS) == "100–120 万吨"
    assert render_figure(target, "en", UNITS) == ("between 1 million tonnes and 1.2 million tonnes")
    assert render_short(target, "en") == "1M–1.2M"


def test_a_rank_is_not_a_number_of_people():
    target = make_target(comparator="more_than", value=Decimal(50), unit="名", measure="rank")
    assert render_figure(target, "zh", UNITS) == "超过 50 名"
    assert render_figure(target, "en", UNITS) == "more than 50"
