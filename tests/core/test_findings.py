"""The catalogue of findings: every text is there in both languages and can be filled."""

import ast
import re
from pathlib import Path
from string import Formatter

import pytest

from scripts.core.findings import Finding, read_texts

SCRIPTS = Path(__file__).parents[2] / "scripts"
POSITIONS = {"Finding.of": 0, "tally.report": 1, "self.report": 1, "self.tally.report": 1}
"""The calls that make a finding, and which of their arguments is the kind."""
FIELDS = ("message_zh", "message_en", "fix_zh", "fix_en")


def placeholders(kind: str) -> set[str]:
    """The facts that the texts of a kind are filled with."""
    texts = read_texts()[kind].values()
    names = {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}
    return {re.split(r"[.\[]", name)[0] for name in names}


def calls() -> list[tuple[str, str, set[str]]]:
    """Each call whose kind is written out: where it stands, its kind, its facts."""
    found = []
    for path in SCRIPTS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            position = POSITIONS.get(ast.unparse(node.func)) if isinstance(node, ast.Call) else None
            if isinstance(node, ast.Call) and position is not None and len(node.args) > position:
                kind = node.args[position]
                kinds = [kind.body, kind.orelse] if isinstance(kind, ast.IfExp) else [kind]
                facts = {str(keyword.arg) for keyword in node.keywords}
                place = f"{path.relative_to(SCRIPTS)}:{node.lineno}"
                found += [(place, k.value, facts) for k in kinds if isinstance(k, ast.Constant)]
    return found


@pytest.mark.parametrize("kind", read_texts())
def test_a_finding_has_four_texts(kind):
    texts = read_texts()[kind]
    assert tuple(texts) == FIELDS
    assert all(text.strip() for text in texts.values())


def test_a_finding_is_given_all_that_its_texts_name():
    assert len(calls()) > 80
    for place, kind, facts in calls():
        assert kind in read_texts(), place
        assert placeholders(kind) <= facts, f"{place}: {kind}"


def test_no_kind_is_without_use():
    code = "".join(path.read_text(encoding="utf-8") for path in SCRIPTS.rglob("*.py"))
    names = set(re.findall(r"[a-z0-9]+(?:[-/][a-z0-9]+)*", code))
    assert {kind.partition("/")[0] for kind in read_texts()} <= names


def test_braces_in_data_are_shown_as_they_are():
    finding = Finding.of("unsafe-url", "a.csv", 2, "url", shown="{x} {0}")
    assert finding.code == "unsafe-url"
    assert "{x} {0}" in finding.message_zh
