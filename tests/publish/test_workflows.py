"""The hosted way to publish: workflow files are what their services accept, and pinned."""

import os
import re
import subprocess
import sys

import pytest
import yaml

from scripts.build.site import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
FORMS = ROOT / ".github/ISSUE_TEMPLATE"


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
        ("vendor.github-issue-forms", FORMS / "figure.yml"),
        ("vendor.github-issue-config", FORMS / "config.yml"),
    ],
    ids=str,
)
def test_workflows_hold_to_their_schemas(schema, path):
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    if schema.endswith("gitlab-ci"):
        command += ["--data-transform", "gitlab-ci"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_form_asks_for_a_source_in_both_languages():
    form = yaml.safe_load((FORMS / "figure.yml").read_text(encoding="utf-8"))
    fields = {one["id"]: one for one in form["body"] if "id" in one}
    asked = {name for name, one in fields.items() if one["validations"]["required"]}
    assert {"value", "period", "source", "quote"} <= asked
    for one in fields.values():
        assert re.search("[\u4e00-\u9fff].* · .*[a-z]", one["attributes"]["label"])


GH = """#!/bin/sh
echo "$@" >> calls
case "$1 $2" in
  "pr list") echo 7 ;;
  "run download") mkdir -p difference; printf '## `p`\n- @somebody\n' > difference/difference.md ;;
  "api repos/o/r/issues/7/comments") cat earlier ;;
esac
"""


@pytest.mark.parametrize(("earlier", "address"), [("", "7/comments"), ("91", "comments/91")])
def test_the_comment_tells_difference_and_preview_and_is_written_once(tmp_path, earlier, address):
    """The step's own commands, with a `gh` that only writes down how it is called."""
    workflow = yaml.safe_load((ROOT / ".github/workflows/comment.yml").read_text(encoding="utf-8"))
    job = workflow["jobs"]["comment"]
    assert job["permissions"] == {"actions": "read", "pull-requests": "write"}
    assert not any("uses" in step for step in job["steps"]), "no code of the request is run"
    (tmp_path / "gh").write_text(GH, encoding="utf-8")
    (tmp_path / "gh").chmod(0o755)
    (tmp_path / "earlier").write_text(earlier, encoding="utf-8")
    given = {
        "PATH": f"{tmp_path}:{os.environ['PATH']}", "GH_REPO": "o/r", "RUN": "5", "HEAD": "abc",
        "ADDRESS": "https://host/o/r/actions/runs/5", "RESULT": "failure",
        "PREVIEW_URL": "https://preview.example.org/{number}/",
    }  # fmt: skip
    for step in job["steps"]:
        subprocess.run(["bash", "-euc", step["run"]], cwd=tmp_path, env=given, check=True)
    comment = (tmp_path / "comment.md").read_text(encoding="utf-8")
    assert "https://preview.example.org/7/" in comment
    assert "## `p`" in comment
    assert "@somebody" not in comment, "nobody is called"
    assert "https://host/o/r/actions/runs/5" in comment, "it says where the findings are"
    last = (tmp_path / "calls").read_text(encoding="utf-8").splitlines()[-1]
    assert f"repos/o/r/issues/{address} -F body=@comment.md" in last


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
