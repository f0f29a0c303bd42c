"""Pictures: the same bytes everywhere, kept between builds, never with a glyph missing."""

import re
import struct
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
import segno
from PIL import Image, ImageChops, ImageColor

from scripts.charts.cards import NARROW, render_card, render_place_card
from scripts.charts.geometry import text_width
from scripts.charts.pictures import Drawing, rasterise, replace_missing_glyphs
from scripts.core.model import LANGUAGES, Bilingual
from scripts.core.site_identity import SiteIdentity
from scripts.derive.edition import derive_edition
from scripts.package.read import read_package, to_place
from scripts.package.vocabulary import read_vocabulary
from scripts.words.wording import VERDICT_LABELS
from tests.place_files import render_drawings

ROOT = Path(__file__).parents[2]
UNITS = read_vocabulary(ROOT / "datasets" / "vocabulary").units
EDITION = derive_edition(to_place(read_package(ROOT / "datasets" / "pingdingshan", ROOT))[0], UNITS)
SITE = SiteIdentity(
    url="https://ledger.example.org",
    title=Bilingual(zh="承诺台账", en="The Ledger"),
    tagline=Bilingual(zh="有出处", en="Traced"),
    pictures=True,
)
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


def colours_of(png):
    return Image.open(BytesIO(png)).convert("RGB")


def test_every_colour_of_a_card_is_there():
    card = colours_of(rasterise(render_place_card(EDITION, language="zh", site=SITE), 600))
    assert card.size == (600, 315)
    found = {colour for _, colour in card.getcolors(1 << 16)}
    # Paper, seal and figure, the white of the seal's letter, the darkest ink.
    for wanted in ("#faf7f0", "#9c2a1d", "#fffdf8", "#211d18"):
        assert ImageColor.getrgb(wanted) in found
    assert card.getpixel((300, 2)) == ImageColor.getrgb("#9c2a1d")


def test_marks_stand_where_the_chart_has_them():
    body = (
        '<rect width="100%" height="100%" fill="#ffffff"/>'
        '<path d="M2 10H38" stroke="#000000" stroke-width="2" fill="none"/>'
        '<g transform="translate(10 0)"><circle cx="10" cy="10" r="4" fill="#ff0000"/></g>'
        '<rect x="30" y="2" width="6" height="4" fill="#ff0000" fill-opacity=".13"/>'
    )
    picture = colours_of(rasterise(BOX.format(body), 400))
    assert picture.getpixel((30, 100)) == (0, 0, 0)
    assert picture.getpixel((10, 100)) == (255, 255, 255)
    assert picture.getpixel((30, 85)) == (255, 255, 255)
    assert picture.getpixel((200, 70)) == (255, 0, 0)
    assert picture.getpixel((200, 50)) == (255, 255, 255)
    assert picture.getpixel((330, 40)) == (255, 222, 222)


def test_text_stands_by_its_anchor():
    text = '<text x="20" y="15" font-size="10" text-anchor="{}">一一</text>'
    inked = {}
    for anchor in ("start", "middle", "end"):
        picture = Image.open(BytesIO(rasterise(BOX.format(text.format(anchor)), 400)))
        inked[anchor] = ImageChops.invert(picture.convert("L")).getbbox()
    half = 2 * 10 * 10 / 2
    assert inked["start"][0] - inked["middle"][0] == pytest.approx(half, abs=1)
    assert inked["middle"][0] - inked["end"][0] == pytest.approx(half, abs=1)


@pytest.mark.parametrize("broken", ["", "<svg", "<p>no drawing</p>"])
def test_what_is_no_svg_is_refused(broken):
    with pytest.raises(ValueError, match=r"."):
        rasterise(broken, 80)


def test_other_pictures_are_refused():
    with pytest.raises(ValueError, match="no other picture"):
        rasterise(BOX.format('<image href="a.png" width="40" height="20"/>'), 80)


def test_a_picture_is_the_same_whatever_was_drawn_before():
    card = render_place_card(EDITION, language="zh", site=SITE)
    script = (
        "import sys; from scripts.charts.pictures import rasterise;"
        "sys.stdout.buffer.write(rasterise(sys.stdin.buffer.read().decode(), 600))"
    )
    fresh = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        input=card.encode(),
        capture_output=True,
        check=True,
    )
    assert fresh.stdout == rasterise(card, 600)


def test_a_character_that_the_font_lacks_is_shown_as_missing():
    assert replace_missing_glyphs("平𰻝") == "平〓"
    for drawing_ in render_drawings(EDITION, UNITS, SITE).values():
        assert "〓" not in replace_missing_glyphs(drawing_.svg)


@pytest.mark.parametrize("kind", ["card.png", "card-en.png", ".png"])
def test_nothing_foreign_is_loaded(kind):
    for path, one in render_drawings(EDITION, UNITS, SITE).items():
        if path.endswith(kind):
            assert "href=" not in one.svg
            assert "http://" not in one.svg.replace("http://www.w3.org/2000/svg", "")


def test_every_card_fits_its_figure_and_says_the_status():
    for series in EDITION.series:
        if series.lead is None:
            continue
        for language in LANGUAGES:
            svg = render_card(
                EDITION, series, series.lead, language=language, site=SITE, units=UNITS
            )
            assert SITE.title[language] in svg
            assert {"zh": "平顶山市", "en": "Pingdingshan"}[language] in svg
            assert VERDICT_LABELS[series.lead.judgement.verdict][language] in svg
            assert language == "zh" or not re.search(r"[一-鿿]", svg.replace("诺", ""))
    assert text_width("不低于 69 万人", 120) < NARROW
    assert "137 条承诺" in render_place_card(EDITION, language="zh", site=SITE)


def test_text_in_a_card_is_escaped():
    series = next(s for s in EDITION.series if s.lead is not None)
    lead = series.lead
    assert lead is not None
    named = replace(series, indicator=replace(series.indicator, name_zh="<b>&"))
    svg = render_card(EDITION, named, lead, language="zh", site=SITE, units=UNITS)
    assert "<b>" not in svg


@pytest.mark.parametrize(
    ("language", "address"), [("zh", "pingdingshan/"), ("en", "en/pingdingshan/")]
)
def test_the_code_of_a_card_leads_to_its_page(language, address):
    matrix = segno.make(f"{SITE.url}/{address}", error="l", micro=False).matrix
    card = colours_of(rasterise(render_place_card(EDITION, language=language, site=SITE), 800))
    left, top = 752 - 4 * len(matrix), 384 - 4 * len(matrix)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            pixel = card.getpixel((left + 4 * x + 1, top + 4 * y + 1))
            assert (sum(pixel) < 384) == bool(dark), (x, y)
