"""What became of promises, read from texts and tables: looked at first, then written."""

import csv
import hashlib
import json
import os
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from scripts.build.site import ROOT
from scripts.desk.drafting.figures import READ
from scripts.desk.follow_up import run
from scripts.desk.follow_up.events import read_finding
from scripts.desk.follow_up.proposal import SEVERAL, Proposal, settle
from scripts.desk.follow_up.responsibilities import read_offices
from scripts.desk.follow_up.review import find_results, find_review
from scripts.desk.follow_up.sheets import read_lines
from scripts.text.horizons import find_horizons
from scripts.text.quantities import convert
from tests.build.test_build import PACKAGE, run_task

REAL = Path(os.environ.get("REPORT_TEXTS") or ROOT.parent / "shared" / "source" / "reports")
"""Full texts of the reports that the packages quote by reference; they are not in this project."""
SOURCE = ("--source", "2026-report-reprint", "--period", "2025")


def rows_of(project, table):
    with (project.root / PACKAGE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def save(project, name, text):
    (project.root / name).write_text(text, encoding="utf-8")
    return name


@pytest.mark.parametrize(
    ("words", "promised", "finding"),
    [
        ("平漯周高铁开工建设", "开工建设平漯周高铁", "done"),
        ("平漯周高铁开工建设", "建成平漯周高铁", "under_way"),
        ("鲁山机场建成投用", "鲁山机场开工", "done"),
        ("鲁山机场尚未开工", "鲁山机场开工", "not_started"),
        ("鲁山机场前期工作扎实推进", "鲁山机场开工", "not_started"),
        ("国企改革三年行动基本完成", "完成国企改革三年行动", "partly"),
        ("加快出台“人才新政”2.0版", "出台“人才新政2.0版”", "under_way"),
        ("提前完成", "建成环湖路", "done"),
        ("未完成", "建成环湖路", "under_way"),
        ("项目终止，不再实施", "建成环湖路", "dropped"),
        ("召开了会议", "建成环湖路", ""),
    ],
)
def test_how_far_a_thing_is(words, promised, finding):
    assert read_finding(words, promised) == finding


def test_only_figures_of_the_year_are_sure():
    text = (
        "一、过去五年及2024年工作回顾\n五年来，城镇新增就业60万人，生产总值年均增长5%。\n"
        "2024年，生产总值达到1200亿元、居全省第三、增长6.1%，增速高于全国1.1个百分点，"
        "城镇新增就业11万人，粮食总产连续9年超过200万吨，比2020年增长30%。\n"
        "二、2025年工作安排\n今年主要预期目标是：生产总值增长6%，城镇新增就业10万人，粮食产量稳定。\n"
    )
    review = find_review(text, find_horizons(text, 2025), 2024)
    told = [
        (one.thing, str(one.quantity.value))
        for one in find_results(text, review)
        if one.confidence.level != "low"
    ]
    assert told == [
        ("生产总值", "1200"),
        ("生产总值", "6.1"),
        ("城镇新增就业", "11"),
    ]


def test_sure_proposals_that_contradict_each_other_are_left_to_a_person():
    def told(value):
        row = {"indicator_id": "gdp", "period": "2024", "value": value, "unit": "亿元"}
        return Proposal(table="observations", row=row, promise="", words=value, confidence=READ)

    one, other = settle([told("5"), told("6")], {})
    assert (one.confidence, other.confidence) == (SEVERAL, SEVERAL)
    assert not one.writable
    [same] = settle(
        [told("5"), told("5")], {"observations": [told("50000").row | {"unit": "万元"}]}
    )
    assert same.state == "recorded"
    [differs] = settle([told("5")], {"observations": [told("6").row]})
    assert (differs.state, differs.writable) == ("differs", False)


@pytest.mark.skipif(not REAL.is_dir(), reason="the full texts are not here")
@pytest.mark.parametrize(
    ("package", "least_shown", "least_sure"),
    [
        ("pingdingshan", 0.75, 0.6),
        ("henan", 1.0, 0.85),
        ("hubei", 1.0, 0.75),
        ("china", 0.9, 0.85),
    ],
)
def test_results_recorded_by_hand_are_found_in_real_reports(package, least_shown, least_sure):
    ledger = run.read_ledger(ROOT / "datasets" / package)
    recorded = shown = sure = wrong = extra = 0
    hashes = {row["text_sha256"] for row in ledger.tables["reports"]} - {""}
    for path in sorted(path for path in REAL.glob("*.md") if hash_of(path) in hashes):
        origin = run.find_origin(ledger, path, "", "")
        mine = [r for r in ledger.tables["observations"] if r["report_id"] == origin.report_id]
        others = [r for r in ledger.tables["observations"] if r not in mine]
        blank = replace(ledger, tables={**ledger.tables, "observations": others})
        by_hand = {row["indicator_id"]: row for row in mine if row["period"] == origin.period}
        if not by_hand:
            continue  # nobody has entered this report's results: nothing to be held to
        found = [p for p in run.propose_from_text(blank, path, origin) if p.table == "observations"]
        right = [
            one
            for one in found
            if agrees(one.row, by_hand.get(one.row["indicator_id"], {"value": "", "unit": ""}))
        ]
        recorded += len(by_hand)
        shown += len({one.row["indicator_id"] for one in right})
        sure += len({one.row["indicator_id"] for one in right if one.confidence.level != "low"})
        for one in found:
            key = one.row["indicator_id"]
            if one.confidence.level != "low" and one not in right:
                wrong += key in by_hand
                extra += key not in by_hand
    assert recorded
    assert shown / recorded >= least_shown
    assert sure / recorded >= least_sure
    assert wrong == 0
    assert sure / (sure + wrong + extra) >= 0.9


def hash_of(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def agrees(row, recorded):
    if not recorded["value"]:
        return False
    value = convert(Decimal(row["value"]), row["unit"], recorded["unit"])
    return value == Decimal(recorded["value"])


@pytest.mark.skipif(not REAL.is_dir(), reason="the full texts are not here")
def test_milestones_of_the_report_are_found_as_they_were_by_hand(project):
    ledger = run.read_ledger(project.root / PACKAGE)
    path = REAL / "pingdingshan-2023.md"
    origin = run.find_origin(ledger, path, "", "")
    blank = replace(ledger, tables={**ledger.tables, "evidence": []})
    found = {
        one.row["target_id"]: one.row["finding"]
        for one in run.propose_from_text(blank, path, origin)
        if one.table == "evidence" and one.confidence.level != "low"
    }
    by_hand = {
        row["target_id"]: row["finding"]
        for row in ledger.tables["evidence"]
        if row["source_id"] == origin.source_id
    }
    assert len(found) >= 5
    assert {key: by_hand.get(key) for key in found} == found


def test_a_notice_is_looked_at_and_then_written_for_a_person_to_check(project):
    notice = save(
        project,
        "督查通报.txt",
        "关于2025年重点工作的督查通报\n叶鲁高速主体工程已全面完成。生产总值增长6.1%。\n",
    )
    before = {name: rows_of(project, name) for name in ("observations", "evidence")}
    looked = run_task(project, "follow-up", notice, *SOURCE)
    assert looked.returncode == 0, looked.stdout + looked.stderr
    assert "没有写入" in looked.stdout
    assert {name: rows_of(project, name) for name in before} == before
    written = run_task(project, "follow-up", notice, *SOURCE, "--write")
    assert written.returncode == 0, written.stdout + written.stderr
    after = {name: rows_of(project, name) for name in before}
    added = {name: after[name][len(rows) :] for name, rows in before.items()}
    assert {name: after[name][: len(rows)] for name, rows in before.items()} == before
    growth = next(row for row in added["observations"] if row["indicator_id"] == "gdp-growth")
    assert (growth["period"], growth["value"], growth["unit"]) == ("2025", "6.1", "%")
    assert growth["report_id"] == growth["quote"] == ""
    assert all(row["note"].startswith("待核对") for row in added["observations"])
    again = run_task(project, "follow-up", notice, *SOURCE, "--write")
    assert "写入 0 行" in again.stdout
    assert {name: rows_of(project, name) for name in before} == after
    told = json.loads(run_task(project, "validate", "--format", "json").stdout)
    codes = {one["code"] for one in told}
    assert codes == {"unreviewed-draft"}
    assert all(one["row"] > len(before[Path(one["file"]).stem]) + 1 for one in told)


TABLE = """\
# 2025年重点任务进展

| 序号 | 重点任务 | 进展情况 | 完成率 |
| --- | --- | --- | --- |
| 1 | 完成国土空间总体规划报批 | 省级已经审查 | 80% |
| 2 | 焦唐高速、平鲁快速通道、许南路东移通车 | 通车 |  |
| 3 | 完全没有承诺过的事 | 已完成 | 100% |
"""


@pytest.mark.parametrize("form", ["md", "csv"])
def test_a_table_of_tasks_gives_evidence_and_says_which_task_is_no_promise(project, form):
    text = TABLE
    if form == "csv":
        lines = [line.strip("| ").split(" | ") for line in TABLE.splitlines()[2:]]
        text = "\n".join(",".join(line) for line in lines if "---" not in line[0]) + "\n"
    name = save(project, f"进展.{form}", text)
    done = run_task(project, "follow-up", name, *SOURCE, "--write")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "没有这样的承诺 no such promise：完全没有承诺过的事" in done.stdout
    written = {
        row["target_id"]: (row["finding"], row["share"])
        for row in rows_of(project, "evidence")
        if row["note_zh"].startswith("待核对")
    }
    assert written == {"2024-territorial-plan-approval": ("partly", "80")}


def test_figures_of_a_table_are_read_in_the_unit_of_the_promise(project):
    target = next(r for r in rows_of(project, "targets") if r["target_id"] == "2025-gdp-growth")
    name = save(project, "完成.csv", f"目标,完成情况\n{target['target_id']},全年增长6.2%\n")
    done = run_task(project, "follow-up", name, *SOURCE, "--write")
    assert done.returncode == 0, done.stdout + done.stderr
    last = rows_of(project, "observations")[-1]
    assert (last["indicator_id"], last["value"], last["unit"]) == ("gdp-growth", "6.2", "%")


def test_lines_under_a_merged_task_belong_to_it(tmp_path):
    path = tmp_path / "表.csv"
    path.write_text("任务,责任单位\n建成环湖路,市交通局\n,市财政局\n", encoding="utf-8")
    assert [(line["task"], line["joint"]) for line in read_lines(path)] == [
        ("建成环湖路", "市交通局"),
        ("建成环湖路", "市财政局"),
    ]


def test_offices_as_tables_list_them():
    assert read_offices("市发展改革委、市财政局，各县（市、区）政府等") == [
        "市发展改革委", "市财政局", "各县（市、区）政府",
    ]  # fmt: skip


def test_offices_are_written_with_the_tables_that_they_need(project):
    quote = next(r for r in rows_of(project, "targets") if r["target_id"] == "2024-gdp-growth")
    name = save(
        project,
        "分工.csv",
        "目标任务,牵头单位,责任单位\n"
        f"{quote['quote']},市发展改革委,市统计局、市发展改革委\n没有的任务,市教育局,\n",
    )
    given = ("--source", "2026-report-reprint", "--period", "2024")
    looked = run_task(project, "responsibilities", name, *given)
    assert looked.returncode == 0, looked.stdout + looked.stderr
    assert not (project.root / PACKAGE / "bodies.csv").exists()
    done = run_task(project, "responsibilities", name, *given, "--write")
    assert done.returncode == 0, done.stdout + done.stderr
    bodies = {row["body_id"]: row["name_zh"] for row in rows_of(project, "bodies")}
    assert set(bodies.values()) == {"市发展改革委", "市统计局"}
    assert {
        (row["target_id"], bodies[row["body_id"]], row["role"])
        for row in rows_of(project, "responsibilities")
    } == {
        ("2024-gdp-growth", "市发展改革委", "lead"),
        ("2024-gdp-growth", "市统计局", "joint"),
    }
    told = json.loads(run_task(project, "validate", "--format", "json").stdout)
    assert {(one["file"].rsplit("/", 1)[1], one["field"]) for one in told} == {
        ("bodies.csv", "name_en")
    }
    again = run_task(project, "responsibilities", name, *given, "--write")
    assert "写入 0 行" in again.stdout


def test_wrong_use_is_told_from_files_that_cannot_be_read(project):
    text = save(project, "通报.txt", "无事\n")
    (project.root / "坏.txt").write_bytes(b"\xff\xfe\x00")
    cases = {
        2: [("follow-up", "没有.txt", *SOURCE), ("follow-up", text), ("responsibilities", text)],
        1: [("follow-up", "坏.txt", *SOURCE), ("responsibilities", text, *SOURCE)],
        0: [("follow-up", text, *SOURCE)],
    }
    for code, commands in cases.items():
        for command in commands:
            done = run_task(project, *command)
            assert done.returncode == code, (command, done.stdout, done.stderr)
            assert "Traceback" not in done.stderr
