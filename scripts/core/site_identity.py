"""Site identity: address, name and tagline from `pelicanconf.py`."""

from __future__ import annotations

from dataclasses import dataclass

from scripts.core.model import Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteIdentity:
    """The site's address without a final slash, its name, and what it is in a sentence.

    `pictures`: charts and share cards stand on it as PNG, too. A fifth of a build goes into them
    and nobody needs them in a preview, so only what goes live has them.
    """

    url: str = ""
    title: Bilingual
    tagline: Bilingual
    pictures: bool = False

    def absolute(self, address: str) -> str:
        """An address of the site as the web knows it."""
        return f"{self.url}/{address}"


NOBODY = SiteIdentity(title=Bilingual(zh="", en=""), tagline=Bilingual(zh="", en=""))
"""For a look at pages that nobody will publish."""
