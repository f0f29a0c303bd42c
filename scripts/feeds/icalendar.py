"""A calendar to subscribe to, as iCalendar (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LINE = 75
"""Octets of a line, without its end (RFC 5545, 3.1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """An entry of a whole day: `date` is ISO, `url` absolute or empty, `key` never changes."""

    key: str
    date: str
    title: str
    url: str = ""


def render_calendar(title: str, days: Iterable[Day], as_of: str) -> bytes:
    """The entries as a calendar; the same entries give the same bytes.

    Args:
        title: of the calendar.
        days: its entries, in order.
        as_of: the date of the data, ISO, which stands for the time of writing.
    """
    stamp = f"{as_of.replace('-', '')}T000000Z"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//promise-ledger//calendar//"]
    lines.append(f"X-WR-CALNAME:{_escape(title)}")
    for day in days:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{day.key}@promise-ledger",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{day.date.replace('-', '')}",
            f"SUMMARY:{_escape(day.title)}",
            *([f"URL:{day.url}"] if day.url else []),
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_fold(line)}\r\n" for line in lines).encode()


def _escape(text: str) -> str:
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def _fold(line: str) -> str:
    """The line in pieces of at most `LINE` octets, each further one after a space."""
    pieces, piece, size = [], "", 0
    for character in line:
        width = len(character.encode())
        if size + width > LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + character, size + width
    return "\r\n".join([*pieces, piece])
