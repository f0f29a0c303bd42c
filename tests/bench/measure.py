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
_STAGE = re.compile(r"^\[\d/\d\] (\w+) .* ([0-9.]+) s$", re.MULTILINE)
_PSS = re.compile(r"^Pss:\s+(\d+) kB$", re.MULTILINE)
_RSS = re.compile(r"^Rss:\s+(\d+) kB$", re.MULTILINE)


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

    Memory is looked at twenty times a second; `together` counts shared pages once.

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
    while not ended.wait(EVERY):
        sizes = [size for size in map(_memory, _processes(session)) if size is not None]
        taken.largest = max([taken.largest, *(rss for rss, _ in sizes)])
        taken.together = max(taken.together, sum(pss for _, pss in sizes))


def _processes(session: int) -> list[Path]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            fields = entry.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if int(fields[3]) == session:
                found.append(entry.parent)
    return found


def _memory(process: Path) -> tuple[float, float] | None:
    """Resident and proportional size in megabytes."""
    try:
        text = (process / "smaps_rollup").read_text(encoding="utf-8")
    except OSError:
        return None
    rss, pss = _RSS.search(text), _PSS.search(text)
    return None if rss is None or pss is None else (int(rss[1]) / 1000, int(pss[1]) / 1000)
