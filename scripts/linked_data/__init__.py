"""Linked data: descriptions of the packages for search engines and catalogues.

schema_org  `Dataset` for search engines, within a page (Google Dataset Search)
signposts   typed links in a page's head (signposting.org, FAIR Signposting Profile)
dcat        the catalogue of all packages (DCAT-AP 3), as JSON-LD and Turtle
croissant   a package's tables as record sets, for machine learning (Croissant 1.0)
"""

from scripts.linked_data.croissant import RecordSet, record_sets, render_croissant
from scripts.linked_data.dcat import (
    CatalogueEntry,
    describe_ledger,
    describe_package,
    render_catalogue,
    render_turtle,
    render_turtle_of,
    render_whole_turtle,
)
from scripts.linked_data.schema_org import (
    Landing,
    dataset_document,
    indicator_document,
    ledger_document,
    version_document,
)
from scripts.linked_data.signposts import signposts

__all__ = [
    "CatalogueEntry",
    "Landing",
    "RecordSet",
    "dataset_document",
    "describe_ledger",
    "describe_package",
    "indicator_document",
    "ledger_document",
    "record_sets",
    "render_catalogue",
    "render_croissant",
    "render_turtle",
    "render_turtle_of",
    "render_whole_turtle",
    "signposts",
    "version_document",
]
