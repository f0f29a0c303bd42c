"""`validate --texts`: quotes and offsets of reports by reference, held against local copies."""

import hashlib
import os
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from scripts.checks.texts import check_copies, check_texts, find_places, list_referred
from scripts.core.model import Doubt, Evidence, Observation
from scripts.package.copies import read_copies
from scripts.package.read import read_package
from tests.checks.test_checks_rules import PLACE, ROOT, found

REAL = Path(os.environ.get("REPORT_TEXTS") or ROOT.parent / "shared" / "source" / "reports")
"""Full texts of the reports that the packages quote by reference; they are not in this project."""
TEXT = (
    "---\ntitle: 报告\n---\n\n三、今年目标\n\n"
    "去年生产总值增长6.1%。今年生产总值增长6%左右，新增120个车位。\n"
)


def span(words: str) -> dict[str, int]:
    return {"start": TEXT.index(words), "end": TEXT.index(words) + len(words)}


REPORT = replace(
    PLACE.reports[0],
    document=None,
    coverage="by_reference",
    text_sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
)
READ = {"report_id": REPORT.report_id, "source_id": REPORT.source_id}
QUOTE, RESULT, DOUBTED = "生产总值增长6%左右", "生产总值增长6.1%", "120个"
TARGET = replace(PLACE.targets[0], report_id=REPORT.report_id, quote=QUOTE, **span(QUOTE))
SECTION = replace(
    PLACE.sections[0],
    report_id=REPORT.report_id,
    number="三",
    title_zh="今年目标",
    **span("三、今年目标"),
)
OBSERVATION = Observation(
    row=2,
    indicator_id="gdp-growth",
    period="2023",
    value=Decimal("6.1"),
    unit="%",
    stage="final",
    quote=RESULT,
    **READ,
    **span(RESULT),
)
DOUBT = Doubt(
    row=2,
    doubt_id="spaces",
    report_id=REPORT.report_id,
    printed=DOUBTED,
    reason_zh="疑",
    reason_en="doubtful",
    confidence="low",
    **span(DOUBTED),
)
EVIDENCE = Evidence(
    row=2,
    evidence_id="spaces",
    target_id=TARGET.target_id,
    date="2024",
    statement_zh="新增",
    statement_en="added",
    quote="新增120个车位",
    source_id=REPORT.source_id,
)
REFERRED = replace(
    PLACE,
    documents={},
    reports=(REPORT,),
    sections=(SECTION,),
    targets=(TARGET,),
    observations=(OBSERVATION,),
    doubts=(DOUBT,),
    evidence=(EVIDENCE,),
)
COPIES = {REPORT.text_sha256 or "": TEXT}


def test_right_quotes_are_no_findings():
    assert found(check_texts(REFERRED, COPIES)) == []


@pytest.mark.parametrize("table", ["sections", "targets", "observations", "doubts"])
@pytest.mark.parametrize("step", [-1, 1])
def test_offsets_moved_by_one_are_found_with_the_right_ones(table, step):
    row = getattr(REFERRED, table)[0]
    moved = replace(row, start=row.start + step, end=row.end + step)
    [finding] = check_texts(replace(REFERRED, **{table: (moved,)}), COPIES)
    assert (finding.file, finding.row) == (f"{table}.csv", row.row)
    if table != "sections":
        assert finding.field == "start"
        assert f"{row.start}–{row.end}" in finding.fix_zh
        assert f"{row.start}–{row.end}" in finding.fix_en


def test_words_that_the_text_does_not_hold_are_found():
    other = replace(
        REFERRED,
        targets=(replace(TARGET, quote=QUOTE.replace("6", "7")),),
        evidence=(replace(EVIDENCE, quote="新增121个车位"),),
    )
    assert found(check_texts(other, COPIES)) == [
        (TARGET.row, "quote", "wrong-quote"),
        (EVIDENCE.row, "quote", "quote-not-in-text"),
    ]


def test_a_text_with_another_hash_is_no_copy(tmp_path: Path):
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "any-name").write_text(TEXT, encoding="utf-8", newline="")
    (tmp_path / "other.md").write_text(TEXT + "\n", encoding="utf-8", newline="")
    assert read_copies(tmp_path, set(COPIES)) == COPIES
    assert read_copies(tmp_path, {"0" * 64}) == {}
    moved = replace(REFERRED, targets=(replace(TARGET, start=0, end=2),))
    assert found(check_texts(moved, {})) == []


@pytest.mark.parametrize("mark", ["3$1.$2亩", "$1万", "\N{REPLACEMENT CHARACTER}"])
def test_a_text_with_marks_of_a_clean_up_is_refused_as_a_whole(mark):
    altered = {sha256: text + mark for sha256, text in COPIES.items()}
    moved = replace(REFERRED, targets=(replace(TARGET, start=0, end=2),))
    assert found(check_texts(moved, altered)) == [(REPORT.row, "text_sha256", "altered-text")]


def test_a_price_in_dollars_is_no_such_mark():
    priced = {sha256: f"{text}$1.5亿、$10" for sha256, text in COPIES.items()}
    assert found(check_texts(REFERRED, priced)) == []


def test_the_command_says_how_many_copies_are_missing(tmp_path: Path):
    command = [sys.executable, "-m", "invoke", "validate", "--package", "pingdingshan"]
    command += ["--format", "json", "--texts"]
    run = subprocess.run(
        [*command, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout) == (0, "[]\n")
    assert re.search(r"\b[1-9]\d* reports had no local copy", run.stderr)
    run = subprocess.run(
        [*command, str(tmp_path / "nowhere")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert "no such folder" in run.stderr


@pytest.mark.skipif(not REAL.is_dir(), reason="the full texts are not at hand")
def test_every_package_quotes_the_real_texts_as_they_are():
    packages = [
        read_package(path.parent, ROOT) for path in ROOT.glob("datasets/*/datapackage.json")
    ]
    places = find_places(packages)
    reports = {r.text_sha256 or "" for _, place in places.values() for r in list_referred(place)}
    copies = read_copies(REAL, reports)
    assert copies
    for raw, place in places.values():
        assert check_copies(raw, place, copies) == []
        referred = {r.report_id for r in list_referred(place) if r.text_sha256 in copies}
        quoted = [t for t in place.targets if t.report_id in referred]
        moved = [replace(t, start=(t.start or 0) + 1, end=(t.end or 0) + 1) for t in quoted]
        findings = check_copies(raw, replace(place, targets=tuple(moved)), copies)
        assert {f.row for f in findings} == {t.row for t in quoted}
        assert all(f.column and f.value and f.file.startswith(raw.folder) for f in findings)
