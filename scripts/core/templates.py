"""Compiled Jinja templates, kept between builds: to compile them takes half a second a process."""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from scripts.core.folders import ROOT
from scripts.core.program import running_program

_DIGEST = 32
"""Bytes of a SHA-256."""


class TemplateCache(BytecodeCache):
    """Jinja's bytecode cache in `.build/templates/` (or below `SITE_KEPT`).

    Each file begins with a hash of the program and of the rest: compiling folds constants through
    our filters, and Python must not load damaged bytecode. Jinja holds it against the source.
    """

    def __init__(self, name: str) -> None:
        """`name`: of the environment; one name, one way to compile."""
        self.name = name
        self.folder = Path(os.environ.get("SITE_KEPT") or ROOT / ".build") / "templates"

    def get_cache_key(self, name: str, filename: str | None = None) -> str:  # noqa: ARG002
        """The file of a template, wherever the project stands."""
        return sha256(f"{self.name}\0{name}".encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template as it was compiled, if the file is whole and of this program."""
        with suppress(OSError):
            data = (self.folder / bucket.key).read_bytes()
            if data[:_DIGEST] == _sign(data[_DIGEST:]):
                bucket.bytecode_from_string(data[_DIGEST:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template; where nothing can be written, it is compiled each time."""
        data = bucket.bytecode_to_string()
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=self.folder, delete=False) as file:
                file.write(_sign(data) + data)
            Path(file.name).replace(self.folder / bucket.key)


def _sign(bytecode: bytes) -> bytes:
    return sha256(running_program() + bytecode).digest()
