"""What earlier builds made is used again: little is made after an edit, and nothing for nothing."""

import shutil
import subprocess
import sys
from collections import Counter

import pytest

from scripts.build import package_plan, runner, site_build
from scripts.build.manifest import InputChangedError
from scripts.build.site import ROOT, build_site
from scripts.core.files import read_tree
from tests.trials import incremental

PACKAGE = "datasets/pingdingshan"


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def made(monkeypatch):
    """The names of the steps that are made, without what follows their first word."""
    names = Counter()
    note = runner.Runner.note

    def noted(self, step, made):
        names[step.name.partition(": ")[2] or step.name] += 1
        return note(self, step, made)

    monkeypatch.setattr(runner.Runner, "note", noted)
    return names


def test_nothing_changed_is_noticed_before_pelican_and_pandas_are_loaded(project):
    first = build_site(project, quiet=True)
    again = build_site(project, quiet=True)
    assert (again.pages, again.files, again.statuses) == (first.pages, first.files, first.statuses)
    assert (again.changed, again.removed) == (0, 0)
    script = (
        "import sys; from pathlib import Path; from scripts.build.site import Folders, build_site\n"
        f"root = Path({str(project.root)!r})\n"
        "result = build_site(Folders(root=root, output=root / 'output'), quiet=True)\n"
        "loaded = {'pelican', 'pandas', 'frictionless', 'jinja2', 'markdown'} & set(sys.modules)\n"
        "print(result.pages, loaded)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.split("\n")[0] == f"{first.pages} set()"


def test_a_file_of_the_site_that_was_changed_is_put_right(project):
    build_site(project, quiet=True)
    before = read_tree(project.output)
    (project.output / "index.html").write_bytes(b"changed")
    (project.output / "SHA256SUMS").unlink()
    again = build_site(project, quiet=True)
    assert again.changed == 2
    assert read_tree(project.output) == before


def test_an_edited_value_makes_its_indicator_and_the_pages_that_show_it(project, made):
    build_site(project, quiet=True)
    made.clear()
    edit(project.root / PACKAGE / "observations.csv", "2019,10.8,%", "2019,10.9,%")
    assert not build_site(project, quiet=True).findings
    page = project.output / "pingdingshan/indicators/retail-sales-growth/index.html"
    assert "10.9" in page.read_text(encoding="utf-8")
    assert sum(name.startswith("indicator ") for name in made) == 1
    assert made["search index"] == 0, "no word of a page has changed"
    targets = (project.root / PACKAGE / "targets.csv").read_text(encoding="utf-8")
    reports = targets.count(",retail-sales-growth,")
    assert sum(made.values()) < 12 * reports, "a report, its section, their pages"


def test_a_page_written_by_hand_makes_itself_alone(project, made, monkeypatch):
    build_site(project, quiet=True)
    made.clear()
    monkeypatch.setattr(package_plan, "read_package", lambda *_: pytest.fail("a package was read"))
    about = project.content / "pages/about.md"
    about.write_text(about.read_text(encoding="utf-8") + "\n一段。\n", encoding="utf-8")
    assert not build_site(project, quiet=True).findings
    assert "一段。" in (project.output / "about/index.html").read_text(encoding="utf-8")
    assert [name for name in made if name.startswith("page ")] == ["page about/"]


def test_a_package_beside_a_changed_one_is_not_read(project, monkeypatch):
    miniature = project.root / "datasets" / "qingshi"
    shutil.copytree(ROOT / "tests/packages/miniature", miniature)
    build_site(project, quiet=True)
    asked = []
    read = package_plan.read_package
    monkeypatch.setattr(
        package_plan,
        "read_package",
        lambda folder, root: (asked.append(folder.name), read(folder, root))[1],
    )
    edit(miniature / "observations.csv", "5.8", "5.9")
    assert not build_site(project, quiet=True).findings
    assert asked == ["qingshi"]


def test_one_edit_writes_only_files_whose_content_is_another(project):
    def state():
        return {
            path.relative_to(project.output).as_posix(): (
                path.stat().st_ino,
                path.stat().st_mtime_ns,
                path.read_bytes(),
            )
            for path in project.output.rglob("*")
            if path.is_file()
        }

    build_site(project, quiet=True)
    before = state()
    edit(project.root / PACKAGE / "observations.csv", "2929.4", "2930.4")
    again = build_site(project, quiet=True)
    after = state()
    written = {name for name in after.keys() & before.keys() if after[name][:2] != before[name][:2]}
    other = {name for name in after.keys() & before.keys() if after[name][2] != before[name][2]}
    assert sorted(written - other) == []
    assert again.changed == len(other | (after.keys() - before.keys()))
    assert 0 < len(written) < len(after) / 2


def test_a_file_saved_while_the_site_is_made_stops_it(project, monkeypatch):
    build_site(project, quiet=True)
    before = read_tree(project.output)
    about = project.content / "pages" / "about.md"
    about.write_text(about.read_text(encoding="utf-8") + "\n一段。\n", encoding="utf-8")
    run = site_build.run_pelican

    def save_meanwhile(*arguments):
        about.write_text(about.read_text(encoding="utf-8") + "\n又一段。\n", encoding="utf-8")
        return run(*arguments)

    monkeypatch.setattr(site_build, "run_pelican", save_meanwhile)
    with pytest.raises(InputChangedError, match=r"content/pages/about\.md.*Run it again"):
        build_site(project, quiet=True)
    assert read_tree(project.output) == before


def test_an_edit_saved_while_it_is_read_and_taken_back_leaves_nothing(project, monkeypatch):
    build_site(project, quiet=True)
    before = read_tree(project.output)
    table = project.root / PACKAGE / "indicators.csv"
    original = table.read_bytes()
    edit(project.root / PACKAGE / "observations.csv", "2019,10.8,%", "2019,10.9,%")
    read = package_plan.read_package

    def save_meanwhile(folder, root):
        table.write_bytes(original.replace("充电桩".encode(), "充电站".encode()))
        return read(folder, root)

    with monkeypatch.context() as patch:
        patch.setattr(package_plan, "read_package", save_meanwhile)
        with pytest.raises(InputChangedError):
            build_site(project, quiet=True)
    table.write_bytes(original)
    edit(project.root / PACKAGE / "observations.csv", "2019,10.9,%", "2019,10.8,%")
    (project.output / "index.html").unlink()
    build_site(project, quiet=True)
    assert read_tree(project.output) == before


def test_an_error_of_the_program_in_one_package_leaves_out_this_package(project, monkeypatch):
    wells = project.root / "datasets/wells"
    wells.mkdir()
    (wells / "wells.csv").write_text("depth,name\n3,a\n", encoding="utf-8")
    (wells / "datapackage.json").write_text(
        '{"name": "wells", "title": "水井", "resources": [{"name": "wells", "path": "wells.csv"}]}',
        encoding="utf-8",
    )
    plan = package_plan.published_plan

    def fail(package, read):
        if package.name == "wells":
            raise IndexError("deep")
        return plan(package, read)

    monkeypatch.setattr(package_plan, "published_plan", fail)
    result = build_site(project, quiet=True)
    assert not result.findings
    (one,) = result.decisions
    assert (one.raw.folder, one.outcome) == ("datasets/wells", "skip")
    assert "IndexError: deep" in one.findings[0].message_en
    assert not (project.output / "data/wells").exists()
    assert (project.output / "pingdingshan/index.html").exists()


@pytest.mark.slow
def test_edits_in_a_row_give_the_site_of_a_build_from_nothing():
    with incremental.first_project() as first:
        counts, wrong = incremental.run(5, first)
    assert wrong == ""
    assert counts["builds"] >= 1
