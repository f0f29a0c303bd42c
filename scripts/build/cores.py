"""Processes on this machine's other cores: one each while much is made, one that begins early."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import get_all_start_methods, get_context, parent_process
from threading import Thread
from typing import TypeVar

_state: list[object] = []
_T = TypeVar("_T")


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


@contextmanager
def core_ahead(modules: Sequence[str]) -> Iterator[Executor | None]:
    """A process that loads modules while the build is busy with what comes before its work.

    It has no state until `give_state`. None where there is one core only, which it would take away
    from the build. It has ended when the build goes on: it holds the build's lock as well.
    """
    if (os.cpu_count() or 1) < 2:  # noqa: PLR2004 - one for the build, one for this
        yield None
        return
    with core_pool(None, 1) as pool:
        pool.submit(_load, modules)
        yield pool


def ask(pool: Executor | None, make: Callable[..., _T], *given: object) -> Callable[[], _T]:
    """What `make` gives: from a process that is at it until it is needed, or made at once."""
    if pool is None:
        made = make(*given)
        return lambda: made
    return pool.submit(make, *given).result


def give_state(pool: Executor, state: object) -> None:
    """Let what is asked of a pool of one process from now on have `state`."""
    pool.submit(_take_state, state)


def state_of(kind: type[_T]) -> _T:
    """The state that this process was given.

    Raises:
        TypeError: it is of another kind.
    """
    (state,) = _state
    if not isinstance(state, kind):
        message = f"the process was made for {type(state).__name__}"
        raise TypeError(message)
    return state


def _begin(state: object) -> None:
    """Leave Ctrl-C to the build, and end when it is killed: nobody else would end the process.

    A request to end that reaches this process too is none of its own to tell of.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Thread(target=_end_with_the_build, daemon=True).start()
    _take_state(state)


def _take_state(state: object) -> None:
    _state[:] = [state]


def _load(modules: Sequence[str]) -> None:
    for name in modules:
        import_module(name)


def _end_with_the_build() -> None:
    if (build := parent_process()) is not None:
        build.join()
        os._exit(1)
