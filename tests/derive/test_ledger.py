"""Ledger: a row a promise, with its result and where each is printed."""

from dataclasses import fields
from decimal import Decimal
from pathlib import Path

from scripts.derive.edition import derive_edition
from scripts.derive.ledger import LedgerRow, derive_ledger
from scripts.package.read import read_package, to_place
from scripts.package.vocabulary import read_vocabulary

ROOT = Path(__file__).parents[2]
VOCABULARY = read_vocabulary(ROOT / "datasets" / "vocabulary")
PLACE = to_place(read_package(ROOT / "tests" / "packages" / "miniature", ROOT))[0]
EDITION = derive_edition(PLACE, VOCABULARY.units)
ROWS = list(derive_ledger(EDITION))
COLUMNS = (
    "place place_zh report_id target_id indicator_id name_zh name_en kind measure comparator value "
    "value_max unit due tolerance result_value result_unit result_period result_stage verdict "
    "verdict_zh verdict_en standing doubt bodies quote quote_url source_url evidence_date "
    "evidence_url as_of version url evidence_zh evidence_en"
).split()


def test_the_columns_are_those_of_the_contract():
    assert [one.name for one in fields(LedgerRow)] == COLUMNS


def test_every_promise_has_a_row_and_the_newest_report_comes_first():
    assert sorted(row.target_id for row in ROWS) == sorted(t.target_id for t in PLACE.targets)
    years = [row.report_id for row in ROWS]
    assert years == sorted(years, reverse=True)


def test_a_result_and_its_source_are_those_that_the_verdict_rests_on():
    sources = {one.source_id: one.url for one in PLACE.sources}
    judged = {j.target.target_id: j for report in EDITION.reports for j in report.targets}
    decided = [row for row in ROWS if judged[row.target_id].judgement.observation]
    assert decided
    for row in decided:
        observation = judged[row.target_id].judgement.observation
        assert (row.result_value, row.result_unit) == (observation.value, observation.unit)
        assert row.evidence_url == sources[observation.source_id]
        assert row.verdict_zh == judged[row.target_id].judgement.sentence.zh


def test_about_has_its_published_tolerance_and_other_comparators_none():
    for row in ROWS:
        if row.value is None:
            assert row.tolerance is None
        elif row.comparator == "about":
            assert row.tolerance > 0
        else:
            assert row.tolerance == Decimal(0)
