"""Table Schemas and shared indicators: one copy in `datasets/`, an equal one in each package.

The standard allows no path that leaves the package, so a descriptor cannot point there.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

from scripts.core.files import write_file
from scripts.package.english import schema_for
from scripts.package.raw import DESCRIPTOR, is_place, resources, schema_fields
from scripts.package.read import find_packages, read_schemas
from scripts.package.vocabulary import read_vocabulary


def write_inline_schemas(datasets: Path) -> list[str]:
    """Copy each table's schema into every place's descriptor, new columns into its CSVs.

    Returns:
        The names of the packages that changed.
    """
    schemas = read_schemas(datasets / "schemas")
    changed: list[str] = []
    for folder in find_packages(datasets):
        path = folder / DESCRIPTOR
        descriptor = json.loads(path.read_bytes())
        if not is_place(descriptor):
            continue
        for resource in resources(descriptor):
            name = resource.get("name")
            if isinstance(name, str) and name in schemas and isinstance(resource, dict):
                resource["schema"] = schema_for(descriptor, schemas[name])
                names = [str(field["name"]) for field in schema_fields(schemas[name])]
                append_columns(folder / f"{name}.csv", names)
        text = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
        if write_file(path, text.encode()):
            changed.append(folder.name)
    return changed


def copy_shared_indicators(datasets: Path) -> list[str]:
    """Copy the vocabulary's rows of shared indicators over each place's own.

    Returns:
        The names of the packages that changed.
    """
    shared = read_vocabulary(datasets / "vocabulary").indicators
    changed: list[str] = []
    for folder in find_packages(datasets):
        path = folder / "indicators.csv"
        if not path.exists() or not is_place(json.loads((folder / DESCRIPTOR).read_bytes())):
            continue
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows, columns = list(reader), reader.fieldnames or ()
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows({**row, **shared.get(row["indicator_id"], {})} for row in rows)
        if write_file(path, out.getvalue().encode()):
            changed.append(folder.name)
    return changed


def append_columns(path: Path, names: Sequence[str]) -> bool:
    """Append the columns that a CSV lacks, empty, when its header is the beginning of `names`.

    Returns:
        Whether the file changed; a file with another header is left as it is.
    """
    if not path.exists():
        return False
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    header = rows[0] if rows else []
    lacking = list(names[len(header) :])
    if not lacking or header != list(names[: len(header)]):
        return False
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*header, *lacking])
    writer.writerows([*row, *("" for _ in lacking)] for row in rows[1:])
    return write_file(path, out.getvalue().encode())
