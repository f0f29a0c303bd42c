"""API endpoints: one entry a kind of file, from which addresses and description follow."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic_core import to_json

from scripts.core.model import Bilingual
from scripts.words.addresses import api_file

Data = dict[str, Any]
Kind = Literal[
    "index",
    "openapi",
    "datasets",
    "places",
    "place",
    "targets",
    "indicators",
    "indicator",
    "observations",
    "doubts",
    "sources",
    "report",
]


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


ENDPOINTS: Mapping[Kind, Endpoint] = {
    "index": Endpoint(
        path="index.json",
        schema="Index",
        title=Bilingual(zh="有哪些文件", en="What files there are"),
    ),
    "openapi": Endpoint(
        path="openapi.json",
        schema="Description",
        title=Bilingual(zh="接口的 OpenAPI 说明", en="The OpenAPI description"),
    ),
    "datasets": Endpoint(
        path="datasets.json",
        schema="Datasets",
        title=Bilingual(zh="全部数据包及其文件", en="All data packages and their files"),
    ),
    "places": Endpoint(
        path="places.json",
        schema="Places",
        title=Bilingual(zh="全部地方", en="All places"),
    ),
    "place": Endpoint(
        path="{place}/place.json",
        schema="Place",
        title=Bilingual(
            zh="一个地方：报告、各状态条数、文件", en="One place: reports, counts by status, files"
        ),
    ),
    "targets": Endpoint(
        path="{place}/targets.json",
        schema="Targets",
        title=Bilingual(zh="全部承诺，连同判断", en="All targets, judged"),
    ),
    "indicators": Endpoint(
        path="{place}/indicators.json",
        schema="Indicators",
        title=Bilingual(zh="全部指标", en="All indicators"),
    ),
    "indicator": Endpoint(
        path="{place}/indicators/{indicator}.json",
        schema="Indicator",
        title=Bilingual(
            zh="一项指标：承诺、实际数、来源",
            en="One indicator: targets, published values, sources",
        ),
    ),
    "observations": Endpoint(
        path="{place}/observations.json",
        schema="Observations",
        title=Bilingual(zh="全部公布了的实际数", en="All published values"),
    ),
    "doubts": Endpoint(
        path="{place}/doubts.json",
        schema="Doubts",
        title=Bilingual(zh="全部疑点", en="All doubts about the printed texts"),
    ),
    "sources": Endpoint(
        path="{place}/sources.json",
        schema="Sources",
        title=Bilingual(zh="全部来源", en="All sources"),
    ),
    "report": Endpoint(
        path="{place}/reports/{report}.json",
        schema="Report",
        title=Bilingual(
            zh="一份报告：章节、每个数字、收到了多少",
            en="One report: sections, every numeral, how much of it we have",
        ),
    ),
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

    kind: Kind
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


def write_answer(kind: Kind, document: Data, ids: Mapping[str, str] | None = None) -> Answer:
    """A document as the file that it becomes."""
    gaps = sum(value == [] for value in document.values())
    text = to_json(document, indent=1) + b"\n"
    return Answer(kind=kind, text=text, ids=ids or {}, gaps=gaps)
