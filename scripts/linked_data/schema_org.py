"""A dataset as search engines read it: schema.org `Dataset`.

What Google Dataset Search requires (`name`, `description` of 50 to 5,000 characters) and
recommends (creator, licence, distribution, identifier, coverage in time and space, variables,
version, free access): developers.google.com/search/docs/appearance/structured-data/dataset.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scripts.core.media_types import media_type
from scripts.core.model import Language
from scripts.core.site_identity import SiteIdentity
from scripts.derive.edition import Edition, Series
from scripts.package.credits import Contributor, creators, doi, licence_address, licences, sources
from scripts.package.descriptor import is_web_address
from scripts.package.raw import is_place
from scripts.package.tabular import Dataset
from scripts.words.addresses import Addresses

Data = dict[str, Any]
SHORTEST, LONGEST = 50, 5000
MOST_VARIABLES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """The page that stands for a dataset: its address, its language, its downloads, its site."""

    address: str
    language: Language
    files: Sequence[Mapping[str, Any]]
    site: SiteIdentity


def dataset_document(
    dataset: Dataset, landing: Landing, title: str, description: str, edition: Edition | None
) -> Data:
    """A package as a `Dataset`.

    Args:
        dataset: the package.
        landing: its page.
        title: in the page's language.
        description: the same, without Markdown.
        edition: the place, where the package is one.
    """
    language, site = landing.language, landing.site
    descriptor = dataset.descriptor
    document = _document(landing, title, description) | {
        "includedInDataCatalog": _catalogue(site, language),
        "variableMeasured": [
            {"@type": "PropertyValue", "name": column.name, **_described(column.field)}
            for table in dataset.tables
            for column in table.columns
        ][:MOST_VARIABLES],
    }
    optional = {
        "creator": _creators(descriptor, site, language),
        "license": _one_or_all([one.address for one in licences(descriptor)]),
        "identifier": doi_address(descriptor),
        "sameAs": doi_address(descriptor),
        "version": dataset.version_words(language),
        "dateCreated": str(descriptor.get("created") or "")[:10],
        "keywords": [str(word) for word in _list(descriptor.get("keywords"))],
        "isBasedOn": [one["url"] for one in sources(descriptor) if one["url"]],
    }
    document |= {key: value for key, value in optional.items() if value}
    return document | (_coverage(edition, language) if edition is not None else {})


def indicator_document(edition: Edition, series: Series, landing: Landing, package: str) -> Data:
    """An indicator as a `Dataset`, part of its place's.

    Args:
        edition: the place.
        series: the indicator.
        landing: its page.
        package: address of the place's package.
    """
    language, site = landing.language, landing.site
    indicator, place = series.indicator, edition.place
    zh = language == "zh"
    name = indicator.name_zh if zh else indicator.name_en
    where = place.name_zh if zh else place.name_en
    definition = indicator.definition_zh if zh else indicator.definition_en
    descriptor = place.descriptor
    years = [judged.due for judged in series.targets]
    years += [int(observation.period[:4]) for observation in series.observations]
    text = fitting(f"{definition or ''}", f"{where} · {name}", language)
    document = _document(landing, f"{where}：{name}" if zh else f"{where}: {name}", text) | {
        "creator": _publisher(site, language),
        "isPartOf": {"@type": "Dataset", "@id": dataset_id(package, language, site)},
        "variableMeasured": {
            "@type": "PropertyValue",
            "name": name,
            **({"unitText": indicator.unit} if indicator.unit else {}),
        },
        "spatialCoverage": _place(edition, language),
        "isBasedOn": [s.url for s in series.sources if is_web_address(s.url or "")],
    }
    if years:
        document["temporalCoverage"] = _span(years)
    optional = {"license": licence_address(descriptor), "version": descriptor.get("version")}
    return document | {key: value for key, value in optional.items() if value}


def version_document(
    descriptor: Mapping[str, Any], landing: Landing, title: str, version: str, date: str
) -> Data:
    """A released version as a `Dataset` of its own, part of the line of its package's.

    Args:
        descriptor: the package's, as it was in that version.
        landing: the version's own page.
        title: in the page's language.
        version: its number.
        date: of the release, ISO.
    """
    language, site = landing.language, landing.site
    package = landing.address.removesuffix("/").rpartition("/")[0] + "/"
    document = _document(landing, title, "") | {
        "version": version,
        "datePublished": date,
        "isBasedOn": {"@type": "Dataset", "@id": dataset_id(package, language, site)},
    }
    optional = {
        "creator": _creators(descriptor, site, language),
        "license": _one_or_all([one.address for one in licences(descriptor)]),
    }
    return document | {key: value for key, value in optional.items() if value}


def ledger_document(landing: Landing, title: str, description: str, licence: str) -> Data:
    """The ledger of all places as a `Dataset`.

    Args:
        landing: the page that lists it.
        title: in the page's language.
        description: what it holds.
        licence: a web address.
    """
    language, site = landing.language, landing.site
    return _document(landing, title, description) | {
        "@id": f"{_of_both(landing.address, language, site)}#ledger",
        "url": f"{site.absolute(landing.address)}#ledger",
        "identifier": f"{_of_both(landing.address, language, site)}#ledger",
        "creator": _publisher(site, language),
        "license": licence,
        "includedInDataCatalog": _catalogue(site, language),
    }


def _document(landing: Landing, name: str, description: str) -> Data:
    """What every `Dataset` says of itself."""
    language, site = landing.language, landing.site
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": dataset_id(landing.address, language, site),
        "url": site.absolute(landing.address),
        "identifier": _of_both(landing.address, language, site),
        "name": name,
        "description": fitting(description, name, language),
        "inLanguage": "zh-CN" if language == "zh" else "en",
        "isAccessibleForFree": True,
        "publisher": _publisher(site, language),
        "distribution": distributions(landing.files, site),
    }


def _catalogue(site: SiteIdentity, language: Language) -> Data:
    return {
        "@type": "DataCatalog",
        "name": site.title[language],
        "url": site.absolute("data/"),
    }


def fitting(description: str, title: str, language: Language) -> str:
    """A description of the length that is asked for; a short one says what the page holds."""
    text = " ".join(description.split())
    if len(text) < SHORTEST:
        more = (
            "政府工作报告中的目标、原文、进展与判定依据，附可下载的数据、来源和疑点说明，可核对、可引用。"
            if language == "zh"
            else "Targets of the government work report, their words, what has happened since and "
            "how that was judged, with data to download, sources and doubts."
        )
        separator = "。" if language == "zh" else ". "
        text = f"{title}{separator}{f'{text} ' if text else ''}{more}"
    return text[:LONGEST]


def distributions(files: Iterable[Mapping[str, Any]], site: SiteIdentity) -> list[Data]:
    """Each download with its address, media type, size and sum."""
    return [
        {
            "@type": "DataDownload",
            "name": file["name"],
            "contentUrl": site.absolute(file["url"]),
            "encodingFormat": media_type(file["name"]),
            "contentSize": f"{file['bytes']} B",
            "sha256": file["sha256"],
        }
        for file in files
    ]


def dataset_id(address: str, language: Language, site: SiteIdentity) -> str:
    """What a dataset is called in either language and in the catalogue, by its page's address."""
    return f"{_of_both(address, language, site)}#dataset"


def _of_both(address: str, language: Language, site: SiteIdentity) -> str:
    """The address of a page in Chinese, which stands for it in both languages."""
    return site.absolute(address.removeprefix(Addresses(language).prefix))


def doi_address(descriptor: Mapping[str, Any]) -> str:
    """The web address of a package's DOI; empty without one."""
    return f"https://doi.org/{doi(descriptor)}" if doi(descriptor) else ""


def _creators(
    descriptor: Mapping[str, Any], site: SiteIdentity, language: Language
) -> Sequence[Data]:
    if is_place(descriptor):
        return [_publisher(site, language)]
    return [_creator(one) for one in creators(descriptor)]


def _creator(one: Contributor) -> Data:
    agent: Data = {"@type": "Person" if one.is_person else "Organization", "name": one.name}
    if one.url:
        agent["url"] = one.url
    if one.organization:
        agent["affiliation"] = {"@type": "Organization", "name": one.organization}
    return agent


def _one_or_all(values: Sequence[str]) -> str | Sequence[str]:
    return values[0] if len(values) == 1 else values


def _publisher(site: SiteIdentity, language: Language) -> Data:
    return {
        "@type": "Organization",
        "name": site.title[language],
        "url": site.absolute(""),
    }


def _described(field: Mapping[str, Any]) -> Data:
    described = {
        "description": field.get("description") or field.get("title"),
        "unitText": field.get("unit"),
    }
    return {key: str(value) for key, value in described.items() if value}


def _coverage(edition: Edition, language: Language) -> Data:
    years = [report.report.year for report in edition.reports]
    years += [judged.due for report in edition.reports for judged in report.targets]
    return {"temporalCoverage": _span(years), "spatialCoverage": _place(edition, language)}


def _place(edition: Edition, language: Language) -> Data:
    place = edition.place
    zh = f"{place.province_zh}{place.name_zh}"
    en = f"{place.name_en}, {place.province_en}"
    return {"@type": "Place", "name": zh if language == "zh" else en}


def _span(years: Sequence[int]) -> str:
    first, last = min(years), max(years)
    return str(first) if first == last else f"{first}/{last}"


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
