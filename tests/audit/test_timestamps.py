"""Timestamps of checksums: verified offline; none and a false one are said plainly."""

import re
import subprocess
import sys

import pytest

from scripts.audit.timestamps import check_timestamps
from scripts.build.site import ROOT
from tests.authority import Authority

SUMS = b"0" * 64 + b"  t.csv\n"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority.found(tmp_path_factory.mktemp("tsa") / "own")


def check(proof, trusted, data=SUMS):
    site = {"data/p/1.0.0/SHA256SUMS": data, "data/p/latest/SHA256SUMS": data}
    if proof is not None:
        site["data/p/1.0.0/SHA256SUMS.tsr"] = proof
    (stamp,) = check_timestamps(site, trusted)
    assert stamp.file == "data/p/1.0.0/SHA256SUMS"
    return stamp


def test_a_proof_that_holds_tells_when_and_whose(authority):
    stamp = check(authority.stamp(SUMS), authority.root)
    assert stamp.state == "verified"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00 CN=Clock", stamp.words)


def test_a_proof_that_does_not_hold_is_wrong(authority, tmp_path):
    proof = authority.stamp(SUMS)
    assert check(proof, authority.root, SUMS + b"x").state == "wrong"
    assert check(proof[:-4] + b"\0\0\0\0", authority.root).state == "wrong"
    assert check(b"no proof", authority.root).state == "wrong"
    other = Authority.found(tmp_path / "other")
    assert check(proof, other.root).state == "wrong"


@pytest.mark.parametrize("trusted", [b"", b"no certificate"])
def test_without_a_trusted_certificate_nothing_is_verified(authority, trusted):
    stamp = check(authority.stamp(SUMS), trusted)
    assert stamp.state == "unverified"
    assert "certificate" in stamp.words


def test_without_a_proof_it_says_none(authority):
    assert check(None, authority.root).state == "none"


def test_the_task_tells_of_each_list_and_fails_on_a_false_proof(authority, built):
    folders, _ = built
    folder, proof = folders.output, folders.output / "SHA256SUMS.tsr"
    trusted = authority.folder / "root.pem"
    command = [
        sys.executable,
        "-m",
        "invoke",
        "-r",
        str(ROOT),
        "verify",
        str(folder),
        "--tsa",
        str(trusted),
    ]

    def verify():
        return subprocess.run(
            command, cwd=folders.root, capture_output=True, encoding="utf-8", check=False,
            env={"PATH": "/usr/bin:/bin", "SITE_HISTORY": str(ROOT), "PYTHONUTF8": "1"},
        )  # fmt: skip

    try:
        proof.write_bytes(authority.stamp((folder / "SHA256SUMS").read_bytes()))
        done = verify()
        assert done.returncode == 0, done.stdout
        assert re.search(r"✓ .*timestamp verified  SHA256SUMS  \d{4}-.* CN=Clock", done.stdout)
        assert "– 没有时间戳 no timestamp  data/pingdingshan/1.0.0/SHA256SUMS\n" in done.stdout
        proof.write_bytes(authority.stamp(b"another list"))
        done = verify()
        assert done.returncode == 1
        assert "timestamp does not hold  SHA256SUMS" in done.stdout
    finally:
        proof.unlink()
