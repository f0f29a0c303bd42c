"""Drawings as PNG: the same bytes on every machine, whatever fonts it has.

`marking` reads the SVG of a chart or a card, `shapes` has the masks of glyphs and lines, `raster`
puts them on paper. A renderer of all SVG takes ten times as long: it sets each text anew.

Text is set in the one font that comes with the theme. A character that the font does not have
is shown as 〓, the printer's sign for a missing type, never as nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

FONT_FILE = Path(__file__).parents[3] / "theme" / "fonts" / "NotoSerifCJKsc-SemiBold.ttf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """An SVG, and how many pixels wide its picture is to be."""

    svg: str = field(repr=False)
    width: int


def rasterise(svg: str, width: int) -> bytes:
    """An SVG of ours as PNG of the given width in pixels; nothing outside it is loaded.

    Raises:
        ValueError: the SVG has something that our drawings do not have.
    """
    from scripts.charts.pictures import raster  # noqa: PLC0415 - compiled libraries, only for pictures

    return raster.rasterise(svg, width)
