"""Zip archives and checksum lists whose bytes depend on nothing but what is in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from hashlib import sha256

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip can hold: archives carry no clock."""
CHECKSUMS = "SHA256SUMS"
_UNIX, _FILE_MODE = 3, 0o644


def render_zip(files: Mapping[str, bytes]) -> bytes:
    """Files as a zip: names sorted, times and modes fixed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system, entry.external_attr = _UNIX, _FILE_MODE << 16
            archive.writestr(entry, files[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def render_checksums(files: Mapping[str, bytes]) -> bytes:
    """Files as lines that `sha256sum --check` reads."""
    return render_sums({name: sha256(data).hexdigest() for name, data in files.items()})


def render_sums(sums: Mapping[str, str]) -> bytes:
    """SHA-256 sums by file name as lines that `sha256sum --check` reads."""
    return "".join(f"{sums[name]}  {name}\n" for name in sorted(sums)).encode()
