"""Runs Pelican over the rendered pages; what it only warns of is an error here."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from scripts.files import remove
from scripts.mishaps import ToldError

FEEDS = "feeds"


class PelicanComplaintError(ToldError):
    """Pelican warned of something; it would have gone on, we do not."""

    def __init__(self, messages: Sequence[str]) -> None:
        listed = "\n".join(messages)
        super().__init__(f"套用主题时有警告：\n{listed}", f"Pelican warned:\n{listed}")


class _Complaints(logging.Handler):
    """Collects what Pelican logs from a warning up."""

    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def _complaints() -> Iterator[list[str]]:
    handler = _Complaints()
    logger = logging.getLogger("pelican")
    logger.addHandler(handler)
    propagate, logger.propagate = logger.propagate, False
    try:
        yield handler.messages
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate


def run_pelican(project: Path, content: Path, staging: Path) -> set[str]:
    """Let Pelican turn a folder of content into a site; returns the paths that it wrote.

    Args:
        project: where `pelicanconf.py` and the theme stand.
        content: what it reads.
        staging: where it writes, over what an earlier build left there.

    Raises:
        PelicanComplaintError: Pelican logged a warning or an error.
    """
    # Feeds are all that Pelican writes by itself, and it would not get past what is in their way.
    remove(staging / FEEDS)
    with _complaints() as messages:
        from pelican import Pelican, console  # noqa: PLC0415
        from pelican.settings import read_settings  # noqa: PLC0415

        published: set[str] = set()
        settings = read_settings(
            str(project / "pelicanconf.py"),
            override={
                "PATH": str(content),
                "THEME": str(project / "theme"),
                "OUTPUT_PATH": str(staging),
            },
        )
        settings["PUBLISHED"] = published
        console.quiet = True
        Pelican(settings).run()
    if messages:
        raise PelicanComplaintError(messages)
    return published
