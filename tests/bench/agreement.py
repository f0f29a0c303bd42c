"""Two sites agree when each indicator's page is in both, with every number of its series."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from tests.bench.hugo import address
from tests.bench.synthetic import Indicator

LANGUAGES = ("zh", "en")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def disagreements(site: Path, portal: Iterable[tuple[str, Indicator]], name: str) -> Iterable[str]:
    """Pages that a site lacks; promises and numbers of a series that a page lacks."""
    for place, one in portal:
        for language in LANGUAGES:
            path = site / address(place, one.key, language) / "index.html"
            if not path.is_file():
                yield f"{name}: no page {path.relative_to(site)}"
                continue
            tree = LexborHTMLParser(path.read_text(encoding="utf-8"))
            quoted = " ".join(node.text() for node in tree.css("blockquote"))
            if one.quote not in quoted:
                yield f"{name}: {path.relative_to(site)} lacks its promise"
            rows = [set(numbers(row.text(separator=" "))) for row in tree.css("table tr")]
            for year, value in one.values:
                if not any({Decimal(year), Decimal(value)} <= row for row in rows):
                    yield f"{name}: {path.relative_to(site)} lacks {year} {value}"


def numbers(text: str) -> Iterable[Decimal]:
    """The numbers in a text, with or without separators of thousands."""
    return (Decimal(found.replace(",", "")) for found in _NUMBER.findall(text))
