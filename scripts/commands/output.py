"""What the tasks share: exit codes, how findings are shown, how a missing answer is asked for."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from invoke import tasks
from invoke.exceptions import Exit
from invoke.parser.argument import Argument

FINDINGS = 1
WRONG_USAGE = 2
_STOPS = (signal.SIGINT, signal.SIGTERM)
_HELP = frozenset({"--help", "-h"})


class Command(tasks.Task[Any]):
    """A task that takes `--help` where its file or place would stand as a wish for its help."""

    def get_arguments(self, ignore_unknown_help: bool | None = None) -> list[Argument]:
        """The arguments; those that come after `--help` on the command line need not be given."""
        arguments = super().get_arguments(ignore_unknown_help)
        words, name = sys.argv[1:], self.name.replace("_", "-")
        asks = next((at for at, word in enumerate(words) if word in _HELP), None)
        if asks is not None and name in words[:asks]:
            before = words[words.index(name) + 1 : asks]
            given = sum(not word.startswith("-") for word in before)
            for argument in [one for one in arguments if one.positional][given:]:
                argument.positional = False
        return arguments


task = partial(tasks.task, klass=Command)
"""Makes a command of a function; its docstring is the help and ends with an example."""


def show(findings: Any, form: str, lang: str = "") -> None:
    """Write findings to standard output as `form` has it, in one language or in both."""
    from scripts.commands.findings_page import render_page
    from scripts.core import findings as shown
    from scripts.core.model import LANGUAGES

    if lang and lang not in LANGUAGES:
        raise Exit(f"--lang: {' | '.join(LANGUAGES)}", WRONG_USAGE)
    languages: Any = [lang] if lang else LANGUAGES
    renderers = {
        "text": lambda: shown.render_terminal(findings, languages),
        "json": lambda: shown.render_json(findings),
        "annotations": lambda: shown.render_annotations(findings),
        "html": lambda: render_page(findings, languages),
    }
    if form not in renderers:
        raise Exit(f"--format: {' | '.join(renderers)}", WRONG_USAGE)
    sys.stdout.write(renderers[form]())


def show_drafts(datasets: Path) -> None:
    """Say which places and reports are drafts, seen in the preview only."""
    from scripts.package.drafts import list_drafts

    if drafts := list_drafts(datasets):
        sys.stdout.write(
            f"  {len(drafts)} 份草稿未发布 drafts, not published：{', '.join(drafts)}\n"
        )


def check_contact(*, complete: bool) -> None:
    """Say that readers have nowhere to report errors while `SITE_CONTACT` is not set.

    Args:
        complete: the site goes live.

    Raises:
        Exit: it goes live without one; nothing has been built yet.
    """
    if os.environ.get("SITE_CONTACT"):
        return
    advice = (
        "没有设 SITE_CONTACT：读者指出错误无处可去。设成电子邮箱，或带 {title}、{body} 的网址，"
        "例如 SITE_CONTACT=desk@example.org / SITE_CONTACT is not set: readers have nowhere to "
        "report errors. Set it to an e-mail address or a URL with {title} and {body}"
    )
    if complete:
        raise Exit(f"✗ {advice}", WRONG_USAGE)
    sys.stderr.write(f"! {advice}\n")


def ask(name: str, given: str, *, needed: bool = True) -> str:
    """What was given, else what the person at the terminal answers; empty without a terminal."""
    if given or not sys.stdin.isatty():
        return given
    answer = input(f"{name}{'' if needed else '（可空 optional）'}: ").strip()
    return answer if answer or not needed else ask(name, given)


def choose_place(package: str) -> str:
    """The place that was named, or the only one there is; wrong usage when there is none such."""
    from scripts.build import site as build
    from scripts.core.folders import Folders

    root = Path.cwd()
    folders = Folders(root=root, output=root / "output")
    places = [raw.name for raw in build.read_all(folders) if build.is_place_package(raw)]
    package = package or (places[0] if len(places) == 1 else ask("地方 place", ""))
    if package not in places:
        listed = ", ".join(places)
        raise Exit(f"✗ 没有这个地方 no such place: {package or '?'} ({listed})", WRONG_USAGE)
    return package


class Interrupted(KeyboardInterrupt):
    """Ctrl-C, or a request to end.

    Of its own kind, because Python ends itself with a signal once a plain one has passed through
    certain C code, even if it was caught (CPython's `Py_RunMain`: `unhandled_keyboard_interrupt`).
    """


@contextmanager
def explain_stops() -> Iterator[None]:
    """What stops a task from outside (a full disk, Ctrl-C) is told in words, with exit code 1."""
    from scripts.core.errors import explain

    def stop(*_: object) -> None:
        raise Interrupted

    handled = [one for one in _STOPS if signal.getsignal(one) is not signal.SIG_IGN]
    before = {one: signal.signal(one, stop) for one in handled}
    try:
        yield
    except (Exception, KeyboardInterrupt) as error:
        words = None if isinstance(error, Exit) else explain(error)
        if words is None:
            raise
        raise Exit(f"✗ {words[0]}\n✗ {words[1]}", FINDINGS) from None
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
