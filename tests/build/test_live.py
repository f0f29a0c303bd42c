"""What goes live: compressed twins that say nothing but what their files say, and pictures."""

import gzip
from pathlib import Path

import brotli
import pytest
from selectolax.lexbor import LexborHTMLParser

from scripts.audit.run import prove_site
from scripts.build.site import ROOT, build_site
from scripts.core.compressed import (
    SMALLEST,
    broken_twins,
    file_of,
    is_compressed,
    twins_of,
)
from scripts.core.files import read_tree
from tests.files import write_tree


@pytest.fixture(scope="module")
def live(built, tmp_path_factory):
    """The site as it goes live."""
    folders, _ = built
    output = tmp_path_factory.mktemp("live") / "site"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SITE_HISTORY", str(ROOT))
        patch.setenv("SITE_KEPT", str(folders.output.parent / ".build"))
        result = build_site(
            type(folders)(root=folders.root, output=output), quiet=True, complete=True
        )
    assert not result.findings
    return folders, read_tree(output)


def test_every_text_has_twins_and_nothing_else_has(live):
    _, files = live
    plain = {path: data for path, data in files.items() if file_of(path) is None}
    texts = {path for path, data in plain.items() if is_compressed(path, data)}
    assert set(files) - set(plain) == {f"{path}{end}" for path in texts for end in (".gz", ".br")}
    assert any(path.endswith(".html") for path in texts)
    assert not any(path.endswith((".png", ".xlsx", ".zip", ".parquet")) for path in texts)
    for path in texts:
        assert gzip.decompress(files[f"{path}.gz"]) == files[path]
        assert brotli.decompress(files[f"{path}.br"]) == files[path]
        assert len(files[path]) >= SMALLEST
    assert sum(len(files[f"{p}.br"]) for p in texts) < sum(len(files[p]) for p in texts) / 3


def test_without_twins_and_pictures_it_is_the_site_that_anybody_builds(live, site):
    _, files = live
    plain = {path for path in files if file_of(path) is None and not path.endswith(".png")}
    there = read_tree(site)
    assert plain == set(there)
    tables = {path for path in there if path.endswith((".csv", ".parquet", ".svg"))}
    assert tables
    assert [path for path in sorted(tables) if files[path] != there[path]] == []


def test_what_is_passed_on_has_a_picture(live):
    _, files = live
    pages = {path: Path(path) for path in files if path.endswith("index.html")}
    for path, parsed in pages.items():
        if parsed.parent.name == "embed":
            continue  # nobody passes on what stands in a frame
        page = LexborHTMLParser(files[path])
        image = page.css_first('meta[property="og:image"]')
        assert image is not None, path
        address = image.attributes["content"] or ""
        assert files[address.partition("8000/")[2]].startswith(b"\x89PNG"), path
        if "/indicators/" in path and parsed.parent.name != "indicators":
            hero = page.css_first(".hero .sides")
            assert hero is None or parsed.parent.name in address


def test_a_twin_that_says_something_else_is_named(live, tmp_path):
    folders, files = live
    altered = dict(files)
    altered["index.html.gz"] = gzip.compress(b"<h1>Another page</h1>")
    altered["index.html.br"] = b"no brotli"
    assert list(broken_twins(altered)) == ["index.html.br", "index.html.gz"]
    write_tree(tmp_path / "whole", files)
    write_tree(tmp_path / "altered", altered)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SITE_HISTORY", str(ROOT))
        assert prove_site(folders.root, tmp_path / "whole").findings == ()
        found = prove_site(folders.root, tmp_path / "altered").findings
    assert [(one.file, one.code) for one in found] == [
        ("index.html.br", "twin-differs"),
        ("index.html.gz", "twin-differs"),
    ]


def test_twins_carry_no_clock(site):
    page = (site / "index.html").read_bytes()
    assert twins_of("index.html", page) == twins_of("index.html", page)
    assert twins_of("index.html", page)["index.html.gz"][4:8] == bytes(4)


def test_texts_have_twins_and_pictures_and_small_files_have_none(site):
    page = (site / "index.html").read_bytes()
    assert set(twins_of("index.html", page)) == {"index.html.gz", "index.html.br"}
    assert not twins_of("a.png", bytes(2 * SMALLEST))
    assert not twins_of("a.txt", bytes(SMALLEST - 1))
