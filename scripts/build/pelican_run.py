"""Runs Pelican over the rendered pages; what it only warns of is an error here."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from scripts.build.runner import Runner
from scripts.core.errors import OperationalError
from scripts.core.files import remove


class PelicanComplaintError(OperationalError):
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


def run_pelican(project: Path, content: Path, output: Path, runner: Runner) -> None:
    """Let Pelican read a folder of content and render its pages through a runner.

    Args:
        project: where `pelicanconf.py` and the theme stand.
        content: what it reads.
        output: where it writes its own feeds, which are taken over from there.
        runner: what renders the pages that have changed, and writes them.

    Raises:
        PelicanComplaintError: Pelican logged a warning or an error.
    """
    remove(output)
    with _complaints() as messages:
        from pelican import Pelican, console  # noqa: PLC0415
        from pelican.settings import read_settings  # noqa: PLC0415

        settings = read_settings(
            str(project / "pelicanconf.py"),
            override={
                "PATH": str(content),
                "THEME": str(project / "theme"),
                "OUTPUT_PATH": str(output),
            },
        )
        settings["SITE_RUNNER"] = runner
        console.quiet = True
        Pelican(settings).run()
    if messages:
        raise PelicanComplaintError(messages)
