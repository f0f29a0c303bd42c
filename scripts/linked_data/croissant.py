"""A dataset for machine learning: Croissant 1.0 (docs.mlcommons.org/croissant/docs/croissant-spec).

The description is schema.org's with the tables as record sets. Records are read from Parquet,
which keeps what a CSV leaves to the reader: types, empty cells, leading zeros.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from pydantic_core import to_json

from scripts.core.media_types import media_type
from scripts.core.site_identity import SiteIdentity
from scripts.package.tabular import Dataset

Data = dict[str, Any]
CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
_OWN_TERMS = (
    "citeAs column extract field fileObject fileProperty fileSet format includes isLiveDataset "
    "jsonPath key md5 parentField path recordSet references regex repeated replace samplingRate "
    "separator source subField transform equivalentProperty"
).split()
CONTEXT: Mapping[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{term: f"cr:{term}" for term in _OWN_TERMS},
}
"""The context that the specification gives."""
_TYPES: Mapping[str, str] = {
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
}
_PARQUET = "application/x-parquet"
"""What readers of Croissant call Parquet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSet:
    """A table: its columns as (name, type, Table Schema field), and the address of its Parquet."""

    key: str
    title: str
    parquet: str
    columns: Sequence[tuple[str, str, Mapping[str, Any]]] = field(repr=False)


def record_sets(dataset: Dataset) -> list[RecordSet]:
    """The tables of a package; a number that no double keeps is text."""
    return [
        RecordSet(
            key=table.key,
            title=str(table.resource.get("title") or table.name),
            parquet=dataset.file(f"tables/{table.key}.parquet"),
            columns=[
                (column.name, column.type if column.fits_doubles else "text", column.field)
                for column in table.columns
            ],
        )
        for table in dataset.tables
    ]


def render_croissant(
    described: Data,
    tables: Iterable[RecordSet],
    files: Iterable[Mapping[str, Any]],
    site: SiteIdentity,
) -> bytes:
    """The description of a dataset.

    Args:
        described: the dataset as schema.org has it (`dataset_document`).
        tables: its record sets.
        files: rows of its table of downloads; CSV and Parquet are named.
        site: who publishes.
    """
    kept = {key: described[key] for key in described if key not in {"variableMeasured", "@id"}}
    addresses = [one for one in files if one["name"].endswith((".csv", ".parquet"))]
    published = {one["url"] for one in addresses}
    document = {
        **kept,
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "datePublished": described.get("dateCreated") or described.get("dateModified"),
        "distribution": [_file_object(one, site) for one in addresses],
        "recordSet": [_record_set(one) for one in tables if one.parquet in published],
    }
    return to_json({key: value for key, value in document.items() if value}, indent=1) + b"\n"


def _file_object(file: Mapping[str, Any], site: SiteIdentity) -> Data:
    parquet = file["name"].endswith(".parquet")
    return {
        "@type": "cr:FileObject",
        "@id": quote(file["url"]),
        "name": file["name"],
        "contentUrl": site.absolute(file["url"]),
        "contentSize": f"{file['bytes']} B",
        "encodingFormat": _PARQUET if parquet else media_type(file["name"]),
        "sha256": file["sha256"],
    }


def _record_set(table: RecordSet) -> Data:
    return {
        "@type": "cr:RecordSet",
        "@id": quote(table.key),
        "name": table.key,
        "description": table.title,
        "field": [_field(table, *column) for column in table.columns],
    }


def _field(table: RecordSet, name: str, kind: str, described: Mapping[str, Any]) -> Data:
    words = described.get("description") or described.get("title")
    return {
        "@type": "cr:Field",
        "@id": f"{quote(table.key)}/{quote(name, safe='')}",
        "name": name,
        **({"description": str(words)} if words else {}),
        "dataType": _TYPES.get(kind, "sc:Text"),
        "source": {"fileObject": {"@id": quote(table.parquet)}, "extract": {"column": name}},
    }
