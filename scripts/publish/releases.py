"""The published site on a server: whole releases side by side, and one link to the live one.

    <site>/releases/<name>/   a built site, never changed once it is there
    <site>/current            a symbolic link to one of them: what the web server serves
    <site>/order              the names in the order in which they went live, one a line
    <site>/lock               held while anything here changes

A reader sees the old site or the new one, never a mixture: the link is replaced in one step.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has no such lock; nobody publishes by push from there
    fcntl = None  # type: ignore[assignment]

KEPT = 5
"""Releases that stay for going back, the live one included."""
_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,100}", re.ASCII)


class ReleaseError(RuntimeError):
    """Nothing can be put live; says why in both languages."""


@dataclass(frozen=True, slots=True)
class Releases:
    """The releases below one folder."""

    folder: Path

    @property
    def current(self) -> Path:
        return self.folder / "current"

    def live(self) -> str | None:
        """The name of the live release; None when there is none."""
        try:
            return self.current.readlink().name
        except OSError:
            return None

    def order(self) -> list[str]:
        """Names in the order in which they went live; the last that exists is the newest."""
        try:
            names = (self.folder / "order").read_text(encoding="utf-8").split()
        except OSError:
            return []
        return [name for name in names if (self.folder / "releases" / name).is_dir()]

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Wait until nobody else changes anything here, then keep others out."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as file:
            if fcntl is not None:
                fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def add(self, name: str, built: Path, keep: int = KEPT) -> None:
        """Take a built site over as a release and put it live; it must be on the same disk.

        Raises:
            ReleaseError: the name cannot be a folder's, or the built site has no home page.
        """
        if _NAME.fullmatch(name) is None:
            message = f"不能作发布的名称 no name for a release: {name!r}"
            raise ReleaseError(message)
        if not (built / "index.html").is_file():
            message = f"没有首页，不发布 no home page, not published: {built.name}"
            raise ReleaseError(message)
        target = self.folder / "releases" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            shutil.rmtree(built)
        else:
            built.rename(target)
        self._put_live(name)
        self._prune(keep)

    def roll_back(self) -> tuple[str, str]:
        """Put the release before the live one live again; returns both names, old and new.

        Raises:
            ReleaseError: there is none before it.
        """
        live, order = self.live(), self.order()
        before = order[: order.index(live)] if live in order else order
        earlier = [name for name in before if name != live]
        if live is None or not earlier:
            message = "没有更早的发布可以退回 there is no earlier release to go back to"
            raise ReleaseError(message)
        # What was undone leaves the order, so that a second step goes back further.
        self._write_order([name for name in order if name != live])
        self._link(earlier[-1])
        return live, earlier[-1]

    def _put_live(self, name: str) -> None:
        self._link(name)
        self._write_order([*(one for one in self.order() if one != name), name])

    def _link(self, name: str) -> None:
        fresh = Path(tempfile.mkdtemp(dir=self.folder)) / "current"
        fresh.symlink_to(Path("releases") / name)
        fresh.replace(self.current)
        fresh.parent.rmdir()

    def _write_order(self, names: list[str]) -> None:
        fresh = self.folder / "order.new"
        fresh.write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
        fresh.replace(self.folder / "order")

    def _prune(self, keep: int) -> None:
        wanted = {*self.order()[-max(1, keep) :], self.live()}
        for path in (self.folder / "releases").iterdir():
            if path.name not in wanted:
                shutil.rmtree(path)
