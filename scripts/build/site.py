"""A build from its beginning to its end, and what of it can be had alone: read, validate, render.

What is live (`output/`) is touched last, and only when every stage before has passed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any

from scripts.core.folders import ROOT, STAGES, Folders
from scripts.core.progress import Stages

if TYPE_CHECKING:
    from scripts.build.store import Store
    from scripts.checks.decisions import Decision
    from scripts.core.findings import Finding
    from scripts.core.model import Status
    from scripts.package.raw import RawPackage


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a build did. With findings, nothing was published.

    `decisions`: packages that are no place and have findings, and what was done with each.
    `warnings`: findings with which the site was published all the same.
    """

    findings: tuple[Finding, ...] = ()
    decisions: tuple[Decision, ...] = ()
    warnings: tuple[Finding, ...] = ()
    pages: int = 0
    files: int = 0
    changed: int = 0
    removed: int = 0
    statuses: Mapping[Status, int] = field(default_factory=dict)
    seconds: float = 0.0


def read_all(folders: Folders, names: Sequence[str] = ()) -> list[RawPackage]:
    """Read every package of `datasets/`, or those named.

    Raises:
        FileNotFoundError: a named package does not exist.
    """
    from scripts.checks.decisions import apart  # noqa: PLC0415 - loads slowly
    from scripts.package.read import find_packages, read_package  # noqa: PLC0415
    from scripts.versions.released import has_release  # noqa: PLC0415

    packages = find_packages(folders.datasets)
    if missing := set(names) - {package.name for package in packages}:
        message = ", ".join(sorted(missing))
        raise FileNotFoundError(message)
    chosen = [package for package in packages if not names or package.name in names]
    released = partial(has_release, folders.root, folders.datasets)
    return apart([read_package(package, folders.root) for package in chosen], released)


def validate(folders: Folders, packages: Iterable[RawPackage]) -> list[Finding]:
    """All findings about the packages, sorted."""
    from scripts.checks import check_names, check_package  # noqa: PLC0415 - loads slowly
    from scripts.checks.decisions import NO_PACKAGE  # noqa: PLC0415
    from scripts.package.read import read_schemas  # noqa: PLC0415
    from scripts.package.vocabulary import read_vocabulary  # noqa: PLC0415

    packages = list(packages)
    if not packages:
        return [NO_PACKAGE]
    schemas = read_schemas(folders.datasets / "schemas")
    vocabulary = read_vocabulary(folders.datasets / "vocabulary")
    findings = [finding for raw in packages for finding in check_package(raw, schemas, vocabulary)]
    return sorted([*findings, *check_names(packages)], key=lambda finding: finding.order)


def is_place_package(raw: RawPackage) -> bool:
    """Whether a package describes a place."""
    from scripts.package.raw import is_place  # noqa: PLC0415

    return is_place(raw.descriptor)


def derive_all(folders: Folders) -> Iterator[tuple[str, Any]]:
    """Every place by name, derived; the data must be valid."""
    from scripts.derive.edition import derive_edition  # noqa: PLC0415
    from scripts.package.read import to_place  # noqa: PLC0415
    from scripts.package.vocabulary import read_vocabulary  # noqa: PLC0415

    units = read_vocabulary(folders.datasets / "vocabulary").units
    for raw in read_all(folders):
        if is_place_package(raw):
            yield raw.name, derive_edition(to_place(raw)[0], units)


@contextmanager
def _opened(folders: Folders) -> Iterator[Store]:
    """The store of earlier results, while no other build works in the same folders."""
    from scripts.build.store import FILE, open_store  # noqa: PLC0415
    from scripts.build.swap import only_build, recover  # noqa: PLC0415
    from scripts.core.program import describe_program  # noqa: PLC0415

    workshop = folders.workshop
    with (
        only_build(workshop, folders.root / ".build", folders.kept),
        open_store(folders.kept / FILE, describe_program()) as store,
    ):
        recover(folders.output, workshop, folders.staging)
        yield store


def render_site(folders: Folders, *, quiet: bool = False, scheduler: str = "") -> Result:
    """Write the Markdown of every page and all files that pages cite, and stop before Pelican.

    The arguments and errors are those of `build_site`.
    """
    from scripts.build.executor import open_workers  # noqa: PLC0415
    from scripts.build.manifest import check_inputs, render_build_manifest  # noqa: PLC0415
    from scripts.build.site_build import SiteBuild  # noqa: PLC0415 - loads all stages

    started = perf_counter()
    stages = Stages(STAGES[:2], quiet=quiet)
    manifest = render_build_manifest(ROOT, folders.root)
    with _opened(folders) as store, stages.running(), open_workers(scheduler) as workers:
        build = SiteBuild(
            folders=folders, manifest=manifest, store=store, workers=workers, stages=stages
        )
        rendered = build.render()
        if not rendered.findings:
            check_inputs(manifest, ROOT, folders.root)
            store.commit()
    return Result(
        findings=tuple(rendered.findings),
        decisions=tuple(rendered.decisions),
        pages=sum(path.suffix == ".md" for path in build.pages_folder.rglob("*.md")),
        files=len(rendered.files),
        statuses=rendered.statuses,
        seconds=perf_counter() - started,
    )


def build_site(
    folders: Folders,
    *,
    quiet: bool = False,
    complete: bool = False,
    scheduler: str = "",
    drafts: bool = False,
) -> Result:
    """Build everything into `folders.output`; on findings nothing there is touched.

    Args:
        folders: where to read and write.
        quiet: show no progress.
        complete: for what goes live: every released version must be there, there are pictures, and
            texts have compressed twins.
        scheduler: the address of a Dask scheduler whose workers make steps; none: this machine's
            cores do.
        drafts: show places and reports that are drafts, for a preview.

    Raises:
        ClusterError: the scheduler's workers cannot be used.
        PelicanComplaintError: Pelican logged a warning or an error.
        InputChangedError: a file changed while the site was made from it.
        BuildRunningError: another build works in the same project or for the same output.
        StoreError: the store of earlier results cannot be written.
    """
    from scripts.build.last_build import describe_build, describe_result, is_last_build  # noqa: PLC0415
    from scripts.build.manifest import render_build_manifest  # noqa: PLC0415

    started = perf_counter()
    stages = Stages(STAGES, quiet=quiet)
    with _opened(folders) as store, stages.running():
        manifest = render_build_manifest(ROOT, folders.root)
        key = describe_build(manifest, store.program, folders.root, said=(complete, drafts))
        last = store.last_build()
        if last is not None and last[0] == key and is_last_build(last[1], folders.output):
            return Result(**last[1]["result"], seconds=perf_counter() - started)
        from scripts.build.executor import open_workers  # noqa: PLC0415
        from scripts.build.site_build import SiteBuild  # noqa: PLC0415 - loads all stages
        from scripts.build.swap import place_site  # noqa: PLC0415
        from scripts.build.tree import list_tree  # noqa: PLC0415

        with open_workers(scheduler) as workers:
            build = SiteBuild(
                folders=folders,
                manifest=manifest,
                store=store,
                workers=workers,
                stages=stages,
                complete=complete,
                drafts=drafts,
            )
            made = build.make()
        from scripts.verify import WARNINGS  # noqa: PLC0415 - loads slowly

        warnings = tuple(one for one in made.findings if one.code in WARNINGS)
        if stopping := tuple(one for one in made.findings if one.code not in WARNINGS):
            return Result(findings=stopping, seconds=perf_counter() - started)
        with stages.stage(STAGES[-1]):
            before = {f.path: f for one in build.runner.before.values() for f in one.files}
            there = list_tree(folders.output.resolve())
            written = place_site(
                folders.output, folders.staging, made.files, folders.workshop, before, there
            )
        result: dict[str, Any] = {
            "pages": sum(one.path.endswith(".html") for one in made.files),
            "files": written.total,
            "statuses": made.statuses,
        }
        build.runner.forget_others()
        if not made.decisions and not warnings:
            store.put_last_build(key, describe_result(made.files, result))
        store.commit()
        return Result(
            **result,
            decisions=tuple(made.decisions),
            warnings=warnings,
            changed=written.changed,
            removed=written.removed,
            seconds=perf_counter() - started,
        )
