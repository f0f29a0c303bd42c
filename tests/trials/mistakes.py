"""Machine-made mistakes in a copy of a package, and whether the check finds each where it is.

    python -m tests.trials.mistakes 500  makes so many in the real package and prints what was found

Each mistake says in which file it is and, where that makes sense, on which rows a finding may
stand. Harmless edits are made as well; they must give no finding at all.
"""

from __future__ import annotations

import csv
import io
import json
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scripts.checks import check_package
from scripts.checks.keys import OWN_IDS, REFERENCES
from scripts.core.findings import Finding
from scripts.core.model import OPTIONAL_TABLES, TABLES
from scripts.package.read import read_package, read_schemas
from scripts.package.vocabulary import read_vocabulary

ROOT = Path(__file__).parents[2]
REAL = ROOT / "datasets" / "pingdingshan"
SCHEMAS = read_schemas(ROOT / "datasets" / "schemas")
VOCABULARY = read_vocabulary(ROOT / "datasets" / "vocabulary")


REQUIRED = tuple(table for table in TABLES if table not in OPTIONAL_TABLES)


@dataclass(slots=True)
class Package:
    """The files of a package in memory, and helpers to edit them as a person would."""

    files: dict[str, bytes]
    random: random.Random

    def rows(self, table: str) -> list[list[str]]:
        """Header and rows; none of a table that the package may lack."""
        if table in OPTIONAL_TABLES and f"{table}.csv" not in self.files:
            return []
        return list(csv.reader(io.StringIO(self.files[f"{table}.csv"].decode(), newline="")))

    def write(self, table: str, rows: list[list[str]], **options: object) -> None:
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\n", **options).writerows(rows)  # type: ignore[arg-type]
        self.files[f"{table}.csv"] = buffer.getvalue().encode()

    def has_text(self, header: list[str], row: list[str]) -> bool:
        """Whether the package holds the text that the row's report quotes."""
        (names, *reports) = self.rows("reports")
        report = row[header.index("report_id")]
        return any(one[0] == report and one[names.index("document")] for one in reports)

    def filled(self, *tables: str) -> str:
        """A table that has rows."""
        return self.random.choice([t for t in tables or REQUIRED if len(self.rows(t)) > 1])

    def pick(self, table: str, *, filled: str = "") -> tuple[list[list[str]], int]:
        """The rows of a table and the place of one of them (in which a column is filled)."""
        rows = self.rows(table)
        places = [at for at in range(1, len(rows)) if not filled or rows[at][rows[0].index(filled)]]
        return rows, self.random.choice(places)


@dataclass(frozen=True, slots=True)
class Mistake:
    """What was done and where a finding must stand; no rows: anywhere in one of the files."""

    what: str
    files: tuple[str, ...]
    rows: frozenset[int] = field(default=frozenset())

    def is_found(self, findings: list[Finding]) -> bool:
        return any(
            finding.file.rpartition("/")[2] in {name.rpartition("/")[2] for name in self.files}
            and (not self.rows or finding.row is None or finding.row in self.rows)
            for finding in findings
        )


Maker = Callable[[Package], Mistake | None]


def empty_a_needed_cell(package: Package) -> Mistake | None:
    table = package.filled()
    rows, at = package.pick(table)
    needed = [
        str(one["name"])
        for one in SCHEMAS[table]["fields"]  # type: ignore[attr-defined]
        if one.get("constraints", {}).get("required")
    ]
    column = package.random.choice(needed)
    rows[at][rows[0].index(column)] = ""
    package.write(table, rows)
    return Mistake(f"{table}: {column} emptied", (f"{table}.csv",), frozenset({at + 1}))


def text_for_a_number(package: Package) -> Mistake | None:
    numeric = {
        "targets": ("value", "start", "end", "due"),
        "numerals": ("start", "end"),
        "observations": ("value",),
        "sections": ("order", "start", "end"),
        "doubts": ("start", "end"),
    }
    table = package.filled(*numeric)
    column = package.random.choice(numeric[table])
    rows, at = package.pick(table, filled=column)
    cell = rows[at][rows[0].index(column)]
    wrong = package.random.choice(
        [f"{cell}人", f"约{cell}", "六", f"{cell},000", "Ｏ", f"{cell} 1"]
    )
    rows[at][rows[0].index(column)] = wrong
    package.write(table, rows)
    return Mistake(f"{table}: {column} = {wrong}", (f"{table}.csv",), frozenset({at + 1}))


def a_key_that_leads_nowhere(package: Package) -> Mistake | None:
    table, column, *_ = package.random.choice(
        [one for one in REFERENCES if any(row[package.rows(one[0])[0].index(one[1])]
                                          for row in package.rows(one[0])[1:])]
    )  # fmt: skip
    rows, at = package.pick(table, filled=column)
    cell = rows[at][rows[0].index(column)]
    spot = package.random.randrange(len(cell))
    rows[at][rows[0].index(column)] = f"{cell[:spot]}x{cell[spot:]}"
    package.write(table, rows)
    return Mistake(f"{table}: {column} misspelt", (f"{table}.csv",), frozenset({at + 1}))


def a_repeated_row(package: Package) -> Mistake | None:
    table = package.filled(*OWN_IDS, "numerals", "observations")
    rows, at = package.pick(table)
    rows.insert(package.random.randrange(1, len(rows) + 1), list(rows[at]))
    package.write(table, rows)
    same = {number + 1 for number, row in enumerate(rows) if row == rows[at] and number}
    return Mistake(f"{table}: a row twice", (f"{table}.csv",), frozenset(same | {at + 1, at + 2}))


def a_row_that_others_need_is_gone(package: Package) -> Mistake | None:
    table = package.random.choice(["reports", "sources", "sections", "indicators"])
    rows, at = package.pick(table)
    key = rows[at][rows[0].index(OWN_IDS[table])]
    users = [
        f"{one}.csv"
        for one, column, other, _ in REFERENCES
        if other == table
        and any(row[package.rows(one)[0].index(column)] == key for row in package.rows(one)[1:])
    ]
    descriptor = json.loads(package.files["datapackage.json"])
    if any(fact.get("source_id") == key for fact in descriptor["place"]["facts"]):
        users.append("datapackage.json")
    if not users:
        return None
    del rows[at]
    package.write(table, rows)
    return Mistake(f"{table}: {key} deleted", tuple(users))


def a_numeral_row_is_gone(package: Package) -> Mistake | None:
    rows, at = package.pick("numerals")
    if not rows[at][rows[0].index("text")].isascii():
        return None
    del rows[at]
    package.write("numerals", rows)
    return Mistake("numerals: a row deleted", ("numerals.csv", "targets.csv"))


def a_moved_span(package: Package) -> Mistake | None:
    table = package.filled("targets", "numerals", "doubts")
    rows, at = package.pick(table, filled="start")
    if not package.has_text(rows[0], rows[at]):
        return None
    start, end = rows[0].index("start"), rows[0].index("end")
    by = package.random.choice([-3, -2, -1, 1, 2, 3])
    for column in (start, end):
        rows[at][column] = str(max(0, int(rows[at][column]) + by))
    package.write(table, rows)
    return Mistake(f"{table}: span moved by {by}", (f"{table}.csv",), frozenset({at + 1}))


def a_changed_quote(package: Package) -> Mistake | None:
    rows, at = package.pick("targets", filled="quote")
    if not package.has_text(rows[0], rows[at]):
        return None
    column = rows[0].index("quote")
    quote = rows[at][column]
    spot = package.random.randrange(len(quote))
    rows[at][column] = f"{quote[:spot]}错{quote[spot + 1 :]}"
    package.write("targets", rows)
    return Mistake("targets: quote changed", ("targets.csv",), frozenset({at + 1}))


def a_changed_figure(package: Package) -> Mistake | None:
    rows, at = package.pick("targets", filled="quote")
    column = rows[0].index("value")
    if not rows[at][column] or rows[at][rows[0].index("note_zh")]:
        return None
    rows[at][column] = str(int(float(rows[at][column])) + 7)
    package.write("targets", rows)
    return Mistake("targets: value not as quoted", ("targets.csv",), frozenset({at + 1}))


def swapped_cells(package: Package) -> Mistake | None:
    table = package.filled("targets", "numerals", "observations", "reports")
    pairs = {
        "targets": [("target_id", "report_id"), ("kind", "measure"), ("value", "unit"),
                    ("start", "end"), ("section_id", "indicator_id")],
        "numerals": [("start", "end"), ("text", "role"), ("report_id", "start")],
        "observations": [("indicator_id", "period"), ("value", "unit"), ("stage", "source_id")],
        "reports": [("year", "coverage"), ("document", "source_id")],
    }  # fmt: skip
    one, other = package.random.choice(pairs[table])
    rows, at = package.pick(table)
    a, b = rows[0].index(one), rows[0].index(other)
    if rows[at][a] == rows[at][b]:
        return None
    rows[at][a], rows[at][b] = rows[at][b], rows[at][a]
    package.write(table, rows)
    return Mistake(f"{table}: {one} and {other} swapped", (f"{table}.csv",), frozenset({at + 1}))


def a_wrong_word(package: Package) -> Mistake | None:
    choices = {
        "targets": ("kind", "measure", "comparator"),
        "numerals": ("role",),
        "observations": ("stage",),
        "sources": ("kind",),
        "doubts": ("confidence",),
        "indicators": ("direction", "theme"),
        "reports": ("coverage",),
    }
    table = package.filled(*choices)
    column = package.random.choice(choices[table])
    rows, at = package.pick(table, filled=column)
    at_column = rows[0].index(column)
    rows[at][at_column] = package.random.choice(
        [rows[at][at_column].upper(), f"{rows[at][at_column]}s", "其他", "TODO"]
    )
    package.write(table, rows)
    return Mistake(f"{table}: {column} not a word", (f"{table}.csv",), frozenset({at + 1}))


def a_wrong_date_or_period(package: Package) -> Mistake | None:
    rows, at = package.pick("observations")
    rows[at][rows[0].index("period")] = package.random.choice(
        ["2024年", "2024/5", "24", "2024-13", "2024-Q5", "去年", "2024-5"]
    )
    package.write("observations", rows)
    return Mistake("observations: period", ("observations.csv",), frozenset({at + 1}))


def an_unsafe_cell(package: Package) -> Mistake | None:
    table = package.filled("targets", "sources", "doubts", "indicators")
    column = {"targets": "scope", "sources": "title", "doubts": "likely", "indicators": "name_zh"}
    rows, at = package.pick(table)
    bad = package.random.choice(["=1+1", "@SUM(A1)", "+cmd", "-2+3", "看不见\u202e的", "\x07响"])
    rows[at][rows[0].index(column[table])] = bad
    package.write(table, rows)
    return Mistake(f"{table}: {bad!r}", (f"{table}.csv",), frozenset({at + 1}))


def one_language_only(package: Package) -> Mistake | None:
    table, column = package.random.choice(
        [("indicators", "name_en"), ("sections", "title_en"), ("doubts", "reason_en"),
         ("numerals", "note_en"), ("sources", "note_en")]
    )  # fmt: skip
    rows, at = package.pick(table, filled=column)
    rows[at][rows[0].index(column)] = ""
    package.write(table, rows)
    return Mistake(f"{table}: {column} missing", (f"{table}.csv",), frozenset({at + 1}))


def a_spoilt_file(package: Package) -> Mistake | None:
    name = f"{package.random.choice(REQUIRED)}.csv"
    data = package.files[name]
    text = data.decode()
    middle = len(data) // 2
    ways: dict[str, bytes | None] = {
        "UTF-16": text.encode("utf-16"),
        "emptied": b"",
        "semicolons": text.replace(",", ";").encode(),
        "tabs": text.replace(",", "\t").encode(),
        "half saved": data[:middle]
        if text.count("\n") > 3 and not text[:middle].endswith("\n")
        else None,
        "a merge conflict": b"<<<<<<< HEAD\n" + data + b"=======\n" + data + b">>>>>>> other\n",
        "NUL": data[:middle] + b"\0" + data[middle:],
        "no header": text.partition("\n")[2].encode() if text.count("\n") > 1 else None,
    }
    what = package.random.choice([way for way, spoilt in ways.items() if spoilt is not None])
    spoilt = ways[what]
    assert spoilt is not None
    package.files[name] = spoilt
    related = (name, *(f"{table}.csv" for table in REQUIRED)) if what == "half saved" else (name,)
    return Mistake(f"{name}: {what}", related)


def a_lost_file(package: Package) -> Mistake | None:
    name = package.random.choice([*(f"{table}.csv" for table in REQUIRED), "documents/2024.md"])
    del package.files[name]
    return Mistake(f"{name} deleted", (name,))


def a_changed_header(package: Package) -> Mistake | None:
    table = package.random.choice(REQUIRED)
    rows = package.rows(table)
    at = package.random.randrange(len(rows[0]))
    way = package.random.choice(["renamed", "removed", "added", "moved"])
    if way == "renamed":
        rows[0][at] = f"{rows[0][at]}x"
    elif way == "removed":
        rows = [[*row[:at], *row[at + 1 :]] for row in rows]
    elif way == "added":
        rows = [[*row, "备忘" if number else "memo"] for number, row in enumerate(rows)]
    else:
        rows = [[*row[1:], row[0]] for row in rows]
    package.write(table, rows)
    return Mistake(f"{table}: column {way}", (f"{table}.csv",))


def an_edited_document(package: Package) -> Mistake | None:
    name = "documents/2024.md"
    text = package.files[name].decode()
    spot = package.random.randrange(len(text))
    package.files[name] = f"{text[:spot]}改{text[spot + 1 :]}".encode()
    return Mistake("the report's text edited", (name,))


def a_changed_descriptor(package: Package) -> Mistake | None:
    descriptor = json.loads(package.files["datapackage.json"])
    way = package.random.choice(["schema", "resource", "name", "title", "cut"])
    if way == "schema":
        descriptor["resources"][3]["schema"]["fields"][2]["name"] = "whatever"
    elif way == "resource":
        del descriptor["resources"][package.random.randrange(9)]
    elif way == "name":
        descriptor["name"] = "Ping Ding Shan"
    elif way == "title":
        del descriptor["title_en"]
    text = json.dumps(descriptor, ensure_ascii=False)
    package.files["datapackage.json"] = (text[: len(text) // 2] if way == "cut" else text).encode()
    return Mistake(f"descriptor: {way}", ("datapackage.json",))


MISTAKES: tuple[Maker, ...] = (
    empty_a_needed_cell, text_for_a_number, a_key_that_leads_nowhere, a_repeated_row,
    a_row_that_others_need_is_gone, a_numeral_row_is_gone, a_moved_span, a_changed_quote,
    a_changed_figure, swapped_cells, a_wrong_word, a_wrong_date_or_period, an_unsafe_cell,
    one_language_only, a_spoilt_file, a_lost_file, a_changed_header, an_edited_document,
    a_changed_descriptor,
)  # fmt: skip


def reordered_rows(package: Package) -> None:
    table = package.random.choice(REQUIRED)
    header, *rows = package.rows(table)
    package.random.shuffle(rows)
    package.write(table, [header, *rows])


def quoted_fields(package: Package) -> None:
    table = package.random.choice(REQUIRED)
    package.write(table, package.rows(table), quoting=csv.QUOTE_ALL)


def a_note_more(package: Package) -> None:
    table, zh, en = package.random.choice(
        [("sources", "note", "note_en"), ("observations", "note", "note_en")]
    )
    rows, at = package.pick(table)
    rows[at][rows[0].index(zh)] = "复核过，无误。"
    rows[at][rows[0].index(en)] = "Checked again."
    package.write(table, rows)


def no_newline_at_the_end(package: Package) -> None:
    name = f"{package.random.choice(REQUIRED)}.csv"
    package.files[name] = package.files[name].rstrip(b"\n")


def newlines_at_the_end(package: Package) -> None:
    name = f"{package.random.choice(REQUIRED)}.csv"
    package.files[name] += b"\n"


def foreign_files(package: Package) -> None:
    for name in ("~$targets.xlsx", ".DS_Store", "Thumbs.db", "documents/草稿.docx"):
        package.files[name] = b"\0\1\2"


HARMLESS: tuple[Callable[[Package], None], ...] = (
    reordered_rows, quoted_fields, a_note_more, no_newline_at_the_end, newlines_at_the_end,
    foreign_files,
)  # fmt: skip


def load(folder: Path) -> dict[str, bytes]:
    """A package's files by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def check(files: dict[str, bytes], folder: Path) -> list[Finding]:
    """Write the files to a folder of their own and check them."""
    target = folder / "datasets" / "copy"
    shutil.rmtree(target, ignore_errors=True)
    for name, data in files.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(data)
    return check_package(read_package(target, folder), SCHEMAS, VOCABULARY)


def make(number: int, files: dict[str, bytes]) -> tuple[dict[str, bytes], Mistake]:
    """The mistake of a number, always the same one; makers take turns."""
    for attempt in range(100):
        package = Package(files=dict(files), random=random.Random(f"{number}/{attempt}"))  # noqa: S311
        mistake = MISTAKES[number % len(MISTAKES)](package)
        if mistake is not None and package.files != files:
            return package.files, mistake
    raise AssertionError(number)


def run(count: int, files: dict[str, bytes]) -> Iterator[tuple[Mistake, list[Finding]]]:
    """Make so many mistakes one by one and check each."""
    with tempfile.TemporaryDirectory() as name:
        for number in range(count):
            spoilt, mistake = make(number, files)
            yield mistake, check(spoilt, Path(name))


def main(count: int) -> int:
    """Print how many mistakes were found; 0 when all were and no harmless edit was told."""
    files = load(REAL)
    kinds: Counter[str] = Counter()
    missed = 0
    for mistake, findings in run(count, files):
        kinds["found" if mistake.is_found(findings) else "missed"] += 1
        if not mistake.is_found(findings):
            missed += 1
            where = [(f.file, f.row, f.code) for f in findings[:3]]
            sys.stdout.write(f"missed: {mistake.what} {sorted(mistake.rows)} {where}\n")
    alarms = 0
    with tempfile.TemporaryDirectory() as name:
        for number in range(max(1, count // 10)):
            package = Package(files=dict(files), random=random.Random(number))  # noqa: S311
            HARMLESS[number % len(HARMLESS)](package)
            if found := check(package.files, Path(name)):
                alarms += 1
                kind = HARMLESS[number % len(HARMLESS)].__name__
                sys.stdout.write(f"false alarm: {kind} {found[0].file} {found[0].message_en}\n")
    sys.stdout.write(
        f"{count} mistakes: {kinds['found']} found, {kinds['missed']} missed; "
        f"{max(1, count // 10)} harmless edits: {alarms} false alarms\n"
    )
    return int(bool(missed or alarms))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 500))
