"""Progress display of the stages: a bar in a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


class Stages:
    """Names each stage as it begins and, outside a terminal, how long it took.

    Output goes to standard error, so that standard output stays for results.
    """

    def __init__(self, names: list[str], *, quiet: bool = False) -> None:
        self.console = Console(file=sys.stderr, quiet=quiet)
        self.names = names
        self.done = 0
        self.bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed}/{task.total}"),
            TimeElapsedColumn(),
            console=self.console,
            transient=True,
            disable=not self.console.is_terminal,
        )

    @contextmanager
    def running(self) -> Iterator[Stages]:
        """Show the bar for as long as the build runs."""
        with self.bar:
            self.task = self.bar.add_task("", total=len(self.names))
            yield self

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """One stage; `name` is one of those announced."""
        self.bar.update(self.task, description=name)
        started = perf_counter()
        yield
        self.done += 1
        self.bar.update(self.task, completed=self.done)
        if not self.console.is_terminal:
            seconds = perf_counter() - started
            self.console.print(
                f"[{self.done}/{len(self.names)}] {name} {seconds:.1f} s", markup=False
            )

    def tell(self, line: str) -> None:
        """Say something about the stage that runs, where nobody watches a bar."""
        if not self.console.is_terminal:
            self.console.print(f"      {line}", markup=False)
