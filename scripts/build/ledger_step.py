"""Step of the ledger of all places, from the ledger of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from scripts.build.croissant_files import ledger_croissant
from scripts.build.step import Made, Record, Step, key_of
from scripts.core.site_identity import SiteIdentity
from scripts.downloads import derive_download_list, describe_group
from scripts.downloads.ledger import render_whole_ledger


def ledger_step(
    site: SiteIdentity, ledgers: Iterable[Record], read: Callable[[str], bytes]
) -> Step:
    """The files `data/ledger.*`; the facts say what pages tell of them.

    Args:
        site: who publishes.
        ledgers: the record of each place's ledger, in order.
        read: gives a file of the site by its path.
    """
    tables = [file for one in ledgers for file in one.files if file.path.endswith("/ledger.csv")]
    return Step(
        name="the ledger of all places",
        key=key_of(repr(site), *(f"{file.path} {file.sha256}" for file in tables)),
        make=partial(make_whole_ledger, site),
        inputs=lambda: tuple(read(file.path) for file in tables),
    )


def make_whole_ledger(site: SiteIdentity, *tables: bytes) -> Made:
    """See `ledger_step`."""
    group = render_whole_ledger(tables, site)
    croissant = ledger_croissant(derive_download_list(group.files), site)
    files = {**group.files, **croissant.files}
    return Made(files=files, facts=describe_group(replace(group, files=files)))
