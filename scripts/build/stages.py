"""The stages of one build, in order: packages, pages about the site, search index, checks.

A package is made again when anything that it follows from has changed, or a file of it; the others
are as the build before noted them and are not even read.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from scripts.build.cores import ask
from scripts.build.manifest import InputChangedError, check_inputs
from scripts.build.package_head import PackageHead, paths_of
from scripts.build.package_prepared import SiteShared
from scripts.build.package_work import with_decision
from scripts.build.parts import dump_parts, hash_inputs, load_parts
from scripts.build.pelican_run import load_pelican
from scripts.build.site_maker import SiteMaker
from scripts.build.tree import FileRecord, Listing, SiteTree, in_listing, list_tree
from scripts.build.workers import (
    HEAD,
    PARTS,
    SEARCHED,
    USED,
    Hands,
    PackageDone,
    PackageWork,
    Workshop,
    make_packages,
    with_lists_of,
)
from scripts.checks import check_names
from scripts.checks.decisions import NO_PACKAGE, Decision, apart, blocking
from scripts.core.findings import Finding
from scripts.core.folders import KEPT, ROOT, STAGES, Folders, site_identity, site_settings
from scripts.core.kept import adopt, keep, recall, touch
from scripts.core.model import LANGUAGES, STATUSES, Status
from scripts.core.progress import Stages
from scripts.package.raw import RawPackage, is_place
from scripts.package.read import find_packages, read_package, read_schemas
from scripts.package.vocabulary import read_vocabulary
from scripts.pages.site import navigation
from scripts.theme_support.look import Look, fingerprint_static
from scripts.versions.released import describe_history
from scripts.words.addresses import place_card

SITE_PARTS = "parts of the site"
OF_ALL = ("datasets/vocabulary/", "datasets/schemas/")
"""Inputs that every package follows from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeSite:
    """A site that stands in the staging tree; with findings it must not be published."""

    files: Sequence[FileRecord] = field(default=(), repr=False)
    findings: Sequence[Finding] = ()
    decisions: Sequence[Decision] = ()
    statuses: Mapping[Status, int] = field(default_factory=dict)


@dataclass(kw_only=True)
class SiteBuild:
    """Makes the site of one project in the staging tree.

    `manifest`: what it is made from (`render_build_manifest`); `program`: what runs; `ahead`: a
    process that began early, with what makes packages loaded.
    """

    folders: Folders
    manifest: bytes = field(repr=False)
    program: bytes = field(repr=False)
    stages: Stages
    complete: bool
    scheduler: str = ""
    ahead: Executor | None = field(default=None, repr=False)

    def make(self) -> MadeSite:
        """Make everything; see `build.build_site`."""
        with self.stages.stage(STAGES[0]):
            packages = self._peek()
            if not packages:
                return MadeSite(findings=[NO_PACKAGE])
            works = self._works(packages)
        with self.stages.stage(STAGES[1]):
            done = list(self._make_packages(works))
            # Begun now, to be there when the site itself is made.
            self.placed = ask(self.ahead, list_tree, self.folders.output.resolve())
            _ = self.listed, self.sources_listed
            for what, spent in sorted(self.spent.items()):
                self.stages.tell(f"{what} {spent:.1f} s")
        decisions = [one for one in done if isinstance(one, Decision)]
        findings = [finding for one in decisions for finding in one.findings]
        if stopping := blocking(findings, decisions):
            with suppress(InputChangedError):
                self._remember_packages()
            return MadeSite(findings=sorted(stopping, key=lambda one: one.order))
        heads = [one for one in done if isinstance(one, PackageHead)]
        with self.stages.stage(STAGES[2]):
            site = self._begin_site(heads)
            site.make_pages()
        with self.stages.stage(STAGES[3]):
            site.make_index()
        with self.stages.stage(STAGES[4]):
            self._remember_packages()
            faults = [*self.faults, *site.check(), *site.make_sums()]
            files = self._finish(site)
        return MadeSite(
            files=files,
            findings=faults,
            decisions=decisions,
            statuses=_count(heads),
        )

    # What is there, and what is to be made.

    @cached_property
    def listed(self) -> Callable[[], Listing]:
        """Tells the files of the staging tree."""
        return ask(self.ahead, list_tree, self.folders.staging)

    @cached_property
    def sources_listed(self) -> Callable[[], Listing]:
        """Tells those of the packages' Markdown."""
        return ask(self.ahead, list_tree, self.packages_folder)

    @property
    def packages_folder(self) -> Path:
        """Where the Markdown of the packages' pages goes."""
        return self.folders.generated / "packages"

    @cached_property
    def inputs(self) -> Mapping[str, str]:
        """The sum of every file that the site is made from, by its path in the repository."""
        inputs: dict[str, str] = json.loads(self.manifest)["inputs"]
        return inputs

    @cached_property
    def settings(self) -> Mapping[str, Any]:
        """What `pelicanconf.py` defines."""
        return site_settings()

    @cached_property
    def static(self) -> Mapping[str, str]:
        """The theme's static files by name, with their addresses."""
        return fingerprint_static(ROOT / "theme" / "static")

    @cached_property
    def workshop(self) -> Workshop:
        """Where packages are made."""
        folder = ROOT / "theme" / "static"
        return Workshop(
            root=self.folders.root,
            tree=self.folders.staging,
            beside=self.folders.output,
            sources=self.packages_folder,
            kept=self.folders.kept / KEPT,
            program=self.program,
            static={address: (folder / name).read_bytes() for name, address in self.static.items()},
        )

    def works(self) -> list[PackageWork]:
        """What there is to make; `shared` and `workshop` are known afterwards."""
        return self._works(self._peek())

    def _peek(self) -> list[RawPackage]:
        """Every package with its descriptor alone."""
        root = self.folders.root
        folders = find_packages(self.folders.datasets)
        return apart([read_package(folder, root, whole=False) for folder in folders])

    def _works(self, packages: Sequence[RawPackage]) -> list[PackageWork]:
        """What is to be made of each package; `shared` is known afterwards."""
        places = [raw.name for raw in packages if is_place(raw.descriptor)]
        self.shared = self._shared(places)
        named = list(check_names(packages))
        datasets = self.folders.datasets
        works = []
        for raw in packages:
            history = describe_history(self.folders.root, datasets, raw.folder, raw.name)
            own = [f for f in named if f.file.startswith(f"{raw.folder}/")]
            works.append(
                PackageWork(
                    folder=raw.folder,
                    name=raw.name,
                    key="",
                    place=is_place(raw.descriptor),
                    findings=tuple(own),
                    history=history,
                    twins=self.complete,
                )
            )
        return works

    def _shared(self, places: Sequence[str]) -> SiteShared:
        look = Look(
            theme=ROOT / "theme",
            settings=self.settings["JINJA_ENVIRONMENT"],
            site=self.settings["SITE"],
            url=self.settings["SITEURL"],
            nav={language: navigation(language) for language in LANGUAGES},
            card=place_card(places[0]) if places else None,
            static=self.static,
            articles=dict.fromkeys(LANGUAGES, ()),
        )
        return SiteShared(
            vocabulary=read_vocabulary(self.folders.datasets / "vocabulary"),
            schemas=read_schemas(self.folders.datasets / "schemas"),
            site=site_identity(),
            policies=self.settings["PACKAGES_WITH_FINDINGS"],
            look=look,
            looked=look.describe(),
            only_place=len(places) == 1,
        )

    def _key(self, work: PackageWork) -> str:
        """The hash of all that a package's parts follow from."""
        own = [
            f"{path} {total}"
            for path, total in self.inputs.items()
            if path.startswith((f"{work.folder}/", *OF_ALL))
        ]
        shared = self.shared
        told = (work.name, work.findings, work.twins, shared.site, shared.policies)
        words = [repr(told).encode(), shared.looked, str(shared.only_place).encode()]
        return hash_inputs(work.folder, [*words, *work.history, "\n".join(own).encode()])

    # Packages.

    def _make_packages(self, works: Sequence[PackageWork]) -> Iterator[PackageHead | Decision]:
        """Every package as it stands in the tree; of those that are not published the decision.

        Where there is only one place, it comes first: the pages of the others lead to its lists.
        """
        self.spent: dict[str, float] = {}
        self.faults: list[Finding] = []
        self.heads: dict[bytes, bytes] = {}
        self.before: dict[str, FileRecord] = {}
        first = [work for work in works if self.shared.only_place and work.place]
        found: dict[str, list[PackageHead | Decision]] = {}
        for group in (first, [work for work in works if work not in first]):
            found |= self._make_group([replace(work, key=self._key(work)) for work in group])
            for head in (one for done in found.values() for one in done):
                if isinstance(head, PackageHead) and head.place and self.shared.only_place:
                    report = head.told["place"]["report"]
                    self.shared = with_lists_of(self.shared, head.name, report)
        for work in works:
            yield from found[work.folder]

    def _make_group(self, works: Sequence[PackageWork]) -> dict[str, list[PackageHead | Decision]]:
        if len(works) > 1:  # most are as they were: what the tree holds is about to be asked
            _ = self.listed, self.sources_listed
        heads = {work.folder: self._recall_head(work) for work in works}
        known = {work.folder: self._known(work, heads[work.folder]) for work in works}
        found: dict[str, list[PackageHead | Decision]] = {
            folder: with_decision(head) for folder, head in known.items() if head is not None
        }
        unknown = [work for work in works if known[work.folder] is None]
        hands = Hands(meanwhile=load_pelican, ahead=self.ahead, scheduler=self.scheduler)
        for done in make_packages(self.workshop, unknown, self.shared, hands):
            found[done.work.folder] = self._note(done)
        return found

    @staticmethod
    def _recall_head(work: PackageWork) -> PackageHead | None:
        """A package as the build before noted it."""
        data = recall(HEAD, [work.folder.encode()])
        try:
            return PackageHead.load(data) if data is not None else None
        except (TypeError, ValueError, KeyError):
            return None

    def _known(self, work: PackageWork, head: PackageHead | None) -> PackageHead | None:
        """The package if it is as the build before left it."""
        if head is None:
            return None
        if head.key != work.key:
            self.before |= {file.path: file for file in (*head.files, *head.twins)}
            return None
        tree = SiteTree(folder=self.folders.staging, beside=self.folders.output)
        listed, sources = self.listed(), self.sources_listed()
        whole = all(
            in_listing(one, listed) or tree.has(one) for one in (*head.files, *head.twins)
        ) and all(in_listing(one, sources) for one in head.sources)
        if not whole:
            return None
        self._use_again(work.folder.encode())
        return head

    @staticmethod
    def _use_again(name: bytes) -> None:
        """See that what the package was made with is not forgotten."""
        for what in (PARTS, SEARCHED):
            touch(what, [name])
        try:
            used = json.loads(recall(USED, [name]) or b"[]")
            adopt({}, [bytes.fromhex(key) for key in used])
        except (ValueError, TypeError):
            return

    def _note(self, done: PackageDone) -> list[PackageHead | Decision]:
        """Keep what was made of a package."""
        for what, spent in done.seconds.items():
            self.spent[what] = self.spent.get(what, 0.0) + spent
        adopt(done.made, done.used)
        if done.closed is None:
            return [done.decision]
        name = done.work.folder.encode()
        used = json.dumps(sorted(key.hex() for key in done.used)).encode()
        closed = done.closed
        for what, data in (PARTS, closed.parts), (SEARCHED, closed.searched), (USED, used):
            keep(what, [name], data)
        self.faults.extend(closed.faults)
        if not closed.faults:  # those that have some are told of them each time
            self.heads[name] = closed.head
        return with_decision(PackageHead.load(closed.head))

    def _remember_packages(self) -> None:
        """Note packages as made from the inputs that the manifest names, when they were.

        Raises:
            InputChangedError: an input is another now; nobody knows what was read.
        """
        check_inputs(self.manifest, ROOT, self.folders.root)
        for name, head in self.heads.items():
            keep(HEAD, [name], head)

    # The site itself.

    def _begin_site(self, heads: Sequence[PackageHead]) -> SiteMaker:
        parts = self.workshop.parts(load_parts(recall(SITE_PARTS, [])), twins=self.complete)
        for part in parts.before.values():
            self.before |= {file.path: file for file in (*part.files, *part.twins)}
        return SiteMaker(
            folders=self.folders,
            manifest=self.manifest,
            program=self.program,
            shared=self.shared,
            heads=heads,
            parts=parts,
        )

    def _finish(self, site: SiteMaker) -> list[FileRecord]:
        """Take away what is not of the site, and note what is."""
        files = [*site.files, *site.twins]
        SiteTree(folder=self.folders.staging).remove(self.listed().keys() - paths_of(files))
        sources = {file.path for file in site.sources}
        SiteTree(folder=self.packages_folder).remove(self.sources_listed().keys() - sources)
        keep(SITE_PARTS, [], dump_parts(site.parts.now))
        return files


def _count(heads: Iterable[PackageHead]) -> dict[Status, int]:
    """The promises of all places by status."""
    told = [head.told["place"]["statuses"] for head in heads if head.place]
    return {status: sum(one[status] for one in told) for status in STATUSES}
