"""The maintainer's everyday commands: add a figure, see what changes, see what is due."""

import csv
import re
import subprocess

import pytest

from scripts.desk.compare import NoRevisionError, compare
from scripts.versions.difference import (
    Difference,
    VerdictFlip,
    render_difference,
    render_difference_page,
)
from scripts.versions.table_changes import CellChange, RowChange, TableChange
from tests.build.test_build import PACKAGE, run_task

SOURCE = "2026-report-reprint"


@pytest.fixture
def tracked(project):
    for command in (
        ["init", "-q", "-b", "main"],
        ["add", "-A"],
        ["-c", "user.name=m", "-c", "user.email=m@e.org", "commit", "-q", "-m", "first"],
    ):
        subprocess.run(["git", *command], cwd=project.root, check=True)
    return project


def rows_of(project, table):
    with (project.root / PACKAGE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def add(project, *more):
    given = {
        "--indicator": "gdp-growth", "--period": "2025", "--source": SOURCE,
        "--stage": "preliminary", **dict(zip(more[::2], more[1::2], strict=True)),
    }  # fmt: skip
    return run_task(project, "observe", *(word for pair in given.items() for word in pair))


def test_adding_a_figure_flips_its_promise_and_nothing_else(tracked):
    before = rows_of(tracked, "observations")
    done = add(tracked, "--value", "6.1", "--published", "2026-02-12")
    assert done.returncode == 0, done.stdout + done.stderr
    after = rows_of(tracked, "observations")
    assert after[:-1] == before
    assert (after[-1]["value"], after[-1]["unit"]) == ("6.1", "%")
    [one] = compare(tracked.root, "HEAD")
    assert [(f.target_id, f.old, f.new) for f in one.flips] == [
        ("2025-gdp-growth", "awaiting_data", "missed")
    ]
    assert [(t.table, len(t.added), len(t.changed)) for t in one.tables] == [("observations", 1, 0)]
    assert "pingdingshan/indicators/gdp-growth.md" in one.pages
    assert "pingdingshan/indicators/gdp-growth/embed.md" in one.pages
    assert "pingdingshan/indicators/grain-output.md" not in one.pages
    shown = run_task(tracked, "diff")
    assert "2025-gdp-growth" in shown.stdout
    assert "未完成" in shown.stdout
    again = add(tracked, "--value", "6.1", "--published", "2026-02-12")
    assert "已有同样的一行" in again.stdout
    subprocess.run(
        ["git", "-c", "user.name=m", "-c", "user.email=m@e.org", "commit", "-qam", "second"],
        cwd=tracked.root, check=True,
    )  # fmt: skip
    refused = add(tracked, "--value", "6.3")
    assert refused.returncode == 1
    assert "reason-zh" in refused.stderr
    assert rows_of(tracked, "observations") == after
    changed = add(tracked, "--value", "6.3", "--reason-zh", "核实后修订", "--reason-en", "Revised")
    assert changed.returncode == 0, changed.stdout + changed.stderr
    assert rows_of(tracked, "corrections")[-1]["new"] == "6.3"
    assert run_task(tracked, "validate").returncode == 0


def test_a_figure_is_added_as_people_speak_and_a_slip_not_yet_committed_is_mended(tracked):
    new = ("--source", "2025-news", "--source-title", "2025年经济运行情况", "--publisher", "某报社",
           "--source-title-en", "The economy in 2025",
           "--source-url", "https://example.org/news", "--published", "2026-02-12")  # fmt: skip
    names = {row["indicator_id"]: row["name_zh"] for row in rows_of(tracked, "indicators")}
    spoken = ("--indicator", names["gdp-growth"], "--period", "2025年", *new)
    first = add(tracked, *spoken, "--value", "61")
    assert first.returncode == 0, first.stdout + first.stderr
    second = add(tracked, *spoken, "--value", "6.1")
    assert second.returncode == 0, second.stdout + second.stderr
    row = rows_of(tracked, "observations")[-1]
    assert (row["indicator_id"], row["period"], row["value"]) == ("gdp-growth", "2025", "6.1")
    assert rows_of(tracked, "sources")[-1]["title"] == "2025年经济运行情况"
    assert rows_of(tracked, "corrections")[-1]["new"] != "6.1"


def test_the_commands_of_the_desk_come_first(project):
    listed = run_task(project).stdout
    assert listed.index("observe") < listed.index("validate") < listed.index("bench")
    assert listed.index("bench") > listed.index("workshop")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--value", "六点一"], "observations.csv"),
        (["--value", "6.1", "--source", "nowhere"], "nowhere"),
        (["--value", "6.1", "--indicator", "gdp-groth"], "gdp-growth"),
        (["--value", "6.1", "--package", "elsewhere"], "elsewhere"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_written(project, arguments, said):
    before = (project.root / PACKAGE / "observations.csv").read_bytes()
    done = add(project, *arguments)
    assert done.returncode in {1, 2}
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert (project.root / PACKAGE / "observations.csv").read_bytes() == before


def test_no_difference_is_said_and_an_unknown_revision_too(tracked):
    assert "没有差别" in run_task(tracked, "diff").stdout
    with pytest.raises(NoRevisionError):
        compare(tracked.root, "nowhere")
    assert run_task(tracked, "diff", "--rev", "nowhere").returncode == 2


def test_broken_data_is_still_compared_row_by_row(tracked):
    path = tracked.root / PACKAGE / "targets.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",gdp-growth,", ",gdp-groth,", 1), encoding="utf-8", newline="\n")
    [one] = compare(tracked.root, "HEAD")
    assert [(t.table, [c.field for row in t.changed for c in row.cells]) for t in one.tables] == [
        ("targets", ["indicator_id"])
    ]


def test_the_page_of_differences_escapes_what_is_in_the_data():
    page = render_difference_page([Difference(package="<script>", texts=("a.md",))])
    assert "<script>" not in page
    assert "a.md" in page
    assert render_difference([Difference(package="a")]).startswith("没有差别")


def cell(field, old, new):
    return CellChange(field=field, old=old, new=new)


def test_what_matters_most_is_told_first_and_no_cell_is_markdown():
    wording = RowChange(key="a", cells=(cell("note", "旧", "新 `@someone` <b>[x](http://e.org)"),))
    figure = RowChange(key="b", cells=(cell("value", "4.0", "5"),))
    told = render_difference(
        [
            Difference(
                package="p",
                tables=(
                    TableChange(table="sources", changed=(wording,)),
                    TableChange(table="observations", changed=(wording, figure)),
                ),
                texts=("documents/2024.md",),
                flips=(VerdictFlip(target_id="2024-gdp", old="missed", new="met"),),
            )
        ]
    )
    order = ["2024-gdp", "observations.csv", "`b`", "`a`", "sources.csv", "documents/2024.md"]
    assert [told.index(one) for one in order] == sorted(told.index(one) for one in order)
    outside = re.sub("`[^`]*`", "", told)
    assert not {"@", "<", "["} & set(outside)


def test_what_is_due_depends_on_the_day_and_on_when_a_figure_is_published(project):
    early = run_task(project, "stale", "--on", "2025-02-01").stdout
    late = run_task(project, "stale", "--on", "2025-05-01").stdout
    autumn = run_task(project, "stale", "--on", "2025-10-01").stdout
    assert "  2024  grain-output" in early, "the harvest is published before the year ends"
    assert "  2024  base-stations-5g" not in early, "without a month of its own: after March"
    assert "  2023  gdp-growth" in early
    assert "  2024  base-stations-5g" in late
    assert "  2024  rd-intensity" not in late, "published in September"
    assert "  2024  rd-intensity" in autumn
    assert "2026-gdp" not in late
    assert run_task(project, "stale", "--on", "soon").returncode == 2


def test_a_published_value_changes_only_with_a_correction(tracked):
    path = tracked.root / PACKAGE / "observations.csv"
    text = path.read_text(encoding="utf-8")
    assert run_task(tracked, "validate", "--against", "HEAD").returncode == 0
    path.write_text(text.replace("2929.4", "2930.4"), encoding="utf-8", newline="\n")
    assert run_task(tracked, "validate").returncode == 0
    told = run_task(tracked, "validate", "--against", "HEAD")
    assert told.returncode == 1
    assert "observations.csv" in told.stdout
    assert "corrections.csv" in told.stdout
    assert run_task(tracked, "validate", "--against", "nowhere").returncode == 2
