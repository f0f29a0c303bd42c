"""Other machines that make places: a Dask cluster, as an executor like any other.

What is handed over and what comes back is the same wherever it is made; the workers must run the
same program, which is asked before they are given anything. A worker that is lost costs time: the
scheduler gives its slices to another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, Executor
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from scripts.core.errors import ToldError
from scripts.core.files import hash_files, list_files
from scripts.core.kept import describe_program

if TYPE_CHECKING:
    from distributed import Client

CODE = Path(__file__).parents[1]
PATIENCE = 30
"""Seconds in which the scheduler has to answer."""


class ClusterError(ToldError):
    """The cluster cannot be used."""

    def __reduce__(self) -> tuple[type[ClusterError], tuple[str, str]]:
        """From a worker it comes as it is."""
        return type(self), (self.message_zh, self.message_en)


class Workers(NamedTuple):
    """Those of a cluster, asked through `executor`; `at_once` is how many work at the same time."""

    executor: Executor
    at_once: int


def own_program() -> str:
    """The hash of the program on this disk, with the templates of its pages."""
    together = sha256(describe_program(CODE))
    templates = CODE.parent / "theme" / "templates"
    together.update(hash_files(templates, list_files(templates)))
    return together.hexdigest()


@cache
def running_program() -> str:
    """The same as it was when a worker was first asked: what it has loaded does not change."""
    return own_program()


def other_program(workers: Sequence[str]) -> ClusterError:
    """Workers that would make something else."""
    listed = ", ".join(workers)
    return ClusterError(
        f"这些工作进程的程序或依赖与本机不同：{listed}。"
        "先换成同一次提交、同一份锁定文件，再重新启动它们。",
        f"These workers run another program or other packages: {listed}. Give them the same "
        "commit and the same lock file, and start them again.",
    )


@contextmanager
def open_cluster(scheduler: str) -> Iterator[Workers]:
    """The workers of a scheduler, to be handed units of work.

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
        try:
            yield Workers(executor, sum(client.nthreads().values()))
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
    own = own_program()
    if others := sorted(name for name, one in programs.items() if one != own):
        raise other_program(others)
