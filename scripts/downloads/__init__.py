"""What a reader can take away: the package as it is, and each indicator on its own.

package_files    a package as it was handed over, whole in one file, and table by table
indicator_files  an indicator as CSV, Excel workbook and chart
target_table     promises as one flat table: all of them, a section's, a report's
subset           which rows belong to a section or a report, and what those need
subset_files     those rows as a package of its own, with the `read_me` beside them
drawings         what becomes a PNG: charts and share cards
indicator_json   the same as JSON, with the verdicts in words, from `json_records`
change_list      what a released version changed, cell by cell
listing          what pages say of each file
"""

from scripts.downloads.change_list import CHANGE_LIST, render_change_list
from scripts.downloads.drawings import render_place_drawings, render_series_drawings
from scripts.downloads.indicator_files import FormulaCellError, render_indicator_files
from scripts.downloads.listing import (
    PackageDownloads,
    PlaceSets,
    derive_download_list,
    describe_group,
    files_in_words,
    group_in_words,
    render_package_downloads,
)
from scripts.downloads.package_files import (
    FileSet,
    list_left_out,
    other_files,
    package_sets,
    why_left_out,
)
from scripts.downloads.target_table import table_view

__all__ = [
    "CHANGE_LIST",
    "FileSet",
    "FormulaCellError",
    "PackageDownloads",
    "PlaceSets",
    "derive_download_list",
    "describe_group",
    "files_in_words",
    "group_in_words",
    "list_left_out",
    "other_files",
    "package_sets",
    "render_change_list",
    "render_indicator_files",
    "render_package_downloads",
    "render_place_drawings",
    "render_series_drawings",
    "table_view",
    "why_left_out",
]
