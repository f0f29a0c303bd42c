"""The words that a place uses are in the shared vocabulary, so that both languages have them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from scripts.core.findings import Finding
from scripts.package.raw import RawPackage
from scripts.package.vocabulary import Vocabulary
from scripts.words.scales import split_multiplier

_UNITS_IN = ("indicators", "targets", "observations")


def check_words(raw: RawPackage, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Every indicator's theme and every unit has its row in `datasets/vocabulary/`."""
    yield from _check_column(raw, "indicators", "theme", "themes", vocabulary.themes)
    for table in _UNITS_IN:
        yield from _check_column(raw, table, "unit", "units", vocabulary.units)


def _check_column(
    raw: RawPackage, table: str, column: str, words: str, listed: Collection[str]
) -> Iterator[Finding]:
    frame = raw.tables.get(table)
    if frame is None or column not in frame.columns or not frame.columns.is_unique:
        return
    cells = frame[column]
    read = cells.map(lambda cell: split_multiplier(cell)[1]) if column == "unit" else cells
    unknown = read[(read != "") & ~read.isin(list(listed))]
    for row, word in zip(unknown.index.tolist(), unknown, strict=True):
        yield _unknown(raw.locate(raw.table_path(table)), row, column, word, words, listed)


def _unknown(  # noqa: PLR0913, PLR0917 - where it stands, and what it might have been
    file: str, row: int, column: str, word: str, words: str, listed: Collection[str]
) -> Finding:
    near = get_close_matches(word, sorted(listed), n=1, cutoff=0.5)
    return Finding.of(
        "unknown-word/near" if near else "unknown-word",
        file,
        row,
        column,
        word=word,
        words=words,
        near=next(iter(near), ""),
    )


def check_shared_indicators(raw: RawPackage, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Rows of indicators that places share equal `datasets/vocabulary/indicators.csv`."""
    frame = raw.tables.get("indicators")
    if frame is None or "indicator_id" not in frame.columns or not frame.columns.is_unique:
        return
    for row, cells in zip(frame.index.tolist(), frame.to_dict("records"), strict=True):
        shared = vocabulary.indicators.get(cells["indicator_id"], {})
        for column in [one for one in shared if one in cells and cells[one] != shared[one]]:
            yield Finding.of(
                "vocabulary-drift",
                raw.locate(raw.table_path("indicators")),
                row,
                column,
                indicator=cells["indicator_id"],
                cell=cells[column],
                shared=shared[column],
            )
