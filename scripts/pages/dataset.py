"""The data pages: which packages there are, what is in each, and how to take it away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scripts.addresses import Addresses
from scripts.model import Language
from scripts.pages.page import Page, crumb, pick
from scripts.pages.targets import Context, Data


def dataset_title(descriptor: Mapping[str, Any], language: Language) -> str:
    """The package's title in the page's language, its own title where it has no other."""
    own = str(descriptor.get("title") or descriptor.get("name") or "")
    return str(descriptor.get("title_en") or own) if language == "en" else own


def render_dataset_page(
    context: Context,
    tables: Sequence[Data],
    downloads: Sequence[Data],
) -> Page:
    """One package: description, licence, sources, its tables with dictionary and summary.

    Args:
        context: the edition and the language.
        tables: per tabular resource name, title, row count, preview rows, fields, summaries.
        downloads: the rows of the table of downloads.
    """
    language, descriptor = context.language, context.edition.place.descriptor
    heading = dataset_title(descriptor, language)
    addresses = context.addresses
    description = pick(
        language,
        str(descriptor.get("description") or ""),
        str(descriptor.get("description_en") or descriptor.get("description") or ""),
    )
    return Page(
        address=addresses.dataset(context.place),
        language=language,
        template="dataset",
        title=heading,
        summary=description,
        view={
            "crumbs": [
                crumb("数据" if language == "zh" else "Data", addresses.datasets()),
                crumb(heading, None),
            ],
            "heading": heading,
            "name": descriptor.get("name"),
            "description": description,
            "version": descriptor.get("version"),
            "created": descriptor.get("created"),
            "licenses": [_licence(one) for one in _list(descriptor.get("licenses"))],
            "keywords": [str(word) for word in _list(descriptor.get("keywords"))],
            "contributors": [
                str(one.get("title") or one.get("name") or "")
                for one in _list(descriptor.get("contributors"))
                if isinstance(one, dict)
            ],
            "place": {"name": context.place_name, "url": addresses.place(context.place)},
            "tables": list(tables),
            "downloads": list(downloads),
        },
    )


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _licence(entry: object) -> dict[str, str]:
    if not isinstance(entry, dict):
        return {"title": str(entry), "url": ""}
    return {
        "title": str(entry.get("title") or entry.get("name") or ""),
        "url": str(entry.get("path") or ""),
    }


def render_datasets_page(contexts: Sequence[Context], language: Language) -> Page:
    """The list of packages."""
    zh = language == "zh"
    heading = "数据" if zh else "Data"
    rows: list[Data] = []
    for context in contexts:
        descriptor = context.edition.place.descriptor
        rows.append(
            {
                "name": descriptor.get("name"),
                "title": dataset_title(descriptor, language),
                "description": pick(
                    language,
                    str(descriptor.get("description") or ""),
                    str(descriptor.get("description_en") or descriptor.get("description") or ""),
                ),
                "version": descriptor.get("version"),
                "url": context.addresses.dataset(context.place),
                "targets": sum(len(r.targets) for r in context.edition.reports),
                "indicators": len(context.edition.series),
            }
        )
    return Page(
        address=Addresses(language).datasets(),
        language=language,
        template="datasets",
        title=heading,
        summary=(
            "全部开放数据：下载、字段说明、许可、引用方式。"
            if zh
            else "All open data: downloads, data dictionary, licence and how to cite."
        ),
        view={"crumbs": [crumb(heading, None)], "heading": heading, "datasets": rows},
    )
