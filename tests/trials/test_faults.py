"""A few of the hindered builds of `tests.trials.faults`, and the steps that they depend on."""

import errno
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scripts.build.swap import BuildRunningError, only_build
from scripts.core.errors import OperationalError, explain
from scripts.core.files import read_tree
from tests.conftest import copy_project
from tests.files import write_tree
from tests.trials import faults

PICKED = (
    faults.killed_while_placing,
    faults.disk_full,
    faults.two_at_once,
    faults.only_the_build_killed,
    faults.damaged_tree,
)


@pytest.mark.slow
def test_hindered_builds_leave_a_whole_site():
    with faults.desk() as desk, ThreadPoolExecutor(faults.AT_ONCE) as trials:
        numbers = [faults.FAULTS.index(fault) for fault in PICKED]
        outcomes = list(trials.map(lambda number: faults.run(number, desk), numbers))
    assert [wrong for _, _, wrong in outcomes if wrong] == []


def test_a_file_gives_way_to_a_folder_and_a_folder_to_a_file(tmp_path):
    write_tree(tmp_path, {"a": b"1", "b/c": b"2"})
    write_tree(tmp_path, {"a/x": b"3", "b": b"4"})
    assert read_tree(tmp_path) == {"a/x": b"3", "b": b"4"}


def test_one_build_at_a_time_across_processes(tmp_path):
    script = (
        "import sys; from pathlib import Path; from scripts.build.swap import only_build\n"
        "with only_build(Path(sys.argv[1])): pass"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    with only_build(tmp_path):
        kept_out = subprocess.run(command, check=False, capture_output=True, encoding="utf-8")
        with pytest.raises(BuildRunningError), only_build(tmp_path):
            pass
    assert "BuildRunningError" in kept_out.stderr
    assert subprocess.run(command, check=False).returncode == 0


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (OSError(errno.ENOSPC, "full", "/a/b.html"), "disk is full: b.html"),
        (OSError(errno.EROFS, "read-only"), "read-only"),
        (OSError(errno.EMFILE, "many"), "Too many open files"),
        (OSError(errno.EIO, "broken"), "Check the disk"),
        (MemoryError(), "Out of memory"),
        (KeyboardInterrupt(), "Interrupted"),
        (OperationalError("坏了", "broken"), "broken"),
    ],
)
def test_what_happens_to_people_is_told_in_both_languages(error, word):
    told = explain(error)
    assert told is not None
    assert word in told[1]
    assert any("\u4e00" <= character <= "\u9fff" for character in told[0])


def test_a_fault_of_our_own_keeps_its_traceback():
    assert explain(KeyError("x")) is None
    fault = ValueError("ours")
    fault.__context__ = FileNotFoundError(errno.ENOENT, "looked for")
    assert explain(fault) is None
    fault.__context__ = OSError(errno.ENOSPC, "full")
    assert explain(fault) is not None


def test_a_file_that_cannot_be_read_just_now_is_not_published_as_missing(tmp_path, monkeypatch):
    from scripts.build.site import read_all  # noqa: PLC0415

    project = copy_project(tmp_path)
    read = Path.read_bytes

    def fail(path):
        if path.suffix == ".csv":
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE), str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", fail)
    with pytest.raises(OSError, match="Too many open files"):
        read_all(project)
