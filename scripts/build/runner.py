"""The runner: uses steps again, or has them made, here or by an executor, and writes their files.

What is made, and in which order, is said by plans: generators that yield steps and are sent their
records. Only the runner writes files and notes records; who makes a step gives bytes, so that a
process of this machine and a worker of a cluster are asked alike.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field
from itertools import islice
from socket import gethostname
from threading import Lock
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from scripts.build.step import Made, Record, Step
from scripts.build.store import Store
from scripts.build.tree import FileRecord, hash_file
from scripts.core.errors import is_of_machine
from scripts.core.program import OtherProgramError, running_program

T = TypeVar("T")
Records = Mapping[str, Record]
Plan = Generator[Iterable[Step], Records, T]
"""What is made of a package, say: yields steps that do not depend on each other, is sent their
records by name, and returns what came of it. An error in one of the steps is thrown into it."""
ALONE = 3
"""Fewer steps than these are made here: no other process is asked for them."""


class Tree(Protocol):
    """Where files go: `tree.SiteTree`, or memory."""

    def write(self, path: str, data: bytes) -> FileRecord:
        """Write a file."""

    def has(self, record: FileRecord) -> bool:
        """Whether a file is there as it was written."""


@dataclass(frozen=True, slots=True)
class Workers:
    """Who makes steps beside this process.

    `count`: how many at a time; `together`: steps that one is sent at once; `program`: the hash of
    what they have to run, where they are not of this process.
    """

    executor: Executor
    count: int
    together: int = 8
    program: bytes = b""


class _Asked(NamedTuple):
    """A bundle of steps that somebody else makes."""

    plan: _UnderWay[Any]
    steps: Sequence[Step]


@dataclass(slots=True, eq=False)
class _UnderWay(Generic[T]):
    """A plan that runs; `pending`: how many of its bundles others still have."""

    plan: Plan[T]
    records: dict[str, Record] = field(default_factory=dict)
    pending: int = 0
    error: BaseException | None = None
    result: list[T] = field(default_factory=list)


@dataclass(kw_only=True)
class Runner:
    """Runs the steps of one build.

    Args:
        store: where records are kept.
        site: the tree of the site's files.
        sources: that of the pages' Markdown.
        workers: who makes steps beside this process; None: nobody.
    """

    store: Store
    site: Tree
    sources: Tree
    workers: Workers | None = None
    now: dict[str, Record] = field(default_factory=dict, repr=False)
    """The steps of this build by name."""

    def __post_init__(self) -> None:
        self.before = self.store.load()
        self._asked: dict[Future[list[Made | Exception]], _Asked] = {}

    def run(self, steps: Iterable[Step]) -> Records:
        """The records of steps that do not depend on each other."""

        def plan() -> Plan[Records]:
            return (yield steps)

        (records,) = self.run_all([plan()])
        return records

    def run_here(self, step: Step) -> Record:
        """The record of one step, which this process makes."""
        return self._known(step) or self.note(step, step.make(*step.inputs()))

    def run_all(self, plans: Iterable[Plan[T]]) -> Iterator[T]:
        """What plans return, in their order; a few are under way at a time."""
        waiting, begun = deque(plans), deque[_UnderWay[T]]()
        most = 1 if self.workers is None else self.workers.count + 1
        while waiting or begun:
            while waiting and sum(not one.result for one in begun) < most:
                begun.append(_UnderWay(waiting.popleft()))
                self._advance(begun[-1])
            while begun and begun[0].result:
                yield from begun.popleft().result
            if self._asked:
                self._take()
                for one in begun:
                    if not one.pending and not one.result:
                        self._advance(one)

    def _advance(self, one: _UnderWay[T]) -> None:
        """Go on with a plan until it ends or others have to make its steps."""
        while not one.pending:
            try:
                if one.error is not None:
                    error, one.error = one.error, None
                    steps = one.plan.throw(error)
                else:
                    steps = one.plan.send(one.records or None)  # type: ignore[arg-type]
            except StopIteration as end:
                one.result.append(end.value)
                return
            one.records = {}
            self._begin(one, iter(steps))

    def _begin(self, one: _UnderWay[Any], steps: Iterator[Step]) -> None:
        """Use steps again; make the others here if they are few, else hand them out."""
        unmade = self._unmade(one, steps)
        most = None if self.workers is None else self.workers.count * self.workers.together
        try:
            few = list(islice(unmade, most))
        except Exception as error:  # noqa: BLE001 - the plan says what becomes of it
            one.error = error
            return
        if self.workers is None or len(few) < ALONE:
            for step in few:
                try:
                    one.records[step.name] = self.note(step, step.make(*step.inputs()))
                except Exception as error:  # noqa: BLE001 - the plan says what becomes of it
                    one.error = _within(step, error)
                    return
            return
        # A few steps are shared out one by one, so that all that work end at about the same time.
        size = self.workers.together if len(few) == most else 1
        while few := [*few, *islice(unmade, max(0, size - len(few)))]:
            bundle, few = few[:size], few[size:]
            while len(self._asked) >= 2 * self.workers.count:
                self._take()
            try:
                asked = [(step.make, step.inputs()) for step in bundle]
            except Exception as error:  # noqa: BLE001 - the plan says what becomes of it
                one.error = error
                return
            future = self.workers.executor.submit(make_steps, asked, self.workers.program)
            self._asked[future] = _Asked(one, bundle)
            one.pending += 1

    def _unmade(self, one: _UnderWay[Any], steps: Iterator[Step]) -> Iterator[Step]:
        """The steps that cannot be used again; those that can are taken over."""
        for step in steps:
            if (record := self._known(step)) is None:
                yield step
            else:
                one.records[step.name] = record

    def _take(self) -> None:
        """Wait for a bundle that others make, and note its steps."""
        ended, _ = wait(self._asked, return_when=FIRST_COMPLETED)
        for future in ended:
            one, steps = self._asked.pop(future)
            one.pending -= 1
            for step, made in zip(steps, future.result(), strict=False):
                if not isinstance(made, Made):
                    one.error = _within(step, made)
                    continue
                try:
                    one.records[step.name] = self.note(step, made)
                except Exception as error:  # noqa: BLE001 - the plan says what becomes of it
                    one.error = _within(step, error)

    def _known(self, step: Step) -> Record | None:
        """The step as an earlier build made it, if its key is the same and its files are there."""
        record = self.before.get(step.name)
        if record is None or record.key != self.store.key(step.key) or not self._is_whole(record):
            return None
        return self._add(record)

    def _is_whole(self, record: Record) -> bool:
        return all(map(self.site.has, record.files)) and all(map(self.sources.has, record.sources))

    def use_again(self, names: Iterable[str]) -> bool:
        """Take over steps of the build before as they were, if all of their files are there."""
        records = [self.before.get(name) for name in names]
        if not all(one is not None and self._is_whole(one) for one in records):
            return False
        for one in records:
            if one is not None:
                self._add(one)
        return True

    def note(self, step: Step, made: Made) -> Record:
        """Write what was made of a step, and note it."""
        before = self.before.get(step.name)
        files = _write(self.site, made.files, before.files if before else ())
        sources = _write(self.sources, made.sources, before.sources if before else ())
        key = self.store.key(step.key)
        return self._add(self.store.put(step.name, key, files, sources, made.facts))

    def _add(self, record: Record) -> Record:
        if record.name in self.now:
            message = f"two steps are called {record.name!r}"
            raise ValueError(message)
        self.now[record.name] = record
        return record

    def drop(self, starts: Sequence[str]) -> None:
        """Take steps out of this build, with their files: all whose names start so."""
        for name in [one for one in self.now if one.startswith(tuple(starts))]:
            del self.now[name]

    def forget_others(self) -> None:
        """Drop the steps of earlier builds that this one did not have."""
        self.store.forget(self.before.keys() - self.now.keys())


def _within(step: Step, error: Exception) -> Exception:
    """An error that says in a note which step it was met in."""
    error.add_note(step.name)
    return error


_turn = Lock()
"""A worker with several threads makes one bundle at a time: what steps share is made for that."""


def make_steps(
    asked: Sequence[tuple[Callable[..., Made], tuple[Any, ...]]], program: bytes
) -> list[Made | Exception]:
    """What steps give, in a process that was asked for them; at an error it is the last.

    What is no fault of a step (the disk is full, say) is raised.

    Args:
        asked: what makes each step, and what it is given.
        program: the hash of the program that asks; empty where it is this one.

    Raises:
        OtherProgramError: this process runs another program.
    """
    if program and program != running_program():
        raise OtherProgramError([gethostname()])
    made: list[Made | Exception] = []
    with _turn:
        for make, inputs in asked:
            try:
                made.append(make(*inputs))
            except Exception as error:
                if is_of_machine(error):
                    raise
                made.append(_as_sent(error))
                break
    return made


def _as_sent(error: Exception) -> Exception:
    """An error that can be sent; of one that cannot, what it said."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    except Exception:  # noqa: BLE001 - whatever keeps it from being sent
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _write(
    tree: Tree, files: Mapping[str, bytes], before: Iterable[FileRecord]
) -> list[FileRecord]:
    """Write files; one that is there with the same content stays as it is."""
    known = {record.path: record for record in before}
    records = []
    for path, data in files.items():
        one = known.get(path)
        same = one is not None and one.size == len(data) and one.sha256 == hash_file(data)
        records.append(one if one and same and tree.has(one) else tree.write(path, data))
    return records
