"""Runs Pelican over the rendered pages; what it only warns of is an error here."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from scripts.build.parts import Parts, hash_inputs
from scripts.core.errors import ToldError
from scripts.core.files import remove

PELICAN = "what Pelican made"
"""The part under which the names of its parts are noted."""


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


def load_pelican() -> None:
    """Load Pelican while other processes are waited for."""
    with _complaints():
        from pelican import Pelican, console, settings  # noqa: F401, PLC0415


def run_pelican(
    project: Path, content: Path, output: Path, parts: Parts, essence: Iterable[bytes]
) -> None:
    """Let Pelican turn a folder of content into the parts of a site that are no package's.

    It takes longer to load than to run. Where all that it reads is as it was, so are its parts.

    Args:
        project: where `pelicanconf.py` and the theme stand.
        content: what it reads.
        output: where it writes its own feeds, which are taken over from there.
        parts: where the site's parts are noted, and those of the build before.
        essence: all that tells one content, theme and program from another.

    Raises:
        PelicanComplaintError: Pelican logged a warning or an error.
    """
    key = hash_inputs(f"{PELICAN} {parts.twins}", essence)
    one = parts.before.get(PELICAN)
    if one is not None and one.key == key and parts.take_again(one.told):
        parts.now[PELICAN] = one
        return
    others = frozenset(parts.now)
    _run(project, content, output, parts)
    parts.tell(PELICAN, sorted(parts.now.keys() - others), key)


def _run(project: Path, content: Path, output: Path, parts: Parts) -> None:
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
        settings["SITE_PARTS"] = parts
        console.quiet = True
        Pelican(settings).run()
    if messages:
        raise PelicanComplaintError(messages)
