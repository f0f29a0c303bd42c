"""A package as it stands with what is wrong with it, and a change tried in a copy."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.checks import check_package
from scripts.checks.texts import check_copies
from scripts.core.files import hash_files, list_files
from scripts.core.findings import Finding
from scripts.core.model import Place
from scripts.desk.review.tables import key_of
from scripts.desk.trial import copy_for_trial
from scripts.package.raw import RawPackage
from scripts.package.read import read_package, read_schemas, to_place
from scripts.package.vocabulary import Vocabulary, read_vocabulary

_ROW_NUMBER = re.compile(r"[Rr]ows? \d+(?: and \d+)?")
LAST_TO_FILL = frozenset({"name_en", "title_en", "theme"})
"""Columns that a draft may leave empty until all its promises are decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """`version`: the hash of the package's files; `findings`: everything wrong with them."""

    version: str
    raw: RawPackage
    place: Place
    vocabulary: Vocabulary
    schemas: Mapping[str, Mapping[str, object]]
    findings: tuple[Finding, ...]


def read_version(folder: Path) -> str:
    """The hash of a package's files."""
    return hash_files(folder, list_files(folder)).hex()


def read_state(folder: Path, root: Path, copies: Mapping[str, str]) -> State:
    """Read and check a package.

    Args:
        folder: the package; beside it stand the schemas and the vocabulary.
        root: the project.
        copies: SHA-256 -> text of reports that are not republished.
    """
    version = read_version(folder)
    raw = read_package(folder, root)
    place, _ = to_place(raw)
    schemas = read_schemas(folder.parent / "schemas")
    vocabulary = read_vocabulary(folder.parent / "vocabulary")
    findings = [*check_package(raw, schemas, vocabulary), *check_copies(raw, place, copies)]
    return State(
        version=version,
        raw=raw,
        place=place,
        vocabulary=vocabulary,
        schemas=schemas,
        findings=tuple(findings),
    )


def try_change(folder: Path, write: Callable[[Path], None], copies: Mapping[str, str]) -> State:
    """The state after a change, which is made in a copy of the package.

    Args:
        folder: the package.
        write: makes the change in the folder that it is given.
        copies: as for `read_state`.
    """
    with copy_for_trial(folder.parent, folder.name) as copy:
        tried = copy.datasets / folder.name
        write(tried)
        return read_state(tried, copy.root, copies)


def find_refusals(before: State, after: State, *, draft: bool) -> list[Finding]:
    """The findings for which a change is not written.

    Of what is published, every finding that was not there. Of a draft, which has findings anyway,
    those about the rows that the change writes, and keys that lead nowhere; what only came to
    light (a unit compared once its indicator is complete) stands in the way of nobody.
    """
    new = list(_find_new(before, after))
    if not draft:
        return new
    changed = set(_changed_rows(before.raw, after.raw))
    return [
        one
        for one in new
        if one.field not in LAST_TO_FILL
        and (one.row is None or one.code == "foreign-key" or (one.file, one.row) in changed)
    ]


def _find_new(before: State, after: State) -> Iterator[Finding]:
    there = Counter(_identities(before))
    for finding, identity in zip(after.findings, _identities(after), strict=True):
        if there[identity]:
            there[identity] -= 1
        else:
            yield finding


def _identities(state: State) -> list[tuple[object, ...]]:
    """Each finding without the number of its row, which moves: the row's key stands for it."""
    keys = {
        (state.raw.locate(state.raw.table_path(table)), number): key_of(table, row)
        for table, frame in state.raw.tables.items()
        if frame.columns.is_unique
        for number, row in zip(frame.index, frame.to_dict("records"), strict=True)
    }
    return [
        (
            one.file,
            keys.get((one.file, one.row)),
            one.field,
            one.code,
            one.value,
            _ROW_NUMBER.sub("", one.message_en),
        )
        for one in state.findings
    ]


def _changed_rows(before: RawPackage, after: RawPackage) -> Iterator[tuple[str, int]]:
    """File and number of each row that was not there before as it is now."""
    for table, frame in after.tables.items():
        earlier = before.tables.get(table)
        rows = [] if earlier is None else earlier.to_numpy().tolist()
        there = Counter(map(tuple, rows))
        for number, cells in zip(frame.index, frame.to_numpy().tolist(), strict=True):
            if there[tuple(cells)]:
                there[tuple(cells)] -= 1
            else:
                yield after.locate(after.table_path(table)), number
