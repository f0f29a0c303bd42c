"""Text files of a place as the contract has them, from what Excel and Windows make of them.

Only what can be read in one way is changed: the byte order mark, CRLF, GB18030 (GBK), blank lines
at the end, and dates such as `2024/1/5`. A number that Excel has shortened (`1E+05`) has lost its
digits and stays as it is.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date

_CHINESE = re.compile(r"[\t\r\n -~·℃①-⑳\u2000-\u206f\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]*")
"""What a Chinese text is printed with; other files that decode as GB18030 do so by chance."""
_DATE = re.compile(r"(\d{4})(?:/(\d{1,2})/|-(\d{1,2})-|年(\d{1,2})月)(\d{1,2})日?")
_ANY_DATE = re.compile(r"\d{4}(?:/\d|-\d-|-\d\d-\d(?!\d)|年\d)")

DATE_COLUMNS = frozenset(
    {"accessed", "answered", "checked", "date", "delivered", "published", "sent"}
)
"""Columns of a place's tables that hold days; some hold a month or a year alone as well."""


def normalise_text(data: bytes) -> bytes:
    """The bytes of a text file as UTF-8 with LF; bytes that are no text stay as they are."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            return data
        if not _CHINESE.fullmatch(text):
            return data
    return text.replace("\r\n", "\n").encode()


def normalise_dates(text: str) -> str:
    """A CSV with the days in `DATE_COLUMNS` written `YYYY-MM-DD`; no other value changes.

    A file without such a date, and one that is no CSV, is returned as it is.
    """
    if not _ANY_DATE.search(text):
        return text
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        return text
    header = rows[0] if rows else []
    changed = False
    for row in rows[1:]:
        for at, name in enumerate(header[: len(row)]):
            if name in DATE_COLUMNS and (iso := _iso_date(row[at])) != row[at]:
                row[at], changed = iso, True
    if not changed:
        return text
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()


def _iso_date(cell: str) -> str:
    if found := _DATE.fullmatch(cell.strip()):
        year, *months, day = found.groups()
        try:
            return date(int(year), int(next(filter(None, months))), int(day)).isoformat()
        except ValueError:
            pass
    return cell
