"""The list of doubts: figures first, what is doubted apart, never against its own words."""

import re

import pytest

WRONG = re.compile(r"\*((确定|很可能|可能)有误|(certainly|likely|possibly) wrong)\*")


@pytest.fixture(params=["", "en/"])
def doubts(site, request):
    page = site / request.param / "pingdingshan/doubts/index.md"
    return page.read_text(encoding="utf-8")


def test_figures_come_first_and_every_kind_stands_apart(doubts):
    kinds = re.findall(r"^### (.+?) <small>(\d+)</small>$", doubts, re.MULTILINE)
    assert [name for name, _ in kinds] in (
        ["数字", "口径", "字词", "排版"],
        ["Figures", "What a figure counts", "Words", "Layout"],
    )
    listed = [len(re.findall(r"^- <a id=", part, re.MULTILINE)) for part in doubts.split("\n### ")]
    assert listed[1:] == [int(count) for _, count in kinds]


def test_no_doubt_says_that_sound_words_are_wrong(doubts):
    for one in re.split(r"^- <a id=", doubts, flags=re.MULTILINE)[1:]:
        if re.search(r"没有疑问|not in doubt", one):
            assert not re.search(
                r"\*(确定|很可能|可能)有误\*|\*(certainly|likely|possibly) wrong\*", one
            ), one


def test_a_doubted_figure_has_its_unit(doubts):
    assert "1415 万亩" in doubts or "14.15 million mu" in doubts
    assert "14.15 万亩" in doubts or "141,500 mu" in doubts
