"""The only writer: whole files, nothing outside, nothing left over."""

import os

import pytest

from scripts.core.files import UnsafePathError, read_tree, write_file
from tests.files import write_tree


def test_a_tree_becomes_exactly_what_was_asked(tmp_path):
    write_tree(tmp_path, {"a/b.txt": b"1", "c.txt": b"2"})
    written = write_tree(tmp_path, {"c.txt": b"2", "d/e.txt": b"3"})
    assert (written.changed, written.removed) == (1, 1)
    assert read_tree(tmp_path) == {"c.txt": b"2", "d/e.txt": b"3"}
    assert not (tmp_path / "a").exists()


def test_what_is_the_same_is_not_written_again(tmp_path):
    path = tmp_path / "a.txt"
    assert write_file(path, b"same")
    os.utime(path, (1, 1))
    assert not write_file(path, b"same")
    assert path.stat().st_mtime == 1


@pytest.mark.parametrize("path", ["../a", "/etc/a", "a/../../b", "a\\b", "a\0b", ""])
def test_nothing_is_written_outside(tmp_path, path):
    with pytest.raises(UnsafePathError):
        write_tree(tmp_path / "inside", {path: b"x"})
    assert not (tmp_path / "a").exists()


def test_a_failed_write_leaves_the_old_file_and_no_rest(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    write_file(path, b"old")

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr("pathlib.Path.replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
