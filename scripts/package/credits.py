"""Whose work a package is: its contributors by role, its licences with their scope, its DOI.

Properties of the Data Package standard, version 2 (`givenName`, `familyName`, `organization`,
`roles`) and version 1 (`title`, `role`): datapackage.org/standard/data-package/#contributors.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scripts.package.descriptor import is_web_address
from scripts.package.raw import is_place, resources

_CREATORS = frozenset({"creator", "author"})
_NO_CREATORS = frozenset({"publisher", "maintainer", "wrangler"})
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributor:
    """Who did something for a package; `is_person`: the name is a given and a family name."""

    name: str
    organization: str = ""
    roles: tuple[str, ...] = ()
    url: str = ""
    is_person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """A licence; `scope`: the resource that it is for, empty for the whole package."""

    name: str
    title: str
    url: str
    scope: str = ""

    @property
    def address(self) -> str:
        """Its web address, or its name where it has none."""
        return self.url or self.name


def contributors(descriptor: Mapping[str, Any]) -> list[Contributor]:
    """Everybody whom a descriptor names, in its order; who has no name is left out."""
    listed = (_contributor(one) for one in _list(descriptor.get("contributors")))
    return [one for one in listed if one.name]


def creators(descriptor: Mapping[str, Any]) -> list[Contributor]:
    """Who made a package's data: creators and authors, else all but publishers and maintainers.

    None of a place: its ledger is compiled by the site, from what its government printed.
    """
    if is_place(descriptor):
        return []
    everybody = contributors(descriptor)
    named = [one for one in everybody if _CREATORS & set(one.roles)]
    return named or [one for one in everybody if not _NO_CREATORS & set(one.roles)]


def licences(descriptor: Mapping[str, Any]) -> list[Licence]:
    """All licences: the package's, then those of single resources."""
    whole = _list(descriptor.get("licenses")) or [one for one in [descriptor.get("license")] if one]
    found = [_licence(one, "") for one in whole]
    for resource in resources(descriptor):
        scope = str(resource.get("title") or resource.get("name") or "")
        found += [_licence(one, scope) for one in _list(resource.get("licenses"))]
    return [one for one in found if one.title]


def licence_line(descriptor: Mapping[str, Any]) -> str:
    """All licences in one line, each with its address and its scope."""
    parts = (
        [one.title, one.url if one.url != one.title else "", f"({one.scope})" if one.scope else ""]
        for one in licences(descriptor)
    )
    return "; ".join(" ".join(filter(None, part)) for part in parts)


def licence_address(descriptor: Mapping[str, Any]) -> str:
    """The web address of the first licence that has one; empty without."""
    return next((one.url for one in licences(descriptor) if one.url), "")


def sources(descriptor: Mapping[str, Any]) -> list[dict[str, str]]:
    """What the data come from: title, name and, where it is one, web address of each."""
    found = []
    for one in _list(descriptor.get("sources")):
        said = one if isinstance(one, Mapping) else {"title": one}
        url = _web(said.get("path") or said.get("url") or said.get("web"))
        name = _line(said.get("name"))
        found.append({"title": _line(said.get("title")) or name or url, "url": url, "name": name})
    return [one for one in found if one["title"]]


def doi(descriptor: Mapping[str, Any]) -> str:
    """The package's DOI without a prefix, from its `id`; empty where that is something else."""
    found = _DOI.fullmatch(str(descriptor.get("id") or "").strip())
    return found[1] if found else ""


def _contributor(entry: object) -> Contributor:
    if not isinstance(entry, Mapping):
        return Contributor(name=_line(entry))
    organization = _line(entry.get("organization"))
    person = " ".join(filter(None, (_line(entry.get(k)) for k in ("givenName", "familyName"))))
    roles = _list(entry.get("roles")) or [entry.get("role")]
    name = _line(entry.get("title") or entry.get("name")) or person or organization
    return Contributor(
        name=name,
        organization="" if organization == name else organization,
        roles=tuple(_line(role).lower() for role in roles if role),
        url=_web(entry.get("path")),
        is_person=bool(person),
    )


def _licence(entry: object, scope: str) -> Licence:
    if not isinstance(entry, Mapping):
        return Licence(name=_line(entry), title=_line(entry), url="", scope=scope)
    url = _web(entry.get("path") or entry.get("url"))
    name = _line(entry.get("name") or entry.get("type"))
    return Licence(name=name, title=_line(entry.get("title")) or name or url, url=url, scope=scope)


def _line(value: object) -> str:
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""


def _web(value: object) -> str:
    return value if isinstance(value, str) and is_web_address(value) else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
