"""What a report's text says of itself: its address, its publisher, its dates."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scripts.text.chinese_numbers import DIGITS, parse_chinese_number
from scripts.text.headings import front_matter_end

_HEAD = 1200
"""How far from the beginning, in code points, such lines stand."""
_LINE = (
    r"(?m)(?:^|(?<=[ \t\u3000|｜]))[*>（(【\[]*(?:{})[*]*[ \t]*[：:](?:\n-)?[ \t\u3000]*(\S.*?)"
    r"(?=[ \t\u3000）)】\]*]*$|[ \t\u3000]{{2}}|[ \t\u3000]*[|｜【\[]"
    r"|[ \t\u3000]+[^\s：:]{{2,6}}[：:](?!//))"
)
"""A label with what it says: on a line of its own, or beside others (时间：… 来源：… 浏览：…)."""
_ADDRESS = re.compile(_LINE.format("source|url|网址|链接|原文|来源网址|地址"))
_PUBLISHER = re.compile(
    _LINE.format("publisher|发布单位|发布机构|发布者|信息来源|稿件来源|文章来源|来源|发布")
)
_PUBLISHED = re.compile(
    _LINE.format("published|date|发布时间|发布日期|公开日期|成文日期|时间|日期")
)
_TITLE = re.compile(_LINE.format("title|标题"))
_URL = re.compile(r"https?://[^\s）)>\"”]+")
_DATE = re.compile(r"(20[0-9]{2})[年./-]([0-9]{1,2})[月./-]([0-9]{1,2})")
_CHINESE_DATE = re.compile(
    "([二〇零一三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_DELIVERED = re.compile("(?m)^[^\\n]{0,12}[—–（(-]*[^\\n]{6,16}日[^\\n]{0,4}在[^\\n]*会议上")
_SPEAKER_SITE = re.compile(r"https?://(?:www\.)?([^/\s:]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfDescription:
    """Cells for a report's row and its source's row, each empty where the text does not say.

    `url` is an http(s) address; `published` and `delivered` are ISO dates.
    """

    url: str = ""
    publisher: str = ""
    published: str = ""
    delivered: str = ""
    title: str = ""


def describe_itself(text: str) -> SelfDescription:
    """Read front matter and the lines 来源, 时间, 发布 at the beginning and the end of a text."""
    head = text[: max(_HEAD, front_matter_end(text))] + "\n" + text[-300:]
    address = _first(_ADDRESS, head) or _first(_PUBLISHER, head)
    url = _URL.search(address)
    publisher = "" if _URL.search(_first(_PUBLISHER, head)) else _first(_PUBLISHER, head)
    if not publisher and url and (site := _SPEAKER_SITE.match(url[0])):
        publisher = site[1]
    delivered = _DELIVERED.search(head)
    return SelfDescription(
        url=url[0] if url else "",
        publisher=publisher,
        published=read_date(_first(_PUBLISHED, head)),
        delivered=read_date(delivered[0] if delivered else ""),
        title=_first(_TITLE, head),
    )


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1].strip(" \t\u3000）)】]*") if found else ""


def read_date(words: str) -> str:
    """The first date in words as ISO text (2024年1月26日, 二〇二六年一月二十七日), else empty."""
    if found := _DATE.search(words):
        return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    if chinese := _CHINESE_DATE.search(words):
        year = "".join(str(DIGITS[character]) for character in chinese[1])
        month, day = (parse_chinese_number(part) for part in chinese.groups()[1:])
        if month is not None and day is not None:
            return f"{year}-{int(month):02}-{int(day):02}"
    return ""
