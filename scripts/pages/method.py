"""The method page, written from the same definitions that compute."""

from __future__ import annotations

from collections.abc import Mapping

from scripts.core.model import STATUS_OF, Comparator, Language
from scripts.derive.rules import RULES, TOLERANCE_TEXT
from scripts.text.quantities import COMPARATOR_WORDS
from scripts.theme_support.page import Page, crumb
from scripts.words.addresses import Addresses
from scripts.words.wording import (
    COMPARATOR_LABELS,
    CONFIDENCE_LABELS,
    KIND_LABELS,
    ROLE_LABELS,
    SOURCE_KIND_LABELS,
    VERDICT_LABELS,
)

BARE_FIGURE = "（只印一个数）"
RANGE = "3—5"


def rule_anchor(code: str) -> str:
    """The anchor of a rule of judgement on the method page."""
    return f"rule-{code}"


def comparator_words(comparator: Comparator) -> str:
    """How official prose says a comparator, from the table that the parser reads by."""
    words = [
        word.word if word.place == "before" else f"……{word.word}"
        for word in COMPARATOR_WORDS
        if word.comparator == comparator
    ]
    return "、".join([*words, *EXAMPLES.get(comparator, ())])


EXAMPLES: Mapping[Comparator, tuple[str, ...]] = {"equal": (BARE_FIGURE,), "between": (RANGE,)}
"""What is printed without any word."""


def render_method_page(language: Language) -> Page:
    """How promises are read, judged and doubted."""
    zh = language == "zh"
    heading = "方法" if zh else "Method"
    return Page(
        address=Addresses(language).method(),
        language=language,
        template="method",
        title=heading,
        summary=(
            "怎样从报告里读出承诺，怎样判断完成与否，怎样对待存疑的数字：规则先公布，再看数据。"
            if zh
            else "How promises are read from a report, how they are judged, and what happens to "
            "doubtful figures: the rules are published before the data."
        ),
        view={
            "crumbs": [crumb(heading, None)],
            "heading": heading,
            "rules": [
                {
                    "code": rule.code,
                    "anchor": rule_anchor(rule.code),
                    "text": rule.text[language],
                    "verdicts": [
                        {"id": verdict, "label": VERDICT_LABELS[verdict][language]}
                        for verdict in rule.verdicts
                    ],
                }
                for rule in RULES
            ],
            "tolerance": TOLERANCE_TEXT[language],
            "comparators": [
                {
                    "id": comparator,
                    "words": comparator_words(comparator),
                    "label": label[language] or ("照印" if zh else "as printed"),
                }
                for comparator, label in COMPARATOR_LABELS.items()
            ],
            "verdicts": [
                {
                    "id": verdict,
                    "label": label[language],
                    "status": STATUS_OF[verdict],
                }
                for verdict, label in VERDICT_LABELS.items()
            ],
            "kinds": [{"id": k, "label": v[language]} for k, v in KIND_LABELS.items()],
            "roles": [{"id": k, "label": v[language]} for k, v in ROLE_LABELS.items()],
            "source_kinds": [
                {"id": k, "label": v[language]} for k, v in SOURCE_KIND_LABELS.items()
            ],
            "confidences": [{"id": k, "label": v[language]} for k, v in CONFIDENCE_LABELS.items()],
        },
    )
