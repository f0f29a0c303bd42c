"""Build the same pages with Hugo, stock Pelican and this project, and print what it took.

    python -m tests.bench [--quick] [--sizes 130,1000,10000] [--rounds 3] [--write]

`--quick` builds a small portal once and only says whether the sites agree. `--write` puts the
tables into `docs/performance.md` and `docs/scale.md`.
"""

from __future__ import annotations

import argparse
import csv
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path

from scripts.theme_support.page import Page
from tests.bench.agreement import disagreements, missing_pages
from tests.bench.describe import (
    EVERYTHING,
    UNCHANGED,
    Size,
    describe,
    describe_growth,
    describe_machine,
    describe_real,
    describe_scale,
)
from tests.bench.measure import Taken, take
from tests.bench.peers import Peer, find_peers, read_pages
from tests.bench.synthetic import Indicator, write_portal
from tests.trials.faults import CODE, WORDS

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "performance.md"
SCALE = ROOT / "docs" / "scale.md"
BLOCK = re.compile(r"(<!-- bench -->\n).*?(<!-- end -->)", re.DOTALL)
BUILD = (sys.executable, "-m", "invoke", "site")
PAGES = (sys.executable, "-m", "tests.bench.pages_alone")
Portal = Sequence[tuple[str, Indicator]]


def write_project(root: Path) -> None:
    """A copy of the project without its packages."""
    for name in (*WORDS, *CODE):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / name, root / name)


def from_nothing(root: Path) -> None:
    set_aside(root, ".build", "output", "content/generated", "public", "resources")


def without_pages(root: Path) -> None:
    set_aside(root, ".build/pages-alone")


def variables(root: Path) -> dict[str, str]:
    """Those of the environment with which a project of the bench is built."""
    return {"SITE_HISTORY": str(root), "PYTHONPATH": str(ROOT)}


def set_aside(root: Path, *names: str) -> None:
    """Take folders away; they are deleted after all rounds.

    For five minutes ext4 looks at each file that was deleted when it makes one: after so many, to
    write a file would take several times as long, for whoever writes most the longest.
    """
    aside = root.parent / "set-aside"
    for name in names:
        if (root / name).exists():
            aside.mkdir(exist_ok=True)
            (root / name).rename(aside / f"{len(list(aside.iterdir()))}")


def change_observation(root: Path) -> None:
    path = root / "datasets" / "place-1" / "observations.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = lines[-1].split(",")
    cells[2] = f"{float(cells[2]) + 0.1:.1f}"
    path.write_text("\n".join([*lines[:-1], ",".join(cells)]) + "\n", encoding="utf-8")


def change_table(root: Path) -> None:
    """Another title of the first source of the first place."""
    path = min((root / "datasets").glob("*/sources.csv"))
    with path.open(encoding="utf-8", newline="") as file:
        header, first, *rest = csv.reader(file)
    first[header.index("title")] += "（改）"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, first, *rest])


def change_words(root: Path) -> None:
    path = root / "content" / "pages" / "about.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n又一句。\n", encoding="utf-8")


def change_template(root: Path) -> None:
    path = root / "theme" / "templates" / "base.html"
    text = path.read_text(encoding="utf-8").replace("</body>", "<!-- x --></body>")
    path.write_text(text, encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Row:
    """A build of ours: what is done to the project before, and the command."""

    prepare: Callable[[Path], None]
    command: Sequence[str] = BUILD


OURS: Mapping[str, Row] = {
    EVERYTHING: Row(from_nothing),
    "pages alone": Row(without_pages, PAGES),
    UNCHANGED: Row(lambda _: None),
    "one observation changed": Row(change_observation),
    "a template changed": Row(change_template),
}
"""In this order: each begins with what the one before it left."""
REAL: Mapping[str, Row] = {
    EVERYTHING: Row(from_nothing),
    UNCHANGED: Row(lambda _: None),
    "words changed": Row(change_words),
    "a table changed": Row(change_table),
    "a template changed": Row(change_template),
}
"""The same of the project's own site."""


def run_ours(root: Path, rows: Mapping[str, Row]) -> Iterator[tuple[str, Taken]]:
    """Builds of ours; what they changed is put back at the end, so that rounds are equal."""
    inputs = [root / "content/pages/about.md", root / "theme/templates/base.html"]
    inputs += [*root.glob("datasets/*/sources.csv"), *root.glob("datasets/*/observations.csv")]
    before = {path: path.read_bytes() for path in inputs if path.is_file()}
    try:
        for name, row in rows.items():
            row.prepare(root)
            yield name, take([*row.command], root, variables(root))
    finally:
        for path, data in before.items():
            path.write_bytes(data)


def run_peers(folder: Path, peers: Mapping[str, Peer]) -> Iterator[tuple[str, Taken]]:
    """Every other generator, from nothing."""
    for name, peer in peers.items():
        from_nothing(folder / name)
        yield name, take([*peer.command], folder / name, {})


def bench(folder: Path, indicators: int, rounds: int, rows: Mapping[str, Row] = OURS) -> Size:
    """What every build of a portal took, by its name, and how large our site is.

    Args:
        folder: an empty one, where everything is built.
        indicators: of the portal.
        rounds: how often everything is built.
        rows: what is built of ours.

    Raises:
        SystemExit: the sites do not have the same pages with the same numbers; no ratio is told.
    """
    runs: dict[str, list[Taken]] = {}
    ours, peers = folder / "ours", find_peers()
    write_project(ours)
    portal = write_portal(ours / "datasets", indicators)
    for number in range(rounds):
        for what, taken in run_ours(ours, rows):
            _note(runs, indicators, what, taken)
            if what == EVERYTHING and number == 0:
                size = _measure_site(ours / "output", indicators, runs)
                pages = list(read_pages(ours))
                _stop_at(compare({"ours": ours / "output"}, pages, portal))
        if number == 0:
            for name, peer in peers.items():
                peer.write(folder / name, pages)
        for what, taken in run_peers(folder, peers):
            _note(runs, indicators, what, taken)
        if number == 0:
            _stop_at(compare({name: folder / name / "public" for name in peers}, pages, portal))
    return size


def bench_real(root: Path, rounds: int) -> Size:
    """What every build of the project's own site took, in an empty folder."""
    runs: dict[str, list[Taken]] = {}
    write_project(root)
    shutil.rmtree(root / "datasets", ignore_errors=True)
    shutil.copytree(ROOT / "datasets", root / "datasets")
    for _ in range(rounds):
        for what, taken in run_ours(root, REAL):
            _note(runs, 0, what, taken)
    return _measure_site(root / "output", 0, runs)


def _note(runs: dict[str, list[Taken]], indicators: int, what: str, taken: Taken) -> None:
    runs.setdefault(what, []).append(taken)
    sys.stderr.write(f"{indicators:6} {what:26} {taken.seconds:8.2f} s\n")


def _measure_site(site: Path, indicators: int, runs: Mapping[str, Sequence[Taken]]) -> Size:
    files = [path for path in site.rglob("*") if path.is_file()]
    return Size(
        indicators=indicators,
        pages=sum(path.suffix == ".html" for path in files),
        files=len(files),
        octets=sum(path.stat().st_size for path in files),
        runs=runs,
    )


def _stop_at(wrong: Iterable[str]) -> None:
    if first := list(islice(wrong, 20)):
        raise SystemExit("\n".join(first))


def compare(sites: Mapping[str, Path], pages: Sequence[Page], portal: Portal) -> Iterator[str]:
    """What sites lack of the pages, and of their promises and numbers."""
    for name, site in sites.items():
        yield from missing_pages((page.address for page in pages), site, name)
        yield from disagreements(site, portal, name)


def main(arguments: Sequence[str]) -> int:
    """See the module's text; 0 when all sites agreed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--sizes", default="130,1000,10000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args(arguments)
    sizes = [12] if given.quick else [int(size) for size in given.sizes.split(",")]
    with tempfile.TemporaryDirectory() as name:
        folders = [Path(name) / f"{size}" for size in sizes]
        if given.quick:
            files = bench(folders[0], sizes[0], 1, {EVERYTHING: OURS[EVERYTHING]}).files
            sys.stdout.write(f"✓ 网页和数字一致 the sites agree; {files} 个文件 files\n")
        else:
            real = bench_real(Path(name) / "real", given.rounds)
            portals = [bench(*one, given.rounds) for one in zip(folders, sizes, strict=True)]
            report(real, portals, given.rounds, write=given.write)
    return 0


def report(real: Size, portals: Sequence[Size], rounds: int, *, write: bool) -> None:
    """Print the tables, and put them into the documents when they are to be written."""
    tables = [describe_machine(rounds), describe_real(real), *map(describe, portals)]
    if len(portals) > 1:
        tables.append(describe_growth(*list(pairwise(portals))[-1]))
    said = {DOCUMENT: "\n".join(tables)}
    if len(portals) > 1:
        said[SCALE] = describe_scale(portals[0], portals[-1])
    for document, text in said.items():
        sys.stdout.write(text)
        if write:
            before = document.read_text(encoding="utf-8")
            after = BLOCK.sub(lambda match, new=text: f"{match[1]}{new}{match[2]}", before)
            document.write_text(after, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
