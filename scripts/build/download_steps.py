"""Steps of a package's own downloads: the whole, each table, a place's ledger, other files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from scripts.build.croissant_files import CROISSANT
from scripts.build.package import Package
from scripts.build.step import Made, Step, key_of
from scripts.downloads import describe_group, other_files, package_sets
from scripts.downloads.ledger import LEDGER_SUFFIXES, place_ledger, render_place_ledger
from scripts.downloads.read_back import read_back_group
from scripts.words.addresses import ledger_file


def download_steps(package: Package) -> Iterator[Step]:
    """The package's own downloads: the whole, each table, the files that no table has."""
    folder = package.raw.folder
    taken = {package.dataset.file(CROISSANT)}
    for number, one in enumerate(package_sets(package.dataset)):
        taken |= one.addresses
        holds_ledger = package.is_place and number == 0
        yield Step(
            name=f"{folder}: downloads {one.name}",
            key=key_of(*one.essence, *([package.key] if holds_ledger else [])),
            make=partial(make_downloads, package, number),
        )
    if package.is_place:
        taken |= {ledger_file(package.name, suffix) for suffix in LEDGER_SUFFIXES}
        yield Step(
            name=f"{folder}: downloads ledger",
            key=package.key,
            make=partial(make_ledger, package),
        )
    rest = other_files(package.dataset, taken)
    if rest.files:
        parts = (part for path, data in rest.files.items() for part in (path, data))
        yield Step(
            name=f"{folder}: downloads of other files",
            key=key_of(*parts),
            make=partial(Made, files=rest.files, facts=describe_group(rest)),
        )


def make_downloads(package: Package, number: int) -> Made:
    """A group of the package's files; the facts say what pages tell of it."""
    ledger = partial(place_ledger, package.edition, package.shared.site)
    one = package_sets(package.dataset, ledger if package.is_place else None)[number]
    group = one.make()
    files = {path: data for path, data in group.files.items() if path not in one.withheld}
    cells = read_back_group(package.dataset.tables, one.name, group.files)
    return Made(files=files, facts={**describe_group(group), "cells": cells})


def make_ledger(package: Package) -> Made:
    """A place's promises and results in one table; the facts as those of `make_downloads`."""
    version = package.dataset.version_words("en")
    group = render_place_ledger(package.edition, package.shared.site, version)
    return Made(files=group.files, facts=describe_group(group))
