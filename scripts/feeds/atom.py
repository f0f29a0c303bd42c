"""Atom feeds: changes of status, corrections, releases; what happened to one indicator's promises.

Pelican writes the feed of updates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

from scripts.core.model import Bilingual, Language
from scripts.words.addresses import Addresses, feed

LONGEST_FEED = 100
EPOCH = "1970-01-01"
FEED_TITLES: Mapping[str, Bilingual] = {
    "status": Bilingual(zh="状态变化", en="Changes of status"),
    "corrections": Bilingual(zh="更正", en="Corrections"),
    "releases": Bilingual(zh="数据版本", en="Releases of data"),
}
_DATE_PARTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What a feed is about; `path` is its own address, `page` the one that it follows."""

    path: str
    title: str
    page: str
    language: Language


def render_feed(
    name: str, entries: Sequence[Mapping[str, str]], language: Language, *, site: str, site_url: str
) -> bytes:
    """A feed about the whole site, as `render_channel` does it.

    Args:
        name: a key of `FEED_TITLES`.
        entries: see `render_channel`.
        language: of the feed.
        site: the site's name.
        site_url: where the site is published, without a final slash.
    """
    channel = Channel(
        path=feed(name, language),
        title=f"{FEED_TITLES[name][language]} · {site}",
        page=Addresses(language).home(),
        language=language,
    )
    return render_channel(channel, entries, site_url)


def render_channel(channel: Channel, entries: Iterable[Mapping[str, str]], site_url: str) -> bytes:
    """One feed as Atom (RFC 4287), newest first; without entries it is a feed all the same.

    Args:
        channel: the feed.
        entries: each with `date`, `title`, `address` (relative to the site), `text` and `key`.
        site_url: where the site is published, without a final slash.
    """
    url = f"{site_url}/{channel.path}"
    atom = _feed_class()(
        title=channel.title,
        link=f"{site_url}/{channel.page}",
        description="",
        language="zh-CN" if channel.language == "zh" else "en",
        feed_url=url,
    )
    newest = sorted(entries, key=lambda e: (e["date"], e["key"]), reverse=True)[:LONGEST_FEED]
    for entry in newest:
        moment = to_moment(entry["date"])
        atom.add_item(
            title=entry["title"],
            link=f"{site_url}/{entry['address']}",
            description=escape(entry["text"], quote=False),  # readers take it for HTML
            pubdate=moment,
            updateddate=moment,
            unique_id=f"{url}#{entry['key']}",
        )
    text: str = atom.writeString("utf-8")
    return text.encode()


@cache
def _feed_class() -> type[Any]:
    # It loads much that nothing else needs.
    from feedgenerator import Atom1Feed  # noqa: PLC0415

    class Feed(Atom1Feed):  # type: ignore[misc]
        """An empty feed was last changed at the epoch: its date never comes from the clock."""

        def latest_post_date(self) -> dt.datetime:
            moments = [item["updateddate"] for item in self.items]
            return max(moments, default=to_moment(EPOCH))

    return Feed


def to_moment(date: str) -> dt.datetime:
    """`2025`, `2025-03` or `2025-03-01` as the beginning of that day in universal time."""
    parts = [int(part) for part in date.split("-")][:_DATE_PARTS]
    year, month, day = (*parts, 1, 1)[:_DATE_PARTS]
    return dt.datetime(year, month, day, tzinfo=dt.UTC)
