"""Faults in the bytes of a place's text files: what an editor, a spreadsheet or a merge left."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from scripts.core.findings import Finding

BOM = b"\xef\xbb\xbf"
_BARE_RETURN = re.compile(r"\r(?!\n)")
_CUT_OFF = "unexpected end of data"
"""The decoder's word for a file that ends within a character; of JSON the parser tells more."""
_CONFLICT = re.compile(r"^(?:<{7} |>{7} |\|{7} )", re.MULTILINE)

LONGEST_LINE = 200_000
"""Bytes of a line; the longest paragraph of a report has some thousand."""
FATAL_CODES = frozenset(
    {"empty-file", "not-utf8", "nul-byte", "merge-conflict", "carriage-return", "long-line"}
)
"""Faults after which a file's content is not looked at: all else would follow from them."""


def check_bytes(file: str, data: bytes) -> Iterator[Finding]:
    """Faults of a text file's bytes: encoding, line ends, what an editor or a merge left."""
    if not data.strip(b" \t\r\n"):
        yield _empty(file)
        return
    if b"\0" in data:
        yield _nul(file, data)
        return
    if not file.endswith(".json") and (row := find_long_line(data, LONGEST_LINE)):
        yield _long_line(file, row)
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
        yield Finding(
            file=file,
            row=_row_at(file, text, bare.start()),
            code="carriage-return",
            message_zh="有单独的回车符（CR），它既不是换行，也不该在文字里。",
            message_en="There is a lone carriage return (CR), neither a line end nor text.",
            fix_zh="用文本编辑器把行尾统一为“LF”（Unix）；若在单元格内，删去它。",
            fix_en="Set all line ends to “LF” (Unix) in a text editor; within a cell, delete it.",
        )
        return
    if data.startswith(BOM):
        yield Finding(
            file=file,
            code="bom",
            message_zh="文件开头有字节顺序标记（BOM）。",
            message_en="The file starts with a byte order mark (BOM).",
            fix_zh="另存为不带 BOM 的 UTF-8；Excel 的“CSV UTF-8”会带上 BOM，"
            "可用文本编辑器另存为“UTF-8”（不是“UTF-8 with BOM”）。",
            fix_en="Save it as UTF-8 without a BOM. Excel's “CSV UTF-8” adds one: save the file "
            "once more in a text editor as “UTF-8” (not “UTF-8 with BOM”).",
        )
    if b"\r" in data:
        row = _row_at(file, text, text.index("\r"))
        yield Finding(
            file=file,
            code="crlf",
            message_zh=f"行尾不是 LF（第一处在第 {row} 行）。",
            message_en=f"Lines do not end in LF (first in row {row}).",
            fix_zh="用文本编辑器把行尾改为“LF”（Unix）后保存；文件内其他内容不变。",
            fix_en="Set the line ends to “LF” (Unix) in a text editor and save; change nothing "
            "else.",
        )


def _row_at(file: str, text: str, offset: int) -> int:
    """The spreadsheet row (of a CSV) or line (of other files) that `offset` is in."""
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    if not file.endswith(".csv"):
        return before.count("\n") + 1
    # A probe character makes the row that is being looked for count even when it is empty.
    return sum(1 for _ in csv.reader(io.StringIO(before + "\N{BULLET}", newline="")))


def _empty(file: str) -> Finding:
    return Finding(
        file=file,
        code="empty-file",
        message_zh="文件是空的。",
        message_en="The file is empty.",
        fix_zh="恢复文件内容；没有数据的表也要保留表头一行。",
        fix_en="Restore the content; a table without data still needs its header row.",
    )


def find_long_line(data: bytes, longest: int) -> int | None:
    """The number, from 1, of the first line that has more bytes than `longest`."""
    if len(data) <= longest:
        return None
    lines = enumerate(data.split(b"\n"), 1)
    return next((number for number, line in lines if len(line) > longest), None)


def _long_line(file: str, row: int) -> Finding:
    return Finding(
        file=file,
        row=row,
        code="long-line",
        message_zh=f"第 {row} 行超过 {LONGEST_LINE} 字节，不像人写的，不再读下去。",
        message_en=f"Line {row} has more than {LONGEST_LINE} bytes; nobody wrote that, and it is "
        "not read.",
        fix_zh="看该行是否重复粘贴、丢了换行或混入别的文件；改回一段一行、一条一行。",
        fix_en="See whether it was pasted over and over, lost its line ends or holds another "
        "file; put one paragraph or one record on a line.",
    )


def _nul(file: str, data: bytes) -> Finding:
    offset = data.index(b"\0")
    likely_utf16 = data[:2] in {b"\xff\xfe", b"\xfe\xff"} or data[1:2] == b"\0"
    return Finding(
        file=file,
        row=data[:offset].count(b"\n") + 1,
        code="nul-byte",
        message_zh="文件里有空字节（NUL）" + ("，看来是 UTF-16 编码。" if likely_utf16 else "。"),
        message_en="The file holds a NUL byte"
        + ("; it looks like UTF-16." if likely_utf16 else "."),
        fix_zh="用文本编辑器另存为“UTF-8”；Excel 请选“CSV UTF-8（逗号分隔）”再去掉 BOM。",
        fix_en="Save it as “UTF-8” in a text editor; in Excel choose “CSV UTF-8 (Comma "
        "delimited)” and then remove the BOM.",
    )


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
    return Finding(
        file=file,
        row=row,
        code="not-utf8",
        message_zh=f"文件不是 UTF-8 编码{looks_zh}（第 {row} 行起读不出来）。",
        message_en=f"The file is not UTF-8{looks_en} (unreadable from row {row} on).",
        fix_zh="在 Excel 里：文件 → 另存为 → 类型选“CSV UTF-8（逗号分隔）(*.csv)”，"
        "再用文本编辑器另存为不带 BOM 的“UTF-8”；WPS 或记事本：另存为，编码选“UTF-8”。",
        fix_en="In Excel: File → Save As → type “CSV UTF-8 (Comma delimited) (*.csv)”, then save "
        "once more in a text editor as “UTF-8” without BOM; in WPS or Notepad: Save As with "
        "encoding “UTF-8”.",
    )


def _conflict(file: str, text: str, offset: int) -> Finding:
    row = _row_at(file, text, offset)
    return Finding(
        file=file,
        row=row,
        code="merge-conflict",
        message_zh=f"第 {row} 行有合并冲突留下的记号（<<<<<<< 或 >>>>>>>）。",
        message_en=f"Row {row} has a marker left by a merge conflict (<<<<<<< or >>>>>>>).",
        fix_zh="在两个版本中选定一个，删去 <<<<<<<、=======、>>>>>>> 三种记号行。",
        fix_en="Choose one of the two versions and delete the lines <<<<<<<, ======= and >>>>>>>.",
    )
