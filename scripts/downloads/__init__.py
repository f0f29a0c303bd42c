"""What a reader can take away: the package as it is, and each indicator on its own.

package_files    the package's files byte for byte, their zip, a workbook of the tables
indicator_files  an indicator as CSV, Excel workbook and chart
target_table     promises as one flat table: all of them, a section's, a report's
subset           which rows belong to a section or a report, and what those need
subset_files     those rows as a package of its own, with the `read_me` beside them
drawings         what becomes a PNG: charts and share cards
indicator_json   the same as JSON, with the verdicts in words
listing          what pages say of each file
"""

from scripts.downloads.drawings import render_drawings
from scripts.downloads.indicator_files import FormulaCellError
from scripts.downloads.listing import Downloads, derive_download_list, render_downloads

__all__ = [
    "Downloads",
    "FormulaCellError",
    "derive_download_list",
    "render_downloads",
    "render_drawings",
]
