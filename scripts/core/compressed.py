"""Twins of text files that a web server hands out as they are: `.gz` and `.br` beside each.

They are made once instead of at every request. A twin says nothing of its own: it unpacks to its
file, which the site's checksums cover.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Mapping

TEXTS = frozenset(
    {"html", "css", "js", "json", "jsonld", "xml", "txt", "csv", "md", "svg", "ttl", "wasm"}
)
"""Suffixes of files that become smaller; pictures and archives are compressed already."""
SMALLEST = 512
"""Bytes below which a header would outweigh what is saved."""
_GZIP_LEVEL = 9
_BROTLI_QUALITY = 7
"""Of 11; the last steps make texts a tenth smaller and take fifty times as long."""


def compress_gzip(data: bytes) -> bytes:
    """As RFC 1952 has it, without a time."""
    return gzip.compress(data, _GZIP_LEVEL, mtime=0)


def compress_brotli(data: bytes) -> bytes:
    """As RFC 7932 has it."""
    import brotli  # noqa: PLC0415 - only what goes live is compressed

    packed: bytes = brotli.compress(data, mode=brotli.MODE_TEXT, quality=_BROTLI_QUALITY)
    return packed


FORMS: Mapping[str, Callable[[bytes], bytes]] = {".gz": compress_gzip, ".br": compress_brotli}


def is_compressed(path: str, data: bytes) -> bool:
    """Whether a file has twins."""
    return path.rpartition(".")[2] in TEXTS and len(data) >= SMALLEST


def twins_of(path: str, data: bytes) -> dict[str, bytes]:
    """The twins of one file of a site, by path; none of a file that has none.

    Any process can make them, as soon as the file is written.
    """
    if not is_compressed(path, data):
        return {}
    return {path + end: form(data) for end, form in FORMS.items()}


def file_of(path: str) -> str | None:
    """The file that a twin unpacks to; None for what is no twin by its name."""
    return next((path.removesuffix(end) for end in FORMS if path.endswith(end)), None)


def unpack(path: str, twin: bytes) -> bytes:
    """What a twin unpacks to.

    Raises:
        ValueError: it is damaged.
    """
    import brotli  # noqa: PLC0415

    try:
        return gzip.decompress(twin) if path.endswith(".gz") else bytes(brotli.decompress(twin))
    except (OSError, EOFError, brotli.error) as error:
        raise ValueError(str(error)) from None


def broken_twins(site: Mapping[str, bytes]) -> Iterator[str]:
    """Files that are called like twins and do not unpack to the file beside them."""
    for path in sorted(site):
        file = file_of(path)
        if file is None or file not in site:
            continue
        try:
            same = unpack(path, site[path]) == site[file]
        except ValueError:
            same = False
        if not same:
            yield path
