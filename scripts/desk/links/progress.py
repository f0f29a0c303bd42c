"""What has been asked, kept beside the build so that a run which stopped goes on where it was."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from scripts.core.files import write_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One address's latest answer: `checked` the day (ISO), `reachable` as it is recorded.

    `copy`: the file that has the page's bytes, `<SHA-256>.<suffix>`; empty when none was kept.
    """

    checked: str
    reachable: str
    status: int = 0
    final: str = ""
    reason: str = ""
    copy: str = ""


@dataclass(slots=True, kw_only=True)
class Progress:
    """What is kept.

    `answers`: address -> its latest answer. `not_before`: host -> ISO time (UTC) before which it
    does not want to be asked.
    """

    answers: dict[str, Asked] = field(default_factory=dict)
    not_before: dict[str, str] = field(default_factory=dict)


def read_progress(path: Path) -> Progress:
    """The progress kept in a file; none when there is no such file or it is not ours."""
    try:
        kept = json.loads(path.read_bytes())
        answers = {str(url): Asked(**one) for url, one in kept["answers"].items()}
        not_before = {str(host): str(time) for host, time in kept["not_before"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Progress()
    return Progress(answers=answers, not_before=not_before)


def write_progress(path: Path, progress: Progress) -> None:
    """Keep the progress; a run that is killed finds the old file or the new one."""
    write_file(path, (json.dumps(asdict(progress), ensure_ascii=False, indent=1) + "\n").encode())
