"""What need not be asked of Frictionless: never what it would refuse, nearly all it would not."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.checks import check_package, frictionless_
from scripts.checks.fast_tables import FastTables
from scripts.core.files import write_tree
from scripts.core.kept import open_kept
from scripts.package.raw import resources
from scripts.package.read import read_package, read_schemas
from scripts.package.vocabulary import read_vocabulary
from tests.trials.mistakes import HARMLESS, MISTAKES, REAL, Package, load, make
from tests.trials.table_edits import (
    EDITS,
    all_accepted,
    change_value,
    edited,
    judged,
    miniature,
    synthetic,
)

ROOT = Path(__file__).parents[2]
SCHEMAS = read_schemas(ROOT / "datasets" / "schemas")
VOCABULARY = read_vocabulary(ROOT / "datasets" / "vocabulary")
SEEDS = 12
FILES = load(REAL)


@pytest.mark.parametrize("seed", range(SEEDS * len(EDITS)))
def test_what_is_accepted_is_never_refused(seed):
    one = edited(seed)
    assert not one.accepted & one.refused, one.what
    assert one.nothing == (not one.refused), one.what


def test_ordinary_edits_of_values_are_accepted():
    sound = [
        one for one in (edited(seed, (change_value,)) for seed in range(60)) if not one.refused
    ]
    assert sum(map(all_accepted, sound)) >= 0.95 * len(sound)


@pytest.mark.parametrize("number", range(len(MISTAKES)))
def test_no_mistake_in_the_real_package_is_accepted(number):
    files, mistake = make(number, FILES)
    try:
        descriptor = json.loads(files["datapackage.json"])
    except ValueError:
        return
    fast = FastTables(descriptor=descriptor, files=files)
    accepted = {one["name"] for one in descriptor["resources"] if fast.accepts(one["name"])}
    refused, nothing = judged(files)
    assert not (accepted & refused) or "" in refused, mistake
    assert not (nothing and refused), mistake


@pytest.mark.parametrize("edit", HARMLESS, ids=lambda edit: edit.__name__)
def test_a_harmless_edit_of_the_real_package_is_accepted(edit, tmp_path):
    package = Package(files=dict(FILES), random=random.Random(1))  # noqa: S311
    edit(package)
    write_tree(tmp_path / REAL.name, package.files)
    raw = read_package(tmp_path / REAL.name, tmp_path)
    fast = FastTables(descriptor=raw.descriptor, files=raw.files)
    assert [one["name"] for one in resources(raw.descriptor) if not fast.accepts(one["name"])] == []


OTHERS = ("", "x", 0, -1, 1.5, True, None, [], {}, ["x"], {"x": 1}, "../up", "string", "csv")
MORE = ("profile", "missingValues", "format", "dialect", "unique", "bytes", "rows", "$schema")


def _spoilt(chance: random.Random, value: object) -> object:
    """A JSON value in which one thing is another, is gone, or is new."""
    what = chance.randrange(9)
    if not value or not isinstance(value, dict | list) or what == 0:
        return chance.choice(OTHERS)
    if isinstance(value, dict):
        key = chance.choice(list(value))
        rest = {one: inner for one, inner in value.items() if one != key}
        if what == 1:
            return rest
        new = chance.choice(OTHERS) if what == 2 else _spoilt(chance, value[key])
        return {**value, chance.choice(MORE) if what == 2 else key: new}
    at = chance.randrange(len(value))
    kept = {1: [], 2: [value[at], value[at]]}.get(what)
    return [*value[:at], *(kept or [_spoilt(chance, value[at])]), *value[at + 1 :]]


@pytest.mark.parametrize("seed", range(80))
def test_a_descriptor_that_frictionless_refuses_is_refused(seed):
    chance = random.Random(seed)  # noqa: S311
    files = chance.choice([synthetic, miniature])()
    spoilt = _spoilt(chance, json.loads(files["datapackage.json"]))
    if not isinstance(spoilt, dict) or not isinstance(spoilt.get("resources"), list):
        return
    if not all(isinstance(one, dict) for one in spoilt["resources"]):
        return
    files["datapackage.json"] = json.dumps(spoilt).encode()
    refused, nothing = judged(files)
    assert not (nothing and refused), refused


# How it is used


def _count_asked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    asked: list[list[str]] = []
    ask = frictionless_.ask_frictionless

    def counted(raw, names=()):
        asked.append(list(names))
        return ask(raw, names)

    monkeypatch.setattr(frictionless_, "ask_frictionless", counted)
    return asked


def _edit_value(folder: Path, old: bytes, new: bytes) -> None:
    file = folder / "observations.csv"
    data = file.read_bytes()
    assert old in data
    file.write_bytes(data.replace(old, new, 1))


def _check(folder: Path, root: Path, *, trust_fast: bool):
    return check_package(read_package(folder, root), SCHEMAS, VOCABULARY, trust_fast=trust_fast)


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "datasets" / REAL.name
    write_tree(place, FILES)
    return place


def _first_value(folder: Path) -> tuple[bytes, bytes]:
    header, first, *_ = (folder / "observations.csv").read_bytes().split(b"\n")
    cells = first.split(b",")
    cells[header.split(b",").index(b"value")] += b"9" if b"." in first else b".9"
    return first, b",".join(cells)


def test_only_an_earlier_word_of_frictionless_lets_it_be_spared(folder, tmp_path, monkeypatch):
    asked = _count_asked(monkeypatch)
    with open_kept(tmp_path / "kept.sqlite", ROOT / "scripts"):
        assert _check(folder, tmp_path, trust_fast=True) == []
    assert len(asked) == 1, "nothing was known: Frictionless judged all of it"
    assert len(asked[0]) > len(SCHEMAS)
    old, new = _first_value(folder)
    _edit_value(folder, old, new)
    with open_kept(tmp_path / "kept.sqlite", ROOT / "scripts"):
        assert _check(folder, tmp_path, trust_fast=True) == []
    assert len(asked) == 1, "an edited value need not be asked about"
    with open_kept(tmp_path / "kept.sqlite", ROOT / "scripts"):
        assert _check(folder, tmp_path, trust_fast=False) == []
    assert asked[1:] == [["observations"]], "without trust it is asked, and only about that table"


def test_what_is_not_accepted_is_asked_and_told_as_ever(folder, tmp_path, monkeypatch):
    asked = _count_asked(monkeypatch)
    with open_kept(tmp_path / "kept.sqlite", ROOT / "scripts"):
        _check(folder, tmp_path, trust_fast=True)
    old, new = _first_value(folder)
    _edit_value(folder, old, new.replace(b".9", b"x9") if b".9" in new else new + b",more")
    cold = _check(folder, tmp_path, trust_fast=False)
    with open_kept(tmp_path / "kept.sqlite", ROOT / "scripts"):
        assert _check(folder, tmp_path, trust_fast=True) == cold
    assert cold
    assert asked[-1] == ["observations"]


def test_an_unchanged_build_forgets_nothing(folder, tmp_path, monkeypatch):
    asked = _count_asked(monkeypatch)
    for _ in range(3):
        with open_kept(tmp_path / "kept.sqlite", ROOT / "scripts") as store:
            _check(folder, tmp_path, trust_fast=True)
            store.forget_unused()
    _edit_value(folder, *_first_value(folder))
    with open_kept(tmp_path / "kept.sqlite", ROOT / "scripts"):
        _check(folder, tmp_path, trust_fast=True)
    assert len(asked) == 1


def test_another_descriptor_is_asked_about(folder, tmp_path, monkeypatch):
    asked = _count_asked(monkeypatch)
    with open_kept(tmp_path / "kept.sqlite", ROOT / "scripts"):
        _check(folder, tmp_path, trust_fast=True)
    descriptor = folder / "datapackage.json"
    descriptor.write_bytes(descriptor.read_bytes().replace(b'"1.0.0"', b'"1.0.1"', 1))
    with open_kept(tmp_path / "kept.sqlite", ROOT / "scripts"):
        _check(folder, tmp_path, trust_fast=True)
    assert len(asked) == 2


WARM = """
import sys
from pathlib import Path
from scripts.checks import check_package
from scripts.derive.edition import derive_edition
from scripts.core.kept import open_kept
from scripts.package.raw import resources
from scripts.package.read import read_package, read_schemas, to_place
from scripts.package.vocabulary import read_vocabulary
root, store, datasets = map(Path, sys.argv[1:])
schemas, words = read_schemas(datasets / "schemas"), read_vocabulary(datasets / "vocabulary")
with open_kept(store, Path("scripts")):
    raw = read_package(root / "datasets" / "pingdingshan", root)
    assert check_package(raw, schemas, words, trust_fast=True) == []
    derive_edition(to_place(raw)[0], words.units)
heavy = {"pandas", "numpy", "pyarrow", "frictionless", "jsonschema", "pelican", "csvkit", "agate"}
print(sorted(heavy & set(sys.modules)))
"""


def test_a_changed_value_needs_no_heavy_library(folder, tmp_path):
    store = tmp_path / "kept.sqlite"
    with open_kept(store, ROOT / "scripts"):
        assert _check(folder, tmp_path, trust_fast=True) == []
    _edit_value(folder, *_first_value(folder))
    done = subprocess.run(
        [sys.executable, "-c", WARM, tmp_path, store, ROOT / "datasets"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("[]\n", "", 0)
