"""Archives whose bytes depend on nothing but what is in them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip can hold: archives carry no clock."""
FILE_MODE = 0o644
UNIX = 3
COMPRESSION = 6
LESS_COMPRESSION = 4
_SMALL_WINDOW, _SMALL_MEMORY = 14, 6
SMALL = 1 << _SMALL_WINDOW
"""Bytes of a file that is looked back upon as a whole without the largest window."""
CHECKSUMS = "SHA256SUMS"

_LARGEST = 1_000_000_000
_MOST_ENTRIES = 0xFFFF
"""Bytes and files up to which a zip needs no 64-bit extension, with room to spare."""
_LOCAL = struct.Struct("<4s2BHHHHLLLHH")
_CENTRAL = struct.Struct("<4s4BHHHHLLLHHHHHLL")
_END = struct.Struct("<4sHHHHLLH")
_NEEDED, _DEFLATED, _NAME_IN_UTF8 = 20, 8, 0x800
_FIRST_DAY = 0x21
"""The day of `EPOCH` as a zip has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file as a zip holds it: `data` deflated, and the length and sum of what it was."""

    name: str
    data: bytes = field(repr=False)
    length: int
    crc: int


def pack_entry(name: str, chunks: Iterable[bytes]) -> Entry:
    """Deflate a file that comes in pieces; where it is cut changes nothing."""
    rest = iter(chunks)
    begun: list[bytes] = []
    length = 0
    for chunk in rest:
        begun.append(chunk)
        length += len(chunk)
        if length > SMALL:
            break
    if length <= SMALL:
        data = b"".join(begun)
        return Entry(name=name, data=_deflate_small(data), length=length, crc=zlib.crc32(data))
    return _pack_large(name, chain(begun, rest))


def _deflate_small(data: bytes) -> bytes:
    """Deflate with no more memory than that needs: to clear it would take longer than to deflate.

    At a lower level, because a twentieth of a small file is nothing.
    """
    deflate = zlib.compressobj(LESS_COMPRESSION, zlib.DEFLATED, -_SMALL_WINDOW, _SMALL_MEMORY)
    return deflate.compress(data) + deflate.flush()


def _pack_large(name: str, chunks: Iterable[bytes]) -> Entry:
    deflate = zlib.compressobj(COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
    crc = length = 0
    packed: list[bytes] = []
    for chunk in chunks:
        crc = zlib.crc32(chunk, crc)
        length += len(chunk)
        packed.append(deflate.compress(chunk))
    packed.append(deflate.flush())
    return Entry(name=name, data=b"".join(packed), length=length, crc=crc)


def render_zip(files: Mapping[str, bytes]) -> bytes:
    """Files as a zip: names sorted, times and modes fixed."""
    if len(files) > _MOST_ENTRIES or sum(map(len, files.values())) > _LARGEST:
        return _render_large_zip(files)
    return join_entries(pack_entry(name, [files[name]]) for name in sorted(files))


def join_entries(entries: Iterable[Entry]) -> bytes:
    """Packed files as a zip, in their order; byte for byte as `zipfile` writes them.

    It takes several times as long over a small file as it takes to deflate it, and the site has
    two archives for every page.
    """
    local: list[bytes] = []
    central: list[bytes] = []
    offset = count = 0
    for entry in entries:
        name = entry.name.encode()
        flags = 0 if entry.name.isascii() else _NAME_IN_UTF8
        common = (flags, _DEFLATED, 0, _FIRST_DAY, entry.crc, len(entry.data), entry.length)
        head = _LOCAL.pack(b"PK\3\4", _NEEDED, 0, *common, len(name), 0)
        listed = (_NEEDED, UNIX, _NEEDED, 0, *common, len(name), 0, 0, 0, 0, FILE_MODE << 16)
        central += (_CENTRAL.pack(b"PK\1\2", *listed, offset), name)
        local += (head, name, entry.data)
        offset += len(head) + len(name) + len(entry.data)
        count += 1
    directory = b"".join(central)
    end = _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), offset, 0)
    return b"".join([*local, directory, end])


def _render_large_zip(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system = UNIX
            entry.external_attr = FILE_MODE << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name], compresslevel=COMPRESSION)
    return buffer.getvalue()


def render_checksums(files: Mapping[str, bytes]) -> bytes:
    """Files as lines that `sha256sum --check` reads."""
    return render_sums({name: sha256(data).hexdigest() for name, data in files.items()})


def render_sums(sums: Mapping[str, str]) -> bytes:
    """The sums of files by their names as lines that `sha256sum --check` reads."""
    return "".join(f"{sums[name]}  {name}\n" for name in sorted(sums)).encode()
