"""The query page: SQL over the published SQLite files, run in the reader's browser."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from scripts.core.model import Bilingual, Language
from scripts.core.site_identity import SiteIdentity
from scripts.downloads import ledger
from scripts.pages.markdown import render_page
from scripts.pages.targets import Data
from scripts.theme_support.page import Page, crumb
from scripts.words.addresses import Addresses
from scripts.words.citations import Work, cite

ALL = "*"
"""The name of the ledger of all places among the databases; no package can have it."""
TABLES = (
    Bilingual(zh="有哪些表，各有哪些列？", en="Which tables are there, with which columns?"),
    (
        "SELECT m.name AS table_name, group_concat(c.name, ', ') AS columns\n"
        "FROM sqlite_schema m, pragma_table_info(m.name) c\n"
        "WHERE m.type = 'table'\nGROUP BY m.name"
    ),
)
"""A question that every database answers."""
QUESTIONS: Sequence[tuple[Bilingual, str]] = (
    (
        Bilingual(
            zh="每个地方的承诺，各种结论各有多少条？",
            en="How many promises of each place have which verdict?",
        ),
        (
            "SELECT place_zh, due, verdict, count(*) AS promises\n"
            "FROM ledger\nGROUP BY place, due, verdict\nORDER BY place, due, promises DESC"
        ),
    ),
    (
        Bilingual(
            zh="各地的地区生产总值增长目标定了多少，结果多少？",
            en="Which GDP growth did each place promise, and what came of it?",
        ),
        (
            "SELECT place_zh, due, comparator, value, result_value, unit, verdict, url\n"
            "FROM ledger\nWHERE indicator_id = 'gdp-growth'\nORDER BY due DESC, value DESC"
        ),
    ),
    (
        Bilingual(
            zh="哪些承诺没有完成？原文怎么说，结果见哪里？",
            en="Which promises were missed, in which words, and where does the result stand?",
        ),
        (
            "SELECT place_zh, due, name_{language}, quote, verdict_{language}, evidence_url\n"
            "FROM ledger\nWHERE verdict IN ('missed', 'partly_met', 'dropped')\n"
            "ORDER BY due DESC, place"
        ),
    ),
    (
        Bilingual(
            zh="哪些指标的承诺最多，完成的占多少？",
            en="Which indicators are promised most often, and what share was met?",
        ),
        (
            "SELECT indicator_id, name_{language}, count(*) AS promises,\n"
            "  round(avg(verdict IN ('met', 'met_late')) * 100, 1) AS percent_met\n"
            "FROM ledger\nGROUP BY indicator_id\nORDER BY promises DESC, indicator_id\nLIMIT 20"
        ),
    ),
)
"""Questions to the ledger, each with its SQL; `{language}` is the page's."""


def database_of(
    files: Sequence[Data], name: str, work: Work, site: SiteIdentity, language: Language
) -> Data | None:
    """What the query page needs of a package's SQLite file; None where it has none.

    Args:
        files: what a page says of the package's files (`files_in_words`).
        name: of the package.
        work: the package as it is cited.
        site: who publishes.
        language: of the page.
    """
    file = next((one for one in files if one["format"] == "sqlite"), None)
    if file is None:
        return None
    return {
        "name": name,
        "title": work.title,
        "file": {key: file[key] for key in ("name", "url", "bytes", "sha256")},
        "citations": cite(replace(work, url=query_url(site, language)), language),
    }


def ledger_database(files: Data, as_of: str, language: Language, site: SiteIdentity) -> Data | None:
    """`database_of` the ledger of all places; `files`: `group_in_words`."""
    work = Work(
        key="ledger",
        title=ledger.TITLE[language],
        authors=[site.title[language]],
        date=as_of,
        version="",
        url="",
    )
    return database_of(files["files"], ALL, work, site, language)


def query_url(site: SiteIdentity, language: Language) -> str:
    """The absolute address that citations of answers begin with; what was asked follows it."""
    return site.absolute(Addresses(language).query())


def render_query_page(databases: Sequence[Data], language: Language, site: SiteIdentity) -> Page:
    """The page on which one asks; without a script it leads to the files and has the questions.

    Args:
        databases: what there is to ask, from `database_of`.
        language: of the page.
        site: who publishes.
    """
    zh, addresses = language == "zh", Addresses(language)
    heading = "用 SQL 查询" if zh else "Ask in SQL"
    has_ledger = any(one["name"] == ALL for one in databases)
    return render_page(
        "query",
        language,
        addresses.query(),
        title=heading,
        summary=(
            "不用安装软件：在浏览器里查询全部数据，结果存成 CSV，网址和引用都带着查询。"
            if zh
            else "Nothing to install: query all data in the browser, save the answer as CSV; the "
            "address and the citation carry the query."
        ),
        values={
            "databases": databases,
            "examples": list(_examples(language, has_ledger=has_ledger)),
            "datasets_url": addresses.datasets(),
        },
        view={
            "crumbs": [crumb("数据" if zh else "Data", addresses.datasets()), crumb(heading, None)],
            "databases": databases,
            "published": query_url(site, language),
        },
    )


def _examples(language: Language, *, has_ledger: bool) -> Iterator[Mapping[str, str]]:
    for question, sql in (*(QUESTIONS if has_ledger else ()), TABLES):
        yield {"question": question[language], "sql": sql.format(language=language)}
