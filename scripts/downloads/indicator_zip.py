"""Zip of an indicator: its data, a descriptor of the columns, and a README."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import to_json

from scripts.core.archives import render_zip
from scripts.core.model import LANGUAGES, Bilingual
from scripts.core.site_identity import SiteIdentity
from scripts.derive.edition import Edition, Series
from scripts.downloads.indicator_schema import table_schema
from scripts.package.raw import DESCRIPTOR
from scripts.words.citations import Work, cite_gbt


def render_indicator_zip(
    edition: Edition,
    series: Series,
    files: Mapping[str, bytes],
    page: str,
    site: SiteIdentity,
) -> bytes:
    """The zip of one indicator; unpacked, the stock `frictionless validate` accepts it.

    Args:
        edition: the derived place.
        series: the indicator.
        files: suffix -> bytes of its `csv` and `json`.
        page: address of its page.
        site: who publishes.
    """
    key = series.indicator.indicator_id
    inside = {f"{key}.{suffix}": data for suffix, data in files.items()}
    inside[DESCRIPTOR] = _render_descriptor(edition, series)
    inside["README.txt"] = _render_readme(edition, series, sorted(inside), page, site).encode()
    return render_zip({f"{key}/{name}": data for name, data in inside.items()})


def _render_descriptor(edition: Edition, series: Series) -> bytes:
    indicator, descriptor = series.indicator, edition.place.descriptor
    document: dict[str, Any] = {
        "name": indicator.indicator_id,
        "title": f"{edition.place.name_zh}：{indicator.name_zh}",
        "title_en": f"{edition.place.name_en}: {indicator.name_en}",
        "description": indicator.definition_zh or "",
        "version": descriptor.get("version"),
        "licenses": descriptor.get("licenses"),
        "sources": [
            {"title": source.title, **({"path": source.url} if source.url else {})}
            for source in series.sources
        ],
        "resources": [
            {
                "name": indicator.indicator_id,
                "type": "table",
                "path": f"{indicator.indicator_id}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": table_schema(),
            }
        ],
    }
    kept = {name: value for name, value in document.items() if value}
    return to_json(kept, indent=1) + b"\n"


def _render_readme(
    edition: Edition, series: Series, names: Sequence[str], page: str, site: SiteIdentity
) -> str:
    indicator, place = series.indicator, edition.place
    url = site.absolute(page)
    titles = Bilingual(
        zh=f"{place.name_zh}：{indicator.name_zh}", en=f"{place.name_en}: {indicator.name_en}"
    )
    works = {
        language: Work(
            key=indicator.indicator_id,
            title=titles[language],
            authors=[site.title[language]],
            date=edition.as_of,
            version="",
            url=url,
        )
        for language in LANGUAGES
    }
    listed = "、".join(names), ", ".join(names)
    return (
        f"{place.name_zh}：{indicator.name_zh}\n\n{indicator.definition_zh or ''}\n\n"
        f"文件：{listed[0]}\n"
        "CSV 一行是一条目标（record=target）或一个公布的实际数（record=observation），"
        "UTF-8；没有的格子是空的。\n"
        f"数据截至：{edition.as_of}\n取自：{url}\n引用：{cite_gbt(works['zh'], 'zh')}\n\n"
        f"{place.name_en}: {indicator.name_en}\n\n{indicator.definition_en or ''}\n\n"
        f"Files: {listed[1]}\n"
        "A row of the CSV is a target (record=target) or a published value "
        "(record=observation); UTF-8, an empty cell is a missing value.\n"
        f"As of: {edition.as_of}\nRetrieved from: {url}\nCite: {cite_gbt(works['en'], 'en')}\n"
    )
