"""A report's text: headings, numerals, sentences and reader blocks stand where they are printed."""

from __future__ import annotations

import csv
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.text.source_text import (
    NOT_NUMERALS,
    find_headings,
    find_numerals,
    find_paragraphs,
    find_reader_blocks,
    find_sentences,
    span_at,
)

PACKAGE = Path(__file__).parents[2] / "datasets" / "pingdingshan"
REPORT = (PACKAGE / "documents" / "2024.md").read_text(encoding="utf-8")


def rows(table: str) -> list[dict[str, str]]:
    with (PACKAGE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["report_id"] == "2024"]


# Numerals: the phrase, the required ones, the ones that are only offered.
NUMERALS = """
经济增长6.5%,粮食225万吨 | 6.5 225 |
创建3—5家3A级景区 | 3 5 3 |
PM2.5浓度 | 2.5 |
新建5G基站1,400个 | 5 1 400 |
版本1.2.3。 | 1.2.3 |
完成5. | 5 |
新增１２．５万人 | １２．５ |
三条底线 | 三 |
三年行动计划 | 三 |
四个专项行动 | 四 |
五级联动 | 五 |
两个确保 | 两 |
“十大战略” | 十 |
两项任务 | 两 |
十大工程 | 十 |
百强市 | 百 |
百万吨尼龙切片 | 百万 |
百万千瓦风电 | 百万 |
亿元以上项目 | 亿 |
第三方 | 三 |
第二人民医院 | 二 |
二十届二中全会 | 二十 二 |
党的二十和二十届二中全会 | 二十 二十 二 |
一年来 | 一 |
三星开发区 | 三 |
二级节点 | 二 |
二期建设 | 二 |
百分之五 | 五 |
百分之三点五 | 三点五 |
三分之二 | 三分之二 |
百分之5 | 5 |
三至五家 | 三 五 |
三百余家 | 三百 |
十多万人 | 十 |
二〇二五年 | 二〇二五 |
二十分钟 | 二十 |
十分钟 | 十 |
三季度 | 三 |
一等奖 | 一 |
五四平方米 | 五四 |
上百家 | 百 |
300余万人 | 300 |
5万户 | 5 |
1千多人 | 1 |
## 二、总体要求 | | 二
（三）加强建设 | | 三
**(三)强化投资** | | 三
一是坚持,二是推进。三要落实 | | 一 二 三
“三化三制” | | 三 三
“三零”创建 | | 三
“十百千万”和美乡村 | | 十百千万
“九横三纵” | | 九 三
“十四五”目标 | | 十四五
十五五规划 | | 十五五
万人助 | | 万
进一步提升 | |
统一规划,一些一批一流一体 | |
三位一体 | 三 |
该花的钱一分也不能少 | |
“万企兴万村” | |
千家万户 | |
一级带着一级干、一级干给一级看 | |
十分重要 | |
红十字 | |
社会消费品零售总额 | |
几十家、数百人 | |
新一代信息技术 | |
每一个学校 | |
进一步 统一 唯一 | |
"""


@pytest.mark.parametrize("line", NUMERALS.strip("\n").splitlines())
def test_numerals(line: str) -> None:
    phrase, required, offered = (part.strip() for part in line.split("|"))
    found = find_numerals(phrase)
    assert [n.text for n in found if n.required] == required.split()
    assert [n.text for n in found if not n.required] == offered.split()
    assert all(phrase[n.start : n.end] == n.text for n in found)


def test_scripts_of_numerals() -> None:
    assert [n.script for n in find_numerals("3家、五家、５家")] == ["ascii", "chinese", "ascii"]


@pytest.mark.parametrize("word", [w for words in NOT_NUMERALS.values() for w in words.split()])
def test_a_word_of_the_table_holds_no_numeral(word: str) -> None:
    assert not [n for n in find_numerals(f"推进{word}工作") if n.required]


def test_every_required_numeral_of_the_real_text_has_its_row() -> None:
    printed = {(int(row["start"]), int(row["end"])) for row in rows("numerals")}
    missing = [n for n in find_numerals(REPORT) if n.required and (n.start, n.end) not in printed]
    # A row may take in more than the numeral (百万千 for 百万), never less.
    assert [n for n in missing if not any(a <= n.start and n.end <= b for a, b in printed)] == []


def test_nearly_every_row_of_the_real_text_is_found() -> None:
    found = {(n.start, n.end) for n in find_numerals(REPORT)}
    missed = [row for row in rows("numerals") if (int(row["start"]), int(row["end"])) not in found]
    assert {row["role"] for row in missed} <= {"slogan", "name"}
    assert len(missed) < len(found) / 10


HEADINGS = """
# 政府工作报告 | title - 政府工作报告
## 二、2024年总体要求 | part 二 2024年总体要求
### (一)强化带动 | chapter 一 强化带动
## 总体要求 ## | part - 总体要求
**(九)社会治理提质增效。**建成投用 | chapter 九 社会治理提质增效
**加强创新主体培育。**推进研发 | lead - 加强创新主体培育
**主要预期目标是:**经济增长 | lead - 主要预期目标是
**各位代表!**上述成绩 | lead - 各位代表
围绕目标,抓好以下工作:**(一)强化“两城”带动** | chapter 一 强化“两城”带动
**(三)强化投资拉动,激发消费活力 促进投资提速增效。**工业投资 | chapter 三 强化投资拉动,激发消费活力; lead - 促进投资提速增效
**一、总体要求** | part 一 总体要求
抓好**重点工作。**其他 |
一、2023年工作回顾 | part 一 2023年工作回顾
（一）经济运行稳中向好 | chapter 一 经济运行稳中向好
（一）经济运行稳中向好。全年增长6%。 | chapter 一 经济运行稳中向好
第一部分 工作回顾 | part 一 工作回顾
一、二、三产业协调发展 |
一、坚持发展。二、坚持改革。 |
普通的一句话。 |
一是坚持稳中求进。 |
#标签 |
**** |
政府工作报告 | title - 政府工作报告
"""  # noqa: E501 - one example a line


@pytest.mark.parametrize("line", HEADINGS.strip().splitlines())
def test_headings(line: str) -> None:
    text, _, expected = line.rpartition("|")
    text = text.rstrip()
    found = find_headings(text)
    told = "; ".join(f"{h.kind} {h.number or '-'} {h.title}" for h in found)
    assert told == expected.strip()
    for heading in found:
        assert text[heading.start : heading.end].endswith(heading.title)
        assert "*" not in text[heading.start : heading.end]


def test_headings_of_the_real_text_are_its_sections() -> None:
    found = {(h.start, h.end): h for h in find_headings(REPORT)}
    sections = [row for row in rows("sections") if row["start"]]
    spans = [(int(row["start"]), int(row["end"])) for row in sections]
    assert sorted(found)[1:] == sorted(spans)  # the title is no section
    for row, span in zip(sections, spans, strict=True):
        assert (found[span].number or "") == row["number"]
        assert found[span].title.startswith(row["title_zh"])


def test_levels() -> None:
    text = "# 报告\n\n## 一、甲\n\n**（一）乙**\n\n**丙。**丁。\n"
    assert [(h.level, h.kind) for h in find_headings(text)] == [
        (1, "title"),
        (2, "part"),
        (3, "chapter"),
        (4, "lead"),
    ]


def test_sentences() -> None:
    text = "# 标题\n\n**抓投资。**增长8%。他说：“好！”然后；\n　　第二段没有句号\n"
    assert [text[s.start : s.end] for s in find_sentences(text)] == [
        "标题",
        "抓投资。",
        "增长8%。",
        "他说：“好！”",
        "然后；",
        "第二段没有句号",
    ]
    assert [text[p.start : p.end] for p in find_paragraphs(text)] == [
        "标题",
        "抓投资。**增长8%。他说：“好！”然后；",
        "第二段没有句号",
    ]


def test_the_span_at_an_offset() -> None:
    text = "甲。乙。\n\n丙"
    sentences = find_sentences(text)
    assert [span_at(sentences, at) for at in (0, 1)] == [sentences[0]] * 2
    assert span_at(sentences, 2) == sentences[1]
    assert span_at(sentences, 4) is None
    assert span_at(find_paragraphs(text), 6) == find_paragraphs(text)[1]
    assert span_at((), 0) is None


def test_every_quote_stands_in_a_sentence_of_the_real_text() -> None:
    sentences, paragraphs = find_sentences(REPORT), find_paragraphs(REPORT)
    for row in rows("targets"):
        sentence = span_at(sentences, int(row["start"]))
        paragraph = span_at(paragraphs, int(row["start"]))
        assert sentence is not None
        assert paragraph is not None
        assert paragraph.start <= sentence.start <= int(row["start"])
        assert int(row["end"]) <= sentence.end <= paragraph.end


def test_blocks_of_the_real_text() -> None:
    blocks = find_reader_blocks(REPORT)
    kinds = [block.kind for block in blocks]
    assert kinds[:4] == ["title", "paragraph", "chapter", "paragraph"]
    assert kinds.count("part") == 2
    assert kinds.count("chapter") == 10
    starts = {block.start for block in blocks}
    assert {h.start for h in find_headings(REPORT)} <= starts


def test_runs_of_a_lead() -> None:
    text = "**(三)甲 乙。**丙**丁**戊\n"
    blocks = find_reader_blocks(text)
    told = [(b.kind, [(text[r.start : r.end], r.bold) for r in b.runs]) for b in blocks]
    assert told == [
        ("chapter", [("(三)甲", True)]),
        ("lead", [("乙。", True), ("丙", False), ("丁", True), ("戊", False)]),
    ]


def check_text(text: str) -> None:
    """Blocks keep every code point; spans are in order, in the text, on shown characters."""
    shown: list[int] = []
    for block in find_reader_blocks(text):
        assert (block.start, block.end) == (block.runs[0].start, block.runs[-1].end)
        for run in block.runs:
            assert run.start < run.end
            shown += range(run.start, run.end)
    assert shown == sorted(set(shown))
    left = set(range(len(text))) - set(shown)
    assert all(text[at] in "#*" or text[at].isspace() for at in left)
    sentences = find_sentences(text)
    said = {at for s in sentences for at in range(s.start, s.end)}
    assert all(text[at].isspace() for at in set(shown) - said)
    for spans in (sentences, find_paragraphs(text), find_numerals(text), find_headings(text)):
        end = 0
        for span in spans:
            assert end <= span.start < span.end <= len(text)
            end = span.end
    for numeral in find_numerals(text):
        assert numeral.text == text[numeral.start : numeral.end]


MARKS = "#* \t\n\r　甲乙。！；一二三十百万千亿、(（）)“”第个年项是报告1２.．到至分之点:："


@settings(max_examples=400, deadline=None)
@given(st.text() | st.text(alphabet=MARKS, max_size=60))
def test_any_text_keeps_every_code_point(text: str) -> None:
    check_text(text)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(REPORT) - 300), st.integers(0, 299), st.sampled_from(MARKS))
def test_the_report_with_a_slip_of_the_pen(start: int, at: int, slip: str) -> None:
    window = REPORT[start : start + 300]
    check_text(window[:at] + slip + window[at + 1 :])


def test_the_real_text_keeps_every_code_point() -> None:
    check_text(REPORT)


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "万",
        "一",
        "**",
        "#",
        "（一）",
        "一、",
        "。",
        "“一",
        "一是",
        "三分之",
        "\n**",
        "甲",
        "第一",
    ],
)
def test_time_grows_linearly_with_the_text(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    started = perf_counter()
    for find in (find_numerals, find_headings, find_sentences, find_paragraphs):
        find(text)
    assert perf_counter() - started < 5  # a quadratic reading takes minutes
