"""What the project is made from: the lock, the licences, the bill of materials, the advisories."""

import json
import re
import subprocess
import sys
import tomllib
from importlib import metadata

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scripts.build.site import ROOT
from scripts.desk.supply.advisories import NoAnswerError, audit_lock, read_answer
from scripts.desk.supply.bill import render_bill
from scripts.desk.supply.licences import (
    UNKNOWN,
    Licence,
    find_installed,
    find_licences,
    read_licence,
    read_recorded,
    render_licences,
)
from scripts.desk.supply.locked import LockError, read_lock

PACKAGES = read_lock((ROOT / "requirements.lock").read_text(encoding="utf-8"))
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
PROJECT = tomllib.loads(PYPROJECT)["project"]
RECORDED = (ROOT / "docs/licences.md").read_text(encoding="utf-8")
INSTALLED = find_installed(PACKAGES)
KEYS = [(p.name, p.version) for p in PACKAGES]
BILL = render_bill(PROJECT, PACKAGES, find_licences(PACKAGES, RECORDED))

ENTRY = f"""demo==1.0 ; sys_platform == 'win32' \\
    --hash=sha256:{"a" * 64} \\
    --hash=sha256:{"b" * 64}
    # via
    #   -c requirements-dev.lock
    #   other
    #   promise-ledger (pyproject.toml)
"""


def test_a_locked_package_is_read_whole():
    (one,) = read_lock(f"# by a command\n{ENTRY}")
    assert (one.name, one.version, one.marker) == ("demo", "1.0", "sys_platform == 'win32'")
    assert one.hashes == ("a" * 64, "b" * 64)
    assert (one.needed_by, one.direct) == (("other",), True)


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://registry.example/simple",
        "--find-links https://registry.example",
        "demo @ https://registry.example/demo.whl",
        "-e .",
        "demo>=1.0",
        "unhashed==1.0",
        "demo==1.0 \\\n    --hash=md5:00000000000000000000000000000000",
    ],
)
def test_a_lock_with_anything_else_is_refused(line):
    with pytest.raises(LockError):
        read_lock(f"{line}\n{ENTRY}")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_hashes_and_no_host_is_named(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    packages = read_lock(text)
    assert len(packages) == len(re.findall(r"^\S+==", text, re.MULTILINE))
    assert all(package.hashes for package in packages)
    assert "://" not in text
    assert not re.search(r"\b[\w-]+\.(?:org|com|net|io|cn|dev)\b", re.sub(r"#.*", "", text))


def test_every_direct_dependency_has_a_line_of_reason():
    listed = re.findall(r'^  "(.+)",(.*)$', PYPROJECT.split("[tool.", 1)[0], re.MULTILINE)
    extras = PROJECT["optional-dependencies"].values()
    wanted = [*PROJECT["dependencies"], *(one for extra in extras for one in extra)]
    assert [requirement for requirement, _ in listed] == wanted
    assert [name for name, reason in listed if not re.fullmatch(r"\s+# \w.{4,}", reason)] == []


def test_the_recorded_licences_are_those_of_the_lock():
    """Renewed by `invoke licences`; what another platform installs is compared there."""
    recorded = read_recorded(RECORDED)
    assert list(recorded) == KEYS
    assert len(INSTALLED) > len(PACKAGES) - 5
    assert {key: recorded[key] for key in INSTALLED} == INSTALLED
    assert render_licences(PACKAGES, recorded) == RECORDED


def test_a_licence_is_what_metadata_say_in_this_order():
    both = {
        "License-Expression": ["MIT"],
        "Classifier": ["Topic :: X", "License :: OSI Approved :: BSD License"],
        "License": ["Some words\n\nand the whole text"],
    }
    assert read_licence(both) == Licence(field="License-Expression", names=("MIT",))
    del both["License-Expression"]
    assert read_licence(both) == Licence(field="Classifier", names=("BSD License",))
    del both["Classifier"]
    assert read_licence(both) == Licence(field="License", names=("Some words",))
    assert read_licence({"License": ["UNKNOWN", " "]}) == Licence()
    assert str(Licence()) == UNKNOWN


def test_what_is_not_installed_here_keeps_its_record_and_else_is_unknown():
    (demo,) = read_lock(ENTRY)
    key = ("demo", "1.0")
    assert find_licences([demo], "") == {key: Licence()}
    known = {key: Licence(field="Classifier", names=("MIT License", "Public Domain"))}
    for licences in (known, {key: Licence()}):
        assert find_licences([demo], render_licences([demo], licences)) == licences


def test_the_bill_holds_to_the_schema_of_cyclonedx():
    errors = JsonStrictValidator(SchemaVersion.V1_6).validate_str(BILL.decode())
    assert errors is None, errors


def test_the_bill_names_every_package_with_its_hashes_and_licence():
    bill = json.loads(BILL)
    components = bill["components"]
    assert [(c["name"], c["version"]) for c in components] == KEYS
    for package, component in zip(PACKAGES, components, strict=True):
        assert component["purl"] == f"pkg:pypi/{package.name}@{package.version}"
        assert [one["content"] for one in component["hashes"]] == list(package.hashes)
        assert component["licenses"]
    unknown = json.loads(render_bill(PROJECT, PACKAGES, dict.fromkeys(KEYS, Licence())))
    assert unknown["components"][0]["licenses"][0]["license"]["name"] == "unknown"
    assert unknown["serialNumber"] != bill["serialNumber"]


def test_the_same_lock_gives_the_same_bytes_without_a_clock():
    assert render_bill(PROJECT, PACKAGES, find_licences(PACKAGES, RECORDED)) == BILL
    assert "timestamp" not in BILL.decode()


def test_the_graph_is_that_of_installed_metadata():
    """Every requirement that holds here is an edge, and everything is reached from the project."""
    graph = {one["ref"]: set(one["dependsOn"]) for one in json.loads(BILL)["dependencies"]}
    installed = {p.name: p for p in PACKAGES if (p.name, p.version) in INSTALLED}
    wanted = [(f"promise-ledger@{PROJECT['version']}", Requirement(d), "") for d in
              PROJECT["dependencies"]]  # fmt: skip
    seen = set()
    while wanted:
        parent, requirement, extra = wanted.pop()
        child = installed.get(canonicalize_name(requirement.name))
        marker = requirement.marker
        if marker and (("extra ==" in str(marker)) > bool(extra)):
            continue  # quickly: most requirements are of extras that nobody asked for
        if marker and not marker.evaluate({"extra": extra}):
            continue
        assert child is not None, requirement
        assert child.purl in graph[f"pkg:pypi/{parent}"], (parent, child.name)
        for wanted_extra in ("", *requirement.extras):
            if (child.name, wanted_extra) not in seen:
                seen.add((child.name, wanted_extra))
                wanted += [
                    (f"{child.name}@{child.version}", Requirement(text), wanted_extra)
                    for text in metadata.requires(child.name) or ()
                ]
    assert {name for name, _ in seen} == installed.keys()
    assert set(graph) - {f"pkg:pypi/promise-ledger@{PROJECT['version']}"} <= set().union(
        *graph.values()
    )


ANSWER = {
    "dependencies": [
        {
            "name": "demo",
            "version": "1.0",
            "vulns": [
                {"id": "PYSEC-1", "fix_versions": ["1.1"], "aliases": [], "description": "a\nb"}
            ],
        },
        {"name": "other", "skip_reason": "not on the index"},
    ],
    "fixes": [],
}


def test_an_answer_names_vulnerabilities_and_what_nobody_judged():
    packages = read_lock(f"{ENTRY}other==2.0 \\\n    --hash=sha256:{'c' * 64}\n")
    audit = read_answer(json.dumps(ANSWER), packages)
    (one,) = audit.advisories
    assert (one.package, one.version, one.identifier) == ("demo", "1.0", "PYSEC-1")
    assert (one.fixed_in, one.summary) == (("1.1",), "a b")
    assert (audit.asked, audit.unasked) == (1, ("other 2.0",))


def test_no_answer_is_no_clean_bill(tmp_path):
    lock = tmp_path / "requirements.lock"
    lock.write_text(ENTRY, encoding="utf-8")
    silent = (sys.executable, "-c", "import sys; sys.exit('Name or service not known')")
    with pytest.raises(NoAnswerError, match="Name or service not known"):
        audit_lock(lock, silent)
    answering = (sys.executable, "-c", f"print({json.dumps(ANSWER)!r})")
    assert len(audit_lock(lock, answering).advisories) == 1


def test_offline_the_audit_says_so_and_ends_with_2(tmp_path):
    """The real tool, with a proxy on which nobody listens."""
    (tmp_path / "requirements.lock").write_text(ENTRY.replace("win32", sys.platform), "utf-8")
    dead = dict.fromkeys(("http_proxy", "https_proxy", "HTTPS_PROXY"), "http://127.0.0.1:9")
    done = subprocess.run(
        [sys.executable, "-m", "invoke", "-r", str(ROOT), "audit"],
        cwd=tmp_path, env={"HOME": str(tmp_path), "PATH": "", **dead}, timeout=60,
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 2, done.stdout + done.stderr
    assert "没能问到" in done.stderr
    assert "could not ask" in done.stderr


def test_the_tasks_write_the_bill_and_the_table(tmp_path):
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/licences.md").write_text(RECORDED, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "invoke", "-r", str(ROOT), "licences", "sbom"],
        cwd=tmp_path, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert "没有变化 unchanged" in done.stdout
    assert (tmp_path / "sbom.cdx.json").read_bytes() == BILL
