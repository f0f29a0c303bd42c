"""A table, or all tables of a package, in the formats that people and programs ask for.

Every format carries the same values; where one of them cannot keep a value exactly it keeps the
text, never a rounded number.

json_rows   rows as objects, with the fields before them
parquet     columns, typed
sqlite      all tables in one file, keys declared
sheets      Excel: a cover and one typed sheet a table; and CSV twins that Excel opens right
csvw        W3C metadata beside a CSV
"""

from scripts.downloads.formats.csvw import render_csvw
from scripts.downloads.formats.json_rows import render_json_rows
from scripts.downloads.formats.parquet import render_parquet
from scripts.downloads.formats.sheets import (
    MOST_ROWS,
    fits_a_sheet,
    formula_cells,
    render_excel_csv,
    render_table_workbook,
    table_sheet,
)
from scripts.downloads.formats.sqlite import render_sqlite

__all__ = [
    "MOST_ROWS",
    "fits_a_sheet",
    "formula_cells",
    "render_csvw",
    "render_excel_csv",
    "render_json_rows",
    "render_parquet",
    "render_sqlite",
    "render_table_workbook",
    "table_sheet",
]
