"""Both languages in one description: OpenAPI has one string, ours is `Chinese / English`."""

from __future__ import annotations

from scripts.core.model import Language

SEPARATOR = " / "


class AmbiguousTextError(ValueError):
    """A description holds the mark that separates the languages."""


def bilingual(zh: str, en: str) -> str:
    """One text in both languages, Chinese first.

    Raises:
        AmbiguousTextError: it could not be taken apart again.
    """
    if SEPARATOR in zh or SEPARATOR in en:
        message = f"{SEPARATOR!r} separates the languages and cannot stand in {zh!r} or {en!r}"
        raise AmbiguousTextError(message)
    return f"{zh}{SEPARATOR}{en}"


def in_language(text: str, language: Language) -> str:
    """One language's part of a `bilingual` text; the whole of any other text."""
    zh, separator, en = text.partition(SEPARATOR)
    return en if separator and language == "en" else zh
