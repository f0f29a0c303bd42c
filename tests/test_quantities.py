"""Quantities of Chinese official prose: what is printed is what is read."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from scripts.build import ROOT
from scripts.chinese_numbers import NumberError, parse_chinese_number, parse_number
from scripts.quantities import (
    Quantity,
    QuantityError,
    find_quantities,
    format_quantity,
    parse_quantity,
)
from scripts.units import BASE_UNITS, convert, same_dimension, to_base

TEXT = (ROOT / "datasets/pingdingshan/documents/2024.md").read_text(encoding="utf-8")

EXAMPLES = [
    # printed, comparator, value, upper bound, unit
    ("经济增长6.5%", "equal", "6.5", None, "%"),
    ("研发经费投入强度2.1%以上", "at_least", "2.1", None, "%"),
    ("城镇调查失业率5.5%左右", "about", "5.5", None, "%"),
    ("城镇新增就业69万人以上", "at_least", "69", None, "万人"),
    ("粮食产量225万吨以上", "at_least", "225", None, "万吨"),
    ("完成投资80亿元以上", "at_least", "80", None, "亿元"),
    ("高新技术企业超过450家", "more_than", "450", None, "家"),
    ("产业规模突破4000亿元", "more_than", "4000", None, "亿元"),
    ("比重达到35%以上", "at_least", "35", None, "%"),
    ("烟叶种植面积达到12万亩", "at_least", "12", None, "万亩"),
    ("守住451万亩耕地", "at_least", "451", None, "万亩"),
    ("种植面积稳定在660万亩以上", "at_least", "660", None, "万亩"),
    ("创建3—5家3A级以上景区", "between", "3", "5", "家"),
    ("落地超100亿元以上项目", "more_than", "100", None, "亿元"),
    ("完成职业技能培训10.7万人次", "equal", "10.7", None, "万人次"),
    ("新登记市场主体5万户", "equal", "5", None, "万户"),
    ("新增新能源装机200万千瓦", "equal", "200", None, "万千瓦"),
    ("新增供热能力800万平方米", "equal", "800", None, "万平方米"),
    ("不低于8%", "at_least", "8", None, "%"),
    ("不少于20个", "at_least", "20", None, "个"),
    ("不超过3%", "at_most", "3", None, "%"),
    ("控制在5%以内", "at_most", "5", None, "%"),
    ("控制在5.5%左右", "about", "5.5", None, "%"),
    ("控制在30亿元", "at_most", "30", None, "亿元"),
    ("低于4%", "less_than", "4", None, "%"),
    ("30人以下", "at_most", "30", None, "人"),
    ("约300公里", "about", "300", None, "公里"),
    ("近500家", "about", "500", None, "家"),
    ("300余家", "more_than", "300", None, "家"),
    ("100多万人", "more_than", "100", None, "万人"),
    ("3-5个", "between", "3", "5", "个"),
    ("3至5个", "between", "3", "5", "个"),
    ("3~5个", "between", "3", "5", "个"),
    ("5%—8%", "between", "5", "8", "%"),
    ("三到五家", "between", "3", "5", "家"),
    ("５．５％左右", "about", "5.5", None, "%"),
    ("1,234家", "equal", "1234", None, "家"),
    ("十二个", "equal", "12", None, "个"),
    ("两项", "equal", "2", None, "项"),
    ("三百家以上", "at_least", "300", None, "家"),
    ("一千五百户", "equal", "1500", None, "户"),
    ("二十所", "equal", "20", None, "所"),
    ("百分之五", "equal", "5", None, "%"),
    ("千分之三以内", "at_most", "3", None, "‰"),
    ("人口自然增长率3‰", "equal", "3", None, "‰"),
    ("提高0.5个百分点", "equal", "0.5", None, "个百分点"),
    ("下降-2.5%", "equal", "-2.5", None, "%"),
    ("年产60吉瓦时", "equal", "60", None, "吉瓦时"),
    ("1.2万亿元", "equal", "1.2", None, "万亿元"),
    ("至少5家", "at_least", "5", None, "家"),
    ("大约7成以上的5座", "equal", "5", None, "座"),
]


@pytest.mark.parametrize(("printed", "comparator", "value", "high", "unit"), EXAMPLES)
def test_what_is_printed_is_what_is_read(printed, comparator, value, high, unit):
    found = [q for q in find_quantities(printed) if q.value == Decimal(value)]
    assert found, find_quantities(printed)
    quantity = found[0]
    assert (quantity.comparator, quantity.value_max, quantity.unit) == (
        comparator,
        None if high is None else Decimal(high),
        unit,
    )
    assert Decimal(parse_number(printed[quantity.start : quantity.end])) == abs(quantity.value)


@pytest.mark.parametrize(
    ("printed", "due", "baseline", "decrease"),
    [
        ("到2025年产业规模突破4000亿元", 2025, None, False),
        ("力争2025年退出后50名", 2025, None, False),
        ("比2020年下降20%", None, 2020, True),
        ("力争2025年，PM2.5浓度比2020年下降20%", 2025, 2020, True),
        ("到2025年比2020年增长20%", 2025, 2020, False),
        ("2025年底前建成30个", 2025, None, False),
        ("到2025年建成。新增30个", None, None, False),
    ],
)
def test_years_and_directions(printed, due, baseline, decrease):
    quantity = find_quantities(printed)[-1]
    assert (quantity.due, quantity.baseline, quantity.decrease) == (due, baseline, decrease)


@pytest.mark.parametrize(
    "printed",
    [
        "2024年",
        "到2025年",
        "PM2.5浓度",
        "5G基站",
        "3A级",
        "AAA级",
        "第三方",
        "12矿",
        "B型",
        "2020—2025年",
    ],
)
def test_years_and_names_are_no_quantities(printed):
    assert find_quantities(printed) == ()


@pytest.mark.parametrize("printed", ["", "没有数量", "3个和5个", "2024年"])
def test_parsing_one_quantity_says_what_is_wrong(printed):
    with pytest.raises(QuantityError) as error:
        parse_quantity(printed)
    assert error.value.message_zh
    assert error.value.message_en


QUANTITIES = st.builds(
    Quantity,
    comparator=st.sampled_from(
        ["at_least", "more_than", "at_most", "less_than", "equal", "about", "between"]
    ),
    value=st.decimals(0, 10**6, places=2).map(lambda d: d.normalize() + 0),
    unit=st.tuples(
        st.sampled_from(["", "万", "亿"]), st.sampled_from([u for u in BASE_UNITS if u != "年"])
    ).map("".join),
    due=st.none() | st.integers(1950, 2099),
    baseline=st.none() | st.integers(1950, 2099),
    decrease=st.booleans(),
)


@given(QUANTITIES, st.decimals(1, 1000, places=1))
def test_written_and_read_again_is_the_same_quantity(quantity, more):
    if quantity.comparator == "between":
        quantity = Quantity(
            comparator="between",
            value=quantity.value,
            value_max=quantity.value + more,
            unit=quantity.unit,
            due=quantity.due,
            baseline=quantity.baseline,
            decrease=quantity.decrease,
        )
    read = parse_quantity(format_quantity(quantity))
    for name in ("comparator", "value", "value_max", "unit", "due", "baseline", "decrease"):
        assert getattr(read, name) == getattr(quantity, name), format_quantity(quantity)


PROSE = st.text(
    st.sampled_from(
        "一二三十百千万亿两零0123456789０９.．,%％—-~至到年以上超过约左右个家吨 第增G。比"
    ),
    max_size=40,
)


@given(st.text(max_size=60) | PROSE)
@example("1" * 5000)
@example("百千万亿" * 1000)
@example("1,111" * 1000)
def test_no_text_raises_anything_but_its_own_error(text):
    for quantity in find_quantities(text):
        assert text[quantity.start : quantity.end]
    with suppress(QuantityError):
        parse_quantity(text)


@given(st.integers(0, 9999), st.integers(0, 9999), st.text("个家0一万%", max_size=3))
def test_the_real_text_with_a_piece_replaced_is_read_without_error(start, length, piece):
    assume(start < len(TEXT))
    window = TEXT[max(0, start - 200) : start] + piece + TEXT[start + length % 7 : start + 200]
    find_quantities(window)


@pytest.mark.parametrize("unit", ["1", "万", "1,", "三", "3—", "约", "不超过", "1万", "到2025年"])
def test_a_very_long_cell_is_read_to_its_end(unit):
    """Were the time to grow faster than the text, this would not end."""
    assert len(find_quantities(unit * 50_000 + "。新增5个")) >= 1


@given(st.integers(1, 9999))
def test_chinese_numbers_below_ten_thousand(number):
    digits = "零一二三四五六七八九"
    text, rest, gap = "", number, False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, rest = divmod(rest, scale)
        if digit:
            text += ("零" if gap and text else "") + digits[digit] + name
        gap = not digit
    assert parse_chinese_number(text) == number


@pytest.mark.parametrize("text", ["", "十百", "百千", "a", "一二十", "万"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(NumberError):
        parse_chinese_number(text)


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("225", "万吨", ("2250000", "吨")),
        ("10.7", "万人次", ("107000", "人次")),
        ("200", "万千瓦", ("2000000", "千瓦")),
        ("5", "千瓦", ("5", "千瓦")),
        ("1.2", "万亿元", ("1200000000000", "元")),
        ("3", "家", ("3", "家")),
    ],
)
def test_multipliers_belong_to_the_unit(value, unit, expected):
    assert to_base(Decimal(value), unit) == (Decimal(expected[0]), expected[1])


def test_conversions_between_units_of_one_dimension():
    assert convert(Decimal(7882), "平方公里", "万亩") == Decimal("1182.3")
    assert convert(Decimal(1), "公顷", "亩") == 15
    assert convert(Decimal(60), "吉瓦时", "万千瓦时") == 6000
    assert convert(Decimal(1), "亿元", "万元") == 10_000
    assert convert(Decimal(1), "万人", "万人次") is None
    assert not same_dimension("家", "个")
