"""Build the same pages with Hugo and with this project, turn by turn, and print what it took.

    python -m tests.bench [--quick] [--sizes 130,1000] [--rounds 3] [--write]

`--quick` builds a small portal once and only says whether the sites agree. `--write` puts the
tables into `docs/performance.md` and `docs/scale.md`.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

from tests.bench.agreement import disagreements
from tests.bench.hugo import WAYS, write_site
from tests.bench.measure import Taken, take
from tests.bench.synthetic import MOST_INDICATORS, Indicator, write_portal
from tests.faults import CODE, WORDS

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "performance.md"
SCALE = ROOT / "docs" / "scale.md"
BLOCK = re.compile(r"(<!-- bench -->\n).*?(<!-- end -->)", re.DOTALL)
BUILD = (sys.executable, "-m", "invoke", "site")
HUGO = (sys.executable, "-m", "hugo", "--quiet")
Runs = Mapping[str, Sequence[Taken]]
Portal = Sequence[tuple[str, Indicator]]


def write_project(root: Path, indicators: int) -> Portal:
    """A copy of the project with a synthetic portal instead of its packages."""
    for name in WORDS:
        shutil.copytree(ROOT / name, root / name)
    for name in CODE:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        copy(ROOT / name, root / name)
    return write_portal(root / "datasets", indicators)


def from_nothing(root: Path) -> None:
    for name in (".build", "output", "content/generated", "public", "resources"):
        shutil.rmtree(root / name, ignore_errors=True)


def change_observation(root: Path) -> None:
    path = root / "datasets" / "place-1" / "observations.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = lines[-1].split(",")
    cells[2] = f"{float(cells[2]) + 0.1:.1f}"
    path.write_text("\n".join([*lines[:-1], ",".join(cells)]) + "\n", encoding="utf-8")


def change_template(root: Path) -> None:
    path = root / "theme" / "templates" / "indicator.html"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    base = root / "theme" / "templates" / "base.html"
    text = base.read_text(encoding="utf-8").replace("</footer>", "<!-- x --></footer>")
    base.write_text(text, encoding="utf-8")


OURS: Mapping[str, Callable[[Path], None]] = {
    "everything, from nothing": from_nothing,
    "nothing changed": lambda _: None,
    "one observation changed": change_observation,
    "a template changed": change_template,
}


def run_round(ours: Path, hugos: Mapping[str, Path]) -> Iterator[tuple[str, Taken]]:
    """One turn of each."""
    for way, folder in hugos.items():
        from_nothing(folder)
        yield f"Hugo, {way}", take([*HUGO], folder, {})
    for name, prepare in OURS.items():
        prepare(ours)
        yield name, take([*BUILD], ours, {"SITE_HISTORY": str(ours)})


def bench(indicators: int, rounds: int) -> Size:
    """What every build took, by its name, and how large our site is.

    Raises:
        SystemExit: the sites do not have the same pages with the same numbers.
    """
    runs: dict[str, list[Taken]] = {}
    with tempfile.TemporaryDirectory() as name:
        ours = Path(name) / "ours"
        portal = write_project(ours, indicators)
        hugos = {way: Path(name) / f"hugo-{way}" for way in WAYS}
        for way, folder in hugos.items():
            write_site(folder, portal, way)
        for _ in range(rounds):
            for what, taken in run_round(ours, hugos):
                runs.setdefault(what, []).append(taken)
                sys.stderr.write(f"{indicators:6} {what:26} {taken.seconds:8.2f} s\n")
            if wrong := list(compare(ours, hugos, portal)):
                raise SystemExit("\n".join(wrong[:20]))
        files = [path for path in (ours / "output").rglob("*") if path.is_file()]
        return Size(
            indicators=indicators,
            pages=sum(path.suffix == ".html" for path in files),
            files=len(files),
            octets=sum(path.stat().st_size for path in files),
            runs=runs,
        )


def compare(ours: Path, hugos: Mapping[str, Path], portal: Portal) -> Iterator[str]:
    """What the sites do not agree on. One value of ours was changed meanwhile: its last."""
    changed = [one for one in portal if one[0] == "place-1"][-1:]
    yield from disagreements(ours / "output", [p for p in portal if p not in changed], "ours")
    for way, folder in hugos.items():
        yield from disagreements(folder / "public", portal, f"Hugo, {way}")


def describe(portal: Size) -> str:
    """The medians and ratios of one size as a table, and where the time goes."""
    indicators, runs, files = portal.indicators, portal.runs, portal.files
    bare = min(median(one.seconds for one in runs[f"Hugo, {way}"]) for way in WAYS)
    least = min(median(one.largest for one in runs[f"Hugo, {way}"]) for way in WAYS)
    size = f"{indicators:,} 个指标 indicators, {indicators * 20:,} 个数 observations"
    lines = [
        f"### {size}, {files:,} 个文件 files",
        "",
        "| | 秒 s | ÷ Hugo | CPU s | 最大进程 largest process MB | ÷ Hugo | 合计 together MB |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for what, taken in runs.items():
        seconds, processor, largest, together = (
            median(getattr(one, name) for one in taken)
            for name in ("seconds", "processor", "largest", "together")
        )
        lines.append(
            f"| {what} | {seconds:.2f} | {seconds / bare:.2f} | {processor:.1f} | {largest:.0f} "
            f"| {largest / least:.2f} | {together:.0f} |"
        )
    lines += ["", "| | " + " | ".join(runs["everything, from nothing"][0].stages) + " |"]
    lines.append("|---|" + "---:|" * len(runs["everything, from nothing"][0].stages))
    for what in OURS:
        stages = [one.stages for one in runs[what]]
        if stages[0]:
            cells = [f"{median(one[name] for one in stages):.1f}" for name in stages[0]]
            lines.append(f"| {what} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class Size:
    """A built portal: how many indicators, pages, files and bytes, and what building it took."""

    indicators: int
    pages: int
    files: int
    octets: int
    runs: Runs

    def took(self, what: str) -> float:
        """The median of something that building everything took."""
        return median(getattr(one, what) for one in self.runs["everything, from nothing"])


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
        [*HUGO[:-1], "version"], capture_output=True, encoding="utf-8", check=True
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


def main(arguments: Sequence[str]) -> int:
    """See the module's text; 0 when all sites agreed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--sizes", default="130,1000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args(arguments)
    if given.quick:
        built = bench(12, 1)
        sys.stdout.write(f"✓ 两边的网页和数字一致 the sites agree; {built.files} 个文件 files\n")
        return 0
    sizes = [int(size) for size in given.sizes.split(",")]
    built = [bench(size, given.rounds) for size in sizes]
    said = {DOCUMENT: "\n".join([describe_machine(given.rounds), *map(describe, built)])}
    if len(built) > 1:
        said[SCALE] = describe_scale(built[0], built[-1])
    for document, text in said.items():
        sys.stdout.write(text)
        if given.write:
            before = document.read_text(encoding="utf-8")
            after = BLOCK.sub(lambda match, new=text: f"{match[1]}{new}{match[2]}", before)
            document.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
