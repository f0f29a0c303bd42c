"""The edge of `invoke release`: from the data as committed to a version that one can cite."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from scripts.core.repository import git
from scripts.package.drafts import is_draft_place, leave_out_drafts
from scripts.package.raw import DESCRIPTOR, RawPackage
from scripts.package.read import read_package
from scripts.package.tabular import derive_dataset
from scripts.versions import (
    PackageChanges,
    Record,
    Version,
    derive_changes,
    render_entry,
    sum_package,
)
from scripts.versions.released import Released, read_history, tag_name, write_record

_VERSION = re.compile(r'("version"\s*:\s*)"[^"]*"')


class ReleaseRefusedError(RuntimeError):
    """A release that cannot be made, with what to do first; Chinese and English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A release before it is made; `changes` is None for the first one."""

    raw: RawPackage
    version: str
    level: str
    changes: PackageChanges | None


def propose(root: Path, datasets: Path, raw: RawPackage) -> Proposal | None:
    """The version that the data ask for; None when nothing changed since the last release.

    Draft reports are left out: what is still being written is in no version.

    Raises:
        RecordError: the records and git's history disagree.
        ReleaseRefusedError: the whole place is a draft, or this copy lacks the last release.
    """
    if is_draft_place(raw.descriptor):
        message = (
            f"{raw.name} 还是草稿，校订完先去掉 place 里的 status / "
            "a draft is not released: when it is reviewed, take the status out of its place"
        )
        raise ReleaseRefusedError(message)
    raw = leave_out_drafts(raw)
    history = read_history(root, datasets, raw)
    if not history:
        first = str(raw.descriptor.get("version") or "1.0.0")
        try:
            Version.parse(first)
        except ValueError:
            first = "1.0.0"
        return Proposal(raw=raw, version=first, level="first", changes=None)
    changes = changes_since(history[-1], raw)
    if changes.level is None:
        return None
    version = history[-1].record.number.raised(changes.level)
    return Proposal(raw=raw, version=str(version), level=changes.level, changes=changes)


def changes_since(last: Released, raw: RawPackage) -> PackageChanges:
    """What changed since a release.

    Raises:
        ReleaseRefusedError: this copy of the project lacks it.
    """
    if last.raw is None:
        message = (
            "这份副本里没有上一版的历史 this copy lacks the last release: "
            "git fetch --unshallow --tags"
        )
        raise ReleaseRefusedError(message)
    return derive_changes(derive_dataset(last.raw), derive_dataset(raw))


def release(
    root: Path, datasets: Path, proposal: Proposal, *, date: str, notes: tuple[str, str]
) -> Record:
    """Make a proposed release: number in the descriptor, commit, record, change log, tag.

    Args:
        root: the project, whose package folder holds nothing uncommitted.
        datasets: its `datasets/`.
        proposal: from `propose`.
        date: the day of the release, ISO.
        notes: what changed in words, Chinese and English; may be empty.

    Raises:
        ReleaseRefusedError: the folder holds uncommitted changes, or the tag is there already.
        GitError: git refused.
    """
    raw, version = proposal.raw, proposal.version
    if git(root, "status", "--porcelain", "--", raw.folder).strip():
        message = f"{raw.folder} 有未提交的改动，请先 git commit / commit the changes in it first"
        raise ReleaseRefusedError(message)
    tag = tag_name(raw.name, version)
    if git(root, "tag", "--list", tag).strip():
        message = f"标签已存在 the tag is there already: {tag}"
        raise ReleaseRefusedError(message)
    if not (root / raw.folder / DESCRIPTOR).exists():
        message = f"没有 {DESCRIPTOR}，版本号写在它里面 / no {DESCRIPTOR} to hold the version"
        raise ReleaseRefusedError(message)
    _write_version(root / raw.folder / DESCRIPTOR, version)
    git(root, "add", "--", raw.folder)
    title = f"{raw.name} {version}"
    git(root, "commit", "--allow-empty", "--quiet", "-m", f"Release {title}", "--", raw.folder)
    released = leave_out_drafts(read_package(root / raw.folder, root))
    record = Record(
        version=version,
        date=date,
        commit=git(root, "rev-parse", "HEAD").decode().strip(),
        sha256=sum_package(released.files),
        level=proposal.level,
        note_zh=notes[0],
        note_en=notes[1],
    )
    write_record(datasets, raw.name, record, render_entry(record, proposal.changes))
    git(root, "tag", "--annotate", tag, record.commit, "-m", title)
    folder = (datasets / "releases").relative_to(root).as_posix()
    git(root, "add", "--", folder)
    git(root, "commit", "--quiet", "-m", f"Record the release of {title}", "--", folder)
    return record


def _write_version(path: Path, version: str) -> None:
    """Put the version into the descriptor and leave every other byte as it is."""
    text = path.read_text(encoding="utf-8")
    descriptor = json.loads(text)
    if descriptor.get("version") == version:
        return
    if isinstance(descriptor.get("version"), str) and len(_VERSION.findall(text)) == 1:
        changed = _VERSION.sub(rf'\g<1>"{version}"', text)
    else:
        changed = (
            json.dumps({**descriptor, "version": version}, ensure_ascii=False, indent=2) + "\n"
        )
    path.write_text(changed, encoding="utf-8")
