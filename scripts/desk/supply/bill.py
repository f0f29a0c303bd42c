"""The bill of materials: every runtime package, in CycloneDX 1.6 as JSON.

The same lock gives the same bytes: there is no clock in it, and its serial number is derived from
what it says.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from scripts.desk.supply.licences import Key, Licence
from scripts.desk.supply.locked import Locked

SPECIFICATION = "1.6"
Data = dict[str, Any]


def render_bill(
    project: Mapping[str, str], packages: Sequence[Locked], licences: Mapping[Key, Licence]
) -> bytes:
    """The bill as UTF-8 JSON with a final line end.

    The graph is that of the lock: its resolver read it from the metadata of every package, on
    every platform, not only on the one at hand.

    Args:
        project: `name`, `version` and `description` of the project.
        packages: the lock.
        licences: (name, version) -> licence of each.
    """
    root = f"pkg:pypi/{project['name']}@{project['version']}"
    bill: Data = {
        "$schema": f"http://cyclonedx.org/schema/bom-{SPECIFICATION}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": SPECIFICATION,
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": project["name"],
                "version": project["version"],
                "description": project["description"],
                "purl": root,
            }
        },
        "components": [_component(p, licences[p.name, p.version]) for p in packages],
        "dependencies": [
            {"ref": root, "dependsOn": sorted(p.purl for p in packages if p.direct)},
            *(
                {
                    "ref": package.purl,
                    "dependsOn": sorted(p.purl for p in packages if package.name in p.needed_by),
                }
                for package in packages
            ),
        ],
    }
    text = json.dumps(bill, ensure_ascii=False, sort_keys=True)
    bill["serialNumber"] = f"urn:uuid:{uuid5(NAMESPACE_URL, text)}"
    return (json.dumps(bill, ensure_ascii=False, indent=2) + "\n").encode()


def _component(package: Locked, licence: Licence) -> Data:
    component: Data = {
        "type": "library",
        "bom-ref": package.purl,
        "name": package.name,
        "version": package.version,
        "hashes": [{"alg": "SHA-256", "content": one} for one in package.hashes],
        "licenses": _licences(licence),
        "purl": package.purl,
    }
    if package.marker:
        component["properties"] = [{"name": "environment-marker", "value": package.marker}]
    return component


def _licences(licence: Licence) -> list[Data]:
    if licence.field == "License-Expression":
        return [{"expression": " AND ".join(licence.names), "acknowledgement": "declared"}]
    names = licence.names or ("unknown",)
    return [{"license": {"name": name, "acknowledgement": "declared"}} for name in names]
