"""A build as a whole: nothing half done, nothing by chance, nothing special about one city."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.build.site import ROOT, Folders, build_site
from scripts.core.files import read_tree

MINIATURE = ROOT / "tests" / "packages" / "miniature"
PACKAGE = Path("datasets/pingdingshan")


def run_task(folders: Folders, *arguments: str, **environment: str):
    return subprocess.run(
        [sys.executable, "-m", "invoke", "--search-root", str(ROOT), *arguments],
        cwd=folders.root,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
        stdin=subprocess.DEVNULL,
    )


def test_the_closing_figures_are_those_of_the_site(built):
    folders, result = built
    files = read_tree(folders.output)
    assert result.files == len(files)
    assert result.pages == sum(path.endswith(".html") for path in files)
    assert sum(result.statuses.values()) == sum(
        1
        for _ in (folders.root / PACKAGE / "targets.csv")
        .read_text(encoding="utf-8")
        .splitlines()[1:]
    )


def test_a_second_build_changes_nothing(project):
    build_site(project, quiet=True)
    again = build_site(project, quiet=True)
    assert (again.changed, again.removed) == (0, 0)


BREAKS = {
    "a wrong quote": lambda text: text.replace("粮食产量225万吨以上", "粮食产量226万吨以上", 1),
    "another encoding": lambda text: text.encode("big5", "replace"),
    "empty": lambda _: "",
    "a wrong type": lambda text: text.replace(",6.5,,%,2024", ",six,,%,2024", 1),
    "a dangling key": lambda text: text.replace(",gdp-growth,", ",gdp-groth,", 1),
}


@pytest.mark.parametrize("name", BREAKS)
def test_bad_input_leaves_the_site_as_it_was(project, name):
    build_site(project, quiet=True)
    before = read_tree(project.output)
    path = project.root / PACKAGE / "targets.csv"
    broken = BREAKS[name](path.read_text(encoding="utf-8"))
    path.write_bytes(broken if isinstance(broken, bytes) else broken.encode())
    result = build_site(project, quiet=True)
    assert result.findings
    assert {f.file for f in result.findings} == {(PACKAGE / "targets.csv").as_posix()}
    assert read_tree(project.output) == before


def test_a_missing_file_is_a_finding_and_the_site_stays(project):
    build_site(project, quiet=True)
    before = read_tree(project.output)
    (project.root / PACKAGE / "sources.csv").unlink()
    result = build_site(project, quiet=True)
    assert "missing-file" in {finding.code for finding in result.findings}
    assert read_tree(project.output) == before


def test_what_is_gone_from_the_data_is_gone_from_the_site(project):
    (project.root / "content/updates/2026-11-24-second.md").write_text(
        "Title: 第二篇\nLang: zh\nSlug: second\nDate: 2026-11-24\n\n正文。\n", encoding="utf-8"
    )
    english = project.root / "content/updates/2026-11-24-second.en.md"
    assert [f.code for f in build_site(project, quiet=True).findings] == ["missing-translation"]
    assert not project.output.exists(), "an update in one language only is not published"
    english.write_text(
        "Title: Second\nLang: en\nSlug: second\nDate: 2026-11-24\n\nText.\n", encoding="utf-8"
    )
    build_site(project, quiet=True)
    assert (project.output / "updates/second/index.html").exists()
    pages = {path for path in read_tree(project.output) if path.endswith(".html")}
    (project.root / "content/updates/2026-11-24-second.md").unlink()
    english.unlink()
    build_site(project, quiet=True)
    left = {path for path in read_tree(project.output) if path.endswith(".html")}
    assert pages - left == {"updates/second/index.html", "en/updates/second/index.html"}


def test_a_new_city_is_data_and_no_code(project):
    shutil.copytree(MINIATURE, project.root / "datasets" / "qingshi")
    result = build_site(project, quiet=True)
    assert result.findings == ()
    home = (project.output / "index.html").read_text(encoding="utf-8")
    assert "青石市" in home
    assert "平顶山市" in home
    assert (project.output / "qingshi/index.html").exists()
    assert all(result.statuses.values()), "the miniature shows every status"


def test_validate_as_json_by_the_contract(project):
    path = project.root / PACKAGE / "targets.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("经济增长6.5%", "经济增长7.5%", 1),
        encoding="utf-8",
    )
    done = run_task(project, "validate", "--package", "pingdingshan", "--format", "json")
    assert done.returncode == 1
    findings = json.loads(done.stdout)
    keys = {"file", "row", "field", "code", "message_zh", "message_en", "fix_zh", "fix_en"}
    assert all(set(finding) == keys for finding in findings)
    assert {(f["file"], f["row"]) for f in findings} == {((PACKAGE / "targets.csv").as_posix(), 2)}
    assert "Traceback" not in done.stderr


def test_validate_says_yes_and_knows_wrong_usage(project):
    good = run_task(project, "validate")
    assert (good.returncode, "✓" in good.stdout) == (0, True)
    assert run_task(project, "validate", "--package", "nowhere").returncode == 2
    assert run_task(project, "validate", "--format", "xml").returncode == 2
