"""The full-text search index, made by Pagefind from the pages as they were built."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from scripts.mishaps import ToldError

FOLDER = "pagefind"
PATIENCE = 300
"""Seconds after which Pagefind is taken to hang; it needs two for a few hundred pages."""
_NOT_OURS = ("-ui.", "highlight")
"""Pagefind's own search boxes, which the site does not use."""


class SearchIndexError(ToldError):
    """Pagefind could not index the pages; says what it printed."""

    def __init__(self, printed: str) -> None:
        super().__init__(f"建立搜索失败：{printed}", f"The pages could not be indexed: {printed}")


def render_search_files(site: Path) -> dict[str, bytes]:
    """Index the pages below `site`; returns the index's files by their path in the site.

    Pages say by `data-pagefind-body` what of them is searched; pages without it are left out
    as soon as one page has it. Chinese is cut into words where a page's language is `zh`.

    Raises:
        SearchIndexError: Pagefind failed or did not end.
    """
    with TemporaryDirectory() as name:
        command = [sys.executable, "-m", "pagefind", "--site", str(site), "--output-path", name]
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter, no shell
                command, capture_output=True, timeout=PATIENCE, check=False
            )
        except subprocess.TimeoutExpired as error:
            message = f"no end after {PATIENCE} s"
            raise SearchIndexError(message) from error
        if done.returncode:
            raise SearchIndexError(done.stderr.decode(errors="replace")[-2000:])
        folder = Path(name)
        return {
            f"{FOLDER}/{path.relative_to(folder).as_posix()}": _in_order(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not any(part in path.name for part in _NOT_OURS)
        }


def _in_order(path: Path) -> bytes:
    """A file's bytes; JSON with its keys in order, which Pagefind leaves to chance."""
    data = path.read_bytes()
    if path.suffix != ".json":
        return data
    return json.dumps(json.loads(data), sort_keys=True, separators=(",", ":")).encode()
