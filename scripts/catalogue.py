"""The interface's words: gettext catalogues, English being the words in the templates."""

from __future__ import annotations

import gettext
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from scripts.model import Language

TRANSLATIONS = Path(__file__).parents[1] / "theme" / "translations"


def catalogue_path(language: Language) -> Path:
    """Where a language's catalogue stands; English needs none."""
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def read_translations(language: Language) -> gettext.NullTranslations:
    """A language's translations, read from its `.po` file (no compiled file is kept)."""
    path = catalogue_path(language)
    if not path.exists():
        return gettext.NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
