"""Who makes the packages' parts: this process, other cores, or the workers of a cluster.

On this machine a process writes what it makes into the tree itself and sends home what it noted.
On another machine files are carried home. Both run the same functions on the same inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from scripts.build.cores import core_pool, give_state, state_of
from scripts.build.package_head import ClosedPackage, close_package
from scripts.build.package_maker import PackageMaker
from scripts.build.package_past import Past
from scripts.build.package_prepared import Prepared, SiteShared
from scripts.build.package_work import Batch, batches_of, make_batch, make_past, prepare
from scripts.build.parts import Part, Parts, dump_parts, load_parts
from scripts.build.tree import FilesOnDisk, SiteTree
from scripts.checks.decisions import Decision
from scripts.core.findings import Finding
from scripts.core.kept import adopt, borrow_kept, recall, watch
from scripts.core.model import LANGUAGES
from scripts.package.raw import RawPackage
from scripts.package.read import read_package
from scripts.pages.site import navigation
from scripts.verify.built_page import describe
from scripts.versions import RecordError
from scripts.versions.released import Released, changed_record, read_history, unavailable

PARTS = "parts of a package"
HEAD = "a package"
SEARCHED = "what is searched of a package"
USED = "what a package was made with"
"""Under which the three of a `ClosedPackage` are kept, by the package's folder."""
SLICE = 16
"""Indicators of one place that a process makes together: so few that none waits long at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """Who works beside this process.

    `ahead`: one that began early and has loaded what packages need (`cores.core_ahead`);
    `scheduler`: the address of a Dask scheduler, whose workers make all; `meanwhile`: what to do
    while others make a whole package.
    """

    meanwhile: Callable[[], None]
    ahead: Executor | None = None
    scheduler: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """Where work is done on this machine.

    `root`: the project; `tree`, `beside`: where the site is put together, and the one in place;
    `sources`: where the pages' Markdown goes; `kept`: the file of kept results, and `program` what
    runs.
    """

    root: Path
    tree: Path
    beside: Path
    sources: Path
    kept: Path
    program: bytes = field(repr=False)
    static: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def parts(self, before: Mapping[str, Part], *, twins: bool) -> Parts:
        """An empty set of parts that are written here."""
        return Parts(
            before=before,
            tree=SiteTree(folder=self.tree, beside=self.beside),
            sources=SiteTree(folder=self.sources),
            describe=describe,
            twins=twins,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageWork:
    """A package to make: `folder` below `datasets/`, `name` on the site, `key` of its inputs.

    `findings`: what is known of it already; `history`: what tells its released versions from
    others; `twins`: whether texts get compressed twins.
    """

    folder: str
    name: str
    key: str
    place: bool = False
    findings: tuple[Finding, ...] = ()
    history: tuple[bytes, ...] = ()
    twins: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageDone:
    """What became of a package. `closed` is None where it is not published.

    `made`, `used`: kept results; `seconds`: processor time by what it was spent on.
    """

    work: PackageWork
    decision: Decision
    closed: ClosedPackage | None = None
    made: Mapping[bytes, bytes] = field(default_factory=dict, repr=False)
    used: frozenset[bytes] = frozenset()
    seconds: Mapping[str, float] = field(default_factory=dict)


def read_work(workshop: Workshop, work: PackageWork) -> RawPackage:
    """The package as it stands on disk, under its name on the site."""
    raw = read_package(workshop.root / work.folder, workshop.root)
    return raw if raw.name == work.name else replace(raw, name=work.name)


def make_past_of(
    workshop: Workshop, work: PackageWork, raw: RawPackage, shared: SiteShared, parts: Parts
) -> tuple[Past, Sequence[Finding]]:
    """The released versions of a package, and for what its history lacks it cannot be published."""
    if not work.history:
        return Past(), ()

    def read() -> Sequence[Released]:
        there = replace(raw, folder=work.folder)
        return read_history(workshop.root, workshop.root / "datasets", there)

    try:
        with parts.clock("versions"):
            past = make_past(raw, shared, parts, work.history, read)
    except RecordError as error:
        return Past(), [changed_record(raw.name, error)]
    return past, [*unavailable(raw.name, past.missing)] if work.twins else []


def make_package(
    workshop: Workshop,
    work: PackageWork,
    shared: SiteShared,
    hands: Hands | None = None,
) -> PackageDone:
    """Make a whole package; the store of kept results is open.

    Args:
        workshop: where.
        work: what.
        shared: what all packages share.
        hands: who makes parts of it beside this process; without, nobody.
    """
    if hands is not None and hands.ahead is not None:
        hands.ahead.submit(_begin_parts, workshop, work.folder)
    before = _recall_parts(work.folder)
    parts = workshop.parts(before, twins=work.twins)
    with parts.clock("read"):
        raw = read_work(workshop, work)
    with parts.clock("check"):
        prepared = prepare(raw, shared, work.findings)
    if prepared.decision.outcome != "publish":
        return PackageDone(
            work=work, decision=without_contents(prepared.decision), seconds=parts.seconds
        )
    shared = in_only_place(shared, prepared)
    past, lacking = make_past_of(workshop, work, raw, shared, parts)
    if lacking:
        return stopped(work, prepared.decision, lacking)
    state = _OfBatches(
        workshop=workshop,
        folder=work.folder,
        prepared=prepared,
        shared=shared,
        past=past,
        twins=work.twins,
    )
    _make_batches(state, parts, hands)
    return close(workshop, work, prepared.decision, parts)


def in_only_place(shared: SiteShared, prepared: Prepared) -> SiteShared:
    """Where there is only one place, its pages and all others lead to its lists."""
    if not shared.only_place or prepared.edition is None:
        return shared
    return with_lists_of(shared, prepared.raw.name, prepared.edition.main_report.report.report_id)


def with_lists_of(shared: SiteShared, place: str, report: str) -> SiteShared:
    """The same with a navigation that leads to the lists of the only place."""
    nav = {language: navigation(language, place, report) for language in LANGUAGES}
    look = replace(shared.look, nav=nav)
    return replace(shared, look=look, looked=look.describe())


def stopped(work: PackageWork, decision: Decision, findings: Iterable[Finding]) -> PackageDone:
    """A package that cannot be published for what its history lacks."""
    stopped = replace(without_contents(decision), outcome="fail", findings=tuple(findings))
    return PackageDone(work=work, decision=stopped)


def without_contents(decision: Decision) -> Decision:
    """A decision without the package's contents."""
    raw = replace(decision.raw, files={}, tables={}, texts={})
    return replace(decision, raw=raw)


def close(workshop: Workshop, work: PackageWork, decision: Decision, parts: Parts) -> PackageDone:
    """Put the parts of a package together."""
    with parts.clock("verify"):
        paths = (file.path for part in parts.now.values() for file in part.files)
        contents = _Together(workshop.static, FilesOnDisk(workshop.tree, paths))
        closed = close_package(
            parts.now, contents, folder=work.folder, key=work.key, findings=decision.findings
        )
    return PackageDone(
        work=work, decision=without_contents(decision), closed=closed, seconds=dict(parts.seconds)
    )


class _Together(Mapping[str, bytes]):
    """Files of two kinds as one mapping."""

    def __init__(self, one: Mapping[str, bytes], other: Mapping[str, bytes]) -> None:
        self.one, self.other = one, other

    def __getitem__(self, path: str) -> bytes:
        return self.one[path] if path in self.one else self.other[path]

    def __contains__(self, path: object) -> bool:
        return path in self.one or path in self.other

    def __iter__(self) -> Iterator[str]:
        return iter({*self.one, *self.other})

    def __len__(self) -> int:
        return len({*self.one, *self.other})


@dataclass(frozen=True, kw_only=True)
class _OfBatches:
    """What the batches of one package have in common; each process has its own."""

    workshop: Workshop
    folder: str
    prepared: Prepared
    shared: SiteShared
    past: Past
    twins: bool

    @cached_property
    def parts(self) -> Parts:
        before = _begun.pop(self.folder, None) or _recall_parts(self.folder)
        return self.workshop.parts(before, twins=self.twins)

    @cached_property
    def maker(self) -> PackageMaker:
        return self.make_with(self.parts)

    def make_with(self, parts: Parts) -> PackageMaker:
        return PackageMaker(prepared=self.prepared, shared=self.shared, past=self.past, parts=parts)

    def make(self, batch: Batch) -> MadeBatch:
        """A batch, its files written; for the process that asks for it."""
        with borrow_kept(self.workshop.kept, self.workshop.program) as store:
            make_batch(self.maker, batch)
            new, same, seconds = self.parts.give()
            return MadeBatch(dump_parts(new), same, seconds, *store.take())


_begun: dict[str, dict[str, Part]] = {}
"""The parts of packages as an earlier build noted them, of which batches will be asked for."""


def _begin_parts(workshop: Workshop, folder: str) -> None:
    """Read what is noted of a package while the build reads the package itself."""
    with borrow_kept(workshop.kept, workshop.program):
        _begun[folder] = _recall_parts(folder)


def _recall_parts(folder: str) -> dict[str, Part]:
    return load_parts(recall(PARTS, [folder.encode()]))


class MadeBatch(NamedTuple):
    """What a batch gave.

    `parts`: those that are new (`dump_parts`); `same`: the names of those that are as they were;
    `seconds`: processor time; `made`, `used`: kept results.
    """

    parts: bytes
    same: Sequence[str]
    seconds: Mapping[str, float]
    made: Mapping[bytes, bytes]
    used: frozenset[bytes]


def _make_batch(batch: Batch) -> MadeBatch:
    return state_of(_OfBatches).make(batch)


def _take_batch(made: MadeBatch, parts: Parts) -> None:
    same = {name: parts.before[name] for name in made.same}
    parts.take({**load_parts(made.parts), **same}, made.seconds)
    adopt(made.made, made.used)


def _make_batches(state: _OfBatches, parts: Parts, hands: Hands | None) -> None:
    """Make all batches of a package into `parts`, by whoever there is."""
    batches = batches_of(state.prepared, SLICE)
    first = [batch for batch in batches if not batch.last]
    maker = state.make_with(parts)
    if hands is None or len(batches) == 1:
        for batch in first:
            make_batch(maker, batch)
    elif hands.ahead is None or len(parts.before) < len(batches):
        _make_on_cores(state, first, parts, hands.meanwhile)
    else:
        _make_with_ahead(state, first, maker, hands.ahead)
    for batch in batches[len(first) :]:
        make_batch(maker, batch)


def _make_on_cores(
    state: _OfBatches, batches: Sequence[Batch], parts: Parts, meanwhile: Callable[[], None]
) -> None:
    """Make batches on every core, for a package of which most is new."""
    state.shared.look.warm()
    with core_pool(state) as pool:
        pending = [pool.submit(_make_batch, batch) for batch in batches]
        meanwhile()
        for one in pending:
            _take_batch(one.result(), parts)


def _make_with_ahead(
    state: _OfBatches, batches: Sequence[Batch], maker: PackageMaker, ahead: Executor
) -> None:
    """Make batches here and by the process that began early, for a package of which most stays.

    The package's own files, for which most has to be loaded, are made there, then its indicators.
    The place's lists are made here, and then the indicators that have not been begun there.
    """
    give_state(ahead, state)
    there = [one for one in batches if one.kind != "place"]
    pending = [(one, ahead.submit(_make_batch, one)) for one in there]
    for batch in batches:
        if batch.kind == "place":
            make_batch(maker, batch)
    for batch, one in reversed(pending):
        if batch.kind == "indicators" and one.cancel():
            make_batch(maker, batch)
    for _, one in pending:
        if not one.cancelled():
            _take_batch(one.result(), maker.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfPackages:
    workshop: Workshop
    shared: SiteShared

    def make(self, work: PackageWork) -> PackageDone:
        with borrow_kept(self.workshop.kept, self.workshop.program) as store:
            done = make_package(self.workshop, work, self.shared)
            made, used = store.take()
        return replace(done, made=made, used=used)


def _make_one(work: PackageWork) -> PackageDone:
    return state_of(_OfPackages).make(work)


def make_packages(
    workshop: Workshop,
    works: Sequence[PackageWork],
    shared: SiteShared,
    hands: Hands,
) -> Iterator[PackageDone]:
    """Make packages, several at once where there are several; in their order.

    Args:
        workshop: where.
        works: what.
        shared: what all packages share.
        hands: who makes them beside this process.

    Raises:
        ClusterError: the scheduler's workers cannot be used.
    """
    if hands.scheduler and works:
        yield from make_away(workshop, works, shared, hands.scheduler)
    elif len(works) == 1:
        with watch() as used:
            done = make_package(workshop, works[0], shared, hands)
        yield replace(done, used=frozenset(used))
    elif works:
        shared.look.warm()
        with core_pool(_OfPackages(workshop=workshop, shared=shared)) as pool:
            yield from pool.map(_make_one, works)


def make_away(
    workshop: Workshop, works: Sequence[PackageWork], shared: SiteShared, scheduler: str
) -> Iterator[PackageDone]:
    """The same by the workers of a Dask scheduler."""
    from scripts.build.away import Away  # noqa: PLC0415 - most builds are made here
    from scripts.build.cluster import open_cluster  # noqa: PLC0415

    with open_cluster(scheduler) as workers:
        yield from Away(workshop=workshop, shared=shared, workers=workers).make(works)
