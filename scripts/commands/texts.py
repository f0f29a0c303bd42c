"""`validate --texts`: reports by reference, held against the copies in a local folder."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from invoke.exceptions import Exit

from scripts.commands.output import WRONG_USAGE

if TYPE_CHECKING:
    from scripts.core.findings import Finding
    from scripts.package.raw import RawPackage


def compare_with_copies(packages: Iterable[RawPackage], folder: Path) -> list[Finding]:
    """The findings; how many reports had a copy, and how many none, is said on standard error."""
    from scripts.checks import texts
    from scripts.package.copies import read_copies

    places = texts.find_places(packages)
    reports = [report for _, place in places.values() for report in texts.list_referred(place)]
    try:
        copies = read_copies(folder, {report.text_sha256 or "" for report in reports})
    except NotADirectoryError:
        raise Exit(f"✗ --texts: 没有这个文件夹 no such folder: {folder}", WRONG_USAGE) from None
    missing = sum(report.text_sha256 not in copies for report in reports)
    sys.stderr.write(
        f"{len(reports) - missing} 份报告已与本地副本核对，{missing} 份没有本地副本 / "
        f"{len(reports) - missing} reports compared with local copies, "
        f"{missing} reports had no local copy\n"
    )
    return [
        finding
        for raw, place in places.values()
        for finding in texts.check_copies(raw, place, copies)
    ]
