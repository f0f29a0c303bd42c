"""One way through the house: who may import whom, and nothing of a place in the code."""

import ast
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPTS = sorted((ROOT / "scripts").rglob("*.py"))
EDGES = {
    "browser",
    "folders",
    "site_build",
    "site_maker",
    "cores",
    "workers",
    "package_work",
    "package_maker",
    "package_past",
    "package_history",
    "cluster",
    "away",
    "provenance",
    "proving",
    "signing",
    "repository",
    "last_build",
    "pelican_run",
    "releasing",
    "tasks_release",
    "build",
    "compare",
    "hooks",
    "import_excel",
    "new_report",
    "observe",
    "receive",
    "schemas",
    "serve",
    "interpreter",
    "task_output",
    "tasks_desk",
    "tasks_excel",
    "tasks_proof",
    "tasks_links",
    "tasks_publish",
    "tasks_start",
    "tasks_supply",
}
"""Modules that order the stages or start processes; they may import any stage."""
LEAVES = {
    "model",
    "findings",
    "addresses",
    "periods",
    "quantities",
    "chinese_numbers",
    "units",
    "source_text",
    "wording",
    "markdown_text",
    "plain_markdown",
    "template_code",
    "template_rows",
    "files",
    "catalogue",
    "template_words",
    "package",
    "vocabulary",
    "scales",
    "numerals_in_text",
    "headings",
    "pictures",
    "feeds",
    "local_descriptor",
    "mishaps",
    "media_types",
    "citations",
    "licence_words",
    "site_identity",
    "kept",
    "json_text",
    "site_tree",
}
"""Small languages and plain types: everybody may import them, they import only each other."""
STAGES = {
    "read": {"typed_rows", "file_bytes"},
    "file_bytes": set(),
    "comparison": set(),
    "arithmetic": {"comparison"},
    "typed_rows": set(),
    "checks": {"typed_rows", "file_bytes"},
    "status": {"comparison", "arithmetic"},
    "derived": {"status"},
    "history": {"derived", "status"},
    "tabular": set(),
    "formats": {"tabular", "workbooks"},
    "decisions": set(),
    "linked_data": {"tabular", "derived"},
    "charts": {"derived", "status", "tabular"},
    "cards": {"derived", "charts"},
    "downloads": {
        "derived",
        "charts",
        "archives",
        "workbooks",
        "cards",
        "tabular",
        "formats",
        "versions",
    },
    "api": {"derived", "downloads"},
    "archives": set(),
    "workbooks": {"archives"},
    "summaries": {"tabular"},
    "pages": {
        "derived",
        "charts",
        "status",
        "cards",
        "history",
        "tabular",
        "formats",
        "summaries",
        "table_changes",
        "versions",
        "linked_data",
        "api",
    },
    "search_index": set(),
    "compressed": set(),
    "placing": set(),
    "parts": {"compressed"},
    "look": {"pages"},
    "generator": {"pages", "look", "parts"},
    "package_prepared": {"checks", "decisions", "derived", "look"},
    "package_head": {"parts", "verify"},
    "site_work": {
        "package_head",
        "pages",
        "api",
        "linked_data",
        "decisions",
        "built_page",
    },
    "verify": set(),
    "built_page": {"search_index", "verify"},
    "proof": set(),
    "progress": set(),
    "findings_page": set(),
    "releases": set(),
    "table_changes": set(),
    "versions": {"tabular", "table_changes", "archives"},
    "difference": {"derived", "table_changes"},
    "stale": {"derived"},
    "drafting": set(),
    "excel": {"summaries", "archives"},
    "supply": set(),
    "links": {"read"},
}
"""Stage -> the stages before it that it builds on."""


def room(path: Path) -> str:
    """The module that a file belongs to: `scripts/pages/place.py` -> `pages`."""
    return path.relative_to(ROOT / "scripts").parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full"
            parts = (node.module or "").split(".")
            if parts[0] == "scripts":
                names |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            parts_of = [alias.name.split(".") for alias in node.names]
            names |= {parts[1] for parts in parts_of if parts[0] == "scripts" and len(parts) > 1}
    return names


def test_every_module_has_one_place_and_no_other_is_named():
    rooms = {room(path) for path in SCRIPTS} - {"__init__"}
    assert {*EDGES, *LEAVES, *STAGES}.union(*STAGES.values()) == rooms
    assert not EDGES & LEAVES
    assert not STAGES.keys() & (EDGES | LEAVES)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_a_stage_imports_only_what_comes_before_it(path):
    own = room(path)
    if own in EDGES or own == "__init__":
        return
    others = imported(path) - {own}
    if own in LEAVES:
        assert others <= LEAVES
    else:
        assert own in STAGES, f"say in STAGES where {own} belongs"
        assert others <= LEAVES | STAGES[own]


def test_no_place_is_named_in_code_or_theme():
    places = [
        json.loads(path.read_bytes())["place"]
        for path in ROOT.glob("datasets/*/datapackage.json")
        if "place" in json.loads(path.read_bytes())
    ]
    names = [name for place in places for name in (place["name_zh"], place["name_en"])]
    names += [name.removesuffix("市") for name in names]
    assert names
    sources = [
        *SCRIPTS,
        ROOT / "pelicanconf.py",
        ROOT / "tasks.py",
        *(
            p
            for p in (ROOT / "theme").rglob("*")
            if p.suffix in {".html", ".css", ".js", ".md", ".po"}
        ),
    ]
    for path in sources:
        text = path.read_text(encoding="utf-8").lower()
        for name in names:
            assert not re.search(re.escape(name.lower()), text), f"{name} in {path}"


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_modules_stay_small(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 430
