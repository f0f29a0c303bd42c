"""Texts that are not republished, found in a local folder by their SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from pathlib import Path


def read_copies(folder: Path, wanted: Collection[str]) -> dict[str, str]:
    """SHA-256 in lower-case hex -> text, of the files below `folder` whose bytes have it.

    Names do not matter. A text has LF line ends; bytes that are no UTF-8 stand as U+FFFD. Files
    that cannot be read are passed over: whether a copy is missing is seen by its hash.

    Raises:
        NotADirectoryError: there is no such folder.
    """
    if not folder.is_dir():
        raise NotADirectoryError(folder)
    texts: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        try:
            if not path.is_file():
                continue
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            if digest in wanted:
                text = path.read_bytes().decode("utf-8", errors="replace")
                texts[digest] = text.replace("\r\n", "\n")
        except OSError:
            continue
    return texts
