"""What the project is made from: the locks, the licences, the bill of materials, the advisories."""

import json
import re
import subprocess
import sys
import tomllib

import pytest
from packaging.utils import canonicalize_name

from scripts.build.site import ROOT

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
PROJECT = tomllib.loads(PYPROJECT)["project"]
LICENCES = (ROOT / "docs/licences.md").read_text(encoding="utf-8")


def run(*tasks, cwd, **env):
    environment = {"HOME": str(cwd), "PATH": "", "PYTHONUTF8": "1", **env}
    return subprocess.run(
        [sys.executable, "-m", "invoke", "-r", str(ROOT), *tasks],
        cwd=cwd, env=environment, timeout=120, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.fixture
def project(tmp_path):
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    (tmp_path / "docs").mkdir()
    return tmp_path


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_hashes_and_no_host_is_named(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert [one for one in entries if not re.match(r"[\w.-]+==\S+", one)] == []
    assert [one for one in entries if not re.search(r"--hash=sha256:[0-9a-f]{64}", one)] == []
    assert "://" not in text
    assert not re.search(r"\b[\w-]+\.(?:org|com|net|io|cn|dev)\b", re.sub(r"#.*", "", text))


def test_every_direct_dependency_has_a_line_of_reason():
    listed = re.findall(r'^  "(.+)",(.*)$', PYPROJECT.split("[tool.", 1)[0], re.MULTILINE)
    extras = PROJECT["optional-dependencies"].values()
    wanted = [*PROJECT["dependencies"], *(one for extra in extras for one in extra)]
    assert [requirement for requirement, _ in listed] == wanted
    assert [name for name, reason in listed if not re.fullmatch(r"\s+# \w.{4,}", reason)] == []


def test_the_table_of_licences_is_that_of_the_lock(project):
    """A lock serves many platforms: what is for another one only is not in the table."""
    assert run("licences", cwd=project).returncode == 0
    assert (project / "docs/licences.md").read_text(encoding="utf-8") == LICENCES
    rows = re.findall(r"^\| (\S+) +\| (\S+) +\| (\S.*?) +\|$", LICENCES, re.MULTILINE)[1:]
    locked = dict(re.findall(r"^([a-z0-9][\w.-]*)==(\S+) (?!;)", LOCK, re.MULTILINE))
    listed = {canonicalize_name(name): version for name, version, _ in rows}
    assert {name: listed.get(name) for name in locked} == locked


def test_the_same_environment_gives_the_same_bill(project):
    for name in ("first.json", "second.json"):
        assert run("sbom", "--to", name, cwd=project).returncode == 0
    text = (project / "first.json").read_text(encoding="utf-8")
    assert text == (project / "second.json").read_text(encoding="utf-8")
    bill = json.loads(text)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    names = {canonicalize_name(component["name"]) for component in bill["components"]}
    assert {"frictionless", "pandas", "pelican"} <= names


def test_offline_the_audit_says_so_in_both_languages(project):
    """With a proxy on which nobody listens."""
    dead = dict.fromkeys(("http_proxy", "https_proxy", "HTTPS_PROXY"), "http://127.0.0.1:9")
    done = run("audit", cwd=project, **dead)
    assert done.returncode
    assert "没有成功" in done.stderr
    assert "did not succeed" in done.stderr
