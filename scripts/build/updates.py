"""The updates that are written by hand, for the page that lists them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from scripts.build.plugin import split_front_matter
from scripts.core.folders import site_settings
from scripts.core.model import LANGUAGES, Language
from scripts.pages.targets import Data
from scripts.words.addresses import Addresses

UNLISTED = frozenset({"draft", "hidden", "skip"})
"""Values of Pelican's `Status` with which an update is on no list."""
_DEFAULTS = {"lang": LANGUAGES[0], "title": "", "summary": "", "date": ""}


def read_updates(folder: Path) -> dict[Language, Sequence[Data]]:
    """The updates of `content/updates/` by language, newest first: date, title, summary, url.

    What a file's front matter does not say follows from its name, as Pelican has it
    (`FILENAME_METADATA`). A file that Pelican cannot read either is left for it to refuse.
    """
    updates = sorted(_read(folder), key=lambda one: (one["date"], one["slug"]), reverse=True)
    return {language: [one for one in updates if one["lang"] == language] for language in LANGUAGES}


def _read(folder: Path) -> Iterator[Data]:
    name = re.compile(site_settings()["FILENAME_METADATA"])
    for path in folder.glob("*.md"):
        parts = name.match(path.stem)
        meta, _ = split_front_matter(path.read_text(encoding="utf-8-sig", errors="replace"))
        from_name = {k: v for k, v in parts.groupdict().items() if v} if parts else {}
        entry = {**_DEFAULTS, "slug": path.stem, **from_name, **meta}
        language = next((one for one in LANGUAGES if one == entry["lang"]), None)
        if language is not None and entry.get("status") not in UNLISTED:
            address = f"{Addresses(language).updates()}{entry['slug']}/"
            yield {**entry, "date": entry["date"][:10], "url": address}
