"""Under which licence each locked package comes, as its own metadata state it.

A lock serves many platforms: what is not installed here keeps what `docs/licences.md` recorded
where it was, as long as the version is the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from typing import Literal

from scripts.desk.supply.locked import Locked

Field = Literal["License-Expression", "Classifier", "License", ""]
FIELDS: tuple[Field, ...] = ("License-Expression", "Classifier", "License")
UNKNOWN = "未知 unknown"
_NAMED = "License :: "
_SEPARATOR = "；"
_LONGEST = 80
_ROW = re.compile(r"\| `([^`]+)` \| ([^|（]+)(?:（[^|]+)? \| ([^|]+) \| ([^|]*) \| [^|]* \|")

Key = tuple[str, str]
"""Name and version of a package."""

HEAD = """# 依赖的许可 · Licences of what we depend on

由 `invoke licences` 生成，与 `requirements.lock` 一致；请不要手改。许可照各软件包自己的元数据：\
先看 `License-Expression`，没有就看分类（`Classifier`），\
再没有就看 `License`；都没有写的，记为“未知”。

Made by `invoke licences` and equal to `requirements.lock`; not to be edited by hand. A licence is \
what the package's own metadata say: `License-Expression`, else the classifiers, else `License`; \
where they say nothing it is “unknown”.

| 软件包 package | 版本 version | 许可 licence | 写在 stated in | 直接使用 direct |
|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """What metadata say: an SPDX expression (`field` tells so) or names; none when unknown."""

    field: Field = ""
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        return _SEPARATOR.join(self.names) or UNKNOWN


def read_licence(fields: Mapping[str, Sequence[str]]) -> Licence:
    """The licence in a distribution's metadata (field name -> its values)."""
    for field in FIELDS:
        values = fields.get(field, ())
        if field == "Classifier":
            values = [v.split(" :: ")[-1] for v in values if v.startswith(_NAMED)]
        # Some packages put the licence's whole text here; its first line is its name.
        lines = [value.strip().splitlines()[0][:_LONGEST] for value in values if value.strip()]
        if names := tuple(line.replace("|", "/") for line in lines if line != "UNKNOWN"):
            return Licence(field=field, names=names)
    return Licence()


def find_installed(packages: Iterable[Locked]) -> dict[Key, Licence]:
    """The licences of the packages that are installed here in the locked version."""
    found: dict[Key, Licence] = {}
    for package in packages:
        for one in metadata.distributions(name=package.name):
            if one.version == package.version:
                fields: dict[str, list[str]] = {
                    field: [str(value) for value in one.metadata.get_all(field) or []]
                    for field in FIELDS
                }
                found[package.name, package.version] = read_licence(fields)
                break
    return found


def read_recorded(text: str) -> dict[Key, Licence]:
    """The licences that `docs/licences.md` records, from its text."""
    recorded: dict[Key, Licence] = {}
    for name, version, licence, field in _ROW.findall(text):
        known: Field = next((one for one in FIELDS if one == field), "")
        names = tuple(licence.split(_SEPARATOR)) if known else ()
        recorded[name, version] = Licence(field=known, names=names)
    return recorded


def find_licences(packages: Sequence[Locked], recorded: str) -> dict[Key, Licence]:
    """Each package's licence: as installed, else as recorded, else unknown.

    Args:
        packages: the lock.
        recorded: the text of `docs/licences.md`; empty when there is none yet.
    """
    known = {**read_recorded(recorded), **find_installed(packages)}
    return {(p.name, p.version): known.get((p.name, p.version), Licence()) for p in packages}


def render_licences(packages: Sequence[Locked], licences: Mapping[Key, Licence]) -> str:
    """The text of `docs/licences.md`: a row for each package, in the order of the lock."""
    rows = []
    for package in packages:
        licence = licences[package.name, package.version]
        direct = "是 yes" if package.direct else ""
        version = f"{package.version}（{package.marker}）" if package.marker else package.version
        cells = (f"`{package.name}`", version, str(licence), licence.field, direct)
        rows.append(f"| {' | '.join(cells)} |\n")
    return HEAD + "".join(rows)
