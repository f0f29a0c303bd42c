"""The figures of docs/reliability.md are what the trials printed, and all of them passed."""

import re

import pytest

from tests.trials.reliability import BLOCK, DOCUMENT, trials, without_clock

SAID = {
    match["name"]: match["said"] for match in BLOCK.finditer(DOCUMENT.read_text(encoding="utf-8"))
}
PASSED = {
    "faults": r"✓ (\d+) 次 builds, 0 处不对 wrong",
    "fuzz": r"✓ (\d+) 份输入 inputs, 0 处不对 wrong",
    "mistakes": r"(\d+) mistakes: \1 found, 0 missed; \d+ harmless edits: 0 false alarms",
    "site": r"✓ \d+ 页 pages，(\d+) 个文件 files.*0 处问题 findings",
    "verify": r"✓ (\d+) 个文件 files.*0 处不符 disagreements",
}


@pytest.mark.parametrize("name", PASSED)
def test_a_trial_passed_and_counted_by_the_hundred(name):
    (last,) = [line for line in SAID[name].splitlines() if re.search(PASSED[name], line)]
    found = re.search(PASSED[name], last)
    assert found is not None
    assert int(found[1]) >= 100


def test_every_trial_has_its_block():
    assert set(SAID) == set(trials(1))


def test_a_block_holds_no_clock_and_no_folder_of_a_machine():
    ended = "✓ 2 页 pages，3 个文件 files（新写 1 changed，删去 0 removed），7.3 秒 s，0 处问题\n"
    said = f"[1/9] read 0.3 s\n{ended}  打开 open：file:///x\n"
    assert without_clock(said) == "✓ 2 页 pages，3 个文件 files，0 处问题\n"
    assert not any("file:" in text or "秒 s" in text for text in SAID.values())


def test_outside_the_blocks_the_document_quotes_no_counts():
    prose = BLOCK.sub("", DOCUMENT.read_text(encoding="utf-8"))
    assert not re.search(r"\d{2,}", prose.replace("SHA256SUMS", "").replace("--count 200", ""))
