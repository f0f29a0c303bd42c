"""The schemas of the tables, once in `datasets/schemas/`; each package carries equal copies.

The standard allows no path that leaves the package, so a descriptor cannot point there.
"""

from __future__ import annotations

import json
from pathlib import Path

from scripts.core.files import write_file
from scripts.package.raw import DESCRIPTOR, is_place, resources
from scripts.package.read import find_packages, read_schemas


def write_inline_schemas(datasets: Path) -> list[str]:
    """Copy each table's schema into every place's descriptor; returns the packages changed."""
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
                resource["schema"] = schemas[name]
        text = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
        if write_file(path, text.encode()):
            changed.append(folder.name)
    return changed
