"""The recipes of the documentation run as they stand, on the site as it is published."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from scripts.build.site import ROOT

GUIDE = (ROOT / "docs" / "using-the-data.md").read_text(encoding="utf-8")
RECIPES = re.findall(r"```(sh|python|sql|r)\n(.*?)```", GUIDE, flags=re.DOTALL)
PUBLISHED = "https://example.org/"


def environment():
    tools = Path(sys.executable).parent
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONUTF8": "1", "PYTHONWARNINGS": "ignore"}


def run(command, folder):
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_there_are_recipes_for_every_tool():
    assert {kind for kind, _ in RECIPES} == {"sh", "python", "sql", "r"}
    for tool in ("csvcut", "csvstat", "csvsql", "csvgrep", "in2csv", "csvlook", "frictionless"):
        assert tool in GUIDE


@pytest.mark.parametrize(
    ("kind", "code"), RECIPES, ids=[f"{n}-{kind}" for n, (kind, _) in enumerate(RECIPES)]
)
def test_a_recipe_runs_and_answers(kind, code, site, address, monkeypatch):
    folder = site / "data" / "pingdingshan"
    local = code.replace(PUBLISHED, address)
    if kind == "sh":
        answer = run(["bash", "-euo", "pipefail", "-c", local], folder)
    elif kind == "python":
        answer = run([sys.executable, "-c", local], folder)
    elif kind == "r":
        if shutil.which("Rscript") is None:
            pytest.skip("R is not installed on this machine")
        answer = run(["Rscript", "-e", local], folder)
    else:
        monkeypatch.chdir(folder)
        answer = str(duckdb.sql(local).fetchall() or "")
    assert answer.strip()
    assert "Traceback" not in answer
