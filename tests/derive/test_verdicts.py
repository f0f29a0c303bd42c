"""The published rules of status, case by case, with the sentence a reader sees."""

from decimal import Decimal

import pytest

from scripts.core.model import STATUS_OF, VERDICTS, Doubt, Evidence, Indicator, Observation, Target
from scripts.derive.rules import RULES
from scripts.derive.verdicts import Record, judge
from scripts.words.wording import UnitName

UNITS = {"吨": UnitName(unit="吨", one="tonne", other="tonnes")}


def make_target(**changes):
    row = {
        "row": 2, "target_id": "t", "report_id": "2025", "section_id": "s", "indicator_id": "i",
        "kind": "quantitative", "measure": "growth", "comparator": "about",
        "value": Decimal("6.5"), "unit": "%",
    }  # fmt: skip
    return Target(**{**row, **changes})


def make_indicator(direction="up", unit="%"):
    return Indicator(
        row=2, indicator_id="i", name_zh="增长", name_en="Growth", unit=unit, direction=direction,
        decimals=1, theme="economy",
    )  # fmt: skip


def make_observation(value, period="2025", stage="final", unit="%"):
    return Observation(
        row=2, indicator_id="i", period=period, value=Decimal(value), unit=unit, stage=stage,
        source_id="s",
    )  # fmt: skip


def make_doubt(confidence):
    return Doubt(
        row=2, doubt_id="d", report_id="2025", target_id="t", printed="69", reason_zh="疑",
        reason_en="?", confidence=confidence,
    )  # fmt: skip


def verdict(target, *observations, direction="up", **record):
    record = Record(observations=observations, **record)
    return judge(target, make_indicator(direction), record, report_year=2025, units=UNITS)


def test_the_example_of_the_design_is_missed_with_its_arithmetic():
    judgement = verdict(make_target(), make_observation("6.1"))
    assert judgement.status == "missed"
    assert judgement.sentence.zh == (
        "2025 年实际 6.1%，目标约 6.5%，容差 ±0.2 个百分点，低 0.4 个百分点：未达到。"
    )
    assert judgement.sentence.en == (
        "2025 actual 6.1%; target about 6.5%; tolerance ±0.2 percentage points; "
        "0.4 percentage points below: not reached."
    )


@pytest.mark.parametrize(
    ("comparator", "direction", "value", "status"),
    [
        ("about", "up", "6.3", "met"),
        ("about", "up", "6.29", "missed"),
        ("about", "up", "9", "met"),
        ("about", "none", "6.8", "missed"),
        ("about", "down", "6.7", "met"),
        ("about", "down", "6.71", "missed"),
        ("equal", "up", "6.5", "met"),
        ("equal", "up", "7", "met"),
        ("equal", "up", "6.4", "missed"),
        ("equal", "down", "6.4", "met"),
        ("equal", "none", "6.6", "missed"),
        ("at_least", "up", "6.5", "met"),
        ("at_least", "up", "6.49", "missed"),
        ("more_than", "up", "6.5", "missed"),
        ("more_than", "up", "6.51", "met"),
        ("at_most", "down", "6.5", "met"),
        ("at_most", "down", "6.51", "missed"),
        ("less_than", "down", "6.5", "missed"),
        ("less_than", "down", "6.4", "met"),
    ],
)
def test_comparators_at_their_bounds(comparator, direction, value, status):
    target = make_target(comparator=comparator)
    assert verdict(target, make_observation(value), direction=direction).status == status


@pytest.mark.parametrize(
    ("value", "direction", "status"),
    [("2", "up", "missed"), ("3", "up", "met"), ("6", "up", "met"), ("6", "none", "missed")],
)
def test_a_range_has_two_bounds_unless_more_is_better(value, direction, status):
    target = make_target(comparator="between", value=Decimal(3), value_max=Decimal(5), unit="家")
    observation = make_observation(value, unit="家")
    assert verdict(target, observation, direction=direction).status == status


@pytest.mark.parametrize(
    ("value", "period", "status"),
    [
        ("60", "2025-H1", "on_track"),
        ("40", "2025-H1", "off_track"),
        ("50", "2025-H1", "on_track"),
        ("74", "2025-Q3", "off_track"),
        ("100", "2025-Q3", "met"),
        ("42", "2025-05", "on_track"),
        ("41", "2025-05", "off_track"),
    ],
)
def test_interim_amounts_are_set_against_the_share_of_the_year_gone(value, period, status):
    target = make_target(measure="increment", comparator="at_least", value=Decimal(100), unit="个")
    observation = make_observation(value, period, "cumulative", "个")
    assert verdict(target, observation).status == status


def test_interim_rates_are_set_against_the_target_itself():
    assert verdict(make_target(), make_observation("6.4", "2025-H1", "cumulative")).status == (
        "on_track"
    )
    assert verdict(make_target(), make_observation("5", "2025-H1", "cumulative")).status == (
        "off_track"
    )


def test_a_single_quarter_says_nothing_of_the_year():
    target = make_target(measure="increment", comparator="at_least", value=Decimal(100), unit="个")
    observation = make_observation("90", "2025-Q3", "final", "个")
    assert verdict(target, observation).status == "awaiting_data"


def test_final_beats_preliminary_beats_interim():
    found = verdict(
        make_target(),
        make_observation("9", "2025-Q3", "cumulative"),
        make_observation("7", stage="preliminary"),
        make_observation("5"),
    )
    assert (found.status, found.observation.value) == ("missed", Decimal(5))


def test_units_with_multipliers_are_converted():
    target = make_target(comparator="at_least", value=Decimal(225), unit="万吨", measure="level")
    assert verdict(target, make_observation("2250000", unit="吨")).status == "met"
    assert verdict(target, make_observation("2249999", unit="吨")).status == "missed"


def test_a_value_of_another_dimension_is_no_basis():
    assert verdict(make_target(), make_observation("7", unit="亿元")).status == "awaiting_data"


def test_a_path_from_a_baseline():
    target = make_target(value=Decimal(20), comparator="equal", baseline=2020, due=2025)
    assert verdict(target, make_observation("16", "2024")).status == "on_track"
    behind = verdict(target, make_observation("15.9", "2024"))
    assert behind.status == "off_track"
    assert "16.00%" in behind.sentence.zh


@pytest.mark.parametrize("confidence", ["certain", "likely"])
def test_a_doubted_figure_is_never_judged(confidence):
    judgement = verdict(make_target(), make_observation("99"), doubts=[make_doubt(confidence)])
    assert (judgement.status, judgement.rule) == ("not_assessable", "doubted")


def test_a_possible_doubt_does_not_stop_the_verdict():
    assert (
        verdict(make_target(), make_observation("99"), doubts=[make_doubt("possible")]).status
        == "met"
    )


def test_milestones_are_done_or_not():
    target = make_target(
        kind="milestone", measure="completion", comparator=None, value=None, unit=None
    )
    assert verdict(target).status == "awaiting_data"
    assert verdict(target, make_observation("100")).status == "met"
    assert verdict(target, make_observation("80")).status == "missed"
    assert verdict(target, make_observation("60", "2025-H1", "cumulative")).status == "on_track"


def test_directions_are_not_judged():
    target = make_target(kind="directional", comparator=None, value=None, unit=None)
    assert verdict(target, make_observation("5")).status == "not_assessable"


def make_evidence(finding, date, share=None):
    return Evidence(
        row=2, evidence_id="e", target_id="t", date=date, finding=finding, share=share,
        statement_zh="情况", statement_en="State", source_id="s",
    )  # fmt: skip


def make_milestone(**changes):
    return make_target(
        kind="milestone", measure="completion", comparator=None, value=None, unit=None, **changes
    )


def make_count():
    return make_target(measure="count", comparator="at_least", value=Decimal(100), unit="个")


AFTER = "2026-11-29"


@pytest.mark.parametrize(
    ("evidence", "as_of", "expected"),
    [
        ([("done", "2025-11-05")], AFTER, "met"),
        ([("done", "2025")], AFTER, "met"),
        ([("done", "2026-03")], AFTER, "met_late"),
        ([("under_way", "2025-06"), ("done", "2025-12-31")], AFTER, "met"),
        ([("under_way", "2026-02")], AFTER, "missed"),
        ([("not_started", "2026-02")], AFTER, "missed"),
        ([("partly", "2026-02")], AFTER, "missed"),
        ([("under_way", "2025-06")], AFTER, "awaiting_data"),
        ([("dropped", "2025-06")], AFTER, "dropped"),
        ([("under_way", "2025-06")], "2025-07-01", "on_track"),
        ([("not_started", "2025-06")], "2025-07-01", "not_due"),
        ([(None, "2026-02")], AFTER, "awaiting_data"),
        ([], "2025-12-31", "not_due"),
        ([], AFTER, "awaiting_data"),
    ],
)
def test_milestones_are_judged_by_dated_statements(evidence, as_of, expected):
    rows = [make_evidence(finding, date) for finding, date in evidence]
    assert verdict(make_milestone(), evidence=rows, as_of=as_of).verdict == expected


def test_a_late_milestone_names_its_date():
    judgement = verdict(make_milestone(), evidence=[make_evidence("done", "2026-03")], as_of=AFTER)
    assert judgement.sentence.zh == "2026-03：情况；期限为 2025 年底：逾期完成。"
    assert judgement.sentence.en == "2026-03: State; due by the end of 2025: met late."


def test_half_of_a_count_is_partly_met_and_says_its_share():
    judgement = verdict(make_count(), make_observation("60", unit="个"), as_of=AFTER)
    assert judgement.verdict == "partly_met"
    assert judgement.sentence.zh.endswith("目标不低于 100 个，为目标数的 60%：部分完成。")
    assert verdict(make_count(), make_observation("49", unit="个")).verdict == "missed"
    assert verdict(make_target(), make_observation("6")).verdict == "missed"


def test_silence_of_a_report_that_was_read_is_a_finding():
    read = {"as_of": AFTER, "reports_read": frozenset({2026})}
    assert verdict(make_target(), **read).verdict == "not_reported"
    assert verdict(make_target(), make_observation("5"), **read).verdict == "missed"
    other = {"as_of": AFTER, "reports_read": frozenset({2025})}
    assert verdict(make_target(), **other).verdict == "awaiting_data"


def test_interim_values_say_nothing_once_the_year_is_over():
    interim = make_observation("10", "2025-H1", "cumulative", "个")
    assert verdict(make_count(), interim, as_of="2025-08-01").verdict == "off_track"
    assert verdict(make_count(), interim, as_of=AFTER).verdict == "awaiting_data"
    early = make_observation("100", "2025-H1", "cumulative", "个")
    assert verdict(make_count(), early, as_of=AFTER).verdict == "met"


def test_a_secondary_source_is_named_in_the_sentence():
    judgement = verdict(make_target(), make_observation("4"), kinds={"s": "secondary"})
    assert judgement.standing == "secondary"
    assert judgement.sentence.zh.endswith("（仅据二手来源）")


def test_every_verdict_has_a_rule_and_a_status():
    assert {verdict for rule in RULES for verdict in rule.verdicts} == set(VERDICTS)
    assert set(STATUS_OF) == set(VERDICTS)


def test_every_rule_that_decides_is_published():
    path = make_target(value=Decimal(20), comparator="equal", baseline=2020, due=2025)
    after = {"as_of": AFTER}
    used = {
        verdict(make_target(), doubts=[make_doubt("certain")]).rule,
        verdict(make_target(kind="directional")).rule,
        verdict(make_milestone(), evidence=[make_evidence("dropped", "2025")]).rule,
        verdict(make_target(), make_observation("7")).rule,
        verdict(make_count(), make_observation("100", "2025-H1", "cumulative", "个")).rule,
        verdict(make_milestone(), evidence=[make_evidence("done", "2025")]).rule,
        verdict(
            make_count(), evidence=[make_evidence("partly", "2025", Decimal(70))], **after
        ).rule,
        verdict(make_milestone(), evidence=[make_evidence("under_way", "2026")], **after).rule,
        verdict(make_target(), reports_read=frozenset({2026}), **after).rule,
        verdict(make_target(), **after).rule,
        verdict(make_count(), make_observation("10", "2025-H1", "cumulative", "个")).rule,
        verdict(path, make_observation("16", "2024")).rule,
        verdict(make_milestone(), evidence=[make_evidence("under_way", "2025")]).rule,
        verdict(make_milestone()).rule,
    }
    assert used == {rule.code for rule in RULES}


@pytest.mark.parametrize(
    ("comparator", "direction", "value", "period", "status"),
    [
        ("at_most", "down", "60", "2025-03", "off_track"),
        ("at_most", "down", "20", "2025-03", "on_track"),
        ("at_most", "down", "120", "2025-03", "off_track"),
        ("equal", "down", "30", "2025-01", "off_track"),
        ("equal", "none", "100", "2025-H1", "on_track"),
        ("equal", "none", "101", "2025-H1", "off_track"),
        ("equal", "up", "100", "2025-H1", "met"),
    ],
)
def test_a_ceiling_is_never_met_before_the_year_is_over(
    comparator, direction, value, period, status
):
    target = make_target(measure="count", comparator=comparator, value=Decimal(100), unit="起")
    observation = make_observation(value, period, "cumulative", "起")
    assert verdict(target, observation, direction=direction).status == status


def test_a_path_is_compared_unrounded_and_by_the_printed_comparator():
    target = make_target(value=Decimal(10), comparator="at_least", baseline=2022, due=2025)
    assert verdict(target, make_observation("3.33", "2023")).status == "off_track"
    ceiling = make_target(value=Decimal(10), comparator="at_most", baseline=2020, due=2025)
    assert verdict(ceiling, make_observation("9", "2023"), direction="none").status == "off_track"


def test_shares_that_differ_are_never_shown_as_equal():
    target = make_target(measure="count", comparator="at_least", value=Decimal(1000), unit="个")
    judgement = verdict(target, make_observation("496", "2025-H1", "cumulative", "个"))
    assert judgement.status == "off_track"
    assert "49.6%" in judgement.sentence.zh


def test_a_converted_value_is_shown_with_few_decimals():
    target = make_target(measure="level", comparator="at_least", value=Decimal(100), unit="公顷")
    judgement = verdict(target, make_observation("1600", unit="亩"))
    assert "106.6667 公顷" in judgement.sentence.zh
    assert "6.6667 公顷" in judgement.sentence.zh
