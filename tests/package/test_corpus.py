"""Packages of every kind, made by hand: each has the verdict and the values that its file says."""

import json
import re
from pathlib import Path

import pytest
import yaml

from scripts.package.tabular.table import plain_text
from tests.trials.packages import try_package

CORPUS = Path(__file__).parents[1] / "packages" / "corpus"
CASES = sorted(CORPUS.glob("*.yaml"))


def write_case(case, folder):
    files = dict(case["files"])
    if "descriptor" in case:
        files["datapackage.json"] = json.dumps(case["descriptor"], ensure_ascii=False)
    folder.mkdir(parents=True)
    for path, text in files.items():
        (folder / path).write_bytes(text.encode(case.get("encoding", {}).get(path, "utf-8")))


def outcome(trial):
    """What a case's file says under `expected`."""
    found = {"findings": sorted({one.code for one in trial.findings})}
    if trial.dataset is None:
        return found
    tables = {
        table.name: {
            "types": {column.name: column.type for column in table.columns},
            "rows": [
                [None if value is None else plain_text(value) for value in row]
                for row in zip(*(column.values for column in table.columns), strict=True)
            ],
        }
        for table in trial.dataset.tables
    }
    return {**found, "unreadable": sorted(trial.dataset.unreadable), "tables": tables}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_package_has_the_verdict_and_the_values_that_are_expected(path, tmp_path):
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    folder = tmp_path / "datasets" / path.stem
    write_case(case, folder)
    trial = try_package(folder, tmp_path)
    assert outcome(trial) == case["expected"]
    has_cells = any(table["rows"] for table in case["expected"].get("tables", {}).values())
    assert bool(trial.cells) == has_cells
    for one in trial.findings:
        assert not re.search(r"[:：]\s*$", f"{one.message_zh}\n{one.message_en}", re.MULTILINE)


def test_the_corpus_is_large_enough():
    assert len(CASES) >= 40
