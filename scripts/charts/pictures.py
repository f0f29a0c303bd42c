"""SVG drawings of charts and cards as PNG, by resvg: the same bytes on every machine.

Text is set in the one font that comes with the theme. A character that the font does not have is
shown as 〓, the printer's sign for a missing type, never as nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parents[2] / "theme" / "fonts"
FONT_FILE = FONTS / "NotoSerifCJKsc-SemiBold.ttf"
FONT_FAMILY = "Noto Serif CJK SC SemiBold"
MISSING = "〓"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """An SVG, and how many pixels wide its picture is to be."""

    svg: str = field(repr=False)
    width: int


def rasterise(svg: str, width: int) -> bytes:
    """The SVG as PNG of the given width in pixels; no other font or file is loaded.

    Raises:
        ValueError: this is no SVG, or one that refers to other pictures.
    """
    if "<image" in svg:
        raise ValueError("A drawing contains no other picture")
    import resvg_py  # noqa: PLC0415 - only for pictures: most builds make none

    return resvg_py.svg_to_bytes(
        svg_string=replace_missing_glyphs(svg),
        width=width,
        background="#ffffff",
        skip_system_fonts=True,
        font_files=[str(FONT_FILE)],
        font_family=FONT_FAMILY,
        serif_family=FONT_FAMILY,
    )


def replace_missing_glyphs(text: str) -> str:
    """The text with `MISSING` for every character that the font lacks."""
    glyphs = _glyphs()
    if glyphs.issuperset(text):
        return text
    return "".join(character if character in glyphs else MISSING for character in text)


@cache
def _glyphs() -> frozenset[str]:
    return frozenset((FONTS / "glyphs.txt").read_text(encoding="utf-8")) | {"\n"}
