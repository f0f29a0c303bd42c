"""Every command explains itself with an example, however its help is asked for."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from scripts.build.site import ROOT


def invoke(folder, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "invoke", "-r", str(ROOT), *arguments],
        cwd=folder, capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip


def test_every_command_shows_its_help_and_an_example(tmp_path):
    listed = json.loads(invoke(tmp_path, "--list", "--list-format", "json").stdout)
    names = [one["name"] for one in listed["tasks"]]
    assert {"follow-up", "new-report", "publish"} < set(names)

    def ask(name):
        return name, invoke(tmp_path, name, "--help"), invoke(tmp_path, "--help", name)

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(ask, names))
    for name, after, before in answers:
        assert (after.returncode, after.stderr) == (0, ""), name
        assert after.stdout == before.stdout, name
        assert (
            f"  invoke {name}" in after.stdout.splitlines() or f"  invoke {name} " in after.stdout
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("given", [["xuchang"], ["xuchang", "2025"]])
def test_help_may_follow_what_is_given_already(tmp_path, given):
    shown = invoke(tmp_path, "new-report", *given, "--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "invoke new-report" in shown.stdout
