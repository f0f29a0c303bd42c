"""What becomes of a package with findings: published as it is, left out, or the build ends.

A place's findings always end the build: its promises and their status are the site's own word. So
do those of a folder with a place's tables whose descriptor cannot be read (half saved, say): left
out, the whole place would vanish from the site.
Other datasets are somebody else's; the site's setting says what is done with theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from scripts.core.findings import Finding
from scripts.package.raw import DESCRIPTOR, RawPackage, is_place, is_publishable_name

Policy = Literal["publish", "skip", "fail"]
EVERY_OTHER = "*"
"""The name under which the setting gives the policy of packages that it does not name."""
_NO_ADDRESS = frozenset({"reserved-name", "duplicate-package", "bad-package-name"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One package, what was found in it, and what is done with it."""

    raw: RawPackage
    findings: tuple[Finding, ...]
    outcome: Policy


NO_PACKAGE = Finding.of("no-package", "datasets")


class UnknownPolicyError(ValueError):
    """The setting names a policy that there is not."""


def decide(
    packages: Iterable[RawPackage],
    findings: Sequence[Finding],
    policies: Mapping[str, str],
) -> Iterator[Decision]:
    """What is done with each package, in order.

    A package without findings is published. One whose descriptor cannot be read, or that has no
    address of its own, cannot be published with its findings and is skipped instead.

    Args:
        packages: as read.
        findings: of all packages; each names a file below its package's folder.
        policies: package name -> `publish`, `skip` or `fail`; `*` for all others.

    Raises:
        UnknownPolicyError: a policy is none of the three.
    """
    for raw in packages:
        own = tuple(f for f in findings if f.file.startswith(f"{raw.folder}/"))
        policy = policies.get(raw.name, policies.get(EVERY_OTHER, "publish"))
        if policy not in get_args(Policy):
            message = f"{raw.name}: {policy!r} ({', '.join(get_args(Policy))})"
            raise UnknownPolicyError(message)
        yield Decision(raw=raw, findings=own, outcome=_outcome(raw, own, policy))


def _outcome(raw: RawPackage, findings: Sequence[Finding], policy: str) -> Policy:
    if not findings:
        return "publish"
    if is_place(raw.descriptor) or raw.holds_place_tables or policy == "fail":
        return "fail"
    homeless = any(finding.code in _NO_ADDRESS for finding in findings)
    if policy == "skip" or DESCRIPTOR in raw.broken or homeless:
        return "skip"
    return "publish"


def apart(packages: Sequence[RawPackage]) -> list[RawPackage]:
    """Packages whose names differ: one that is no place goes by its folder where its is taken.

    A name belongs to the place that has it, then to the folder that has it, then to the first.
    """
    taken = {
        raw.name
        for raw in packages
        if is_place(raw.descriptor) or raw.folder.rpartition("/")[2] == raw.name
    }
    named: list[RawPackage] = []
    for raw in packages:
        folder = raw.folder.rpartition("/")[2]
        other = not is_place(raw.descriptor) and raw.name in taken and raw.name != folder
        clashes = other and folder not in taken and is_publishable_name(folder)
        named.append(replace(raw, name=folder) if clashes else raw)
        taken.add(named[-1].name)
    return named


def blocking(findings: Sequence[Finding], decisions: Sequence[Decision]) -> list[Finding]:
    """The findings that end a build: all but those of packages that go out or are skipped."""
    tolerated = {f for one in decisions if one.outcome != "fail" for f in one.findings}
    return [finding for finding in findings if finding not in tolerated]
