"""Quotes that name their thing, main targets that were read, sources that one can go to."""

from dataclasses import replace

import pytest

from scripts.checks.sources import check_sources
from scripts.checks.subjects import check_main_targets, check_subjects
from scripts.checks.texts import check_texts
from tests.checks.test_checks_rules import GDP, PLACE, found, row_of, with_target
from tests.checks.test_texts import COPIES, REFERRED, REPORT, TEXT

ANNOUNCED = (
    "# 政府工作报告\n\n## 二、2024年工作安排\n\n今年经济社会发展的主要预期目标是："
    "地区生产总值增长6%左右，城镇新增就业4.5万人，居民消费价格涨幅2%左右，粮食产量稳定。\n"
)


@pytest.mark.parametrize(
    "quote", ["增长6%左右", "6%左右", "确保增长6%以上", "年均提高6%", "其中：占比达到6%以上"]
)
def test_a_figure_alone_is_no_quote(quote):
    [finding] = check_subjects(with_target(GDP, quote=quote))
    assert (finding.row, finding.field) == (row_of(GDP), "quote")
    assert quote in finding.message_zh
    assert quote in finding.message_en


@pytest.mark.parametrize("quote", ["出口增长6%", "CPI涨幅2%左右", "新建幼儿园5所", "培训60万人次"])
def test_short_names_are_names(quote):
    assert found(check_subjects(with_target(GDP, quote=quote))) == []
    assert found(check_subjects(PLACE)) == []


def test_main_targets_without_a_row_are_told_with_their_place():
    texts = {"2024": ANNOUNCED}
    reports = tuple(one for one in PLACE.reports if one.report_id == "2024")
    elsewhere = replace(PLACE, reports=reports, targets=())
    [finding] = check_main_targets(elsewhere, texts)
    assert (finding.file, finding.row) == ("reports.csv", reports[0].row)
    assert f"第 {ANNOUNCED.index('地区生产总值')} 字" in finding.message_zh
    start = ANNOUNCED.index("地区生产总值增长6%左右")
    read = with_target(GDP, start=start, end=start + 12)
    assert found(check_main_targets(read, texts)) == []
    assert found(check_main_targets(elsewhere, {})) == []


def test_main_targets_of_a_text_by_reference_are_sought_in_its_copy():
    place = replace(REFERRED, targets=(), evidence=())
    assert found(check_texts(place, COPIES)) == []
    announced = TEXT + ANNOUNCED
    copies = {REPORT.text_sha256: announced}
    assert (REPORT.row, "report_id", "main-targets-unread") in found(check_texts(place, copies))


def test_a_source_has_an_address_and_a_publisher_or_says_why_not():
    first = replace(PLACE.sources[0], note=None, note_en=None)
    assert found(check_sources(replace(PLACE, sources=(first,)))) == []
    bare = replace(first, url=None, publisher=None)
    assert found(check_sources(replace(PLACE, sources=(bare,)))) == [
        (first.row, "url", "source-without-address"),
        (first.row, "publisher", "source-without-publisher"),
    ]
    copied = replace(bare, text_url="https://example.org/copy", publisher="某市人民政府")
    assert found(check_sources(replace(PLACE, sources=(copied,)))) == []
    explained = replace(bare, note="报纸扫描件，报纸名称未知")
    assert found(check_sources(replace(PLACE, sources=(explained,)))) == []
