"""One run: what is due is asked, one address after another, and kept after each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.desk.links.addresses import Cited
from scripts.desk.links.asking import Answer, Manners, ask, host_of
from scripts.desk.links.progress import Asked, Progress, write_progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run may do: `limit` addresses, none that was checked in the last `days`."""

    now: dt.datetime
    limit: int = 50
    days: int = 30

    def is_due(self, checked: str) -> bool:
        """Whether what was checked on that day (ISO; empty: never) is to be asked again."""
        try:
            day = dt.date.fromisoformat(checked)
        except ValueError:
            return True
        return self.days <= 0 or day <= self.now.date() - dt.timedelta(days=self.days)


def find_due(cited: Sequence[Cited], progress: Progress, plan: Plan) -> list[str]:
    """The addresses to ask, each once, those never asked first, then the longest unasked."""
    latest: dict[str, str] = {}
    for one in cited:
        kept = progress.answers.get(one.url)
        days = (latest.get(one.url, ""), one.checked, kept.checked if kept else "")
        latest[one.url] = max(days)
    due = [url for url, checked in latest.items() if plan.is_due(checked)]
    return sorted(due, key=lambda url: latest[url])


def ask_due(  # noqa: PLR0913, PLR0917 - what is asked, how, and where it is kept
    due: Sequence[str],
    progress: Progress,
    path: Path,
    manners: Manners,
    plan: Plan,
    ask: Callable[[str, Manners], Answer] = ask,
) -> Iterator[tuple[str, Answer]]:
    """Ask, keep each answer in the file, and hand it on.

    Silence is kept only once some server has answered: where none does, it is more likely our own
    line that is down.

    Args:
        due: the addresses, in order; at most `plan.limit` are asked.
        progress: changed as answers come.
        path: the file it is kept in.
        manners: how to ask.
        plan: how many, and on which day.
        ask: what asks one address.
    """
    silent: dict[str, Answer] = {}
    heard = False
    asked = 0
    for url in due:
        if asked >= plan.limit:
            return
        if _is_postponed(host_of(url), progress, plan.now):
            yield url, Answer(verdict="later", final=url, reason="还没到时候 not yet")
            continue
        answer = ask(url, manners)
        if answer.verdict != "refused":
            asked += 1
        heard = heard or bool(answer.status)
        if answer.verdict == "silent":
            silent[url] = answer
        elif answer.verdict == "later":
            until = plan.now + dt.timedelta(seconds=answer.wait)
            progress.not_before[host_of(answer.final)] = until.isoformat(timespec="seconds")
        elif answer.verdict != "refused":
            progress.answers[url] = _kept(answer, plan)
        if heard:
            progress.answers.update({one: _kept(silent[one], plan) for one in silent})
            silent.clear()
        write_progress(path, progress)
        yield url, answer


def _kept(answer: Answer, plan: Plan) -> Asked:
    return Asked(
        checked=plan.now.date().isoformat(),
        reachable="no" if answer.verdict == "silent" else answer.verdict,
        status=answer.status,
        final=answer.final,
        reason=answer.reason,
        copy=answer.copy,
    )


def _is_postponed(host: str, progress: Progress, now: dt.datetime) -> bool:
    try:
        return now < dt.datetime.fromisoformat(progress.not_before.get(host, ""))
    except (ValueError, TypeError):
        return False
