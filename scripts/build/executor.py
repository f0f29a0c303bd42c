"""Who makes steps beside the build: processes of this machine's cores, or a Dask cluster's workers.

Both are executors of `concurrent.futures`; what they are handed and what comes back is the same.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import CancelledError, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_all_start_methods, get_context, parent_process
from threading import Thread
from typing import TYPE_CHECKING

from scripts.build.runner import Workers
from scripts.core.program import (
    ClusterError,
    OtherProgramError,
    describe_program,
    running_program,
)

if TYPE_CHECKING:
    from distributed import Client

PATIENCE = 30
"""Seconds in which the scheduler has to answer."""
SENT_FAR = 32
"""Steps that a worker of a cluster is sent at once: enough to be worth the way."""


@contextmanager
def open_workers(scheduler: str = "") -> Iterator[Workers]:
    """The workers of a scheduler or, without one, a process per core, begun when first asked.

    Raises:
        ClusterError: see `open_cluster`.
    """
    with open_cluster(scheduler) if scheduler else open_cores() as workers:
        yield workers


@contextmanager
def open_cores() -> Iterator[Workers]:
    """A process per core. When the build stops half-way, nothing more is begun."""
    count = os.cpu_count() or 1
    # Forked where the system can: what the build has loaded need not be loaded again.
    method = "fork" if "fork" in get_all_start_methods() else "spawn"
    pool = ProcessPoolExecutor(count, mp_context=get_context(method), initializer=_begin)
    try:
        yield Workers(pool, count)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin() -> None:
    """Leave Ctrl-C to the build, and end when it is killed: nobody else would end the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Thread(target=_end_with_the_build, daemon=True).start()


def _end_with_the_build() -> None:
    if (build := parent_process()) is not None:
        build.join()
        os._exit(1)


@contextmanager
def open_cluster(scheduler: str) -> Iterator[Workers]:
    """The workers of a scheduler. One that is lost costs time: another gets its steps.

    Args:
        scheduler: its address, such as `tcp://10.0.0.1:8786`.

    Raises:
        ClusterError: Dask is not installed, the scheduler does not answer, it has no workers,
            they run another program, or they were lost meanwhile.
    """
    try:
        from distributed import Client, KilledWorker  # noqa: PLC0415 - an optional extra
    except ImportError:
        raise ClusterError(
            "没有装 Dask：pip install 本项目的 cluster 附加依赖（见 docs/scale.md）。",
            "Dask is not installed: install the project's extra `cluster` (see docs/scale.md).",
        ) from None
    try:
        client = Client(scheduler, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"连不上调度器 {scheduler}：{error}。",
            f"The scheduler {scheduler} does not answer: {error}.",
        ) from None
    with client:
        _ask_programs(client, scheduler)
        executor = client.get_executor(pure=False)
        count = sum(client.nthreads().values())
        try:
            yield Workers(executor, count, SENT_FAR, describe_program(with_pages=True))
        except (CancelledError, KilledWorker) as error:
            raise ClusterError(
                f"调度器 {scheduler} 或它的工作进程中途没有了：{error}。再生成一次。",
                f"The scheduler {scheduler} or its workers were lost: {error}. Build again.",
            ) from None
        finally:
            executor.shutdown(wait=False)


def _ask_programs(client: Client, scheduler: str) -> None:
    """See that there are workers, and that they run this program; one without it gives an error."""
    programs = client.run(running_program, on_error="return")
    if not programs:
        raise ClusterError(
            f"调度器 {scheduler} 还没有工作进程。", f"The scheduler {scheduler} has no workers."
        )
    own = describe_program(with_pages=True)
    if others := sorted(name for name, one in programs.items() if one != own):
        raise OtherProgramError(others)
