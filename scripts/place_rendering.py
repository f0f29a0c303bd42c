"""What is rendered of one place alone: its pages in both languages, its downloads, its drawings.

The unit of work of a large site. It depends on nothing but what it is handed, so that it may be
kept from an earlier build, or done in another process or on another machine: arguments and results
are plain data, and the same wherever they are made.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from scripts.derived import Edition, derive_edition
from scripts.downloads import render_downloads, render_drawings
from scripts.kept import keep, pack, recall, unpack
from scripts.model import LANGUAGES, Language
from scripts.package import RawPackage
from scripts.pages.page import Page, page_path, render_markdown_file, render_view_file
from scripts.pages.site import render_place_pages
from scripts.pages.targets import Context
from scripts.pictures import Drawing
from scripts.site_identity import SiteIdentity
from scripts.typed_rows import to_place
from scripts.versions.values import ValueChange
from scripts.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceWork:
    """One place to render; the package must be valid.

    `pictures`: the paths of those that are drawn of it. The last three: see `Context`.
    """

    raw: RawPackage
    vocabulary: Vocabulary
    site: SiteIdentity
    pictures: tuple[str, ...] = ()
    value_changes: tuple[ValueChange, ...] = ()
    frozen_version: str = ""
    frozen_charts: tuple[str, ...] = ()

    def context(self, edition: Edition, language: Language) -> Context:
        """What pages about the place are handed; `edition` is the place derived."""
        words = self.vocabulary
        return Context(
            edition=edition,
            language=language,
            units=words.units,
            themes=words.themes,
            glossary=words.glossary,
            site=self.site,
            value_changes=self.value_changes,
            frozen_version=self.frozen_version,
            frozen_charts=frozenset(self.frozen_charts),
        )

    def essence(self) -> list[bytes]:
        """All that the results follow from."""
        rest = (
            self.raw.name,
            self.raw.folder,
            self.vocabulary,
            self.site,
            self.pictures,
            self.value_changes,
            self.frozen_version,
            self.frozen_charts,
        )
        files = (
            part
            for path in sorted(self.raw.files)
            for part in (path.encode(), self.raw.files[path])
        )
        return [repr(rest).encode(), *files]


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedPlace:
    """Pelican's input and the downloads of one place, as path -> content."""

    generated: Mapping[str, bytes] = field(repr=False)
    downloads: Mapping[str, bytes] = field(repr=False)


def draw_place(work: PlaceWork) -> bytes:
    """Everything of a place that becomes a picture, as JSON: path -> SVG and width."""
    edition = derive_edition(to_place(work.raw)[0], work.vocabulary.units)
    title = work.site.title[LANGUAGES[0]]
    drawings = render_drawings(edition, work.vocabulary.units, title)
    return json.dumps({path: (one.svg, one.width) for path, one in drawings.items()}).encode()


def read_drawings(drawn: bytes) -> dict[str, Drawing]:
    """What `draw_place` told."""
    return {path: Drawing(svg=svg, width=width) for path, (svg, width) in json.loads(drawn).items()}


def render_place(work: PlaceWork) -> bytes:
    """A place's pages and downloads, packed; `read_place_files` takes them apart."""
    units = work.vocabulary.units
    edition = derive_edition(to_place(work.raw)[0], units)
    downloads = render_downloads(edition, work.raw, units, work.pictures, work.site)
    files = {f"{_DOWNLOADS}{path}": data for path, data in downloads.files.items()}
    for language in LANGUAGES:
        for page in render_place_pages(work.context(edition, language), downloads):
            add_page(files, page, _GENERATED)
    return pack(files)


_GENERATED, _DOWNLOADS = "generated/", "downloads/"


def add_page(files: dict[str, bytes], page: Page, below: str = "") -> None:
    """Add a page's Markdown and view to files by path.

    Raises:
        ValueError: another page has its address.
    """
    path = below + page_path(page)
    if path in files:
        message = f"two pages have the address {page.address!r}"
        raise ValueError(message)
    files[path] = render_markdown_file(page).encode()
    files[path.removesuffix(".md") + ".json"] = render_view_file(page).encode()


def read_place_files(packed: bytes) -> RenderedPlace:
    """What `render_place` gave."""
    files = unpack(packed)
    return RenderedPlace(generated=_below(files, _GENERATED), downloads=_below(files, _DOWNLOADS))


def _below(files: Mapping[str, bytes], start: str) -> dict[str, bytes]:
    return {p.removeprefix(start): data for p, data in files.items() if p.startswith(start)}


Unit = Callable[[PlaceWork], bytes]
Pending = Callable[[], Iterator[bytes]]


def begin(unit: Unit, works: Sequence[PlaceWork], executor: Executor | None) -> Pending:
    """Begin to do a unit for each place that no earlier build has done; call it for the results.

    Args:
        unit: `draw_place` or `render_place`.
        works: the places.
        executor: where it is done when there are several; a single one is done here, because to
            start another process takes as long. Order and bytes do not depend on it.
    """
    essences = [work.essence() for work in works]
    known = [recall(unit.__name__, essence) for essence in essences]
    unknown = [number for number, result in enumerate(known) if result is None]
    make: dict[int, Callable[[], Any]] = {}
    for number in unknown:
        if executor is not None and len(unknown) > 1:
            make[number] = executor.submit(unit, works[number]).result
        else:
            make[number] = partial(unit, works[number])

    def results() -> Iterator[bytes]:
        for number, result in enumerate(known):
            if result is not None:
                yield result
                continue
            made: bytes = make[number]()
            keep(unit.__name__, essences[number], made)
            yield made

    return results
