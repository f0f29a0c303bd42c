"""Ledger: a flat row a promise, with its result, its verdict and where each is printed.

The columns are those of the contract (design, `data/ledger.*`). Addresses of this site are
relative to its root; a serialiser puts the site's own address before them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from scripts.core.model import (
    Comparator,
    Language,
    Measure,
    Observation,
    SourceKind,
    Stage,
    TargetKind,
    Verdict,
)
from scripts.core.periods import parse_period
from scripts.derive.comparison import tolerance
from scripts.derive.edition import Edition, JudgedTarget, Series
from scripts.derive.rules import STAGE_RANK
from scripts.words.addresses import Addresses, numeral_anchor, target_anchor
from scripts.words.wording import FINDING_LABELS


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """A promise and what came of it; missing is None, never 0.

    `tolerance`: how far “about” reaches, in `unit`; 0 for every other comparator. `result_…`: the
    value that the verdict rests on, failing that the most settled one of the due year.
    `verdict_zh`, `verdict_en`: the arithmetic. `evidence_…`: the date and the source of the row
    that the verdict rests on. `doubt`: the gravest confidence of a doubt. `bodies`: their names,
    `;` between them. `evidence_zh`, `evidence_en`: every dated statement, whether it decides or
    not, oldest first.
    """

    place: str
    place_zh: str
    report_id: str
    target_id: str
    indicator_id: str
    name_zh: str
    name_en: str
    kind: TargetKind
    measure: Measure
    comparator: Comparator | None
    value: Decimal | None
    value_max: Decimal | None
    unit: str | None
    due: int
    tolerance: Decimal | None
    result_value: Decimal | None
    result_unit: str | None
    result_period: str | None
    result_stage: Stage | None
    verdict: Verdict
    verdict_zh: str
    verdict_en: str
    standing: SourceKind | None
    doubt: str | None
    bodies: str | None
    quote: str | None
    quote_url: str | None
    source_url: str | None
    evidence_date: str | None
    evidence_url: str | None
    as_of: str
    version: str | None
    url: str
    evidence_zh: str | None
    evidence_en: str | None


def derive_ledger(edition: Edition) -> Iterator[LedgerRow]:
    """The ledger of a place: its reports newest first, targets in printed order."""
    series = {one.indicator.indicator_id: one for one in edition.series}
    for report in edition.reports:
        for judged in report.targets:
            yield _ledger_row(edition, series[judged.target.indicator_id], judged)


def find_result(series: Series, judged: JudgedTarget) -> Observation | None:
    """The observation that the verdict rests on, failing that the best of the whole due year."""
    if judged.judgement.observation is not None:
        return judged.judgement.observation
    return find_year_result(series, judged.due)


def find_year_result(series: Series, year: int) -> Observation | None:
    """The most settled value of a year as a whole; None where none is recorded."""
    of_year = (one for one in series.observations if _is_of_year(one, year))
    return min(of_year, key=lambda one: STAGE_RANK[one.stage], default=None)


def _is_of_year(observation: Observation, year: int) -> bool:
    period = parse_period(observation.period)
    return period.year == year and period.is_year


def _ledger_row(edition: Edition, series: Series, judged: JudgedTarget) -> LedgerRow:
    target, judgement, place = judged.target, judged.judgement, edition.place
    result, evidence = find_result(series, judged), judgement.evidence
    basis = evidence or result
    dated = evidence.date if evidence else result.published if result else None
    about = tolerance(target) if target.comparator == "about" else Decimal(0)
    source = edition.sources[judged.report.source_id]
    addresses = Addresses("zh")
    page = addresses.indicator(place.name, target.indicator_id)
    version = place.descriptor.get("version")
    return LedgerRow(
        place=place.name,
        place_zh=place.name_zh,
        report_id=target.report_id,
        target_id=target.target_id,
        indicator_id=target.indicator_id,
        name_zh=judged.indicator.name_zh,
        name_en=judged.indicator.name_en,
        kind=target.kind,
        measure=target.measure,
        comparator=target.comparator,
        value=target.value,
        value_max=target.value_max,
        unit=target.unit,
        due=judged.due,
        tolerance=None if target.value is None else about,
        result_value=None if result is None else result.value,
        result_unit=None if result is None else result.unit,
        result_period=None if result is None else result.period,
        result_stage=None if result is None else result.stage,
        verdict=judgement.verdict,
        verdict_zh=judgement.sentence.zh,
        verdict_en=judgement.sentence.en,
        standing=judgement.standing,
        doubt=judged.gravest_doubt,
        bodies="；".join(body.name_zh for body, _ in judged.bodies) or None,
        quote=target.quote,
        quote_url=quote_address(judged, place.name, addresses) or source.url or source.text_url,
        source_url=source.url or source.text_url,
        evidence_date=dated,
        evidence_url=None if basis is None else edition.sources[basis.source_id].url,
        as_of=edition.as_of,
        version=None if version is None else str(version),
        url=f"{page}#{target_anchor(target.target_id)}",
        evidence_zh=_statements(judged, "zh"),
        evidence_en=_statements(judged, "en"),
    )


def _statements(judged: JudgedTarget, language: Language) -> str | None:
    """What is stated about a promise: date, finding, words."""
    colon, semicolon = ("：", "；") if language == "zh" else (": ", "; ")
    stated = (
        f"{one.date} {FINDING_LABELS[one.finding][language]}{colon}"
        f"{one.statement_zh if language == 'zh' else one.statement_en or one.statement_zh}"
        for one in judged.evidence
    )
    return semicolon.join(one.rstrip("。.") for one in stated) or None


def quote_address(judged: JudgedTarget, place: str, addresses: Addresses) -> str | None:
    """Where the quote stands in the report's reader: at its first numeral, else at its start.

    None where the text is not republished.
    """
    start = judged.target.start
    if start is None or judged.report.document is None:
        return None
    first = judged.numerals[0].start if judged.numerals else start
    return f"{addresses.report(place, judged.target.report_id)}#{numeral_anchor(first)}"
