"""The words of the interface in templates, by the extension for translations that Jinja has."""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations

from jinja2 import Environment

from scripts.core.model import Language
from scripts.words.catalogue import read_translations


@cache
def _translations(language: Language) -> NullTranslations:
    return read_translations(language)


def put_in_words(environment: Environment, language: Language) -> None:
    """Let an environment's templates speak a language; it has Jinja's `i18n` extension already."""
    environment.install_gettext_translations(  # type: ignore[attr-defined]
        _translations(language), newstyle=True
    )
