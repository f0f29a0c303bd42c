"""The hosted way to publish: workflow files are what their services accept, and pinned."""

import re
import subprocess
import sys

import pytest

from scripts.build.site import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda p: p.name)
def test_actions_are_pinned_by_hash_and_permissions_least(path):
    text = path.read_text(encoding="utf-8")
    for used in re.findall(r"uses: (\S+)", text):
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", used), used
    assert "permissions:\n  contents: read\n" in text
    assert "secrets." not in text, "no secret is needed to build"
    assert text.count("timeout-minutes:") == text.count("runs-on:")


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        *(("vendor.github-workflows", path) for path in WORKFLOWS),
        ("vendor.gitlab-ci", ROOT / ".gitlab-ci.yml"),
    ],
    ids=str,
)
def test_workflows_hold_to_their_schemas(schema, path):
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    if schema.endswith("gitlab-ci"):
        command += ["--data-transform", "gitlab-ci"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_task_says_what_it_does_in_both_languages_with_an_example():
    listed = subprocess.run(
        [sys.executable, "-m", "invoke", "--list", "--list-format", "json"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    import json  # noqa: PLC0415

    tasks = json.loads(listed.stdout)["tasks"]
    for task in tasks:
        assert re.search("[\u4e00-\u9fff]", task["help"]), task["name"]
        assert re.search("[A-Za-z]{3}", task["help"]), task["name"]
        shown = subprocess.run(
            [sys.executable, "-m", "invoke", "--help", task["name"]],
            cwd=ROOT, capture_output=True, encoding="utf-8", check=True,
        )  # fmt: skip
        assert f"invoke {task['name']}" in shown.stdout, task["name"]
    names = {task["name"] for task in tasks}
    for path in ("README.md", "CONTRIBUTING.md", "docs/publishing.md", "docs/versions.md"):
        text = (ROOT / path).read_text(encoding="utf-8")
        for name in re.findall(r"invoke ([a-z][a-z-]+)", text):
            assert name in names, f"{path}: invoke {name}"
