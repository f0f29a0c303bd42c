"""Whole packages, tried one by one: read, checked, written in every format and read back, shown.

    python -m tests.trials.packages FOLDER

prints a line a package: its verdict, its cells, its findings by kind. 1 when one could not be
published for an error of the program or a cell that changed.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.build.download_steps import download_steps
from scripts.build.package import Package, Shared
from scripts.build.package_steps import make_dataset_pages
from scripts.checks import check_package
from scripts.core.findings import Finding
from scripts.core.site_identity import NOBODY
from scripts.package.raw import DESCRIPTOR
from scripts.package.read import find_packages, read_package
from scripts.package.tabular import Dataset
from scripts.package.vocabulary import Vocabulary

ALONE = Shared(vocabulary=Vocabulary(units={}, themes={}), schemas={}, site=NOBODY, policies={})


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What became of a package; `dataset` is None where its descriptor cannot be read.

    `cells`: how many were read back, of all formats together.
    """

    findings: Sequence[Finding]
    dataset: Dataset | None = None
    files: dict[str, bytes]
    pages: dict[str, bytes]
    cells: int = 0


def try_package(folder: Path, root: Path) -> Trial:
    """Take a package all the way to its pages and downloads.

    Raises:
        ChangedCellError: a cell of a format is not what the source says.
    """
    raw = read_package(folder, root)
    found = check_package(raw, ALONE.schemas, ALONE.vocabulary)
    if DESCRIPTOR in raw.broken:
        return Trial(findings=found, files={}, pages={})
    package = Package(raw=raw, shared=ALONE, findings=tuple(found))
    made = [step.make() for step in download_steps(package)]
    pages = make_dataset_pages(package, [one.facts for one in made])
    return Trial(
        findings=found,
        dataset=package.dataset,
        files={path: data for one in made for path, data in one.files.items()},
        pages=dict(pages.sources),
        cells=sum(one.facts.get("cells", 0) for one in made),
    )


def main(folder: Path) -> int:
    """Try every package of a folder."""
    failed = 0
    for package in find_packages(folder):
        try:
            trial = try_package(package, folder)
        except Exception as error:  # noqa: BLE001 - the next package is tried all the same
            failed += 1
            sys.stdout.write(f"✗ {package.name}: {type(error).__name__}: {error}\n")
            continue
        kinds = Counter(one.code for one in trial.findings)
        listed = ", ".join(f"{code} {count}" for code, count in sorted(kinds.items()))
        sign = "·" if kinds else "✓"
        sys.stdout.write(f"{sign} {package.name}: {trial.cells:,} cells, 0 changed. {listed}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
