"""One way through the house: rooms in order, small modules, nothing of a place in the code."""

import ast
import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
SCRIPTS = sorted((ROOT / "scripts").rglob("*.py"))
ROOMS = (
    "commands",
    "desk",
    "build",
    "publish",
    "pages",
    "theme_support",
    "api",
    "downloads",
    "charts",
    "linked_data",
    "feeds",
    "audit",
    "verify",
    "versions",
    "checks",
    "derive",
    "package",
    "text",
    "words",
    "core",
)
"""The folders of `scripts/`; each imports only itself and what stands after it."""
MOST_LINES = 430


def room(path: Path) -> str:
    return path.relative_to(ROOT / "scripts").parts[0]


def imported_rooms(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return {name.split(".")[1] for name in names if name.startswith("scripts.")}


def test_every_room_is_a_folder_of_the_list():
    assert {room(path) for path in SCRIPTS} == {*ROOMS, "__init__.py"}
    for name in ROOMS:
        text = (ROOT / "scripts" / name / "__init__.py").read_text(encoding="utf-8")
        assert ast.get_docstring(ast.parse(text)), name


def test_a_room_imports_only_rooms_below_it():
    upward = [
        f"{path.relative_to(ROOT)} imports scripts.{other}"
        for path in SCRIPTS
        if path.name != "__init__.py" or room(path) != "__init__.py"
        for other in imported_rooms(path)
        if ROOMS.index(other) < ROOMS.index(room(path))
    ]
    assert not upward


def test_modules_stay_small():
    long = [path for path in SCRIPTS if len(path.read_bytes().splitlines()) > MOST_LINES]
    assert not long


def test_no_place_is_named_in_code_or_theme():
    packages = [json.loads(path.read_bytes()) for path in ROOT.glob("datasets/*/datapackage.json")]
    places = [package["place"] for package in packages if "place" in package]
    # The country's name is an everyday word (全国), and a time zone bears the name of a city.
    places = [place for place in places if place.get("level") != "country"]
    names = [name for place in places for name in (place["name_zh"], place["name_en"])]
    names += [name.removesuffix("市") for name in names]
    assert names
    suffixes = {".html", ".css", ".js", ".md", ".po"}
    theme = [path for path in (ROOT / "theme").rglob("*") if path.suffix in suffixes]
    for path in [*SCRIPTS, ROOT / "pelicanconf.py", ROOT / "tasks.py", *theme]:
        text = path.read_text(encoding="utf-8").lower().replace("asia/shanghai", "")
        for name in names:
            assert not re.search(re.escape(name.lower()), text), f"{name} in {path}"


def test_the_paths_in_the_architecture_document_are_there():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:scripts|theme|datasets|tests)/[\w./]*|tasks\.py)`", text)
    assert len(named) > 20
    assert [path for path in named if not (ROOT / path).exists()] == []
