"""What a cell of text may hold, whatever its table: no formulas, safe addresses, both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from scripts.core.findings import Finding
from scripts.package.descriptor import far_parts, is_web_address
from scripts.package.english import needs_english, translated_pairs
from scripts.package.raw import DESCRIPTOR, RawPackage, numeric_columns

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a cell for a formula (OWASP, “CSV Injection”)."""
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""C0 and C1 controls but tab and line feed, direction overrides, non-characters, surrogates."""
_ADDRESSES = frozenset({"url", "archived_url"})
_LINE_ENDS = re.compile(r"dialect\.(csv\.)?lineTerminator$")
"""What ends a line is a control character by its nature."""
DRAFT_MARKS = {"note_zh": "待核对", "note_en": "UNSURE"}
"""How the note of a drafted row begins until a person has checked it (see `drafting`)."""


def check_cells(raw: RawPackage) -> Iterator[Finding]:
    """Text cells never start a formula, hold no control characters; addresses are http(s)."""
    for table, frame in raw.tables.items():
        file = raw.locate(raw.table_path(table))
        if not frame.columns.is_unique:
            continue
        numeric = numeric_columns(raw.descriptor, table)
        numbers = frame.index.tolist()
        for column in frame.columns:
            cells = frame[column].tolist()
            address = column in _ADDRESSES
            if not address and _is_plain(cells):
                continue
            for row, cell in zip(numbers, cells, strict=True):
                number = column in numeric and _NUMBER.fullmatch(cell)
                if cell.startswith(FORMULA_STARTS) and not number:
                    yield _formula(file, row, column, cell)
                if control := _CONTROL.search(cell):
                    yield _control(file, row, column, control.group())
                if address and cell and not is_web_address(cell):
                    yield unsafe_url(file, row, column, cell)


def _is_plain(cells: Sequence[str]) -> bool:
    """Whether no cell has to be looked at: none has a control character nor begins a formula.

    What is printable holds no control character; not all that is not printable holds one.
    """
    starts = {cell[:1] for cell in set(cells)}
    return starts.isdisjoint(FORMULA_STARTS) and "".join(cells).isprintable()


def check_descriptor_urls(raw: RawPackage) -> Iterator[Finding]:
    """Addresses in the descriptor are http(s), licences and sources included."""
    file = raw.locate(DESCRIPTOR)
    homepage = raw.descriptor.get("homepage")
    if isinstance(homepage, str) and not is_web_address(homepage):
        yield unsafe_url(file, None, "homepage", homepage)
    for group in ("licenses", "sources", "contributors"):
        listed = raw.descriptor.get(group)
        for position, entry in enumerate(listed if isinstance(listed, list) else []):
            path = entry.get("path") if isinstance(entry, Mapping) else None
            if isinstance(path, str) and not is_web_address(path):
                yield unsafe_url(file, None, f"{group}[{position}].path", path)


def check_far_parts(raw: RawPackage) -> Iterator[Finding]:
    """Schemas, dialects and profiles stand beside the data: nothing is fetched."""
    for field, address in far_parts(raw.descriptor):
        yield Finding.of("far-part", raw.locate(DESCRIPTOR), None, field, address=address)


def check_drafts(raw: RawPackage) -> Iterator[Finding]:
    """No note says any more that a drafted row has still to be checked by a person."""
    for table, frame in raw.tables.items():
        if not frame.columns.is_unique:
            continue
        file = raw.locate(raw.table_path(table))
        for column in frame.columns.intersection(list(DRAFT_MARKS)):
            drafted = frame[column][frame[column].str.startswith(DRAFT_MARKS[column])]
            for row, cell in zip(drafted.index.tolist(), drafted, strict=True):
                yield Finding.of("unreviewed-draft", file, row, column, shown=cell[:60])


def check_descriptor_texts(raw: RawPackage) -> Iterator[Finding]:
    """No text of the descriptor holds a control character or half a character."""
    file = raw.locate(DESCRIPTOR)
    for field, text in _texts(raw.descriptor):
        if _LINE_ENDS.search(field):
            continue
        if control := _CONTROL.search(text):
            yield _control(file, None, field, control.group())


def _texts(descriptor: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Every string in a JSON value, keys included, with where it stands; however deep it is."""
    waiting: list[tuple[str, object]] = [("", descriptor)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, Mapping):
            yield from ((path, str(key)) for key in value)
            waiting += [(f"{path}.{key}".lstrip("."), inner) for key, inner in value.items()]
        elif isinstance(value, Sequence):
            waiting += [(f"{path}[{position}]", inner) for position, inner in enumerate(value)]


def check_translations(raw: RawPackage) -> Iterator[Finding]:
    """`…_zh` and `…_en` are both filled or both empty; so are `note` and `note_en`.

    Where a place needs no English, only the Chinese must not be missing.
    """
    needed = needs_english(raw.descriptor)
    for table, frame in raw.tables.items():
        if not frame.columns.is_unique:
            continue
        file = raw.locate(raw.table_path(table))
        for zh, en in translated_pairs(list(frame.columns)):
            differing = frame[[zh, en]][(frame[zh] == "") != (frame[en] == "")]
            for row, filled in zip(differing.index.tolist(), differing[zh], strict=True):
                if filled and not needed:
                    continue
                yield _untranslated(file, row, *((en, zh) if filled else (zh, en)))
    yield from _check_descriptor_translations(raw)


def _check_descriptor_translations(raw: RawPackage) -> Iterator[Finding]:
    file = raw.locate(DESCRIPTOR)
    for zh, en in (("title", "title_en"), ("description", "description_en")):
        if not raw.descriptor.get(zh) or not raw.descriptor.get(en):
            empty, filled = (en, zh) if raw.descriptor.get(zh) else (zh, en)
            yield _untranslated(file, None, empty, filled)
    place = raw.descriptor.get("place")
    if isinstance(place, Mapping):
        for name in ("name", "province"):
            for language, other in (("zh", "en"), ("en", "zh")):
                text = place.get(f"{name}_{language}")
                if not isinstance(text, str) or not text.strip():
                    yield _untranslated(
                        file, None, f"place.{name}_{language}", f"place.{name}_{other}"
                    )


def _formula(file: str, row: int, column: str, cell: str) -> Finding:
    shown = cell[:30]
    return Finding.of("formula-cell", file, row, column, shown=shown, first=cell[0])


def _control(file: str, row: int | None, column: str, character: str) -> Finding:
    name = f"U+{ord(character):04X}"
    return Finding.of("control-character", file, row, column, name=name)


def unsafe_url(file: str, row: int | None, column: str, cell: str) -> Finding:
    """An address that is not a plain web address."""
    return Finding.of("unsafe-url", file, row, column, shown=cell[:80])


def _untranslated(file: str, row: int | None, empty: str, filled: str) -> Finding:
    kind = "missing-translation/place" if filled.startswith("place.") else "missing-translation"
    return Finding.of(kind, file, row, empty, empty=empty, filled=filled)
