"""Media types of files by the ending of their names."""

from __future__ import annotations

from collections.abc import Mapping

MEDIA_TYPES: Mapping[str, str] = {
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "json": "application/json",
    "md": "text/markdown",
    "parquet": "application/vnd.apache.parquet",
    "pdf": "application/pdf",
    "png": "image/png",
    "sqlite": "application/vnd.sqlite3",
    "svg": "image/svg+xml",
    "tsv": "text/tab-separated-values",
    "txt": "text/plain",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
"""File ending -> media type (IANA; Parquet's and SQLite's as registered there)."""
UNKNOWN = "application/octet-stream"


def media_type(path: str) -> str:
    """The media type of a file by the ending of its name."""
    return MEDIA_TYPES.get(path.rpartition(".")[2].lower(), UNKNOWN)
