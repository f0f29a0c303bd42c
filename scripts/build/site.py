"""A build from its beginning to its end; `site_build` has the stages.

What is live (`output/`) is touched last, and only when every stage before has passed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from scripts.checks.decisions import NO_PACKAGE, Decision, apart
from scripts.core.findings import Finding
from scripts.core.folders import KEPT, ROOT, STAGES, Folders
from scripts.core.model import Status
from scripts.core.progress import Stages
from scripts.package.raw import RawPackage

NEEDED = (
    "resvg_py",
    "scripts.linked_data.turtle",
    "csvkit.utilities.csvstat",
    "pyarrow.parquet",
    "xlsxwriter",
)
"""What the making of almost any package loads, for a process that begins early."""


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
    from scripts.package.read import find_packages, read_package  # noqa: PLC0415 - pandas loads slowly

    packages = find_packages(folders.datasets)
    if missing := set(names) - {package.name for package in packages}:
        message = ", ".join(sorted(missing))
        raise FileNotFoundError(message)
    chosen = [package for package in packages if not names or package.name in names]
    return apart([read_package(package, folders.root) for package in chosen])


def validate(folders: Folders, packages: Iterable[RawPackage]) -> list[Finding]:
    """All findings about the packages, sorted."""
    from scripts.checks import check_names, check_package  # noqa: PLC0415 - loads slowly
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


def build_site(
    folders: Folders, *, quiet: bool = False, complete: bool = False, scheduler: str = ""
) -> Result:
    """Build everything into `folders.output`; on findings nothing there is touched.

    Args:
        folders: where to read and write.
        quiet: show no progress.
        complete: for what goes live: every released version must be there, and texts have
            compressed twins.
        scheduler: the address of a Dask scheduler whose workers render; none: this machine does.

    Raises:
        ClusterError: the scheduler's workers cannot be used.
        PelicanComplaintError: Pelican logged a warning or an error.
        InputChangedError: a file changed while the site was made from it.
        BuildRunningError: another build works in the same project or for the same output.
    """
    from scripts.build.cores import core_ahead  # noqa: PLC0415
    from scripts.build.last_build import describe_build, recall_build, remember_build  # noqa: PLC0415
    from scripts.build.manifest import render_build_manifest  # noqa: PLC0415
    from scripts.build.swap import only_build, place_site, recover  # noqa: PLC0415
    from scripts.core.kept import open_kept  # noqa: PLC0415

    started = perf_counter()
    stages = Stages(STAGES, quiet=quiet)
    workshop = folders.workshop
    with (
        only_build(workshop, folders.root / ".build", folders.kept),
        open_kept(folders.kept / KEPT, ROOT / "scripts") as store,
        stages.running(),
    ):
        recover(folders.output, workshop, folders.staging)
        manifest = render_build_manifest(ROOT, folders.root)
        build = describe_build(manifest, store.program, folders.root, complete=complete)
        if (said := recall_build(workshop, build, folders.output)) is not None:
            return Result(**said, seconds=perf_counter() - started)
        from scripts.build.stages import SiteBuild  # noqa: PLC0415 - loads all stages

        # Where a site stands already little is to be made, and loading takes longest.
        little = folders.staging.exists() and not scheduler
        with core_ahead(NEEDED) if little else nullcontext() as ahead:
            making = SiteBuild(
                folders=folders,
                manifest=manifest,
                program=store.program,
                stages=stages,
                complete=complete,
                scheduler=scheduler,
                ahead=ahead,
            )
            made = making.make()
        from scripts.verify import WARNINGS  # noqa: PLC0415 - loads slowly

        warnings = tuple(one for one in made.findings if one.code in WARNINGS)
        if stopping := tuple(one for one in made.findings if one.code not in WARNINGS):
            return Result(findings=stopping, seconds=perf_counter() - started)
        with stages.stage(STAGES[-1]):
            there = making.placed()
            written = place_site(
                folders.output, folders.staging, made.files, workshop, making.before, there
            )
        told = tuple(one for one in made.decisions if one.findings)
        said = {
            "pages": sum(one.path.endswith(".html") for one in made.files),
            "files": written.total,
            "statuses": made.statuses,
        }
        store.forget_unused()
        if not told and not warnings:
            remember_build(workshop, build, made.files, said)
        return Result(
            **said,
            decisions=told,
            warnings=warnings,
            changed=written.changed,
            removed=written.removed,
            seconds=perf_counter() - started,
        )
