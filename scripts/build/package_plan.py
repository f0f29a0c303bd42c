"""What becomes of one package: read, checked, and, where it is published, made step by step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from scripts.build.download_steps import download_steps
from scripts.build.package import Package, Shared
from scripts.build.package_steps import (
    answers_step,
    dataset_pages_step,
    indicator_steps,
    list_steps,
    place_pages_steps,
    version_step,
)
from scripts.build.past import Past
from scripts.build.runner import Plan, Records
from scripts.build.step import Made, Step, key_of
from scripts.checks import ask_frictionless, check_package
from scripts.checks.decisions import Decision, Policy, decide
from scripts.core.errors import is_of_machine
from scripts.core.findings import Finding
from scripts.downloads.read_back import ChangedCellError
from scripts.package.drafts import leave_out_drafts
from scripts.package.raw import DESCRIPTOR, RawPackage
from scripts.package.read import read_package
from scripts.versions import RecordError
from scripts.versions.released import Released, changed_record, read_history, unavailable


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A package of the project: `folder` below the root, `name` on the site.

    `findings`: what is known of it already (its name is taken, say); `history`: what tells its
    released versions from others.
    """

    folder: str
    name: str
    is_place: bool = False
    findings: tuple[Finding, ...] = ()
    history: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a package; `steps`: the names of those that it was made by, if published."""

    entry: Entry
    decision: Decision
    steps: Sequence[str] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Where packages are read: `root` is the project; `read` gives a file of its site by the path.

    `recall`: the facts of a step in the build before, by its name; None: there are none. `program`:
    the hash of what runs now.

    `complete`: every released version must be there. `drafts`: draft reports are shown.
    """

    root: Path
    read: Callable[[str], bytes]
    recall: Callable[[str], Any] = lambda _: None
    program: str = ""
    complete: bool = False
    drafts: bool = False


def package_plan(project: Project, entry: Entry, shared: Shared) -> Plan[Outcome]:
    """The plan of a package. An error of ours within it leaves out this package alone."""
    try:
        return (yield from _plan(project, entry, shared))
    except Exception as error:
        if is_of_machine(error):
            raise
        return left_out(entry, program_error(entry, error))


def _plan(project: Project, entry: Entry, shared: Shared) -> Plan[Outcome]:
    raw = read_package(project.root / entry.folder, project.root)
    raw = raw if project.drafts else leave_out_drafts(raw)
    if raw.name != entry.name:
        raw = replace(raw, name=entry.name)
    checked = yield [check_step(raw, shared, project)]
    found = [Finding(**one) for record in checked.values() for one in record.facts["findings"]]
    found = sorted([*found, *entry.findings], key=lambda finding: finding.order)
    (decision,) = decide([raw], found, shared.policies)
    if decision.outcome == "publish":
        package = Package(raw=raw, shared=shared, findings=decision.findings)
        history = partial(read_versions, project.root, raw, entry.folder)
        try:
            package, versions = yield from with_versions(package, entry.history, history)
        except RecordError as error:
            return _stopped(entry, decision, [changed_record(raw.name, error)])
        if project.complete and package.past.missing:
            return _stopped(entry, decision, unavailable(raw.name, package.past.missing))
        made = yield from published_plan(package, project.read)
        steps = [*checked, *versions, *made]
        return Outcome(entry=entry, decision=_without_contents(decision), steps=steps)
    return Outcome(entry=entry, decision=_without_contents(decision))


def check_step(raw: RawPackage, shared: Shared, project: Project) -> Step:
    """All findings about a package, and what Frictionless said of each table."""
    files = (part for path in sorted(raw.files) for part in (path, raw.files[path]))
    said = (raw.name, raw.folder, sorted(raw.broken), raw.findings, raw.holds_place_tables)
    words = repr((shared.vocabulary, shared.schemas))
    name = f"{raw.folder}: findings"
    return Step(
        name=name,
        key=key_of(repr(said), words, *files),
        make=partial(make_findings, raw, shared, project.program),
        inputs=lambda: (project.recall(name),),
    )


def make_findings(raw: RawPackage, shared: Shared, program: str, before: Any) -> Made:
    """Check a package; of a table that is as it was `before`, Frictionless is not asked again."""
    same = before is not None and before["program"] == program
    listed = before["verdicts"].items() if same else ()
    kept = {key: [Finding(**one) for one in found] for key, found in listed}
    verdicts = {} if DESCRIPTOR in raw.broken else ask_frictionless(raw, kept)
    found = check_package(raw, shared.schemas, shared.vocabulary, verdicts)
    return Made(
        facts={
            "program": program,
            "findings": [asdict(one) for one in found],
            "verdicts": {key: [asdict(one) for one in said] for key, said in verdicts.items()},
        }
    )


def read_versions(root: Path, raw: RawPackage, folder: str) -> tuple[Released, ...]:
    """The released versions of a package, oldest first."""
    return tuple(read_history(root, root / "datasets", replace(raw, folder=folder)))


def with_versions(
    package: Package, history: Sequence[bytes], read: partial[Any]
) -> Plan[tuple[Package, Records]]:
    """The package with what its pages say of its released versions; it has none without history."""
    if not history:
        return package, {}
    records = yield [version_step(package, history, read)]
    (record,) = records.values()
    return replace(package, past=Past.from_data(record.facts)), records


def published_plan(package: Package, read: Callable[[str], bytes]) -> Plan[list[str]]:
    """Everything of a package but its findings and versions; the names of the steps.

    Args:
        package: what is published.
        read: gives a file of the site that the runner has written, by its path.
    """
    steps = [*download_steps(package)]
    if package.is_place:
        steps += [*list_steps(package), *indicator_steps(package)]
    first = yield steps
    following = [dataset_pages_step(package, first)]
    if package.is_place:
        following += [
            *place_pages_steps(package, first),
            answers_step(package, first, read),
        ]
    then = yield following
    return [*first, *then]


def unread_package(entry: Entry) -> RawPackage:
    """What a decision needs of a package that was not read: its name and its place."""
    return RawPackage(
        name=entry.name, folder=entry.folder, descriptor={}, files={}, tables={}, texts={}
    )


def left_out(entry: Entry, finding: Finding) -> Outcome:
    """A package that is not published; a place that is not ends the build."""
    outcome: Policy = "fail" if entry.is_place else "skip"
    decision = Decision(raw=unread_package(entry), findings=(finding,), outcome=outcome)
    return Outcome(entry=entry, decision=decision)


def _without_contents(decision: Decision) -> Decision:
    raw = replace(decision.raw, files={}, tables={}, texts={})
    return replace(decision, raw=raw)


def _stopped(entry: Entry, decision: Decision, findings: Iterable[Finding]) -> Outcome:
    """A package that cannot be published for what its history lacks."""
    stopped = replace(_without_contents(decision), outcome="fail", findings=tuple(findings))
    return Outcome(entry=entry, decision=stopped)


def program_error(entry: Entry, error: Exception) -> Finding:
    """An error of the program, named with the package and the step that it was met in."""
    if isinstance(error, ChangedCellError):
        return Finding.of(
            "changed-cell",
            f"{entry.folder}/{DESCRIPTOR}",
            error.row,
            error.column,
            written=error.file.rpartition("/")[2],
            text=error.source[:60],
            read=error.written[:60],
        )
    kind, said = type(error).__name__, " ".join(str(error).split())[:200]
    file = f"{entry.folder}/{DESCRIPTOR}"
    notes = getattr(error, "__notes__", ())
    step = notes[0].removeprefix(f"{entry.folder}: ") if notes else "read"
    return Finding.of("program-error", file, step=step, kind=kind, said=said)


def address_clash(entry: Entry, path: str) -> Finding:
    """Two things of the site would stand at one address."""
    return Finding.of("address-clash", f"{entry.folder}/{DESCRIPTOR}", path=path)
