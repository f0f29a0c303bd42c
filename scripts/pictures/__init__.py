"""Drawings as PNG: the same bytes on every machine, whatever fonts it has.

`marking` reads the SVG of a chart or a card, `shapes` has the masks of glyphs and lines, `raster`
puts them on paper. A renderer of all SVG takes ten times as long: it sets each text anew.

Text is set in the one font that comes with the theme. A character that the font does not have
is shown as 〓, the printer's sign for a missing type, never as nothing.
"""

from __future__ import annotations

import os
import signal
import zlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from multiprocessing import get_context, parent_process
from pathlib import Path
from shutil import rmtree
from threading import Thread

from scripts.files import write_below

FONT_FILE = Path(__file__).parents[2] / "theme" / "fonts" / "NotoSerifCJKsc-SemiBold.ttf"

_DIGEST = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """An SVG, and how many pixels wide its picture is to be."""

    svg: str = field(repr=False)
    width: int


def rasterise(svg: str, width: int) -> bytes:
    """An SVG of ours as PNG of the given width in pixels; nothing outside it is loaded.

    Raises:
        ValueError: the SVG has something that our drawings do not have.
    """
    from scripts.pictures import raster  # noqa: PLC0415 - compiled libraries, only for pictures

    return raster.rasterise(svg, width)


@contextmanager
def picture_pool() -> Iterator[Executor]:
    """A process per core, because the renderer holds Python's lock; none before it is used.

    When the build stops half-way, what has not been begun is not drawn any more.
    """
    pool = ProcessPoolExecutor(
        os.cpu_count() or 1, mp_context=get_context("spawn"), initializer=_follow_the_build
    )
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=True, cancel_futures=True)
        raise
    pool.shutdown(wait=True)


def _follow_the_build() -> None:
    """Leave Ctrl-C to the build, and end when it is killed: nobody else would end the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_build, daemon=True).start()


def _end_with_the_build() -> None:
    if (build := parent_process()) is not None:
        build.join()
        os._exit(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureCache:
    """Pictures of earlier builds, each under the hash of all that it is made from.

    A file that is damaged or not ours is made again: each begins with the hash of its picture.
    """

    folder: Path

    def key(self, drawing: Drawing) -> str:
        """The hash of the drawing, its size, the font and the renderer."""
        return sha256(f"{_made_with()}\n{drawing.width}\n{drawing.svg}".encode()).hexdigest()

    def get(self, key: str) -> bytes | None:
        """The picture, or None when there is none that can be trusted."""
        try:
            data = (self.folder / key).read_bytes()
        except OSError:
            return None
        digest, picture = data[:_DIGEST], data[_DIGEST:]
        return picture if sha256(picture).digest() == digest else None

    def put(self, key: str, picture: bytes) -> None:
        """Keep a picture for the next build; whatever stands in its place goes."""
        if self.folder.exists() and not self.folder.is_dir():
            self.folder.unlink()
        write_below(self.folder, key, sha256(picture).digest() + picture)

    def keep_only(self, keys: Iterable[str]) -> None:
        """Remove the pictures that nothing uses any more."""
        wanted = set(keys)
        for path in self.folder.iterdir() if self.folder.is_dir() else ():
            if path.name in wanted:
                continue
            if path.is_dir() and not path.is_symlink():
                rmtree(path)
            else:
                path.unlink()


@cache
def _made_with() -> str:
    own = sorted(Path(__file__).parent.glob("*.py"))
    made_by = sha256(b"".join(path.read_bytes() for path in [*own, FONT_FILE])).hexdigest()
    return f"{version('pillow')} {zlib.ZLIB_RUNTIME_VERSION} {made_by}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingPictures:
    """Pictures that are being drawn while other work goes on."""

    keys: Mapping[str, str]
    known: Mapping[str, bytes] = field(repr=False)
    drawn: Mapping[str, Future[bytes]] = field(repr=False)
    cache: PictureCache

    def finish(self) -> dict[str, bytes]:
        """Wait for the last one; all pictures by path, in the order of the drawings."""
        pictures: dict[str, bytes] = {}
        for path, key in self.keys.items():
            if path in self.known:
                pictures[path] = self.known[path]
            else:
                pictures[path] = self.drawn[path].result()
                self.cache.put(key, pictures[path])
        self.cache.keep_only(self.keys.values())
        return pictures


def start_pictures(
    drawings: Mapping[str, Drawing], cache: PictureCache, executor: Executor
) -> PendingPictures:
    """Begin to draw what no earlier build has drawn.

    Args:
        drawings: path of the picture -> what it shows.
        cache: of earlier builds.
        executor: where the work is done; order and bytes do not depend on it.
    """
    keys = {path: cache.key(drawing) for path, drawing in drawings.items()}
    found = {path: cache.get(key) for path, key in keys.items()}
    known = {path: picture for path, picture in found.items() if picture is not None}
    drawn = {
        path: executor.submit(rasterise, drawing.svg, drawing.width)
        for path, drawing in drawings.items()
        if path not in known
    }
    return PendingPictures(keys=keys, known=known, drawn=drawn, cache=cache)
