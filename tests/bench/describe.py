"""What was measured, as Markdown that a person can read."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median

from tests.bench.measure import Taken
from tests.bench.peers import find_hugo
from tests.bench.synthetic import MOST_INDICATORS

EVERYTHING, UNCHANGED = "everything, from nothing", "nothing changed"
TARGETS: Mapping[str, float] = {
    "pages alone": 1.2,
    "one observation changed": 0.3,
    UNCHANGED: 0.1,
}
"""Largest seconds, as a share of those that Hugo takes for the same Markdown."""
REAL_TARGETS: Mapping[str, float] = {
    EVERYTHING: 8,
    "words changed": 1.2,
    "a table changed": 2,
    UNCHANGED: 0.4,
}
"""Largest seconds of the project's own site."""
MEMORY, GROWTH = 0.4, 11.0
"""Largest process as a share of Hugo's; seconds of everything for ten times as many indicators."""
Runs = Mapping[str, Sequence[Taken]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """A built site: how many indicators, pages, files and bytes, and what building it took."""

    indicators: int = 0
    pages: int
    files: int
    octets: int
    runs: Runs = field(repr=False)

    def took(self, what: str, row: str = EVERYTHING) -> float:
        """The median of something that a row took."""
        return median(getattr(one, what) for one in self.runs[row])


def describe(portal: Size) -> str:
    """The medians and ratios of one size as a table, and where the time goes."""
    size = f"{portal.indicators:,} 个指标 indicators, {portal.pages:,} 页 pages"
    lines = [
        f"### {size}, {portal.files:,} 个文件 files",
        "",
        "| | 秒 s | ÷ Hugo | 目标 target | CPU s | 最大进程 largest MB | ÷ Hugo | 目标 target |",
        "|---|---:|---:|---|---:|---:|---:|---|",
    ]
    for what in portal.runs:
        time, ratio, aim = _compare(portal, "seconds", what, TARGETS.get(what))
        most = MEMORY if what == EVERYTHING else None
        memory, size_ratio, size_aim = _compare(portal, "largest", what, most)
        processor = portal.took("processor", what)
        lines.append(
            f"| {what} | {time:.2f} | {ratio} | {aim} | {processor:.1f} "
            f"| {memory:.0f} | {size_ratio} | {size_aim} |"
        )
    return "\n".join([*lines, "", *_describe_stages(portal.runs)]) + "\n"


def _compare(portal: Size, what: str, row: str, most: float | None) -> tuple[float, str, str]:
    taken = portal.took(what, row)
    if "Hugo" not in portal.runs:
        return taken, "", ""
    return taken, *judge(taken / portal.took(what, "Hugo"), most)


def describe_real(site: Size) -> str:
    """The project's own site, in seconds."""
    lines = [
        f"### 本站 The project's own site: {site.pages:,} 页 pages, {site.files:,} 个文件 files",
        "",
        "| | 秒 s | 目标 target | CPU s | 最大进程 largest MB |",
        "|---|---:|---|---:|---:|",
    ]
    for what in site.runs:
        said, aim = judge(site.took("seconds", what), REAL_TARGETS.get(what))
        processor, largest = site.took("processor", what), site.took("largest", what)
        lines.append(f"| {what} | {said} | {aim} | {processor:.1f} | {largest:.0f} |")
    return "\n".join([*lines, "", *_describe_stages(site.runs)]) + "\n"


def judge(value: float, most: float | None) -> tuple[str, str]:
    """A figure, bold where it keeps its target, and in words whether it does."""
    if most is None:
        return f"{value:.2f}", ""
    met = value <= most
    said = "达到 met" if met else "未达到 not met"
    return (f"**{value:.2f}**" if met else f"{value:.2f}"), f"≤ {most:g} {said}"


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
    rows = [EVERYTHING, *(name for name in ("Hugo", "stock Pelican") if name in small.runs)]
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
    """On what, with what, and under which load it was measured."""
    models = (line for line in _lines("/proc/cpuinfo") if "model name" in line)
    processor = next(models, f": {platform.machine()}").partition(":")[2].strip()
    load = next(iter(_lines("/proc/loadavg")), "?").partition(" ")[0]
    return (
        f"{os.cpu_count()} × {processor}, Python {platform.python_version()}, Pelican "
        f"{version('pelican')}, {_describe_hugo()}; {rounds} 轮的中位数 the median of so many "
        f"rounds, turn by turn; 量完时的负载 load at the end {load}.\n"
    )


def _describe_hugo() -> str:
    if (hugo := find_hugo()) is None:
        return "没有装 Hugo，不比 Hugo is not installed: no ratios"
    said = subprocess.run([hugo, "version"], capture_output=True, encoding="utf-8", check=True)
    found = re.search(r"v[0-9.]+", said.stdout)
    return f"Hugo {found[0] if found else '?'}"


def _lines(path: str) -> Iterable[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
