"""API files about the whole site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from scripts.api.endpoints import ENDPOINTS, Answer, Data, write_answer
from scripts.api.place_answers import PlaceAnswers
from scripts.core.model import LANGUAGES, Bilingual
from scripts.downloads.json_records import both
from scripts.words.addresses import Addresses

MAJOR = "v1"
ABOUT = Bilingual(
    zh="文件里的地址都相对网站的根目录；没有的内容为 null；数值与原文一致。",
    en="Addresses in the files are relative to the site's root; what is missing is null; numbers "
    "are as printed.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageEntry:
    """A published package: `files` are rows with `name`, `url`, `format`, `bytes`, `sha256`.

    `left_out`: the tables that are too large for some formats (`list_left_out`).
    """

    name: str
    title: Bilingual
    version: str | None
    licence: str | None
    files: Sequence[Mapping[str, object]] = field(repr=False)
    left_out: Sequence[Mapping[str, object]] = ()


def site_answers(
    title: Bilingual,
    places: Sequence[Data],
    packages: Sequence[PackageEntry],
    ledger: Sequence[Mapping[str, object]] = (),
) -> Iterator[Answer]:
    """The index, the places (`place_entry`), the packages and the files of the whole ledger."""
    yield write_answer("index", _index(title))
    datasets = [_package(one) for one in packages]
    yield write_answer("datasets", {"datasets": datasets, "ledger": [*map(_file, ledger)]})
    yield write_answer("places", {"places": list(places)})


def _index(title: Bilingual) -> Data:
    whole = [one for one in ENDPOINTS.values() if "{" not in one.path]
    each = [one for one in ENDPOINTS.values() if "{" in one.path]
    return {
        "api": MAJOR,
        "title": both(title),
        "about": both(ABOUT),
        "pages": {lang: Addresses(lang).api() for lang in LANGUAGES},
        "files": [{"title": both(one.title), "url": one.address()} for one in whole],
        "patterns": [{"title": both(one.title), "pattern": one.pattern} for one in each],
    }


def place_entry(answers: PlaceAnswers) -> Data:
    """A place in the list of places."""
    place = answers.edition.place
    return {
        "id": place.name,
        "name": {"zh": place.name_zh, "en": place.name_en},
        "province": {"zh": place.province_zh, "en": place.province_en},
        "as_of": answers.edition.as_of or None,
        "counts": answers.counts(),
        "verdicts": answers.verdicts(),
        "url": ENDPOINTS["place"].address(place=place.name),
        "pages": {lang: Addresses(lang).place(place.name) for lang in LANGUAGES},
    }


def _package(entry: PackageEntry) -> Data:
    return {
        "id": entry.name,
        "title": both(entry.title),
        "version": entry.version,
        "licence": entry.licence,
        "pages": {lang: Addresses(lang).dataset(entry.name) for lang in LANGUAGES},
        "files": [*map(_file, entry.files)],
        "left_out": [*entry.left_out],
    }


def _file(row: Mapping[str, object]) -> Data:
    return {key: row[key] for key in ("name", "url", "format", "bytes", "sha256")}
