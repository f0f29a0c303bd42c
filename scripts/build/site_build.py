"""The stages of one build, in order: packages, pages, Pelican, search index, checks, sums, twins.

A package is made again when anything that it follows from has changed, or a file of it; the others
are as the build before noted them and are not even read.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from scripts.build.compare_steps import compare_steps
from scripts.build.ledger_step import ledger_step
from scripts.build.manifest import BUILD_MANIFEST, InputChangedError, check_inputs
from scripts.build.package import Shared
from scripts.build.package_plan import (
    Entry,
    Outcome,
    Project,
    address_clash,
    left_out,
    package_plan,
    program_error,
    unread_package,
)
from scripts.build.pelican_run import run_pelican
from scripts.build.plugin import PAGE
from scripts.build.runner import Runner, Workers
from scripts.build.site_checks import check_between, check_steps, index_step
from scripts.build.site_files import SITE_STEP, render_site_file, site_step
from scripts.build.step import Made, Record, Step, key_of
from scripts.build.store import Store
from scripts.build.tree import FileRecord, SiteTree, list_tree
from scripts.build.updates import read_updates
from scripts.checks import check_names
from scripts.checks.decisions import NO_PACKAGE, Decision, apart, blocking
from scripts.core.archives import render_sums
from scripts.core.compressed import twins_of
from scripts.core.errors import is_of_machine
from scripts.core.files import remove, write_file
from scripts.core.findings import Finding
from scripts.core.folders import ROOT, STAGES, Folders, site_identity, site_settings
from scripts.core.model import Status
from scripts.core.progress import Stages
from scripts.core.signing import SUMS, SigningError, sign_sums
from scripts.derive.compare import group_cells, read_cells
from scripts.package.drafts import is_draft_place
from scripts.package.raw import RawPackage, is_place
from scripts.package.read import find_packages, read_package, read_schemas
from scripts.package.vocabulary import read_vocabulary
from scripts.theme_support.look import page_address
from scripts.versions.released import describe_history, has_release

OF_ALL = ("datasets/vocabulary/", "datasets/schemas/")
"""Inputs that every package follows from."""
PACKAGE, TWINS = "package ", "twins of "
"""What the names of these steps begin with."""
PAGES, SITE_FILE = "pages", "site.json"
"""What stands in `content/generated/`."""


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

    `manifest`: what it is made from (`render_build_manifest`).
    """

    folders: Folders
    manifest: bytes = field(repr=False)
    store: Store
    workers: Workers | None
    stages: Stages
    complete: bool = False
    drafts: bool = False

    @cached_property
    def runner(self) -> Runner:
        """What uses steps again or has them made, and writes their files."""
        return Runner(
            store=self.store,
            site=SiteTree(
                folder=self.folders.staging,
                beside=self.folders.output,
                listed=list_tree(self.folders.staging),
            ),
            sources=SiteTree(folder=self.pages_folder, listed=list_tree(self.pages_folder)),
            workers=self.workers,
        )

    @property
    def pages_folder(self) -> Path:
        """Where the Markdown of the pages goes."""
        return self.folders.generated / PAGES

    @cached_property
    def settings(self) -> Mapping[str, Any]:
        """What `pelicanconf.py` defines."""
        return site_settings()

    def make(self) -> MadeSite:
        """Make everything; see `site.build_site`."""
        rendered = self.render()
        if rendered.findings:
            return rendered
        with self.stages.stage(STAGES[2]):
            while error := self._render_pages():
                rendered = self._without_package(error)
                if rendered.findings:
                    return rendered
        made = sorted(self.runner.now.items())
        pages = [one for name, one in made if name.startswith(PAGE)]
        with self.stages.stage(STAGES[3]):
            site = self.folders.staging
            steps = check_steps(pages, [file.path for file in self.files], site)
            checks = [self.runner.run_here(step) for step in steps]
            self.runner.run_here(index_step(pages, checks))
        with self.stages.stage(STAGES[4]):
            paths = {*(file.path for file in self.files), BUILD_MANIFEST, SUMS}
            faults = [*check_between(pages, checks, paths), *self._make_sums()]
            if self.complete:
                self.runner.run(self._twin_steps())
            check_inputs(self.manifest, ROOT, self.folders.root)
            self.store.commit()
            files = [file for step in self.runner.now.values() for file in step.files]
            remove_strays(self.folders.staging, files)
        return MadeSite(
            files=files,
            findings=faults,
            decisions=rendered.decisions,
            statuses=rendered.statuses,
        )

    def render(self) -> MadeSite:
        """Make all packages, and write the Markdown of every page."""
        with self.stages.stage(STAGES[0]):
            entries = self._find_entries()
            if not entries:
                return MadeSite(findings=[NO_PACKAGE])
        with self.stages.stage(STAGES[1]):
            self.outcomes = list(self._make_packages(entries))
            return self._make_whole()

    def _make_whole(self) -> MadeSite:
        """What is about all packages, if nothing in them ends the build."""
        decisions = [one.decision for one in self.outcomes if one.decision.findings]
        findings = [finding for one in decisions for finding in one.findings]
        if stopping := blocking(findings, decisions):
            with suppress(InputChangedError):
                check_inputs(self.manifest, ROOT, self.folders.root)
                self.store.commit()
            return MadeSite(findings=sorted(stopping, key=lambda one: one.order))
        facts = self._make_site_pages(self.outcomes)
        return MadeSite(files=self.files, decisions=decisions, statuses=facts["statuses"])

    def _render_pages(self) -> Exception | None:
        """Let Pelican render all pages; gives an error that a page of a package met."""
        try:
            pelican = self.folders.workshop / "pelican"
            run_pelican(ROOT, self.folders.content, pelican, self.runner)
        except Exception as error:
            if is_of_machine(error) or self._package_of(error) is None:
                raise
            return error
        return None

    def _package_of(self, error: Exception) -> Outcome | None:
        """The package that a page is of, by the step that an error was met in."""
        pages = {note.removeprefix(PAGE) for note in getattr(error, "__notes__", ())}
        for name, record in self.runner.now.items():
            if any(page_address(one.path.rpartition(".")[0]) in pages for one in record.sources):
                folder = name.partition(": ")[0]
                return next((one for one in self.outcomes if one.entry.folder == folder), None)
        return None

    def _without_package(self, error: Exception) -> MadeSite:
        """The site without the package that a page is of which cannot be rendered."""
        broken = self._package_of(error)
        self.outcomes = [
            self._leave_out(one, program_error(one.entry, error)) if one is broken else one
            for one in self.outcomes
        ]
        self.runner.drop([PAGE, "static ", "file ", "compare", SITE_STEP])
        return self._make_whole()

    @property
    def files(self) -> list[FileRecord]:
        """The files of the site as far as it is made, but for compressed twins."""
        steps = self.runner.now.items()
        return [file for name, one in steps if not name.startswith(TWINS) for file in one.files]

    # Packages.

    def _find_entries(self) -> list[Entry]:
        """Every package of the project by its descriptor alone; `shared` is known afterwards."""
        root, datasets = self.folders.root, self.folders.datasets
        folders = find_packages(datasets)
        packages = apart(
            [self._read_descriptor(folder) for folder in folders],
            partial(has_release, root, datasets),
        )
        packages = [raw for raw in packages if self.drafts or not is_draft_place(raw.descriptor)]
        places = [raw.name for raw in packages if is_place(raw.descriptor)]
        self.shared = Shared(
            vocabulary=read_vocabulary(datasets / "vocabulary"),
            schemas=read_schemas(datasets / "schemas"),
            site=replace(site_identity(), pictures=self.complete),
            policies=self.settings["PACKAGES_WITH_FINDINGS"],
            only_place=len(places) == 1,
        )
        named = list(check_names(packages))
        return [self._describe_entry(raw, named) for raw in packages]

    def _read_descriptor(self, folder: Path) -> RawPackage:
        """A package by its descriptor; of one that cannot be read its folder, its plan says why."""
        root = self.folders.root
        try:
            return read_package(folder, root, whole=False)
        except Exception as error:
            if is_of_machine(error):
                raise
            location = folder.relative_to(root).as_posix()
            return unread_package(Entry(folder=location, name=folder.name))

    def _describe_entry(self, raw: RawPackage, named: Iterable[Finding]) -> Entry:
        root, datasets = self.folders.root, self.folders.datasets
        return Entry(
            folder=raw.folder,
            name=raw.name,
            is_place=is_place(raw.descriptor),
            findings=tuple(one for one in named if one.file.startswith(f"{raw.folder}/")),
            history=describe_history(root, datasets, raw.folder, raw.name),
        )

    def _make_packages(self, entries: Sequence[Entry]) -> Iterator[Outcome]:
        """What became of every package, in order; those that are as they were are not read."""
        project = Project(
            root=self.folders.root,
            read=self._read,
            recall=self._recall_facts,
            program=self.store.program.hex(),
            complete=self.complete,
            drafts=self.drafts,
        )
        known = {entry.folder: self._recall(entry) for entry in entries}
        unknown = [entry for entry in entries if known[entry.folder] is None]
        plans = [package_plan(project, entry, self.shared) for entry in unknown]
        for outcome in self.runner.run_all(plans):
            known[outcome.entry.folder] = self._apart(outcome)
        return (one for one in known.values() if one is not None)

    def _recall_facts(self, name: str) -> Any:
        """The facts of a step in the build before; None: it had no such step."""
        record = self.runner.before.get(name)
        return record and record.facts

    def _apart(self, outcome: Outcome) -> Outcome:
        """A package whose files all have addresses of their own, or what else becomes of it."""
        entry = outcome.entry
        if not outcome.steps:
            return self._leave_out(outcome)
        records = [self.runner.now[name] for name in outcome.steps]
        paths = Counter(file.path for one in records for file in one.files)
        paths.update(f"{PAGES}/{page.path}" for one in records for page in one.sources)
        if twice := next((path for path, count in paths.items() if count > 1), ""):
            return self._leave_out(outcome, address_clash(entry, twice))
        self.runner.run_here(self._package_step(outcome))
        return outcome

    def _leave_out(self, outcome: Outcome, finding: Finding | None = None) -> Outcome:
        """Take back what was made of a package but its findings, which are used again."""
        folder, now = outcome.entry.folder, self.runner.now
        found = now.get(f"{folder}: findings")
        self.runner.drop([f"{folder}: "])
        now.pop(f"{PACKAGE}{folder}", None)
        if found is not None:
            now[found.name] = found
        return left_out(outcome.entry, finding) if finding else outcome

    def _read(self, path: str) -> bytes:
        return (self.folders.staging / path).read_bytes()

    def _recall(self, entry: Entry) -> Outcome | None:
        """The package as an earlier build left it; None where it has to be made."""
        before = self.runner.before.get(f"{PACKAGE}{entry.folder}")
        if before is None or before.key != self.store.key(self._key(entry)):
            return None
        facts = before.facts
        if not self.runner.use_again([before.name, *facts["steps"]]):
            return None
        findings = tuple(Finding(**one) for one in facts["findings"])
        raw = unread_package(entry)
        decision = Decision(raw=raw, findings=findings, outcome="publish")
        return Outcome(entry=entry, decision=decision, steps=facts["steps"])

    def _package_step(self, outcome: Outcome) -> Step:
        """What a package that stands is known again by: the steps that it was made by."""
        findings = [asdict(one) for one in outcome.decision.findings]
        return Step(
            name=f"{PACKAGE}{outcome.entry.folder}",
            key=self._key(outcome.entry),
            make=partial(Made, facts={"steps": [*outcome.steps], "findings": findings}),
        )

    def _key(self, entry: Entry) -> str:
        """The hash of all that a package follows from, by the sums of its files."""
        own = (f"{entry.folder}/", *OF_ALL)
        inputs = (f"{path} {total}" for path, total in self._inputs if path.startswith(own))
        shared = self.shared
        said = (entry, shared.site, shared.policies, shared.only_place, self.complete, self.drafts)
        return key_of(repr(said), *inputs)

    @cached_property
    def _inputs(self) -> Sequence[tuple[str, str]]:
        """Every file that the site is made from, and its sum."""
        return list(json.loads(self.manifest)["inputs"].items())

    # The site itself.

    def _make_site_pages(self, outcomes: Sequence[Outcome]) -> Mapping[str, Any]:
        """The pages and files about the whole site; gives what every page shares."""
        now = self.runner.now
        packages: list[tuple[Record, Record | None]] = [
            (now[f"{folder}: pages of the dataset"], now.get(f"{folder}: answers"))
            for folder in (one.entry.folder for one in outcomes if one.steps)
        ]
        places = [place.facts for _, place in packages if place is not None]
        groups = group_cells(read_cells(row for one in places for row in one["cells"]))
        self.runner.run(compare_steps(places, groups, self.shared.vocabulary, self.shared.site))
        names = (f"{one.entry.folder}: downloads ledger" for one in outcomes if one.steps)
        ledgers = [now[name] for name in names if name in now]
        ledger = None
        if ledgers:
            ledger = self.runner.run_here(ledger_step(self.shared.site, ledgers, self._read))
        updates = read_updates(self.folders.content / "updates")
        step = site_step(
            self.shared.site, self.shared.vocabulary, updates, packages, ledger, groups
        )
        facts: Mapping[str, Any] = self.runner.run_here(step).facts
        generated = self.folders.generated
        remove_strays(self.pages_folder, (file for one in now.values() for file in one.sources))
        for path in generated.iterdir():
            if path.name not in {PAGES, SITE_FILE}:
                remove(path)
        write_file(generated / SITE_FILE, render_site_file(facts))
        return facts

    def _make_sums(self) -> list[Finding]:
        """What covers all files of the site: what it was made from, and their sums, signed."""
        self.runner.run_here(_files_step("manifest", {BUILD_MANIFEST: self.manifest}))
        # Last of all files, because it covers them; what is signed covers it in turn.
        sums = render_sums({file.path: file.sha256 for file in self.files})
        faults, files = [], {SUMS: sums}
        try:
            files |= sign_sums(sums)
        except SigningError as error:
            faults.append(error.finding())
        self.runner.run_here(_files_step("sums", files))
        return faults

    def _twin_steps(self) -> list[Step]:
        """The compressed twins of the files of each step."""
        return [
            Step(
                name=f"{TWINS}{name}",
                key=key_of(*(f"{file.path} {file.sha256}" for file in record.files)),
                make=make_twins,
                inputs=partial(_read_files, self.folders.staging, record.files),
            )
            for name, record in self.runner.now.items()
            if record.files
        ]


def make_twins(files: Mapping[str, bytes]) -> Made:
    """The compressed twins of files, by path."""
    return Made(
        files={
            twin: packed for path in files for twin, packed in twins_of(path, files[path]).items()
        }
    )


def _read_files(folder: Path, files: Iterable[FileRecord]) -> tuple[dict[str, bytes]]:
    return ({file.path: (folder / file.path).read_bytes() for file in files},)


def _files_step(name: str, files: Mapping[str, bytes]) -> Step:
    parts = (part for path, data in files.items() for part in (path, data))
    return Step(name=name, key=key_of(*parts), make=partial(Made, files=files))


def remove_strays(folder: Path, files: Iterable[FileRecord]) -> None:
    """Remove from a tree what is none of its files.

    Raises:
        ValueError: two files have the same path.
    """
    counts = Counter(file.path for file in files)
    if twice := sorted(path for path, count in counts.items() if count > 1):
        message = f"two steps have the file {twice[0]!r}"
        raise ValueError(message)
    SiteTree(folder=folder).remove(list_tree(folder).keys() - counts.keys())
