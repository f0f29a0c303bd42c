"""Comparison across places: the same indicator's targets and results, place by place, year by year.

A cell is a promise that a report sets for its own year; longer plans are not compared.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scripts.core.model import KEPT, SILENT, Bilingual, Place, Verdict
from scripts.derive.edition import Edition, JudgedTarget, Series
from scripts.derive.ledger import find_result
from scripts.words.addresses import Addresses, target_anchor
from scripts.words.scales import to_base
from scripts.words.wording import Units, format_plain, format_quantity, render_figure

SHARED = 2
"""An indicator is compared when at least this many places have a target for it."""
OPEN: frozenset[Verdict] = frozenset({"not_due", "on_track", "off_track"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One place's promise for one year with its result; plain values, so that JSON can hold it.

    `value`, `value_max`, `result_value`: decimal numbers as printed; `base_…`: without the
    multipliers of their units (万吨 -> 吨), for sorting and drawing. `url`: of the Chinese page.
    """

    place: str
    level: str
    place_zh: str
    place_en: str
    indicator_id: str
    name_zh: str
    name_en: str
    theme: str
    year: int
    comparator: str | None
    value: str | None
    value_max: str | None
    unit: str | None
    result_value: str | None
    result_unit: str | None
    estimate: bool
    base_value: str | None
    base_result: str | None
    base_unit: str
    figure_zh: str
    figure_en: str
    result_zh: str
    result_en: str
    verdict: Verdict
    sentence_zh: str
    sentence_en: str
    quote: str | None
    result_quote: str | None
    source_url: str | None
    result_url: str | None
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How the promises for one year ended, of places of one level.

    `silent`: due, but the result is not stated or not recorded here; `open`: not yet due;
    `unjudged`: doubtful or without a number to check.
    """

    targets: int
    kept: int
    partly: int
    missed: int
    silent: int
    open: int
    unjudged: int

    @property
    def judged(self) -> int:
        return self.kept + self.partly + self.missed


def place_level(place: Place) -> str:
    """`country`, `province`, `prefecture` or `county`; empty where the package does not say."""
    facts = place.descriptor.get("place")
    return str(facts.get("level") or "") if isinstance(facts, Mapping) else ""


def derive_cells(edition: Edition, units: Units) -> Iterator[Cell]:
    """The promises of a place that can be compared: each report's for its own year.

    Where a report has several for one indicator, the first without a scope of its own stands.
    """
    for series in edition.series:
        chosen: dict[int, JudgedTarget] = {}
        for judged in sorted(series.targets, key=lambda one: (one.target.scope is not None,)):
            if judged.due == judged.report.year and judged.target.kind != "milestone":
                chosen.setdefault(judged.due, judged)
        for judged in chosen.values():
            yield _derive_cell(edition, series, judged, units)


def _derive_cell(edition: Edition, series: Series, judged: JudgedTarget, units: Units) -> Cell:
    target, place, indicator = judged.target, edition.place, judged.indicator
    result = find_result(series, judged)
    value = None if target.value is None else to_base(target.value, target.unit or "")
    reached = None if result is None else to_base(result.value, result.unit)
    same = value is None or reached is None or value[1] == reached[1]
    source = edition.sources[judged.report.source_id]
    result_source = None if result is None else edition.sources[result.source_id]
    page = Addresses("zh").indicator(place.name, target.indicator_id)
    return Cell(
        place=place.name,
        level=place_level(place),
        place_zh=place.name_zh,
        place_en=place.name_en,
        indicator_id=target.indicator_id,
        name_zh=indicator.name_zh,
        name_en=indicator.name_en,
        theme=indicator.theme,
        year=judged.due,
        comparator=target.comparator,
        value=_plain(target.value),
        value_max=_plain(target.value_max),
        unit=target.unit,
        result_value=None if result is None else _plain(result.value),
        result_unit=None if result is None else result.unit,
        estimate=result is not None and result.estimate == "yes",
        base_value=None if value is None else _plain(value[0]),
        base_result=_plain(reached[0]) if reached is not None and same else None,
        base_unit=(value or reached or (0, ""))[1],
        figure_zh=render_figure(target, "zh", units),
        figure_en=render_figure(target, "en", units),
        result_zh="" if result is None else format_quantity(result.value, result.unit, "zh", units),
        result_en="" if result is None else format_quantity(result.value, result.unit, "en", units),
        verdict=judged.judgement.verdict,
        sentence_zh=judged.judgement.sentence.zh,
        sentence_en=judged.judgement.sentence.en,
        quote=target.quote,
        result_quote=None if result is None else result.quote,
        source_url=source.url or source.text_url,
        result_url=None if result_source is None else result_source.url or result_source.text_url,
        url=f"{page}#{target_anchor(target.target_id)}",
    )


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else format_plain(value)


def read_cells(rows: Iterable[Mapping[str, Any]]) -> list[Cell]:
    """Cells from the plain data that a step has kept (`dataclasses.asdict`)."""
    return [Cell(**row) for row in rows]


def group_cells(cells: Iterable[Cell]) -> dict[str, list[Cell]]:
    """The cells of each indicator that several places have, by its id, most places first."""
    groups: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        groups[cell.indicator_id].append(cell)
    shared = {key: own for key, own in groups.items() if len({one.place for one in own}) >= SHARED}
    return dict(sorted(shared.items(), key=lambda item: -len({one.place for one in item[1]})))


def main_level(cells: Iterable[Cell]) -> str:
    """The level that most places are of: sentences and sums count its places alone."""
    places = {(cell.place, cell.level) for cell in cells}
    return max((count, level) for level, count in Counter(level for _, level in places).items())[1]


def tally(verdicts: Iterable[Verdict]) -> Tally:
    """How the promises with some verdicts ended."""
    counts = Counter(verdicts)
    return Tally(
        targets=counts.total(),
        kept=sum(counts[verdict] for verdict in KEPT),
        partly=counts["partly_met"],
        missed=counts["missed"] + counts["dropped"],
        silent=sum(counts[verdict] for verdict in SILENT),
        open=sum(counts[verdict] for verdict in OPEN),
        unjudged=counts["doubtful"] + counts["no_measure"],
    )


def tally_cells(cells: Iterable[Cell]) -> Tally:
    """How the promises of some cells ended."""
    return tally(cell.verdict for cell in cells)


def years_of(cells: Iterable[Cell]) -> list[int]:
    """The years of some cells, newest first."""
    return sorted({cell.year for cell in cells}, reverse=True)


LEVEL_WORDS: Mapping[str, Bilingual] = {
    "country": Bilingual(zh="个国家", en="countries"),
    "province": Bilingual(zh="个省份", en="provinces"),
    "prefecture": Bilingual(zh="个地级市", en="prefecture-level cities"),
    "county": Bilingual(zh="个县（市、区）", en="counties"),
    "": Bilingual(zh="个地方", en="places"),
}


def describe_year(year: int, level: str, count: Tally) -> Bilingual:
    """The sentence that a journalist would write about one indicator in one year."""
    words = LEVEL_WORDS[level]
    if count.open and not count.judged and not count.silent:
        return Bilingual(
            zh=f"{year} 年：{count.targets} {words.zh}定了目标，结果要到下一年的报告才会写明。",
            en=f"{year}: {count.targets} {words.en} set a target; the result is for the next "
            "year's report to state.",
        )
    zh = [f"{count.kept} 个达到目标", f"{count.missed} 个没有达到"]
    en = [f"{count.kept} met it", f"{count.missed} did not"]
    if count.partly:
        zh.insert(1, f"{count.partly} 个部分完成")
        en.insert(1, f"{count.partly} met it in part")
    if count.silent:
        zh.append(f"{count.silent} 个没有写明结果")
        en.append(f"{count.silent} did not state a result")
    if count.unjudged:
        zh.append(f"{count.unjudged} 个的目标没有可核对的数字")
        en.append(f"{count.unjudged} gave no figure to check")
    return Bilingual(
        zh=f"{year} 年：{count.targets} {words.zh}定了目标，{'，'.join(zh)}。",
        en=f"{year}: {count.targets} {words.en} set a target; {', '.join(en)}.",
    )


def order_places(cells: Sequence[Cell], official: Sequence[str]) -> list[str]:
    """The places of some cells: countries, then the official order, then the rest by slug."""
    rank = {place: number for number, place in enumerate(official)}
    levels = {cell.place: cell.level for cell in cells}
    return sorted(levels, key=lambda one: (levels[one] != "country", rank.get(one, len(rank)), one))
