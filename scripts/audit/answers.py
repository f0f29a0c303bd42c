"""The JSON of a place: the API's files and each indicator's own, wherever a record stands."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from scripts.audit.figures import says
from scripts.audit.records import PlaceRecords, expected_cells
from scripts.audit.tally import Tally
from scripts.audit.verdicts import Row

API = "api/v1"
TARGET_CELLS = ("kind", "measure", "comparator", "value", "value_max", "unit", "baseline")
TEXT_CELLS = ("scope", "quote", "start", "end")
SOURCE_CELLS = ("title", "publisher", "published", "url", "accessed", "kind", "licence")
LANGUAGES = ("zh", "en")
Document = dict[str, Any]


def check_answers(place: PlaceRecords, site: Mapping[str, bytes], tally: Tally) -> None:
    """Compare every target, observation, source and count in the site's JSON.

    Args:
        place: the data.
        site: path below the site's root -> content.
        tally: takes what was compared.
    """
    reader = _Reader(place=place, site=site, tally=tally)
    folder = f"{API}/{place.name}"
    ids = {table: [_id(table, row) for row in place.tables[table]] for table in _IDS}
    for table in ("targets", "observations", "sources", "indicators"):
        reader.check_list(f"{folder}/{table}.json", table, ids[table])
    for indicator in place.tables["indicators"]:
        key = indicator["indicator_id"]
        for path in (
            f"{folder}/indicators/{key}.json",
            f"{place.name}/indicators/{key}/{key}.json",
        ):
            for table in ("targets", "observations"):
                rows = place.of_indicator(table, key)
                reader.check_list(path, table, [_id(table, row) for row in rows])
            if (document := reader.read(path)) is not None:
                reader.check_indicator(path, document.get("indicator", {}), indicator)
    reader.check_counts(folder)


_IDS = ("targets", "observations", "sources", "indicators")


def _id(table: str, row: Row) -> str:
    if table == "observations":
        return " ".join((row["indicator_id"], row["period"], row["stage"], row["source_id"]))
    return row[f"{table.removesuffix('s')}_id"]


def _published_id(table: str, record: Document) -> str:
    if table == "observations":
        return " ".join(str(record.get(k)) for k in ("indicator", "period", "stage", "source"))
    return str(record.get("id"))


class _Reader:
    """The site's documents, each parsed once, and the comparisons of their records."""

    def __init__(self, *, place: PlaceRecords, site: Mapping[str, bytes], tally: Tally) -> None:
        self.place, self.site, self.tally = place, site, tally
        self.documents: dict[str, Document | None] = {}
        self.rows = {table: {_id(table, row): row for row in place.tables[table]} for table in _IDS}

    def read(self, path: str) -> Document | None:
        """A document, its numbers exact; None and a finding when it cannot be read."""
        if path not in self.documents:
            self.documents[path] = self._parse(path)
        return self.documents[path]

    def _parse(self, path: str) -> Document | None:
        if path not in self.site:
            self.tally.report(path, "file-missing")
            return None
        try:
            document = json.loads(self.site[path], parse_float=Decimal, parse_int=Decimal)
        except ValueError as error:
            self.tally.report(path, "file-unreadable", error=error)
            return None
        return document if isinstance(document, dict) else {}

    def check_list(self, path: str, table: str, ids: list[str]) -> None:
        """A list has exactly the records with these ids, and each says what its row says."""
        document = self.read(path)
        if document is None:
            return
        records = [one for one in document.get(table) or [] if isinstance(one, dict)]
        published = sorted(_published_id(table, record) for record in records)
        self.tally.same(path, table, ", ".join(published), ", ".join(sorted(ids)))
        for record in records:
            row = self.rows[table].get(_published_id(table, record))
            if row is not None:
                getattr(self, f"check_{table.removesuffix('s')}")(path, record, row)

    def check_target(self, path: str, record: Document, row: Row) -> None:
        """A target: its printed words and number, its verdict."""
        where, place = row["target_id"], self.place
        verdict, rule, _ = place.verdicts[where]
        published = {**record, **_flat(record)}
        self.tally.same_fields(
            path,
            where,
            published,
            {
                **expected_cells(row, (*TARGET_CELLS, *TEXT_CELLS)),
                "report": row["report_id"],
                "section": row["section_id"],
                "indicator": row["indicator_id"],
                "due": Decimal(place.due(row)),
                "source": place.report(row)["source_id"],
                "status.code": place.status(where),
                "status.rule": rule,
                "verdict.code": verdict,
                "verdict.rule": rule,
                "verdict.standing": place.standing(where),
                "note.zh": row["note_zh"],
                "note.en": row["note_en"],
            },
        )
        for table, key in (("evidence", "evidence_id"), ("responsibilities", "body_id")):
            listed = record.get("bodies" if table == "responsibilities" else table) or []
            ids = [str(one.get("id")) for one in listed]
            known = [one[key] for one in place.about(table, where)]
            self.tally.same(path, f"{where} {table}", ";".join(ids), ";".join(known))
        self._check_figure(path, where, published, row)

    def check_observation(self, path: str, record: Document, row: Row) -> None:
        """A published value."""
        where, published = _id("observations", row), {**record, **_flat(record)}
        self.tally.same_fields(
            path,
            where,
            published,
            {
                **expected_cells(row, ("value", "unit", "published")),
                "note.zh": row["note"],
                "note.en": row["note_en"],
            },
        )
        self._check_figure(path, where, published, row)

    def _check_figure(self, path: str, where: str, published: Document, row: Row) -> None:
        for language in LANGUAGES if row["value"] and row["unit"] else ():
            text = str(published.get(f"figure.{language}") or "")
            self.tally.figures += 1
            if not says(text, row, language):
                expected = " ".join(filter(None, (row["value"], row.get("value_max"), row["unit"])))
                self.tally.differ(path, f"{where} figure.{language}", text, expected)

    def check_source(self, path: str, record: Document, row: Row) -> None:
        """A source."""
        self.tally.same_fields(path, row["source_id"], record, expected_cells(row, SOURCE_CELLS))

    def check_indicator(self, path: str, record: Document, row: Row) -> None:
        """What an indicator measures."""
        published = {**record, **_flat(record)}
        expected = expected_cells(row, ("unit", "decimals", "direction", "theme"))
        for language in LANGUAGES:
            expected[f"name.{language}"] = row[f"name_{language}"]
            expected[f"definition.{language}"] = row[f"definition_{language}"]
        self.tally.same_fields(path, row["indicator_id"], published, expected)

    def check_counts(self, folder: str) -> None:
        """How many targets have each status: of the place, and of each report."""
        summary = self.read(f"{folder}/place.json") or {}
        self._check_count(f"{folder}/place.json", self.place.name, summary, "")
        listed = self.read(f"{API}/places.json") or {}
        entry: Document = next(
            (p for p in listed.get("places", []) if p["id"] == self.place.name), {}
        )
        self._check_count(f"{API}/places.json", self.place.name, entry, "")
        heads = {one.get("id"): one for one in summary.get("reports", [])}
        for report in self.place.tables["reports"]:
            key = report["report_id"]
            self._check_count(f"{folder}/place.json", key, heads.get(key, {}), key)
            path = f"{folder}/reports/{key}.json"
            if (document := self.read(path)) is not None:
                self._check_count(path, key, document, key)
        for name, fact in self._facts():
            published: Document = next(
                (one for one in summary.get("facts", []) if one.get("id") == name), {}
            )
            self.tally.same_fields(f"{folder}/place.json", name, published, fact)

    def _facts(self) -> Iterator[tuple[str, Document]]:
        for fact in self.place.descriptor["place"].get("facts") or []:
            value = Decimal(str(fact["value"]))
            yield (
                fact["name"],
                {"value": value, "unit": fact["unit"], "period": str(fact["period"])},
            )

    def _check_count(self, path: str, where: str, published: Document, report: str) -> None:
        counts = published.get("counts") or {}
        expected = {status: Decimal(n) for status, n in self.place.counts(report).items()}
        self.tally.same_fields(path, f"{where} counts", counts, expected)
        counts = published.get("verdicts") or {}
        expected = {code: Decimal(n) for code, n in self.place.verdict_counts(report).items()}
        self.tally.same_fields(path, f"{where} verdicts", counts, expected)


def _flat(record: Document) -> Document:
    """`{"note": {"zh": …}}` as `{"note.zh": …}`, one level deep."""
    return {
        f"{name}.{inner}": value
        for name, held in record.items()
        if isinstance(held, dict)
        for inner, value in held.items()
    }
