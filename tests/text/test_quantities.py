"""Quantities in prose: what a reader of Chinese takes from a phrase, the parser takes too."""

from __future__ import annotations

import csv
import re
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scripts.text.quantities import (
    COMPARATOR_WORDS,
    Comparator,
    Quantity,
    QuantityError,
    convert,
    find_quantities,
    format_quantity,
    parse_quantity,
    same_dimension,
    to_base,
)
from scripts.words.units import COUNTERS, MEASURES

PACKAGE = Path(__file__).parents[2] / "datasets" / "pingdingshan"
REPORT = (PACKAGE / "documents" / "2024.md").read_text(encoding="utf-8")


def told(quantity: Quantity) -> str:
    """`at_least 225 万吨 到2025 比2020 降`: the facts of a quantity as one line."""
    value = f"{quantity.value:f}"
    if quantity.value_max is not None:
        value += f"..{quantity.value_max:f}"
    parts = [
        quantity.comparator,
        value,
        quantity.unit,
        f"到{quantity.due}" if quantity.due else "",
        f"比{quantity.baseline}" if quantity.baseline else "",
        "降" if quantity.decrease else "",
    ]
    return " ".join(part for part in parts if part)


# One example a line: the phrase, then what it says.
ONE = """
经济增长6.5% | equal 6.5 %
研发经费投入强度2.1%以上 | at_least 2.1 %
城镇调查失业率5.5%左右 | about 5.5 %
城镇新增就业69万人以上 | at_least 69 万人
居民消费价格涨幅3%左右 | about 3 %
粮食产量225万吨以上 | at_least 225 万吨
完成投资80亿元以上 | at_least 80 亿元
新增省级专精特新中小企业和国家级小巨人企业40家以上 | at_least 40 家
高新技术企业超过450家 | more_than 450 家
占规上工业比重达到35%以上 | at_least 35 %
引进培育高层次人才1000名以上 | at_least 1000 名
力争到2025年产业规模突破4000亿元 | more_than 4000 亿元 到2025
新建5G基站1400个 | equal 1400 个
创建3—5家3A级以上景区 | between 3..5 家
打造200公里精品旅游公路 | equal 200 公里
新增供热能力800万平方米 | equal 800 万平方米
惠及居民17万户 | equal 17 万户
打造溷河南路、胜利街等9条精品街区 | equal 9 条
守住451万亩耕地 | at_least 451 万亩
种植面积稳定在660万亩以上 | at_least 660 万亩
新增肉牛2.4万头 | equal 2.4 万头
烟叶种植面积达到12万亩 | at_least 12 万亩
完成6000亩闲置土地处置任务 | equal 6000 亩
争取1家功能类国有企业信用等级达到AAA级 | equal 1 家
引进落地超100亿元以上项目 | more_than 100 亿元
PM2.5浓度比2020年下降20% | equal 20 % 比2020 降
到2025年,PM2.5浓度比2020年下降20% | equal 20 % 到2025 比2020 降
到2025年大宗货物清洁运输比例达到80%以上 | at_least 80 % 到2025
总量达到600万千瓦 | at_least 600 万千瓦
年产60吉瓦时储能及动力电池 | equal 60 吉瓦时
完成百万吨尼龙切片建设 | equal 100 万吨
抓好百万千瓦风电基地 | equal 100 万千瓦
完成职业技能培训10.7万人次 | equal 10.7 万人次
完成391所乡村小规模学校整合 | equal 391 所
完成30块足球场建设 | equal 30 块
创建5个二星级县级特困供养机构 | equal 5 个
空气质量进入全省前8名 | at_most 8 名
退出空气质量后50名 | more_than 50 名
保持全省第3位 | equal 3 位
进入全国前100强 | at_most 100 强
居民消费价格涨幅控制在3%以内 | at_most 3 %
涨幅控制在3%左右 | about 3 %
涨幅控制在3% | at_most 3 %
不低于5% | at_least 5 %
不少于20个 | at_least 20 个
不小于100亩 | at_least 100 亩
至少10家 | at_least 10 家
不超过30天 | at_most 30 天
不高于4.5% | at_most 4.5 %
不大于50平方米 | at_most 50 平方米
最多5个 | at_most 5 个
低于5% | less_than 5 %
少于3个 | less_than 3 个
不足10% | less_than 10 %
不到20% | less_than 20 %
大于5% | more_than 5 %
高于6% | more_than 6 %
逾300家 | more_than 300 家
超1000亿元 | more_than 1000 亿元
突破了5000亿元 | more_than 5000 亿元
突破12项关键核心技术 | equal 12 项
突破100项 | more_than 100 项
10%以下 | at_most 10 %
5年之内 | at_most 5 年
15分钟以内 | at_most 15 分钟
50%及以上 | at_least 50 %
约300家 | about 300 家
大约2000人 | about 2000 人
近500万人次 | about 500 万人次
近三年 | equal 3 年
接近90% | about 90 %
节约100万元 | equal 100 万元
直达5个景区 | equal 5 个
下达6000亩任务 | equal 6000 亩
占比达35% | at_least 35 %
达到35%左右 | about 35 %
达到或超过60% | at_least 60 %
确保粮食产量220万吨以上 | at_least 220 万吨
保持在5%以上 | at_least 5 %
稳定在5.5% | equal 5.5 %
300余家 | more_than 300 家
300多家 | more_than 300 家
10余万人 | more_than 10 万人
5万多户 | more_than 5 万户
1千多人 | more_than 1 千人
三百余家 | more_than 300 家
十多万人 | more_than 10 万人
10来个 | about 10 个
建设3个多功能厅 | equal 3 个
3-5家 | between 3..5 家
3至5家 | between 3..5 家
3~5家 | between 3..5 家
3～5家 | between 3..5 家
三到五家 | between 3..5 家
三至五年 | between 3..5 年
5%—8% | between 5..8 %
增长5—8% | between 5..8 %
3万—5万人 | between 3..5 万人
8千—1.2万元 | between 8000..12000 元
1.5—2.5公里 | between 1.5..2.5 公里
百分之三至五 | between 3..5 %
2000—3000家 | between 2000..3000 家
-3%至-1% | between -3..-1 %
百分之五 | equal 5 %
百分之五左右 | about 5 %
百分之三点五以上 | at_least 3.5 %
千分之三 | equal 3 ‰
百分之5 | equal 5 %
人口自然增长率3‰ | equal 3 ‰
提高3个百分点 | equal 3 百分点
下降0.5百分点 | equal 0.5 百分点 降
增长-2.5% | equal -2.5 %
增长−2.5% | equal -2.5 %
增速为负2.5% | equal -2.5 %
新增１２３家 | equal 123 家
增长６．５％ | equal 6.5 %
带动就业1,234人 | equal 1234 人
投资12,345.6万元 | equal 12345.6 万元
十二个 | equal 12 个
两家 | equal 2 家
三百家 | equal 300 家
二十项 | equal 20 项
一千五百人 | equal 1500 人
一千零五十户 | equal 1050 户
三十万人 | equal 30 万人
二百万亩 | equal 200 万亩
五千万元 | equal 5000 万元
三亿元 | equal 3 亿元
上百家 | at_least 100 家
5千万元 | equal 5 千万元
3百万人 | equal 3 百万人
1亿2000万元 | equal 120000000 元
2万5千人 | equal 25000 人
1万2000人 | equal 12000 人
三万五千人 | equal 35000 人
1.2万亿元 | equal 1.2 万亿元
5千克 | equal 5 千克
5千米 | equal 5 千米
120万千瓦时 | equal 120 万千瓦时
20km绿道 | equal 20 km
60GWh | equal 60 GWh
15 分钟 | equal 15 分钟
翻两番 | equal 2 番
增长2倍 | equal 2 倍
3个月 | equal 3 个月
24小时 | equal 24 小时
突破4000 | more_than 4000
突破2000 | more_than 2000
得分95以上 | at_least 95
突破5000亿 | more_than 5000 亿
7大产业集群 | equal 7 大
2025年底前建成20个 | equal 20 个 到2025
2025年底建成20个 | equal 20 个 到2025
力争2025年达到30% | at_least 30 % 到2025
至2030年下降10% | equal 10 % 到2030 降
2025年前完成5个 | equal 5 个 到2025
较2020年增长5% | equal 5 % 比2020
与2020年相比,下降5% | equal 5 % 比2020 降
在2020年基础上提高2个百分点 | equal 2 百分点 比2020
较上年增长5% | equal 5 %
比2020年增加3个,比上年增长5% | !
降低到5% | equal 5 %
能耗降低3%以上 | at_least 3 % 降
压减100万吨 | equal 100 万吨 降
到2025年，比2020年下降不低于20% | at_least 20 % 到2025 比2020 降
“500亿元” | equal 500 亿元
"""
EXAMPLES = [
    tuple(part.strip() for part in line.rsplit("|", 1)) for line in ONE.strip().splitlines()
]


@pytest.mark.parametrize(("phrase", "expected"), EXAMPLES, ids=[phrase for phrase, _ in EXAMPLES])
def test_one_quantity(phrase: str, expected: str) -> None:
    if expected == "!":
        with pytest.raises(QuantityError):
            parse_quantity(phrase)
    else:
        assert told(parse_quantity(phrase)) == expected


SEVERAL = """
到2025年新增新能源装机200万千瓦、总量达到600万千瓦,占比55%以上。 | equal 200 万千瓦 到2025; at_least 600 万千瓦 到2025; at_least 55 % 到2025
到2025年达到5%。今年达到3% | at_least 5 % 到2025; at_least 3 %
守住451万亩耕地和409万亩永久基本农田保护目标 | at_least 451 万亩; at_least 409 万亩
守住451万亩耕地,新建20万亩果园 | at_least 451 万亩; equal 20 万亩
分别达到35%和20% | at_least 35 %; at_least 20 %
分别增长5%、6% | equal 5 %; equal 6 %
分别增长6.5%、7.5%左右 | about 6.5 %; about 7.5 %
分别增长5%左右、5%以上、6%左右 | about 5 %; at_least 5 %; about 6 %
分别增长8%、5%和6.5%以上 | at_least 8 %; at_least 5 %; at_least 6.5 %
分别达22%、40%、46%左右 | about 22 %; about 40 %; about 46 %
分别超过22%和40%左右 | more_than 22 %; about 40 %
新增企业30家、学校5所左右 | equal 30 家; about 5 所
新建30个、改造5个以上 | equal 30 个; at_least 5 个
由3个增加到5个 | equal 3 个; equal 5 个
300个重点项目完成投资600亿元 | equal 300 个; equal 600 亿元
力争2025年退出全国168个重点城市空气质量后50名,PM2.5浓度比2020年下降20% | equal 168 个 到2025; more_than 50 名 到2025; equal 20 % 到2025 比2020 降
创建3家到2025年达到5家 | equal 3 家; at_least 5 家 到2025
比2020年下降20%,粮食增长3% | equal 20 % 比2020 降; equal 3 %
"""  # noqa: E501 - one example a line


@pytest.mark.parametrize("line", SEVERAL.strip().splitlines())
def test_several_quantities(line: str) -> None:
    phrase, _, expected = line.rpartition(" | ")
    assert [told(quantity) for quantity in find_quantities(phrase)] == expected.split("; ")


NONE = """
PM2.5
5G基站
3A级以上景区
AAA级
12矿煤与瓦斯突出事故
高效运行“1、3、5分钟”快速反应机制
运行1、3、5分钟机制
“15分钟便民生活圈”
2024年
2020—2025年
2021至2025年
2023-2024学年
到2025年
2024年5月13日
二〇二五年
十四五规划
第三方
第二人民医院
党的二十大
进一步提升
统一规划
千家万户
一批
保税物流中心(B型)
G20峰会
COVID-19
电话0375-2663333
版本1.2.3
（1）
1.
12345热线
107国道
3月
1年级
80年代
三五家
十几个
数十家
一年半
二级节点
五级联动
三星开发区
二期建设
两百五
2万五千人
5—3家
三分之二
“十大战略”
半导体
上半年
"""


@pytest.mark.parametrize("phrase", NONE.strip().splitlines())
def test_no_quantity(phrase: str) -> None:
    assert find_quantities(phrase) == ()
    with pytest.raises(QuantityError) as error:
        parse_quantity(phrase)
    assert "没有数量" in error.value.message_zh
    assert "no quantity" in error.value.message_en


def test_several_are_an_error_in_both_languages() -> None:
    with pytest.raises(QuantityError) as error:
        parse_quantity("新建3个，改造5个" + "，说明" * 30)
    assert "2 个数量" in error.value.message_zh
    assert "2 quantities" in error.value.message_en
    assert len(error.value.message_zh) < 80


MEASURES_TOLD = {
    "规上工业增加值增长7.5%": "growth",
    "单位能耗下降3%": "growth",
    "占规上工业比重达到35%以上": "share",
    "占比55%以上": "share",
    "研发经费投入强度2.1%以上": "share",
    "常住人口城镇化率提高到60%": "share",
    "城镇调查失业率5.5%左右": "level",
    "年度任务完成率100%": "completion",
    "新增就业5万人": "increment",
    "新建城市书房10个": "increment",
    "提高3个百分点": "increment",
    "总量达到600万千瓦": "level",
    "进入全省前8名": "rank",
    "完成土地收储1.47万亩": None,
}


@pytest.mark.parametrize(("phrase", "measure"), MEASURES_TOLD.items())
def test_measure_is_a_hint(phrase: str, measure: str | None) -> None:
    assert parse_quantity(phrase).measure == measure


@pytest.mark.parametrize(
    ("phrase", "span", "text"),
    [
        ("城镇新增就业69万人以上", "69", "69万人以上"),
        ("高新技术企业超过450家", "450", "超过450家"),
        ("创建3—5家景区", "3—5", "3—5家"),
        ("增长-2.5%", "2.5", "-2.5%"),
        ("百分之五左右", "五", "百分之五左右"),
        ("增长６．５％", "６．５", "６．５％"),
        ("二百万亩", "二百万", "二百万亩"),
        ("投资12,345.6万元", "12,345.6", "12,345.6万元"),
    ],
)
def test_spans_are_offsets_of_the_text_as_given(phrase: str, span: str, text: str) -> None:
    quantity = parse_quantity(phrase)
    assert phrase[quantity.start : quantity.end] == span
    assert quantity.text == text


def test_real_quotes_read_as_their_rows() -> None:
    with (PACKAGE / "targets.csv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["kind"] == "quantitative" and r["quote"]]
    assert len(rows) > 80
    for row in rows:
        expected = f"{row['comparator']} {row['value']}"
        expected += f"..{row['value_max']}" if row["value_max"] else ""
        expected += f" {row['unit'].replace('个百分点', '百分点')}"
        found = [
            told(quantity).split(" 到")[0].split(" 比")[0]
            for quantity in find_quantities(row["quote"])
        ]
        assert expected in found or row["note_zh"], row["quote"]


def test_years_of_the_real_text_govern_their_sentences() -> None:
    due = {(q.text, q.due, q.baseline) for q in find_quantities(REPORT) if q.due or q.baseline}
    assert due == {
        ("突破4000亿元", 2025, None),
        ("168个", 2025, None),
        ("50名", 2025, None),
        ("20%", 2025, 2020),
        ("200万千瓦", 2025, None),
        ("达到600万千瓦", 2025, None),
        ("55%以上", 2025, None),
        ("达到80%以上", 2025, None),
    }


def test_every_table_word_is_read() -> None:
    for entry in COMPARATOR_WORDS:
        if entry.word == "上":
            phrase = "上百家"
        else:
            phrase = f"{entry.word}88%" if entry.place == "before" else f"88%{entry.word}"
        assert parse_quantity(phrase).comparator == entry.comparator, phrase


PRINTABLE_UNITS = sorted((MEASURES | COUNTERS) - {"个百分点", "个点"})
MULTIPLIED = [
    "万吨",
    "亿元",
    "万人次",
    "万亿元",
    "千人",
    "百万人",
    "万千瓦",
    "亿千瓦时",
    "万",
    "亿",
    "",
]


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    values = st.decimals(min_value=0, max_value=10**7, places=2) | st.integers(0, 10**7).map(
        Decimal
    )
    comparator = draw(st.sampled_from(get_args(Comparator)))
    value, value_max = draw(values), None
    if comparator == "between":
        value_max = value + draw(values) + 1
    if draw(st.booleans()):
        value, value_max = (-value, value_max) if value_max else (-value, None)
    years = st.none() | st.integers(1900, 2099)
    return Quantity(
        comparator=comparator,
        value=value,
        value_max=value_max,
        unit=draw(st.sampled_from(PRINTABLE_UNITS) | st.sampled_from(MULTIPLIED)),
        due=draw(years),
        baseline=draw(years),
        decrease=draw(st.booleans()),
    )


def facts(q: Quantity) -> tuple[object, ...]:
    return (q.comparator, q.value, q.value_max, q.unit, q.due, q.baseline, q.decrease)


@settings(max_examples=400, deadline=None)
@example(Quantity(comparator="equal", value=Decimal(-1901), unit="年", baseline=1900))
@given(quantities())
def test_what_is_written_is_read_back(quantity: Quantity) -> None:
    assert facts(parse_quantity(format_quantity(quantity))) == facts(quantity)


def test_what_is_found_in_the_real_text_can_be_written_and_read() -> None:
    for quantity in find_quantities(REPORT):
        assert facts(parse_quantity(format_quantity(quantity))) == facts(quantity)


def check_offsets(text: str) -> None:
    end = 0
    for quantity in find_quantities(text):
        assert end <= quantity.start < quantity.end <= len(text)
        assert re.search("[0-9０-９〇零一二三四五六七八九十百千万亿两廿]", text[quantity.start])
        end = quantity.end


ALPHABET = (
    "0123456789.,．，％%‰-—~至到年月个家名万亿千百十一二两半分之点以上下左右约近超过"
    "不低于第前后比较“”、。 \n多余来半PMAa１３"
)


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_any_text_is_read_without_error(text: str) -> None:
    check_offsets(text)


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet=ALPHABET, max_size=40))
def test_any_string_of_number_characters_is_read_without_error(text: str) -> None:
    check_offsets(text)
    with suppress(QuantityError):
        parse_quantity(text)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(REPORT) - 200), st.integers(0, 199), st.sampled_from(ALPHABET))
def test_the_report_with_a_slip_of_the_pen_is_read_without_error(
    start: int, at: int, slip: str
) -> None:
    window = REPORT[start : start + 200]
    check_offsets(window[:at] + slip + window[at + 1 :])


PIECES = [
    "1",
    "万",
    "一",
    "1,234",
    "1万",
    "3—",
    "1、",
    "百分之",
    "到2025年5家",
    "超过",
    "“1",
    "一千",
    "1.",
    "(一",
]


@pytest.mark.parametrize("piece", PIECES)
def test_time_grows_linearly_with_the_text(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    started = perf_counter()
    find_quantities(text)
    assert perf_counter() - started < 5  # a quadratic reading takes minutes


@pytest.mark.parametrize("piece", ["7", "万"])
def test_a_megabyte_is_read(piece: str) -> None:
    assert find_quantities(piece * 1_000_000) == ()


@pytest.mark.parametrize(
    ("value", "unit", "base"),
    [
        ("225", "万吨", (Decimal(2250000), "吨")),
        ("10.7", "万人次", (Decimal(107000), "人次")),
        ("1.2", "万亿元", (Decimal(1200000000000), "元")),
        ("3", "百万千瓦", (Decimal(3000000), "千瓦")),
        ("5", "千克", (Decimal(5), "千克")),
        ("5", "千人", (Decimal(5000), "人")),
        ("5", "千万元", (Decimal(50000000), "元")),
        ("3", "百分点", (Decimal(3), "百分点")),
        ("4", "亿", (Decimal(400000000), "")),
        ("2", "怪单位", (Decimal(2), "怪单位")),
        ("2", "", (Decimal(2), "")),
    ],
)
def test_multipliers_are_taken_out(value: str, unit: str, base: tuple[Decimal, str]) -> None:
    assert to_base(Decimal(value), unit) == base


@pytest.mark.parametrize(
    ("value", "unit", "to", "expected"),
    [
        ("1", "公里", "千米", "1"),
        ("1.5", "公里", "米", "1500"),
        ("1415", "万亩", "亩", "14150000"),
        ("15", "亩", "公顷", "1"),
        ("1", "平方公里", "公顷", "100"),
        ("1", "平方公里", "亩", "1500"),
        ("200", "万千瓦", "千瓦", "2000000"),
        ("2", "吉瓦", "万千瓦", "200"),
        ("60", "吉瓦时", "亿千瓦时", "0.6"),
        ("1000", "名", "人", "1000"),
        ("6.9", "万人", "人", "69000"),
        ("3", "个百分点", "百分点", "3"),
        ("5", "‰", "%", "0.5"),
        ("2", "斤", "公斤", "1"),
    ],
)
def test_units_convert(value: str, unit: str, to: str, expected: str) -> None:
    assert convert(Decimal(value), unit, to) == Decimal(expected)
    assert same_dimension(unit, to)
    assert same_dimension(to, unit)


@pytest.mark.parametrize(
    ("unit", "to"),
    [
        ("人", "人次"),
        ("家", "个"),
        ("%", "百分点"),
        ("亩", "吨"),
        ("元", ""),
        ("千瓦", "千瓦时"),
        ("甲", "乙"),
    ],
)
def test_units_that_do_not_convert(unit: str, to: str) -> None:
    assert convert(Decimal(1), unit, to) is None
    assert not same_dimension(unit, to)


def test_the_land_area_in_mu() -> None:
    area = convert(Decimal(7882), "平方公里", "万亩")
    assert area is not None
    assert round(area, 1) == Decimal("1182.3")


@given(st.text(max_size=8), st.text(max_size=8))
def test_any_unit_may_be_asked_for(unit: str, to: str) -> None:
    assert same_dimension(unit, unit)
    assert same_dimension(unit, to) == same_dimension(to, unit)
