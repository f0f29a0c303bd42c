"""The tree that builds add to: whatever stands in it, what is asked for stands there afterwards."""

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.build.tree import SiteTree, describe_listing, in_listing, list_tree
from scripts.core.files import UnsafePathError, read_tree

PATHS = ("a", "b/c", "b/d", "b/e/f", "g/h/i")
OUTSIDE = "outside"


def put_file(at: Path, _: Path) -> None:
    at.write_bytes(b"in the way")


def put_folder(at: Path, _: Path) -> None:
    at.mkdir()
    (at / "x").write_bytes(b"x")


def put_link_to_nothing(at: Path, _: Path) -> None:
    at.symlink_to("/nowhere/at/all")


def put_link_to_folder(at: Path, outside: Path) -> None:
    at.symlink_to(outside)


def put_link_to_file(at: Path, outside: Path) -> None:
    at.symlink_to(outside / "c")


WAYS = (put_file, put_folder, put_link_to_nothing, put_link_to_folder, put_link_to_file)
OBSTACLES = st.lists(
    st.tuples(st.sampled_from([*PATHS, "b", "b/e", "g", "g/h"]), st.sampled_from(WAYS)), max_size=4
)
CONTENTS = st.dictionaries(st.sampled_from(PATHS), st.binary(max_size=20), min_size=1)


@contextmanager
def empty_tree() -> Iterator[Path]:
    """A folder for a tree; what stands outside of it must stay as it is."""
    with TemporaryDirectory() as base:
        outside = Path(base) / OUTSIDE
        for path in ("c", "d", "e/f", "h/i"):
            (outside / path).parent.mkdir(parents=True, exist_ok=True)
            (outside / path).write_bytes(b"outside")
        before = read_tree(outside)
        yield Path(base) / "tree"
        assert read_tree(outside) == before, "something outside was changed"


def obstruct(tree: Path, obstacles) -> None:
    """Put things where the tree has files and folders, as somebody might."""
    for path, way in obstacles:
        at = tree / path
        if at.parent.is_dir() and not any(one.is_symlink() for one in at.parents):
            if at.is_dir() and not at.is_symlink():
                shutil.rmtree(at)
            at.unlink(missing_ok=True)
            way(at, tree.parent / OUTSIDE)


@settings(max_examples=150, deadline=None)
@given(first=CONTENTS, obstacles=OBSTACLES, second=CONTENTS)
def test_whatever_is_in_the_way_a_written_file_stands(first, obstacles, second):
    """A build as it goes: list, write, remove what is not of it; the tree is that and no more."""
    with empty_tree() as tree:
        build_twice(tree, first, obstacles, second)


def build_twice(tree: Path, first, obstacles, second) -> None:
    SiteTree(folder=tree).remove([])
    before = [SiteTree(folder=tree).write(path, data) for path, data in first.items()]
    obstruct(tree, obstacles)
    listed = list_tree(tree)
    building = SiteTree(folder=tree)
    kept = [one for one in before if one.path not in second and building.has(one)]
    for one in kept:
        assert (tree / one.path).read_bytes() == first[one.path]
        assert in_listing(one, listed)
    records = [building.write(path, data) for path, data in second.items()]
    expected = {**{one.path: first[one.path] for one in kept}, **second}
    SiteTree(folder=tree).remove(listed.keys() - expected.keys())
    assert read_tree(tree) == expected
    now = list_tree(tree)
    assert now.keys() == expected.keys()
    assert all(in_listing(one, now) and SiteTree(folder=tree).has(one) for one in records)


@settings(max_examples=150, deadline=None)
@given(contents=CONTENTS, obstacles=OBSTACLES)
def test_what_the_tree_has_not_is_linked_from_the_one_beside(contents, obstacles):
    with empty_tree() as tree:
        link_again(tree, contents, obstacles)


def link_again(tree: Path, contents, obstacles) -> None:
    beside = tree.parent / "live"
    records = [SiteTree(folder=beside).write(path, data) for path, data in contents.items()]
    here = SiteTree(folder=tree)
    for one in records:
        here.link(one.path, beside)
    obstruct(tree, obstacles)
    listed = list_tree(tree)
    again = SiteTree(folder=tree, beside=beside)
    assert all(again.has(one) for one in records)
    SiteTree(folder=tree).remove(listed.keys() - contents.keys())
    assert read_tree(tree) == contents == read_tree(beside)
    assert describe_listing(list_tree(tree)) == describe_listing(list_tree(beside))


def test_a_file_that_was_altered_is_not_had(tmp_path):
    tree = SiteTree(folder=tmp_path / "tree")
    record = tree.write("a/b", b"12345")
    at = tmp_path / "tree/a/b"
    assert tree.has(record)
    at.write_bytes(b"54321")
    os.utime(at, ns=(record.changed + 1, record.changed + 1))
    assert not SiteTree(folder=tmp_path / "tree").has(record), "the same size, another moment"
    at.write_bytes(b"123456")
    os.utime(at, ns=(record.changed, record.changed))
    assert not SiteTree(folder=tmp_path / "tree").has(record), "the same moment, another size"
    assert list_tree(tmp_path / "tree")["a/b"] == (6, record.changed)


def test_a_folder_that_only_a_link_leads_to_is_not_had(tmp_path):
    """It looks the same, but what stands in the tree is a link, which goes."""
    tree = SiteTree(folder=tmp_path / "tree")
    record = tree.write("a/b", b"1")
    (tmp_path / "tree/a").rename(tmp_path / "elsewhere")
    (tmp_path / "tree/a").symlink_to(tmp_path / "elsewhere")
    assert (tmp_path / "tree/a/b").read_bytes() == b"1"
    assert not SiteTree(folder=tmp_path / "tree").has(record)
    assert list_tree(tmp_path / "tree") == {"a": (-1, 0)}


def test_a_file_is_never_written_over_because_it_may_be_live(tmp_path):
    tree = SiteTree(folder=tmp_path / "tree")
    tree.write("a", b"old")
    SiteTree(folder=tmp_path / "live").link("a", tmp_path / "tree")
    tree.write("a", b"new")
    assert (tmp_path / "live/a").read_bytes() == b"old"


def test_where_files_cannot_be_linked_they_are_copied_as_they_are(tmp_path, monkeypatch):
    record = SiteTree(folder=tmp_path / "live").write("a/b", b"1")

    def refuse(*_):
        raise OSError("no links on this disk")

    monkeypatch.setattr(os, "link", refuse)
    assert SiteTree(folder=tmp_path / "tree", beside=tmp_path / "live").has(record)
    assert (tmp_path / "tree/a/b").stat().st_nlink == 1


def test_folders_that_become_empty_go_and_others_stay(tmp_path):
    tree = SiteTree(folder=tmp_path)
    for path in ("a/b/c", "a/d", "e/f/g"):
        tree.write(path, b"")
    tree.remove(["a/b/c", "e/f/g", "never/there", "a/d/below a file"])
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")) == [
        "a", "a/d",
    ]  # fmt: skip
    tree.write("a/b/c", b"")
    tree.write("e/f/g", b"")
    tree.remove(["a"])
    assert list_tree(tmp_path).keys() == {"a/b/c", "a/d", "e/f/g"}, "a folder is no file"


@pytest.mark.parametrize("path", ["../x", "/x", "a/../../x", ""])
def test_nothing_is_written_outside(tmp_path, path):
    with pytest.raises(UnsafePathError):
        SiteTree(folder=tmp_path / "tree").write(path, b"")


def test_several_at_once_agree_about_folders(tmp_path):
    """Packages are written by several processes; a file stands where all need a folder."""
    for number in range(20):
        tree = tmp_path / str(number)
        tree.mkdir()
        (tree / "a").write_bytes(b"in the way")

        def write(one: int, tree: Path = tree) -> None:
            SiteTree(folder=tree).write(f"a/b/{one}", b"%d" % one)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(write, range(8)))
        assert read_tree(tree) == {f"a/b/{one}": b"%d" % one for one in range(8)}
