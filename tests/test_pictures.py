"""Pictures: the same bytes everywhere, kept between builds, never with a glyph missing."""

import struct
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from scripts.cards import WIDTH, render_card, render_place_card
from scripts.charts.geometry import text_width
from scripts.derived import derive_edition
from scripts.downloads import render_drawings
from scripts.pictures import Drawing, PictureCache, rasterise, set_in_our_font, start_pictures
from scripts.read import read_package, to_place
from scripts.vocabulary import read_vocabulary

ROOT = Path(__file__).parents[1]
UNITS = read_vocabulary(ROOT / "datasets" / "vocabulary").units
EDITION = derive_edition(to_place(read_package(ROOT / "datasets" / "pingdingshan", ROOT))[0], UNITS)
BOX = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">{}</svg>'


def size_of(png):
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


def drawing(text):
    svg = BOX.format(f'<text y="15" font-family="serif" font-size="12">{text}</text>')
    return Drawing(svg=svg, width=80)


def test_a_picture_is_as_wide_as_asked():
    assert size_of(rasterise(drawing("诺").svg, 80)) == (80, 40)


def test_chinese_is_set_and_differs_from_nothing():
    empty = rasterise(BOX.format(""), 80)
    shown = {character: rasterise(drawing(character).svg, 80) for character in "平顶山龘"}
    assert len({empty, *shown.values()}) == 5


def test_a_character_that_the_font_lacks_is_shown_as_missing():
    assert set_in_our_font("平𰻝") == "平〓"
    for drawing_ in render_drawings(EDITION, UNITS, "承诺台账").values():
        assert "〓" not in set_in_our_font(drawing_.svg)


@pytest.mark.parametrize("kind", ["card.png", ".png"])
def test_nothing_foreign_is_loaded(kind):
    for path, one in render_drawings(EDITION, UNITS, "承诺台账").items():
        if path.endswith(kind):
            assert "href=" not in one.svg
            assert "http://" not in one.svg.replace("http://www.w3.org/2000/svg", "")


def test_every_card_fits_its_figure_and_says_the_status():
    for series in EDITION.series:
        if series.lead is None:
            continue
        svg = render_card(EDITION, series, series.lead, site="承诺台账", units=UNITS)
        assert "承诺台账" in svg
        assert "平顶山市" in svg
    assert text_width("不低于 69 万人", 150) < WIDTH
    assert "137 条承诺" in render_place_card(EDITION, site="承诺台账")


def test_text_in_a_card_is_escaped():
    series = next(s for s in EDITION.series if s.lead is not None)
    lead = series.lead
    assert lead is not None
    named = replace(series, indicator=replace(series.indicator, name_zh="<b>&"))
    svg = render_card(EDITION, named, lead, site="台账", units=UNITS)
    assert "<b>" not in svg


def test_pictures_are_kept_and_damaged_ones_drawn_again(tmp_path):
    cache = PictureCache(folder=tmp_path / "pictures")
    drawings = {"a.png": drawing("甲"), "b.png": drawing("乙")}
    with ThreadPoolExecutor(1) as pool:
        first = start_pictures(drawings, cache, pool).finish()
        again = start_pictures(drawings, cache, pool)
        assert not again.drawn
        assert again.finish() == first
        (cache.folder / cache.key(drawings["a.png"])).write_bytes(b"not a picture")
        mended = start_pictures(drawings, cache, pool)
        assert list(mended.drawn) == ["a.png"]
        assert mended.finish() == first
        start_pictures({"b.png": drawings["b.png"]}, cache, pool).finish()
    assert len(list(cache.folder.iterdir())) == 1
