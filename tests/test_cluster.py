"""Places rendered by workers on other machines, here on loopback, are those rendered at home."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import pytest

from scripts.build import ROOT, Folders, build_site
from scripts.cluster import ClusterError, open_cluster
from scripts.files import read_tree
from tests.bench.synthetic import write_portal

SHARED = ("content/pages", "content/updates", "datasets/schemas", "datasets/vocabulary")
PLACES, INDICATORS = 3, 30


def start(*arguments: str, folder: Path, wait: str) -> tuple[subprocess.Popen[str], str]:
    """A Dask process, and what it said when it was ready."""
    process = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        start_new_session=True,
    )
    said = ""
    assert process.stdout is not None
    for line in process.stdout:
        said += line
        if re.search(wait, line):
            break
    Thread(target=process.stdout.read, daemon=True).start()
    return process, said


@pytest.fixture
def cluster(tmp_path):
    """A scheduler's address, and its two workers' processes."""
    processes = []
    try:
        scheduler, said = start(
            "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
            folder=tmp_path, wait="Scheduler at:",
        )  # fmt: skip
        processes.append(scheduler)
        address = re.findall(r"tcp://127\.0\.0\.1:\d+", said)[-1]
        for _ in range(2):
            worker, _ = start(
                "dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
                folder=tmp_path, wait="Registered to:",
            )  # fmt: skip
            processes.append(worker)
        yield address, processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()
            process.stdout.close()


@pytest.fixture
def portal(tmp_path):
    root = tmp_path / "portal"
    for name in SHARED:
        shutil.copytree(ROOT / name, root / name)
    write_portal(root / "datasets", PLACES * INDICATORS, most=INDICATORS)
    return root


def kill_in_the_middle(worker: subprocess.Popen[str], address: str, busy: list[str]) -> None:
    """Kill a worker once something is being rendered; notes what."""
    from distributed import Client  # noqa: PLC0415

    with Client(address) as client:
        for _ in range(600):
            working = [str(key) for keys in client.processing().values() for key in keys]
            if any("render_place" in key for key in working):
                busy += working
                break
            time.sleep(0.05)
    os.kill(worker.pid, signal.SIGKILL)


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_gives_the_same_bytes(portal, cluster):
    address, (first, _) = cluster
    assert not build_site(Folders(root=portal, output=portal / "home/site"), quiet=True).findings
    busy: list[str] = []
    killer = Thread(target=kill_in_the_middle, args=(first, address, busy))
    killer.start()
    away = build_site(
        Folders(root=portal, output=portal / "away/site"), quiet=True, scheduler=address
    )
    killer.join()
    assert busy, "the worker was lost too late to matter"
    assert first.wait() == -signal.SIGKILL
    assert not away.findings
    assert read_tree(portal / "away/site") == read_tree(portal / "home/site")


def test_workers_of_another_program_are_given_nothing(cluster, monkeypatch):
    address, _ = cluster
    monkeypatch.setattr("scripts.cluster.CODE", ROOT / "tests")
    told = "同一次提交.*run another program"
    with pytest.raises(ClusterError, match=told), open_cluster(address):
        pytest.fail("it was opened")


def test_a_scheduler_that_does_not_answer_is_told(monkeypatch):
    monkeypatch.setattr("scripts.cluster.PATIENCE", 1)
    with pytest.raises(ClusterError, match="does not answer"), open_cluster("tcp://127.0.0.1:1"):
        pytest.fail("it was opened")
