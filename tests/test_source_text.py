"""A report's text: every numeral found, nothing lost between blocks, sentences and runs."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.build import ROOT
from scripts.source_text import (
    find_numerals,
    find_paragraphs,
    find_reader_blocks,
    find_sentences,
    span_at,
)

TEXT = (ROOT / "datasets/pingdingshan/documents/2024.md").read_text(encoding="utf-8")
PROSE = st.text(st.sampled_from("一二三万千第年大个0129.。！；”\n *#甲乙丙 "), max_size=80)


def texts(text):
    return [numeral.text for numeral in find_numerals(text)]


def test_every_run_of_digits_of_the_real_text_is_found():
    found = [n for n in find_numerals(TEXT) if n.script == "ascii"]
    assert len(found) == 107
    assert [(n.start, n.text) for n in found] == [
        (m.start(), m[0]) for m in re.finditer(r"\d+(?:\.\d+)?", TEXT)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PM2.5浓度比2020年下降20%", ["2.5", "2020", "20"]),
        ("创建3—5家3A级", ["3", "5", "3"]),
        ("投资80.亿", ["80"]),
        ("三年行动计划", ["三"]),
        ("守牢三条底线", ["三"]),
        ("第三方", ["三"]),
        ("百万吨尼龙", ["百万"]),
        ("百万千瓦风电", ["百万"]),
        ("69万人", ["69"]),
        ("百分之五", ["五"]),
        ("十大战略", ["十"]),
        ("进一步统一一体化", []),
        ("新一代信息技术", []),
        ("一级带着一级干", []),
        ("一些一般一批", []),
        ("５个", ["５"]),
    ],
)
def test_numerals(text, expected):
    assert texts(text) == expected


@given(PROSE | st.text(max_size=60))
def test_numerals_say_where_they_stand_and_do_not_overlap(text):
    end = 0
    for numeral in find_numerals(text):
        assert text[numeral.start : numeral.end] == numeral.text
        assert numeral.start >= end
        end = numeral.end


@pytest.mark.parametrize("text", [TEXT])
def test_blocks_of_the_real_text_lose_nothing(text):
    check_blocks(text)


@given(PROSE)
def test_blocks_lose_nothing_but_marks_and_blanks(text):
    check_blocks(text)


def check_blocks(text):
    shown = set()
    for block in find_reader_blocks(text):
        for run in block.runs:
            assert block.start <= run.start < run.end <= block.end
            span = set(range(run.start, run.end))
            assert not shown & span
            shown |= span
    for index, character in enumerate(text):
        if index not in shown:
            assert character in "*# " or character.isspace()


@given(PROSE)
def test_sentences_cut_paragraphs_without_loss(text):
    paragraphs, sentences = find_paragraphs(text), find_sentences(text)
    for span in (*paragraphs, *sentences):
        assert text[span.start : span.end].strip() == text[span.start : span.end] != ""
    covered = "".join(text[s.start : s.end] for s in sentences)
    assert re.sub(r"\s", "", covered) == re.sub(r"\s", "", text)
    for sentence in sentences:
        assert span_at(paragraphs, sentence.start) is not None
        assert span_at(sentences, sentence.end - 1) == sentence


def test_a_sentence_keeps_its_closing_quotes_and_bold_marks():
    text = "甲“乙。”丙！**丁。**戊"
    assert [text[s.start : s.end] for s in find_sentences(text)] == [
        "甲“乙。”",
        "丙！**",
        "丁。**",
        "戊",
    ]
