"""Starts a place or a report: the folder, the descriptor, the tables with a first draft in them."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from scripts.core.model import OPTIONAL_TABLES, TABLES
from scripts.desk.documents import NoTextError, keep_original, read_document
from scripts.desk.drafting import Draft, Known, draft_report, facts_of
from scripts.desk.observe import read_rows, write_rows
from scripts.package.drafts import DRAFT, is_draft_place
from scripts.package.english import schema_for
from scripts.package.raw import DESCRIPTOR
from scripts.package.read import read_schemas
from scripts.text.front_matter import SelfDescription, describe_itself

LEVELS = ("country", "province", "prefecture", "county")
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "知识共享署名 4.0 Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}


class ExistsAlreadyError(ValueError):
    """The place or the report is there already; nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlace:
    """What is known of a place before its first report.

    `level`: one of `LEVELS`; `parent`: the slug of the place above it, empty where it has none;
    `en_required`: whether every text has to be in English as well.
    """

    name: str
    name_zh: str
    name_en: str
    province_zh: str
    province_en: str
    level: str
    parent: str
    created: str
    en_required: bool = True


def guess_level(name_zh: str) -> str:
    """The level that a place's name tells of; a 市 is a prefecture-level city unless said."""
    endings = {"国": "country", "省": "province", "自治区": "province"}
    endings |= dict.fromkeys(("县", "区", "旗"), "county")
    return next((level for end, level in endings.items() if name_zh.endswith(end)), "prefecture")


def guess_parent(datasets: Path, level: str, province_zh: str) -> str:
    """The place above one: of a province the country, of others their province, if it is here."""
    wanted = {"country": "", "province": "全国"}.get(level, province_zh)
    for path in sorted(datasets.glob(f"*/{DESCRIPTOR}")):
        facts = json.loads(path.read_text(encoding="utf-8")).get("place") or {}
        if wanted and facts.get("name_zh") == wanted:
            return path.parent.name
    return ""


def create_place(datasets: Path, place: NewPlace) -> Path:
    """A package with all tables, empty but for their headers; returns its folder.

    Raises:
        ExistsAlreadyError: there is a folder of that name.
    """
    folder = datasets / place.name
    if folder.exists():
        raise ExistsAlreadyError(place.name)
    folder.mkdir(parents=True)
    (folder / "documents").mkdir()
    descriptor: dict[str, object] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": place.name,
        "title": f"{place.name_zh}政府工作报告的承诺",
        "title_en": f"Promises of {place.name_en}'s government work reports",
        "description": f"{place.name_zh}政府工作报告里的承诺、它们在原文中的位置、此后公布的数据。",
        "description_en": f"The promises of {place.name_en}'s government work reports, where each "
        "stands in the text, and the figures published since.",
        "version": "0.1.0",
        "created": place.created,
        "licenses": [LICENCE],
        "contributors": [],
        "place": {
            "name_zh": place.name_zh,
            "name_en": place.name_en,
            "province_zh": place.province_zh,
            "province_en": place.province_en,
            "level": place.level,
            **({"parent": place.parent} if place.parent else {}),
            "facts": [],
            "status": DRAFT,
            **({} if place.en_required else {"en_required": False}),
        },
    }
    tables = [name for name in TABLES if name not in OPTIONAL_TABLES]
    descriptor["resources"] = [_start_table(folder, name, descriptor) for name in tables]
    _write_descriptor(folder, descriptor)
    return folder


def add_table(folder: Path, name: str) -> None:
    """Give a package a table that it may lack, empty, with those that belong to it."""
    descriptor = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    listed = {resource["name"] for resource in descriptor["resources"]}
    missing = [one for one in (name, *OPTIONAL_TABLES.get(name, ())) if one not in listed]
    if missing:
        descriptor["resources"] += [_start_table(folder, one, descriptor) for one in missing]
        _write_descriptor(folder, descriptor)


def _start_table(folder: Path, name: str, descriptor: Mapping[str, object]) -> dict[str, object]:
    """Write a table's header; its resource in the descriptor."""
    schema = schema_for(descriptor, read_schemas(folder.parent / "schemas")[name])
    fields = schema["fields"]
    names = [str(one["name"]) for one in fields] if isinstance(fields, list) else []
    write_rows(folder / f"{name}.csv", names, [])
    return {
        "name": name,
        "type": "table",
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _write_descriptor(folder: Path, descriptor: Mapping[str, object]) -> None:
    text = json.dumps(descriptor, ensure_ascii=False, indent=2)
    (folder / DESCRIPTOR).write_text(f"{text}\n", encoding="utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReport:
    """A report to be added: its year, its text (None when there is only a list), its source."""

    report_id: str
    year: int
    title_zh: str
    title_en: str
    issuer: str
    source_id: str
    source_title: str
    source_publisher: str
    source_url: str = ""
    accessed: str
    text: Path | None


def add_report(folder: Path, report: NewReport) -> Path | None:
    """Add a report's row, its source and its document; the tables stay as they are.

    Returns:
        Where the file as received is kept, when its text had to be converted.

    Raises:
        ExistsAlreadyError: a report of that id is there.
        NoTextError: no text can be read of the file.
    """
    header, rows = read_rows(folder / "reports.csv")
    if any(row[header.index("report_id")] == report.report_id for row in rows):
        raise ExistsAlreadyError(report.report_id)
    document, itself, original = "", SelfDescription(), None
    if report.text is not None:
        text = read_document(report.text)
        itself = describe_itself(text)
        document = f"documents/{report.report_id}.md"
        data = text.encode()
        original = keep_original(report.text, folder, report.report_id, text)
        (folder / "documents").mkdir(exist_ok=True)
        (folder / document).write_bytes(data)
        _list_document(folder, report.report_id, document, data)
    cells = {
        "report_id": report.report_id,
        "title_zh": report.title_zh,
        "title_en": report.title_en,
        "issuer": report.issuer,
        "year": str(report.year),
        "delivered": itself.delivered,
        "document": document,
        "coverage": "full" if document else "targets_only",
        "source_id": report.source_id,
    }
    descriptor = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    if not is_draft_place(descriptor):
        cells["status"] = DRAFT
    append(folder / "reports.csv", [cells])
    names, sources = read_rows(folder / "sources.csv")
    if not any(row[names.index("source_id")] == report.source_id for row in sources):
        source = {
            "source_id": report.source_id,
            "title": report.source_title,
            "title_en": report.title_en if report.source_title == report.title_zh else "",
            "publisher": report.source_publisher or itself.publisher,
            "published": itself.published,
            "url": report.source_url or itself.url,
            "accessed": report.accessed,
            "kind": "primary",
        }
        append(folder / "sources.csv", [source])
    return original


def _list_document(folder: Path, report_id: str, document: str, data: bytes) -> None:
    descriptor = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    descriptor["resources"].append(
        {
            "name": f"document-{report_id}",
            "path": document,
            "format": "md",
            "mediatype": "text/markdown",
            "encoding": "utf-8",
            "bytes": len(data),
            "hash": f"sha256:{sha256(data).hexdigest()}",
        }
    )
    _write_descriptor(folder, descriptor)


def append(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """Add rows to a table, each cell under its own column; other columns stay empty."""
    header, existing = read_rows(path)
    write_rows(path, header, [*existing, *([row.get(name, "") for name in header] for row in rows)])


def make_draft(folder: Path, report_id: str) -> Draft:
    """Draft the tables of a report whose text is there; nothing is written.

    Raises:
        NoTextError: the report is unknown or has no text.
    """
    text, year = _text_and_year(folder, report_id)
    descriptor = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    values: dict[str, list[tuple[Decimal, str]]] = {}
    for one in [*table(folder, "targets"), *table(folder, "observations")]:
        if one["value"] and one.get("report_id") != report_id:
            values.setdefault(one["indicator_id"], []).append((Decimal(one["value"]), one["unit"]))
    indicators = {
        one["indicator_id"]: Known(
            name=one["name_zh"],
            unit=one["unit"],
            values=tuple(values.get(one["indicator_id"], ())),
        )
        for one in table(folder, "indicators")
    }
    shared = read_shared(folder.parent / "vocabulary")
    place = descriptor.get("place", {})
    return draft_report(text, report_id, year, indicators, facts_of(place), shared)


def report_text(folder: Path, report_id: str) -> str:
    """The text of a report of a place.

    Raises:
        NoTextError: the report is unknown or has no text.
    """
    return _text_and_year(folder, report_id)[0]


def _text_and_year(folder: Path, report_id: str) -> tuple[str, int]:
    reports = table(folder, "reports")
    row = next((one for one in reports if one["report_id"] == report_id), None)
    if row is None or not row["document"]:
        raise NoTextError(report_id)
    return read_document(folder / row["document"]), int(row["year"])


def read_shared(vocabulary: Path) -> dict[str, Known]:
    """Indicators that places share, by id; empty where the vocabulary lists none."""
    if not (vocabulary / "indicators.csv").is_file():
        return {}
    return {
        one["indicator_id"]: Known(
            name=one["name_zh"],
            unit=one["unit"],
            aliases=tuple(alias.strip() for alias in one["aliases"].split(";") if alias.strip()),
            row=one,
        )
        for one in table(vocabulary, "indicators")
    }


def write_draft(folder: Path, report_id: str, draft: Draft) -> None:
    """Append a draft's rows to the place's tables.

    Raises:
        ExistsAlreadyError: the report has sections, targets or numerals already.
    """
    for name in ("sections", "targets", "numerals"):
        if any(row["report_id"] == report_id for row in table(folder, name)):
            raise ExistsAlreadyError(f"{report_id}: {name}.csv")
    for name, rows in (
        ("sections", draft.sections),
        ("indicators", draft.indicators),
        ("targets", draft.targets),
        ("numerals", draft.numerals),
        ("doubts", draft.doubts),
    ):
        append(folder / f"{name}.csv", rows)
    _fill_source(folder, report_id)


def _fill_source(folder: Path, report_id: str) -> None:
    """Write what the report's text says of its source into the source's empty cells."""
    itself = describe_itself(report_text(folder, report_id))
    source_id = next(
        one["source_id"] for one in table(folder, "reports") if one["report_id"] == report_id
    )
    cells = {"publisher": itself.publisher, "published": itself.published, "url": itself.url}
    path = folder / "sources.csv"
    header, rows = read_rows(path)
    for row in rows:
        if row[header.index("source_id")] == source_id:
            for name, said in cells.items():
                row[header.index(name)] = row[header.index(name)] or said
    write_rows(path, header, rows)


def table(folder: Path, name: str) -> list[dict[str, str]]:
    """A table's rows as column -> text."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
