"""Steps are made once for the same inputs, by whoever there is; the store is never believed."""

import sqlite3
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from functools import partial

import pytest

from scripts.build.runner import Runner, Workers
from scripts.build.step import Made, Step, key_of
from scripts.build.store import open_store
from scripts.build.tree import SiteTree

PROGRAM = b"program"


def make(name, *inputs):
    text = ":".join([name, *inputs]).encode()
    return Made(files={f"{name}/x.html": text}, sources={f"{name}.md": text}, facts={"of": name})


def fail(name):
    raise KeyError(name)


def step(name, *inputs):
    return Step(
        name=name, key=key_of(*inputs), make=partial(make, name), inputs=lambda: tuple(inputs)
    )


class Project:
    """A folder in which steps are made, build after build."""

    def __init__(self, folder):
        self.folder = folder
        self.store = folder / "store.sqlite"

    def build(self, steps, *, workers=None, program=PROGRAM):
        """The records of steps, and the names of those that were made."""
        made = []

        def noted(one):
            def inputs():
                made.append(one.name)
                return one.inputs()

            return Step(name=one.name, key=one.key, make=one.make, inputs=inputs)

        with open_store(self.store, program) as store:
            runner = Runner(
                store=store,
                site=SiteTree(folder=self.folder / "site"),
                sources=SiteTree(folder=self.folder / "sources"),
                workers=workers,
            )
            records = runner.run([noted(one) for one in steps])
            facts = {name: record.facts for name, record in records.items()}
            runner.forget_others()
            store.commit()
        return facts, made

    def read(self, path):
        return (self.folder / path).read_bytes()


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


def test_a_step_is_made_once_for_the_same_inputs(project):
    assert project.build([step("a", "1")]) == ({"a": {"of": "a"}}, ["a"])
    assert project.build([step("a", "1")]) == ({"a": {"of": "a"}}, [])
    assert project.build([step("a", "2")])[1] == ["a"]
    assert project.read("site/a/x.html") == project.read("sources/a.md") == b"a:2"
    assert key_of("a", "b") != key_of("ab")


def test_another_program_makes_everything_again_and_writes_what_is_other(project):
    project.build([step("a", "1"), step("b", "1")])
    before = (project.folder / "site/a/x.html").stat()
    assert project.build([step("a", "1"), step("b", "1")], program=b"other")[1] == ["a", "b"]
    after = (project.folder / "site/a/x.html").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


@pytest.mark.parametrize("gone", ["site/a/x.html", "sources/a.md"])
@pytest.mark.parametrize("how", ["gone", "altered", "folder"])
def test_a_step_whose_file_is_gone_or_altered_is_made_again(project, gone, how):
    steps = [step("a", "1"), step("b", "1")]
    project.build(steps)
    path = project.folder / gone
    path.unlink()
    if how == "altered":
        path.write_bytes(b"a:x")
    elif how == "folder":
        path.mkdir()
    assert project.build(steps)[1] == ["a"]
    assert project.read(gone) == b"a:1"


def test_a_step_that_there_is_no_more_is_forgotten(project):
    project.build([step("a", "1"), step("b", "1")])
    project.build([step("b", "1")])
    assert project.build([step("a", "1"), step("b", "1")])[1] == ["a"]


def test_two_steps_have_no_name_together(project):
    with pytest.raises(ValueError, match="'a'"):
        project.build([step("a", "1"), step("a", "1")])


@pytest.mark.parametrize("kind", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_who_makes_steps_makes_no_difference(tmp_path, kind):
    steps = [step(f"s{number}", str(number)) for number in range(40)]
    here, there = Project(tmp_path / "here"), Project(tmp_path / "there")
    with kind(2) as executor:
        facts, _ = there.build(steps, workers=Workers(executor, 2, 3))
    assert sorted(facts.items()) == sorted(here.build(steps)[0].items())
    for number in range(40):
        path = f"site/s{number}/x.html"
        assert here.read(path) == there.read(path)
    assert there.build(steps)[1] == []


def test_an_error_of_a_step_is_told_to_its_plan_alone(tmp_path):
    def plan(name, *, fails):
        steps = [step(f"{name}{number}", "1") for number in range(20)]
        if fails:
            steps[7] = Step(name=f"{name}7", key="", make=partial(fail, name))
        try:
            yield steps
        except KeyError as error:
            return f"{name} failed at {error}"
        return f"{name} is made"

    with open_store(None) as store, ProcessPoolExecutor(2) as executor:
        tree = SiteTree(folder=tmp_path)
        for workers in (None, Workers(executor, 2, 3)):
            runner = Runner(store=store, site=tree, sources=tree, workers=workers)
            plans = [plan("a", fails=False), plan("b", fails=True), plan("c", fails=False)]
            assert list(runner.run_all(plans)) == ["a is made", "b failed at 'b'", "c is made"]
            runner.now.clear()


DAMAGES = {
    "no database": lambda file: file.write_bytes(b"not a database"),
    "empty": lambda file: file.write_bytes(b""),
    "cut": lambda file: file.write_bytes(file.read_bytes()[:5000]),
    "a folder": lambda file: (file.unlink(), file.mkdir()),
    "a link to nowhere": lambda file: (file.unlink(), file.symlink_to("/nowhere/at/all")),
    "other facts": "UPDATE steps SET facts = '{}'",
    "facts as text": "UPDATE steps SET facts = 'text', files = 1",
    "other files": "UPDATE steps SET files = x'5b5b5d2c5b5d5d'",
    "another name": "UPDATE steps SET name = 'b'",
    "another table": "DROP TABLE steps; CREATE TABLE steps (other TEXT)",
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_store_is_made_again_instead_of_believed(project, name):
    project.build([step("a", "1")])
    damage = DAMAGES[name]
    if isinstance(damage, str):
        with closing(sqlite3.connect(project.store)) as base, base:
            base.executescript(damage)
    else:
        damage(project.store)
    assert project.build([step("a", "1")]) == ({"a": {"of": "a"}}, ["a"])
    assert project.build([step("a", "1")])[1] == []


def test_what_is_not_committed_is_not_kept(project):
    with open_store(project.store, PROGRAM) as store:
        store.put("a", store.key("1"), (), (), {"x": 1})
    with open_store(project.store, PROGRAM) as store:
        assert store.load() == {}
        store.put_last_build("key", {"pages": 1})
        store.commit()
    with open_store(project.store, PROGRAM) as store:
        assert store.last_build() == ("key", {"pages": 1})
        assert store.load() == {}
