"""Sources that a reader can go to: an address and a publisher, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.core.findings import Finding
from scripts.core.model import Place


def check_sources(place: Place) -> Iterator[Finding]:
    """Every source has an address and a publisher; a note says why one of them is unknown."""
    for source in place.sources:
        if source.note:
            continue
        if not (source.url or source.text_url or source.archived_url):
            yield Finding.of("source-without-address", "sources.csv", source.row, "url")
        if not source.publisher:
            yield Finding.of("source-without-publisher", "sources.csv", source.row, "publisher")
