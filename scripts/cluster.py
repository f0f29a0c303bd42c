"""Other machines that render places: a Dask cluster, as an executor like any other.

What is handed over and what comes back is the same wherever it is made; the workers must run the
same program, which is asked before they are given anything. A worker that is lost costs time: the
scheduler gives its places to another.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path

from scripts.kept import describe_program
from scripts.mishaps import ToldError

CODE = Path(__file__).parent
PATIENCE = 30
"""Seconds in which the scheduler has to answer."""


class ClusterError(ToldError):
    """The cluster cannot be used."""


def own_program() -> str:
    """The hash of the program, asked of each worker."""
    return describe_program(CODE).hex()


@contextmanager
def open_cluster(scheduler: str) -> Iterator[Executor]:
    """The workers of a scheduler, to be handed units of work.

    Args:
        scheduler: its address, such as `tcp://10.0.0.1:8786`.

    Raises:
        ClusterError: Dask is not installed, the scheduler does not answer, it has no workers, or
            they run another program.
    """
    try:
        from distributed import Client  # noqa: PLC0415 - an optional extra
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
        programs = client.run(own_program)
        if not programs:
            raise ClusterError(
                f"调度器 {scheduler} 还没有工作进程。", f"The scheduler {scheduler} has no workers."
            )
        if others := sorted(name for name, one in programs.items() if one != own_program()):
            listed = ", ".join(others)
            raise ClusterError(
                f"这些工作进程的程序或依赖与本机不同：{listed}。先换成同一次提交、同一份锁定文件。",
                f"These workers run another program or other packages: {listed}. Give them the "
                "same commit and the same lock file.",
            )
        with client.get_executor(pure=False) as executor:
            yield executor
