"""How to cite an indicator, a dataset or a version of it: GB/T 7714, APA, BibTeX."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scripts.core.model import Language

ACCESSED: Mapping[Language, str] = {"zh": "引用日期", "en": "access date"}
"""Stands where GB/T 7714 asks for the day of access, which only the reader knows."""
_BIBTEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "%&#_$"},
    }
)
_NOT_IN_KEYS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What is cited: `date` is ISO (of the data), `url` absolute.

    `authors`, `date`, `version`, `publisher` and `doi` may be empty: nothing is put in their
    place. `publisher`: who gives it to the public, where that is not its author.
    """

    key: str
    title: str
    authors: Sequence[str]
    date: str
    version: str
    url: str
    publisher: str = ""
    doi: str = ""

    @property
    def year(self) -> str:
        """Of the data; empty where it is not known."""
        return self.date[:4]


def version_words(version: str, day: str, language: Language) -> str:
    """The version of data that have changed since it was released.

    Args:
        version: the newest released one.
        day: of the data, ISO; may be empty.
        language: of the words.
    """
    if language == "zh":
        return f"{version} 及截至 {day} 的更改" if day else f"{version} 及其后的更改"
    return f"{version} and changes up to {day}" if day else f"{version} and later changes"


def cite(work: Work, language: Language) -> list[dict[str, str]]:
    """The citations of a work, each with its style's name and its text."""
    return [
        {"style": "GB/T 7714—2025", "text": cite_gbt(work, language)},
        {"style": "APA 7", "text": cite_apa(work)},
        {"style": "BibTeX", "text": cite_bibtex(work)},
    ]


def cite_gbt(work: Work, language: Language) -> str:
    """GB/T 7714—2025: 主要责任者. 题名[DS/OL]. 出版者, 出版年(更新日期)[引用日期]. 获取路径. DOI.

    Of more than three authors the first three are named.
    """
    word = f"（版本 {work.version}）" if language == "zh" else f" (version {work.version})"
    title = work.title + (word if work.version else "")
    more = "等" if language == "zh" else "et al."
    authors = ", ".join([*work.authors[:3], *([more] if len(work.authors) > 3 else [])])  # noqa: PLR2004
    publisher = f"{work.publisher}, " if work.publisher and work.date else work.publisher
    date = f"({work.date})" if work.date else ""
    parts = [
        *([authors.removesuffix(".")] if authors else []),
        f"{title}[DS/OL]",
        f"{publisher}{date}[{ACCESSED[language]}]",
        work.url,
        *([f"DOI:{work.doi}"] if work.doi else []),
    ]
    return ". ".join(parts)


def cite_apa(work: Work) -> str:
    """APA 7, 10.9: Author. (Year). Title (Version n) [Data set]. Publisher. URL.

    Without an author the title comes first, without a year `n.d.` stands for it (9.12, 9.17).
    """
    version = f" (Version {work.version})" if work.version else ""
    title = f"{work.title}{version} [Data set]"
    *others, last = work.authors or [""]
    authors = f"{', '.join(others)}, & {last}" if others else last
    year = f"({work.year or 'n.d.'})"
    parts = [authors, year, title] if authors else [title, year]
    address = f"https://doi.org/{work.doi}" if work.doi else work.url
    return ". ".join([*parts, *([work.publisher] if work.publisher else []), address])


def cite_bibtex(work: Work) -> str:
    """BibTeX `@misc`, which every style knows; braces keep the capitals of title and author."""
    fields = {
        "author": " and ".join(f"{{{escape_bibtex(one)}}}" for one in work.authors),
        "title": f"{{{escape_bibtex(work.title)}}}",
        "year": work.year,
        "version": escape_bibtex(work.version),
        "publisher": escape_bibtex(work.publisher),
        "howpublished": "Data set",
        "note": f"As of {work.date}" if work.date else "",
        "doi": escape_bibtex(work.doi),
        "url": work.url.replace("{", "%7B").replace("}", "%7D"),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{{bibtex_key(work)},\n" + ",\n".join(lines) + "\n}"


def bibtex_key(work: Work) -> str:
    """A key of ASCII letters, digits and hyphens, the same each time."""
    return _NOT_IN_KEYS.sub("-", f"{work.key}-{work.version or work.year}".lower()).strip("-")


def escape_bibtex(text: str) -> str:
    """Text on one line in which BibTeX and LaTeX see no commands.

    BibTeX counts an escaped brace as one that opens or closes, so a brace becomes a command.
    """
    return " ".join(text.split()).translate(_BIBTEX)
