"""Workbooks as people keep them, in and out: titles above, notes below, years side by side."""

import csv
import datetime as dt
import json
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles.numbers import FORMAT_PERCENTAGE_00

from scripts.desk.excel.cells import read_date, read_period, read_stage, read_value
from scripts.desk.excel.sheets import WorkbookError, read_workbook
from tests.build.test_build import PACKAGE, run_task

SOURCE = "2026-report-reprint"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("１，２３４", ("1234", "")),
        ("6.1%", ("6.1", "%")),
        ("502.57万人", ("502.57", "万人")),
        ("-0.3", ("-0.3", "")),
        ("约6%", None),
        ("约", None),
        ("", None),
        ("3—5家", None),
    ],
)
def test_figures_as_people_write_them(cell, expected):
    assert read_value(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2024", "2024"), ("２０２４年", "2024"), ("2024年度", "2024"), ("2024年上半年", "2024-H1"),
        ("2024年1-6月", "2024-H1"), ("2024年三季度", "2024-Q3"), ("2024年第3季度", "2024-Q3"),
        ("2024Q4", "2024-Q4"), ("2024年5月", "2024-05"), ("2024-12", "2024-12"),
        ("2024-13", None), ("去年", None), ("", None),
    ],
)  # fmt: skip
def test_periods_as_people_write_them(cell, expected):
    assert read_period(cell) == expected


def test_stages_and_dates():
    assert [read_stage(word) for word in ("初步数", "最终数", "累计", "final", "？")] == [
        "preliminary", "final", "cumulative", "final", None,
    ]  # fmt: skip
    dates = {"2025年3月1日": "2025-03-01", "2025/3/1": "2025-03-01", "2025-03": "2025-03"}
    assert {text: read_date(text) for text in dates} == dates
    assert read_date("昨天") is None


@given(st.text(max_size=30))
def test_no_cell_is_too_odd(text):
    for read in (read_value, read_period, read_stage, read_date):
        read(text)


def human_workbook(path):
    """A yearbook's table: merged title, unit above, years side by side, notes below."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "主要指标"
    page.append(["2023—2024年主要经济指标"])
    page.merge_cells("A1:E1")
    page.append([None, None, None, None, "单位：见各栏"])
    page.append(["指标名称", "计量单位", "2023年", "２０２４年", "备注"])
    page.append(["地区生产总值增长率", "%", 0.061, "—", None])
    page["C4"].number_format = FORMAT_PERCENTAGE_00
    page.append(["粮食产量", "万吨", "２２４．５", "226.1万吨", None])
    page.append(["常住人口", "万人", 496.8, "—", None])
    page.append([None])
    page.append(["注：2024年为初步核算数。"])
    book.create_sheet("空表")
    book.save(path)
    return path


def rows_of(project, table):
    with (project.root / PACKAGE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_yearbook_table_is_taken_over(project):
    path = human_workbook(project.root / "年鉴.xlsx")
    before = rows_of(project, "observations")
    mapping = project.root / "mapping.json"
    looked = run_task(
        project, "import-excel", str(path), "--source", SOURCE, "--mapping", str(mapping)
    )
    assert looked.returncode == 0, looked.stdout + looked.stderr
    assert "+4 ~0 =0" in looked.stdout
    assert "2024年为初步核算数" in looked.stdout
    assert rows_of(project, "observations") == before
    understood = json.loads(mapping.read_text(encoding="utf-8"))["主要指标"]
    assert understood["heading_row"] == 3
    assert understood["columns"]["C"] == "value@2023"
    done = run_task(
        project, "import-excel", str(path), "--source", SOURCE, "--mapping", str(mapping),
        "--stage", "初步数", "--write",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    added = rows_of(project, "observations")[len(before) :]
    assert [(r["indicator_id"], r["period"], Decimal(r["value"]), r["unit"]) for r in added] == [
        ("gdp-growth", "2023", Decimal("6.1"), "%"),
        ("grain-output", "2023", Decimal("224.5"), "万吨"),
        ("grain-output", "2024", Decimal("226.1"), "万吨"),
        ("resident-population", "2023", Decimal("496.8"), "万人"),
    ]
    assert {row["source_id"] for row in added} == {SOURCE}
    again = run_task(
        project, "import-excel", str(path), "--source", SOURCE, "--stage", "初步数", "--write"
    )
    assert "+0 ~0 =4" in again.stdout
    assert run_task(project, "validate").returncode == 0


def test_what_is_unclear_is_asked_and_nothing_written(project):
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(["指标", "时期", "数值", "来源", "公布日期"])
    page.append(["粮食产最", "2024年", 226.1, SOURCE, dt.date(2025, 3, 1)])
    page.append(["粮食产量", "去年", 226.1, SOURCE, dt.date(2025, 3, 1)])
    page.append(["粮食产量", "2024年", "约226", SOURCE, None])
    path = project.root / "a.xlsx"
    book.save(path)
    before = rows_of(project, "observations")
    done = run_task(project, "import-excel", str(path), "--write")
    assert done.returncode == 1
    assert "是不是“粮食产量”" in done.stdout
    assert "第 3 行" in done.stdout
    assert rows_of(project, "observations") == before
    assert "Traceback" not in done.stderr


def test_a_changed_value_needs_a_reason_and_gets_a_correction(project):
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(["指标", "年份", "数值", "单位", "性质", "来源"])
    page.append(["地区生产总值", 2025, 2930.1, "亿元", "初步数", SOURCE])
    path = project.root / "a.xlsx"
    book.save(path)
    refused = run_task(project, "import-excel", str(path), "--write")
    assert refused.returncode == 1
    assert "reason-zh" in refused.stderr
    done = run_task(
        project,
        "import-excel",
        str(path),
        "--write",
        "--reason-zh",
        "修订",
        "--reason-en",
        "Revised",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert rows_of(project, "corrections")[-1]["old"] == "2929.4"
    assert run_task(project, "validate").returncode == 0


def test_out_to_excel_and_back_changes_nothing(project):
    before = {p.name: p.read_bytes() for p in (project.root / PACKAGE).glob("*.csv")}
    path = project.root / "平顶山.xlsx"
    made = run_task(project, "template", "--to", str(path))
    assert made.returncode == 0, made.stderr
    book = openpyxl.load_workbook(path)
    page = book["observations"]
    assert page["A1"].value == "指标编号"
    assert page["A1"].comment is not None
    assert page.data_validations.dataValidation
    back = run_task(project, "import-excel", str(path), "--write")
    assert back.returncode == 0, back.stdout + back.stderr
    assert {p.name: p.read_bytes() for p in (project.root / PACKAGE).glob("*.csv")} == before


def bureau_sheet(path):
    """A bureau's monthly table: the year in the title, two heading rows, groups, growth beside."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "月报"
    page.append(["某市2017年1—12月主要经济指标"])
    page.append(["指标", "单位", "全年", None])
    page.append([None, None, "总量", "比上年±%"])
    page.append(["一、综合", None, None, None])
    page.append(["地区生产总值", "亿元", 2800.5, 5.9])
    page.append(["规上企业户数", "户", 1200, None])
    page.append(["二、农业", None, None, None])
    page.append(["粮食产量", "万吨", 226.1, 1.2])
    book.save(path)
    return path


def test_growth_second_headings_and_unknown_rows_are_settled_in_the_mapping(project):
    path = bureau_sheet(project.root / "月报.xlsx")
    mapping = project.root / "mapping.json"
    common = ("import-excel", str(path), "--source", SOURCE, "--stage", "初步数")
    looked = run_task(project, *common, "--mapping", str(mapping))
    assert "D 列是比上年的增减率" in looked.stdout, looked.stdout + looked.stderr
    assert "第 4 行没有数，跳过" in looked.stdout
    known = json.loads(mapping.read_text(encoding="utf-8"))
    understood = known["月报"]
    assert (understood["columns"]["D"], understood["period"]) == ("growth@", "2017")
    assert understood["skip_rows"] == [3, 4, 7]
    assert understood["rows"] == {"6": "规上企业户数"}
    refused = run_task(project, *common, "--mapping", str(mapping), "--write")
    assert refused.returncode == 1
    assert "规上企业户数" in refused.stdout
    understood["rows"]["6"] = ""
    mapping.write_text(json.dumps(known), encoding="utf-8")
    before = rows_of(project, "observations")
    done = run_task(project, *common, "--mapping", str(mapping), "--write")
    assert done.returncode == 0, done.stdout + done.stderr
    added = rows_of(project, "observations")[len(before) :]
    assert [(r["indicator_id"], r["period"], r["value"], r["unit"]) for r in added] == [
        ("gdp", "2017", "2800.5", "亿元"),
        ("gdp-growth", "2017", "5.9", "%"),
        ("grain-output", "2017", "226.1", "万吨"),
    ]


def test_a_row_of_the_mapping_may_name_its_indicator(project):
    path = bureau_sheet(project.root / "月报.xlsx")
    mapping = project.root / "mapping.json"
    common = ("import-excel", str(path), "--source", SOURCE, "--mapping", str(mapping))
    run_task(project, *common)
    known = json.loads(mapping.read_text(encoding="utf-8"))
    known["月报"]["rows"]["6"] = "grain-output"
    known["月报"]["skip_rows"].append(8)
    mapping.write_text(json.dumps(known), encoding="utf-8")
    looked = run_task(project, *common)
    assert "period=2017, value=1200" in looked.stdout
    assert "226.1" not in looked.stdout


def test_rows_deleted_in_excel_are_told_and_stay(project):
    path = project.root / "来源.xlsx"
    made = run_task(project, "template", "--to", str(path), "--table", "sources")
    assert made.returncode == 0, made.stderr
    book = openpyxl.load_workbook(path)
    assert [page.title for page in book if page.sheet_state == "visible"] == ["sources"]
    gone = book["sources"]["A3"].value
    book["sources"].delete_rows(3)
    book.save(path)
    before = (project.root / PACKAGE / "sources.csv").read_bytes()
    back = run_task(project, "import-excel", str(path), "--write")
    assert back.returncode == 0, back.stdout + back.stderr
    assert f"表里没有这一行了：{gone}" in back.stdout
    assert "not in the sheet any more" in back.stdout
    assert (project.root / PACKAGE / "sources.csv").read_bytes() == before
    other = run_task(project, "template", "--to", str(path), "--table", "nowhere")
    assert other.returncode == 2


def test_a_table_saved_by_a_spreadsheet_with_its_numbers_as_numbers_changes_nothing(project):
    path = project.root / "台账.xlsx"
    run_task(project, "template", "--to", str(path), "--table", "observations")
    book = openpyxl.load_workbook(path)
    page = book["observations"]
    at = [cell.value for cell in page[1]].index("数值") + 1
    for row in range(2, page.max_row + 1):
        cell = page.cell(row, at)
        cell.value, cell.number_format = float(cell.value), "General"
    book.save(path)
    before = (project.root / PACKAGE / "observations.csv").read_bytes()
    back = run_task(project, "import-excel", str(path), "--write")
    assert back.returncode == 0, back.stdout + back.stderr
    assert "+0 ~0" in back.stdout
    assert (project.root / PACKAGE / "observations.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.xlsx", b"not a workbook"), ("a.xls", b"\xd0\xcf"), ("a.docx", b""), ("a.xlsx", b"")],
)
def test_what_is_no_workbook_is_said(project, name, data):
    path = project.root / name
    path.write_bytes(data)
    with pytest.raises(WorkbookError):
        read_workbook(path)
    done = run_task(project, "import-excel", str(path))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
