"""The check of the built site and its search index, from the facts of its pages.

Pages are checked in groups (a place, a dataset), so that after an edit only the groups that it
touched are looked at again: what leads out of a group is noted, and held against the whole site.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cache, partial
from hashlib import sha256
from pathlib import Path

from scripts.build.step import Made, Record, Step, key_of
from scripts.build.tree import FilesOnDisk
from scripts.core.findings import Finding
from scripts.verify import PageFacts, Way, check_languages, check_way, check_within
from scripts.verify.search_index import render_search_index
from scripts.words.addresses import MISSING

ENGLISH = "en/"


def group_of(path: str) -> str:
    """The group of a file of the site: its first folder, of datasets the first two."""
    first, *rest = path.removeprefix(ENGLISH).split("/")
    if first == "data" and len(rest) > 1:
        return f"data/{rest[0]}"
    return first if rest else ""


def check_steps(pages: Sequence[Record], files: Iterable[str], site: Path) -> Iterator[Step]:
    """A step a group of pages.

    Args:
        pages: the steps of all pages, each with one HTML file.
        files: the paths of all files of the site.
        site: the tree with them.
    """
    members: dict[str, list[Record]] = defaultdict(list)
    for page in pages:
        members[group_of(page.name.partition(" ")[2])].append(page)
    paths: dict[str, list[str]] = defaultdict(list)
    contents = FilesOnDisk(site, files)
    for path in contents.paths:
        paths[group_of(path)].append(path)
    for group, records in members.items():
        own = sorted(paths[group])
        yield Step(
            name=f"check {group}",
            key=key_of(*(f"{one.name} {one.digest}" for one in records), *own),
            make=partial(check_group, records, own, contents),
        )


def check_group(
    records: Sequence[Record], files: Sequence[str], contents: Mapping[str, bytes]
) -> Made:
    """Check the pages of a group among themselves.

    The facts are what is wrong, what leads out of the group, and the hash of what is searched.
    """
    pages, searched = {}, sha256()
    for record in records:
        path = html_of(record)
        words, *facts = record.facts
        pages[path] = PageFacts.from_data(path, facts)
        searched.update(f"{path}\0{words}\0".encode())
    faults, outward = check_within(pages, frozenset(files), contents)
    found = [asdict(one) for one in faults]
    return Made(facts={"faults": found, "outward": outward, "searched": searched.hexdigest()})


def html_of(page: Record) -> str:
    """The HTML file of a page."""
    return next(file.path for file in page.files if file.path.endswith(".html"))


def check_between(
    pages: Iterable[Record], checks: Iterable[Record], files: Iterable[str]
) -> list[Finding]:
    """What is wrong with the groups, and with what leads from one to another.

    Args:
        pages: the records of all pages.
        checks: the records of `check_steps`.
        files: the paths of all files of the site.
    """
    known = frozenset(files)
    by_path = {html_of(page): page for page in pages}

    @cache
    def anchors_of(path: str) -> frozenset[str] | None:
        if path not in by_path:
            return None
        _, *facts = by_path[path].facts
        return PageFacts.from_data(path, facts).anchors

    faults: list[Finding] = []
    for record in checks:
        facts = record.facts
        faults += [Finding(**one) for one in facts["faults"]]
        for way in facts["outward"]:
            faults += check_way(Way(*way), anchors_of, known)
    faults += check_languages(path for path in known if path.endswith(".html") and path != MISSING)
    return faults


def index_step(pages: Sequence[Record], checks: Iterable[Record]) -> Step:
    """The full-text index of all pages."""
    return Step(
        name="search index",
        key=key_of(*(record.facts["searched"] for record in checks)),
        make=partial(make_index, pages),
    )


def make_index(pages: Iterable[Record]) -> Made:
    """See `index_step`."""
    documents = {html_of(page): page.facts[0] for page in pages}
    return Made(files=render_search_index(documents))
