"""Every file of the API by its address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scripts.api.endpoints import Data, write_answer
from scripts.api.openapi import describe_api
from scripts.api.place_answers import PlaceAnswers, document_addresses
from scripts.api.site_answers import PackageEntry, site_answers
from scripts.derived import Edition
from scripts.downloads.cover import derive_licence, licence_address
from scripts.model import Bilingual
from scripts.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiMaterial:
    """What the API is made of; `downloads` holds every indicator's own document by address."""

    title: Bilingual
    editions: Sequence[Edition]
    packages: Sequence[PackageEntry]
    vocabulary: Vocabulary
    downloads: Mapping[str, bytes] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """The files by address, and the OpenAPI document from which the page is written."""

    files: Mapping[str, bytes] = field(repr=False)
    description: Data = field(repr=False)


def render_api(material: ApiMaterial) -> Api:
    """Every file below `api/v1/`; the same material gives the same bytes.

    Raises:
        KeyError: an indicator's own document is not among the downloads.
    """
    places = [_place_answers(edition, material) for edition in material.editions]
    answers = [*site_answers(material.title, places, material.packages)]
    for place in places:
        answers += place.all()
    description = describe_api(material.title, answers, _common_licence(material.editions))
    everything = (write_answer("openapi", description), *answers)
    return Api(
        files={answer.address: answer.text for answer in everything},
        description=description,
    )


def _place_answers(edition: Edition, material: ApiMaterial) -> PlaceAnswers:
    return PlaceAnswers(
        edition=edition,
        vocabulary=material.vocabulary,
        indicator_documents={
            key: material.downloads[address] for key, address in document_addresses(edition).items()
        },
    )


def _common_licence(editions: Sequence[Edition]) -> dict[str, str] | None:
    """The licence that all places share; None where they differ or it has no address."""
    found = {
        (derive_licence(one.place.descriptor), licence_address(one.place.descriptor))
        for one in editions
    }
    if len(found) != 1:
        return None
    ((name, address),) = found
    if not name or not address:
        return None
    return {"name": name.removesuffix(address).rstrip(), "url": address}
