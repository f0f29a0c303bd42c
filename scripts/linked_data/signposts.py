"""Typed links in a page's head for machines (signposting.org/FAIR)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from scripts.core.media_types import media_type

DATASET_TYPE = "https://schema.org/Dataset"
LANDING_TYPE = "https://schema.org/AboutPage"


def signposts(
    files: Iterable[Mapping[str, Any]],
    *,
    licence: str,
    cite_as: str,
    described_by: str,
    collection: str = "",
) -> list[dict[str, str]]:
    """The links of a landing page, addresses relative to the site's root but for the licence.

    Args:
        files: rows of the table of downloads; each becomes an `item`.
        licence: a web address; left out where empty.
        cite_as: the address to cite: of the version, else of the page.
        described_by: the address of the metadata.
        collection: the address of what the page's subject is a part of.
    """
    links = [
        {"rel": "type", "href": DATASET_TYPE, "type": "", "away": "yes"},
        {"rel": "type", "href": LANDING_TYPE, "type": "", "away": "yes"},
        {"rel": "cite-as", "href": cite_as, "type": "", "away": ""},
        {
            "rel": "describedby",
            "href": described_by,
            "type": media_type(described_by),
            "away": "",
        },
    ]
    if licence:
        links.append({"rel": "license", "href": licence, "type": "", "away": "yes"})
    if collection:
        links.append({"rel": "collection", "href": collection, "type": "text/html", "away": ""})
    links += [
        {"rel": "item", "href": file["url"], "type": media_type(file["name"]), "away": ""}
        for file in files
    ]
    return links
