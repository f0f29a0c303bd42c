"""The edge of `follow-up` and `responsibilities`: files to proposals, proposals to tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from scripts.desk.documents import read_document
from scripts.desk.drafting.indicators import Known
from scripts.desk.drafting.pieces import find_pieces
from scripts.desk.follow_up.events import propose_evidence
from scripts.desk.follow_up.observations import propose_observations
from scripts.desk.follow_up.promises import name_indicators, name_matters
from scripts.desk.follow_up.proposal import Origin, Proposal, Row, settle
from scripts.desk.follow_up.responsibilities import propose_responsibilities
from scripts.desk.follow_up.review import Review, find_results, find_review
from scripts.desk.follow_up.sheets import Line, propose_from_lines, recognise
from scripts.desk.new_report import add_table, append, read_shared, table
from scripts.text.horizons import find_horizons
from scripts.text.quantities import find_quantities

_READ = ("reports", "sources", "indicators", "targets", "observations")
_OPTIONAL = ("evidence", "bodies", "responsibilities")


class OriginError(ValueError):
    """The file is no report on record, and no source and year were named for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """A place's tables as they stand, and the vocabulary that places share."""

    folder: Path
    tables: Mapping[str, Sequence[Row]]
    shared: Mapping[str, Known]

    def promises_before(self, origin: Origin) -> list[Row]:
        """Promises of reports up to the year that a source tells of."""
        years = {row["report_id"]: row["year"] for row in self.tables["reports"]}
        return [r for r in self.tables["targets"] if years[r["report_id"]] <= origin.period]

    @property
    def stage(self) -> str:
        """The stage that the place's results from reports mostly have."""
        read = Counter(row["stage"] for row in self.tables["observations"] if row["report_id"])
        return next((stage for stage, _ in read.most_common(1)), "preliminary")


def read_ledger(folder: Path) -> Ledger:
    """The tables of a place; those that it may lack are empty where it does."""
    there = [name for name in _OPTIONAL if (folder / f"{name}.csv").is_file()]
    tables: dict[str, list[Row]] = {name: [] for name in _OPTIONAL}
    tables |= {name: table(folder, name) for name in (*_READ, *there)}
    shared = read_shared(folder.parent / "vocabulary")
    return Ledger(folder=folder, tables=tables, shared=shared)


def find_origin(ledger: Ledger, path: Path, source: str, period: str) -> Origin:
    """The report on record whose text the file is, else the source that was named.

    Args:
        ledger: of the place.
        path: the file.
        source: `source_id`, maybe empty.
        period: the year that the source tells of, maybe empty.

    Raises:
        OriginError: neither is there.
    """
    sources = {row["source_id"]: row for row in ledger.tables["sources"]}
    data = path.read_bytes()
    for report in ledger.tables["reports"]:
        document = ledger.folder / report["document"]
        same = bool(report["document"]) and document.read_bytes() == data
        if same or sha256(data).hexdigest() == report["text_sha256"]:
            return Origin(
                source_id=report["source_id"],
                title_zh=report["title_zh"],
                title_en=report["title_en"],
                published=report["delivered"] or sources[report["source_id"]]["published"],
                period=str(int(report["year"]) - 1),
                report_id=report["report_id"],
                stage=ledger.stage,
            )
    named = sources.get(source)
    if named is None or not (period.isascii() and period.isdecimal()):
        raise OriginError(source)
    return Origin(
        source_id=source,
        title_zh=named["title"],
        title_en=named["title_en"] or named["title"],
        published=named["published"],
        period=period,
        stage=ledger.stage,
    )


def propose_from_text(ledger: Ledger, path: Path, origin: Origin) -> list[Proposal]:
    """Proposals of a text, held to what the place has on record.

    Raises:
        NoTextError: it is no text in UTF-8.
    """
    text, year, tables = read_document(path), int(origin.period), ledger.tables
    horizons = find_horizons(text, year + 1)
    whole = Review(spans=((0, len(text)),), turns=(), year=year)
    review = find_review(text, horizons, year) if horizons.sure else whole
    promises = ledger.promises_before(origin)
    measured = [row for row in tables["targets"] if row["kind"] != "milestone"]
    results = [row for row in tables["observations"] if row["report_id"] != origin.report_id]
    used = {row["indicator_id"] for row in (*measured, *tables["observations"])}
    known = name_indicators(
        [row for row in tables["indicators"] if row["indicator_id"] in used],
        [(row["indicator_id"], row["quote"]) for row in (*measured, *results)],
        ledger.shared,
    )
    done = {row["target_id"] for row in tables["evidence"] if row["finding"] == "done"}
    milestones = [
        row
        for row in promises
        if row["kind"] == "milestone"
        and int(row["due"] or year) >= year - 1
        and (row["target_id"] not in done or row["due"] == origin.period)
    ]
    pieces = list(find_pieces(text, find_quantities(text)))
    matters = name_matters(milestones, tables["indicators"])
    found = [
        *propose_observations(text, find_results(text, review), known, promises, origin),
        *propose_evidence(text, pieces, review, matters, origin),
    ]
    return settle(found, tables)


def propose_from_table(
    ledger: Ledger, lines: Sequence[Line], origin: Origin, *, offices: bool
) -> tuple[list[Proposal], list[Line]]:
    """Proposals of a table's lines, and the lines whose task is no promise.

    Args:
        ledger: of the place.
        lines: of the table.
        origin: the source.
        offices: whether it is read for responsible bodies, else for what was done.
    """
    matters = name_matters(ledger.promises_before(origin), ledger.tables["indicators"])
    strange = [one for one in lines if not recognise(one["task"], matters, origin.period)[0]]
    found = (
        propose_responsibilities(lines, matters, ledger.tables["bodies"], origin)
        if offices
        else propose_from_lines(lines, matters, origin)
    )
    return settle(found, ledger.tables), strange


def write(ledger: Ledger, proposals: Sequence[Proposal]) -> int:
    """Append the rows that are new and sure; returns how many. No row on record changes."""
    rows = [one for one in proposals if one.writable]
    for name in dict.fromkeys(one.table for one in rows):
        add_table(ledger.folder, name)
        append(ledger.folder / f"{name}.csv", [one.row for one in rows if one.table == name])
    return len(rows)
