"""The readers that the trial `fuzz` feeds, each with real files that its inputs are made from."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import agate  # noqa: F401 - loaded before the guard stands
import csvkit.utilities.csvstat
import csvkit.utilities.in2csv  # noqa: F401
import frictionless  # noqa: F401

from scripts.build.store import FILE, open_store
from scripts.checks import check_package
from scripts.desk.excel.layout import find_layout, from_mapping, known_words
from scripts.desk.excel.sheets import WorkbookError, read_workbook
from scripts.desk.import_excel import make_template
from scripts.linked_data import dcat  # noqa: F401
from scripts.package.descriptor import local_descriptor
from scripts.package.file_bytes import FATAL_CODES, check_bytes
from scripts.package.read import read_package, read_schemas
from scripts.package.summaries import describe_columns
from scripts.package.tabular import derive_dataset
from scripts.package.vocabulary import read_vocabulary
from scripts.text.quantities import find_quantities
from scripts.text.source_text import (
    find_numerals,
    find_paragraphs,
    find_reader_blocks,
    find_sentences,
)
from scripts.theme_support.markdown_text import escape_markdown, plain_prose, render_prose
from scripts.versions import Record, RecordError, render_records
from scripts.versions.released import read_records

ROOT = Path(__file__).parents[2]
PUBLIC = ROOT / "tests" / "packages" / "public"
MINIATURE = ROOT / "tests" / "packages" / "miniature"
REAL = ROOT / "datasets" / "pingdingshan"
SCHEMAS = read_schemas(ROOT / "datasets" / "schemas")
VOCABULARY = read_vocabulary(ROOT / "datasets" / "vocabulary")
KINDS = {".json": "json", ".csv": "csv", ".md": "text", ".txt": "text", ".xlsx": "bytes"}
RECORDS = render_records(
    Record(version=version, date="2025-01-01", commit="a" * 40, sha256="b" * 64, level="minor")
    for version in ("1.0.0", "1.1.0", "1.1.1")
)


@dataclass(frozen=True)
class Reader:
    """A reader, the files that it reads, and what its documentation lets it raise."""

    read: Callable[[Path], object]
    files: Callable[[], Mapping[str, bytes]]
    documented: tuple[type[Exception], ...] = ()
    spoilt: str = ""

    def kind_of(self, name: str) -> str:
        """How a file is spoilt; nothing for a file that stays as it is."""
        kind = KINDS.get(Path(name).suffix, "bytes")
        return kind if self.spoilt in {"", kind} else ""


def load(folder: Path, below: str) -> Mapping[str, bytes]:
    return {
        f"{below}/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@cache
def real() -> Mapping[str, bytes]:
    return load(REAL, "package")


@cache
def foreign() -> Mapping[str, bytes]:
    files = load(PUBLIC / "public-bodies", "package")
    data = json.loads(files["package/datapackage.json"])
    return {**files, "package/datapackage.json": json.dumps(data).encode()}


@cache
def report() -> Mapping[str, bytes]:
    return {"report.md": (REAL / "documents" / "2024.md").read_bytes()}


@cache
def workbook() -> Mapping[str, bytes]:
    return {"book.xlsx": make_template(ROOT / "datasets", "pingdingshan", empty=False)}


@cache
def sheet() -> Mapping[str, bytes]:
    return {"sheet.csv": (REAL / "observations.csv").read_bytes()}


@cache
def mapping() -> Mapping[str, bytes]:
    columns = {"A": "indicator_id", "B": "period", "C": "value", "D": "value@2024"}
    whole = {"heading_row": 1, "columns": columns, "unit": "万人"}
    return {"mapping.json": json.dumps(whole).encode()}


@cache
def prose() -> Mapping[str, bytes]:
    return {"about.md": b"".join(p.read_bytes() for p in sorted((ROOT / "docs").glob("*.md")))}


FACTS = {"pages": 2, "words": "what was made" * 300}


@cache
def store() -> Mapping[str, bytes]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / FILE
        with open_store(file, b"program") as kept:
            for number in range(20):
                kept.put(f"step {number}", kept.key("1"), (), (), FACTS)
            kept.put_last_build("build", FACTS)
            kept.commit()
        return {FILE: file.read_bytes()}


def read_place(folder: Path) -> None:
    raw = read_package(folder / "package", folder)
    local_descriptor(raw)
    for finding in check_package(raw, SCHEMAS, VOCABULARY):
        assert finding.message_zh
        assert finding.message_en


def read_dataset(folder: Path) -> None:
    raw = read_package(folder / "package", folder)
    found = check_package(raw, SCHEMAS, VOCABULARY)
    for table in derive_dataset(raw, found).tables:
        if len(table.columns) < 1000:
            describe_columns(table)


def read_report(folder: Path) -> None:
    data = (folder / "report.md").read_bytes()
    if any(fault.code in FATAL_CODES for fault in check_bytes("report.md", data)):
        return
    text = data.decode("utf-8", errors="replace")
    for find in (
        find_paragraphs,
        find_reader_blocks,
        find_sentences,
        find_numerals,
        find_quantities,
    ):
        find(text)


def read_sheets(folder: Path) -> None:
    book = next(path for path in folder.iterdir() if path.suffix in {".xlsx", ".csv"})
    fields = SCHEMAS["observations"]["fields"]
    words = known_words(fields if isinstance(fields, list) else [])
    for one in read_workbook(book):
        find_layout(one.cells, words)


def read_mapping(folder: Path) -> None:
    from_mapping(json.loads((folder / "mapping.json").read_bytes()), [["a"] * 5] * 5)


def read_prose(folder: Path) -> None:
    text = (folder / "about.md").read_bytes().decode("utf-8", errors="replace")
    html = render_prose(text)
    assert "<script" not in html
    plain_prose(text)
    escape_markdown(text)


def read_store(folder: Path) -> None:
    with open_store(folder / FILE, b"program") as kept:
        last = kept.last_build()
        assert last is None or last == ("build", FACTS)
        for record in kept.load().values():
            assert record.facts == FACTS
        kept.put("step 7", kept.key("1"), (), (), FACTS)
        kept.commit()
    with open_store(folder / FILE, b"program") as kept:
        assert kept.load()["step 7"].facts == FACTS


def read_releases(folder: Path) -> None:
    read_records(folder, "package")


READERS: Mapping[str, Reader] = {
    "place": Reader(read_place, real, spoilt="csv"),
    "place descriptor": Reader(read_place, real, spoilt="json"),
    "place report": Reader(read_place, real, spoilt="text"),
    "dataset": Reader(read_dataset, foreign, spoilt="csv"),
    "dataset descriptor": Reader(read_dataset, foreign, spoilt="json"),
    "report text": Reader(read_report, report),
    "workbook": Reader(read_sheets, workbook, (WorkbookError,)),
    "sheet": Reader(read_sheets, sheet, (WorkbookError,)),
    "mapping": Reader(read_mapping, mapping, (ValueError,)),
    "prose": Reader(read_prose, prose),
    "store": Reader(read_store, store),
    "release records": Reader(
        read_releases, lambda: {"releases/package.csv": RECORDS.encode()}, (RecordError,)
    ),
}
