"""A small count of the soak in the trial `mistakes`: every mistake is found, no edit is scolded."""

import random

import pytest

from tests.trials.mistakes import HARMLESS, MISTAKES, REAL, Package, check, load, make

FILES = load(REAL)
ROUNDS = 2


@pytest.mark.parametrize("number", range(ROUNDS * len(MISTAKES)))
def test_a_mistake_is_found_where_it_is(number, tmp_path):
    spoilt, mistake = make(number, FILES)
    findings = check(spoilt, tmp_path)
    assert mistake.is_found(findings), (mistake, findings[:3])
    for finding in findings:
        assert all((finding.message_zh, finding.message_en, finding.fix_zh, finding.fix_en))


@pytest.mark.parametrize("edit", HARMLESS, ids=lambda edit: edit.__name__)
def test_a_harmless_edit_gives_no_finding(edit, tmp_path):
    package = Package(files=dict(FILES), random=random.Random(1))  # noqa: S311
    edit(package)
    assert package.files != FILES
    assert check(package.files, tmp_path) == []
