"""A tree takes the place of another: whoever reads the folder sees the old one or the new one."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.build import swap as placing
from scripts.build.swap import place_site, recover
from scripts.build.tree import SiteTree, describe_listing, in_listing, list_tree
from scripts.core.files import read_tree
from tests.files import write_tree

OLD = {"a.txt": b"a", "b/c.txt": b"old", "gone.txt": b"x"}
NEW = {"a.txt": b"a", "b/c.txt": b"new", "b/d.txt": b"d"}
TREES = st.dictionaries(
    st.sampled_from(["a", "b/c", "b/d", "b/e/f", "g"]), st.binary(max_size=3), min_size=1
)

MOUNT = OSError(errno.EBUSY, "a mount point")


def stage(staged: Path, files):
    """Bring the staged tree to `files`, as a build does; the records of all of them."""
    tree = SiteTree(folder=staged)
    listed = list_tree(staged)
    same = {
        path for path in listed if path in files and (staged / path).read_bytes() == files[path]
    }
    records = [tree.write(path, data) for path, data in files.items() if path not in same]
    records += [placing.FileRecord(path, "", *list_tree(staged)[path]) for path in sorted(same)]
    tree.remove(listed.keys() - files.keys())
    return [
        one._replace(sha256=placing.sha256(files[one.path]).hexdigest())
        for one in sorted(records)
    ]  # fmt: skip


class Shelf:
    """A folder that readers see, and the tree beside it that builds add to."""

    def __init__(self, root: Path, staged: Path | None = None) -> None:
        self.output, self.workshop = root / "output", root / ".build"
        self.staged = staged or self.workshop / "output"

    def place(self, files, before=None):
        recover(self.output, self.workshop, self.staged)
        records = stage(self.staged, files)
        there = list_tree(self.output)
        written = place_site(self.output, self.staged, records, self.workshop, before or {}, there)
        self.records = records
        return written

    def is_whole(self, files) -> None:
        """Both trees hold the files, as they were noted, and nothing else is beside them."""
        assert read_tree(self.output) == files
        assert read_tree(self.staged) == files
        for tree in (self.output, self.staged):
            assert all(in_listing(one, list_tree(tree)) for one in self.records)
        assert describe_listing(list_tree(self.output)) == describe_listing(list_tree(self.staged))
        assert not self.output.is_symlink()
        rest = {"output"} if self.staged.parent == self.workshop else set()
        assert {path.name for path in self.workshop.iterdir()} <= rest


@contextmanager
def new_shelf() -> Iterator[Shelf]:
    with TemporaryDirectory() as root:
        yield Shelf(Path(root))


def no_links(patch):
    """A disk without links."""

    def refuse(*_):
        raise OSError(errno.EPERM, "no links here")

    patch.setattr(os, "link", refuse)


def no_move(patch):
    """A mount point, or a folder on another disk than the workshop."""

    def stay(*_):
        raise MOUNT

    patch.setattr(placing, "_exchange", stay)


SYSTEMS = (lambda _: None, no_links, no_move)


@settings(max_examples=60, deadline=None)
@given(
    trees=st.lists(TREES, min_size=2, max_size=4),
    system=st.sampled_from(SYSTEMS),
    elsewhere=st.booleans(),
)
def test_after_each_placing_both_trees_are_what_was_asked_for(trees, system, elsewhere):
    with new_shelf() as shelf, pytest.MonkeyPatch.context() as patch:
        system(patch)
        if elsewhere:  # as pushes do: what builds add to stays, each output is another folder
            shelf.staged = shelf.output.parent / "kept" / "site"
        before: dict[str, bytes] = {}
        for files in trees:
            known = {one.path: one for one in getattr(shelf, "records", ())}
            written = shelf.place(files, known)
            assert written.total == len(files)
            changed = [path for path in files if before.get(path) != files[path]]
            assert written.changed == len(changed)
            assert written.removed == len(before.keys() - files.keys())
            shelf.is_whole(files)
            before = files


def test_a_tree_is_put_in_place_and_what_is_the_same_is_shared(tmp_path):
    shelf = Shelf(tmp_path)
    assert shelf.place(OLD).changed == 3
    before = (tmp_path / "output/a.txt").stat()
    written = shelf.place(NEW)
    assert (written.total, written.changed, written.removed) == (3, 2, 1)
    shelf.is_whole(NEW)
    after = (tmp_path / "output/a.txt").stat()
    assert (after.st_ino, after.st_mtime, after.st_nlink) == (before.st_ino, before.st_mtime, 2)


def test_a_file_that_was_only_written_again_is_no_change(tmp_path):
    shelf = Shelf(tmp_path)
    shelf.place(OLD)
    shutil.rmtree(shelf.staged)
    assert shelf.place(OLD).changed == 0
    shelf.is_whole(OLD)


def test_without_any_change_nothing_is_touched(tmp_path, monkeypatch):
    shelf = Shelf(tmp_path)
    shelf.place(OLD)
    shelf.place(NEW)
    monkeypatch.setattr(placing, "_exchange", lambda *_: pytest.fail("it was moved"))
    again = shelf.place(NEW)
    assert (again.total, again.changed, again.removed) == (3, 0, 0)


def test_between_two_renames_the_next_build_brings_the_old_site_back(tmp_path):
    shelf = Shelf(tmp_path)
    shelf.place(OLD)
    write_tree(tmp_path / ".build/output.next", NEW)
    (tmp_path / "output").rename(tmp_path / ".build/output.old")
    recover(shelf.output, shelf.workshop, shelf.staged)
    assert read_tree(tmp_path / "output") == OLD
    assert [p.name for p in (tmp_path / ".build").iterdir()] == ["output"]


STRANGE = {
    "a file": lambda staged: staged.write_bytes(b"a file"),
    "a link to the live site": lambda staged: staged.symlink_to(staged.parents[1] / "output"),
    "a link to nothing": lambda staged: staged.symlink_to("/nowhere/at/all"),
    "nothing": lambda _: None,
}


@pytest.mark.parametrize("name", STRANGE)
def test_what_stands_where_the_staged_tree_should_goes(tmp_path, name):
    shelf = Shelf(tmp_path)
    shelf.place(OLD)
    shutil.rmtree(shelf.staged)
    STRANGE[name](shelf.staged)
    shelf.place(NEW)
    shelf.is_whole(NEW)


def test_a_step_that_cannot_be_taken_leaves_the_old_site(tmp_path, monkeypatch):
    """Neither a full disk nor a second rename that fails."""
    shelf = Shelf(tmp_path)
    shelf.place(OLD)
    rename = Path.rename

    def fail(path, target):
        if path == shelf.staged:
            raise OSError(errno.ENOSPC, "full")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="full"):
        shelf.place(NEW)
    assert read_tree(tmp_path / "output") == OLD


def test_once_the_new_site_is_live_nothing_old_comes_back(tmp_path, monkeypatch):
    """The tree that was in place cannot be brought up to date: the next build does without."""
    shelf = Shelf(tmp_path)
    shelf.place(OLD)
    for number in (errno.EACCES, errno.ENOSPC):

        def fail(*_, number=number):
            raise OSError(number, os.strerror(number))

        with monkeypatch.context() as patch:
            patch.setattr(placing, "_catch_up", fail)
            shelf.place(NEW)
        assert read_tree(tmp_path / "output") == NEW
        assert shelf.place(OLD).changed == 2
        shelf.is_whole(OLD)


def test_the_folder_keeps_its_mode(tmp_path):
    shelf = Shelf(tmp_path)
    shelf.place(OLD)
    shelf.output.chmod(0o711)
    shelf.place(NEW)
    assert shelf.output.stat().st_mode & 0o777 == 0o711


def test_an_output_that_is_a_link_stays_one(tmp_path):
    shelf = Shelf(tmp_path)
    (tmp_path / "disk/site").mkdir(parents=True)
    shelf.output.symlink_to(tmp_path / "disk/site")
    for files in (OLD, NEW):
        shelf.place(files)
        assert shelf.output.is_symlink()
        assert read_tree(tmp_path / "disk/site") == files == read_tree(shelf.staged)


def test_a_site_in_another_folder_shares_what_the_one_before_had(tmp_path):
    """Two pushes: what builds add to is kept, and each release is a folder of its own."""
    kept = tmp_path / "kept/site"
    one, two = Shelf(tmp_path / "one", kept), Shelf(tmp_path / "two", kept)
    one.place(OLD)
    assert two.place(NEW).changed == 3
    assert read_tree(one.output) == OLD
    two.is_whole(NEW)
    assert (one.output / "a.txt").stat().st_ino == (two.output / "a.txt").stat().st_ino
