"""A place with a drafted report, for tests of the review desk."""

import csv
import shutil
from pathlib import Path

from scripts.build.site import ROOT, Folders
from scripts.desk.new_report import (
    NewPlace,
    NewReport,
    add_report,
    create_place,
    make_draft,
    write_draft,
)
from scripts.desk.observe import read_rows, write_rows

TEXT = """2026年政府工作报告

各位代表：

一、2025年工作回顾

过去一年，生产总值增长5.8%，城镇新增就业4.2万人。

二、2026年工作安排

今年经济社会发展的主要预期目标是：地区生产总值增长6%左右，城镇新增就业4.5万人以上，居民消费价格涨幅2%左右。

（一）办好民生实事

新建老年食堂20个，建成口袋公园12个。老年人助餐覆盖面持续扩大，力争达到95%以上。青石大桥建成通车。推动养老服务提质。

（二）保护生态环境

营造林3.5万亩，新增绿地8万平方米。依托3个产业园建设示范区。
"""
PLACE, REPORT = "qingshi", "2026"


def make_project(folder: Path) -> Folders:
    """Schemas, vocabulary and the drafted place, with English names wherever they are wanted."""
    for name in ("schemas", "vocabulary"):
        shutil.copytree(ROOT / "datasets" / name, folder / "datasets" / name)
    place = create_place(
        folder / "datasets",
        NewPlace(
            name=PLACE,
            name_zh="青石市",
            name_en="Qingshi",
            province_zh="某省",
            province_en="A Province",
            level="prefecture",
            parent="",
            created="2026-02-01T00:00:00Z",
        ),
    )
    (folder / "report.txt").write_text(TEXT, encoding="utf-8")
    report = NewReport(
        report_id=REPORT,
        year=2026,
        title_zh="2026年政府工作报告",
        title_en="2026 government work report",
        issuer="青石市人民政府",
        source_id="2026-report",
        source_title="2026年政府工作报告",
        source_publisher="青石市人民政府",
        accessed="2026-02-01",
        text=folder / "report.txt",
    )
    add_report(place, report)
    write_draft(place, REPORT, make_draft(place, REPORT))
    fill(place, "indicators", {"name_en": "Invented", "theme": "economy"})
    fill(place, "sections", {"title_en": "Invented"})
    fill(place, "sources", {"title_en": "Invented", "url": "https://example.org/2026"})
    return Folders(root=folder, output=folder / "output")


def fill(place: Path, table: str, cells: dict[str, str]) -> None:
    """Give the rows of a table what they lack."""
    header, rows = read_rows(place / f"{table}.csv")
    places = {header.index(name): cell for name, cell in cells.items()}
    write_rows(
        place / f"{table}.csv",
        header,
        [[cell or places.get(at, "") for at, cell in enumerate(row)] for row in rows],
    )


def rows_of(folders: Folders, table: str, place: str = PLACE) -> list[dict[str, str]]:
    path = folders.datasets / place / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def quotes_of(folders: Folders) -> dict[str, dict[str, str]]:
    return {row["quote"]: row for row in rows_of(folders, "targets")}
