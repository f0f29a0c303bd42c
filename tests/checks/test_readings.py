"""Values read from a report: the quote's number, its estimate words, the report's source."""

from dataclasses import replace
from decimal import Decimal

import pytest

from scripts.checks.references import check_read_values
from scripts.core.model import Observation
from tests.checks.test_checks_rules import PLACE, found

READ = Observation(
    row=2,
    indicator_id="gdp-growth",
    period="2023",
    value=Decimal("6.1"),
    unit="%",
    stage="final",
    source_id="2024-report",
    report_id=PLACE.reports[0].report_id,
    quote="生产总值增长6.1%",
)


def faults(**changes: object) -> list[str | None]:
    place = replace(PLACE, documents={}, observations=(replace(READ, **changes),))
    return [field for _, field, _ in found(check_read_values(place))]


@pytest.mark.parametrize(
    ("quote", "estimate"),
    [
        ("预计生产总值增长6.1%、财政收入增长7%", "yes"),
        ("初步统计，全年生产总值增长6.1%", "yes"),
        ("生产总值增长6.1%左右", "yes"),
        ("生产总值增长6.1%", None),
        ("城镇新增就业7万人左右，生产总值增长6.1%", None),
        ("节约用地，生产总值增长6.1%", None),
    ],
)
def test_only_words_that_bear_on_the_figure_make_it_an_estimate(quote, estimate):
    assert faults(quote=quote, estimate=estimate) == []
    assert faults(quote=quote, estimate=None) == ([] if estimate is None else ["estimate"])


def test_a_slight_fall_may_be_stored_negative_with_a_note():
    quote = "生产总值微降6.1%"
    assert faults(quote=quote, value=Decimal("-6.1"), note="原文印的是“微降”") == []
    assert faults(quote=quote, value=Decimal("-6.1")) == ["note"]
    assert faults(quote="生产总值增长6.1%", value=Decimal("-6.1"), note="降") == ["value"]
