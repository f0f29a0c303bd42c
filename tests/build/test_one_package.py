"""One package harms no other: what fails within it leaves it out, and the site goes out."""

import importlib
import shutil

import pytest

from scripts.build.site import ROOT, Folders, build_site
from scripts.theme_support.look import Look
from tests.packages.make import write_package

TREES = {"trees.csv": "id,n\na,1\nb,2\n"}


def described(name, **more):
    return {"name": name, "resources": [{"name": "trees", "path": "trees.csv"}], **more}


@pytest.fixture
def folders(tmp_path):
    """A project of two small packages, `good` and `poor`."""
    for name in ("schemas", "vocabulary"):
        shutil.copytree(ROOT / "datasets" / name, tmp_path / "datasets" / name)
    for name in ("content/pages", "content/updates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("good", "poor"):
        write_package(tmp_path / "datasets" / name, described(name), TREES)
    return Folders(root=tmp_path, output=tmp_path / "output")


def failing(function, is_poor):
    """A function that fails on the package `poor`, as an unexpected input would make it."""

    def call(*arguments, **named):
        if is_poor(*arguments):
            message = "an input that nobody thought of"
            raise KeyError(message)
        return function(*arguments, **named)

    return call


STAGES = {
    "descriptor": ("scripts.build.site_build", "read_package", lambda folder, *_: folder.name),
    "read": ("scripts.build.package_plan", "read_package", lambda folder, *_: folder.name),
    "checks": ("scripts.build.package_plan", "check_package", lambda raw, *_: raw.name),
    "derive": ("scripts.build.package", "derive_dataset", lambda raw, *_: raw.name),
    "downloads": ("scripts.build.download_steps", "package_sets", lambda dataset, *_: dataset.name),
    "pages": (
        "scripts.build.package_steps",
        "render_dataset_pages",
        lambda published, *_: published.dataset.name,
    ),
}


@pytest.mark.parametrize("stage", STAGES)
def test_an_error_at_any_stage_leaves_out_its_package_alone(folders, monkeypatch, stage):
    module, name, says = STAGES[stage]
    function = getattr(importlib.import_module(module), name)
    broken = failing(function, lambda *given: "poor" in says(*given))
    monkeypatch.setattr(f"{module}.{name}", broken)
    result = build_site(folders, quiet=True)
    assert not result.findings
    left_out = [one for one in result.decisions if one.outcome == "skip"]
    if stage == "descriptor":  # what follows reads the whole package again
        assert not left_out
        return
    assert [(one.raw.name, one.findings[0].code) for one in left_out] == [("poor", "program-error")]
    message = left_out[0].findings[0].message_en
    assert "an input that nobody thought of" in message
    if stage == "pages":
        assert "pages of the dataset" in message
    assert (folders.output / "data/good/index.html").exists()
    assert not (folders.output / "data/poor").exists()


def test_a_page_that_cannot_be_rendered_leaves_out_its_package_alone(folders, monkeypatch):
    render = Look.render
    broken = failing(render, lambda _, page, **__: page.address.startswith("data/poor/"))
    monkeypatch.setattr(Look, "render", broken)
    result = build_site(folders, quiet=True)
    assert not result.findings
    assert [(one.raw.name, one.outcome) for one in result.decisions] == [("poor", "skip")]
    assert (folders.output / "data/good/index.html").exists()
    assert not (folders.output / "data/poor").exists()
    assert "data/poor" not in (folders.output / "data/index.html").read_text(encoding="utf-8")
    monkeypatch.undo()
    assert not build_site(folders, quiet=True).decisions
    assert (folders.output / "data/poor/index.html").exists()


@pytest.mark.parametrize(
    "more",
    [
        {"resources": [{"name": "n" * 300, "path": "trees.csv"}]},
        {"resources": [{"name": "a", "path": "trees.csv"}, {"name": "a/b", "path": "trees.csv"}]},
        {"resources": [{"name": "a", "path": "trees.csv"}, {"name": "a", "path": "trees.csv"}]},
        {"resources": [{"name": "index", "path": "trees.csv"}]},
        {"resources": [{"name": "trees", "path": "p" * 300 + ".csv"}]},
        {"resources": [{"name": "t", "path": "trees.csv", "schema": {"fields": [None, 1, {}]}}]},
        {"title": ["a"], "licenses": 5, "sources": "x", "contributors": {"a": 1}},
    ],
)
def test_odd_descriptors_never_end_the_build(folders, more):
    write_package(folders.root / "datasets/poor", described("poor", **more), TREES)
    result = build_site(folders, quiet=True)
    assert not result.findings
    assert (folders.output / "data/good/index.html").exists()
    for one in result.decisions:
        assert one.raw.name == "poor"
