"""Tables of words and codes that stand as CSV beside the module that reads them."""

from __future__ import annotations

import csv
from pathlib import Path


def read_declared(module: str, name: str) -> list[dict[str, str]]:
    """The rows of a table, an empty cell being an empty text.

    Args:
        module: the `__file__` of the module that it stands beside.
        name: its file name.
    """
    with Path(module).with_name(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
