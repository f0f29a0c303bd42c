"""Every kind of broken package is found: the file, the row, the field, and one finding a cause."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.checks import RULES, ask_frictionless, check_names, check_package
from scripts.core.findings import Finding
from scripts.package.read import read_package, read_schemas
from scripts.package.schemas import copy_shared_indicators
from scripts.package.vocabulary import read_vocabulary

ROOT = Path(__file__).parents[2]
SCHEMAS = read_schemas(ROOT / "datasets" / "schemas")
VOCABULARY = read_vocabulary(ROOT / "datasets" / "vocabulary")
MINIATURE = ROOT / "tests" / "packages" / "miniature"
REAL = ROOT / "datasets" / "pingdingshan"


class Copy:
    """A copy of a package that a test may break."""

    def __init__(self, source: Path, root: Path) -> None:
        self.root = root
        self.folder = root / "datasets" / source.name
        shutil.copytree(source, self.folder)

    def rows(self, table: str) -> list[list[str]]:
        with (self.folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    def write(self, table: str, rows: list[list[str]]) -> None:
        with (self.folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)

    def cell(self, table: str, row: int, field: str) -> str:
        rows = self.rows(table)
        return rows[row - 1][rows[0].index(field)]

    def set(self, table: str, row: int, field: str, value: str) -> None:
        rows = self.rows(table)
        rows[row - 1][rows[0].index(field)] = value
        self.write(table, rows)

    def find(self, table: str, field: str, value: str) -> int:
        """The spreadsheet row of the first row whose field is the value."""
        rows = self.rows(table)
        return next(n for n, row in enumerate(rows, 1) if row[rows[0].index(field)] == value)

    def edit(self, path: str, change: Callable[[bytes], bytes]) -> None:
        file = self.folder / path
        file.write_bytes(change(file.read_bytes()))

    def describe(self, change: Callable[[dict], None]) -> None:
        path = self.folder / "datapackage.json"
        descriptor = json.loads(path.read_text(encoding="utf-8"))
        change(descriptor)
        path.write_text(json.dumps(descriptor, ensure_ascii=False), encoding="utf-8")

    def findings(self) -> list[Finding]:
        return check_package(read_package(self.folder, self.root), SCHEMAS, VOCABULARY)

    def found(self) -> list[tuple[str, int | None, str | None, str]]:
        prefix = f"datasets/{self.folder.name}/"
        return [(f.file.removeprefix(prefix), f.row, f.field, f.code) for f in self.findings()]


@pytest.fixture
def miniature(tmp_path: Path) -> Copy:
    return Copy(MINIATURE, tmp_path)


@pytest.fixture(params=[MINIATURE, REAL], ids=["miniature", "real"])
def package(request: pytest.FixtureRequest, tmp_path: Path) -> Copy:
    return Copy(request.param, tmp_path)


@pytest.fixture
def real(tmp_path: Path) -> Copy:
    return Copy(REAL, tmp_path)


def test_whole_packages_have_no_findings(package: Copy) -> None:
    assert package.findings() == []


# Bytes


EXCEL = {
    "GBK": lambda data: data.decode().encode("gb18030"),
    "a BOM": lambda data: b"\xef\xbb\xbf" + data,
    "CRLF": lambda data: data.replace(b"\n", b"\r\n"),
    "dates": lambda data: re.sub(rb"(20\d\d)-0?(\d+)-0?(\d+)", rb"\1/\2/\3", data),
    "all": lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n") + b"\r\n",
}


@pytest.mark.parametrize("way", EXCEL)
def test_a_table_as_excel_saves_it_is_read_and_mended(real: Copy, way: str) -> None:
    path = real.folder / "observations.csv"
    before = path.read_bytes()
    real.edit("observations.csv", EXCEL[way])
    assert path.read_bytes() != before
    assert real.found() == []
    assert read_package(real.folder, real.folder.parent).files["observations.csv"] == before


def test_a_document_with_carriage_returns_keeps_its_offsets(package: Copy) -> None:
    package.edit("documents/2024.md", lambda data: data.replace(b"\n", b"\r\n"))
    assert package.found() == []


def test_digits_that_excel_has_dropped_are_a_finding(real: Copy) -> None:
    real.edit("targets.csv", lambda data: data.replace(b",6.5,,", b",1E+05,,", 1))
    assert ("targets.csv", "value") in {(file, column) for file, _, column, _ in real.found()}


def test_bytes_that_are_no_chinese_text_are_refused(real: Copy) -> None:
    real.edit("sources.csv", lambda data: data + "café €\n".encode("cp1252"))
    [finding] = real.findings()
    assert (finding.file.split("/")[-1], finding.code) == ("sources.csv", "not-utf8")
    assert "CSV UTF-8" in finding.fix_zh


def test_an_edited_document_is_one_finding(real: Copy) -> None:
    real.edit(
        "documents/2024.md", lambda data: data.replace("平顶山".encode(), "平顶山市".encode(), 1)
    )
    assert real.found() == [("documents/2024.md", None, None, "hash-count")]


def test_lone_carriage_return(miniature: Copy) -> None:
    miniature.edit("doubts.csv", lambda data: data.replace(b",", b"\r,", 1))
    assert miniature.found() == [("doubts.csv", 1, None, "carriage-return")]


def test_empty_file(real: Copy) -> None:
    real.edit("targets.csv", lambda _: b"")
    assert real.found() == [("targets.csv", None, None, "empty-file")]


def test_missing_file(package: Copy) -> None:
    (package.folder / "indicators.csv").unlink()
    assert package.found() == [("indicators.csv", None, None, "missing-file")]


def test_missing_document(real: Copy) -> None:
    (real.folder / "documents" / "2024.md").unlink()
    assert real.found() == [("documents/2024.md", None, None, "missing-file")]


def test_nul_byte(real: Copy) -> None:
    real.edit("doubts.csv", lambda data: data[:-1] + b"\0\n")
    [(file, _, _, code)] = real.found()
    assert (file, code) == ("doubts.csv", "nul-byte")


def test_utf16_says_so(miniature: Copy) -> None:
    miniature.edit("doubts.csv", lambda data: data.decode().encode("utf-16"))
    [finding] = miniature.findings()
    assert "UTF-16" in finding.message_en


def test_merge_conflict(real: Copy) -> None:
    real.edit(
        "targets.csv",
        lambda data: data.replace(b"\n", b"\n<<<<<<< ours\n", 1) + b"=======\n>>>>>>> theirs\n",
    )
    assert real.found() == [("targets.csv", 2, None, "merge-conflict")]


def test_a_merge_conflict_is_led_through_row_by_row(miniature: Copy) -> None:
    rows = (miniature.folder / "sources.csv").read_text(encoding="utf-8").splitlines()
    twice = ["<<<<<<< HEAD", rows[1], "=======", rows[2], ">>>>>>> 1a2b3c4"]
    text = "\n".join([rows[0], *twice, rows[3], *twice, ""])
    (miniature.folder / "sources.csv").write_text(text, encoding="utf-8")
    [finding] = miniature.findings()
    assert "第 2–6、8–12 行" in finding.message_zh
    assert "Rows 2–6、8–12" in finding.message_en
    assert "git add" in finding.fix_zh
    assert "git merge --abort" in finding.fix_en


def test_truncated_descriptor(package: Copy) -> None:
    package.edit("datapackage.json", lambda data: data[: len(data) // 2])
    [(file, row, _, code)] = package.found()
    assert (file, code) == ("datapackage.json", "bad-json")
    assert row


def test_descriptor_that_is_no_object(miniature: Copy) -> None:
    miniature.edit("datapackage.json", lambda _: b"[]\n")
    assert miniature.found() == [("datapackage.json", 1, None, "bad-json")]


@pytest.mark.parametrize("path", ["../other.csv", "/etc/hosts", "a\\b.csv", "https://x.org/a.csv"])
def test_path_outside_the_package(miniature: Copy, path: str) -> None:
    miniature.describe(lambda d: d["resources"][0].update(path=path))
    assert miniature.found() == [
        ("datapackage.json", None, "resources.reports.path", "unsafe-path")
    ]


def test_link_out_of_the_package(miniature: Copy) -> None:
    (miniature.folder / "sources.csv").rename(miniature.root / "elsewhere.csv")
    (miniature.folder / "sources.csv").symlink_to(miniature.root / "elsewhere.csv")
    assert miniature.found() == [
        ("datapackage.json", None, "resources.sources.path", "unsafe-path")
    ]


def test_unclosed_quotation_mark(miniature: Copy) -> None:
    miniature.edit("doubts.csv", lambda data: data + b'"never closed')
    assert miniature.found() == [("doubts.csv", None, None, "bad-csv")]


# Structure and types: the verdict of Frictionless in our words


def test_wrong_type(package: Copy) -> None:
    package.set("targets", 2, "value", "六个半")
    assert package.found() == [("targets.csv", 2, "value", "type-error")]


def test_number_with_its_unit_is_told_the_number(package: Copy) -> None:
    package.set("targets", 2, "value", "6.5%")
    [finding] = package.findings()
    assert "6.5。" in finding.fix_zh


def test_full_width_digits_are_no_number(package: Copy) -> None:
    package.set("observations", 2, "value", "６.１")
    [(file, row, field, _)] = package.found()
    assert (file, row, field) == ("observations.csv", 2, "value")


@pytest.mark.parametrize("value", ["NaN", "INF", "1e3"])
def test_not_a_printed_number(miniature: Copy, value: str) -> None:
    miniature.set("observations", 2, "value", value)
    [(file, row, field, _)] = miniature.found()
    assert (file, row, field) == ("observations.csv", 2, "value")


def test_word_outside_the_list_gets_the_nearest(package: Copy) -> None:
    package.set("targets", 2, "kind", "quantitive")
    [finding] = package.findings()
    assert (finding.row, finding.field, finding.code) == (2, "kind", "constraint-error")
    assert "quantitative" in finding.fix_zh


def test_missing_required_cell(package: Copy) -> None:
    package.set("sources", 2, "title", "")
    assert package.found() == [("sources.csv", 2, "title", "constraint-error")]


def test_extra_cell(package: Copy) -> None:
    package.write("doubts", [*package.rows("doubts")[:1], [*package.rows("doubts")[1], "x"]])
    assert ("doubts.csv", 2, "extra-cell") in {(f, r, c) for f, r, _, c in package.found()}


def test_missing_cell(package: Copy) -> None:
    rows = package.rows("observations")
    package.write("observations", [*rows[:2], rows[2][:-1], *rows[3:]])
    [(file, row, _, code)] = package.found()
    assert (file, row, code) == ("observations.csv", 3, "missing-cell")


def test_blank_row(real: Copy) -> None:
    real.edit("observations.csv", lambda data: data.replace(b"\n", b"\n\n", 1))
    assert real.found() == [("observations.csv", 2, None, "blank-row")]


def test_extra_column(package: Copy) -> None:
    package.write(
        "sources", [[*row, "" if n else "more"] for n, row in enumerate(package.rows("sources"))]
    )
    [(file, row, _, code)] = package.found()
    assert (file, row, code) == ("sources.csv", 1, "extra-label")


def test_missing_column(package: Copy) -> None:
    package.write("observations", [row[:-1] for row in package.rows("observations")])
    found = package.found()
    assert {(f, r, c) for f, r, _, c in found} == {("observations.csv", 1, "missing-label")}


def test_missing_column_that_is_needed(package: Copy) -> None:
    package.write("observations", [row[1:] for row in package.rows("observations")])
    found = package.found()
    assert {(f, r) for f, r, _, _ in found} == {("observations.csv", 1)}


def test_duplicate_column(miniature: Copy) -> None:
    rows = miniature.rows("sources")
    rows[0][-1] = "title"
    miniature.write("sources", rows)
    assert {(f, r) for f, r, _, _ in miniature.found()} == {("sources.csv", 1)}


@pytest.mark.parametrize(
    ("table", "field"),
    [
        ("reports", "report_id"),
        ("sections", "section_id"),
        ("indicators", "indicator_id"),
        ("targets", "target_id"),
        ("doubts", "doubt_id"),
        ("sources", "source_id"),
    ],
)
def test_duplicate_key(real: Copy, table: str, field: str) -> None:
    rows = real.rows(table)
    real.write(table, [*rows, rows[1]])
    assert real.found() == [(f"{table}.csv", len(rows) + 1, field, "duplicate-key")]


@pytest.mark.parametrize(
    ("table", "field"),
    [
        ("reports", "source_id"),
        ("sections", "report_id"),
        ("sections", "parent_id"),
        ("targets", "report_id"),
        ("targets", "section_id"),
        ("targets", "indicator_id"),
        ("numerals", "report_id"),
        ("observations", "indicator_id"),
        ("observations", "source_id"),
        ("doubts", "report_id"),
        ("doubts", "target_id"),
        ("doubts", "source_id"),
    ],
)
def test_dangling_key(real: Copy, table: str, field: str) -> None:
    real.set(table, 2, field, "no-such-row")
    assert real.found() == [(f"{table}.csv", 2, field, "foreign-key")]


def test_dangling_target_of_a_numeral(package: Copy) -> None:
    row = package.find("numerals", "role", "target")
    package.set("numerals", row, "target_id", "no-such-row")
    assert ("numerals.csv", row, "target_id", "foreign-key") in package.found()


def test_misspelt_key_gets_the_nearest(package: Copy) -> None:
    right = package.cell("targets", 2, "indicator_id")
    package.set("targets", 2, "indicator_id", right[:-1])
    [finding] = package.findings()
    assert f"“{right}”" in finding.fix_zh
    assert f"“{right}”" in finding.fix_en


def test_drifted_schema(package: Copy) -> None:
    package.describe(lambda d: d["resources"][0]["schema"]["fields"][1].update(title="另一个标题"))
    name = json.loads((package.folder / "datapackage.json").read_text(encoding="utf-8"))[
        "resources"
    ][0]["name"]
    assert package.found() == [
        ("datapackage.json", None, f"resources.{name}.schema", "schema-drift")
    ]


def test_schema_that_is_none(miniature: Copy) -> None:
    miniature.describe(lambda d: d["resources"][0]["schema"]["fields"].insert(0, 5))
    assert {code for *_, code in miniature.found()} == {"schema-drift", "package-error"}


def test_missing_table(miniature: Copy) -> None:
    miniature.describe(
        lambda d: d.update(resources=[r for r in d["resources"] if r["name"] != "corrections"])
    )
    assert miniature.found() == [("datapackage.json", None, "resources", "missing-table")]


def test_unlisted_document(miniature: Copy) -> None:
    miniature.set("reports", 2, "document", "documents/2042.md")
    assert ("reports.csv", 2, "document", "foreign-key") in miniature.found()


# Cells


@pytest.mark.parametrize("start", ["=SUM(A1)", "+now", "-now", "@here", "\tx"])
def test_formula_cell(real: Copy, start: str) -> None:
    real.set("sources", 2, "note", start)
    assert real.found() == [("sources.csv", 2, "note", "formula-cell")]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "ftp://x.org/", "x.org"]
)
def test_unsafe_url(real: Copy, url: str) -> None:
    real.set("sources", 2, "url", url)
    assert real.found() == [("sources.csv", 2, "url", "unsafe-url")]


def test_unsafe_url_in_the_descriptor(miniature: Copy) -> None:
    miniature.describe(lambda d: d["licenses"][0].update(path="javascript:alert(1)"))
    assert ("datapackage.json", None, "licenses[0].path", "unsafe-url") in miniature.found()


def test_missing_translation(real: Copy) -> None:
    real.set("targets", 2, "note_zh", "只有中文。")
    real.set("targets", 2, "note_en", "")
    assert real.found() == [("targets.csv", 2, "note_en", "missing-translation")]


def test_missing_translation_of_the_place(miniature: Copy) -> None:
    miniature.describe(lambda d: d["place"].pop("name_en"))
    assert miniature.found() == [("datapackage.json", None, "place.name_en", "missing-translation")]


def test_bidirectional_override(miniature: Copy) -> None:
    miniature.set("sources", 2, "note", "abc\u202etxt")
    assert miniature.found() == [("sources.csv", 2, "note", "control-character")]


def test_id_with_capitals(miniature: Copy) -> None:
    rows = miniature.rows("indicators")
    miniature.write("indicators", [*rows, ["GDP_Growth", *rows[1][1:]]])
    assert miniature.found() == [("indicators.csv", len(rows) + 1, "indicator_id", "bad-id")]


# Rules 1-4


def test_wrong_quote(package: Copy) -> None:
    package.set("targets", 2, "quote", "原文没有这句话100%")
    assert package.found() == [("targets.csv", 2, "quote", "wrong-quote")]


def test_moved_offset_gets_the_right_one(package: Copy) -> None:
    start, end = (int(package.cell("targets", 2, field)) for field in ("start", "end"))
    package.set("targets", 2, "start", str(start + 3))
    package.set("targets", 2, "end", str(end + 3))
    findings = [f for f in package.findings() if f.code == "moved-span"]
    assert [(f.row, f.field) for f in findings] == [(2, "start")]
    assert f"start 填 {start}，end 填 {end}" in findings[0].fix_zh


def test_span_out_of_range(package: Copy) -> None:
    package.set("targets", 2, "end", "9999999")
    assert package.found() == [("targets.csv", 2, "start", "span-out-of-range")]


def test_half_a_span(real: Copy) -> None:
    real.set("doubts", 2, "end", "")
    assert real.found() == [("doubts.csv", 2, "end", "half-span")]


def test_heading_that_is_not_there(package: Copy) -> None:
    package.set("sections", 2, "title_zh", "别的标题")
    assert package.found() == [("sections.csv", 2, "title_zh", "wrong-quote")]


def test_value_that_the_quote_does_not_say(miniature: Copy) -> None:
    miniature.set("targets", 2, "value", "7")
    [finding] = miniature.findings()
    assert (finding.row, finding.field, finding.code) == (2, "value", "quote-disagrees")
    assert "about 6 %" in finding.fix_zh


def test_value_that_the_quote_does_not_say_in_the_real_package(tmp_path: Path) -> None:
    package = Copy(REAL, tmp_path)
    row = next(
        number
        for number, _ in enumerate(package.rows("targets"), 1)
        if package.cell("targets", number, "kind") == "quantitative"
        and package.cell("targets", number, "quote")
        and not package.cell("targets", number, "note_zh")
    )
    package.set("targets", row, "comparator", "less_than")
    assert package.found() == [("targets.csv", row, "comparator", "quote-disagrees")]


def test_uncovered_numeral_gets_a_ready_line(package: Copy) -> None:
    rows = package.rows("numerals")
    row = package.find(
        "numerals", "role", "context" if package.folder.name != "miniature" else "year"
    )
    package.write("numerals", [r for n, r in enumerate(rows, 1) if n != row])
    [finding] = package.findings()
    assert (finding.file.split("/")[-1], finding.row, finding.code) == (
        "numerals.csv",
        None,
        "uncovered-numeral",
    )
    assert ",".join(rows[row - 1][:4]) in finding.fix_zh


def test_doubly_covered_numeral(package: Copy) -> None:
    rows = package.rows("numerals")
    package.write("numerals", [*rows, rows[1]])
    [(file, row, field, code)] = package.found()
    assert (file, row) == ("numerals.csv", len(rows) + 1)
    assert code in {"doubly-covered-numeral", "duplicate-key"}
    assert field in {"start", "report_id"}


def test_moved_numeral_gets_the_right_place(package: Copy) -> None:
    row = package.find("numerals", "role", "year")
    start, end = (int(package.cell("numerals", row, field)) for field in ("start", "end"))
    package.set("numerals", row, "start", str(start + 1))
    package.set("numerals", row, "end", str(end + 1))
    [finding] = package.findings()
    assert (finding.row, finding.field, finding.code) == (row, "start", "moved-numeral")
    assert f",{start},{end}," in finding.fix_zh


def test_numeral_without_reason(package: Copy) -> None:
    row = package.find("numerals", "role", "year")
    package.set("numerals", row, "note", "")
    package.set("numerals", row, "note_en", "")
    assert package.found() == [("numerals.csv", row, "note", "numeral-without-reason")]


def test_numeral_of_another_target(package: Copy) -> None:
    row = package.find("numerals", "role", "target")
    other = package.cell("targets", package.find("targets", "kind", "milestone"), "target_id")
    package.set("numerals", row, "target_id", other)
    assert ("numerals.csv", row, "target_id", "numeral-outside-quote") in package.found()


def test_impossible_value_without_doubt(miniature: Copy) -> None:
    rows = miniature.rows("doubts")
    miniature.write("doubts", [row for row in rows if row[0] != "afforestation"])
    row = miniature.find("targets", "indicator_id", "afforestation")
    assert miniature.found() == [("targets.csv", row, "value", "impossible-value")]


def test_impossible_value_without_doubt_in_the_real_package(tmp_path: Path) -> None:
    package = Copy(REAL, tmp_path)
    row = package.find("targets", "value", "1415")
    target = package.cell("targets", row, "target_id")
    rows = package.rows("doubts")
    column = rows[0].index("target_id")
    package.write("doubts", [r for r in rows if r[column] != target])
    assert package.found() == [("targets.csv", row, "value", "impossible-value")]


@pytest.mark.parametrize("period", ["2024年", "2024-13", "2024-Q5", "2024-H3", "24"])
def test_bad_period(real: Copy, period: str) -> None:
    real.set("observations", 2, "period", period)
    [(file, row, field, _)] = real.found()
    assert (file, row, field) == ("observations.csv", 2, "period")


def test_unit_mismatch(package: Copy) -> None:
    package.set("observations", 2, "unit", "万吨")
    assert package.found() == [("observations.csv", 2, "unit", "unit-mismatch")]


def test_duplicate_observation(package: Copy) -> None:
    rows = package.rows("observations")
    again = dict(zip(rows[0], rows[1], strict=True)) | {"note": "又一次", "note_en": "again"}
    package.write("observations", [*rows, [*again.values()]])
    [(file, row, _, code)] = package.found()
    assert (file, row) == ("observations.csv", len(rows) + 1)
    assert code in {"duplicate-observation", "duplicate-key"}


def test_untrue_correction(miniature: Copy) -> None:
    miniature.set("corrections", 2, "new", "6.3")
    assert miniature.found() == [("corrections.csv", 2, "new", "untrue-correction")]


def test_correction_of_nothing(miniature: Copy) -> None:
    miniature.set("corrections", 2, "key", "gdp-growth;2024;finale")
    [finding] = miniature.findings()
    assert (finding.row, finding.field, finding.code) == (2, "key", "unknown-correction")
    assert "gdp-growth;2024;final”" in finding.fix_zh


# All at once, and nothing on harmless edits


def test_all_faults_come_together(package: Copy) -> None:
    package.set("targets", 2, "quote", "原文没有这句话")
    package.set("observations", 2, "unit", "万吨")
    package.set("sources", 2, "url", "javascript:alert(1)")
    (package.folder / "corrections.csv").write_bytes(b"")
    assert {code for *_, code in package.found()} == {
        "wrong-quote",
        "unit-mismatch",
        "unsafe-url",
        "empty-file",
    }


@pytest.mark.parametrize(
    "table", ["reports", "sections", "indicators", "targets", "numerals", "observations", "doubts"]
)
def test_reordered_rows_are_harmless(real: Copy, table: str) -> None:
    header, *rows = real.rows(table)
    real.write(table, [header, *reversed(rows)])
    assert real.findings() == []


def test_quoted_cells_are_harmless(package: Copy) -> None:
    rows = package.rows("targets")
    with (package.folder / "targets.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    assert package.findings() == []


def test_no_newline_at_the_end_is_harmless(package: Copy) -> None:
    package.edit("targets.csv", lambda data: data.removesuffix(b"\n"))
    assert package.findings() == []


def test_an_added_note_is_harmless(package: Copy) -> None:
    package.set("sources", 2, "note", "核对过一遍。\n第二行也算这一格。")
    assert package.findings() == []


def test_rows_count_as_in_a_spreadsheet(package: Copy) -> None:
    package.set("sources", 2, "note", "两\n行")
    package.set("sources", 3, "url", "javascript:alert(1)")
    assert package.found() == [("sources.csv", 3, "url", "unsafe-url")]


def test_negative_numbers_are_no_formulas(miniature: Copy) -> None:
    miniature.set("observations", 3, "value", "-2.5")
    assert miniature.findings() == []


def test_every_finding_speaks_both_languages(miniature: Copy) -> None:
    miniature.set("targets", 2, "value", "x")
    miniature.set("targets", 3, "indicator_id", "x")
    miniature.set("numerals", 3, "start", "1")
    for finding in miniature.findings():
        texts = (finding.message_zh, finding.message_en, finding.fix_zh, finding.fix_en)
        assert all(text.strip() for text in texts)
        assert "None" not in " ".join(texts)


def test_two_packages_of_one_name(miniature: Copy) -> None:
    raw = read_package(miniature.folder, miniature.root)
    other = read_package(MINIATURE, ROOT)
    assert [finding.code for finding in check_names([raw, other])] == ["duplicate-package"]
    assert list(check_names([raw])) == []


def test_rules_are_listed_once() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)


@pytest.mark.parametrize(("table", "asked"), [("observations", 1), ("targets", 4)])
def test_kept_verdicts_answer_for_tables_that_do_not_follow_from_an_edit(
    real: Copy, table: str, asked: int
) -> None:
    kept = ask_frictionless(read_package(real.folder, real.root))
    path = real.folder / f"{table}.csv"
    path.write_bytes(path.read_bytes() + path.read_bytes().splitlines(keepends=True)[-1])
    raw = read_package(real.folder, real.root)
    verdicts = ask_frictionless(raw, kept)
    assert len(verdicts.keys() - kept.keys()) == asked
    assert verdicts == ask_frictionless(raw)
    found = [finding for verdict in verdicts.values() for finding in verdict]
    assert {(finding.file.rpartition("/")[2], finding.code) for finding in found} == {
        (path.name, "duplicate-key")
    }


def test_a_doubt_about_a_figure_names_its_target(package: Copy) -> None:
    rows = package.rows("doubts")
    named = rows[0].index("target_id")
    start = rows[0].index("start")
    row = next(n for n, cells in enumerate(rows[1:], 2) if cells[named] and cells[start])
    package.set("doubts", row, "target_id", "")
    assert ("doubts.csv", row, "target_id", "doubt-without-target") in package.found()


def test_a_milestone_is_counted_in_percent(miniature: Copy) -> None:
    row = miniature.find("targets", "kind", "milestone")
    other = miniature.cell("targets", miniature.find("targets", "unit", "万亩"), "indicator_id")
    miniature.set("targets", row, "indicator_id", other)
    assert ("targets.csv", row, "indicator_id", "milestone-unit") in miniature.found()


@pytest.mark.parametrize(
    ("table", "field", "word", "near"),
    [
        ("indicators", "theme", "economyy", "economy"),
        ("indicators", "unit", "万平方米米", "平方米"),
    ],
)
def test_words_are_in_the_vocabulary(
    package: Copy, table: str, field: str, word: str, near: str
) -> None:
    package.set(table, 2, field, word)
    finding = next(f for f in package.findings() if f.code == "unknown-word")
    assert (finding.row, finding.field) == (2, field)
    assert near in finding.fix_zh


def test_a_text_that_looks_like_a_number_is_still_text(real: Copy) -> None:
    real.set("targets", 2, "scope", "-5")
    assert ("targets.csv", 2, "scope", "formula-cell") in real.found()


@pytest.mark.parametrize("path", ["./targets.csv", "documents//2024.md", "documents/./2024.md"])
def test_a_path_has_one_spelling(miniature: Copy, path: str) -> None:
    def respell(descriptor: dict) -> None:
        name = path.rsplit("/", 1)[-1]
        for resource in descriptor["resources"]:
            if str(resource["path"]).endswith(name):
                resource["path"] = path

    miniature.describe(respell)
    assert "unsafe-path" in {code for *_, code in miniature.found()}


def test_a_document_is_plain_text(miniature: Copy) -> None:
    document = miniature.cell("reports", 2, "document")
    (miniature.folder / document).rename(miniature.folder / "documents" / "2024.docx")
    miniature.set("reports", 2, "document", "documents/2024.docx")

    def rename(descriptor: dict) -> None:
        for resource in descriptor["resources"]:
            if resource["path"] == document:
                resource["path"] = "documents/2024.docx"

    miniature.describe(rename)
    assert ("reports.csv", 2, "document", "document-not-text") in miniature.found()


def test_a_place_has_a_report(miniature: Copy) -> None:
    miniature.write("reports", miniature.rows("reports")[:1])
    assert ("reports.csv", 1, None, "no-report") in miniature.found()


@pytest.mark.parametrize(("field", "year"), [("due", "20244"), ("due", "2999"), ("baseline", "22")])
def test_a_year_is_a_year(miniature: Copy, field: str, year: str) -> None:
    row = miniature.find("targets", "target_id", "2024-pm25-reduction")
    miniature.set("targets", row, field, year)
    assert ("targets.csv", row, field) in {(f, r, c) for f, r, c, _ in miniature.found()}


def test_a_fact_names_a_source(miniature: Copy) -> None:
    miniature.describe(lambda d: d["place"]["facts"][0].update(source_id=3))
    assert "foreign-key" in {code for *_, code in miniature.found()}


@pytest.mark.parametrize("text", ["a\u0007b", "a\ufffeb", "\ud800", "a\u202eb"])
def test_control_characters_in_the_descriptor(miniature: Copy, text: str) -> None:
    path = miniature.folder / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    descriptor["keywords"] = [text]
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    assert ("datapackage.json", None, "keywords[0]", "control-character") in miniature.found()


def test_names_of_places_are_never_blank(miniature: Copy) -> None:
    miniature.describe(lambda d: d["place"].update(name_en=" "))
    assert ("datapackage.json", None, "place.name_en", "missing-translation") in miniature.found()


@pytest.mark.parametrize("table", ["doubts", "numerals"])
def test_no_span_without_a_document(miniature: Copy, table: str) -> None:
    miniature.set(table, 2, "report_id", "2025")
    found = {(file, row, code) for file, row, _, code in miniature.found()}
    assert (f"{table}.csv", 2, "span-without-document") in found


def test_a_folder_without_descriptor_is_told(tmp_path: Path) -> None:
    copy = Copy(MINIATURE, tmp_path)
    (copy.folder / "datapackage.json").unlink()
    assert copy.found() == [("datapackage.json", None, None, "missing-file")]


def test_names_that_the_site_uses_itself_are_refused(miniature: Copy) -> None:
    miniature.describe(lambda d: d.update(name="data"))
    raw = read_package(miniature.folder, miniature.root)
    assert [finding.code for finding in check_names([raw])] == ["reserved-name"]


@pytest.mark.parametrize("separator", [";", "\t", "|"])
@pytest.mark.parametrize("table", ["sections", "observations"])
def test_another_separator_is_one_finding(real: Copy, separator: str, table: str) -> None:
    real.edit(f"{table}.csv", lambda data: data.replace(b",", separator.encode()))
    own = [(file, code) for file, _, _, code in real.found() if file == f"{table}.csv"]
    assert own == [(f"{table}.csv", "wrong-separator")]


def test_a_drafted_row_is_published_only_after_a_person_has_read_it(miniature: Copy) -> None:
    miniature.set("targets", 2, "note_zh", "待核对：新指标")
    miniature.set("targets", 2, "note_en", "UNSURE: to be checked by a person")
    assert ("targets.csv", 2, "note_zh", "unreviewed-draft") in miniature.found()


def test_a_shared_indicator_equals_the_vocabulary(tmp_path):
    copy = Copy(REAL, tmp_path)
    row = copy.find("indicators", "indicator_id", "gdp-growth")
    copy.set("indicators", row, "unit", "亿元")
    drift = [one for one in copy.found() if one[3] == "vocabulary-drift"]
    assert drift == [("indicators.csv", row, "unit", "vocabulary-drift")]


def test_the_task_copies_shared_indicators_and_leaves_others(tmp_path):
    copy = Copy(REAL, tmp_path)
    before = copy.rows("indicators")
    shutil.copytree(ROOT / "datasets" / "vocabulary", tmp_path / "datasets" / "vocabulary")
    copy.set("indicators", copy.find("indicators", "indicator_id", "gdp-growth"), "name_en", "?")
    assert copy_shared_indicators(tmp_path / "datasets") == [REAL.name]
    assert copy.rows("indicators") == before
    assert copy_shared_indicators(tmp_path / "datasets") == []
