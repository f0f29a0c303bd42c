"""What a newcomer meets first: the Makefile, the lock files, the CI script, the browser finder."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from scripts.commands import browser

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
PINNED = re.compile(r"^([a-z0-9._-]+)==(\S+)", re.MULTILINE)


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Call make as from a shell, also when the tests themselves were started by make."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", *arguments],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
        env=environment,
    )


def normalised(requirement: str) -> str:
    """`types-Markdown>=3.7` -> `types-markdown`, as the lock files spell it (PEP 503)."""
    name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(lock: str) -> dict[str, str]:
    return dict(PINNED.findall((ROOT / lock).read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def project_table():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_runtime_dependencies_are_locked(project_table):
    wanted = {normalised(line) for line in project_table["dependencies"]}
    assert wanted <= pinned("requirements.lock").keys()


def test_development_dependencies_are_locked(project_table):
    wanted = {normalised(line) for line in project_table["optional-dependencies"]["dev"]}
    assert wanted <= pinned("requirements-dev.lock").keys()


def test_development_lock_holds_the_runtime_lock():
    """`make test` installs one over the other: a version that differs would flip back and forth."""
    assert pinned("requirements.lock").items() <= pinned("requirements-dev.lock").items()


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_has_hashes_and_no_address(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert entries
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert re.findall(r".*(?:://|--index|--find-links|file:|^-e|^/|\s@\s).*", text) == []


def test_help_is_the_default_and_names_every_target():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    shown = make(ROOT).stdout
    for target in set(phony[1].split()) - {"help", "FORCE"}:
        assert f"make {target} " in shown


def test_too_old_a_python_is_told_in_both_languages(tmp_path):
    """In a folder of its own, with an interpreter that says no to every question."""
    (tmp_path / "Makefile").write_bytes((ROOT / "Makefile").read_bytes())
    for lock in LOCKS:
        (tmp_path / lock).touch()
    done = make(tmp_path, "PYTHON=false", "site")
    assert done.returncode != 0
    assert "需要 Python 3.11" in done.stderr
    assert "Python 3.11 or newer is needed" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_ci_runs_the_readme_test_command():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    command = script.read_text(encoding="utf-8").splitlines()[-1].removeprefix("exec ")
    assert f"{command} " in (ROOT / "README.md").read_text(encoding="utf-8")


def test_workflow_pins_actions_and_may_only_read():
    workflow = (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")
    uses = re.findall(r"uses: (\S+)", workflow)
    assert uses
    assert [action for action in uses if not re.search(r"@[0-9a-f]{40}$", action)] == []
    assert re.findall(r"^permissions:\n  contents: read\n\n", workflow, re.MULTILINE)


def test_named_browser_comes_first(monkeypatch, tmp_path):
    named = tmp_path / "my-browser"
    named.touch()
    monkeypatch.setenv("CHROMIUM", str(named))
    assert browser.find_browser() == named


def test_a_named_browser_that_is_gone_is_passed_over(monkeypatch, tmp_path):
    other = tmp_path / "chromium"
    other.touch(mode=0o755)
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "gone"))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert browser.find_browser() == other


@pytest.mark.parametrize(("root", "expected"), [(True, True), (False, False)])
def test_only_root_goes_without_the_sandbox(monkeypatch, root, expected):
    monkeypatch.setattr(browser, "is_root", lambda: root)
    assert ("--no-sandbox" in browser.launch_flags()) is expected


def test_missing_browser_and_font_are_installed_with_apt(monkeypatch, tmp_path):
    place = tmp_path / "chromium"
    ran = []

    def run(command, *, quiet=False):
        assert not quiet
        ran.append(command)
        if "install" in command:
            place.touch()
        return True

    monkeypatch.setattr(browser, "find_browser", lambda: place if place.exists() else None)
    monkeypatch.setattr(browser, "has_chinese_font", lambda: False)
    monkeypatch.setattr(browser, "_apt_get", lambda: ["apt-get"])
    monkeypatch.setattr(browser, "_run", run)
    assert browser.ensure_browser() == place
    assert [command[1] for command in ran] == ["update", "install"]
    assert ran[1][-3:] == ["chromium", "fontconfig", "fonts-noto-cjk"]


def test_nothing_is_installed_where_all_is_there(monkeypatch, tmp_path):
    monkeypatch.setattr(browser, "find_browser", lambda: tmp_path)
    monkeypatch.setattr(browser, "has_chinese_font", lambda: True)
    monkeypatch.setattr(browser, "_run", lambda *_, **__: pytest.fail("ran a command"))
    monkeypatch.setattr(browser, "is_root", lambda: True)
    assert browser.ensure_browser() == tmp_path


def test_no_browser_to_be_had_is_told_in_both_languages(monkeypatch, capsys):
    monkeypatch.setattr(browser, "find_browser", lambda: None)
    monkeypatch.setattr(browser, "has_chinese_font", lambda: True)
    monkeypatch.setattr(browser, "_apt_get", lambda: None)
    monkeypatch.setattr(browser, "_run", lambda *_, **__: False)
    assert browser.main(["--install"]) == 1
    told = capsys.readouterr().err
    assert "请安装 Chromium" in told
    assert "install Chromium or Chrome" in told


def test_tasks_are_listed():
    done = subprocess.run(
        [sys.executable, "-m", "invoke", "--list"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in ("site", "test", "validate", "serve", "check", "lock"):
        assert re.search(rf"^  {name} ", done.stdout, re.MULTILINE)


def test_a_site_without_a_contact_does_not_go_live(tmp_path):
    environment = {name: value for name, value in os.environ.items() if name != "SITE_CONTACT"}
    target = tmp_path / "output"
    done = subprocess.run(
        [sys.executable, "-m", "invoke", "site", "--complete", "--output", str(target)],
        cwd=ROOT, env=environment, check=False, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 2
    assert "SITE_CONTACT=" in done.stderr
    assert not target.exists()
