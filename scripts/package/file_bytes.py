"""Faults in the bytes of a place's text files: what an editor, a spreadsheet or a merge left."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from scripts.core.findings import Finding

_BARE_RETURN = re.compile(r"\r(?!\n)")
_CUT_OFF = "unexpected end of data"
"""The decoder's word for a file that ends within a character; of JSON the parser tells more."""
_CONFLICT = re.compile(r"^(?:<{7} |>{7} |\|{7} )", re.MULTILINE)
_WHOLE_CONFLICT = re.compile("(?ms)^<<<<<<< .*?^>>>>>>> ")

LONGEST_LINE = 200_000
"""Bytes of a line; the longest paragraph of a report has some thousand."""
FATAL_CODES = frozenset(
    {"empty-file", "not-utf8", "nul-byte", "merge-conflict", "carriage-return", "long-line"}
)
"""Faults after which a file's content is not looked at: all else would follow from them."""


def check_bytes(file: str, data: bytes) -> Iterator[Finding]:
    """Faults of a text file's bytes: encoding, line ends, what an editor or a merge left."""
    if not data.strip(b" \t\r\n"):
        yield Finding.of("empty-file", file)
        return
    if b"\0" in data:
        yield _nul(file, data)
        return
    if not file.endswith(".json") and (row := find_long_line(data, LONGEST_LINE)):
        yield Finding.of("long-line", file, row, row=row, longest_line=LONGEST_LINE)
        return
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if not (file.endswith(".json") and error.reason == _CUT_OFF):
            yield _not_utf8(file, data, error)
        return
    if conflict := _CONFLICT.search(text):
        yield _conflict(file, text, conflict.start())
        return
    if bare := _BARE_RETURN.search(text):
        yield Finding.of("carriage-return", file, _row_at(file, text, bare.start()))


def _row_at(file: str, text: str, offset: int) -> int:
    """The spreadsheet row (of a CSV) or line (of other files) that `offset` is in."""
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    if not file.endswith(".csv"):
        return before.count("\n") + 1
    # A probe character makes the row that is being looked for count even when it is empty.
    return sum(1 for _ in csv.reader(io.StringIO(before + "\N{BULLET}", newline="")))


def find_long_line(data: bytes, longest: int) -> int | None:
    """The number, from 1, of the first line that has more bytes than `longest`."""
    if len(data) <= longest:
        return None
    lines = enumerate(data.split(b"\n"), 1)
    return next((number for number, line in lines if len(line) > longest), None)


def _nul(file: str, data: bytes) -> Finding:
    offset = data.index(b"\0")
    likely_utf16 = data[:2] in {b"\xff\xfe", b"\xfe\xff"} or data[1:2] == b"\0"
    kind = "nul-byte/utf16" if likely_utf16 else "nul-byte"
    return Finding.of(kind, file, data[:offset].count(b"\n") + 1)


def _not_utf8(file: str, data: bytes, error: UnicodeDecodeError) -> Finding:
    looks_zh = looks_en = ""
    if error.reason == _CUT_OFF:
        looks_zh, looks_en = "，末尾被截断了", "; its end is cut off"
    elif data.startswith((b"\xff\xfe", b"\xfe\xff")):
        looks_zh, looks_en = "，看来是 UTF-16", "; it looks like UTF-16"
    else:
        try:
            data.decode("gb18030")
        except UnicodeDecodeError:
            pass
        else:
            looks_zh, looks_en = "，看来是 GB18030/GBK", "; it looks like GB18030/GBK"
    row = data[: error.start].count(b"\n") + 1
    return Finding.of("not-utf8", file, row, looks_zh=looks_zh, row=row, looks_en=looks_en)


def _conflict(file: str, text: str, offset: int) -> Finding:
    """A finding at the first conflict that names the rows of them all."""
    spans = [
        f"{_row_at(file, text, found.start())}–{_row_at(file, text, found.end())}"
        for found in _WHOLE_CONFLICT.finditer(text)
    ]
    row = _row_at(file, text, offset)
    return Finding.of("merge-conflict", file, row, rows="、".join(spans) or row)
