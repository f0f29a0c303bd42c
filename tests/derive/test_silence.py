"""Silence: promises due without a result, how long, and the text of a request about each."""

from dataclasses import replace
from pathlib import Path

from scripts.core.model import Body, Request, RequestTarget, Responsibility
from scripts.derive.edition import derive_edition
from scripts.derive.silence import derive_silence
from scripts.package.read import read_package, to_place
from scripts.package.vocabulary import read_vocabulary
from scripts.pages.bodies import render_bodies_pages
from scripts.pages.silence import render_silence_pages
from scripts.pages.target_table import render_targets_pages
from scripts.pages.targets import Context

ROOT = Path(__file__).parents[2]
VOCABULARY = read_vocabulary(ROOT / "datasets" / "vocabulary")
PLACE = to_place(read_package(ROOT / "tests" / "packages" / "miniature", ROOT))[0]
PARKS = "2024-pocket-parks"
ASKED = replace(
    PLACE,
    bodies=(Body(row=2, body_id="transport", name_zh="青石市交通运输局", name_en="Transport"),),
    responsibilities=(
        Responsibility(
            row=2, target_id=PARKS, body_id="transport", role="lead", source_id="invented-bulletin"
        ),
    ),
    requests=(
        Request(row=2, request_id="r", body_id="transport", sent="2025-03-01", state="sent"),
    ),
    request_targets=(RequestTarget(row=2, request_id="r", target_id=PARKS),),
)


def context(place, language="zh"):
    edition = derive_edition(place, VOCABULARY.units)
    return Context(
        edition=edition, language=language, units=VOCABULARY.units, themes=VOCABULARY.themes
    )


def test_only_promises_due_without_a_result_are_silent():
    edition = derive_edition(PLACE, VOCABULARY.units)
    found = {one.judged.target.target_id: one for one in derive_silence(edition)}
    assert PARKS in found
    assert "2024-gdp-growth" not in found, "it has a result"
    assert "2024-pm25-reduction" not in found, "it is not due"
    assert edition.as_of == "2025-04-01"
    assert found[PARKS].months == 3


def test_the_page_asks_the_lead_body_with_the_printed_words_and_the_legal_ground():
    (page,) = render_silence_pages(context(ASKED))
    for words in (
        "致：青石市交通运输局",
        "建成口袋公园3—5个",
        "第二十七条、第二十九条",
        "第三十三条",
        "20 个工作日",
        "3 个月",
        "已寄出 · 2025-03-01",
    ):
        assert words in page.body, words


def test_it_says_for_how_long_by_place_section_and_body():
    edition = derive_edition(ASKED, VOCABULARY.units)
    longest = max(one.months for one in derive_silence(edition))
    (page,) = render_silence_pages(context(ASKED))
    assert longest == 3
    assert "最久的已到期 3 个月" in page.summary
    sections, bodies = page.body.split("按章节")[1].split("逐条")[0].split("按责任单位")
    assert sections.count("最久的已到期 3 个月") == sections.count("- [") > 0
    assert "市交通运输局](bodies/transport/) **1** · 最久的已到期 3 个月" in bodies.replace(
        "../", ""
    )


def test_all_promises_are_filtered_by_body():
    (page,) = render_targets_pages(context(ASKED, "en"), [], {})
    by_body = next(one for one in page.view["filters"] if one["name"] == "body")
    assert by_body["options"] == [{"value": "transport", "label": "Transport"}]
    assert [row["target"] for row in page.view["rows"] if "body" in row] == [PARKS]
    (without,) = render_targets_pages(context(PLACE), [], {})
    assert "body" not in {one["name"] for one in without.view["filters"]}


def test_a_place_without_bodies_asks_the_government_and_says_so():
    (page,) = render_silence_pages(context(PLACE))
    assert "致：青石市人民政府" in page.body
    assert "没有来源公布这些承诺由哪些单位负责" in page.body
    (bodies,) = render_bodies_pages(context(PLACE))
    assert "没有来源公布这些承诺由哪些单位负责" in bodies.body


def test_a_body_has_a_page_with_its_promises_in_both_languages():
    _, page = render_bodies_pages(context(ASKED))
    assert page.address == "qingshi/bodies/transport/"
    assert "建成口袋公园" in page.body
    _, english = render_bodies_pages(context(ASKED, "en"))
    assert "Pocket parks completed" in english.body
