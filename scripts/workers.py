"""Who makes the packages' parts: this process, other cores, or the workers of a cluster.

On this machine a process writes what it makes into the tree itself and sends home what it noted.
On another machine files are carried home. Both run the same functions on the same inputs.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import get_all_start_methods, get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import TypeVar

from scripts.built_page import describe
from scripts.decisions import Decision
from scripts.findings import Finding
from scripts.kept import adopt, borrow_kept, recall, watch
from scripts.model import LANGUAGES
from scripts.package import RawPackage
from scripts.package_head import ClosedPackage, close_package
from scripts.package_history import (
    Released,
    changed_record,
    read_history,
    unavailable,
)
from scripts.package_past import Past
from scripts.package_prepared import Prepared, SiteShared
from scripts.package_work import Batch, batches_of, make_parts, make_past, prepare
from scripts.pages.site import navigation
from scripts.parts import Part, Parts, dump_parts, load_parts
from scripts.read import read_package
from scripts.site_tree import FilesOnDisk, SiteTree
from scripts.verify import hold_memory
from scripts.versions import RecordError

PARTS = "parts of a package"
HEAD = "a package"
SEARCHED = "what is searched of a package"
USED = "what a package was made with"
"""Under which the three of a `ClosedPackage` are kept, by the package's folder."""
SLICE = 64
"""Indicators of one place that are made together: enough to be worth the way."""


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
    meanwhile: Callable[[], None] | None = None,
) -> PackageDone:
    """Make a whole package; the store of kept results is open.

    Args:
        workshop: where.
        work: what.
        shared: what all packages share.
        meanwhile: what to do while other cores make parts of it; without, they make none.
    """
    before = load_parts(recall(PARTS, [work.folder.encode()]))
    parts = workshop.parts(before, twins=work.twins)
    with parts.clock("read"):
        raw = read_work(workshop, work)
    with parts.clock("check"):
        prepared = prepare(raw, shared, work.findings, trust_fast=not work.twins)
    if prepared.decision.outcome != "publish":
        return PackageDone(
            work=work, decision=without_contents(prepared.decision), seconds=parts.seconds
        )
    shared = in_only_place(shared, prepared)
    past, lacking = make_past_of(workshop, work, raw, shared, parts)
    if lacking:
        return stopped(work, prepared.decision, lacking)
    batches = batches_of(prepared, SLICE)
    state = _OfBatches(
        workshop=workshop,
        prepared=prepared,
        shared=shared,
        past=past,
        before=before,
        twins=work.twins,
    )
    if meanwhile is not None and len(batches) > 1:
        _make_at_once(state, batches, parts, meanwhile)
    else:
        make_parts(batches, prepared, shared, past, parts)
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


@contextmanager
def core_pool(state: object, count: int | None = None) -> Iterator[Executor]:
    """A process per core that has `state`; forked where the system can, with all that is loaded.

    When the build stops half-way, what has not been begun is not done any more.
    """
    method = "fork" if "fork" in get_all_start_methods() else "spawn"
    gc.freeze()
    pool = ProcessPoolExecutor(
        count or os.cpu_count() or 1,
        mp_context=get_context(method),
        initializer=_begin,
        initargs=(state,),
    )
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=True, cancel_futures=True)
        raise
    finally:
        gc.unfreeze()
    pool.shutdown(wait=True)


_state: list[object] = []


_T = TypeVar("_T")


def state_of(kind: type[_T]) -> _T:
    """The state that this process was begun with.

    Raises:
        TypeError: it is of another kind.
    """
    (state,) = _state
    if not isinstance(state, kind):
        message = f"the pool was made for {type(state).__name__}"
        raise TypeError(message)
    return state


def _begin(state: object) -> None:
    """Leave Ctrl-C to the build, and end when it is killed: nobody else would end the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_build, daemon=True).start()
    hold_memory()
    # Rendering makes few cycles and much that lives short: to look for cycles often is no use.
    gc.set_threshold(100_000, 50, 100)
    _state[:] = [state]


def _end_with_the_build() -> None:
    if (build := parent_process()) is not None:
        build.join()
        os._exit(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfBatches:
    workshop: Workshop
    prepared: Prepared
    shared: SiteShared
    past: Past
    before: Mapping[str, Part]
    twins: bool

    def make(self, batch: Batch) -> MadeBatch:
        parts = self.workshop.parts(self.before, twins=self.twins)
        with borrow_kept(self.workshop.kept, self.workshop.program) as store:
            self.make_here([batch], parts)
            return dump_parts(parts.now), parts.seconds, *store.take()

    def make_here(self, batches: Iterable[Batch], parts: Parts) -> None:
        make_parts(batches, self.prepared, self.shared, self.past, parts)


MadeBatch = tuple[bytes, dict[str, float], dict[bytes, bytes], frozenset[bytes]]
"""Parts, processor time, and the kept results that were made and used."""


def _make_batch(batch: Batch) -> MadeBatch:
    return state_of(_OfBatches).make(batch)


def _make_at_once(
    state: _OfBatches, batches: Sequence[Batch], parts: Parts, meanwhile: Callable[[], None]
) -> None:
    """Make batches on every core.

    Where an earlier build made about the same, there is little to make: only the package's own
    files, for which most has to be loaded, are made beside the rest. The place's own batch is made
    here, after those of its indicators.
    """
    much = len(state.before) < len(batches)
    away = [one for one in batches if one.kind != "place" and (much or one.kind == "package")]
    here = [one for one in batches if one not in away]
    if much:
        state.shared.look.warm()
    with core_pool(state, None if much else 1) as pool:
        pending = [pool.submit(_make_batch, batch) for batch in away]
        if not much:
            state.make_here(here, parts)
        meanwhile()
        for one in pending:
            data, seconds, made, used = one.result()
            parts.take(load_parts(data), seconds)
            adopt(made, used)
    if much:
        state.make_here(here, parts)


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
    meanwhile: Callable[[], None],
    scheduler: str = "",
) -> Iterator[PackageDone]:
    """Make packages, several at once where there are several; in their order.

    Args:
        workshop: where.
        works: what.
        shared: what all packages share.
        meanwhile: what to do while other cores make parts of a single one.
        scheduler: the address of a Dask scheduler whose workers make them.

    Raises:
        ClusterError: the scheduler's workers cannot be used.
    """
    if scheduler and works:
        yield from make_away(workshop, works, shared, scheduler)
    elif len(works) == 1:
        with watch() as used:
            done = make_package(workshop, works[0], shared, meanwhile)
        yield replace(done, used=frozenset(used))
    elif works:
        shared.look.warm()
        with core_pool(_OfPackages(workshop=workshop, shared=shared)) as pool:
            yield from pool.map(_make_one, works)


def make_away(
    workshop: Workshop, works: Sequence[PackageWork], shared: SiteShared, scheduler: str
) -> Iterator[PackageDone]:
    """The same by the workers of a Dask scheduler."""
    from scripts.away import Away  # noqa: PLC0415 - most builds are made here
    from scripts.cluster import open_cluster  # noqa: PLC0415

    with open_cluster(scheduler) as workers:
        yield from Away(workshop=workshop, shared=shared, workers=workers).make(works)
