"""Judges the built site by what was really written, without importing what rendered it.

Every internal link and anchor resolves; no page asks another host for anything; no script or
style stands in a page; every page has a language, a title, one first-level heading and headings
that skip no level; images have a text; pages keep the byte budgets of the design (a
warning: data alone can exceed them).

What one page holds is told by `describe_page`, in any process and right after it was written;
`check_facts` holds that against the other pages and files, of which it knows little more than that
they are there: the site is nowhere in memory as a whole. `check_site` does both.
"""

from __future__ import annotations

from collections.abc import Mapping

from scripts.core.findings import Finding
from scripts.verify.page import PageFacts, describe_page, describe_tree, parse_page
from scripts.verify.routes import resolve
from scripts.verify.site import (
    WARNINGS,
    Way,
    check_facts,
    check_languages,
    check_way,
    check_within,
)
from scripts.words.addresses import MISSING

__all__ = [
    "WARNINGS",
    "PageFacts",
    "Way",
    "check_facts",
    "check_languages",
    "check_site",
    "check_way",
    "check_within",
    "describe_page",
    "describe_tree",
    "parse_page",
    "resolve",
]


def check_site(files: Mapping[str, bytes]) -> list[Finding]:
    """All findings about a built site.

    Args:
        files: path below the site's root -> content, of every file that was built.
    """
    pages = (path for path in files if path.endswith(".html") and path != MISSING)
    return check_facts({path: describe_page(path, files[path]) for path in pages}, files)
