"""Atom feeds of what changed: statuses and corrections; Pelican writes the feed of updates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

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


def render_feed(
    name: str, entries: Sequence[Mapping[str, str]], language: Language, *, site: str, site_url: str
) -> bytes:
    """One feed as Atom (RFC 4287), newest first; without entries it is a feed all the same.

    Args:
        name: a key of `FEED_TITLES`.
        entries: each with `date`, `title`, `address` (relative to the site), `text` and `key`.
        language: of the feed.
        site: the site's name.
        site_url: where the site is published, without a final slash.
    """
    # It loads much that nothing else needs.
    from feedgenerator import Atom1Feed  # noqa: PLC0415

    class Feed(Atom1Feed):  # type: ignore[misc]
        """An empty feed was last changed at the epoch: its date never comes from the clock."""

        def latest_post_date(self) -> dt.datetime:
            moments = [item["updateddate"] for item in self.items]
            return max(moments, default=to_moment(EPOCH))

    path = feed(name, language)
    newest = sorted(entries, key=lambda e: (e["date"], e["key"]), reverse=True)[:LONGEST_FEED]
    atom = Feed(
        title=f"{FEED_TITLES[name][language]} · {site}",
        link=f"{site_url}/{Addresses(language).home()}",
        description="",
        language="zh-CN" if language == "zh" else "en",
        feed_url=f"{site_url}/{path}",
    )
    for entry in newest:
        moment = to_moment(entry["date"])
        atom.add_item(
            title=entry["title"],
            link=f"{site_url}/{entry['address']}",
            description=entry["text"],
            pubdate=moment,
            updateddate=moment,
            unique_id=f"{site_url}/{path}#{entry['key']}",
        )
    text: str = atom.writeString("utf-8")
    return text.encode()


def to_moment(date: str) -> dt.datetime:
    """`2025`, `2025-03` or `2025-03-01` as the beginning of that day in universal time."""
    parts = [int(part) for part in date.split("-")][:_DATE_PARTS]
    year, month, day = (*parts, 1, 1)[:_DATE_PARTS]
    return dt.datetime(year, month, day, tzinfo=dt.UTC)
