"""The order of the stages: read, check, derive, render, Pelican, verify, put in place.

What is live (`output/`) is touched last, and only when every stage before has passed.
"""

from __future__ import annotations

import os
import runpy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter
from typing import Any

from scripts.decisions import Decision, decide
from scripts.findings import Finding
from scripts.model import STATUSES, Status
from scripts.package import RawPackage
from scripts.progress import Stages

ROOT = Path(__file__).parents[1]
KEPT = "kept.sqlite"
"""Results of earlier builds; deleting it costs nothing but time."""
STAGES = [
    "read 读取",
    "check 校验",
    "derive 推算",
    "render 生成页面",
    "pelican 套用主题",
    "draw 画图",
    "search 建立搜索",
    "verify 检查成站",
    "place 放到位",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """Where a build reads and writes; everything else follows from the root."""

    root: Path = ROOT
    output: Path = field(default_factory=lambda: ROOT / "output")

    @property
    def datasets(self) -> Path:
        return self.root / "datasets"

    @property
    def content(self) -> Path:
        return self.root / "content"

    @property
    def generated(self) -> Path:
        return self.content / "generated"

    @property
    def staging(self) -> Path:
        """The site while it is made; on the same file system as `output`."""
        return self.output.parent / ".build" / self.output.name

    @property
    def kept(self) -> Path:
        """What earlier builds made: `SITE_KEPT`, else beside the staging folder.

        A push is built in a folder of its own; the hook names one that stays.
        """
        return Path(os.environ.get("SITE_KEPT") or self.staging.parent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a build did. With findings, nothing was published.

    `decisions`: packages that are no place and have findings, and what was done with each.
    """

    findings: tuple[Finding, ...] = ()
    decisions: tuple[Decision, ...] = ()
    pages: int = 0
    files: int = 0
    changed: int = 0
    removed: int = 0
    statuses: Mapping[Status, int] = field(default_factory=dict)
    seconds: float = 0.0


NO_PACKAGE = Finding(
    file="datasets",
    code="no-package",
    message_zh="datasets/ 里没有数据包。",
    message_en="There is no package in datasets/.",
    fix_zh="在项目的文件夹里运行；数据包的文件夹里要有 datapackage.json。",
    fix_en="Run it in the project's folder; a package's folder holds a datapackage.json.",
)


def read_all(folders: Folders, names: Sequence[str] = ()) -> list[RawPackage]:
    """Read every package of `datasets/`, or those named.

    Raises:
        FileNotFoundError: a named package does not exist.
    """
    from scripts.read import find_packages, read_package  # noqa: PLC0415 - pandas loads slowly

    packages = find_packages(folders.datasets)
    if missing := set(names) - {package.name for package in packages}:
        message = ", ".join(sorted(missing))
        raise FileNotFoundError(message)
    chosen = [package for package in packages if not names or package.name in names]
    return apart([read_package(package, folders.root) for package in chosen])


def apart(packages: Sequence[RawPackage]) -> list[RawPackage]:
    """Packages whose names differ: one that is no place goes by its folder where its is taken."""
    from scripts.package import is_place, is_publishable_name  # noqa: PLC0415

    taken = {raw.name for raw in packages if is_place(raw.descriptor)}
    named: list[RawPackage] = []
    for raw in packages:
        folder = raw.folder.rpartition("/")[2]
        other = not is_place(raw.descriptor) and raw.name in taken
        clashes = other and folder not in taken and is_publishable_name(folder)
        named.append(replace(raw, name=folder) if clashes else raw)
        taken.add(named[-1].name)
    return named


def validate(folders: Folders, packages: Iterable[RawPackage]) -> list[Finding]:
    """All findings about the packages, sorted."""
    from scripts.checks import check_names, check_package  # noqa: PLC0415 - loads slowly
    from scripts.read import read_schemas  # noqa: PLC0415
    from scripts.vocabulary import read_vocabulary  # noqa: PLC0415

    packages = list(packages)
    if not packages:
        return [NO_PACKAGE]
    schemas = read_schemas(folders.datasets / "schemas")
    vocabulary = read_vocabulary(folders.datasets / "vocabulary")
    findings = [finding for raw in packages for finding in check_package(raw, schemas, vocabulary)]
    return sorted([*findings, *check_names(packages)], key=lambda finding: finding.order)


def site_settings() -> Mapping[str, Any]:
    """The names that `pelicanconf.py` defines."""
    return runpy.run_path(str(ROOT / "pelicanconf.py"))


def site_identity() -> Any:
    """Who publishes, as `pelicanconf.py` says."""
    from scripts.model import Bilingual  # noqa: PLC0415
    from scripts.site_identity import SiteIdentity  # noqa: PLC0415

    settings = site_settings()
    return SiteIdentity(
        url=settings["SITEURL"],
        title=Bilingual(**settings["SITE"]["titles"]),
        tagline=Bilingual(**settings["SITE"]["taglines"]),
    )


def judge(packages: Sequence[RawPackage], findings: Sequence[Finding]) -> list[Decision]:
    """What the site's setting makes of each package and its findings."""
    return list(decide(packages, findings, site_settings()["PACKAGES_WITH_FINDINGS"]))


def blocking(findings: Sequence[Finding], decisions: Sequence[Decision]) -> list[Finding]:
    """The findings that end a build: all but those of packages that go out or are skipped."""
    tolerated = {f for one in decisions if one.outcome != "fail" for f in one.findings}
    return [finding for finding in findings if finding not in tolerated]


def is_place_package(raw: RawPackage) -> bool:
    """Whether a package describes a place."""
    from scripts.package import is_place  # noqa: PLC0415

    return is_place(raw.descriptor)


def derive_all(folders: Folders) -> Iterator[tuple[str, Any]]:
    """Every place by name, derived; the data must be valid."""
    from scripts.derived import derive_edition  # noqa: PLC0415
    from scripts.read import to_place  # noqa: PLC0415
    from scripts.vocabulary import read_vocabulary  # noqa: PLC0415

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
    from scripts.compressed import render_twins  # noqa: PLC0415
    from scripts.kept import open_kept  # noqa: PLC0415
    from scripts.last_build import describe_build, recall_build, remember_build  # noqa: PLC0415
    from scripts.placing import only_build, place_tree, recover  # noqa: PLC0415
    from scripts.provenance import render_build_manifest  # noqa: PLC0415

    started = perf_counter()
    stages = Stages(STAGES, quiet=quiet)
    workshop = folders.staging.parent
    with (
        only_build(workshop, folders.root / ".build"),
        open_kept(folders.kept / KEPT, ROOT / "scripts") as store,
        stages.running(),
    ):
        recover(folders.output, workshop)
        manifest = render_build_manifest(ROOT, folders.root)
        build = describe_build(manifest, store.program, folders.root, complete=complete)
        if (said := recall_build(workshop, build, folders.output)) is not None:
            return Result(**said, seconds=perf_counter() - started)
        with stages.stage(STAGES[0]):
            packages = read_all(folders)
        with stages.stage(STAGES[1]):
            findings = validate(folders, packages)
        decisions = judge(packages, findings)
        if stopping := blocking(findings, decisions):
            return Result(findings=tuple(stopping), seconds=perf_counter() - started)
        going = [one.raw for one in decisions if one.outcome == "publish"]
        histories, missing = read_histories(folders, going, complete=complete)
        if missing:
            return Result(findings=tuple(missing), seconds=perf_counter() - started)
        statuses = _make(folders, decisions, histories, stages, scheduler)
        site, faults = _finish(folders, manifest, stages)
        if faults:
            return Result(findings=tuple(faults), seconds=perf_counter() - started)
        with stages.stage(STAGES[8]):
            if complete:
                site |= render_twins(site)
            written = place_tree(folders.output, site, workshop)
        told = tuple(one for one in decisions if one.findings)
        said = {
            "pages": sum(path.endswith(".html") for path in site),
            "files": written.total,
            "statuses": statuses,
        }
        store.forget_unused()
        if not told:
            remember_build(workshop, build, site, said)
        return Result(
            **said,
            decisions=told,
            changed=written.changed,
            removed=written.removed,
            seconds=perf_counter() - started,
        )


def _make(
    folders: Folders,
    decisions: Sequence[Decision],
    histories: Mapping[str, Any],
    stages: Stages,
    scheduler: str,
) -> Mapping[Status, int]:
    """Derive, render and draw everything into the staging folder; the promises by status."""
    from scripts.cluster import open_cluster  # noqa: PLC0415
    from scripts.derived import count_statuses, derive_edition  # noqa: PLC0415
    from scripts.files import remove_others, write_tree  # noqa: PLC0415
    from scripts.package import is_place  # noqa: PLC0415
    from scripts.pelican_run import run_pelican  # noqa: PLC0415
    from scripts.pictures import PictureCache, picture_pool, start_pictures  # noqa: PLC0415
    from scripts.place_rendering import (  # noqa: PLC0415
        PlaceWork,
        begin,
        draw_place,
        read_drawings,
    )
    from scripts.read import to_place  # noqa: PLC0415
    from scripts.rendering import Material, begin_site, render_site  # noqa: PLC0415
    from scripts.tabular import derive_dataset  # noqa: PLC0415
    from scripts.vocabulary import read_vocabulary  # noqa: PLC0415

    with stages.stage(STAGES[2]):
        vocabulary = read_vocabulary(folders.datasets / "vocabulary")
        going = [one for one in decisions if one.outcome == "publish"]
        datasets = [derive_dataset(one.raw, one.findings) for one in going]
        editions = [
            derive_edition(to_place(one.raw)[0], vocabulary.units)
            for one in going
            if is_place(one.raw.descriptor)
        ]
    site = site_identity()
    places = [one.raw for one in going if is_place(one.raw.descriptor)]
    works = [PlaceWork(raw=raw, vocabulary=vocabulary, site=site) for raw in places]
    with open_cluster(scheduler) if scheduler else picture_pool() as pool:
        drawings = [read_drawings(drawn) for drawn in begin(draw_place, works, pool)()]
        begun = begin_site(
            Material(
                datasets=datasets,
                editions=editions,
                vocabulary=vocabulary,
                pictures=[list(one) for one in drawings],
                site=site,
                histories=histories,
            ),
            pool,
        )
        cache = PictureCache(folder=folders.kept / "pictures")
        pending = start_pictures({k: v for one in drawings for k, v in one.items()}, cache, pool)
        with stages.stage(STAGES[3]):
            rendered = render_site(begun)
            write_tree(folders.generated, rendered.generated)
            write_tree_into(folders.staging, rendered.downloads)
            downloads = set(rendered.downloads)
            # A long table weighs as much again in each format: what is written is let go.
            del begun, rendered, datasets
        with stages.stage(STAGES[4]):
            published = run_pelican(ROOT, folders.content, folders.staging)
        with stages.stage(STAGES[5]):
            pictures = pending.finish()
            write_tree_into(folders.staging, pictures)
            remove_others(folders.staging, {*published, *downloads, *pictures})
    return _total(
        count_statuses(report.targets) for edition in editions for report in edition.reports
    )


def _finish(
    folders: Folders, manifest: bytes, stages: Stages
) -> tuple[dict[str, bytes], list[Finding]]:
    """Add to the staged site what covers all of it, and check it."""
    from scripts.archives import render_checksums  # noqa: PLC0415
    from scripts.files import read_tree  # noqa: PLC0415
    from scripts.provenance import BUILD_MANIFEST, check_inputs  # noqa: PLC0415
    from scripts.search_index import render_search_files  # noqa: PLC0415
    from scripts.signing import SUMS, SigningError, sign_sums  # noqa: PLC0415
    from scripts.verify import check_site  # noqa: PLC0415

    with stages.stage(STAGES[6]):
        write_tree_into(folders.staging, render_search_files(folders.staging))
    with stages.stage(STAGES[7]):
        site = read_tree(folders.staging)
        check_inputs(manifest, ROOT, folders.root)
        site[BUILD_MANIFEST] = manifest
        # Last of all files, because it covers them; what is signed covers it in turn.
        site[SUMS] = render_checksums(site)
        findings = check_site(site)
        try:
            site |= sign_sums(site[SUMS])
        except SigningError as error:
            findings.append(error.finding())
    return site, findings


def read_histories(
    folders: Folders, packages: Iterable[RawPackage], *, complete: bool
) -> tuple[dict[str, Any], list[Finding]]:
    """The released versions of each package, and what keeps them from being published whole.

    Args:
        folders: the project.
        packages: those that are published.
        complete: whether a version that this copy cannot rebuild is a finding.
    """
    from scripts.package_history import (  # noqa: PLC0415
        changed_record,
        check_history,
        read_history,
    )
    from scripts.versions import RecordError  # noqa: PLC0415

    histories: dict[str, Any] = {}
    findings: list[Finding] = []
    for raw in packages:
        try:
            histories[raw.name] = read_history(folders.root, folders.datasets, raw)
        except RecordError as error:
            findings.append(changed_record(raw.name, error))
    return histories, [*findings, *check_history(histories, complete=complete)]


def write_tree_into(folder: Path, files: Mapping[str, bytes]) -> int:
    """Write files below a folder that others write to as well; returns how many changed."""
    from scripts.files import write_below  # noqa: PLC0415

    return sum(write_below(folder, path, data) for path, data in files.items())


def _total(counts: Iterable[Mapping[Status, int]]) -> dict[Status, int]:
    listed = list(counts)
    return {status: sum(count[status] for count in listed) for status in STATUSES}
