"""Drafts: places and reports that are still being written, seen in the preview only.

A place is a draft while its descriptor's `place` says `"status": "draft"`, a report while its row
in `reports.csv` does.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.package.raw import DESCRIPTOR, RawPackage, is_place, resource_paths, resources
from scripts.package.tabular.reading import render_csv

if TYPE_CHECKING:
    import pandas as pd

DRAFT = "draft"


def is_draft_place(descriptor: Mapping[str, object]) -> bool:
    """Whether a whole place is a draft."""
    place = descriptor.get("place")
    return isinstance(place, Mapping) and place.get("status") == DRAFT


def find_draft_reports(raw: RawPackage) -> frozenset[str]:
    """The `report_id` of each report that is a draft."""
    reports = raw.tables.get("reports")
    if reports is None or not {"report_id", "status"} <= set(reports.columns):
        return frozenset()
    return frozenset(reports.loc[reports["status"] == DRAFT, "report_id"])


def list_drafts(datasets: Path) -> list[str]:
    """The drafts in `datasets/`, as a person names them: `xuchang`, `xinyang 2026`.

    Only descriptors and `reports.csv` are read; what cannot be read is no draft.
    """
    names: list[str] = []
    for folder in sorted(datasets.iterdir()):
        with suppress(OSError, ValueError, csv.Error):
            if is_draft_place(json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8-sig"))):
                names.append(folder.name)
                continue
            with (folder / "reports.csv").open(encoding="utf-8-sig", newline="") as file:
                rows = list(csv.DictReader(file))
            drafts = [row["report_id"] for row in rows if row.get("status") == DRAFT]
            names += [f"{folder.name} {report}" for report in drafts]
    return names


def without_drafts(packages: Iterable[RawPackage]) -> list[RawPackage]:
    """What is published of packages: places that are no drafts, without their draft reports."""
    return [leave_out_drafts(raw) for raw in packages if not is_draft_place(raw.descriptor)]


def leave_out_drafts(raw: RawPackage) -> RawPackage:
    """The package without its draft reports: their rows in every table, and their documents.

    Sources and indicators that only such rows name are left out with them.
    What is left keeps its row numbers in `tables`; `files` hold the rows that are left.
    """
    drafts = find_draft_reports(raw)
    if not drafts or not is_place(raw.descriptor):
        return raw
    reports, targets = raw.tables["reports"], raw.tables.get("targets")
    dropped: frozenset[str] = frozenset()
    if targets is not None and {"report_id", "target_id"} <= set(targets.columns):
        dropped = frozenset(targets.loc[targets["report_id"].isin(drafts), "target_id"])
    left_out = {"report_id": drafts, "target_id": dropped}
    documents: set[str] = set()
    if "document" in reports.columns:
        documents = {*reports.loc[reports["report_id"].isin(drafts), "document"]} - {""}
    tables = {name: _without(table, left_out) for name, table in raw.tables.items()}
    for name, key in (("sources", "source_id"), ("indicators", "indicator_id")):
        if name in tables:
            alone = _named(raw.tables, name, key) - _named(tables, name, key)
            tables[name] = _without(tables[name], {key: alone})
    changed = {
        raw.table_path(name): render_csv([*table.columns], table.to_numpy().tolist())
        for name, table in tables.items()
        if len(table) != len(raw.tables[name])
    }
    listed = [one for one in resources(raw.descriptor) if not documents & {*resource_paths(one)}]
    descriptor = {**raw.descriptor, "resources": listed}
    if documents:
        changed[DESCRIPTOR] = f"{json.dumps(descriptor, ensure_ascii=False, indent=2)}\n".encode()
    files = {**raw.files, **changed}
    return replace(
        raw,
        descriptor=descriptor,
        files={path: data for path, data in files.items() if path not in documents},
        tables=tables,
        texts={path: text for path, text in raw.texts.items() if path not in documents},
    )


def _named(tables: Mapping[str, pd.DataFrame], owner: str, key: str) -> frozenset[str]:
    """The ids that the cells of a column name, in all tables but the one that defines them."""
    return frozenset(
        value
        for name, table in tables.items()
        if name != owner and key in table.columns
        for value in table[key]
    )


def _without(table: pd.DataFrame, left_out: Mapping[str, frozenset[str]]) -> pd.DataFrame:
    for column, values in left_out.items():
        if column in table.columns:
            table = table.loc[~table[column].isin(values)]
    return table
