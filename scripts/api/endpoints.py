"""API endpoints: one entry a kind of file, from which addresses and description follow."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import to_json

from scripts.core.declared import read_declared
from scripts.core.model import Bilingual
from scripts.words.addresses import api_file

Data = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A kind of file: `path` below `api/v1/`, ids in braces; `schema` names its component."""

    path: str
    schema: str
    title: Bilingual

    @property
    def pattern(self) -> str:
        """The address from the site's root, ids in braces."""
        return api_file(self.path)

    def address(self, **ids: str) -> str:
        """The address of one file: every id in braces is given."""
        return api_file(self.path.format(**ids))


ENDPOINTS: Mapping[str, Endpoint] = {
    row["kind"]: Endpoint(
        path=row["path"], schema=row["schema"], title=Bilingual(zh=row["zh"], en=row["en"])
    )
    for row in read_declared(__file__, "endpoints.csv")
}
PARAMETERS: Mapping[str, Bilingual] = {
    "place": Bilingual(zh="地方的编号，见 places.json", en="id of the place, see places.json"),
    "indicator": Bilingual(
        zh="指标的编号，见 indicators.json", en="id of the indicator, see indicators.json"
    ),
    "report": Bilingual(zh="报告的编号，见 place.json", en="id of the report, see place.json"),
}
"""What stands in braces in the patterns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One file before it is written: its kind, the ids in its address, and what it says.

    `gaps`: how many lists at its top are empty.
    """

    kind: str
    text: bytes = field(repr=False)
    ids: Mapping[str, str] = field(default_factory=dict)
    gaps: int = 0

    @property
    def address(self) -> str:
        return ENDPOINTS[self.kind].address(**self.ids)

    @property
    def document(self) -> Data:
        """What it says, read back."""
        document: Data = json.loads(self.text)
        return document


def write_answer(kind: str, document: Data, ids: Mapping[str, str] | None = None) -> Answer:
    """A document as the file that it becomes."""
    gaps = sum(value == [] for value in document.values())
    text = to_json(document, indent=1) + b"\n"
    return Answer(kind=kind, text=text, ids=ids or {}, gaps=gaps)
