"""Any package's tables with typed columns, from which every format is written.

table     what a table is: columns of values, keys, the cells as printed
typing    cells as printed -> typed columns, by the Table Schema
reading   the resources of a package -> tables, through stock Frictionless
open_files  which of a package's own files may stand on the site
dataset   a package as the site publishes it: tables, other files, links, findings
"""

from scripts.package.tabular.dataset import Dataset, derive_dataset, other_files, title_of, words_of
from scripts.package.tabular.table import Column, ForeignKey, Table

__all__ = [
    "Column",
    "Dataset",
    "ForeignKey",
    "Table",
    "derive_dataset",
    "other_files",
    "title_of",
    "words_of",
]
