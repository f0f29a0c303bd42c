"""The tasks that ask the addresses of sources: do they open, keep a copy, has it changed."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

from invoke.context import Context
from invoke.exceptions import Exit

from scripts.commands.output import FINDINGS, WRONG_USAGE, task

PROGRESS = ".build/links.json"
BASE = re.compile(r"https?://[\w.:/-]+/", re.ASCII)
WORDS = {
    "yes": "✓ 打得开 reachable",
    "moved": "→ 已换网址 moved",
    "no": "✗ 打不开 not reachable",
    "silent": "✗ 没有回应 no answer",
    "later": "… 以后再问 later",
    "refused": "! 不去问 not asked",
}
CHANGES = {
    "": "",
    "same": "，没有变 unchanged",
    "unseen": "，只变了读者看不见的 changed, but not what a reader sees",
    "changed": "，内容变了 CHANGED",
}
HELP = {
    "package": "只查这个数据包 / only this package",
    "limit": "这一次最多问几个 / at most so many in this run",
    "days": "几天之内问过的不再问，0 为全部 / not again within so many days; 0 asks all",
    "timeout": "等几秒没有回应就算了 / seconds to wait for an answer",
    "pause": "对同一台服务器两次之间隔几秒 / seconds between two requests to one host",
    "contact": "怎样找到您，默认取 SITE_CONTACT、SITE_URL / how a server's owner finds you",
    "to": "存副本的文件夹 / the folder of copies",
    "megabytes": "一页最多几兆字节 / the most megabytes of one page",
    "base": "文件夹公开后的网址，以 / 结尾 / the address where you publish the folder, ending in /",
}


def _help(*names: str) -> dict[str, str]:
    common = ("package", "limit", "days", "timeout", "pause", "contact")
    return {name: HELP[name] for name in (*common, *names)}


@task(help=_help())
def links(  # noqa: PLR0913, PLR0917 - the options of a command
    _: Context,
    package: str = "",
    limit: int = 50,
    days: int = 30,
    timeout: float = 20.0,
    pause: float = 2.0,
    contact: str = "",
) -> None:
    """来源的网址还打得开吗（要联网，可中断再来）/ Do the sources' addresses still open?

    invoke links --limit 20
    """
    from scripts.desk.links.asking import ask

    manners = _manners("checks whether cited sources still open", contact, timeout, pause)
    _ask_due(Path(PROGRESS), _cited(package), manners, _plan(limit, days), ask)


@task(help=_help("to", "megabytes", "base"))
def archive(  # noqa: PLR0913, PLR0917 - the options of a command
    _: Context,
    to: str = "archive",
    base: str = "",
    package: str = "",
    limit: int = 50,
    days: int = 30,
    megabytes: int = 30,
    timeout: float = 20.0,
    pause: float = 2.0,
    contact: str = "",
) -> None:
    """给来源的网页存一份副本（要联网，可中断再来）/ Keep a copy of each source's page.

    invoke archive --to archive --base https://copies.example.org/
    """
    from dataclasses import replace

    from scripts.desk.links.archive import Archive

    if base and not BASE.fullmatch(base):
        raise Exit(f"✗ --base: {BASE.pattern}", WRONG_USAGE)
    cited = _cited(package)
    # What was kept is asked no more, nor is it taken for kept because it was only looked at.
    wanted = [replace(one, checked="") for one in cited if one.row and not one.archived_sha256]
    manners = _manners("keeps a copy of cited sources", contact, timeout, pause)
    store = Archive(folder=Path(to), bound=int(megabytes) * 2**20).store
    path = Path(to) / "copies.json"
    _ask_due(path, wanted, manners, _plan(limit, days), store, base=base, recorded=cited)


@task(help=_help("to", "megabytes"))
def watch(  # noqa: PLR0913, PLR0917 - the options of a command
    _: Context,
    to: str = "archive",
    package: str = "",
    limit: int = 50,
    days: int = 30,
    megabytes: int = 30,
    timeout: float = 20.0,
    pause: float = 2.0,
    contact: str = "",
) -> None:
    """哪些网页在存档以后变了（要联网，可中断再来）/ Which pages changed since they were archived?

    invoke watch --days 0
    """
    from dataclasses import replace

    from scripts.desk.links.archive import Archive

    cited = [one for one in _cited(package) if one.archived_sha256]
    digests = {one.url: one.archived_sha256 for one in cited}
    kept = Archive(folder=Path(to), bound=int(megabytes) * 2**20)
    answers = _ask_due(
        Path(to) / "watched.json",
        [replace(one, checked="") for one in cited],
        _manners("watches cited sources for changes", contact, timeout, pause),
        _plan(limit, days),
        lambda url, manners: kept.compare(url, digests[url], manners),
        recorded=cited,
    )
    if any(one.change == "changed" or one.verdict in {"no", "silent"} for one in answers):
        raise Exit(code=FINDINGS)


def _cited(package: str) -> list[Any]:
    from scripts.desk.links.addresses import find_cited

    try:
        return find_cited(Path("datasets"), (package,) if package else ())
    except FileNotFoundError as error:
        raise Exit(f"✗ 没有这个数据包 no such package: {error}", WRONG_USAGE) from None
    except ValueError as error:
        raise Exit(f"✗ 先改好数据 validate first: {error}", WRONG_USAGE) from None


def _plan(limit: int, days: int) -> Any:
    import datetime as dt

    from scripts.desk.links.round import Plan

    return Plan(now=dt.datetime.now(tz=dt.UTC), limit=int(limit), days=int(days))


def _ask_due(  # noqa: PLR0913, PLR0917 - what is asked, how, and where it is kept
    path: Path,
    cited: Any,
    manners: Any,
    plan: Any,
    ask: Any,
    base: str = "",
    recorded: Any = None,
) -> list[Any]:
    """Ask what is due, print each answer, write the answers into the tables even when stopped."""
    from scripts.desk.links.progress import read_progress
    from scripts.desk.links.round import ask_due, find_due

    progress = read_progress(path)
    due = find_due(cited, progress, plan)
    answers: list[Any] = []
    try:
        for url, answer in ask_due(due, progress, path, manners, plan, ask):
            answers.append(answer)
            moved = f" → {answer.final}" if answer.final not in {"", url} else ""
            reason = f"（{answer.reason}）" if answer.reason else ""
            copy = f"  {answer.copy}" if answer.copy else ""
            words = WORDS[answer.verdict] + CHANGES[answer.change]
            sys.stdout.write(f"{words}  {url}{moved}{reason}{copy}\n")
            sys.stdout.flush()
    finally:
        _record(cited if recorded is None else recorded, progress, base)
    silent = sum(answer.verdict == "silent" for answer in answers)
    if silent and not any(answer.status for answer in answers):
        raise Exit(
            "✗ 没有一台服务器回应（联网了吗？），什么也没有记\n"
            "✗ no server answered (is there a network?); nothing was recorded",
            WRONG_USAGE,
        )
    asked = sum(answer.verdict in {"yes", "no", "moved", "silent"} for answer in answers)
    sys.stdout.write(
        f"✓ 问了 asked {asked}，还没轮到或改天再问 left {len(due) - asked}，"
        f"共 in all {len({one.url for one in cited})} 个网址 addresses\n"
    )
    return answers


def _record(cited: Any, progress: Any, base: str) -> None:
    """Write the answers and print each row that changed."""
    from scripts.desk.links.cells import TableError
    from scripts.desk.links.record import record_answers

    try:
        changed = record_answers(Path("datasets"), cited, progress, base)
    except (TableError, UnicodeDecodeError) as error:
        raise Exit(
            f"✗ sources.csv 写不进去，保持原样，先运行 invoke validate：{error}\n"
            "✗ sources.csv is left as it was; run invoke validate first",
            WRONG_USAGE,
        ) from None
    for row in changed:
        one = row.cited
        cells = ", ".join(
            f"{column} {getattr(one, column) or '空 empty'} → {cell}"
            for column, cell in row.cells.items()
        )
        sys.stdout.write(
            f"  {one.package}/sources.csv 第 {one.row} 行 row {one.row} {one.source_id}: {cells}\n"
        )


def _manners(purpose: str, contact: str, timeout: float, pause: float) -> Any:
    """Who asks, why, and how to reach them, in the characters that a header may have."""
    from scripts.desk.links.asking import Manners

    contact = contact or os.environ.get("SITE_CONTACT", "") or os.environ.get("SITE_URL", "")
    plain = "".join(c for c in contact if c.isascii() and c.isprintable() and c not in "()")
    about = f"; {plain}" if plain else ""
    agent = f"promise-ledger-links/1.0 ({purpose}{about})"
    return Manners(agent=agent, timeout=float(timeout), pause=float(pause))
