"""Frictionless' verdict is kept: the same findings, and asked again about what changed alone."""

from pathlib import Path

import pytest

from scripts.checks import check_package
from scripts.core.files import write_tree
from scripts.core.kept import open_kept
from scripts.package.read import read_package, read_schemas
from scripts.package.vocabulary import read_vocabulary
from tests.trials.mistakes import REAL, load

ROOT = Path(__file__).parents[2]
SCHEMAS = read_schemas(ROOT / "datasets" / "schemas")
VOCABULARY = read_vocabulary(ROOT / "datasets" / "vocabulary")
FILES = load(REAL)


def _check(folder: Path, root: Path):
    return check_package(read_package(folder, root), SCHEMAS, VOCABULARY)


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "datasets" / REAL.name
    write_tree(place, FILES)
    return place


@pytest.fixture
def asked(monkeypatch):
    """The resource, or None for all of them, that stock `validate` is called for."""
    import frictionless  # noqa: PLC0415

    calls: list[str | None] = []
    stock = frictionless.validate

    def counted(source, **options):
        calls.append(options.get("name"))
        return stock(source, **options)

    monkeypatch.setattr(frictionless, "validate", counted)
    return calls


def _spoil_first_value(folder: Path, ending: bytes) -> None:
    file = folder / "observations.csv"
    header, first, *rest = file.read_bytes().split(b"\n")
    cells = first.split(b",")
    cells[header.split(b",").index(b"value")] += ending
    file.write_bytes(b"\n".join([header, b",".join(cells), *rest]))


def test_an_unchanged_package_is_not_validated_again(folder, tmp_path, asked):
    for _ in range(3):
        with open_kept(tmp_path / "kept.sqlite", ROOT / "scripts") as store:
            assert _check(folder, tmp_path) == []
            store.forget_unused()
    assert asked == [None]


@pytest.mark.parametrize("ending", [b"9", b"x9", b",more"])
def test_an_edited_table_alone_is_validated_again(folder, tmp_path, asked, ending):
    with open_kept(tmp_path / "kept.sqlite", ROOT / "scripts"):
        _check(folder, tmp_path)
    _spoil_first_value(folder, ending)
    cold = _check(folder, tmp_path)
    for _ in range(2):
        with open_kept(tmp_path / "kept.sqlite", ROOT / "scripts"):
            assert _check(folder, tmp_path) == cold
    assert asked == [None, None, "observations"]


def test_another_descriptor_is_validated_anew(folder, tmp_path, asked):
    with open_kept(tmp_path / "kept.sqlite", ROOT / "scripts"):
        _check(folder, tmp_path)
    descriptor = folder / "datapackage.json"
    descriptor.write_bytes(descriptor.read_bytes().replace(b'"1.0.0"', b'"1.0.1"', 1))
    with open_kept(tmp_path / "kept.sqlite", ROOT / "scripts"):
        _check(folder, tmp_path)
    assert asked == [None, None]
