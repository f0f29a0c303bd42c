"""Drawings as PNG: the same bytes on every machine, whatever fonts it has.

Text is set in the one font that comes with the theme. A character that the font does not have
is shown as 〓, the printer's sign for a missing type, never as nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parents[1] / "theme" / "fonts"
FONT_FILE = FONTS / "NotoSerifCJKsc-SemiBold.ttf"
FONT_FAMILY = "Noto Serif CJK SC SemiBold"
MISSING = "〓"
_DIGEST = 32


@cache
def _glyphs() -> frozenset[str]:
    return frozenset((FONTS / "glyphs.txt").read_text(encoding="utf-8")) | {"\n"}


def set_in_our_font(drawing: str) -> str:
    """The drawing with every character that the font lacks replaced by `MISSING`."""
    return "".join(character if character in _glyphs() else MISSING for character in drawing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """An SVG, and how many pixels wide its picture is to be."""

    svg: str = field(repr=False)
    width: int


def rasterise(svg: str, width: int) -> bytes:
    """An SVG as PNG of the given width in pixels; nothing outside it is loaded."""
    from resvg_py import svg_to_bytes  # noqa: PLC0415 - a compiled library, only for pictures

    picture = svg_to_bytes(
        svg_string=set_in_our_font(svg),
        width=width,
        font_files=[str(FONT_FILE)],
        font_family=FONT_FAMILY,
        serif_family=FONT_FAMILY,
        sans_serif_family=FONT_FAMILY,
        skip_system_fonts=True,
    )
    return bytes(picture)
