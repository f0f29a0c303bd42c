"""What becomes of a package with findings: published as it is, left out, or the build ends.

A place's findings always end the build: its promises and their status are the site's own word. So
do those of a folder with a place's tables whose descriptor cannot be read (half saved, say): left
out, the whole place would vanish from the site.
Other datasets are somebody else's; the site's setting says what is done with theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from scripts.core.findings import Finding
from scripts.package.raw import DESCRIPTOR, RawPackage, folder_name, is_place

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
        of_package = tuple(f for f in findings if f.file.startswith(f"{raw.folder}/"))
        policy = policies.get(raw.name, policies.get(EVERY_OTHER, "publish"))
        if policy not in get_args(Policy):
            message = f"{raw.name}: {policy!r} ({', '.join(get_args(Policy))})"
            raise UnknownPolicyError(message)
        yield Decision(raw=raw, findings=of_package, outcome=_outcome(raw, of_package, policy))


def _outcome(raw: RawPackage, findings: Sequence[Finding], policy: str) -> Policy:
    if not findings:
        return "publish"
    if is_place(raw.descriptor) or raw.holds_place_tables or policy == "fail":
        return "fail"
    homeless = any(finding.code in _NO_ADDRESS for finding in findings)
    if policy == "skip" or DESCRIPTOR in raw.broken or homeless:
        return "skip"
    return "publish"


def apart(
    packages: Sequence[RawPackage], is_released: Callable[[RawPackage], bool] = lambda _: False
) -> list[RawPackage]:
    """Packages whose names differ: one whose name is another's goes by its own folder's.

    A name belongs to the folder of that name, then to a place, then to the package that was
    released under it, then to the first. A place keeps its name; `check_names` refuses it.

    Args:
        packages: as read, in order.
        is_released: whether a package has a release under its name.
    """
    owners = {folder_name(raw): raw for raw in packages}
    claims: dict[str, list[RawPackage]] = {}
    for raw in packages:
        claims.setdefault(raw.name, []).append(raw)
    for name, claimants in claims.items():
        if name not in owners:
            owners[name] = min(
                claimants,
                key=lambda raw: (
                    not is_place(raw.descriptor),
                    len(claimants) > 1 and not is_released(raw),
                ),
            )
    return [
        raw
        if owners[raw.name] is raw or is_place(raw.descriptor)
        else replace(raw, name=folder_name(raw))
        for raw in packages
    ]


def blocking(findings: Sequence[Finding], decisions: Sequence[Decision]) -> list[Finding]:
    """The findings that end a build: all but those of packages that go out or are skipped."""
    tolerated = {f for one in decisions if one.outcome != "fail" for f in one.findings}
    return [finding for finding in findings if finding not in tolerated]
