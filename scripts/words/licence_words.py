"""Licence summaries in a sentence; the licence itself is what counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from scripts.core.model import Bilingual

_FREE = Bilingual(
    zh="可以自由使用、修改、分发，不附任何条件；注明出处是好习惯。",
    en="Free to use, change and share without conditions; naming the source is good practice.",
)
_NAMED = Bilingual(
    zh="可以自由使用、修改、分发，包括商用，只须注明出处、写明有无改动。",
    en="Free to use, change and share, commercially too, if you name the source and say what "
    "you changed.",
)
_ALIKE = Bilingual(
    zh="可以自由使用、修改、分发，须注明出处，改编后的数据库须以同样的许可公开。",
    en="Free to use, change and share if you name the source and share adapted databases under "
    "the same licence.",
)
_WORDS: Mapping[str, Bilingual] = {
    "cc-by-4.0": _NAMED,
    "cc-by-3.0": _NAMED,
    "odc-by-1.0": _NAMED,
    "ogl-uk-3.0": _NAMED,
    "cc-by-sa-4.0": _ALIKE,
    "odbl-1.0": _ALIKE,
    "odc-odbl-1.0": _ALIKE,
    "cc0-1.0": _FREE,
    "pddl-1.0": _FREE,
    "odc-pddl-1.0": _FREE,
    "odc-pddl": _FREE,
    "public-domain": _FREE,
}
"""SPDX identifier (or the name that data packages use for it), lower case -> words."""


def licence_words(names: Iterable[str]) -> Bilingual | None:
    """What a licence allows; None where it is not known here, or several are named.

    Args:
        names: of all licences of a package, those of single resources included.
    """
    meanings = {_WORDS.get(name.lower()) for name in names}
    return meanings.pop() if len(meanings) == 1 else None
