"""What a command takes: seconds, processor seconds, memory of its largest process and of all."""

from __future__ import annotations

import contextlib
import os
import re
import resource
import subprocess
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

EVERY = 0.05
SELDOM = 100
"""How many times as long as the look at all pages took until the next."""
_STAGE = re.compile(r"^\[\d/\d\] (\w+) .* ([0-9.]+) s$", re.MULTILINE)
_PSS = re.compile(r"^Pss:\s+(\d+) kB$", re.MULTILINE)
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)


@dataclass(slots=True)
class Taken:
    """Seconds, and megabytes; `stages`: what the command says of its own stages."""

    seconds: float
    processor: float
    largest: float = 0.0
    together: float = 0.0
    stages: Mapping[str, float] = field(default_factory=dict)


def take(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Taken:
    """Run a command to its end.

    Memory is looked at twenty times a second. `together` counts shared pages once, for which the
    system goes through all of them: of some gigabytes that takes so long, and holds the process up
    so much, that it is done only as often as it takes a hundredth of the time.

    Raises:
        RuntimeError: it failed; carries what it printed.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        start_new_session=True,
    )
    taken = Taken(seconds=0.0, processor=0.0)
    ended = threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, taken, ended))
    watcher.start()
    said, _ = process.communicate()
    taken.seconds = perf_counter() - started
    ended.set()
    watcher.join()
    if process.returncode:
        raise RuntimeError(said)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    taken.processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    taken.stages = {name: float(seconds) for name, seconds in _STAGE.findall(said)}
    return taken


def _watch(session: int, taken: Taken, ended: threading.Event) -> None:
    due = 0.0
    while not ended.wait(EVERY):
        processes = _processes(session)
        taken.largest = max([taken.largest, *map(_largest, processes)])
        if (begun := perf_counter()) >= due:
            taken.together = max(taken.together, sum(map(_share, processes)))
            due = perf_counter() + SELDOM * (perf_counter() - begun)


def _processes(session: int) -> list[Path]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            fields = entry.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if int(fields[3]) == session:
                found.append(entry.parent)
    return found


def _largest(process: Path) -> float:
    """The most that was resident of a process up to now, in megabytes."""
    return _read(process / "status", _PEAK)


def _share(process: Path) -> float:
    """What is resident of it, shared pages by its share of them."""
    return _read(process / "smaps_rollup", _PSS)


def _read(file: Path, line: re.Pattern[str]) -> float:
    try:
        found = line.search(file.read_text(encoding="utf-8"))
    except OSError:  # it has ended
        return 0.0
    return int(found[1]) / 1000 if found else 0.0
