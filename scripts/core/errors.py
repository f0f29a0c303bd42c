"""Operational errors with advice: what stops a build that is no fault of the data."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from pathlib import Path

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
CLOSED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
TOO_MANY = frozenset({errno.EMFILE, errno.ENFILE})
OF_THE_MACHINE = frozenset({*FULL, *TOO_MANY, errno.EROFS, errno.EIO, errno.ENOMEM, errno.ESTALE})
"""Errors that say nothing of the file that was asked for; asked again, it may open."""

OF_A_NAME = frozenset(
    {errno.ENAMETOOLONG, errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.EINVAL, errno.EILSEQ}
)
"""Errors that say that what was asked for has a name that no file can have, or another has."""


class OperationalError(RuntimeError):
    """A build cannot go on; says why in both languages."""

    def __init__(self, message_zh: str, message_en: str) -> None:
        super().__init__(f"{message_zh} / {message_en}")
        self.message_zh = message_zh
        self.message_en = message_en


def explain(error: BaseException) -> tuple[str, str] | None:
    """What happened and what to do, in Chinese and in English; None for a fault of our own.

    Looks through the errors that led to this one: libraries wrap what the system told them.
    """
    seen: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in seen:
        seen.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return next(filter(None, map(_explain_one, _of_the_machine(seen))), None)


def is_of_machine(error: BaseException) -> bool:
    """Whether an error within a package says nothing of that package, so that the build ends."""
    named = isinstance(error, OSError) and error.errno in OF_A_NAME
    return explain(error) is not None and not named


def _of_the_machine(errors: list[BaseException]) -> Iterator[BaseException]:
    """The error itself, and of those behind it what cannot be a fault of our own."""
    yield errors[0]
    for error in errors[1:]:
        if not isinstance(error, OSError) or error.errno in OF_THE_MACHINE | CLOSED:
            yield error


def _explain_one(error: BaseException) -> tuple[str, str] | None:
    match error:
        case OperationalError():
            return error.message_zh, error.message_en
        case KeyboardInterrupt():
            return (
                "已中断；网站是完整的（旧的或新的）。再运行一次即可。",
                "Interrupted; the site is whole, the old one or the new. Run it again.",
            )
        case MemoryError() | BrokenExecutor():
            return (
                "内存不足，或画图的进程被结束；关掉别的程序后再运行。",
                "Out of memory, or a drawing process was ended; close other programs, run again.",
            )
        case OSError():
            return _explain_system(error)
        case ImportError() if "Too many open files" in str(error):
            return _too_many_files()
    return None


def _explain_system(error: OSError) -> tuple[str, str]:
    name = Path(str(error.filename)).name if error.filename else ""
    zh, en = (f"：{name}", f": {name}") if name else ("", "")
    if error.errno in FULL:
        return (
            f"磁盘满了，写不下{zh}。腾出空间后再运行。",
            f"The disk is full{en}. Free some space and run it again.",
        )
    if error.errno in CLOSED:
        return (
            f"文件夹只读，或没有写入的权限{zh}。改好权限后再运行。",
            f"The folder is read-only, or you may not write there{en}. Change that, run it again.",
        )
    if error.errno in TOO_MANY:
        return _too_many_files()
    if error.errno == errno.ENOMEM:
        return "内存不足；关掉别的程序后再运行。", "Out of memory; close other programs, run again."
    why = error.strerror or error
    return (
        f"读写文件出错{zh}（{why}）。查看磁盘后再运行。",
        f"A file could not be read or written{en} ({why}). Check the disk and run it again.",
    )


def _too_many_files() -> tuple[str, str]:
    return (
        "同时打开的文件太多；放宽限制（ulimit -n 1024）后再运行。",
        "Too many open files; raise the limit (ulimit -n 1024) and run it again.",
    )
