"""Packages made by workers elsewhere, slice by slice; what comes back is written here.

A worker is sent the package as it was read and what all packages share, and keeps the last few
derived. It gives back parts with their files. A worker that is lost costs a slice at most.
"""

from __future__ import annotations

import pickle
import zlib
from collections import OrderedDict, deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from socket import gethostname
from threading import Lock
from typing import Any, NamedTuple

from scripts.build.cluster import Workers, other_program, own_program, running_program
from scripts.build.package_past import Past
from scripts.build.package_prepared import Prepared, SiteShared
from scripts.build.package_work import Batch, batches_of, derive, make_parts, prepare
from scripts.build.parts import MemoryTree, Part, Parts, dump_parts, load_parts
from scripts.build.workers import (
    PARTS,
    PackageDone,
    PackageWork,
    Workshop,
    close,
    in_only_place,
    make_past_of,
    read_work,
    stopped,
    with_lists_of,
    without_contents,
)
from scripts.checks.decisions import Decision
from scripts.core.findings import Finding
from scripts.core.kept import recall, save_now
from scripts.package.raw import RawPackage
from scripts.verify.built_page import describe
from scripts.words.addresses import indicator_file

THEME = Path(__file__).parents[2] / "theme"
SLICE = 64
"""Indicators of one place that are made together: enough to be worth the way."""
DERIVED = 4
"""Packages that a worker keeps derived; the slices of one come soon after each other."""
AHEAD = 2
"""Slices under way for each worker: one that it makes, and one that goes there or comes home."""


class Package(NamedTuple):
    """A package as it is sent.

    `findings`: what is known of it already; `twins`: whether texts get compressed twins.
    """

    raw: RawPackage
    findings: tuple[Finding, ...]
    twins: bool


class Judged(NamedTuple):
    """What a worker says of a package before it is made.

    `decision`: without the package's contents; `batches`: what there is to make of it. Of a place,
    `report`: its main report; `indicators`: the ids of all.
    """

    decision: Decision
    batches: Sequence[Batch] = ()
    report: str = ""
    indicators: Sequence[str] = ()


class Slice(NamedTuple):
    """What is to be made of a package; see `make_parts`."""

    batch: Batch
    decision: Decision
    past: Past
    documents: Mapping[str, bytes] | None = None


class MadeSlice(NamedTuple):
    """What a slice gave: its parts (`dump_parts`), their files and Markdown by path."""

    parts: bytes
    files: Mapping[str, bytes]
    sources: Mapping[str, bytes]
    seconds: Mapping[str, float]


# There.


def judge(program: str, shared: bytes, package: bytes) -> Judged:
    """What a worker says of a package.

    Args:
        program: the hash of the program that asks.
        shared: packed `SiteShared`.
        package: packed `Package`.

    Raises:
        ClusterError: the worker runs another program: it came after the others were asked.
    """
    _see_program(program)
    of_site = _receive_shared(shared)
    raw, findings, twins = unpack(package)
    with _turn:
        prepared = prepare(raw, of_site, findings)
        _keep_derived(_key(shared, package), prepared, twins=twins)
    decision = without_contents(prepared.decision)
    if decision.outcome != "publish":
        return Judged(decision)
    batches, edition = batches_of(prepared, SLICE), prepared.edition
    if edition is None:
        return Judged(decision, batches)
    indicators = [series.indicator.indicator_id for series in edition.series]
    return Judged(decision, batches, edition.main_report.report.report_id, indicators)


def make_slice(program: str, shared: bytes, package: bytes, asked: bytes) -> MadeSlice:
    """What a worker makes of a package that was judged, there or by another worker.

    Args:
        program, shared, package: see `judge`.
        asked: packed `Slice`.

    Raises:
        ClusterError: see `judge`.
    """
    _see_program(program)
    of_site = _receive_shared(shared)
    batch, decision, past, documents = unpack(asked)
    prepared, twins = _derive(of_site, shared, package, decision)
    tree, sources = MemoryTree(), MemoryTree()
    parts = Parts(before={}, tree=tree, sources=sources, describe=describe, twins=twins)
    make_parts([batch], prepared, in_only_place(of_site, prepared), past, parts, documents)
    return MadeSlice(dump_parts(parts.now), tree.files, sources.files, parts.seconds)


def _see_program(program: str) -> None:
    if program != running_program():
        raise other_program([gethostname()])


@lru_cache(maxsize=2)
def _receive_shared(packed: bytes) -> SiteShared:
    """What packages share, with the theme of this machine; its templates are compiled once."""
    shared: SiteShared = unpack(packed)
    look = replace(shared.look, theme=THEME)
    return replace(shared, look=look)


_derived: OrderedDict[bytes, tuple[Prepared, bool]] = OrderedDict()
_turn = Lock()
"""A worker with several threads derives a package once all the same."""


def _derive(
    of_site: SiteShared, shared: bytes, packed: bytes, decision: Decision
) -> tuple[Prepared, bool]:
    """A package that was judged, here or by another worker."""
    with _turn:
        key = _key(shared, packed)
        if key in _derived:
            _derived.move_to_end(key)
        else:
            raw, _, twins = unpack(packed)
            prepared = derive(raw, replace(decision, raw=raw), of_site)
            _keep_derived(key, prepared, twins=twins)
        return _derived[key]


def _keep_derived(key: bytes, prepared: Prepared, *, twins: bool) -> None:
    _derived[key] = prepared, twins
    while len(_derived) > DERIVED:
        _derived.popitem(last=False)


def _key(shared: bytes, packed: bytes) -> bytes:
    return sha256(sha256(shared).digest() + packed).digest()


# On the way.


def pack(data: object) -> bytes:
    """Plain data for a worker: packages are text, which becomes a fifth."""
    return zlib.compress(pickle.dumps(data), 1)


def unpack(packed: bytes) -> Any:
    """What `pack` put together; only from the build that the worker works for."""
    return pickle.loads(zlib.decompress(packed))  # noqa: S301 - the worker runs what it is sent


# Here.


@dataclass(kw_only=True)
class _UnderWay:
    """A package that is being made: `left` are batches not yet asked for, `asked` how many are."""

    work: PackageWork
    packed: bytes = field(repr=False)
    parts: Parts
    judged: Judged | None = None
    past: Past = field(default_factory=Past)
    left: deque[Batch] = field(default_factory=deque)
    asked: int = 0

    def next_batch(self) -> Batch | None:
        """What can be asked for: one that reads the others' files only when they are here."""
        if self.left and (self.asked == 0 or not self.left[0].last):
            return self.left.popleft()
        return None


@dataclass(kw_only=True)
class Away:
    """Makes packages by workers elsewhere.

    As many slices are under way as the workers can have; a package is begun only when those
    before it ask for nothing more, so that few are held at once.
    """

    workshop: Workshop
    shared: SiteShared
    workers: Workers

    def __post_init__(self) -> None:
        self.program = own_program()
        self.packed = pack(self.shared)
        self.under_way: dict[Future[Any], _UnderWay] = {}
        self.begun: list[_UnderWay] = []
        self.done: dict[str, PackageDone] = {}

    def make(self, works: Sequence[PackageWork]) -> Iterator[PackageDone]:
        """Every package, in their order."""
        waiting = deque(works)
        for work in works:
            while work.folder not in self.done:
                self._ask(waiting)
                ended, _ = wait(self.under_way, return_when=FIRST_COMPLETED)
                while ended:
                    future = ended.pop()
                    self._take(self.under_way.pop(future), future.result())
            yield self.done.pop(work.folder)
            save_now()  # who took it has kept it; the workers elsewhere do not know the store

    def _ask(self, waiting: deque[PackageWork]) -> None:
        """Ask for as much as may be under way."""
        while len(self.under_way) < AHEAD * max(1, self.workers.at_once):
            for one in self.begun:
                if (batch := one.next_batch()) is not None:
                    self._submit(one, self._describe_slice(one, batch))
                    break
            else:
                if not waiting:
                    return
                one = self._begin(waiting.popleft())
                self._submit(one, None)

    def _submit(self, one: _UnderWay, asked: Slice | None) -> None:
        """Ask for a slice of a package; for none, to judge it."""
        submit, sent = self.workers.executor.submit, (self.program, self.packed, one.packed)
        future: Future[Any]
        future = submit(judge, *sent) if asked is None else submit(make_slice, *sent, pack(asked))
        self.under_way[future] = one
        one.asked += 1

    def _begin(self, work: PackageWork) -> _UnderWay:
        before = load_parts(recall(PARTS, [work.folder.encode()]))
        parts = self.workshop.parts(before, twins=work.twins)
        with parts.clock("read"):
            raw = read_work(self.workshop, work)
            packed = pack(Package(raw, work.findings, work.twins))
        one = _UnderWay(work=work, packed=packed, parts=parts)
        self.begun.append(one)
        return one

    def _describe_slice(self, one: _UnderWay, batch: Batch) -> Slice:
        assert one.judged is not None  # noqa: S101 - there are no batches before
        documents = None
        if batch.last:
            paths = {
                key: indicator_file(one.work.name, key, "json") for key in one.judged.indicators
            }
            documents = {key: one.parts.tree.read(path) for key, path in paths.items()}
        return Slice(batch, one.judged.decision, one.past, documents)

    def _take(self, one: _UnderWay, came: Judged | MadeSlice) -> None:
        one.asked -= 1
        if isinstance(came, MadeSlice):
            with one.parts.clock("write"):
                now = {
                    name: _write(name, part, came, one.parts)
                    for name, part in load_parts(came.parts).items()
                }
            one.parts.take(now, came.seconds)
        else:
            one.judged = came
            self._look_back(one, came)
        if one.asked == 0 and not one.left:
            self.begun.remove(one)
            if one.work.folder not in self.done:
                assert one.judged is not None  # noqa: S101 - it comes before all slices
                decision = one.judged.decision
                self.done[one.work.folder] = close(self.workshop, one.work, decision, one.parts)

    def _look_back(self, one: _UnderWay, judged: Judged) -> None:
        """Make the released versions of a package, whose history is here; then ask for the rest."""
        work, parts = one.work, one.parts
        if judged.decision.outcome != "publish":
            self.done[work.folder] = PackageDone(
                work=work, decision=judged.decision, seconds=parts.seconds
            )
            return
        shared = self.shared
        if shared.only_place and judged.report:
            shared = with_lists_of(shared, work.name, judged.report)
        raw = unpack(one.packed).raw if work.history else judged.decision.raw
        one.past, lacking = make_past_of(self.workshop, work, raw, shared, parts)
        if lacking:
            self.done[work.folder] = stopped(work, judged.decision, lacking)
            return
        one.left.extend(judged.batches)


def _write(name: str, part: Part, came: MadeSlice, parts: Parts) -> Part:
    """A part with its files written here; one that an earlier build wrote stays as it is."""
    known = parts.known(name, part.key)
    if known is not None and known.told == part.told:
        return known
    return replace(
        part,
        files=[parts.tree.write(file.path, came.files[file.path]) for file in part.files],
        twins=[parts.tree.write(file.path, came.files[file.path]) for file in part.twins],
        sources=[parts.sources.write(file.path, came.sources[file.path]) for file in part.sources],
    )
