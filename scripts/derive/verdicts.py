"""The verdict on one target: precedence of the published rules (`rules.RULES`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from scripts.core.model import (
    Bilingual,
    Doubt,
    Evidence,
    Indicator,
    Observation,
    SourceKind,
    Target,
    Verdict,
)
from scripts.derive.evidenced import (
    find_done,
    find_dropped,
    find_not_done,
    find_partly,
    find_progress,
)
from scripts.derive.observed import ObservedCase, by_usefulness
from scripts.derive.rules import Judgement
from scripts.words.wording import Units


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is recorded about one target, and the dates that it is held against.

    `as_of`: the data's own date (`YYYY-MM-DD`); empty: before every due date. `reports_read`:
    the years of reports whose whole review was read for results. `kinds`: source id -> kind.
    """

    observations: Sequence[Observation] = ()
    evidence: Sequence[Evidence] = ()
    doubts: Sequence[Doubt] = ()
    as_of: str = ""
    reports_read: frozenset[int] = frozenset()
    kinds: Mapping[str, SourceKind] = field(default_factory=dict)


def judge(
    target: Target, indicator: Indicator, record: Record, *, report_year: int, units: Units
) -> Judgement:
    """The verdict on one target by `RULES`.

    Args:
        target: the promise; `due` empty means the report's own year.
        indicator: what it measures; its direction decides which way is better.
        record: observations of that indicator, evidence and doubts about this target.
        report_year: the report's year.
        units: the English names of units.
    """
    if judgement := _not_judged(target, record.doubts):
        return judgement
    due = target.due or report_year
    is_due = record.as_of > f"{due}-12-31"
    case = ObservedCase(target=target, indicator=indicator, due=due, is_due=is_due, units=units)
    found = _by_rules(case, record) or _without_result(due, record, is_due=is_due)
    return _with_standing(found, record.kinds)


def _not_judged(target: Target, doubts: Iterable[Doubt]) -> Judgement | None:
    if blocking := [doubt for doubt in doubts if doubt.confidence != "possible"]:
        printed = blocking[0].printed
        return _judgement(
            "doubtful",
            "doubted",
            f"原文“{printed}”存疑，暂不评估。",
            f"The printed “{printed}” is in doubt; a doubted figure is not used to judge.",
        )
    if target.kind == "directional":
        return _judgement(
            "no_measure",
            "direction-only",
            "报告只说明了方向，没有给出可核对的数字，因此不评判。",
            "The report names a direction but no figure to check against, so no verdict is given.",
        )
    if target.kind == "quantitative" and (target.value is None or target.comparator is None):
        return _judgement(
            "no_measure",
            "direction-only",
            "原文没有给出可以直接比较的数值，因此不评估。",
            "The printed words give no value to compare with directly, so no verdict is given.",
        )
    return None


def _by_rules(case: ObservedCase, record: Record) -> Judgement | None:
    """What observations and evidence decide, in the order of precedence."""
    due, evidence = case.due, record.evidence
    observed = [
        judgement
        for period, observation in by_usefulness(record.observations, due)
        if (judgement := case.judge(period, observation))
    ][:1]
    of_year = {one.verdict: one for one in observed}
    found = (
        find_dropped(evidence, due)
        or of_year.get("met")
        or find_done(evidence, due)
        or of_year.get("partly_met")
        or (find_partly(case.target, evidence, due) if case.is_due else None)
        or of_year.get("missed")
        or (find_not_done(evidence, due) if case.is_due else None)
    )
    if found or case.is_due:
        return found
    return next(iter(observed), None) or find_progress(evidence, due)


def _without_result(due: int, record: Record, *, is_due: bool) -> Judgement:
    following = due + 1
    if not is_due:
        return _judgement(
            "not_due",
            "not-due",
            f"期限为 {due} 年底，尚未到期（数据截至 {record.as_of}）。",
            f"Due by the end of {due}, not yet due (data as of {record.as_of}).",
        )
    if following in record.reports_read:
        return _judgement(
            "not_reported",
            "silence",
            f"{following} 年政府工作报告已对照目标逐条读过，报告没有写明这一项的全年结果。",
            f"The {following} work report was read against each target; it does not state the "
            "year's result.",
        )
    return _judgement(
        "awaiting_data",
        "no-observation",
        f"期限 {due} 年已过，本站没有收录有来源的结果；这不等于没有公布。",
        f"The due year {due} has passed and no result with a source is recorded here; that does "
        "not mean that none was published.",
    )


def _with_standing(judgement: Judgement, kinds: Mapping[str, SourceKind]) -> Judgement:
    """The judgement with the kind of its source; a secondary source is named in the sentence."""
    row = judgement.observation or judgement.evidence
    standing = None if row is None else kinds.get(row.source_id)
    sentence = judgement.sentence
    if standing == "secondary":
        sentence = Bilingual(
            zh=f"{sentence.zh}（仅据二手来源）", en=f"{sentence.en} (Secondary source only.)"
        )
    return replace(judgement, standing=standing, sentence=sentence)


def _judgement(verdict: Verdict, rule: str, zh: str, en: str) -> Judgement:
    return Judgement(verdict=verdict, rule=rule, sentence=Bilingual(zh=zh, en=en))
