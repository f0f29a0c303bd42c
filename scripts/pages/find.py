"""Ways to find: the search page, the index of names from A to Z, and the plain search index."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from scripts.core.model import Language
from scripts.package.tabular import title_of
from scripts.package.vocabulary import Term
from scripts.pages.dataset import PublishedDataset, dataset_description, dataset_title, summary_of
from scripts.pages.glossary import term_anchor
from scripts.pages.lists import render_list_page
from scripts.pages.markdown import render_page
from scripts.pages.targets import Context, Data, report_title, section_title, target_view
from scripts.theme_support.page import Page, crumb, one_line, pick
from scripts.words.addresses import Addresses, search_file

OTHER = "#"
"""Where names stand that begin with no letter."""
MOST_COLUMN_NAMES = 40
"""Of a table, by which it is found."""


def search_row(context: Context) -> Data:
    """The lists of a place, for those who search without a script."""
    return {
        "name": context.place_name,
        "a_z_url": context.addresses.a_z(context.place),
        "targets_url": context.addresses.targets(context.place),
        "indicators_url": context.addresses.indicators(context.place),
    }


def render_search_page(rows: Sequence[Data], language: Language) -> Page:
    """The page on which one searches; without a script it leads to the lists (`search_row`)."""
    zh = language == "zh"
    heading = "搜索" if zh else "Search"
    addresses = Addresses(language)
    return render_page(
        "search",
        language,
        addresses.search(),
        title=heading,
        summary=(
            "在承诺、原文、章节和数据里搜索。"
            if zh
            else "Search the promises, their wording, sections and data."
        ),
        values={"places": rows, "glossary_url": addresses.glossary()},
        view={"crumbs": [crumb(heading, None)], "index_url": search_file(language)},
    )


def initial(sound: Sequence[str]) -> str:
    """The letter under which a name is listed: that of its sound."""
    first = sound[0].lstrip("“‘\"'(")[:1].upper()
    return first if first.isascii() and first.isalpha() else OTHER


def sort_keys(names: Iterable[str], language: Language) -> dict[str, tuple[str, ...]]:
    """Each name with what it is sorted by: its pinyin, syllable by syllable; in English letters."""
    listed = sorted(set(names))
    if language != "zh":
        return {n: ("".join(c for c in n.lower() if c.isalnum() or c == " "), n) for n in listed}
    return {name: (*sound, name) for name, sound in zip(listed, _pinyin(listed), strict=True)}


def _pinyin(names: Sequence[str]) -> list[list[str]]:
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionary loads slowly

    return [lazy_pinyin(name) for name in names]


def render_a_z_page(context: Context) -> Page:
    """Every indicator and every section by its first letter."""
    zh, language = context.language == "zh", context.language
    heading = "拼音索引" if zh else "Index from A to Z"
    names = list(_names(context))
    keys = sort_keys((item["name"] for item in names), language)
    names.sort(key=lambda item: keys[item["name"]])
    initials = {name: initial(key) for name, key in keys.items()}
    letters = sorted(set(initials.values()), key=lambda x: (x == OTHER, x))
    address = context.addresses.a_z(context.place)
    summary = (
        f"{context.place_name}的全部指标和章节，按名称的拼音排列。"
        if zh
        else f"Every indicator and section of {context.place_name}, by name."
    )
    return render_list_page(
        context,
        "a_z",
        address,
        heading,
        summary,
        letters=[
            {
                "letter": letter,
                "anchor": f"letter-{letter}" if letter != OTHER else "other",
                "names": [item for item in names if initials[item["name"]] == letter],
            }
            for letter in letters
        ],
    )


def _names(context: Context) -> Iterable[Data]:
    for series in context.edition.series:
        indicator = series.indicator
        yield {
            "name": pick(context.language, indicator.name_zh, indicator.name_en),
            "url": context.addresses.indicator(context.place, indicator.indicator_id),
            "kind": "",
        }
    for report in context.edition.reports:
        for node in report.walk():
            if node.all_targets:
                section = node.section
                yield {
                    "name": pick(context.language, section.title_zh, section.title_en),
                    "url": context.addresses.section(context.place, section.section_id),
                    "kind": report_title(report, context.language),
                }


def render_search_index(
    places: Iterable[str],
    datasets: Iterable[str],
    language: Language,
    glossary: Iterable[Term],
    search_words: Mapping[str, str],
) -> str:
    """Everything that can be found by its own words, as a script: it works without a server.

    An entry is `[kind, title, url, text, verdict, figure]`; `text` is searched but shown only where
    it matches.

    Args:
        places: of each place its entries, from `place_entries`.
        datasets: of each package its entries, from `dataset_entries`.
        language: of the index.
        glossary: the terms.
        search_words: what people type -> the words that it finds, `;` between.
    """
    terms = [
        [
            "名词" if language == "zh" else "Term",
            term.name[language],
            f"{Addresses(language).glossary()}#{term_anchor(term.term)}",
            f"{' '.join(term.words)} {term.explanation[language]}",
            "",
            "",
        ]
        for term in glossary
    ]
    listed = ",\n".join(filter(None, (*places, *datasets, _written(terms))))
    words = json.dumps(search_words, ensure_ascii=False, separators=(",", ":"))
    return f"globalThis.searchEntries = [\n{listed}\n];\nglobalThis.searchWords = {words};\n"


def place_entries(context: Context) -> str:
    """What is found of a place, as lines of the index."""
    return _written(_place_entries(context))


def dataset_entries(published: PublishedDataset, language: Language) -> str:
    """What is found of a package, as lines of the index."""
    return _written(_dataset_entries(published, language))


def _written(entries: Iterable[Sequence[str]]) -> str:
    listed = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    return listed.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _dataset_entries(published: PublishedDataset, language: Language) -> Iterable[list[str]]:
    """A package, and each of its tables where it is no place."""
    dataset, addresses = published.dataset, Addresses(language)
    title = dataset_title(dataset.descriptor, dataset.name, language)
    described = summary_of(dataset_description(dataset.descriptor, language), title)
    kind = "数据" if language == "zh" else "Dataset"
    yield [kind, title, addresses.dataset(dataset.name), described, "", ""]
    for table in () if dataset.is_place else dataset.tables:
        words = " ".join(column.name for column in table.columns[:MOST_COLUMN_NAMES])
        name = one_line(title_of(table.resource, language)) or table.name
        yield [kind, f"{title} · {name}", addresses.table(dataset.name, table.key), words, "", ""]


def _place_entries(context: Context) -> Iterable[list[str]]:
    zh, addresses = context.language == "zh", context.addresses
    total = sum(len(report.targets) for report in context.edition.reports)
    own = context.edition.place
    yield [
        "地方" if zh else "Place",
        context.place_name,
        addresses.place(context.place),
        own.name_en if zh else own.name_zh,
        "",
        f"{total} 条承诺" if zh else f"{total} promises",
    ]
    for series in context.edition.series:
        indicator = series.indicator
        latest = series.latest
        view = None if latest is None else target_view(context, latest)
        words = [
            pick(context.language, indicator.definition_zh, indicator.definition_en),
            *(judged.target.quote or "" for judged in series.targets),
            *(judged.target.quote_en or "" for judged in series.targets if not zh),
            indicator.name_zh if context.language == "en" else indicator.name_en,
        ]
        yield [
            f"{'指标' if zh else 'Indicator'} · {context.place_name}",
            pick(context.language, indicator.name_zh, indicator.name_en),
            addresses.indicator(context.place, indicator.indicator_id),
            " · ".join(dict.fromkeys(word for word in words if word)),
            "" if view is None else view["verdict"],
            "" if view is None else f"{view['figure'] or view['kind_label']} {view['due_text']}",
        ]
    for report in context.edition.reports:
        for node in report.walk():
            if node.all_targets:
                count = len(node.all_targets)
                yield [
                    f"{'章节' if zh else 'Section'} · {context.place_name}",
                    section_title(context, node.section),
                    addresses.section(context.place, node.section.section_id),
                    f"{report_title(report, context.language)} {node.section.title_zh}",
                    "",
                    f"{count} 条承诺" if zh else f"{count} promise{'s' if count != 1 else ''}",
                ]
