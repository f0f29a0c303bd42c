"""Reports by reference: quotes and offsets, held against copies of texts not republished here.

The copies are handed in; the full texts never enter the repository.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from scripts.checks import with_cells
from scripts.checks.references import check_reading_span
from scripts.checks.rules import locate
from scripts.checks.spans import check_quotes
from scripts.checks.subjects import check_main_targets
from scripts.core.findings import Finding
from scripts.core.model import Place, Report
from scripts.package.raw import RawPackage, is_place
from scripts.package.typed_rows import to_place

CLEAN_UP_MARK = re.compile(r"\$[1-9](?!\d|[.,]\d)|\N{REPLACEMENT CHARACTER}")
"""What a search-and-replace gone wrong (`$1.$2`) or a wrong decoding leaves where words stood."""


def list_referred(place: Place) -> list[Report]:
    """The reports whose text is named by its SHA-256 and not republished."""
    return [
        report
        for report in place.reports
        if report.coverage == "by_reference" and report.text_sha256
    ]


def find_places(packages: Iterable[RawPackage]) -> dict[str, tuple[RawPackage, Place]]:
    """Folder -> package and typed rows, of the packages that are places."""
    return {raw.folder: (raw, to_place(raw)[0]) for raw in packages if is_place(raw.descriptor)}


def check_copies(raw: RawPackage, place: Place, texts: Mapping[str, str]) -> list[Finding]:
    """`check_texts`, with files named from the root and cells by their column's letter."""
    return list(with_cells(raw, locate(raw, check_texts(place, texts))))


def check_texts(place: Place, texts: Mapping[str, str]) -> Iterator[Finding]:
    """Targets, observations, sections, doubts and evidence say what the copies say.

    Where a copy announces main targets, one of them was read.

    Args:
        place: its rows; reports that are republished here are not looked at.
        texts: SHA-256 of a file, in lower-case hex -> its text with LF line ends, of which
            offsets count the code points. A report whose text is not among them is passed over.
    """
    copies: dict[str, str] = {}
    sources: dict[str, str] = {}
    for report in list_referred(place):
        text = texts.get(report.text_sha256 or "")
        if text is None:
            continue
        if mark := CLEAN_UP_MARK.search(text):
            line = text.count("\n", 0, mark.start()) + 1
            around = text[max(0, mark.start() - 10) : mark.end() + 10].replace("\n", " ")
            yield Finding.of(
                "altered-text", "reports.csv", report.row, "text_sha256", line=line, around=around
            )
            continue
        copies[report.report_id] = sources[report.source_id] = text
    place = replace(place, documents=copies)
    yield from check_quotes(place)
    yield from check_main_targets(place, copies)
    for observation in place.observations:
        yield from check_reading_span(observation, place.documents)
    for row in place.evidence:
        if row.quote and row.quote not in sources.get(row.source_id, row.quote):
            yield Finding.of("quote-not-in-text", "evidence.csv", row.row, "quote", row=row)
