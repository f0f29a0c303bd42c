"""Do two sites have the same pages with the same numbers? A ratio is worth nothing otherwise.

Hugo's bare pages agree with ours when each indicator's page has its promise and every number of
its series (`disagreements`); the full ones when all that a reader sees in a page's `<main>` is the
same, heading by heading, row by row, number by number (`differences`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.bench.hugo import address
from tests.bench.synthetic import Indicator

LANGUAGES = ("zh", "en")
KINDS: Mapping[str, str] = {
    "indicator": r"[^/]+/indicators/[^/]+/",
    "embed": r"[^/]+/indicators/[^/]+/embed/",
    "section": r"[^/]+/sections/[^/]+/",
    "place": r"place-\d+/",
    "list of a place": r"place-\d+/(?:targets|indicators|years|a-z|sources)/",
}
"""Pages that Hugo makes too, by their addresses without `en/`."""
OTHERS: Mapping[str, str] = {
    "report": r"[^/]+/reports/.*",
    "doubts of a place": r"place-\d+/doubts/",
    "data": r"data/.*",
}
"""Pages that only ours has and that grow with the data; any other kind is one of a kind."""
AT_ONCE = 64
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_FIRST = 3


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


def kind_of(page: str) -> str:
    """A page's kind by its address, the language left out."""
    page = page.removeprefix("en/")
    for kind, pattern in (*KINDS.items(), *OTHERS.items()):
        if re.fullmatch(pattern, page):
            return kind
    return "one of a kind"


def page_addresses(site: Path) -> list[str]:
    """The addresses of all pages of a site, sorted."""
    files = (path.relative_to(site) for path in site.rglob("index.html"))
    return sorted(path.as_posix().removesuffix("index.html") for path in files)


def count_pages(site: Path) -> Counter[str]:
    """How many pages of each kind a site has."""
    return Counter(map(kind_of, page_addresses(site)))


def differences(ours: Path, theirs: Path, name: str) -> Iterable[str]:
    """What a site of the same pages lacks, has beside ours, or says otherwise.

    Counts by kind first, then pages, then what stands in each; then each indicator's CSV.
    """
    of_both = {page for page in page_addresses(ours) if kind_of(page) in KINDS}
    found = set(page_addresses(theirs))
    for kind in KINDS:
        counts = [sum(kind_of(page) == kind for page in pages) for pages in (of_both, found)]
        if counts[0] != counts[1]:
            yield f"{name}: {counts[1]} instead of {counts[0]} pages of the kind {kind}"
    yield from (f"{name}: no page {page}" for page in sorted(of_both - found))
    yield from (f"{name}: a page that ours has not: {page}" for page in sorted(found - of_both))
    pages = sorted(of_both & found)
    compare = partial(_compare_pages, ours, theirs)
    with ProcessPoolExecutor() as pool:
        for told in pool.map(compare, pages, chunksize=AT_ONCE):
            yield from (f"{name}: {one}" for one in told)
    yield from (f"{name}: {one}" for one in _compare_tables(ours, theirs, of_both))


def _compare_tables(ours: Path, theirs: Path, pages: Collection[str]) -> Iterable[str]:
    for page in sorted(pages):
        if kind_of(page) != "indicator" or page.startswith("en/"):
            continue
        table, other = ours / page / f"{Path(page).name}.csv", theirs / page / "index.csv"
        if not other.is_file():
            yield f"no CSV of {page}"
        elif table.read_bytes() != other.read_bytes():
            yield f"another CSV of {page}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a reader sees of a page, white space aside, and the parts that are told apart."""

    text: str = field(repr=False)
    headings: tuple[str, ...]
    quotes: tuple[str, ...]
    rows: tuple[str, ...] = field(repr=False)
    drawings: tuple[tuple[str, int], ...] = field(repr=False)


def read_shown(path: Path) -> Shown:
    """A page's `<main>`; of its drawings the words and how much of each kind is drawn."""
    tree = LexborHTMLParser(path.read_text(encoding="utf-8"))
    main = tree.css_first("main")
    drawn = Counter(node.tag for svg in main.css("svg") for node in svg.css("*"))
    return Shown(
        text=_text(main),
        headings=tuple(_text(node) for node in main.css("h1, h2, h3, h4")),
        quotes=tuple(_text(node) for node in main.css("blockquote")),
        rows=tuple(_text(node) for node in main.css("tr")),
        drawings=tuple(sorted(drawn.items())),
    )


def _text(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())


def _compare_pages(ours: Path, theirs: Path, page: str) -> list[str]:
    one, other = (read_shown(site / page / "index.html") for site in (ours, theirs))
    if one == other:
        return []
    told: list[str] = []
    for what in ("headings", "quotes", "rows", "drawings"):
        expected, found = Counter(getattr(one, what)), Counter(getattr(other, what))
        told += [f"{page} lacks of {what} {lost!r}" for lost in (expected - found)]
        told += [f"{page} has of {what} {extra!r}" for extra in (found - expected)]
    lost = Counter(numbers(one.text)) - Counter(numbers(other.text))
    told += [f"{page} lacks {count} x {number}" for number, count in lost.items()]
    return told[:_FIRST] or [f"{page} says something else: {_first_difference(one, other)}"]


def _first_difference(one: Shown, other: Shown) -> str:
    pairs = enumerate(zip(one.text + "\0", other.text + "\0", strict=False))
    at = next((n for n, (a, b) in pairs if a != b), 0)
    start = max(0, at - 20)
    return f"{one.text[start : at + 20]!r} and {other.text[start : at + 20]!r}"
