"""The rules on typed rows, one by one and without files."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from scripts.checks.commitments import check_quantities, check_target_fields
from scripts.checks.corrections import check_changed_values, check_corrections
from scripts.checks.headers import check_header
from scripts.checks.magnitudes import check_magnitudes, check_text_magnitudes
from scripts.checks.numerals import check_coverage, check_figures, check_roles
from scripts.checks.observations import check_repetition, check_units
from scripts.checks.sections import check_outline
from scripts.checks.spans import check_spans, find_nearest
from scripts.core.findings import Finding
from scripts.core.model import STATUSES, Correction, Observation, Place, Target
from scripts.derive.verdicts import Record, judge
from scripts.package.read import read_package, to_place
from scripts.package.vocabulary import read_vocabulary

ROOT = Path(__file__).parents[2]
PLACE = to_place(read_package(ROOT / "tests" / "packages" / "miniature", ROOT))[0]


def with_target(target_id: str, **changes: object) -> Place:
    targets = tuple(replace(t, **changes) if t.target_id == target_id else t for t in PLACE.targets)
    return replace(PLACE, targets=targets)


def found(findings: object) -> list[tuple[int | None, str | None, str]]:
    return [(f.row, f.field, f.code) for f in findings if isinstance(f, Finding)]


def row_of(target_id: str) -> int:
    return next(t.row for t in PLACE.targets if t.target_id == target_id)


GDP, BRIDGE, PARKS, PM25 = (
    "2024-gdp-growth",
    "2024-qingshi-bridge-opening",
    "2024-pocket-parks",
    "2024-pm25-reduction",
)


@pytest.mark.parametrize(
    ("target_id", "changes", "field", "code"),
    [
        (GDP, {"unit": None}, "unit", "incomplete-figure"),
        (GDP, {"comparator": None}, "comparator", "incomplete-figure"),
        (GDP, {"value_max": Decimal(7)}, "value_max", "bad-range"),
        (GDP, {"due": 2023, "note_zh": "到 2023年"}, "due", "due-in-the-past"),
        (GDP, {"due": 2026}, "due", "unprinted-due"),
        (GDP, {"section_id": "2025-targets"}, "section_id", "section-of-other-report"),
        (PARKS, {"value_max": Decimal(3)}, "value_max", "bad-range"),
        (PARKS, {"value_max": None}, "value_max", "bad-range"),
        (PM25, {"baseline": 2025}, "baseline", "baseline-not-before-due"),
        (BRIDGE, {"value": Decimal(100)}, "value", "figure-on-milestone"),
    ],
)
def test_fields_of_a_target_fit_each_other(
    target_id: str, changes: dict[str, object], field: str, code: str
) -> None:
    assert found(check_target_fields(PLACE)) == []
    place = with_target(target_id, **changes)
    assert found(check_target_fields(place)) == [(row_of(target_id), field, code)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": Decimal(7)}, "value"),
        ({"unit": "万人"}, "unit"),
        ({"comparator": "at_least"}, "comparator"),
    ],
)
def test_a_quote_is_read_against_its_row(changes: dict[str, object], field: str) -> None:
    place = with_target(GDP, **changes)
    assert found(check_quantities(place)) == [(row_of(GDP), field, "quote-disagrees")]
    noted = with_target(GDP, **changes, note_zh="有说明")
    assert found(check_quantities(noted)) == [(row_of(GDP), field, "quote-disagrees")]


def test_a_note_stands_in_for_what_cannot_be_read_but_for_no_figure() -> None:
    unread = with_target(GDP, quote="地区生产总值", note_zh="有说明")
    assert found(check_quantities(unread)) == [(row_of(GDP), "value", "unprinted-value")]
    in_words = with_target(GDP, quote="地区生产总值增长六成左右", note_zh="有说明")
    assert found(check_quantities(in_words)) == [(row_of(GDP), "note_zh", "note-without-figure")]
    printed = with_target(GDP, quote="地区生产总值增长六成左右", note_zh="读作6%左右")
    assert found(check_quantities(printed)) == []


def test_a_quote_without_quantity_is_told() -> None:
    place = with_target(GDP, quote="地区生产总值")
    assert found(check_quantities(place)) == [(row_of(GDP), "quote", "unread-quote")]


def test_nearest_occurrence() -> None:
    text = "甲20乙20丙"
    assert [find_nearest(text, "20", at) for at in (0, 1, 3, 4, 99)] == [1, 1, 4, 4, 4]
    assert find_nearest(text, "30", 0) is None


def test_a_report_without_document_has_no_spans() -> None:
    place = with_target("2025-gdp-growth", start=3, end=5)
    assert found(check_spans(place)) == [
        (row_of("2025-gdp-growth"), "start", "span-without-document")
    ]


def test_sections_form_a_tree() -> None:
    assert found(check_outline(PLACE)) == []
    loop = tuple(
        replace(s, parent_id="2024-2-1-1") if s.section_id == "2024-2-1" else s
        for s in PLACE.sections
    )
    assert {code for *_, code in found(check_outline(replace(PLACE, sections=loop)))} == {
        "section-cycle"
    }
    foreign = tuple(
        replace(s, parent_id="2024-1") if s.section_id == "2025-targets" else s
        for s in PLACE.sections
    )
    assert found(check_outline(replace(PLACE, sections=foreign))) == [
        (8, "parent_id", "parent-of-other-report")
    ]


def test_a_numeral_needs_exactly_one_row() -> None:
    assert found(check_coverage(PLACE)) == []
    jobs = next(n for n in PLACE.numerals if n.text == "4.5")
    without = replace(PLACE, numerals=tuple(n for n in PLACE.numerals if n is not jobs))
    [finding] = check_coverage(without)
    assert finding.code == "uncovered-numeral"
    assert f"2024,{jobs.start},{jobs.end},4.5,target,2024-new-urban-jobs,," in finding.fix_zh
    twice = replace(PLACE, numerals=(*PLACE.numerals, replace(jobs, row=99)))
    assert found(check_coverage(twice)) == [(99, "start", "doubly-covered-numeral")]


def test_half_a_numeral_is_not_one() -> None:
    jobs = next(n for n in PLACE.numerals if n.text == "4.5")
    others = tuple(n for n in PLACE.numerals if n is not jobs)
    half = replace(jobs, end=jobs.start + 1, text="4")
    place = replace(PLACE, numerals=(*others, half))
    [finding] = check_coverage(place)
    assert (finding.row, finding.code) == (jobs.row, "moved-numeral")
    assert f"2024,{jobs.start},{jobs.end},4.5," in finding.fix_en


def test_a_row_that_is_faulty_otherwise_still_accounts_for_its_numeral() -> None:
    jobs = next(n for n in PLACE.numerals if n.text == "4.5")
    without = replace(PLACE, numerals=tuple(n for n in PLACE.numerals if n is not jobs))
    faulty = [{"start": str(jobs.start), "text": "4.5"}]
    assert found(check_coverage(without, faulty)) == []


def test_roles() -> None:
    assert found(check_roles(PLACE)) == []
    first = PLACE.numerals[0]
    cases = {
        "numeral-without-target": replace(first, role="target", target_id=None),
        "target-of-other-role": replace(first, target_id=GDP),
        "target-of-other-report": replace(first, role="target", target_id="2025-gdp-growth"),
        "numeral-outside-quote": replace(first, role="target", target_id=GDP),
        "numeral-without-reason": replace(first, note=None),
    }
    for code, numeral in cases.items():
        place = replace(PLACE, numerals=(numeral,))
        assert [c for *_, c in found(check_roles(place))] == [code]


def test_every_figure_has_its_numeral() -> None:
    assert found(check_figures(PLACE)) == []
    place = replace(PLACE, numerals=tuple(n for n in PLACE.numerals if n.target_id != GDP))
    assert found(check_figures(place)) == [(row_of(GDP), "target_id", "target-without-numeral")]


def test_targets_that_share_a_numeral() -> None:
    [gdp] = [t for t in PLACE.targets if t.target_id == GDP]
    twin = replace(gdp, target_id="2024-income-growth-6")
    assert found(check_figures(replace(PLACE, targets=(*PLACE.targets, twin)))) == []


def test_units_convert_to_the_indicators() -> None:
    assert found(check_units(PLACE)) == []
    jobs = tuple(
        replace(o, unit="人", value=Decimal(25000)) if o.indicator_id == "new-urban-jobs" else o
        for o in PLACE.observations
    )
    assert found(check_units(replace(PLACE, observations=jobs))) == []
    place = with_target("2024-elderly-canteens", unit="万亩")
    assert found(check_units(place)) == [(row_of("2024-elderly-canteens"), "unit", "unit-mismatch")]


def test_a_value_is_published_once_in_a_stage() -> None:
    first = PLACE.observations[0]
    preliminary = replace(first, stage="preliminary", row=98)
    again = replace(first, row=99)
    place = replace(PLACE, observations=(*PLACE.observations, preliminary, again))
    assert found(check_repetition(place)) == [(99, "period", "duplicate-observation")]


@pytest.mark.parametrize(
    ("value", "unit", "impossible"),
    [
        (Decimal(74), "万亩", False),
        (Decimal(76), "万亩", True),
        (Decimal(51), "万人", True),
        (Decimal(50), "万人", False),
        (Decimal(900), "万人次", False),
    ],
)
def test_what_is_possible_for_the_place(value: Decimal, unit: str, impossible: bool) -> None:  # noqa: FBT001
    place = with_target(GDP, value=value, unit=unit)
    expected = [(row_of(GDP), "value", "impossible-value")] if impossible else []
    assert found(check_magnitudes(place)) == expected


def test_what_the_text_tells_is_possible_too() -> None:
    assert found(check_text_magnitudes(PLACE)) == []
    numerals = tuple(
        replace(n, role="achievement", target_id=None) if n.text == "99" else n
        for n in PLACE.numerals
    )
    told = replace(PLACE, numerals=numerals)
    assert found(check_text_magnitudes(told)) == []
    row = next(n.row for n in numerals if n.text == "99")
    undoubted = replace(told, doubts=())
    assert found(check_text_magnitudes(undoubted)) == [(row, "text", "impossible-value")]


def test_a_share_above_the_whole() -> None:
    place = with_target(GDP, measure="share", value=Decimal(101))
    assert found(check_magnitudes(place)) == [(row_of(GDP), "value", "impossible-value")]
    assert found(check_magnitudes(with_target(GDP, value=Decimal(101)))) == []


def correct(
    new: str | None, date: str = "2025-04-01", key: str = "gdp-growth;2024;final"
) -> Correction:
    return Correction(
        row=9,
        date=date,
        table="observations",
        key=key,
        field="value",
        old="6",
        new=new,
        reason_zh="因",
        reason_en="because",
    )


def test_the_latest_correction_tells_what_stands_there() -> None:
    older = replace(correct("5.9"), date="2025-01-01", row=8)
    assert found(check_corrections(replace(PLACE, corrections=(correct("6.1"), older)))) == []
    wrong = replace(PLACE, corrections=(correct("6.2"),))
    assert found(check_corrections(wrong)) == [(9, "new", "untrue-correction")]


def test_a_withdrawn_value_may_be_gone() -> None:
    place = replace(PLACE, corrections=(correct(None, key="gdp-growth;2022;final"),))
    assert found(check_corrections(place)) == []


@pytest.mark.parametrize("field", ["table", "field"])
def test_a_correction_names_what_exists(field: str) -> None:
    place = replace(PLACE, corrections=(replace(correct("6.1"), **{field: "valeu"}),))
    assert found(check_corrections(place)) == [(9, field, "unknown-correction")]


def change(observation: Observation, value: str) -> Observation:
    return replace(observation, value=Decimal(value))


def test_a_changed_value_needs_a_correction() -> None:
    first, *others = PLACE.observations
    new = replace(PLACE, observations=(change(first, "6.2"), *others))
    [finding] = check_changed_values(PLACE, new)
    assert (finding.file, finding.row, finding.field) == ("observations.csv", 2, "value")
    assert "observations,gdp-growth;2024;final,value,6.1,6.2" in finding.fix_zh
    corrected = replace(new, corrections=(*PLACE.corrections, correct("6.2")))
    assert list(check_changed_values(PLACE, corrected)) == []


def test_added_rows_need_no_correction_but_removed_ones_do() -> None:
    fewer = replace(PLACE, observations=PLACE.observations[1:])
    assert list(check_changed_values(fewer, PLACE)) == []
    assert {f.code for f in check_changed_values(PLACE, fewer)} == {"uncorrected-change"}


def test_a_changed_target_needs_a_correction() -> None:
    def halve(target: Target) -> Target:
        return replace(target, value=Decimal(2)) if target.target_id == PARKS else target

    new = replace(PLACE, targets=tuple(map(halve, PLACE.targets)))
    assert found(check_changed_values(PLACE, new)) == [
        (row_of(PARKS), "value", "uncorrected-change")
    ]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["alpha", "beta", "gamma"], []),
        (["alpha", "gamma"], [("beta", "missing-label")]),
        (["alpha", "beta", "gamma", "zz"], [("zz", "extra-label")]),
        (["alpha", "betta", "gamma"], [("beta", "incorrect-label")]),
        (["alpha", "beta", "gamma", ""], [(None, "blank-label")]),
        (["alpha", "gamma", "beta"], [("beta", "incorrect-label")]),
        (["alpha", "beta", "gamma", "alpha"], [("alpha", "duplicate-label")]),
    ],
)
def test_headers(labels: list[str], expected: list[tuple[str | None, str]]) -> None:
    findings = check_header("t.csv", labels, ["alpha", "beta", "gamma"])
    assert [(f.field, f.code) for f in findings] == expected


def test_the_miniature_place_shows_every_status() -> None:
    units = read_vocabulary(ROOT / "datasets" / "vocabulary").units
    indicators = {indicator.indicator_id: indicator for indicator in PLACE.indicators}
    years = {report.report_id: report.year for report in PLACE.reports}
    statuses = {
        target.target_id: judge(
            target,
            indicators[target.indicator_id],
            Record(
                observations=tuple(
                    o for o in PLACE.observations if o.indicator_id == target.indicator_id
                ),
                doubts=tuple(d for d in PLACE.doubts if d.target_id == target.target_id),
            ),
            report_year=years[target.report_id],
            units=units,
        ).status
        for target in PLACE.targets
    }
    assert set(statuses.values()) == set(STATUSES)
    assert statuses["2024-afforestation"] == "not_assessable"
    assert statuses["2024-green-materials-share"] == "met"
