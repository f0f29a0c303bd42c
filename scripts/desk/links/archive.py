"""Copies of the pages that sources cite, each in a file named by its bytes; what changed since.

The folder lies outside the site: other people's pages are kept here, and published only where
the maintainer puts them.
"""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from scripts.core.files import write_file
from scripts.desk.links.asking import Answer, Change, Manners, ask, host_of
from scripts.desk.links.page_text import read_page_text

ROBOTS_BOUND = 500_000
"""Bytes of a robots.txt that are read (RFC 9309, 2.5)."""


@dataclass(slots=True, kw_only=True)
class Archive:
    """A folder of copies. `bound`: the most bytes of a page. `robots`: host -> its rules."""

    folder: Path
    bound: int
    robots: dict[str, RobotFileParser] = field(default_factory=dict)

    def store(self, url: str, manners: Manners) -> Answer:
        """Ask for a page and keep its bytes; the answer names the copy.

        Raises:
            OSError: the copy cannot be written.
        """
        answer = self.fetch(url, manners)
        if not answer.body:
            return answer
        kind = answer.media_type.partition(";")[0].strip().lower()
        suffix = mimetypes.guess_extension(kind) or ".bin"
        name = sha256(answer.body).hexdigest() + suffix
        if not (self.folder / name).exists():
            write_file(self.folder / name, answer.body)
        return replace(answer, copy=name, body=b"")

    def compare(self, url: str, digest: str, manners: Manners) -> Answer:
        """Ask for a page and hold it against the copy with this SHA-256."""
        copy = next(self.folder.glob(f"{digest}.*"), None)
        if copy is None:
            return Answer(verdict="refused", final=url, reason="没有存档副本 no copy here")
        answer = self.fetch(url, manners)
        if not answer.body:
            return answer
        return replace(answer, change=_compare(copy.read_bytes(), answer), body=b"")

    def fetch(self, url: str, manners: Manners) -> Answer:
        """Ask for a page unless its host's robots.txt forbids it or cannot be asked for now."""
        host = host_of(url)
        if host and host not in self.robots:
            rules = ask(f"{urlsplit(url).scheme}://{host}/robots.txt", manners, ROBOTS_BOUND)
            if rules.verdict in {"later", "silent"}:
                return rules
            self.robots[host] = RobotFileParser()
            self.robots[host].parse(rules.body.decode("utf-8", "replace").splitlines())
        if host and not self.robots[host].can_fetch(manners.agent, url):
            why = "对方的 robots.txt 不许 forbidden by its robots.txt"
            return Answer(verdict="refused", final=url, reason=why)
        return ask(url, manners, self.bound)


def _compare(before: bytes, answer: Answer) -> Change:
    if before == answer.body:
        return "same"
    text = read_page_text(before, answer.media_type)
    return (
        "unseen" if text and text == read_page_text(answer.body, answer.media_type) else "changed"
    )
