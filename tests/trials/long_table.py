"""How long a long table takes: `python -m tests.trials.long_table [ROWS]` prints time and memory.

A package of one seeded table of eight columns beside no place, published in every format.
"""

import random
import resource
import shutil
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from scripts.build.site import ROOT, Folders, build_site
from tests.packages.make import write_package

FIELDS = {
    "id": "integer",
    "area": "string",
    "year": "year",
    "value": "number",
    "day": "date",
    "flag": "boolean",
    "note": "string",
    "share": "number",
}


def write_long_table(folder: Path, rows: int) -> int:
    """The package; returns the bytes of its table."""
    seeded = random.Random(1)  # noqa: S311
    lines = [",".join(FIELDS)]
    lines += [
        f"{row},区县{row % 17},{2000 + row % 24},{seeded.random() * 1e4:.2f},"
        f"2024-01-{row % 28 + 1:02},{'true' if row % 2 else 'false'},备注{row % 300},"
        f"{seeded.random()!r}"
        for row in range(rows)
    ]
    data = "\n".join([*lines, ""]).encode()
    fields = [{"name": name, "type": kind} for name, kind in FIELDS.items()]
    resources = [{"name": "long", "path": "long.csv", "schema": {"fields": fields}}]
    write_package(folder, {"name": "long", "resources": resources}, {"long.csv": data})
    return len(data)


def main(rows: int) -> None:
    """Build once and print what it took."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for part in ("content/pages", "content/updates", "datasets/schemas", "datasets/vocabulary"):
            shutil.copytree(ROOT / part, root / part)
        size = write_long_table(root / "datasets" / "long", rows)
        started = perf_counter()
        result = build_site(Folders(root=root, output=root / "output"), quiet=True)
        seconds = perf_counter() - started
        published = sum(
            p.stat().st_size for p in (root / "output/data/long").rglob("*") if p.is_file()
        )
    own, others = (
        resource.getrusage(who).ru_maxrss // 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    sys.stdout.write(
        f"{rows} 行 rows, {size / 1e6:.1f} MB -> {published / 1e6:.1f} MB in all formats: "
        f"{seconds:.1f} s, largest process {max(own, others)} MB, findings {len(result.findings)}\n"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
