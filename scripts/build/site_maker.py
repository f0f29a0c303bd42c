"""Every part of the site itself: pages about all packages, feeds, search index, sums; its check."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from scripts.build.manifest import BUILD_MANIFEST
from scripts.build.package_head import PackageHead
from scripts.build.package_maker import render_page_files
from scripts.build.package_prepared import SiteShared
from scripts.build.package_work import searched_words
from scripts.build.parts import Made, Parts
from scripts.build.pelican_run import run_pelican
from scripts.build.site_work import (
    render_api_of,
    render_api_pages,
    render_site_file,
    render_site_files,
    render_site_sources,
)
from scripts.build.tree import FileRecord, FilesOnDisk
from scripts.build.workers import SEARCHED
from scripts.core.archives import render_sums
from scripts.core.files import write_below, write_tree
from scripts.core.findings import Finding
from scripts.core.folders import ROOT, Folders
from scripts.core.kept import recall
from scripts.core.signing import SUMS, SigningError, sign_sums
from scripts.verify import PageFacts, check_languages, check_way, check_within, describe_page
from scripts.verify.search_index import render_search_index

_OF_PACKAGES = "datasets/"
"""Inputs of packages, which reach Pelican only through what is written for it."""


@dataclass(frozen=True, kw_only=True)
class SiteMaker:
    """Makes the parts of the site itself into `parts`, once its packages stand.

    `heads`: every package, in order; `manifest`, `program`: see `site_build.SiteBuild`.
    """

    folders: Folders
    manifest: bytes = field(repr=False)
    program: bytes = field(repr=False)
    shared: SiteShared
    heads: Sequence[PackageHead] = field(repr=False)
    parts: Parts

    def make_pages(self) -> None:
        """Pages about the whole site, its static files, feeds, files for programs."""
        shared, look = self.shared, self.shared.look
        api = render_api_of(self.heads, shared.site)
        files = render_site_files(self.heads, api, shared.site, shared.vocabulary)
        for path, data in files.items():
            self.parts.part(f"file {path}", [data], partial(Made, {path: data}))
        own = render_api_pages(api)
        essence = [shared.looked, json.dumps(api.description).encode()]
        self.parts.part("pages of the API", essence, lambda: render_page_files(own, look))
        sources = render_site_sources(self.heads, shared.vocabulary)
        site_file = render_site_file(self.heads, own, look.nav, look.card)
        write_tree(self.folders.generated / "site", sources)
        write_below(self.folders.generated, "site.json", site_file)
        run_pelican(
            ROOT,
            self.folders.content,
            self.folders.workshop / "pelican",
            self.parts,
            self._essence_of_pelican(sources, site_file),
        )

    def _essence_of_pelican(self, sources: Mapping[str, bytes], site_file: bytes) -> list[bytes]:
        """What Pelican's pages follow from: what people wrote, and what was written for it."""
        manifest = json.loads(self.manifest)
        own = {
            path: total
            for path, total in manifest["inputs"].items()
            if not path.startswith(_OF_PACKAGES)
        }
        told = json.dumps([own, manifest["settings"], sorted(sources)]).encode()
        return [self.program, told, *(sources[path] for path in sorted(sources)), site_file]

    def make_index(self) -> None:
        """The full-text index of all pages."""
        own = {
            path: words
            for part in self.parts.now.values()
            for path, (words, *_) in part.pages.items()
            if words
        }
        essence = [head.searched.encode() for head in self.heads]

        def make() -> Made:
            documents = dict(own)
            for head in self.heads:
                words = recall(SEARCHED, [head.folder.encode()])
                documents |= searched_words(head, words, self.folders.staging)
            return Made(render_search_index(documents))

        self.parts.part("search", [*essence, json.dumps(own).encode()], make)

    def check(self) -> list[Finding]:
        """What is wrong with the site's own pages, and with what leads from one to another."""
        pages = {
            path: PageFacts.from_data(path, facts)
            for part in self.parts.now.values()
            for path, (_, *facts) in part.pages.items()
        }
        own = [file.path for part in self.parts.now.values() for file in part.files]
        files = {*own, BUILD_MANIFEST, SUMS}
        for head in self.heads:
            files |= {file.path for file in head.files}
        contents = FilesOnDisk(self.folders.staging, own)
        faults, outward = check_within(pages, frozenset(own), contents)
        ways = [*outward, *(way for head in self.heads for way in head.outward)]
        for way in ways:
            faults += check_way(way, lambda path: self._anchors(path, pages), files)
        faults += check_languages(path for path in files if path.endswith(".html"))
        return faults

    def _anchors(self, path: str, pages: Mapping[str, PageFacts]) -> frozenset[str] | None:
        """Those of a page, which is read again where it is a package's."""
        if path in pages:
            return pages[path].anchors
        if not path.endswith(".html"):
            return None
        return describe_page(path, (self.folders.staging / path).read_bytes()).anchors

    def make_sums(self) -> list[Finding]:
        """What covers all files of the site: what it was made from, and their sums, signed."""
        self.parts.part("manifest", [self.manifest], lambda: Made({BUILD_MANIFEST: self.manifest}))
        # Last of all files, because it covers them; what is signed covers it in turn.
        sums = render_sums({file.path: file.sha256 for file in self.files})
        faults = []
        try:
            last = {SUMS: sums, **sign_sums(sums)}
        except SigningError as error:
            faults.append(error.finding())
            last = {SUMS: sums}
        essence = [part for name, data in last.items() for part in (name.encode(), data)]
        self.parts.part("sums", essence, lambda: Made(last))
        return faults

    @property
    def files(self) -> list[FileRecord]:
        """The files of the site as far as it is made, but for compressed twins."""
        files = [file for head in self.heads for file in head.files]
        return files + [file for part in self.parts.now.values() for file in part.files]

    @property
    def twins(self) -> list[FileRecord]:
        """The compressed twins of `files`."""
        twins = [twin for head in self.heads for twin in head.twins]
        return twins + [twin for part in self.parts.now.values() for twin in part.twins]

    @property
    def sources(self) -> list[FileRecord]:
        """The pages' Markdown, but for that which Pelican reads."""
        sources = [file for head in self.heads for file in head.sources]
        return sources + [file for part in self.parts.now.values() for file in part.sources]
