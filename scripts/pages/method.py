"""The method page, written from the same definitions that compute."""

from __future__ import annotations

from collections.abc import Mapping

from scripts.core.model import STATUS_OF, VERDICTS, Comparator, Language, Verdict
from scripts.derive.rules import RULES, TOLERANCE_TEXT
from scripts.pages.markdown import render_page
from scripts.pages.targets import Data
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

BARE_FIGURE = "（原文只有一个数）"
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
    return render_page(
        "method",
        language,
        Addresses(language).method(),
        title=heading,
        summary=(
            "怎样从报告里读出承诺，怎样判断是否完成，怎样对待存疑的数字：规则先公布，再看数据。"
            if zh
            else "How promises are read from a report, how they are judged, and what happens to "
            "doubtful figures: the rules are published before the data."
        ),
        values={
            "rules": _rules(language),
            "tolerance": TOLERANCE_TEXT[language],
            "comparators": [
                {
                    "words": comparator_words(comparator),
                    "label": label[language] or ("同原文" if zh else "as printed"),
                }
                for comparator, label in COMPARATOR_LABELS.items()
            ],
            "verdicts": [
                {"id": one, "label": label[language], "status": STATUS_OF[one]}
                for one, label in VERDICT_LABELS.items()
            ],
            "kinds": [label[language] for label in KIND_LABELS.values()],
            "roles": [label[language] for role, label in ROLE_LABELS.items() if role != "target"],
            "source_kinds": [label[language] for label in SOURCE_KIND_LABELS.values()],
            "confidences": [label[language] for label in CONFIDENCE_LABELS.values()],
        },
        view={"crumbs": [crumb(heading, None)]},
    )


def _rules(language: Language) -> list[Data]:
    """Each rule with its verdicts; the first rule that gives a verdict has its anchors.

    A status of the first edition that is no verdict keeps its anchor, where links may lead.
    """
    free = {one: [one, *_older_names(one)] for one in VERDICT_LABELS}
    older: set[str] = set()
    rules = []
    for rule in RULES:
        statuses = []
        for one in rule.verdicts:
            anchors = [name for name in free.pop(one, []) if name not in older]
            older.update(anchors)
            label = VERDICT_LABELS[one][language]
            statuses.append({"id": one, "label": label, "anchors": anchors})
        rules.append(
            {
                "anchor": rule_anchor(rule.code),
                "text": rule.text[language],
                "statuses": statuses,
            }
        )
    return rules


def _older_names(verdict: Verdict) -> list[str]:
    """The status of the first edition for a verdict, where it is no verdict itself."""
    status = STATUS_OF[verdict]
    return [] if status in VERDICTS else [status]
