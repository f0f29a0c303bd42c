"""Steps made on other machines, here on loopback, are those made at home."""

import json
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

from scripts.build.executor import open_cluster
from scripts.build.runner import make_steps
from scripts.build.site import ROOT, Folders, build_site
from scripts.core.files import read_tree
from scripts.core.program import ClusterError, describe_program, running_program
from tests.bench.synthetic import write_portal

SHARED = ("content/pages", "content/updates", "datasets/schemas", "datasets/vocabulary")
PLACES, INDICATORS = 3, 60


@pytest.fixture
def portal(tmp_path):
    """Three places; the table of a fourth package has findings."""
    root = tmp_path / "portal"
    for name in SHARED:
        shutil.copytree(ROOT / name, root / name)
    write_portal(root / "datasets", PLACES * INDICATORS, most=INDICATORS)
    loose = root / "datasets" / "loose"
    loose.mkdir()
    (loose / "loose.csv").write_text("a,b\n1,2\nx,3\n", encoding="utf-8")
    fields = [{"name": "a", "type": "integer"}, {"name": "b", "type": "integer"}]
    resource = {"name": "loose", "path": "loose.csv", "schema": {"fields": fields}}
    said = {"name": "loose", "resources": [resource]}
    (loose / "datapackage.json").write_text(json.dumps(said), encoding="utf-8")
    return root


def build(portal, name, scheduler=""):
    folders = Folders(root=portal, output=portal / name / "site")
    return build_site(folders, quiet=True, scheduler=scheduler)


def sources_of(portal):
    return read_tree(portal / "content/generated")


def test_workers_of_another_program_make_nothing():
    with pytest.raises(ClusterError, match="run another program"):
        make_steps([], b"other")
    assert make_steps([], running_program()) == []


def test_what_a_worker_has_loaded_stays_its_program(monkeypatch, tmp_path):
    before = running_program()
    assert before == describe_program(with_pages=True)
    monkeypatch.setattr("scripts.core.program.ROOT", tmp_path)
    assert describe_program(with_pages=True) != before
    assert running_program() == before


# With one.


def start(
    *arguments: str, folder: Path, wait: str, code: Path = ROOT
) -> tuple[subprocess.Popen[str], str]:
    """A Dask process, and what it said when it was ready."""
    process = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(code)},
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


class Cluster:
    """A scheduler and its workers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.scheduler, said = start(
            "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
            folder=folder, wait="Scheduler at:",
        )  # fmt: skip
        self.processes = [self.scheduler]
        self.address = re.findall(r"tcp://127\.0\.0\.1:\d+", said)[-1]

    def add(self, code: Path = ROOT) -> subprocess.Popen[str]:
        worker, _ = start(
            "dask_worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
            folder=self.folder, wait="Registered to:", code=code,
        )  # fmt: skip
        self.processes.append(worker)
        return worker

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()
            process.stdout.close()


@pytest.fixture
def cluster(tmp_path):
    cluster = Cluster(tmp_path)
    try:
        yield cluster
    finally:
        cluster.close()


def stop_in_the_middle(address: str, pid: int, found: list[str]) -> None:
    """Hold a worker that makes steps, and note which bundle."""
    from distributed import Client  # noqa: PLC0415

    with Client(address) as client:
        (own,) = (name for name, one in client.run(os.getpid).items() if one == pid)
        for _ in range(1200):
            before = {key for key in client.processing()[own] if "make_steps" in str(key)}
            os.kill(pid, signal.SIGSTOP)
            time.sleep(0.2)  # what it said before arrives
            if held := before & set(client.processing()[own]):
                found += map(str, held)
                return
            os.kill(pid, signal.SIGCONT)
            time.sleep(0.05)


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_gives_the_same_bytes(portal, cluster):
    assert not build(portal, "home").findings
    sources = sources_of(portal)
    shutil.rmtree(portal / "content/generated")
    first, _ = cluster.add(), cluster.add()
    held: list[str] = []

    def lose_a_worker() -> None:
        stop_in_the_middle(cluster.address, first.pid, held)
        os.kill(first.pid, signal.SIGKILL)

    killer = Thread(target=lose_a_worker)
    killer.start()
    away = build(portal, "away", cluster.address)
    killer.join()
    assert held, "the worker was lost too late to matter"
    assert first.wait() == -signal.SIGKILL
    assert not away.findings
    assert read_tree(portal / "away/site") == read_tree(portal / "home/site")
    assert sources_of(portal) == sources


@pytest.mark.slow
def test_a_scheduler_that_is_lost_is_told(portal, cluster):
    worker = cluster.add()
    held: list[str] = []

    def lose_the_scheduler() -> None:
        stop_in_the_middle(cluster.address, worker.pid, held)
        cluster.scheduler.kill()

    killer = Thread(target=lose_the_scheduler)
    killer.start()
    with pytest.raises(ClusterError, match="were lost"):
        build(portal, "away", cluster.address)
    killer.join()
    assert held
    assert not (portal / "away/site").exists()


@pytest.mark.slow
def test_workers_of_another_program_are_given_nothing(cluster, tmp_path):
    code = tmp_path / "code"
    for name in ("scripts", "theme"):
        shutil.copytree(ROOT / name, code / name)
    cluster.add()
    with open_cluster(cluster.address) as workers:
        assert workers.count == 1
    template = code / "theme/templates/base.html"
    template.write_text(template.read_text(encoding="utf-8") + "\n<!-- -->", encoding="utf-8")
    cluster.add(code)
    told = "同一次提交.*run another program"
    with pytest.raises(ClusterError, match=told), open_cluster(cluster.address):
        pytest.fail("it was opened")


@pytest.mark.slow
def test_workers_without_the_program_are_given_nothing(cluster, tmp_path):
    with pytest.raises(ClusterError, match="no workers"), open_cluster(cluster.address):
        pytest.fail("it was opened")
    cluster.add(tmp_path)
    with pytest.raises(ClusterError, match="another program"), open_cluster(cluster.address):
        pytest.fail("it was opened")


def test_a_scheduler_that_does_not_answer_is_told(monkeypatch):
    monkeypatch.setattr("scripts.build.executor.PATIENCE", 1)
    with pytest.raises(ClusterError, match="does not answer"), open_cluster("tcp://127.0.0.1:1"):
        pytest.fail("it was opened")
