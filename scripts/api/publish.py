"""Every file of the API by its address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from scripts.api.endpoints import ENDPOINTS, Answer, Data, write_answer
from scripts.api.openapi import describe_api, fullest
from scripts.api.place_answers import PlaceAnswers
from scripts.api.site_answers import PackageEntry, place_entry, site_answers
from scripts.core.model import Bilingual
from scripts.derive.edition import Edition
from scripts.package.credits import licence_address, licence_line
from scripts.package.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """The files by address, and the OpenAPI document from which the page is written."""

    files: Mapping[str, bytes] = field(repr=False)
    description: Data = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceApi:
    """What the API says of one place.

    `files` by address; `entry`: the place in the list of places; `licence`: its name and address;
    `examples`: the fullest answer of each kind.
    """

    files: Mapping[str, bytes] = field(repr=False)
    entry: Data = field(repr=False)
    licence: tuple[str, str | None]
    examples: Sequence[Answer] = field(repr=False)


def indicator_answer(place: str, indicator_id: str) -> str:
    """The address of an indicator's own document in the API."""
    return ENDPOINTS["indicator"].address(place=place, indicator=indicator_id)


def render_place_api(
    edition: Edition, vocabulary: Vocabulary, documents: Mapping[str, bytes]
) -> PlaceApi:
    """Every file below `api/v1/` about one place.

    Args:
        edition: the derived place.
        vocabulary: units and themes in words.
        documents: every indicator's own document, by the indicator's id.
    """
    place = PlaceAnswers(edition=edition, vocabulary=vocabulary, indicator_documents=documents)
    answers = list(place.all())
    kinds = dict.fromkeys(answer.kind for answer in answers)
    examples = (fullest(one for one in answers if one.kind == kind) for kind in kinds)
    return PlaceApi(
        files={answer.address: answer.text for answer in answers},
        entry=place_entry(place),
        licence=_licence_of(edition),
        examples=[one for one in examples if one is not None],
    )


def render_site_api(
    title: Bilingual,
    places: Sequence[PlaceApi],
    packages: Sequence[PackageEntry],
    ledger: Sequence[Mapping[str, object]] = (),
) -> Api:
    """The files about the whole site; `files` of the places are not among them.

    `ledger`: rows of the files of the ledger of all places, as `PackageEntry.files`.
    """
    answers = [*site_answers(title, [one.entry for one in places], packages, ledger)]
    answers_and_examples = [*answers, *(example for one in places for example in one.examples)]
    description = describe_api(
        title, answers_and_examples, _common_licence(one.licence for one in places)
    )
    everything = (write_answer("openapi", description), *answers)
    return Api(
        files={answer.address: answer.text for answer in everything}, description=description
    )


def _licence_of(edition: Edition) -> tuple[str, str | None]:
    descriptor = edition.place.descriptor
    return licence_line(descriptor), licence_address(descriptor) or None


def _common_licence(licences: Iterable[tuple[str, str | None]]) -> dict[str, str] | None:
    """The licence that all places share; None where they differ or it has no address."""
    found = set(licences)
    if len(found) != 1:
        return None
    ((name, address),) = found
    if not name or not address:
        return None
    return {"name": name.removesuffix(address).rstrip(), "url": address}
