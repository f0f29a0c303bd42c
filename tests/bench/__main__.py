"""Build the same pages with Hugo and with this project, turn by turn, and print what it took.

    python -m tests.bench [--quick] [--sizes 130,1000,10000] [--rounds 3] [--write]

`--quick` builds a small portal once and only says whether the sites agree. `--write` puts the
tables into `docs/performance.md` and `docs/scale.md`.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tests.bench import hugo, hugo_same
from tests.bench.agreement import KINDS, count_pages, differences, disagreements
from tests.bench.describe import (
    EVERYTHING,
    Size,
    describe,
    describe_growth,
    describe_machine,
    describe_scale,
    find_hugo,
)
from tests.bench.measure import Taken, take
from tests.bench.synthetic import Indicator, write_portal
from tests.trials.faults import CODE, WORDS

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "performance.md"
SCALE = ROOT / "docs" / "scale.md"
BLOCK = re.compile(r"(<!-- bench -->\n).*?(<!-- end -->)", re.DOTALL)
BUILD = (sys.executable, "-m", "invoke", "site")
PAGES = (sys.executable, "-m", "tests.bench.pages_alone")
WAYS = (*hugo.WAYS, *hugo_same.WAYS)
Portal = Sequence[tuple[str, Indicator]]
CHANGED = (
    "datasets/place-1/observations.csv",
    "theme/templates/base.html",
    "theme/templates/indicator.html",
)
"""What a round changes; it ends with all of them as they were."""


def write_project(root: Path, indicators: int) -> Portal:
    """A copy of the project with a synthetic portal instead of its packages."""
    for name in WORDS:
        shutil.copytree(ROOT / name, root / name)
    for name in CODE:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        copy(ROOT / name, root / name)
    return write_portal(root / "datasets", indicators)


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
    path = root / CHANGED[0]
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


@dataclass(frozen=True, slots=True)
class Row:
    """A build of ours: what is done to the project before, and the command."""

    prepare: Callable[[Path], None]
    command: Sequence[str] = BUILD


OURS: Mapping[str, Row] = {
    name: row
    for name, row in {
        EVERYTHING: Row(from_nothing),
        "pages alone": Row(without_pages, PAGES),
        "nothing changed": Row(lambda _: None),
        "one observation changed": Row(change_observation),
        "a template changed": Row(change_template),
    }.items()
    if row.command
}
"""In this order: each begins with what the one before it left."""


def run_hugo(folders: Mapping[str, Path]) -> Iterator[tuple[str, Taken]]:
    """Every way of Hugo's, from nothing."""
    for way, folder in folders.items():
        from_nothing(folder)
        yield f"Hugo, {way}", take([find_hugo(), "--quiet"], folder, {})


def run_ours(ours: Path, rows: Iterable[str]) -> Iterator[tuple[str, Taken]]:
    """Every build of ours; what it changed is put back at the end, so that rounds are equal."""
    before = {path: (ours / path).read_bytes() for path in CHANGED}
    try:
        for name in rows:
            OURS[name].prepare(ours)
            yield (
                name,
                take([*OURS[name].command], ours, variables(ours)),
            )
    finally:
        for path, data in before.items():
            (ours / path).write_bytes(data)


def bench(folder: Path, indicators: int, rounds: int, rows: Sequence[str] = tuple(OURS)) -> Size:
    """What every build took, by its name, and how large our site is.

    Args:
        folder: an empty one, where everything is built.
        indicators: of our site and of Hugo's.
        rounds: how often everything is built.
        rows: what is built of ours.

    Raises:
        SystemExit: the sites do not have the same pages with the same numbers; no ratio is told.
    """
    runs: dict[str, list[Taken]] = {}
    ours = folder / "ours"
    portal = write_project(ours, indicators)
    folders = {way: folder / f"hugo-{way}" for way in WAYS}
    for way in hugo.WAYS:
        hugo.write_site(folders[way], portal, way)
    hugo_same.write_sites({way: folders[way] for way in hugo_same.WAYS}, ours)
    for number in range(rounds):
        for what, taken in run_hugo(folders):
            _note(runs, indicators, what, taken)
        for what, taken in run_ours(ours, rows):
            _note(runs, indicators, what, taken)
            if what == EVERYTHING and number == 0:
                size = _measure_site(ours / "output", indicators, runs)
                if wrong := list(compare(ours, folders, portal)):
                    raise SystemExit("\n".join(wrong[:20]))
    return size


def _note(runs: dict[str, list[Taken]], indicators: int, what: str, taken: Taken) -> None:
    runs.setdefault(what, []).append(taken)
    sys.stderr.write(f"{indicators:6} {what:26} {taken.seconds:8.2f} s\n")


def _measure_site(site: Path, indicators: int, runs: Mapping[str, Sequence[Taken]]) -> Size:
    files = [path for path in site.rglob("*") if path.is_file()]
    counts = count_pages(site)
    return Size(
        indicators=indicators,
        pages=sum(path.suffix == ".html" for path in files),
        files=len(files),
        octets=sum(path.stat().st_size for path in files),
        others={kind: count for kind, count in counts.items() if kind not in KINDS},
        runs=runs,
    )


def compare(ours: Path, folders: Mapping[str, Path], portal: Portal) -> Iterator[str]:
    """What the sites do not agree on: nothing has been changed yet when this is asked."""
    yield from disagreements(ours / "output", portal, "ours")
    for way in hugo.WAYS:
        yield from disagreements(folders[way] / "public", portal, f"Hugo, {way}")
    for way in hugo_same.WAYS:
        yield from differences(ours / "output", folders[way] / "public", f"Hugo, {way}")


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
            files = bench(folders[0], sizes[0], 1, [EVERYTHING]).files
            sys.stdout.write(f"✓ 两边的网页和数字一致 the sites agree; {files} 个文件 files\n")
        else:
            portals = [bench(*one, given.rounds) for one in zip(folders, sizes, strict=True)]
            report(portals, given.rounds, write=given.write)
    return 0


def report(portals: Sequence[Size], rounds: int, *, write: bool) -> None:
    """Print the tables, and put them into the documents when they are to be written."""
    tables = [describe_machine(rounds), *map(describe, portals)]
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
