"""The interface's words: gettext catalogues, English being the words in the templates."""

from __future__ import annotations

import gettext
from functools import cache
from io import BytesIO
from pathlib import Path

from scripts.core.model import Language

TRANSLATIONS = Path(__file__).parents[2] / "theme" / "translations"


def catalogue_path(language: Language) -> Path:
    """Where a language's catalogue stands; English needs none."""
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


@cache
def read_translations(language: Language) -> gettext.NullTranslations:
    """A language's translations, from its `.po` file (no compiled file stands beside it)."""
    path = catalogue_path(language)
    if not path.exists():
        return gettext.NullTranslations()
    source = path.read_bytes()
    return gettext.GNUTranslations(BytesIO(_compile(source, language)))


def _compile(source: bytes, language: Language) -> bytes:
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - not needed by most builds
    from babel.messages.pofile import read_po  # noqa: PLC0415

    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(source), locale=language))
    return compiled.getvalue()
