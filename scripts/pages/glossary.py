"""The glossary: statistical terms in plain words, and which of them a text uses."""

from __future__ import annotations

from collections.abc import Sequence

from scripts.core.model import Language
from scripts.package.vocabulary import Term, find_terms
from scripts.pages.markdown import render_page
from scripts.pages.targets import Context, Data
from scripts.theme_support.page import Page, crumb
from scripts.words.addresses import Addresses


def term_anchor(term: str) -> str:
    """The anchor of a term in the glossary."""
    return f"term-{term}"


def term_views(context: Context, *texts: str) -> list[Data]:
    """The terms that Chinese texts use, each with its name and where it is explained."""
    return [
        {
            "name": term.name[context.language],
            "url": f"{context.addresses.glossary()}#{term_anchor(term.term)}",
        }
        for term in find_terms(context.glossary, *texts)
    ]


def render_glossary_page(glossary: Sequence[Term], language: Language) -> Page:
    """Every term, in the glossary's own order."""
    zh = language == "zh"
    heading = "名词解释" if zh else "Glossary"
    return render_page(
        "glossary",
        language,
        Addresses(language).glossary(),
        title=heading,
        summary=(
            "政府工作报告和统计数据里常见的词，用通俗的话解释。"
            if zh
            else "Words of government work reports and statistics, in plain language."
        ),
        values={
            "terms": [
                {
                    "anchor": term_anchor(term.term),
                    "name": term.name[language],
                    "other": term.name["en" if zh else "zh"],
                    "explanation": term.explanation[language],
                }
                for term in glossary
            ],
        },
        view={"crumbs": [crumb(heading, None)]},
    )
