"""Folders of a build, and the settings of the site from `pelicanconf.py`."""

from __future__ import annotations

import os
import runpy
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripts.core.model import Bilingual
from scripts.core.site_identity import SiteIdentity

ROOT = Path(__file__).parents[2]
STAGES = [
    "read 读取",
    "make 校验并生成",
    "pelican 套用主题",
    "search 建立搜索",
    "verify 检查成站",
    "place 放到位",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """Where a build reads and writes; everything else follows from the root."""

    root: Path = ROOT
    output: Path = field(default_factory=lambda: ROOT / "output")

    @property
    def datasets(self) -> Path:
        return self.root / "datasets"

    @property
    def content(self) -> Path:
        return self.root / "content"

    @property
    def generated(self) -> Path:
        return self.content / "generated"

    @property
    def staging(self) -> Path:
        """The site while it is made, and what the next build finds of it."""
        return self.kept / self.output.name

    @property
    def workshop(self) -> Path:
        """Where trees are put together; on the same file system as `output`."""
        return self.output.parent / ".build"

    @property
    def kept(self) -> Path:
        """What earlier builds made: `SITE_KEPT`, else beside the output.

        A push is built in a folder of its own; the hook names one that stays.
        """
        return Path(os.environ.get("SITE_KEPT") or self.workshop)


def site_settings() -> Mapping[str, Any]:
    """The names that `pelicanconf.py` defines."""
    return runpy.run_path(str(ROOT / "pelicanconf.py"))


def site_identity() -> SiteIdentity:
    """Who publishes, as `pelicanconf.py` says."""
    settings = site_settings()
    return SiteIdentity(
        url=settings["SITEURL"],
        title=Bilingual(**settings["SITE"]["titles"]),
        tagline=Bilingual(**settings["SITE"]["taglines"]),
    )
