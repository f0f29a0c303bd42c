"""The words shared by all places: English names of units, names of themes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from scripts.model import Bilingual
from scripts.wording import UnitName, Units


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """`units.csv` and `themes.csv` of `datasets/vocabulary/`."""

    units: Units
    themes: Mapping[str, Bilingual]


def read_vocabulary(folder: Path) -> Vocabulary:
    """Read the shared vocabulary; themes keep the order of the file.

    Raises:
        FileNotFoundError: one of the two files is missing.
    """
    units = _read_table(folder / "units.csv")
    themes = _read_table(folder / "themes.csv")
    return Vocabulary(
        units={
            row["unit"]: UnitName(unit=row["unit"], one=row["one"], other=row["other"])
            for row in units
        },
        themes={row["theme"]: Bilingual(zh=row["name_zh"], en=row["name_en"]) for row in themes},
    )


def _read_table(path: Path) -> list[dict[str, str]]:
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    return [{str(k): str(v) for k, v in row.items()} for row in frame.to_dict(orient="records")]
