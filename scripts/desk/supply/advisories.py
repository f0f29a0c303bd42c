"""Known vulnerabilities of what is locked: pip-audit asks, this reads what it answers."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from scripts.desk.supply.locked import Locked, read_lock

TOOL = "pip_audit"
_SECONDS = 900


class NotInstalledError(RuntimeError):
    """pip-audit is not installed here."""


class NoAnswerError(RuntimeError):
    """The service could not be asked (no network, for instance); carries the tool's last words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advisory:
    """One known vulnerability; `fixed_in` are the versions without it, oldest first."""

    package: str
    version: str
    identifier: str
    fixed_in: tuple[str, ...]
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What was found; `asked` counts packages, `unasked` names those that nobody could judge."""

    asked: int
    advisories: tuple[Advisory, ...]
    unasked: tuple[str, ...]


def audit_lock(lock: Path, command: Sequence[str] = (sys.executable, "-m", TOOL)) -> Audit:
    """Ask about every package of a lock file that this interpreter would install.

    Args:
        lock: the lock file.
        command: how pip-audit is called.

    Raises:
        NotInstalledError: it is not there.
        NoAnswerError: it could not ask, or did not answer in time.
        LockError: the lock is none.
    """
    packages = read_lock(lock.read_text(encoding="utf-8"))
    if TOOL in command and find_spec(TOOL) is None:
        raise NotInstalledError(TOOL)
    asking = [*command, "--requirement", str(lock), "--require-hashes", "--disable-pip"]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, our own lock
            [*asking, "--format", "json", "--progress-spinner", "off"],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NoAnswerError(f"> {_SECONDS} s") from None
    try:
        return read_answer(done.stdout, packages)
    except ValueError:
        lines = done.stderr.strip().splitlines()
        raise NoAnswerError(lines[-1][:300] if lines else f"exit {done.returncode}") from None


def read_answer(text: str, packages: Sequence[Locked]) -> Audit:
    """What pip-audit's JSON says about the packages.

    Raises:
        ValueError: it is not that JSON.
    """
    try:
        listed = json.loads(text)["dependencies"]
    except (KeyError, TypeError):
        raise ValueError(text[:80]) from None
    judged = {(one["name"], one["version"]) for one in listed if "skip_reason" not in one}
    advisories = tuple(
        Advisory(
            package=one["name"],
            version=one["version"],
            identifier=found["id"],
            fixed_in=tuple(found.get("fix_versions", ())),
            summary=" ".join(str(found.get("description", "")).split())[:200],
        )
        for one in listed
        for found in one.get("vulns", ())
    )
    unasked = (
        f"{p.name} {p.version}" + (f"（{p.marker}）" if p.marker else "")
        for p in packages
        if (p.name, p.version) not in judged
    )
    return Audit(asked=len(judged), advisories=advisories, unasked=tuple(unasked))
