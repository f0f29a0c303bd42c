"""Drafting a report from its plain text: measured on the real one, and on other cities' styles."""

import csv
import io
import json
import shutil
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.build.site import ROOT, Folders, read_all, validate
from scripts.desk.drafting import Known, draft_report
from scripts.desk.drafting.indicators import Catalogue, draft_id
from scripts.desk.drafting.subjects import split_members
from scripts.text.horizons import find_horizons
from scripts.text.numerals_in_text import find_numerals
from tests.build.test_build import run_task

PLACE = ROOT / "datasets/pingdingshan"
TEXT = (PLACE / "documents/2024.md").read_bytes().decode()
WANTED = 0.9

OTHER_STYLES = {
    "numbered by digits": """政府工作报告

一、2024年工作回顾
地区生产总值增长5.2%，城镇新增就业3.1万人。

二、2025年目标任务
1.主要目标。地区生产总值增长6%左右，一般公共预算收入增长4%，城镇新增就业3万人以上。
2.办好民生实事。新建幼儿园5所、改造老旧小区30个，建成投用市妇幼保健院。
""",
    "no headings at all": "各位代表：去年完成投资120亿元。今年，我们将新建公路50公里，"
    "力争粮食产量稳定在100万吨以上，单位能耗下降3%，确保新机场开工。",
    "full-width and old-fashioned": """　　（一）努力方向
　　２０２５年，财政收入突破１００亿元，植树造林十万亩，引进企业二十家，森林覆盖率提高０．５个百分点。
""",
    "windows line ends and blanks": "## 下一步重点工作\r\n\r\n  **抓投资。** 实施项目200个，"
    "完成投资300亿元。  \r\n",
    "nothing to draft": "各位代表，请予审议。",
    "empty": "",
}


def published(name):
    text = (PLACE / f"{name}.csv").read_text(encoding="utf-8")
    return [row for row in csv.DictReader(io.StringIO(text)) if row.get("report_id") == "2024"]


def figure(row):
    due = row["due"] or "2024"
    return (row["value"], row["value_max"], row["unit"], row["comparator"], due)


def overlaps(one, other):
    return int(one["start"]) < int(other["end"]) and int(other["start"]) < int(one["end"])


def test_the_draft_of_the_real_report_against_the_published_package():
    made = draft_report(TEXT, "2024", 2024, {})
    wanted = [row for row in published("targets") if row["kind"] == "quantitative"]
    drafted = [row for row in made.targets if row["kind"] == "quantitative"]
    right = [
        row
        for row in wanted
        if any(overlaps(row, one) and figure(row) == figure(one) for one in drafted)
    ]
    print(f"quantitative targets: {len(right)} of {len(wanted)} right")  # noqa: T201
    assert len(right) >= WANTED * len(wanted)
    needless = [one for one in drafted if not any(overlaps(one, row) for row in wanted)]
    assert len(needless) <= (1 - WANTED) * len(drafted)
    spans = {(row["start"], row["end"], row["text"]) for row in made.numerals}
    digits = [span for span in find_numerals(TEXT) if span.script == "ascii"]
    assert {(str(s.start), str(s.end), s.text) for s in digits} <= spans


def test_every_drafted_row_stands_where_it_says():
    made = draft_report(TEXT, "2024", 2024, {})
    for row in made.targets:
        assert TEXT[int(row["start"]) : int(row["end"])] == row["quote"]
    for row in (*made.numerals, *made.doubts):
        printed = row.get("text") or row.get("printed")
        assert TEXT[int(row["start"]) : int(row["end"])] == printed
    assert len({row["target_id"] for row in made.targets}) == len(made.targets)
    sections = {row["section_id"] for row in made.sections}
    assert {row["section_id"] for row in made.targets} <= sections
    assert {row["parent_id"] for row in made.sections} <= sections | {""}


def test_what_exists_is_proposed_and_a_leap_is_doubted():
    known = {
        "urban-new-jobs": Known(
            name="城镇新增就业", unit="万人", values=((Decimal("6.9"), "万人"),)
        ),
        "grain-output": Known(name="粮食产量", unit="万吨"),
    }
    made = draft_report(TEXT, "2024", 2024, known)
    linked = {row["indicator_id"]: row for row in made.targets}
    assert "城镇新增就业69" in linked["urban-new-jobs"]["quote"]
    assert "粮食产量225" in linked["grain-output"]["quote"]
    doubted = {row["target_id"]: row["printed"] for row in made.doubts if row["target_id"]}
    assert doubted == {linked["urban-new-jobs"]["target_id"]: "69"}


def test_a_figure_beyond_the_place_is_doubted():
    facts = [(Decimal(7882), "平方公里", "行政区域面积", "land area")]
    made = draft_report(TEXT, "2024", 2024, {}, facts)
    assert "1415" in {row["printed"] for row in made.doubts}
    assert "and" in {row["printed"] for row in made.doubts}


@pytest.mark.parametrize("name", OTHER_STYLES)
def test_other_styles_do_not_fall_over(name):
    text = OTHER_STYLES[name].replace("\r\n", "\n")
    made = draft_report(text, "2025", 2025, {})
    required = [span for span in find_numerals(text) if span.required]
    assert len(made.numerals) == len(required)
    expected = {
        "numbered by digits": {"6", "4", "3", "5", "30"},
        "no headings at all": {"50", "100", "3"},
        "full-width and old-fashioned": {"100", "10", "20", "0.5"},
        "windows line ends and blanks": {"300"},
    }.get(name, set())
    assert expected <= {row["value"] for row in made.targets}
    if name == "numbered by digits":
        assert {"5.2", "3.1"}.isdisjoint({row["value"] for row in made.targets})


ALPHABET = "#* \n。，、一二三十百万0123456789年月比到增长%亿元个家（）()目标回顾今建成开工"


@given(st.text(alphabet=ALPHABET))
def test_any_text_gives_a_draft(text):
    made = draft_report(text, "r", 2025, {})
    for row in made.targets:
        assert text[int(row["start"]) : int(row["end"])] == row["quote"]


HEADLINE = """政府工作报告

一、牢记嘱托，过去五年取得新成就
地区生产总值增长5.2%。

二、踔厉奋发，开新局
今年主要预期目标是：地区生产总值增长6%左右，城镇、农村居民人均可支配收入分别增长6.5%、7.5%左右，\
居民消费价格涨幅控制在3%以内，居民收入增长与经济增长同步。坚持一个中国原则，劳动年龄人口保持稳定。

三、“十五五”时期主要目标
到2030年，人均预期寿命达到81岁，森林覆盖率达到40%。
"""


def test_a_list_gives_each_member_its_row_and_the_comparator_behind_it():
    shared = {
        "urban-income-growth": Known(name="城镇居民人均可支配收入增长", unit="%"),
        "rural-income-growth": Known(name="农村居民人均可支配收入增长", unit="%"),
        "gdp-growth": Known(name="地区生产总值增长", unit="%", aliases=("生产总值",)),
    }
    made = draft_report(HEADLINE, "2026", 2026, {}, (), shared)
    rows = {row["indicator_id"]: row for row in made.targets}
    assert figure(rows["urban-income-growth"]) == ("6.5", "", "%", "about", "2026")
    assert figure(rows["rural-income-growth"]) == ("7.5", "", "%", "about", "2026")
    assert figure(rows["gdp-growth"]) == ("6", "", "%", "about", "2026")
    assert made.unsure == 0
    assert {row["kind"] for row in made.targets} >= {"quantitative", "directional"}


def test_years_ahead_are_due_at_their_end_and_what_is_past_is_no_promise():
    made = draft_report(HEADLINE, "2026", 2026, {})
    due = {row["value"]: row["due"] for row in made.targets if row["value"]}
    assert due["40"] == "2030"
    assert "5.2" not in due
    assert [one.kind for one in find_horizons(HEADLINE, 2026).stretches][-1] == "outlook"


def test_no_name_is_cut_out_of_a_phrase():
    made = draft_report(HEADLINE, "2026", 2026, {})
    for row in made.indicators:
        assert "一中国" not in row["name_zh"]
        assert "劳动龄" not in row["name_zh"]
        assert row["indicator_id"][0].isalpha()


def test_a_name_keeps_its_last_character():
    drafted = draft_report("一、今年工作\n新增绿地8万平方米，建成标准厂房。\n", "2025", 2025, {})
    assert [row["name_zh"] for row in drafted.indicators][:1] == ["新增绿地"]


def test_members_of_a_list():
    assert split_members("城乡居民收入", 2) == ["城镇居民收入", "农村居民收入"]
    assert split_members("一二三产增加值", 3) == [
        "第一产业增加值", "第二产业增加值", "第三产业增加值",
    ]  # fmt: skip
    assert split_members("固定资产投资", 2) is None


def test_ids_and_alike_names():
    assert draft_id("粮食产量", {"liang-shi-chan-liang"}) == "liang-shi-chan-liang-2"
    assert draft_id("？？", ()) == "indicator"
    known = Catalogue({"a": Known(name="城镇新增就业人数", unit="万人")})
    assert known.exact("城镇新增就业", "万人", grows=False) == "a"
    assert known.alike("机场", "万人") is None


@pytest.mark.parametrize(
    ("name", "flags", "stands"),
    [
        ("许昌市", ["--province-zh", "河南省"], ("prefecture", "henan")),
        ("宝丰县", ["--parent", "pingdingshan"], ("county", "pingdingshan")),
        ("某自治区", ["--province-zh", "中国"], ("province", None)),
        ("舞钢市", ["--level", "county"], ("county", None)),
    ],
)
def test_a_new_place_stands_at_its_level_below_its_parent(project, name, flags, stands):
    shutil.copytree(ROOT / "datasets/henan", project.datasets / "henan")
    made = run_task(project, "new-place", "--name", "newtown", "--name-zh", name, *flags)
    assert made.returncode == 0, made.stderr
    text = (project.datasets / "newtown/datapackage.json").read_text(encoding="utf-8")
    place = json.loads(text)["place"]
    assert (place["level"], place.get("parent")) == stands


@pytest.mark.parametrize("flags", [["--level", "town"], ["--parent", "nowhere"]])
def test_a_new_place_of_no_level_or_below_nothing_is_refused(project, flags):
    made = run_task(project, "new-place", "--name", "newtown", "--name-zh", "新城市", *flags)
    assert made.returncode == 2
    assert not (project.datasets / "newtown").exists()


def test_from_nothing_to_a_draft_that_validation_leads_through(project):
    report = project.root / "报告.txt"
    report.write_text(OTHER_STYLES["numbered by digits"], encoding="utf-8")
    made = run_task(
        project, "new-place", "--name", "newtown", "--name-zh", "新城市", "--name-en", "Newtown",
        "--province-zh", "某省", "--province-en", "Some",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    again = run_task(project, "new-place", "--name", "newtown")
    assert again.returncode == 1
    added = run_task(
        project, "new-report", "--package", "newtown", "--year", "2025", "--text", str(report),
        "--issuer", "新城市人民政府",
    )  # fmt: skip
    assert added.returncode == 0, added.stderr
    looked = run_task(project, "draft", "--package", "newtown", "--report", "2025")
    assert "没有写入" in looked.stdout
    written = run_task(project, "draft", "--package", "newtown", "--report", "2025", "--write")
    assert written.returncode == 0, written.stderr
    assert (
        run_task(project, "draft", "--package", "newtown", "--report", "2025", "--write").returncode
        == 1
    )
    whole = run_task(project, "validate")
    assert whole.returncode == 0, whole.stdout
    assert "1 份草稿未发布 drafts, not published：newtown" in whole.stdout
    told = run_task(project, "validate", "--package", "newtown", "--format", "json")
    left = {finding["code"] for finding in json.loads(told.stdout)}
    assert left
    assert left <= {
        "missing-translation", "constraint-error", "missing-value", "unknown-word",
        "quote-disagrees", "type-error", "unreviewed-draft", "quote-without-subject",
        "source-without-address", "source-without-publisher",
    }, left  # fmt: skip
    assert "source-without-address" in left
    folders = Folders(root=project.root, output=project.output)
    others = [raw for raw in read_all(folders) if raw.name != "newtown"]
    assert validate(folders, others) == []


def test_a_report_and_its_draft_name_the_source_that_the_text_names(project):
    report = project.root / "报告.txt"
    first, rest = OTHER_STYLES["numbered by digits"].split("\n", maxsplit=1)
    said = "时间：2025-01-20  来源：新城市人民政府  网址：https://example.org/report"
    report.write_text(f"{first}\n{said}\n{rest}", encoding="utf-8")
    run_task(project, "new-place", "--name", "newtown", "--name-zh", "新城市")
    added = run_task(project, "new-report", "newtown", "2025", "--text", str(report))
    assert added.returncode == 0, added.stderr
    table = project.datasets / "newtown/sources.csv"
    named = table.read_text(encoding="utf-8")
    assert "新城市人民政府,2025-01-20,https://example.org/report" in named
    table.write_text(
        named.replace("新城市人民政府,2025-01-20,https://example.org/report", "市府办,,"),
        encoding="utf-8",
    )
    assert run_task(project, "draft", "newtown", "2025", "--write").returncode == 0
    filled = table.read_text(encoding="utf-8")
    assert "市府办,2025-01-20,https://example.org/report" in filled
