"""How to cite an indicator, a dataset or a version of it: GB/T 7714, APA, BibTeX."""

from __future__ import annotations

import re
from collections.abc import Mapping
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
    """What is cited: `date` is ISO (of the data), `version` may be empty, `url` absolute."""

    key: str
    title: str
    author: str
    date: str
    version: str
    url: str


def cite(work: Work, language: Language) -> list[dict[str, str]]:
    """The citations of a work, each with its style's name and its text."""
    return [
        {"style": "GB/T 7714—2015", "text": cite_gbt(work, language)},
        {"style": "APA 7", "text": cite_apa(work)},
        {"style": "BibTeX", "text": cite_bibtex(work)},
    ]


def cite_gbt(work: Work, language: Language) -> str:
    """GB/T 7714—2015, 4.6: 主要责任者. 题名[DS/OL]. (更新日期)[引用日期]. 获取路径."""
    word = f"（版本 {work.version}）" if language == "zh" else f" (version {work.version})"
    title = work.title + (word if work.version else "")
    return f"{work.author}. {title}[DS/OL]. ({work.date})[{ACCESSED[language]}]. {work.url}"


def cite_apa(work: Work) -> str:
    """APA 7, 10.9: Author. (Year). Title (Version n) [Data set]. URL."""
    version = f" (Version {work.version})" if work.version else ""
    return f"{work.author}. ({work.date[:4]}). {work.title}{version} [Data set]. {work.url}"


def cite_bibtex(work: Work) -> str:
    """BibTeX `@misc`, which every style knows; braces keep the capitals of title and author."""
    fields = {
        "author": f"{{{escape_bibtex(work.author)}}}",
        "title": f"{{{escape_bibtex(work.title)}}}",
        "year": work.date[:4],
        "version": escape_bibtex(work.version),
        "howpublished": "Data set",
        "note": f"As of {work.date}",
        "url": work.url.replace("{", "%7B").replace("}", "%7D"),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{{bibtex_key(work)},\n" + ",\n".join(lines) + "\n}"


def bibtex_key(work: Work) -> str:
    """A key of ASCII letters, digits and hyphens, the same each time."""
    return _NOT_IN_KEYS.sub("-", f"{work.key}-{work.version or work.date[:4]}".lower()).strip("-")


def escape_bibtex(text: str) -> str:
    """Text on one line in which BibTeX and LaTeX see no commands.

    BibTeX counts an escaped brace as one that opens or closes, so a brace becomes a command.
    """
    return " ".join(text.split()).translate(_BIBTEX)
