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
        tally.report(SUMS, "file-missing", "没有校验值的清单。", "There is no list of checksums.")
        return
    listed: dict[str, str] = {}
    for number, line in enumerate(site[SUMS].decode("utf-8", errors="replace").splitlines(), 1):
        match = _LINE.fullmatch(line)
        if match is None or match[2] in listed:
            tally.report(
                SUMS,
                "sums-malformed",
                f"第 {number} 行不是校验值，或文件重复：{line[:80]}",
                f"Line {number} is no checksum, or names a file twice: {line[:80]}",
            )
            continue
        listed[match[2]] = match[1]
    for path in sorted(site.keys() - listed.keys() - {SUMS, *beside}):
        tally.report(
            path,
            "file-unlisted",
            f"{SUMS} 里没有这个文件：它是后来加上的。",
            f"{SUMS} does not list this file: it was added later.",
        )
    for path, known in sorted(listed.items()):
        if path not in site:
            tally.report(
                path,
                "file-missing",
                f"{SUMS} 里有这个文件，网站上没有。",
                f"{SUMS} lists this file, the site does not have it.",
            )
            continue
        tally.octets += len(site[path])
        said = sha256(site[path]).hexdigest()
        if said != known:
            tally.report(
                path,
                "sum-differs",
                f"校验值是 {said}，{SUMS} 说是 {known}：两者之一被改过。",
                f"Its checksum is {said}, {SUMS} says {known}: one of the two was altered.",
            )


def check_twins(broken: Iterable[str], tally: Tally) -> None:
    """Each compressed twin unpacks to the file beside it.

    Args:
        broken: the paths of those that do not.
        tally: takes what was compared.
    """
    for path in broken:
        tally.report(
            path,
            "twin-differs",
            "解压后不是旁边的文件：有的读者会看到别的内容。",
            "It does not unpack to the file beside it: some readers see something else.",
        )


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
    for path, known in sorted(files.items()):
        published = f"{folder}/{path}"
        if published not in site:
            if path in required:
                tally.report(
                    published,
                    "file-missing",
                    f"数据包里有 {path}，网站上没有。",
                    f"The package has {path}, the site does not.",
                )
            continue
        tally.octets += len(known)
        if site[published] != known:
            tally.differ(
                published,
                "内容 content",
                f"{len(site[published])} 字节 bytes, {sha256(site[published]).hexdigest()}",
                f"{len(known)} 字节 bytes, {sha256(known).hexdigest()}",
            )


def check_aliases(
    folder: str, aliases: Mapping[str, str], site: Mapping[str, bytes], tally: Tally
) -> None:
    """`latest`, `1` and `1.1` hold the bytes of the version that they stand for.

    Pages and their Markdown beside them are left out: each says its own address.

    Args:
        folder: the package's folder on the site.
        aliases: name -> version.
        site: path below the site's root -> content.
        tally: takes what was compared.
    """
    for name, version in sorted(aliases.items()):
        start, other = f"{folder}/{version}/", f"{folder}/{name}/"
        own = {
            path.removeprefix(start): data
            for path, data in site.items()
            if path.startswith(start) and path.rpartition("/")[2] not in {"index.html", "index.md"}
        }
        check_package_files(other.rstrip("/"), own, own, site, tally)
