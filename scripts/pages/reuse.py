"""For who takes an indicator along: citations, the code that embeds it, lines that load it."""

from __future__ import annotations

from html import escape

from scripts.derive.edition import Series
from scripts.package.credits import licences
from scripts.package.tabular.open_files import CHARTS_FOLDER
from scripts.pages.targets import Context, Data
from scripts.words.addresses import indicator_file
from scripts.words.citations import Work, cite
from scripts.words.licence_words import licence_words

EMBED_WIDTH, EMBED_HEIGHT = 480, 520


def reuse_view(context: Context, series: Series, name: str, address: str) -> Data:
    """What the indicator's page says of citing, embedding and loading it.

    Args:
        context: the edition and the language.
        series: the indicator.
        name: its name in the page's language.
        address: of its page.
    """
    site, language, key = context.site, context.language, series.indicator.indicator_id
    separator = "：" if language == "zh" else ": "
    descriptor = context.edition.place.descriptor
    words = licence_words(one.name for one in licences(descriptor))
    work = Work(
        key=f"{context.place}-{key}",
        title=f"{context.place_name}{separator}{name}",
        authors=[site.title[language]],
        date=context.edition.as_of,
        version="",
        url=site.absolute(address),
    )
    return {
        "citations": cite(work, language),
        "licence_words": None if words is None else words[language],
        "embed_url": context.addresses.embed(context.place, key),
        "embed_code": _iframe(context, key, f"{context.place_name}{separator}{name}"),
        "frozen_code": _frozen(context, key, work),
        "frozen_version": context.frozen_version if key in context.frozen_charts else "",
        "snippets": _snippets(context, key),
    }


def _iframe(context: Context, key: str, title: str) -> str:
    url = context.site.absolute(context.addresses.embed(context.place, key))
    return (
        f'<iframe src="{escape(url)}" title="{escape(title)}" width="{EMBED_WIDTH}" '
        f'height="{EMBED_HEIGHT}" loading="lazy" style="border:0;max-width:100%"></iframe>'
    )


def _frozen(context: Context, key: str, work: Work) -> str:
    """A picture of a released version, which no later data can change."""
    if key not in context.frozen_charts:
        return ""
    version = context.frozen_version
    folder = context.addresses.version(context.place, version).removeprefix(
        context.addresses.prefix
    )
    picture = context.site.absolute(f"{folder}{CHARTS_FOLDER}/{key}.svg")
    alt = f"{work.title} ({version})"
    return (
        f'<a href="{escape(work.url)}"><img src="{escape(picture)}" alt="{escape(alt)}" '
        f'width="{EMBED_WIDTH}" style="max-width:100%"></a>'
    )


def _snippets(context: Context, key: str) -> list[Data]:
    """One line each for the tools that people load a CSV with."""
    url = context.site.absolute(indicator_file(context.place, key, "csv"))
    return [
        {
            "tool": "Excel (Power Query)",
            "code": f'= Table.PromoteHeaders(Csv.Document(Web.Contents("{url}"), '
            '[Delimiter = ",", Encoding = 65001]))',
        },
        {"tool": "pandas", "code": f'pandas.read_csv("{url}")'},
        {"tool": "R", "code": f'read.csv("{url}", encoding = "UTF-8")'},
        {"tool": "DuckDB", "code": f"FROM read_csv('{url}')"},
    ]
