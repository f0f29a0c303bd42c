"""Which of a package's own files may stand on the site under their own names."""

from __future__ import annotations

import re

from scripts.package.raw import DESCRIPTOR

TABLES_FOLDER = "tables"
"""Where, inside a published package, the files stand that were made of its tables."""
CHARTS_FOLDER = "charts"
"""Where the charts of a released version of a place stand."""
HARMLESS_FORMATS = frozenset(
    """
    csv tsv txt json jsonl ndjson geojson topojson jsonld xlsx xls ods parquet arrow feather
    sqlite db md yaml yml toml bib ris ttl nt zip gz bz2 xz 7z tar tgz pdf doc docx odt rtf
    png jpg jpeg gif webp avif tif tiff dbf shp shx prj cpg sbn sbx gpkg kmz las nc h5 hdf5
    rds rda rdata dta sav por sas7bdat do r py sql log
    """.split()
)
"""File endings that no browser runs as a page or a script of the site it came from."""
_OURS = re.compile(rf"(?:{TABLES_FOLDER}|latest|versions|[0-9]+(?:\.[0-9]+){{0,2}})(?:/.*)?")
"""Paths inside a published package that are the site's own."""


def is_harmless(path: str) -> bool:
    """Whether a package's own file may stand on the site under its own name."""
    name = path.rpartition("/")[2]
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    return path == DESCRIPTOR or (
        suffix in HARMLESS_FORMATS
        and not _OURS.fullmatch(path)
        and not any(part.startswith(".") for part in path.split("/"))
    )
