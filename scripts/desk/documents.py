"""The text of a report as people hand it over: Word, PDF, or text in any Chinese encoding."""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from scripts.checks.texts import CLEAN_UP_MARK
from scripts.package.normalise import normalise_text

SUFFIXES = (".md", ".txt", ".docx", ".pdf")
ORIGINALS = "originals"
"""The folder of a package for files as received; they are published only where it lists them."""
_ENCODINGS = ["utf_16", "utf_16_le", "utf_16_be", "big5hkscs", "gb18030"]
_HAN = re.compile("[\u4e00-\u9fff]")
_PAGE_NUMBER = re.compile(r"[-—–－·\s]*(?:第\s*)?[0-9０-９]{1,4}(?:\s*页)?[-—–－·\s]*")
_RADICALS = re.compile("[\u2e80-\u2fdf]")
"""What fonts in a PDF name some characters by: ⼯, which looks like 工 and is none."""
_WHOLE_RADICALS = str.maketrans(
    "⺁⺟⺠⺮⻁⻄⻅⻆⻉⻋⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻲",
    "厂母民竹虎西见角贝车长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
)
"""Those that Unicode's own normalisation leaves as they are."""
_INDENT = 1.2
"""A line begins a paragraph when it stands this many characters right of the margin."""
_ENOUGH_HAN = 0.3


class NoTextError(ValueError):
    """No text can be read of a file; says why, Chinese and English."""


def read_document(path: Path) -> str:
    """The text of a `.docx`, a `.pdf` or a text file, with LF line ends.

    Raises:
        NoTextError: there is none, or a clean-up has cut digits out of it (`$1.$2`).
    """
    suffix = path.suffix.lower()
    if suffix in {".doc", ".wps"}:
        raise NoTextError(f"{path.name}：请另存为 .docx / save it as .docx")
    readers = {".docx": _read_word, ".pdf": _read_pdf}
    try:
        text = readers.get(suffix, _read_plain)(path)
    except NoTextError:
        raise
    except Exception as error:  # the readers raise whatever their formats make them raise
        raise NoTextError(f"{path.name}: {type(error).__name__}: {error}") from error
    if not text.strip():
        raise NoTextError(
            f"{path.name}：里面没有文字，多半是扫描的图片，先做文字识别 / "
            "no text in it: pages that are pictures need text recognition first"
        )
    if mark := CLEAN_UP_MARK.search(text):
        raise NoTextError(
            f"{path.name}：有清理留下的“{mark[0]}”，数字可能已丢失，请换一份 / "
            f"a clean-up left “{mark[0]}”, digits may be lost: take another copy"
        )
    return text


def keep_original(path: Path, folder: Path, name: str, text: str) -> Path | None:
    """Copy a file that was converted into `originals/` of a package, byte for byte.

    Args:
        path: the file as received.
        folder: the package's.
        name: of the copy, without the suffix.
        text: that was read of it.

    Returns:
        The copy; None where the text says the same, byte for byte.
    """
    data = path.read_bytes()
    if data == text.encode():
        return None
    copy = folder / ORIGINALS / f"{name}{path.suffix.lower()}"
    copy.parent.mkdir(exist_ok=True)
    copy.write_bytes(data)
    return copy


def _read_plain(path: Path) -> str:
    data = path.read_bytes()
    try:
        return normalise_text(data).decode("utf-8")
    except UnicodeDecodeError:
        return _read_other_encoding(path.name, data)


def _read_other_encoding(name: str, data: bytes) -> str:
    """A text in an encoding that it does not name: UTF-16 of Windows, Big5.

    Raises:
        NoTextError: nothing reads as Chinese.
    """
    from charset_normalizer import from_bytes  # noqa: PLC0415 - seldom needed

    best = from_bytes(data, cp_isolation=_ENCODINGS).best()
    text = "" if best is None else str(best).removeprefix("\ufeff").replace("\r\n", "\n")
    if len(_HAN.findall(text)) < _ENOUGH_HAN * len(text) or not text:
        raise NoTextError(f"{name}：不是文本 / not a text")
    return text


def _read_word(path: Path) -> str:
    """The paragraphs of a Word document, one a line, a blank line between them."""
    import mammoth  # noqa: PLC0415 - loads slowly

    with path.open("rb") as file:
        text = str(mammoth.extract_raw_text(file).value)
    paragraphs = (line.strip() for line in text.split("\n"))
    return "\n\n".join(filter(None, paragraphs)) + "\n"


def _read_pdf(path: Path) -> str:
    """The paragraphs of a PDF: lines joined that the page has broken, page numbers left out."""
    from pdfminer.high_level import extract_pages  # noqa: PLC0415 - loads slowly
    from pdfminer.layout import LTTextContainer, LTTextLine  # noqa: PLC0415

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    lines: list[tuple[float, float, float, str]] = []
    for page in extract_pages(io.BytesIO(path.read_bytes())):
        boxes = [box for box in page if isinstance(box, LTTextContainer)]
        for line in (line for box in boxes for line in box if isinstance(line, LTTextLine)):
            words = _as_characters(line.get_text().strip())
            if words and not _PAGE_NUMBER.fullmatch(words):
                lines.append((line.x0, line.x1, line.height, words))
    return "\n\n".join(_join_lines(lines)) + "\n" if lines else ""


def _as_characters(words: str) -> str:
    """Words with the characters that their radicals stand for."""
    plain = words.translate(_WHOLE_RADICALS)
    return _RADICALS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), plain)


def _join_lines(lines: list[tuple[float, float, float, str]]) -> Iterator[str]:
    """Paragraphs of lines: left edge, right edge, height (points) and words of each."""
    size = median(height for _, _, height, _ in lines)
    left = median(x0 for x0, *_ in lines)
    right = max(x1 for _, x1, *_ in lines)
    paragraph = ""
    full = False
    for x0, x1, _, words in lines:
        if paragraph and (not full or x0 > left + _INDENT * size):
            yield paragraph
            paragraph = ""
        joint = " " if paragraph[-1:].isascii() and words[:1].isascii() and paragraph else ""
        digits = paragraph[-1:].isdigit() and words[:1].isdigit()
        paragraph += words if digits else joint + words
        full = x1 > right - 2 * size
    if paragraph:
        yield paragraph
