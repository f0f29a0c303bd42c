"""Places made slice by slice on other machines, here on loopback, are those made at home."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from scripts.build.away import pack, unpack
from scripts.build.cluster import ClusterError, Workers, open_cluster, own_program, running_program
from scripts.build.package_maker import PackageMaker

from scripts.build.site import ROOT, Folders, build_site
from scripts.core.files import read_tree
from scripts.core.kept import KeptResults
from tests.bench.synthetic import write_portal

SHARED = ("content/pages", "content/updates", "datasets/schemas", "datasets/vocabulary")
PLACES, INDICATORS, SLICE = 3, 16, 4


@pytest.fixture(autouse=True)
def small_slices(monkeypatch):
    """As if the places were large."""
    monkeypatch.setattr("scripts.build.workers.SLICE", SLICE)
    monkeypatch.setattr("scripts.build.away.SLICE", SLICE)


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


def refuse(*_: object) -> None:
    pytest.fail("it was made at home")


# Without a cluster: what is asked for, and what becomes of it.


class Here(Executor):
    """Does at once what workers elsewhere would do; counts what was not taken away yet.

    As on another machine, the folder of the build's theme is not there.
    """

    def __init__(self) -> None:
        self.tasks: list[tuple[bytes, object]] = []
        self.untaken = self.most = 0

    def submit(self, work, program, shared, package, *asked):
        of_site = unpack(shared)
        look = replace(of_site.look, theme=Path("nowhere"))
        shared = pack(replace(of_site, look=look))
        future: Future[object] = Future()
        future.set_result(came := work(program, shared, package, *asked))
        self.tasks.append((package, came))
        self.untaken += 1
        self.most = max(self.most, self.untaken)
        take = future.result

        def result(timeout: float | None = None) -> object:
            self.untaken -= 1
            return take(timeout)

        future.result = result
        return future

    @property
    def packages(self) -> int:
        return len({package for package, _ in self.tasks})


@pytest.fixture
def here(monkeypatch):
    executor = Here()

    @contextmanager
    def opened(_):
        yield Workers(executor, 2)

    monkeypatch.setattr("scripts.build.cluster.open_cluster", opened)
    return executor


def test_slices_come_together_to_the_same_bytes(portal, here, monkeypatch):
    home = build(portal, "home")
    assert not home.findings
    generated = portal / "content/generated/packages"
    sources = read_tree(generated)
    shutil.rmtree(generated)
    saved: list[KeptResults] = []
    save = KeptResults.save
    monkeypatch.setattr(KeptResults, "save", lambda store: (saved.append(store), save(store)))
    away = build(portal, "away", "tcp://here")
    assert len(saved) > PLACES, "what is kept of each place is not held until all are made"
    assert away.decisions == home.decisions != ()
    assert (away.pages, away.files, away.statuses) == (home.pages, home.files, home.statuses)
    assert read_tree(portal / "away/site") == read_tree(portal / "home/site")
    assert read_tree(generated) == sources != {}
    slices = -(-INDICATORS // SLICE)
    of_a_place = ["judged", "package", "place", *["indicators"] * slices, "answers"]
    assert len(here.tasks) == PLACES * len(of_a_place) + 2
    assert here.most <= 4, "results are taken as they come"


def test_only_what_has_changed_is_sent(portal, here, monkeypatch):
    build(portal, "away", "tcp://here")
    (portal / "away/.build/last.json").unlink(missing_ok=True)
    here.tasks.clear()
    result = build(portal, "away", "tcp://here")
    assert not here.tasks, "records are of the files that were written here"
    assert (result.changed, result.removed) == (0, 0)
    table = portal / "datasets/place-2/observations.csv"
    text = table.read_text(encoding="utf-8")
    changed = re.sub(r"2024,([\d.]+)", r"2024,1\1", text, count=1)
    assert changed != text
    table.write_text(changed, encoding="utf-8")
    descriptor = portal / "datasets/place-2/datapackage.json"
    assert "observations.csv" in descriptor.read_text(encoding="utf-8")
    before = read_tree(portal / "away/site")
    build(portal, "away", "tcp://here")
    assert here.packages == 1
    with monkeypatch.context() as patch:
        patch.setattr(PackageMaker, "make_package", refuse)
        (portal / "away/.build/last.json").unlink(missing_ok=True)
        assert build(portal, "away").changed == 0, "a build at home goes on from there"
    build(portal, "home")
    after = read_tree(portal / "away/site")
    assert after != before
    assert after == read_tree(portal / "home/site")


def test_findings_of_a_place_end_the_build(portal, here):
    table = portal / "datasets/place-2/observations.csv"
    table.write_text(table.read_text(encoding="utf-8") + "nothing\n", encoding="utf-8")
    home, away = build(portal, "home"), build(portal, "away", "tcp://here")
    assert away.findings == home.findings != ()
    assert here.packages == PLACES + 1
    assert not (portal / "away/site").exists()


def test_a_worker_that_came_later_with_another_program_makes_nothing(portal, here, monkeypatch):
    monkeypatch.setattr("scripts.build.away.running_program", lambda: "other")
    with pytest.raises(ClusterError, match="another program"):
        build(portal, "away", "tcp://here")
    assert not here.tasks


def test_what_a_worker_has_loaded_stays_its_program(monkeypatch):
    assert running_program() == own_program()
    monkeypatch.setattr("scripts.build.cluster.CODE", ROOT / "tests")
    assert running_program() != own_program()


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
    """Hold a worker that works on a slice of a place, and note the slice."""
    from distributed import Client  # noqa: PLC0415

    with Client(address) as client:
        (own,) = (name for name, one in client.run(os.getpid).items() if one == pid)
        for _ in range(1200):
            before = {key for key in client.processing()[own] if "make_slice" in str(key)}
            os.kill(pid, signal.SIGSTOP)
            time.sleep(0.2)  # what it said before arrives
            if held := before & set(client.processing()[own]):
                found += map(str, held)
                return
            os.kill(pid, signal.SIGCONT)
            time.sleep(0.05)


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_gives_the_same_bytes(portal, cluster, monkeypatch):
    assert not build(portal, "home").findings
    first, _ = cluster.add(), cluster.add()
    held: list[str] = []

    def lose_a_worker() -> None:
        stop_in_the_middle(cluster.address, first.pid, held)
        os.kill(first.pid, signal.SIGKILL)

    killer = Thread(target=lose_a_worker)
    monkeypatch.setattr(PackageMaker, "make_indicator", refuse)
    killer.start()
    away = build(portal, "away", cluster.address)
    killer.join()
    assert held, "the worker was lost too late to matter"
    assert first.wait() == -signal.SIGKILL
    assert not away.findings
    assert read_tree(portal / "away/site") == read_tree(portal / "home/site")


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
        assert workers.at_once == 1
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
    monkeypatch.setattr("scripts.build.cluster.PATIENCE", 1)
    with pytest.raises(ClusterError, match="does not answer"), open_cluster("tcp://127.0.0.1:1"):
        pytest.fail("it was opened")
