"""What a build needs to know of a page that it has just rendered, told by one look at it.

To parse a page takes longer than all that is asked of it: the check of the site and the search
index share one tree.
"""

from __future__ import annotations

from scripts.verify import PageFacts, describe_tree, parse_page
from scripts.verify.search_index import SEARCHED, searched_tree

_MARK = SEARCHED.encode()


def read_page(path: str, data: bytes) -> tuple[PageFacts, str]:
    """What the check of the site needs of a page, and what of it is searched.

    Both are those of `verify.describe_page` and `search_index.searched_text`.

    Args:
        path: where the site has the page.
        data: the page.

    Raises:
        UnicodeDecodeError: it is no UTF-8.
    """
    tree = parse_page(data)
    facts = describe_tree(path, data, tree)  # first: the other takes from the tree
    return facts, searched_tree(path, tree) if _MARK in data else ""


def describe(path: str, data: bytes) -> list[object]:
    """`read_page` as plain data: what is searched, then the facts."""
    facts, searched = read_page(path, data)
    return [searched, *facts.as_data()]
