"""Makes the HTML pages of a project's places alone, as a generator of pages would: no downloads.

    python -m tests.bench.pages_alone --note
    python -m tests.bench.pages_alone [--kept]

It follows a whole build of the project in the current folder: sizes and sums of the downloads,
which pages show, are those that the build noted. Nothing is checked, drawn as a picture, indexed or
put in place; pages are made from the packages as they stand, and written beside the site. With
`--kept`, the drawings that the build kept are used again and the pages' Markdown stays as it is, as
after a change of a template. `--note` writes down beforehand what pages list of downloads, as the
other generator is given it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import rmtree

from pydantic_core import from_json, to_json
from scripts.build.package_maker import PackageMaker
from scripts.build.package_past import Past
from scripts.build.package_prepared import SiteShared
from scripts.build.package_work import derive
from scripts.build.parts import Made, Part, Parts
from scripts.build.stages import SiteBuild
from scripts.build.workers import (
    PARTS,
    PackageWork,
    Workshop,
    core_pool,
    in_only_place,
    read_work,
    state_of,
)

from scripts.build.manifest import render_build_manifest
from scripts.checks.decisions import Decision
from scripts.core.files import write_below
from scripts.core.folders import ROOT, STAGES, Folders
from scripts.core.kept import borrow_kept, describe_program, recall
from scripts.core.progress import Stages

PAGES = ("pages of ", "page ")
FOLDER, TOLD = "pages-alone", ".build/pages-told"


@dataclass(kw_only=True)
class OnlyPages(Parts):
    """Pages are made; of everything else what a build noted is taken.

    Nothing is noted for a next build, so that what parts follow from is not asked for.
    """

    markdown: bool = True

    def part(self, name: str, _inputs: Iterable[bytes], make: Callable[[], Made]) -> Part:
        """A part that is a page's, made anew; else as it was noted."""
        if not name.startswith(PAGES):
            return self.before[name]
        made = make()
        files = [self.tree.write(path, data) for path, data in made.files.items()]
        written = made.sources if self.markdown else {}
        sources = [self.sources.write(path, data) for path, data in written.items()]
        part = Part("", files, [], sources, {}, made.told)
        self.now[name] = part
        return part


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What every process has; `kept`: whether results of the build are used again."""

    workshop: Workshop
    shared: SiteShared
    kept: bool = False


def note_told(workshop: Workshop, work: PackageWork) -> None:
    """Write down what a build noted of a place's parts for others to know.

    Raises:
        AssertionError: the project has not been built by this program.
    """
    data = recall(PARTS, [work.folder.encode()])
    assert data is not None, "the project has not been built by this program"
    # Of what `dump_parts` gave.
    told = {
        name: one[-1]
        for name, one in from_json(data).items()
        if not name.startswith(PAGES) and not name.endswith(" told")
    }
    write_below(workshop.root / TOLD, f"{work.name}.json", to_json(told))


def read_told(workshop: Workshop, work: PackageWork) -> dict[str, Part]:
    """What `note_told` wrote, as parts without files."""
    told = from_json((workshop.root / TOLD / f"{work.name}.json").read_bytes())
    return {name: Part("", [], [], [], {}, one) for name, one in told.items()}


def make(state: State, work: PackageWork) -> int:
    """The pages of one place; how many."""
    workshop = state.workshop
    before = read_told(workshop, work)
    with borrow_kept(workshop.kept, workshop.program) if state.kept else nullcontext() as store:
        raw = read_work(workshop, work)
        decision = Decision(raw=raw, findings=(), outcome="publish")
        prepared = derive(raw, decision, state.shared)
        local = workshop.parts({}, twins=False)
        parts = OnlyPages(
            before=before,
            tree=local.tree,
            sources=local.sources,
            describe=local.describe,
            markdown=not state.kept,
        )
        maker = PackageMaker(
            prepared=prepared,
            shared=in_only_place(state.shared, prepared),
            past=Past(),
            parts=parts,
        )
        assert prepared.edition is not None
        for series in prepared.edition.series:
            maker.make_indicator(series)
        maker.make_place_pages()
        assert store is None or not store.made, "the build did not keep what it drew"
        return sum(len(part.files) for part in parts.now.values())


def main(arguments: Sequence[str]) -> int:
    """See the module's text; 0 when there were pages to make."""
    root = Path.cwd()
    folders = Folders(root=root, output=root / "output")
    scratch = root / ".build" / FOLDER
    rmtree(scratch, ignore_errors=True)
    build = SiteBuild(
        folders=folders,
        manifest=render_build_manifest(ROOT, root),
        program=describe_program(ROOT / "scripts"),
        stages=Stages(STAGES, quiet=True),
        complete=False,
    )
    works = [work for work in build.works() if work.place]
    if "--note" in arguments:
        with borrow_kept(build.workshop.kept, build.workshop.program):
            for work in works:
                note_told(build.workshop, work)
        return 0
    workshop = replace(build.workshop, tree=scratch / "site", sources=scratch / "sources")
    state = State(workshop=workshop, shared=build.shared, kept="--kept" in arguments)
    with borrow_kept(workshop.kept, workshop.program):
        build.shared.look.warm()
    with core_pool(state) as pool:
        counts = list(pool.map(make_here, works))
    sys.stdout.write(f"✓ {sum(counts)} 页 pages\n")
    return 0


def make_here(work: PackageWork) -> int:
    """`make` in a process that was begun with a state."""
    return make(state_of(State), work)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
