"""Do two sites have the same pages with the same numbers? A ratio is worth nothing otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from tests.bench.synthetic import Indicator

LANGUAGES = ("zh", "en")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def indicator_address(place: str, key: str, language: str) -> str:
    """Where an indicator's page stands."""
    return f"{'en/' if language == 'en' else ''}{place}/indicators/{key}/"


def missing_pages(addresses: Iterable[str], site: Path, name: str) -> Iterable[str]:
    """Pages that a site should have and lacks."""
    for address in addresses:
        if not (site / address / "index.html").is_file():
            yield f"{name}: no page {address or '/'}"


def disagreements(site: Path, portal: Iterable[tuple[str, Indicator]], name: str) -> Iterable[str]:
    """Pages of indicators that a site lacks; promises and numbers of a series that one lacks."""
    for place, one in portal:
        for language in LANGUAGES:
            path = site / indicator_address(place, one.key, language) / "index.html"
            if not path.is_file():
                yield f"{name}: no page {path.relative_to(site)}"
                continue
            tree = LexborHTMLParser(path.read_text(encoding="utf-8"))
            # CommonMark leaves asterisks after Chinese punctuation as they are.
            quoted = " ".join(node.text() for node in tree.css("blockquote")).replace("*", "")
            if one.quote not in quoted:
                yield f"{name}: {path.relative_to(site)} lacks its promise"
            rows = [set(numbers(row.text(separator=" "))) for row in tree.css("table tr")]
            for year, value in one.values:
                if not any({Decimal(year), Decimal(value)} <= row for row in rows):
                    yield f"{name}: {path.relative_to(site)} lacks {year} {value}"


def numbers(text: str) -> Iterable[Decimal]:
    """The numbers in a text, with or without separators of thousands."""
    return (Decimal(found.replace(",", "")) for found in _NUMBER.findall(text))
