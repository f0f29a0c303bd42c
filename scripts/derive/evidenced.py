"""Verdicts from evidence: dated statements about a promise set against its due year.

Statements without a finding only hint; they decide nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scripts.core.model import Bilingual, Evidence, Target, Verdict
from scripts.derive.rules import PARTLY_SHARE, Judgement

_WORDS: Mapping[Verdict, Bilingual] = {
    "met": Bilingual(zh="已完成", en="met"),
    "met_late": Bilingual(zh="逾期完成", en="met late"),
    "partly_met": Bilingual(zh="部分完成", en="partly met"),
    "missed": Bilingual(zh="未完成", en="missed"),
    "dropped": Bilingual(zh="已取消", en="dropped"),
    "on_track": Bilingual(zh="进度正常", en="on track"),
}


def decisive(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Statements with a finding, oldest first."""
    return sorted((one for one in evidence if one.finding), key=lambda one: one.date)


def find_dropped(evidence: Iterable[Evidence], due: int) -> Judgement | None:
    """The matter was dropped, and nothing newer says otherwise."""
    newest = _newest(evidence)
    if newest is None or newest.finding != "dropped":
        return None
    return _judgement("dropped", "dropped", newest, due)


def find_done(evidence: Iterable[Evidence], due: int) -> Judgement | None:
    """It is done: by the end of the due year, or later."""
    done = next((one for one in decisive(evidence) if one.finding == "done"), None)
    if done is None:
        return None
    return _judgement("met" if _year(done) <= due else "met_late", "done", done, due)


def find_partly(target: Target, evidence: Iterable[Evidence], due: int) -> Judgement | None:
    """A quantitative promise of which a printed share was done by the end of the due year."""
    shares = [
        one
        for one in decisive(evidence)
        if one.finding == "partly" and one.share is not None and _year(one) <= due
    ]
    if target.kind != "quantitative" or not shares or (shares[-1].share or 0) < PARTLY_SHARE:
        return None
    return _judgement("partly_met", "partly", shares[-1], due)


def find_not_done(evidence: Iterable[Evidence], due: int) -> Judgement | None:
    """The newest statement after the due year says that it is not done."""
    newest = _newest(evidence)
    if newest is None or newest.finding == "done" or _year(newest) <= due:
        return None
    return _judgement("missed", "not-done", newest, due)


def find_progress(evidence: Iterable[Evidence], due: int) -> Judgement | None:
    """The newest statement says that it is under way."""
    newest = _newest(evidence)
    if newest is None or newest.finding not in {"under_way", "partly"}:
        return None
    return _judgement("on_track", "progress", newest, due)


def _newest(evidence: Iterable[Evidence]) -> Evidence | None:
    """Of several of one day, the last in the table."""
    return next(reversed(decisive(evidence)), None)


def _year(evidence: Evidence) -> int:
    return int(evidence.date[:4])


def _judgement(verdict: Verdict, rule: str, evidence: Evidence, due: int) -> Judgement:
    words, statement = _WORDS[verdict], evidence.statement_zh.rstrip("。")
    sentence = Bilingual(
        zh=f"{evidence.date}：{statement}；期限为 {due} 年底：{words.zh}。",
        en=f"{evidence.date}: {evidence.statement_en.rstrip('.')}; due by the end of {due}: "
        f"{words.en}.",
    )
    return Judgement(verdict=verdict, rule=rule, sentence=sentence, evidence=evidence)
