"""The task that asks whether the addresses of sources still open."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from invoke.context import Context
from invoke.exceptions import Exit

from scripts.commands.output import WRONG_USAGE, task

PROGRESS = ".build/links.json"
WORDS = {
    "yes": "✓ 打得开 reachable",
    "moved": "→ 已换网址 moved",
    "no": "✗ 打不开 not reachable",
    "silent": "✗ 没有回应 no answer",
    "later": "… 以后再问 later",
    "refused": "! 不去问 not asked",
}


@task(
    help={
        "package": "只查这个数据包 / only this package",
        "limit": "这一次最多问几个 / at most so many in this run",
        "days": "几天之内问过的不再问，0 为全部 / not again within so many days; 0 asks all",
        "timeout": "等几秒没有回应就算了 / seconds to wait for an answer",
        "pause": "对同一台服务器两次之间隔几秒 / seconds between two requests to one host",
        "contact": "怎样找到您，默认取 SITE_CONTACT、SITE_URL / how a server's owner finds you",
    }
)
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
    import datetime as dt

    from scripts.desk.links.addresses import find_cited
    from scripts.desk.links.asking import Manners
    from scripts.desk.links.progress import read_progress
    from scripts.desk.links.round import Plan, ask_due, find_due

    root = Path.cwd()
    datasets, path = root / "datasets", root / PROGRESS
    try:
        cited = find_cited(datasets, (package,) if package else ())
    except FileNotFoundError as error:
        raise Exit(f"✗ 没有这个数据包 no such package: {error}", WRONG_USAGE) from None
    except ValueError as error:
        raise Exit(f"✗ 先改好数据 validate first: {error}", WRONG_USAGE) from None
    contact = contact or os.environ.get("SITE_CONTACT", "") or os.environ.get("SITE_URL", "")
    manners = Manners(agent=_agent(contact), timeout=float(timeout), pause=float(pause))
    plan = Plan(now=dt.datetime.now(tz=dt.UTC), limit=int(limit), days=int(days))
    progress = read_progress(path)
    due = find_due(cited, progress, plan)
    answers: list[Any] = []
    try:
        for url, answer in ask_due(due, progress, path, manners, plan):
            answers.append(answer)
            moved = f" → {answer.final}" if answer.final not in {"", url} else ""
            reason = f"（{answer.reason}）" if answer.reason else ""
            sys.stdout.write(f"{WORDS[answer.verdict]}  {url}{moved}{reason}\n")
            sys.stdout.flush()
    finally:
        _record(datasets, cited, progress)
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


def _record(datasets: Path, cited: Any, progress: Any) -> None:
    """Write the answers and print each row that changed."""
    from scripts.desk.links.cells import TableError
    from scripts.desk.links.record import record_answers

    try:
        changed = record_answers(datasets, cited, progress)
    except (TableError, UnicodeDecodeError) as error:
        raise Exit(
            f"✗ sources.csv 写不进去，保持原样，先运行 invoke validate：{error}\n"
            "✗ sources.csv is left as it was; run invoke validate first",
            WRONG_USAGE,
        ) from None
    for row in changed:
        one = row.cited
        sys.stdout.write(
            f"  {one.package}/sources.csv 第 {one.row} 行 row {one.row} {one.source_id}: "
            f"checked {one.checked or '空 empty'} → {row.checked}, "
            f"reachable {one.reachable or '空 empty'} → {row.reachable}\n"
        )


def _agent(contact: str) -> str:
    """Who asks, and how to reach them, in the characters that a header may have."""
    plain = "".join(c for c in contact if c.isascii() and c.isprintable() and c not in "()")
    about = f"; {plain}" if plain else ""
    return f"promise-ledger-links/1.0 (checks whether cited sources still open{about})"
