"""The catalogue of all packages by DCAT-AP 3 (semiceu.github.io/DCAT-AP/releases/3.0.0).

Every node has an address of its own, so that the same catalogue is the same bytes in Turtle.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import to_json

from scripts.core.media_types import media_type
from scripts.core.model import Bilingual
from scripts.core.site_identity import SiteIdentity
from scripts.derive.edition import Edition
from scripts.linked_data.schema_org import dataset_id, doi_address
from scripts.package.credits import creators, licences
from scripts.package.raw import is_place
from scripts.package.tabular import Dataset
from scripts.words.addresses import Addresses

Data = dict[str, Any]
CONTEXT: Mapping[str, Any] = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_LANGUAGES = "http://publications.europa.eu/resource/authority/language/"
_FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"
_ACCESS = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
_GOVERNMENT = "http://publications.europa.eu/resource/authority/data-theme/GOVE"
_KNOWN_FILE_TYPES = frozenset(
    {"csv", "geojson", "json", "parquet", "pdf", "png", "tsv", "xlsx", "zip"}
)
_CC_BY = "https://creativecommons.org/licenses/by/4.0/"
_IANA = "http://www.iana.org/assignments/media-types/"


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """One package as the catalogue lists it.

    `files`: rows of its table of downloads. `versions`: number and day of each released one.
    """

    dataset: Dataset
    title: Bilingual
    description: Bilingual
    files: Sequence[Mapping[str, Any]] = field(repr=False)
    edition: Edition | None = None
    versions: Sequence[tuple[str, str]] = ()


def describe_package(one: CatalogueEntry, site: SiteIdentity) -> list[Data]:
    """The nodes of one package; the first is the package itself."""
    return _dataset(one, site, site.absolute("#publisher"))


def describe_ledger(
    title: Bilingual, files: Iterable[Mapping[str, Any]], site: SiteIdentity
) -> list[Data]:
    """The nodes of the ledger of all places; the first is the ledger itself."""
    page = site.absolute(Addresses("zh").datasets())
    rows = list(files)
    node: Data = {
        "@id": f"{page}#ledger",
        "@type": "dcat:Dataset",
        "dct:title": _both(title),
        "dct:description": _both(title),
        "dct:identifier": f"{page}#ledger",
        "dct:publisher": {"@id": site.absolute("#publisher")},
        "dct:accessRights": {"@id": _ACCESS},
        "dcat:landingPage": {"@id": page},
        "dcat:theme": {"@id": _GOVERNMENT},
        "dcat:distribution": [{"@id": f"{site.absolute(one['url'])}#distribution"} for one in rows],
    }
    nodes = [node, {"@id": page, "@type": "foaf:Document"}]
    return [*nodes, *(part for one in rows for part in _distribution(one, [_CC_BY], site))]


def render_catalogue(packages: Iterable[Sequence[Data]], site: SiteIdentity) -> bytes:
    """The catalogue as JSON-LD, its context within.

    Args:
        packages: of each its nodes, from `describe_package`.
        site: who publishes.
    """
    packages = list(packages)
    own = _own_nodes([nodes[0]["@id"] for nodes in packages], site)
    return _document([*own, *(node for nodes in packages for node in nodes)])


def _own_nodes(packages: Sequence[str], site: SiteIdentity) -> list[Data]:
    """The catalogue itself, which names its packages, and who publishes it."""
    publisher = site.absolute("#publisher")
    return [
        {
            "@id": site.absolute("catalog.jsonld#catalog"),
            "@type": "dcat:Catalog",
            "dct:title": _both(site.title),
            "dct:description": _both(site.tagline),
            "dct:publisher": {"@id": publisher},
            "dct:language": [{"@id": f"{_LANGUAGES}ZHO"}, {"@id": f"{_LANGUAGES}ENG"}],
            "foaf:homepage": {"@id": site.absolute("")},
            "dcat:dataset": [{"@id": one} for one in packages],
        },
        {"@id": publisher, "@type": "foaf:Agent", "foaf:name": _both(site.title)},
        {"@id": site.absolute(""), "@type": "foaf:Document"},
    ]


def _document(graph: Sequence[Data]) -> bytes:
    return to_json({"@context": CONTEXT, "@graph": list(graph)}, indent=1) + b"\n"


def render_turtle_of(nodes: Sequence[Data]) -> str:
    """The nodes of a package as Turtle."""
    return render_turtle(_document(nodes).decode())


def render_whole_turtle(ids: Sequence[str], packages: Iterable[str], site: SiteIdentity) -> str:
    """The catalogue as Turtle, put together from that of its packages.

    Args:
        ids: the address of each package's first node.
        packages: of each what `render_turtle_of` gave.
        site: who publishes.
    """
    prefixes: set[str] = set()
    nodes: list[str] = []
    for part in (render_turtle_of(_own_nodes(ids, site)), *packages):
        head, _, rest = part.partition("\n\n")
        prefixes.update(head.splitlines())
        nodes.append(rest)
    return "\n".join([*sorted(prefixes), "", *nodes])


def render_turtle(jsonld: str) -> str:
    """JSON-LD, its context within, as Turtle with one object a line."""
    from rdflib import Graph  # noqa: PLC0415 - only whole builds need it

    graph = Graph(bind_namespaces="none")
    graph.parse(data=jsonld, format="json-ld")
    for prefix, namespace in CONTEXT.items():
        graph.bind(prefix, namespace)
    return graph.serialize(format="longturtle")


def _dataset(one: CatalogueEntry, site: SiteIdentity, publisher: str) -> list[Data]:
    descriptor = one.dataset.descriptor
    page = site.absolute(Addresses("zh").dataset(one.dataset.name))
    node: Data = {
        "@id": dataset_id(Addresses("zh").dataset(one.dataset.name), "zh", site),
        "@type": "dcat:Dataset",
        "dct:title": _both(one.title),
        "dct:description": _both(one.description),
        "dct:identifier": doi_address(descriptor) or page,
        "dct:publisher": {"@id": publisher},
        "dct:accessRights": {"@id": _ACCESS},
        "dcat:landingPage": {"@id": page},
        "dcat:distribution": [
            {"@id": f"{site.absolute(f['url'])}#distribution"} for f in one.files
        ],
    }
    words = descriptor.get("keywords")
    agents = _creators(descriptor, page, publisher)
    optional: Data = {
        "dct:creator": [{"@id": one["@id"]} for one in agents],
        "dcat:keyword": [str(word) for word in words] if isinstance(words, list) else None,
        "dcat:version": one.dataset.version_words("en"),
        "dct:issued": _day(str(descriptor.get("created") or "")[:10]),
        "dct:modified": _day(one.edition.as_of) if one.edition else None,
        "dct:spatial": {"@id": f"{page}#place"} if one.edition else None,
        "dct:temporal": {"@id": f"{page}#years"} if one.edition else None,
        "dcat:theme": {"@id": _GOVERNMENT} if one.edition else None,
        "dcat:hasVersion": [{"@id": f"{page}{number}/#dataset"} for number, _ in one.versions],
    }
    node |= {key: value for key, value in optional.items() if value}
    nodes = [node, {"@id": page, "@type": "foaf:Document"}]
    nodes += [one for one in agents if one["@id"] != publisher]
    if one.edition:
        nodes += _coverage(one.edition, page)
    for file in one.files:
        nodes += _distribution(file, [one.url for one in licences(descriptor) if one.url], site)
    for number, day in one.versions:
        nodes += _version(one, number, day, site, publisher)
    return nodes


def _creators(descriptor: Mapping[str, Any], page: str, publisher: str) -> list[Data]:
    """Who made the data; of a place, which the site compiles, who publishes."""
    if is_place(descriptor):
        return [{"@id": publisher}]
    return [
        {"@id": f"{page}#creator-{number}", "@type": "foaf:Agent", "foaf:name": one.name}
        for number, one in enumerate(creators(descriptor), 1)
    ]


def _coverage(edition: Edition, page: str) -> list[Data]:
    years = [report.report.year for report in edition.reports]
    years += [judged.due for report in edition.reports for judged in report.targets]
    place = edition.place
    return [
        {
            "@id": f"{page}#place",
            "@type": "dct:Location",
            "http://www.w3.org/2000/01/rdf-schema#label": _both(
                Bilingual(
                    zh=f"{place.province_zh}{place.name_zh}",
                    en=f"{place.name_en}, {place.province_en}",
                )
            ),
        },
        {
            "@id": f"{page}#years",
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@value": str(min(years)), "@type": "xsd:gYear"},
            "dcat:endDate": {"@value": str(max(years)), "@type": "xsd:gYear"},
        },
    ]


def _distribution(
    file: Mapping[str, Any], addresses: Sequence[str], site: SiteIdentity
) -> list[Data]:
    url = site.absolute(file["url"])
    suffix = file["name"].rpartition(".")[2].lower()
    node: Data = {
        "@id": f"{url}#distribution",
        "@type": "dcat:Distribution",
        "dct:title": file["name"],
        "dcat:accessURL": {"@id": url},
        "dcat:downloadURL": {"@id": url},
        "dcat:mediaType": {"@id": f"{_IANA}{media_type(file['name'])}"},
        "dcat:byteSize": {"@value": str(file["bytes"]), "@type": "xsd:nonNegativeInteger"},
        "spdx:checksum": {"@id": f"{url}#checksum"},
    }
    if suffix in _KNOWN_FILE_TYPES:
        node["dct:format"] = {"@id": f"{_FILE_TYPES}{suffix.upper()}"}
    if addresses:
        node["dct:license"] = [{"@id": one} for one in addresses]
    checksum = {
        "@id": f"{url}#checksum",
        "@type": "spdx:Checksum",
        "spdx:algorithm": {"@id": "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"},
        "spdx:checksumValue": {"@value": file["sha256"], "@type": "xsd:hexBinary"},
    }
    return [node, checksum]


def _version(
    one: CatalogueEntry, number: str, day: str, site: SiteIdentity, publisher: str
) -> list[Data]:
    """A released version: a dataset of its own, of which the package is the sum."""
    page = site.absolute(Addresses("zh").version(one.dataset.name, number))
    archive = f"{page}{one.dataset.name}.zip"
    return [
        {
            "@id": f"{page}#dataset",
            "@type": "dcat:Dataset",
            "dct:title": _both(
                Bilingual(zh=f"{one.title.zh} {number}", en=f"{one.title.en} {number}")
            ),
            "dct:description": _both(one.description),
            "dct:identifier": page,
            "dct:issued": _day(day),
            "dct:publisher": {"@id": publisher},
            "dcat:version": number,
            "dcat:isVersionOf": {
                "@id": dataset_id(Addresses("zh").dataset(one.dataset.name), "zh", site)
            },
            "dcat:landingPage": {"@id": page},
            "dcat:distribution": [{"@id": f"{archive}#distribution"}],
        },
        {"@id": page, "@type": "foaf:Document"},
        {
            "@id": f"{archive}#distribution",
            "@type": "dcat:Distribution",
            "dcat:accessURL": {"@id": archive},
            "dcat:downloadURL": {"@id": archive},
            "dcat:mediaType": {"@id": f"{_IANA}application/zip"},
        },
    ]


def _both(text: Bilingual) -> list[Data]:
    return [
        {"@value": text.zh, "@language": "zh"},
        {"@value": text.en, "@language": "en"},
    ]


def _day(text: str) -> Data | None:
    """A day as a typed value; nothing for a coarser date."""
    return {"@value": text, "@type": "xsd:date"} if len(text) == len("2000-01-01") else None
