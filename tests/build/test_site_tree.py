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

from scripts.build.parts import TOGETHER, Made, MemoryTree, Part, Parts, dump_parts, load_parts
from scripts.build.tree import FileRecord, SiteTree, describe_listing, in_listing, list_tree
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


def parts_of(tmp_path: Path, before) -> Parts:
    return Parts(
        before=before,
        tree=SiteTree(folder=tmp_path / "tree"),
        sources=SiteTree(folder=tmp_path / "sources"),
        describe=lambda _path, data: [len(data)],
    )


def ask(parts: Parts, name: str, *inputs: bytes):
    text = b"|".join(inputs)
    return parts.part(name, inputs, lambda: Made({f"{name}/x.html": text}, {f"{name}.md": text}, 3))


def test_a_part_is_made_once_for_the_same_inputs(tmp_path):
    first = parts_of(tmp_path, {})
    one, two = ask(first, "one", b"a", b"b"), ask(first, "two", b"c")
    assert first.made == ["one", "two"]
    assert (one.pages, one.told) == ({"one/x.html": [3]}, 3)
    before = load_parts(dump_parts(first.now))
    again = parts_of(tmp_path, before)
    assert (ask(again, "one", b"a", b"b"), ask(again, "two", b"c")) == (one, two)
    assert again.made == []
    other = parts_of(tmp_path, before)
    ask(other, "one", b"ab")
    ask(other, "two", b"c", b"")
    assert other.made == ["one", "two"], "where one input ends matters"


def test_what_is_made_and_read_together_is_what_it_is_one_by_one(tmp_path):
    numbers = range(2 * TOGETHER + 3)
    one, other = parts_of(tmp_path / "one", {}), parts_of(tmp_path / "other", {})

    def ask_all(parts: Parts) -> None:
        for n in numbers:
            files, later = {f"{n}/x.html": b"%d" % n}, {f"{n}/x.svg": lambda n=n: b"%d" % n * 2000}
            parts.part(f"{n}", [], lambda files=files, later=later: Made(files, later=later))

    one.twins = other.twins = True
    ask_all(one)
    with other.together():
        ask_all(other)
    assert read_tree(tmp_path / "one") == read_tree(tmp_path / "other")

    def told(part: Part) -> object:
        return part.pages, [file[:3] for file in (*part.files, *part.twins)]

    assert list(map(told, other.now.values())) == list(map(told, one.now.values()))
    assert {len(part.files) for part in other.now.values()} == {2}
    assert ask(other, "last", b"ab").pages == {"last/x.html": [2]}
    again = parts_of(tmp_path / "other", load_parts(dump_parts(other.now)))
    again.twins = True
    ask_all(again)
    assert again.made == []


def test_of_a_part_that_is_made_again_what_is_the_same_is_not_written_again(tmp_path):
    first = parts_of(tmp_path, {})
    before = first.part("one", [b"1"], lambda: Made({"a": b"same", "b": b"old"}))
    again = parts_of(tmp_path, first.now)
    after = again.part("one", [b"2"], lambda: Made({"a": b"same", "b": b"new"}))
    assert again.made == ["one"]
    assert after.files[0] == before.files[0]
    assert (tmp_path / "tree/b").read_bytes() == b"new"
    (tmp_path / "tree/a").write_bytes(b"altered")
    once_more = parts_of(tmp_path, again.now)
    once_more.part("one", [b"3"], lambda: Made({"a": b"same", "b": b"new"}))
    assert (tmp_path / "tree/a").read_bytes() == b"same"


@pytest.mark.parametrize("gone", ["tree/one/x.html", "sources/one.md"])
def test_a_part_whose_file_is_gone_or_altered_is_made_again(tmp_path, gone):
    first = parts_of(tmp_path, {})
    ask(first, "one", b"a")
    for spoil in (Path.unlink, lambda path: path.write_bytes(b"longer than it was")):
        spoil(tmp_path / gone)
        again = parts_of(tmp_path, first.now)
        ask(again, "one", b"a")
        assert again.made == ["one"]
        assert (tmp_path / gone).read_bytes() == b"a"
        first = again


def test_twins_are_another_part(tmp_path):
    first = parts_of(tmp_path, {})
    ask(first, "one", b"a" * 5000)
    again = parts_of(tmp_path, first.now)
    again.twins = True
    assert {one.path for one in ask(again, "one", b"a" * 5000).twins} == {
        "one/x.html.br",
        "one/x.html.gz",
    }


def test_what_a_part_without_files_tells_is_never_that_of_before(tmp_path):
    first = parts_of(tmp_path, {})
    first.tell("told", {"a": 1})
    again = parts_of(tmp_path, load_parts(dump_parts(first.now)))
    again.tell("told", {"a": 2})
    assert again.now["told"].told == {"a": 2}


@pytest.mark.parametrize(
    "data", [None, b"", b"x", b"[]", b"3", b'{"a": 3}', b'{"a": [1, [], [], [[1]], {}, 2]}']
)
def test_parts_that_are_none_are_nothing(data):
    assert load_parts(data) == {}


def test_files_for_another_machine_are_carried_in_memory():
    tree = MemoryTree()
    record = tree.write("a", b"1")
    assert tree.has(record)
    assert tree.read("a") == b"1"
    assert not tree.has(FileRecord("b", "", 0, 0))
