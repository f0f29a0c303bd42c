"""What a promise is about, from its words: a name, an id, and an indicator that exists already."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from scripts.text.quantities import COMPARATOR_WORDS

LONGEST_NAME, LONGEST_ID = 24, 60
ALIKE = 0.62
"""How alike two names must be to be proposed as the same indicator."""
_VERBS = re.compile(
    "^(?:力争|争取|确保|努力|全力|全年|继续|加快|推动|推进|实现|完成|做到|达到|使|将|把|年内|今年|到[0-9]{4}年|[0-9]{4}年)+"
)
_NOISE = re.compile("[0-9０-９.．,，%％‰“”‘’「」（）()《》*·、:：;；。！？!?\\s—–-]+")
_COMPARING = re.compile(
    "|".join(
        sorted(
            (re.escape(w.word) for w in COMPARATOR_WORDS if len(w.word) > 1), key=len, reverse=True
        )
    )
)


def draft_name(quote: str, unit: str = "") -> str:
    """The quote without its figure, unit and comparing words; never empty."""
    words = _COMPARING.sub("", _NOISE.sub(" ", quote)).strip()
    if unit:
        words = words.replace(unit, "")
    words = _VERBS.sub("", "".join(words.split()))
    return (words or quote.strip() or "指标")[:LONGEST_NAME]


def draft_id(name: str, taken: Iterable[str]) -> str:
    """An id in pinyin, for a person to replace by an English one before it is published."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionary loads slowly

    syllables = re.findall("[a-z0-9]+", " ".join(lazy_pinyin(name)).lower())
    base = ""
    for syllable in syllables:
        if len(base) + len(syllable) >= LONGEST_ID:
            break
        base = f"{base}-{syllable}" if base else syllable
    base = base or "indicator"
    known, number, proposed = set(taken), 2, base
    while proposed in known:
        proposed, number = f"{base}-{number}", number + 1
    return proposed


def find_alike(name: str, indicators: Mapping[str, str]) -> str | None:
    """The id of the indicator whose Chinese name is most like this one; None when none is.

    Args:
        name: of the promise.
        indicators: id -> Chinese name.
    """
    best = max(indicators, key=lambda key: likeness(name, indicators[key]), default=None)
    return best if best is not None and likeness(name, indicators[best]) >= ALIKE else None


def likeness(one: str, other: str) -> float:
    """0 to 1: how much of the two names is the same, counting what one holds of the other."""
    one, other = one.removesuffix("率"), other.removesuffix("率")
    if not one or not other:
        return 0.0
    if one in other or other in one:
        return max(0.7, min(len(one), len(other)) / max(len(one), len(other)))
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
