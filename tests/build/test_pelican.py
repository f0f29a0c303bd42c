"""Pelican builds the site: its stock command gives the pages of a build, byte for byte."""

import os
import subprocess
import sys

import pytest

from scripts.build.site import ROOT, build_site, render_site
from scripts.core.files import read_tree


def stock_pelican(folders, output):
    """The stock command in a clean process, warnings being errors."""
    content = str(folders.content)
    return subprocess.run(
        [
            *(sys.executable, "-m", "pelican", content, "-s", str(ROOT / "pelicanconf.py")),
            *("-o", str(output), "-t", str(ROOT / "theme"), "--fatal", "warnings"),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_stock_command_builds_every_page_of_a_build(project, tmp_path):
    rendered = render_site(project, quiet=True)
    assert not project.output.exists(), "to render stops before Pelican"
    done = stock_pelican(project, tmp_path / "stock")
    assert done.returncode == 0, done.stdout + done.stderr
    result = build_site(project, quiet=True)
    assert not result.findings
    site, stock = read_tree(project.output), read_tree(tmp_path / "stock")
    pages = {path for path in site if path.endswith((".html", ".md", ".xml"))}
    pages -= {path for path in pages if path.endswith(".md") and not path.endswith("index.md")}
    assert len(pages) > rendered.pages
    assert [path for path in sorted(pages) if stock.get(path) != site[path]] == []
    assert stock.keys() <= site.keys()


def test_each_page_is_published_as_markdown_too(built):
    folders, _ = built
    pages = list(folders.output.rglob("index.html"))
    assert all(path.with_suffix(".md").is_file() for path in pages)
    text = (folders.output / "about/index.md").read_bytes()
    assert text == (folders.content / "pages/about.md").read_bytes()


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("a template", '{% extends "base.html" %}', '{% extends "nowhere.html" %}'),
        ("an undefined name", "{{ content }}", "{{ contents.nothing }}"),
    ],
)
def test_a_theme_with_a_fault_ends_the_stock_command(project, tmp_path, name, old, new):
    del name
    render_site(project, quiet=True)
    theme = tmp_path / "theme"
    subprocess.run(["cp", "-r", str(ROOT / "theme"), str(theme)], check=True)
    page = theme / "templates/page.html"
    text = page.read_text(encoding="utf-8")
    assert old in text
    page.write_text(text.replace(old, new), encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pelican", str(project.content)),
            *("-s", str(ROOT / "pelicanconf.py"), "-o", str(tmp_path / "stock")),
            *("-t", str(theme), "--fatal", "warnings"),
        ],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode != 0
