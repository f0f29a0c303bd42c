"""The home page of a site with many places: results first, then the map, then every place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from scripts.core.model import Bilingual, Language
from scripts.derive.compare import place_level, tally
from scripts.package.vocabulary import Division
from scripts.pages.compare import Compared, sum_views, tile_views
from scripts.pages.markdown import render_page
from scripts.pages.target_changes import ALL_PLACES
from scripts.pages.targets import Context, Data
from scripts.theme_support.page import Page
from scripts.words.addresses import Addresses

LEVELS: dict[str, Bilingual] = {
    "country": Bilingual(zh="国家", en="Country"),
    "province": Bilingual(zh="省级", en="Provinces"),
    "prefecture": Bilingual(zh="地级市", en="Prefecture-level cities"),
    "county": Bilingual(zh="县级", en="Counties"),
    "": Bilingual(zh="其他地方", en="Other places"),
}
"""Headings of the list of places, the widest level first."""
ASKED_FIRST = (
    "urban-new-jobs",
    "household-income-growth",
    "cpi-inflation",
    "pm25-concentration",
    "grain-output",
    "urban-unemployment-rate",
    "good-air-days-share",
)
"""Shared indicators of daily life: work, income, prices, air, food."""
MOST_ASKED = 5
NEWEST = 3
"""How many updates the home page names."""
TITLE = Bilingual(zh="政府承诺，逐条可查", en="Government promises, checked one by one")


def home_row(context: Context) -> Data:
    """A place as the home page lists it: its years, and what came of its promises."""
    targets = [one for report in context.edition.reports for one in report.targets]
    count = tally(one.judgement.verdict for one in targets)
    years = [report.report.year for report in context.edition.reports]
    return {
        "place": context.place,
        "level": place_level(context.edition.place),
        "name": context.place_name,
        "url": context.addresses.place(context.place),
        "years": f"{min(years)}–{max(years)}" if len(set(years)) > 1 else f"{min(years)}",
        "total": count.targets,
        "kept": count.kept,
        "missed": count.missed + count.partly,
        "silent": count.silent,
    }


def render_home_page(
    rows: Sequence[Data],
    compared: Sequence[Compared],
    updates: Sequence[Data],
    language: Language,
) -> Page:
    """What came of the promises of all places, the map of the widest shared one, the places.

    Args:
        rows: `home_row` of each place.
        compared: the indicators that places share, those of most places first.
        updates: newest first.
        language: of the page.
    """
    zh, addresses = language == "zh", Addresses(language)
    divisions = compared[0].divisions if compared else []
    return render_page(
        "home",
        language,
        addresses.home(),
        title=TITLE[language],
        summary=(
            f"{len(rows)} 个地方的政府工作报告定了 {sum(one['total'] for one in rows)} 个目标："
            "定了多少、原文怎么写、下一年的报告怎么说，逐条可查。"
            if zh
            else f"The work reports of {len(rows)} places set {sum(one['total'] for one in rows)} "
            "targets: what was promised, in which words, and what the next report says of it."
        ),
        values={
            "asked": _asked(compared, language),
            "years": sum_views([cell for one in compared for cell in one.cells]),
            "compare_url": addresses.compare(),
            "changes_url": addresses.compare(ALL_PLACES),
            "calendar_url": addresses.calendar(),
            "ledger_url": f"{addresses.datasets()}#ledger",
            "updates": updates[:NEWEST],
            "updates_url": addresses.updates(),
            "lead": _lead(compared[0], language) if compared else None,
            "levels": list(_levels(rows, divisions, language)),
        },
        view={"crumbs": [], "search_url": addresses.search()},
    )


def _asked(compared: Sequence[Compared], language: Language) -> list[Data]:
    """What came of the promises that people ask about first, in the newest year with results."""
    known = {one.indicator_id: one for one in compared}
    return [
        {
            "name": one.name[language],
            "url": Addresses(language).compare(one.indicator_id),
            "sentence": one.sentence(one.lead_year)[language],
        }
        for one in [known[key] for key in ASKED_FIRST if key in known][:MOST_ASKED]
    ]


def _lead(compared: Compared, language: Language) -> Data:
    """The map of one indicator in the newest year with results."""
    year = compared.lead_year
    return {
        "name": compared.name[language],
        "year": year,
        "sentence": compared.sentence(year)[language],
        "url": Addresses(language).compare(compared.indicator_id),
        "tiles": tile_views(compared.divisions, compared.of_year(year), language),
    }


def _levels(
    rows: Iterable[Data], divisions: Sequence[Division], language: Language
) -> Iterable[Data]:
    """The places by level, in official order within it; in Chinese provinces have short names."""
    rank = {one.place: number for number, one in enumerate(divisions)}
    short = {one.place: one.short.zh for one in divisions} if language == "zh" else {}
    levels = list(LEVELS)

    def order(row: Data) -> tuple[int, int, str]:
        level = row["level"] if row["level"] in LEVELS else ""
        return levels.index(level), rank.get(row["place"], len(rank)), row["place"]

    for level, own in groupby(sorted(rows, key=order), key=lambda row: levels[order(row)[0]]):
        places = [{**row, "short": short.get(row["place"], row["name"])} for row in own]
        yield {"title": LEVELS[level][language], "places": places}
