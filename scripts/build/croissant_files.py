"""Croissant descriptions of a package and of the ledger, from what their files are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scripts.core.model import Bilingual
from scripts.core.site_identity import SiteIdentity
from scripts.downloads.ledger import DESCRIPTION, LICENCE, SCHEMA, TITLE
from scripts.downloads.package_files import FileGroup
from scripts.linked_data import (
    Landing,
    RecordSet,
    dataset_document,
    ledger_document,
    record_sets,
    render_croissant,
)
from scripts.package.tabular import Dataset
from scripts.pages.dataset import dataset_description, dataset_title, dataset_work
from scripts.theme_support.markdown_text import plain_prose
from scripts.words.addresses import Addresses, ledger_file
from scripts.words.citations import cite_apa

Data = dict[str, Any]
CROISSANT = "croissant.json"
GROUP = Bilingual(zh="供机器学习", en="For machine learning")


def package_croissant(dataset: Dataset, groups: Iterable[Data], site: SiteIdentity) -> FileGroup:
    """The description of a package.

    Args:
        dataset: the package.
        groups: the groups of its files (`describe_group`).
        site: who publishes.
    """
    descriptor = dataset.descriptor
    title = _both(*(dataset_title(descriptor, dataset.name, lang) for lang in ("zh", "en")))
    texts = (plain_prose(dataset_description(descriptor, lang)) for lang in ("zh", "en"))
    landing = _landing(Addresses("zh").dataset(dataset.name), site)
    described = dataset_document(dataset, landing, title, _both(*texts), None)
    described["citeAs"] = cite_apa(dataset_work(dataset, "en", site))
    files = [file for group in groups for file in group["files"]]
    data = render_croissant(described, record_sets(dataset), files, site)
    return FileGroup(title=GROUP, files={dataset.file(CROISSANT): data})


def ledger_croissant(files: Iterable[Mapping[str, Any]], site: SiteIdentity) -> FileGroup:
    """The description of the ledger of all places, from the rows of its files."""
    landing = _landing(Addresses("zh").datasets(), site)
    title = _both(TITLE.zh, TITLE.en)
    text = _both(DESCRIPTION.zh, DESCRIPTION.en)
    described = ledger_document(landing, title, text, LICENCE["path"])
    table = RecordSet(
        key="ledger",
        title=title,
        parquet=ledger_file(None, "parquet"),
        columns=[(one["name"], one["type"], one) for one in SCHEMA["fields"]],
    )
    data = render_croissant(described, [table], files, site)
    return FileGroup(title=GROUP, files={ledger_file(None, CROISSANT): data})


def _landing(address: str, site: SiteIdentity) -> Landing:
    return Landing(address=address, language="zh", files=(), site=site)


def _both(zh: str, en: str) -> str:
    return zh if zh == en else f"{zh} / {en}"
