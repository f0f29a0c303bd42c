"""The task that turns the data into a version that one can cite."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from invoke.context import Context
from invoke.exceptions import Exit

from scripts.commands.output import FINDINGS, WRONG_USAGE, show, task


@task(
    help={
        "package": "哪个数据包；只有一个时可不写 / which package; not needed when there is one",
        "on": "发布日期，默认今天 / the day of the release, YYYY-MM-DD; by default today",
        "note_zh": "一句话说明（中文）/ what changed in a sentence, in Chinese",
        "note_en": "一句话说明（英文）/ the same in English",
        "dry_run": "只看会发布什么 / only show what would be released",
    }
)
def release(
    _: Context,
    package: str = "",
    on: str = "",
    note_zh: str = "",
    note_en: str = "",
    dry_run: bool = False,
) -> None:
    """给数据定一个可引用的版本，草稿不在内 / Release a version that one can cite, without drafts.

    invoke release --package NAME --dry-run
    """
    import datetime as dt

    from scripts.build import site as build
    from scripts.core.folders import Folders
    from scripts.core.repository import GitError
    from scripts.desk.release import ReleaseRefusedError, propose
    from scripts.desk.release import release as make
    from scripts.package.drafts import leave_out_drafts
    from scripts.versions import Record, RecordError, render_entry

    root = Path.cwd()
    folders = Folders(root=root, output=root / "output")
    raw = leave_out_drafts(_choose(build.read_all(folders), package))
    try:
        day = dt.date.fromisoformat(on) if on else dt.datetime.now(tz=dt.UTC).date()
    except ValueError:
        raise Exit("--on YYYY-MM-DD", WRONG_USAGE) from None
    if findings := build.validate(folders, [raw]):
        show(findings, "text")
        raise Exit("✗ 没有发布 not released", FINDINGS)
    try:
        proposal = propose(root, folders.datasets, raw)
        if proposal is None:
            sys.stdout.write(f"{raw.name}：自上一版以来没有改动 nothing changed since\n")
            return
        preview = Record(
            version=proposal.version,
            date=day.isoformat(),
            commit="",
            sha256="",
            level=proposal.level,
            note_zh=note_zh,
            note_en=note_en,
        )
        sys.stdout.write(render_entry(preview, proposal.changes))
        if dry_run:
            return
        record = make(
            root, folders.datasets, proposal, date=day.isoformat(), notes=(note_zh, note_en)
        )
    except (ReleaseRefusedError, GitError, RecordError) as error:
        raise Exit(f"✗ {error}", FINDINGS) from None
    sys.stdout.write(
        f"✓ {raw.name} {record.version} 已提交并打标签 committed and tagged\n"
        "  推送 push: git push --follow-tags\n"
    )


def _choose(packages: list[Any], name: str) -> Any:
    """The package that was named, or the only one there is; else wrong usage."""
    found = [raw for raw in packages if not name or raw.name == name]
    if len(found) != 1:
        listed = ", ".join(raw.name for raw in packages)
        raise Exit(f"✗ --package NAME ({listed})", WRONG_USAGE)
    return found[0]
