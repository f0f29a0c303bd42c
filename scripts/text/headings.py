"""A report's lines: which words are headings, and where Markdown's marks stand.

Chinese reports number their parts 一、, their chapters （一）, and open paragraphs with a bold lead
that ends in 。. A scan may run a chapter and the next lead together, and may leave out all marks;
both are read here, so that the text itself never has to be touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

HeadingKind = Literal["title", "part", "chapter", "lead"]
LEVELS: dict[HeadingKind, int] = {"title": 1, "part": 2, "chapter": 3, "lead": 4}

LONGEST_HEADING = 60
"""A longer stretch of bold or numbered text is a sentence with emphasis, not a heading."""

_NUMBER = "[一二三四五六七八九十]{1,3}"
_PART = re.compile(rf"({_NUMBER})、\s?(?!{_NUMBER}、)|第({_NUMBER})(?:部分|章)[ 　、:：]*")
_CHAPTER = re.compile(rf"[（(]({_NUMBER})[）)][、.．]?\s?")
_STOPS = "。:：!！;；"
_HASHES = re.compile(r"[ \t]{0,3}(#{1,6})[ \t]+")
_CLOSING_HASHES = re.compile(r"[ \t]+#{1,6}[ \t]*$")
_BOLD = re.compile(r"\*\*")
_LINE = re.compile(r"[^\n]+")
_GAP = re.compile(r"[ 　\t]+")
_TITLE_WORD = "报告"
_NO_HEADING = re.compile(
    r"[（(—–-]*\s*[0-9〇零一二三四五六七八九十]{2,4}年[0-9一二三四五六七八九十]{1,2}月"
    r"|[^，。：:]{0,14}(?:[省市县区州旗盟]\s?长|主\s?席|总\s?理)\s*[^，。、：:]{2,4}$"
    r"|<!--"
)
"""Lines that are no headings: the date line, who delivers the report, a comment."""
_WHOLE_TITLE = re.compile(r".{0,16}政\s?府\s?工\s?作\s?报\s?告》?")
_FRONT_MATTER = re.compile(r"---[ \t]*\n(?:.*\n)*?---[ \t]*(?:\n|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading as printed: its span holds number and title, not Markdown's marks or final stop.

    `number` is 一, 九, … without brackets, None for leads and titles; `level` is 1 (title) to 4
    (lead).
    """

    start: int
    end: int
    level: int
    number: str | None
    title: str
    kind: HeadingKind


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line between Markdown's marks; `stop` of a bold one is where bold ends."""

    start: int
    end: int
    bold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line with text: its pieces without marks, and how many `#` it opens with."""

    hashes: int
    pieces: tuple[Piece, ...]

    @property
    def start(self) -> int:
        return self.pieces[0].start

    @property
    def end(self) -> int:
        return self.pieces[-1].end


def find_lines(text: str) -> Iterator[Line]:
    """Every line that shows something, blanks and Markdown's marks around it left out.

    Bold marks come in pairs within a line; one left over is text.
    """
    for found in _LINE.finditer(text):
        start, end = found.span()
        hashes = _HASHES.match(text, start, end)
        if hashes:
            start = hashes.end()
            closing = _CLOSING_HASHES.search(text, max(start - 1, end - LONGEST_HEADING), end)
            end = closing.start() if closing else end
        pieces = tuple(trim(text, _pieces(text, start, end)))
        if pieces:
            yield Line(hashes=len(hashes[1]) if hashes else 0, pieces=pieces)


def _pieces(text: str, start: int, end: int) -> list[Piece]:
    marks = [found.start() for found in _BOLD.finditer(text, start, end)]
    if len(marks) % 2:
        marks.pop()
    pieces = []
    position, bold = start, False
    for mark in marks:
        pieces.append(Piece(position, mark, bold))
        position, bold = mark + len("**"), not bold
    pieces.append(Piece(position, end, bold))
    return [piece for piece in pieces if piece.start < piece.end]


def trim(text: str, pieces: list[Piece]) -> list[Piece]:
    """The pieces without the blanks at their two ends."""
    kept = list(pieces)
    while kept:
        first = kept[0]
        blank = len(text[first.start : first.end]) - len(text[first.start : first.end].lstrip())
        if blank < first.end - first.start:
            kept[0] = Piece(first.start + blank, first.end, first.bold)
            break
        kept.pop(0)
    while kept:
        last = kept[-1]
        blank = len(text[last.start : last.end]) - len(text[last.start : last.end].rstrip())
        if blank < last.end - last.start:
            kept[-1] = Piece(last.start, last.end - blank, last.bold)
            break
        kept.pop()
    return kept


def find_headings(text: str) -> tuple[Heading, ...]:
    """All headings in order of offset: `#` lines, 一、, （一）, bold leads, run-together ones.

    Without Markdown, a line that opens with 一、 or （一） is a heading if it is short and does not
    end as a sentence; （一）加强…。 with text after it is one up to its first 。. The first line is
    the title if it is short and says 报告.
    """
    headings: list[Heading] = []
    first = front_matter_end(text)
    lines = (line for line in find_lines(text) if line.start >= first)
    for index, line in enumerate(lines):
        headings += find_headings_in(text, line, first=index == 0)
    return tuple(headings)


def front_matter_end(text: str) -> int:
    """Where the text begins after front matter between two lines of `---`; 0 if there is none."""
    found = _FRONT_MATTER.match(text)
    return found.end() if found else 0


def find_headings_in(text: str, line: Line, *, first: bool) -> list[Heading]:
    """The headings of one line; `first` says that it is the document's first line with text."""
    if line.hashes:
        return [_hash_heading(text, line)]
    headings: list[Heading] = []
    for position, piece in enumerate(line.pieces):
        if piece.bold and piece.end - piece.start <= LONGEST_HEADING:
            headings += _bold_headings(text, piece, opens=position == 0)
    if headings or line.pieces[0].bold:
        return headings
    return _plain_headings(text, line, first=first)


def _hash_heading(text: str, line: Line) -> Heading:
    start, end = line.start, line.end
    if part := _PART.match(text, start, end):
        return _heading(text, "part", start, part, end)
    if chapter := _CHAPTER.match(text, start, end):
        return _heading(text, "chapter", start, chapter, end)
    kinds: tuple[HeadingKind, ...] = ("title", "part", "chapter", "lead")
    return _heading(text, kinds[min(line.hashes, len(kinds)) - 1], start, None, end)


def _bold_headings(text: str, piece: Piece, *, opens: bool) -> Iterator[Heading]:
    """A bold stretch: part, chapter (with a lead run into it), or the lead of a paragraph."""
    (start, end) = _without_blanks(text, piece.start, piece.end)
    if start == end:
        return
    if part := _PART.match(text, start, end):
        yield _heading(text, "part", start, part, end)
    elif chapter := _CHAPTER.match(text, start, end):
        gaps = [gap.span() for gap in _GAP.finditer(text, chapter.end(), end)]
        if gaps and text[end - 1] in _STOPS:
            stop, begin = gaps[-1]
            yield _heading(text, "chapter", start, chapter, stop)
            yield _heading(text, "lead", begin, None, end)
        else:
            yield _heading(text, "chapter", start, chapter, end)
    elif opens and _WHOLE_TITLE.fullmatch(text, start, end):
        yield _heading(text, "title", start, None, end)
    elif opens and not _NO_HEADING.match(text, start, end):
        yield _heading(text, "lead", start, None, end)


def _plain_headings(text: str, line: Line, *, first: bool) -> list[Heading]:
    start, end = line.start, line.end
    words = text[start : min(end, start + LONGEST_HEADING + 1)]
    whole = end - start <= LONGEST_HEADING
    named = first and not _NO_HEADING.match(text, start, end)
    if named and whole and _TITLE_WORD in words and words[-1] not in _STOPS + "，,":
        return [_heading(text, "title", start, None, end)]
    part, chapter = _PART.match(text, start, end), _CHAPTER.match(text, start, end)
    if part and whole and "。" not in words and words[-1] not in "；;，,":
        return [_heading(text, "part", start, part, end)]
    if chapter and "。" in words:
        return [_heading(text, "chapter", start, chapter, start + words.index("。"))]
    if chapter and whole and words[-1] not in "；;，,":
        return [_heading(text, "chapter", start, chapter, end)]
    return []


def _heading(
    text: str, kind: HeadingKind, start: int, number: re.Match[str] | None, end: int
) -> Heading:
    while end > start + 1 and (text[end - 1] in _STOPS or text[end - 1].isspace()):
        end -= 1
    title = start if number is None else min(number.end(), end)
    return Heading(
        start=start,
        end=end,
        level=LEVELS[kind],
        number=None if number is None else number[number.lastindex or 0],
        title=text[title:end].strip(),
        kind=kind,
    )


def _without_blanks(text: str, start: int, end: int) -> tuple[int, int]:
    stretch = text[start:end]
    return start + len(stretch) - len(stretch.lstrip()), max(
        start, end - (len(stretch) - len(stretch.rstrip()))
    )
