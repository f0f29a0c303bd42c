"""Real builds of a small project, stopped or hindered everywhere; is the site whole afterwards?

    python -m tests.trials.faults 200      hinders so many builds and prints what became of each

Each trial starts from a project whose site is live and whose data were then edited. The command
that a person runs is hindered while it builds. Afterwards the site must be, byte for byte, the old
one or the new one; what a person can meet must be told in two languages; and the next build must
give the new one.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

from scripts.core import folders

ROOT = Path(__file__).parents[2]
PRELOADED = ["scripts.build.site_build", "frictionless", "pelican"]
CODE = ("scripts", "theme", "tasks.py", "pelicanconf.py", "pyproject.toml", "requirements.lock")
WORDS = ("content/pages", "content/updates", "datasets/schemas", "datasets/vocabulary")
PATIENCE = 120
STAGES = len(folders.STAGES)
MAKE, LAST_BUT_ONE = 2, STAGES - 1
"""The stages in which packages are made and, before the site is put in place, checked."""
EDITED = Path("datasets/qingshi/datapackage.json")
CHANGED = ("（测试数据包）", "（测试数据包，改过的）")
AT_ONCE = 4
LIMITED = 'ulimit "$1" "$2"; shift 2; exec "$@"'
Site = Mapping[str, str]
PLAIN = {
    "wells.csv": "depth,name\n3,一号井\n",
    "datapackage.json": json.dumps(
        {
            "name": "wells",
            "title": "水井",
            "title_en": "Wells",
            "resources": [{"name": "wells", "path": "wells.csv"}],
        }
    ),
}
"""A package that is no place."""


def site_of(folder: Path) -> Site:
    """The hash of every file of a built site."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() or path.is_symlink()
    }


def edit(root: Path) -> None:
    """What the maintainer changes in a trial: it shows on many pages."""
    path = root / EDITED
    path.write_bytes(path.read_bytes().replace(*(word.encode() for word in CHANGED)))


def copy_whole(project: Path, to: Path) -> None:
    """Copy a project as it is: files that both of its trees share stay one file on disk."""
    to.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", f"{project}/.", f"{to}/"], check=True)


def build(root: str) -> bool:
    """An undisturbed build, in a process of its own; whether it had nothing to find."""
    from scripts.build.site import Folders, build_site  # noqa: PLC0415 - loaded before by the server

    folders = Folders(root=Path(root), output=Path(root) / "output")
    return not build_site(folders, quiet=True).findings


@dataclass(slots=True)
class Desk:
    """A project whose site is live, from which each trial gets a copy, and both its sites."""

    folder: Path
    builder: Executor
    old: Site = field(default_factory=dict)
    new: Site = field(default_factory=dict)

    @property
    def live(self) -> Path:
        return self.folder / "live"

    def prepare(self) -> None:
        """Build the old site, and the new one from nothing."""
        edited = self.folder / "edited"
        for root in (self.live, edited):
            for name in WORDS:
                shutil.copytree(ROOT / name, root / name)
            shutil.copytree(ROOT / "tests/packages/miniature", root / "datasets/qingshi")
            for name in CODE:
                (root / name).symlink_to(ROOT / name)
            # Several packages are made by several processes; a lone one is made by the build.
            plain = root / "datasets/wells"
            plain.mkdir()
            for path, data in PLAIN.items():
                (plain / path).write_text(data, encoding="utf-8")
        edit(edited)
        for done in [self.builder.submit(build, str(root)) for root in (self.live, edited)]:
            assert done.result()
        self.old, self.new = site_of(self.live / "output"), site_of(edited / "output")
        assert self.old != self.new


@dataclass(slots=True)
class Trial:
    """One hindered build: where, by chance of which number, and what may come of it."""

    root: Path
    random: random.Random
    environment: dict[str, str] = field(default_factory=dict)
    limit: tuple[str, ...] = ()
    codes: list[int] = field(default_factory=list)
    said: str = ""
    must_succeed: bool = False
    must_be_told: bool = False

    def start(self) -> subprocess.Popen[str]:
        """The command that a person runs, in a session of its own."""

        limited = ["sh", "-c", LIMITED, "sh", *self.limit] if self.limit else []
        return subprocess.Popen(
            [*limited, sys.executable, "-m", "invoke", "site"],
            cwd=self.root,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )

    def watch(
        self, process: subprocess.Popen[str], stage: int = 0, do: Callable[[], None] | None = None
    ) -> None:
        """Let it run to its end; when a stage (from 1) has ended, `do` something."""
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                self.said += line
                if do is not None and line.startswith(f"[{stage}/{STAGES}]"):
                    do()
        self.codes.append(process.wait(PATIENCE))
        self.no_process_is_left(process.pid)

    @staticmethod
    def no_process_is_left(session: int) -> None:
        """A killed build leaves no process behind that draws for nobody."""
        for _ in range(100):
            if not any(processes_of(session)):
                return
            time.sleep(0.1)
        left = list(processes_of(session))
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        raise AssertionError(f"{len(left)} processes left")

    def stage(self) -> int:
        return self.random.randint(1, STAGES)


def processes_of(session: int) -> Iterator[int]:
    """The processes of a session that have not ended; none where there is no /proc."""
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, IndexError):
            fields = entry.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if int(fields[3]) == session and fields[0] != "Z":
                yield int(entry.parent.name)


Fault = Callable[[Trial], object]


def signal_at(trial: Trial, which: signal.Signals, stage: int, longest: float) -> None:
    process = trial.start()

    def send() -> None:
        time.sleep(trial.random.uniform(0, longest))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, which)

    trial.watch(process, stage, send)


def killed_at_a_stage(trial: Trial) -> None:
    signal_at(trial, signal.SIGKILL, trial.stage(), 0.0)


def killed_within_a_stage(trial: Trial) -> None:
    signal_at(trial, signal.SIGKILL, trial.stage(), 0.6)


def killed_while_placing(trial: Trial) -> None:
    signal_at(trial, signal.SIGKILL, LAST_BUT_ONE, 0.05)


def only_the_build_killed(trial: Trial) -> None:
    """Not the processes that make packages for it: they must end by themselves."""
    process = trial.start()

    def kill() -> None:
        time.sleep(trial.random.uniform(0, 2.5))
        process.kill()

    trial.watch(process, trial.random.choice([1, 1, MAKE]), kill)


def one_worker_killed(trial: Trial) -> None:
    """As the system does when memory runs out: a process that makes packages is gone."""
    trial.must_be_told = True
    process = trial.start()

    def kill() -> None:
        for _ in range(200):
            workers = [pid for pid in processes_of(process.pid) if pid != process.pid]
            if workers:
                time.sleep(trial.random.uniform(0, 1.0))
                with contextlib.suppress(ProcessLookupError):
                    os.kill(trial.random.choice(workers), signal.SIGKILL)
                return
            time.sleep(0.01)

    trial.watch(process, 1, kill)


def terminated(trial: Trial) -> None:
    trial.must_be_told = True
    signal_at(trial, signal.SIGTERM, trial.stage(), 0.3)


def interrupted(trial: Trial) -> None:
    trial.must_be_told = True
    signal_at(trial, signal.SIGINT, trial.stage(), 0.3)


@contextlib.contextmanager
def own_disk(trial: Trial) -> Iterator[bool]:
    """Put the project on a small disk of its own, where that is allowed."""
    aside = trial.root.with_name("aside")
    trial.root.rename(aside)
    trial.root.mkdir()
    mounted = not subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m", "none", str(trial.root)],
        check=False, capture_output=True,
    ).returncode  # fmt: skip
    try:
        copy_whole(aside, trial.root)
        yield mounted
        copy_whole(trial.root, aside / "after")
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(trial.root)], check=True)
        shutil.rmtree(trial.root)
    (aside / "after").rename(trial.root)


def disk_full(trial: Trial) -> None:
    trial.must_be_told = True
    with own_disk(trial) as mounted:
        if not mounted:
            file_size_limit(trial)
            return
        (trial.root / "tmp").mkdir()
        trial.environment["TMPDIR"] = str(trial.root / "tmp")
        free = shutil.disk_usage(trial.root).free
        left = trial.random.randint(0, 3_000_000)
        filler = trial.root / "filler"
        filler.write_bytes(bytes(max(0, free - left)))
        trial.watch(trial.start())
        filler.unlink()


def file_size_limit(trial: Trial) -> None:
    trial.must_be_told = True
    trial.limit = ("-f", str(trial.random.randint(1, 400)))
    trial.watch(trial.start())


def read_only(trial: Trial) -> None:
    trial.must_be_told = True
    with own_disk(trial) as mounted:
        remount = ["mount", "-o"]
        if mounted:
            subprocess.run([*remount, "remount,ro", str(trial.root)], check=True)
        else:
            trial.root.chmod(0o555)
        trial.watch(trial.start())
        if mounted:
            subprocess.run([*remount, "remount,rw", str(trial.root)], check=True)
        trial.root.chmod(0o755)


def too_many_files(trial: Trial) -> None:
    trial.must_be_told = True
    trial.limit = ("-n", str(trial.random.randint(8, 24)))
    trial.watch(trial.start())


def input_changed(trial: Trial) -> None:
    """Saved while it is read; afterwards it is what was saved, or what it was before."""
    path = trial.root / EDITED
    edited = path.read_bytes()
    original = edited.replace(*(word.encode() for word in reversed(CHANGED)))
    half = len(original) // 2
    before, saved = trial.random.choice(
        [(original, edited), (original[:half], edited), (edited, original), (edited, b"{}")]
    )
    path.write_bytes(before)
    stage = trial.random.choice([1, trial.stage()])
    trial.watch(trial.start(), stage, lambda: path.write_bytes(saved))
    path.write_bytes(edited)


def two_at_once(trial: Trial) -> None:
    first = trial.start()
    time.sleep(trial.random.uniform(0, 1.5))
    second = trial.start()
    trial.watch(first)
    trial.watch(second)
    assert 0 in trial.codes, "none of the two was let through"
    if 1 in trial.codes:
        assert "Another build is running" in trial.said
    trial.codes = [max(trial.codes)]
    trial.must_be_told = True


def clock_set_back(trial: Trial) -> None:
    later = time.time() + trial.random.randint(1, 20) * 31_000_000
    for path in trial.root.rglob("*"):
        if not path.is_symlink():
            os.utime(path, (later, later))
    trial.must_succeed = True
    trial.watch(trial.start())


def missing_locale(trial: Trial) -> None:
    trial.environment |= {"LC_ALL": "xx_XX.UTF-8", "LANG": "xx_XX", "LANGUAGE": "xx"}
    trial.must_succeed = True
    trial.watch(trial.start())


def strange_path(trial: Trial) -> None:
    names = ["数据 站点", "a 'quoted' [x] #1%20", "ünï cödé 站", "-x $HOME;echo"]
    plain, trial.root = trial.root, trial.root.with_name(trial.random.choice(names))
    plain.rename(trial.root)
    trial.must_succeed = True
    trial.watch(trial.start())


def damaged_store(trial: Trial) -> None:
    """Results of earlier builds that are none: bytes changed, rows changed, another program's."""
    file = trial.root / ".build/store.sqlite"
    whole = file.read_bytes()
    spot = trial.random.randrange(len(whole))
    ways: list[Callable[[], object]] = [
        lambda: file.write_bytes(whole[:spot]),
        lambda: file.write_bytes(whole[:spot] + bytes(4096) + whole[spot + 4096 :]),
        lambda: file.write_bytes(b"not a database"),
        lambda: file.write_bytes(b""),
        lambda: (file.unlink(), file.mkdir(), (file / "x").write_bytes(b"x")),
        lambda: (file.unlink(), file.symlink_to("/nowhere/at/all")),
        lambda: change_rows(file, "UPDATE steps SET facts = substr(facts, 1, 40) || x'00'"),
        lambda: change_rows(file, "UPDATE steps SET facts = 'text'"),
        lambda: change_rows(file, "DELETE FROM steps WHERE rowid % 3 = 0"),
        lambda: change_rows(file, "DROP TABLE steps; CREATE TABLE steps (other TEXT)"),
        lambda: change_rows(file, "UPDATE steps SET files = x'00' WHERE name = 'build'"),
    ]
    trial.random.choice(ways)()
    trial.must_succeed = True
    trial.watch(trial.start())


def change_rows(file: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(file)) as base, base:
        base.executescript(statement)


def damaged_tree(trial: Trial) -> None:
    """The tree that builds add to, with files that are not as they were written."""
    tree = trial.root / ".build/output"
    ways: list[Callable[[Path], object]] = [
        lambda path: path.write_bytes(b"\x89PNG not a picture"),
        lambda path: path.write_bytes(path.read_bytes()[:-7]),
        lambda path: path.write_bytes(b""),
        lambda path: (path.unlink(), path.mkdir(), (path / "x").write_bytes(b"x")),
        lambda path: (path.unlink(), path.symlink_to("/nowhere")),
    ]
    for kind in (Path.is_file, Path.is_dir):
        staged = sorted(path for path in tree.rglob("*") if kind(path) and not path.is_symlink())
        chosen = trial.random.sample(staged, 5 if kind is Path.is_file else 1)
        for path in chosen:
            if path.is_dir():
                shutil.rmtree(path)
                path.write_bytes(b"")
            trial.random.choice(ways)(path)
    (tree / "of another program").mkdir()
    (tree / "of another program/x").write_bytes(b"x")
    if trial.random.random() < 0.3:
        shutil.rmtree(tree)
        trial.random.choice([tree.touch, lambda: tree.symlink_to(trial.root / "output")])()
    trial.must_succeed = True
    trial.watch(trial.start())


FAULTS: tuple[Fault, ...] = (
    killed_while_placing, disk_full, interrupted, two_at_once, read_only, damaged_tree,
    damaged_store, input_changed, too_many_files, killed_at_a_stage, terminated, file_size_limit,
    strange_path, only_the_build_killed, killed_within_a_stage, missing_locale, clock_set_back,
    one_worker_killed,
)  # fmt: skip


def run(number: int, desk: Desk) -> tuple[str, Counter[str], str]:
    """Hinder one build: the fault's name, what is counted, and what is wrong (maybe nothing)."""
    fault = FAULTS[number % len(FAULTS)]
    name = fault.__name__
    counts = Counter({"injected": 1})
    with tempfile.TemporaryDirectory(dir=desk.folder, ignore_cleanup_errors=True) as folder:
        trial = Trial(root=Path(folder) / "project", random=random.Random(number))  # noqa: S311
        copy_whole(desk.live, trial.root)
        edit(trial.root)
        try:
            fault(trial)
            counts |= judge(trial, desk)
            following = desk.builder.submit(build, str(trial.root))
            assert following.result(PATIENCE), "the next build had findings"
            counts["next build equal"] += site_of(trial.root / "output") == desk.new
            assert counts["next build equal"], "the next build is another site"
        except AssertionError as error:
            return name, counts, f"#{number} {name}: {error} {trial.codes}\n{trial.said}"
    return name, counts, ""


def differing(one: Site, other: Site) -> list[str]:
    """The first files that two sites do not share."""
    return [path for path, _ in sorted(set(one.items()) ^ set(other.items()))][:12]


def judge(trial: Trial, desk: Desk) -> Counter[str]:
    """Which site is live after a hindered build, and whether the person was told."""
    site = site_of(trial.root / "output")
    code = trial.codes[-1]
    assert site in (desk.old, desk.new), f"the site is not whole: {differing(site, desk.new)}"
    if trial.must_succeed:
        assert code == 0, "it should have been built"
        assert site == desk.new, "the new site is not live"
    ended = "✓" in trial.said and code < 0  # only the interpreter's own end was hindered
    if trial.must_be_told and code and not ended:
        assert code == 1, "another exit code"
        assert "Traceback" not in trial.said, "a traceback"
        told = [line for line in trial.said.splitlines() if "✗" in line]
        assert re.search("[\u4e00-\u9fff]", "".join(told)), "not told in Chinese"
        assert re.search("[a-z]{3} [a-z]{2}", "".join(told)), "not told in English"
    return Counter(
        {
            "stopped": int(code != 0),
            "old site kept": int(site == desk.old),
            "new site": int(site == desk.new),
        }
    )


@contextlib.contextmanager
def desk() -> Iterator[Desk]:
    """The project that trials are made from, and a process that builds without hindrance."""
    context = get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    # Started in the background, a shell has its commands ignore Ctrl-C, and they hand that on.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with (
        tempfile.TemporaryDirectory() as folder,
        ProcessPoolExecutor(AT_ONCE, mp_context=context, max_tasks_per_child=1) as builder,
    ):
        made = Desk(folder=Path(folder), builder=builder)
        made.prepare()
        yield made


def main(count: int, first: int = 0) -> int:
    """Print what became of each kind of fault; 0 when every site was whole and mended."""
    kinds: dict[str, Counter[str]] = {fault.__name__: Counter() for fault in FAULTS}
    wrong = 0
    with desk() as made, ThreadPoolExecutor(AT_ONCE) as trials:
        for name, counts, fault in trials.map(
            lambda number: run(number, made), range(first, first + count)
        ):
            kinds[name] += counts
            wrong += bool(fault)
            sys.stdout.write(fault)
            sys.stdout.flush()
    columns = ("injected", "stopped", "old site kept", "new site", "next build equal")
    sys.stdout.write(f"{'':24}{'':2}{'  '.join(columns)}\n")
    total: Counter[str] = sum(kinds.values(), Counter())
    for name, counts in [*kinds.items(), ("all", total)]:
        cells = "  ".join(f"{counts[column]:{len(column)}}" for column in columns)
        sys.stdout.write(f"{name:24}  {cells}\n")
    sys.stdout.write(f"{'✗' if wrong else '✓'} {count} 次 builds, {wrong} 处不对 wrong\n")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3] or ["200"])))
