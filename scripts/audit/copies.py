"""Bytes: the site's checksums, the files of packages, the files of released versions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256

from scripts.audit.tally import Tally

SUMS = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")


def check_sums(site: Mapping[str, bytes], beside: Iterable[str], tally: Tally) -> None:
    """Every file has the sum on the list, and nothing is there that is not on it.

    Args:
        site: path below the site's root -> content.
        beside: files that the list does not cover: signatures of it.
        tally: takes what was compared.
    """
    if SUMS not in site:
        tally.report(SUMS, "file-missing/sums")
        return
    listed: dict[str, str] = {}
    for number, line in enumerate(site[SUMS].decode("utf-8", errors="replace").splitlines(), 1):
        match = _LINE.fullmatch(line)
        if match is None or match[2] in listed:
            tally.report(SUMS, "sums-malformed", number=number, line=line[:80])
            continue
        listed[match[2]] = match[1]
    for path in sorted(site.keys() - listed.keys() - {SUMS, *beside}):
        tally.report(path, "file-unlisted", sums=SUMS)
    for path, expected in sorted(listed.items()):
        if path not in site:
            tally.report(path, "file-missing/listed", sums=SUMS)
            continue
        tally.octets += len(site[path])
        actual = sha256(site[path]).hexdigest()
        if actual != expected:
            tally.report(path, "sum-differs", actual=actual, sums=SUMS, expected=expected)


def check_twins(broken: Iterable[str], tally: Tally) -> None:
    """Each compressed twin unpacks to the file beside it.

    Args:
        broken: the paths of those that do not.
        tally: takes what was compared.
    """
    for path in broken:
        tally.report(path, "twin-differs")


def check_package_files(
    folder: str,
    files: Mapping[str, bytes],
    needed: Iterable[str],
    site: Mapping[str, bytes],
    tally: Tally,
) -> None:
    """The files of a package, or of one released version, are published byte for byte.

    Args:
        folder: where they stand on the site, as `data/<package>`.
        files: path inside the package -> content.
        needed: those that must be there; others may be kept back as unsafe to serve.
        site: path below the site's root -> content.
        tally: takes what was compared.
    """
    required = set(needed)
    for path, expected in sorted(files.items()):
        published = f"{folder}/{path}"
        if published not in site:
            if path in required:
                tally.report(published, "file-missing/package", path=path)
            continue
        tally.octets += len(expected)
        if site[published] != expected:
            tally.differ(
                published,
                "内容 content",
                f"{len(site[published])} 字节 bytes, {sha256(site[published]).hexdigest()}",
                f"{len(expected)} 字节 bytes, {sha256(expected).hexdigest()}",
            )


def check_aliases(
    folder: str, aliases: Mapping[str, str], site: Mapping[str, bytes], tally: Tally
) -> None:
    """`latest`, `1` and `1.1` hold the bytes of the version that they stand for.

    The page and its Markdown are left out: each says its own address.

    Args:
        folder: the package's folder on the site.
        aliases: name -> version.
        site: path below the site's root -> content.
        tally: takes what was compared.
    """
    for name, version in sorted(aliases.items()):
        start, other = f"{folder}/{version}/", f"{folder}/{name}/"
        version_files = {
            path.removeprefix(start): data
            for path, data in site.items()
            if path.startswith(start) and not path.endswith(".html") and path != f"{start}index.md"
        }
        check_package_files(other.rstrip("/"), version_files, version_files, site, tally)
