"""Charts: what is drawn is what is known, in words as in marks, and it can be read."""

import re
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, pairwise
from math import hypot
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.charts import (
    SeriesDrawings,
    derive_chart,
    derive_small_chart,
    render_svg,
    render_svg_file,
)
from scripts.charts.chart import HEIGHT, TEXT_SIZE, WIDTH
from scripts.charts.geometry import Box, box_around, derive_value_scale, text_width, wrap_text
from scripts.core.model import (
    Bilingual,
    Doubt,
    Indicator,
    Observation,
    Place,
    Report,
    Section,
    Source,
    Target,
)
from scripts.derive.edition import derive_edition
from scripts.package.read import read_package, to_place
from scripts.package.vocabulary import read_vocabulary
from scripts.words.wording import UnitName

ROOT = Path(__file__).parents[2]
UNITS = {
    "%": UnitName(unit="%", one="%", other="%"),
    "吨": UnitName(unit="吨", one="tonne", other="tonnes"),
    "人": UnitName(unit="人", one="person", other="people"),
    "家": UnitName(unit="家", one="", other=""),
}
SVG = "{http://www.w3.org/2000/svg}"


def target(value, year=2024, **changed):
    fields = {
        "row": 2,
        "target_id": f"{year}-thing-{value}",
        "report_id": "2024",
        "section_id": "2024-1",
        "indicator_id": "thing",
        "kind": "quantitative",
        "measure": "level",
        "comparator": "at_least",
        "value": Decimal(value),
        "due": year,
    }
    return Target(**{**fields, **changed})


def observation(period, value, stage="final"):
    return Observation(
        row=2,
        indicator_id="thing",
        period=period,
        value=Decimal(value),
        unit="",
        stage=stage,
        source_id="s",
    )


def series(targets=(), observations=(), *, unit="万吨", direction="up", doubted=(), **named):
    """A series from its rows; units are filled in; `doubted` are ids of likely misprints."""
    place = Place(
        name="p",
        name_zh="地",
        name_en="Place",
        province_zh="省",
        province_en="Province",
        descriptor={},
        reports=(
            Report(
                row=2,
                report_id="2024",
                title_zh="报告",
                title_en="Report",
                issuer="政府",
                year=2024,
                coverage="full",
                source_id="s",
            ),
        ),
        sections=(
            Section(
                row=2,
                report_id="2024",
                section_id="2024-1",
                order=1,
                title_zh="一",
                title_en="One",
            ),
        ),
        indicators=(
            Indicator(
                row=2,
                indicator_id="thing",
                name_zh=named.get("name_zh", "粮食产量"),
                name_en=named.get("name_en", "Grain output"),
                unit=unit,
                direction=direction,
                decimals=1,
                theme="rural",
            ),
        ),
        targets=tuple(replace(t, unit=t.unit or unit) for t in targets),
        observations=tuple(replace(o, unit=o.unit or unit) for o in observations),
        doubts=tuple(
            Doubt(
                row=2,
                doubt_id=f"d-{key}",
                report_id="2024",
                target_id=key,
                printed="x",
                reason_zh="疑",
                reason_en="doubt",
                confidence="likely",
            )
            for key in doubted
        ),
        sources=(Source(row=2, source_id="s", title="工作报告 <2024> & 附件", kind="primary"),),
    )
    return derive_edition(place, UNITS).series[0]


LONE = series([target("225")])
YEARS = series(
    [
        target("6.5", comparator="equal", measure="growth"),
        target("6.5", 2025, comparator="about", measure="growth"),
        target("5.5", 2026, comparator="about", measure="growth"),
    ],
    [observation("2019", "7.5")],
    unit="%",
)
ACTUALS = series([], [observation("2020", "2455.84"), observation("2025", "2929.4", "preliminary")])
RANGE = series(
    [target("3", comparator="between", value_max=Decimal(5), measure="count")], unit="家"
)
ABOUT = series([target("5.5", comparator="about", measure="share")], unit="%", direction="down")
DOUBTED = series(
    [target("69", measure="increment"), target("6.9", 2025, measure="increment")],
    unit="万人",
    doubted=["2024-thing-69"],
)
LONE_DOUBTED = series(
    [target("1415", comparator="equal")], unit="万亩", doubted=["2024-thing-1415"]
)
INTERIM = series(
    [target("5", comparator="at_most", measure="count")],
    [
        observation("2024-Q1", "1", "cumulative"),
        observation("2024-H1", "3", "cumulative"),
        observation("2024", "4"),
    ],
    unit="家",
    direction="down",
)
PATH = series(
    [target("20", 2025, comparator="equal", measure="growth", baseline=2020)],
    [observation("2021", "5"), observation("2022", "7")],
    unit="%",
)
LONG = series(
    [
        target("123456.78"),
        target("130000.5", 2025, comparator="more_than"),
        target("140000", 2026),
    ],
    [
        observation("2022", "101234.56"),
        observation("2023", "110000.12"),
        observation("2024", "122222.22", "preliminary"),
        observation("2025-H1", "70000.1", "cumulative"),
    ],
)
FALLING = series(
    [target("7", comparator="equal", measure="growth")],
    [observation("2020", "-2.5"), observation("2021", "8"), observation("2022", "0")],
    unit="%",
)
CASES = {
    "lone": LONE,
    "years": YEARS,
    "actuals": ACTUALS,
    "range": RANGE,
    "about": ABOUT,
    "doubted": DOUBTED,
    "lone doubted": LONE_DOUBTED,
    "interim": INTERIM,
    "path": PATH,
    "long": LONG,
    "falling": FALLING,
}
ALL = pytest.mark.parametrize("one", CASES.values(), ids=CASES)
RENDERERS = pytest.mark.parametrize("render", [render_svg, render_svg_file])
BOTH = pytest.mark.parametrize("language", ["zh", "en"])


def chart(one, language="zh"):
    found = derive_chart(one, language, UNITS)
    assert found is not None
    return found


def words(label):
    return [one.text for one in label]


@ALL
@BOTH
@RENDERERS
def test_it_is_well_formed_and_names_itself(one, language, render):
    root = ET.fromstring(render(chart(one, language)))  # noqa: S314 - our own rendering
    assert root.get("role") == "img"
    ids = {element.get("id") for element in root.iter() if element.get("id")}
    assert set(root.get("aria-labelledby").split()) <= ids
    assert all(name.startswith("chart-thing-") for name in ids)
    for tag in ("title", "desc"):
        assert root.find(SVG + tag).text


def test_a_series_without_numbers_has_no_drawing():
    drawings = SeriesDrawings(series=series(), units=UNITS, licence="")
    assert drawings.file is None
    assert not any((*drawings.inline.values(), *drawings.small.values()))


@ALL
@BOTH
def test_within_a_page_it_has_no_style_of_its_own(one, language):
    text = render_svg(chart(one, language))
    assert "<style" not in text
    assert " style=" not in text
    assert "<script" not in text
    drawing, _, stops = text.partition('<g class="chart-stops"')
    assert len(drawing.encode()) < 4096
    assert len(stops.encode()) < 1536


@ALL
def test_the_text_alternative_carries_every_number(one):
    description = chart(one).description
    for judged in one.targets:
        assert f"{judged.due} 年目标" in description
        for value in (judged.target.value, judged.target.value_max):
            assert value is None or f"{value:,}" in description or str(value) in description
    for actual in one.observations:
        number = f"{abs(actual.value):,}"
        assert number in description or str(abs(actual.value)) in description
        assert actual.period[:4] in description


def test_english_says_the_same_in_its_own_units():
    assert chart(LONE, "en").description == (
        "Target for 2024: at least 2.25 million tonnes; 2024: no result recorded yet."
    )
    assert chart(LONE, "en").unit.text == "million tonnes"
    assert words(chart(LONE, "en").scene.ticks) == ["0", "1", "2", "3"]
    assert chart(LONE).description == "2024 年目标：不低于 225 万吨；2024 年本站未收录结果。"


@ALL
@BOTH
def test_labels_stand_apart_and_inside(one, language):
    drawn = chart(one, language)
    for first, second in combinations(drawn.texts, 2):
        assert not first.box.overlaps(second.box), (first.text, second.text)
    frame = Box(left=-1, top=0, right=WIDTH + 1, bottom=HEIGHT)
    for label in drawn.texts:
        assert label.box.is_inside(frame), label.text


@ALL
@BOTH
def test_every_mark_has_its_label(one, language):
    drawn = chart(one, language)
    marks = len(drawn.scene.marks.targets) + len(drawn.scene.marks.points)
    assert sum(label.role in {"target", "actual"} for label in drawn.labels) == marks


NUMBERS = st.decimals(-100, 100000, places=2)
PERIODS = st.sampled_from(
    ["2019", "2020", "2022", "2023", "2023-H1", "2024-Q1", "2024-H1", "2024-05", "2024"]
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            NUMBERS,
            st.integers(2024, 2030),
            st.sampled_from(["at_least", "at_most", "about", "equal", "more_than"]),
        ),
        max_size=5,
    ),
    st.dictionaries(PERIODS, NUMBERS, max_size=9),
    st.sampled_from(["zh", "en"]),
)
def test_no_label_ever_covers_another(targets, observations, language):
    one = series(
        [target(str(v), y, comparator=c, target_id=f"t{i}") for i, (v, y, c) in enumerate(targets)],
        [
            observation(p, str(v), "cumulative" if "-" in p else "final")
            for p, v in observations.items()
        ],
    )
    drawn = derive_chart(one, language, UNITS)
    if drawn is None:
        assert not targets
        assert not observations
        return
    for first, second in combinations(drawn.labels, 2):
        assert not first.box.overlaps(second.box)
    marks = list(drawn.scene.marks.taken)
    for line in drawn.scene.marks.lines:
        marks += [box_around(x, y, 1, 1) for x, y in points_along(line)]
    for label in drawn.labels:
        assert not any(label.box.overlaps(mark) for mark in marks), label.text
    ET.fromstring(render_svg(drawn))  # noqa: S314
    ET.fromstring(render_svg_file(drawn))  # noqa: S314


def points_along(points):
    """Points along a line, a unit of length apart or less."""
    for (x1, y1), (x2, y2) in pairwise(points):
        count = 1 + int(hypot(x2 - x1, y2 - y1))
        for n in range(count + 1):
            yield x1 + (x2 - x1) * n / count, y1 + (y2 - y1) * n / count


def yearly(*values, interim=()):
    seen = [observation(str(2001 + n), str(value)) for n, value in enumerate(values)]
    seen += [observation(period, str(value), "cumulative") for period, value in interim]
    return series([], seen, unit="%")


@BOTH
def test_of_many_values_the_newest_the_extremes_and_the_first_are_written(language):
    one = yearly(40, 45, 90, 50, 30, 52, 55, 54, 60)
    drawn, small = chart(one, language), derive_small_chart(one, language, UNITS)
    assert words(drawn.labels) == words(small.labels) == ["60%", "90%", "30%", "40%"]
    assert all(f"{value}%" in drawn.description for value in (45, 50, 52, 55, 54))


@given(st.lists(st.integers(1, 99), min_size=9, max_size=20), st.integers(1, 99))
def test_of_many_values_only_the_newest_may_be_written_away_from_its_mark(values, promised):
    seen = [observation(str(2001 + n), str(value)) for n, value in enumerate(values)]
    one = series([target(str(promised), 2000 + len(values))], seen, unit="%")
    drawn = chart(one)
    marks = {round(mark.x): mark for mark in drawn.scene.marks.points[:-1]}
    for label in drawn.labels:
        if label.role == "actual" and label.text != f"{values[-1]}%":
            box = label.box
            assert any(
                box.left - 9 < mark.x < box.right + 9 and box.top - 18 < mark.y < box.bottom + 18
                for mark in marks.values()
            ), label


def test_up_to_eight_values_are_all_written():
    assert len(chart(yearly(40, 45, 90, 50, 30, 52, 55, 54)).labels) == 8


def test_of_equal_extremes_the_newest_is_written():
    drawn = chart(yearly(50, 70, 50, 70, 60, 60, 61, 62, 63))
    labelled = {(label.text, round(label.x)) for label in drawn.labels}
    points = {number: round(point.x) for number, point in enumerate(drawn.scene.marks.points)}
    assert ("70%", points[3]) in labelled
    assert ("50%", points[2]) in labelled
    assert ("70%", points[1]) not in labelled


def test_a_part_of_a_year_is_no_extreme_and_says_which_it_is():
    whole = yearly(40, 45, 90, 50, 30, 52, 55, 54, 57, interim=[("2010-Q1", 12)])
    assert any(text.startswith("第一季度") for text in words(chart(whole).labels))
    assert set(words(chart(whole).labels)) >= {"90%", "30%", "40%"}


def test_a_promise_without_data_says_so_in_its_column():
    drawn = chart(LONE)
    assert [label.text for label in drawn.labels if label.role == "empty"] == ["本站未收录结果"]
    assert not drawn.notes
    assert words(chart(YEARS).notes) == ["2024–2026 年本站未收录结果"]
    assert words(chart(YEARS, "en").notes) == ["2024–2026: no result recorded yet"]


@pytest.mark.parametrize(
    ("comparator", "up"), [("at_least", True), ("more_than", True), ("at_most", False)]
)
def test_a_bound_points_to_the_side_that_keeps_it(comparator, up):
    (mark,) = chart(series([target("5", comparator=comparator)])).scene.marks.targets
    assert (mark.arrow.y2 < mark.arrow.y1) is up
    line = mark.lines[0].y1
    assert (mark.zone.bottom if up else mark.zone.top) == line


def test_about_is_a_band_of_the_published_tolerance():
    drawn = chart(ABOUT)
    (mark,) = drawn.scene.marks.targets
    per_point = (drawn.scene.plot.bottom - mark.lines[0].y1) / 5.5
    assert mark.zone.bottom - mark.zone.top == pytest.approx(2 * 0.2 * per_point)


def test_a_range_is_a_band_between_its_bounds():
    (mark,) = chart(RANGE).scene.marks.targets
    assert sorted(line.y1 for line in mark.lines) == [mark.zone.top, mark.zone.bottom]


def test_a_bare_figure_is_a_diamond_on_a_line():
    (mark,) = chart(series([target("5", comparator="equal")])).scene.marks.targets
    assert mark.diamond
    assert mark.zone is None


def test_a_doubted_figure_does_not_stretch_the_axis():
    drawn = chart(DOUBTED)
    alone = chart(series([target("6.9", 2025)], unit="万人"))
    assert max(Decimal(t.text) for t in drawn.scene.ticks) == max(
        Decimal(t.text) for t in alone.scene.ticks
    )
    assert drawn.scene.marks.targets[-1].beyond
    assert "不低于 69 万人？" in words(drawn.labels)
    assert "存疑" in drawn.description
    assert "存疑，超出图幅" in [entry.text for entry in drawn.legend]


def test_a_doubted_figure_alone_is_drawn_as_printed():
    drawn = chart(LONE_DOUBTED)
    (mark,) = drawn.scene.marks.targets
    assert mark.doubted
    assert not mark.beyond
    assert "1415 万亩？" in words(drawn.labels)
    assert "url(#chart-thing-hatch)" in render_svg(drawn)


def test_interim_values_stand_within_their_year_and_are_hollow():
    points = chart(INTERIM).scene.marks.points
    assert [p.interim for p in points] == [True, True, False]
    assert points[0].x < points[1].x < points[2].x
    assert not chart(INTERIM).scene.marks.polylines


def test_a_line_joins_no_final_figure_with_a_preliminary_one():
    stages = ["preliminary", "preliminary", "final", "final", "final"]
    values = [observation(str(2020 + n), "40", stage) for n, stage in enumerate(stages)]
    lines = chart(series(observations=values)).scene.marks.polylines
    assert [len(line) for line in lines] == [2, 3]


def test_the_required_path_starts_at_the_baseline():
    drawn = chart(PATH)
    (path,) = drawn.scene.marks.paths
    assert path.y1 == drawn.scene.zero
    assert words(drawn.scene.years)[0] == "2020"
    assert "应有进度" in [entry.text for entry in drawn.legend]


def test_of_two_stages_of_one_period_the_settled_one_is_drawn():
    one = series([], [observation("2024", "5", "preliminary"), observation("2024", "6")])
    drawn = chart(one)
    assert len(drawn.scene.marks.points) == 1
    assert words(drawn.labels) == ["6 万吨"]


def test_the_axis_starts_at_zero_unless_values_are_close():
    assert chart(LONE).scene.ticks[0].text == "0"
    assert chart(ACTUALS).scene.ticks[0].text == "0"
    assert chart(YEARS).scene.ticks[0].text == "5"
    near = series([], [observation("2023", "1000"), observation("2024", "1010")])
    assert chart(near).scene.ticks[0].text != "0"


def test_close_values_do_not_spread_over_the_whole_height():
    one = series([target("2.1"), target("2", 2025)], unit="%")
    first, second = (mark.lines[0].y1 for mark in chart(one).scene.marks.targets)
    plot = chart(one).scene.plot
    assert abs(first - second) < 0.25 * (plot.bottom - plot.top)


def test_a_series_without_numbers_has_no_chart():
    milestone = replace(
        target("1"), kind="milestone", measure="completion", comparator=None, value=None
    )
    assert derive_chart(series([milestone]), "zh", UNITS) is None
    assert derive_chart(series(), "zh", UNITS) is None


def test_zero_is_a_value():
    drawn = chart(series([], [observation("2024", "0")]))
    assert words(drawn.labels) == ["0 万吨"]
    assert drawn.scene.marks.points[0].y == drawn.scene.zero


def test_text_from_the_data_stays_text():
    evil = series([target("5")], name_zh='<script>alert("x")</script>&', name_en="<b>")
    for render in (render_svg, render_svg_file):
        text = render(chart(evil))
        assert "<script" not in text
        root = ET.fromstring(text)  # noqa: S314
        assert '<script>alert("x")</script>&' in root.find(SVG + "title").text


def test_the_file_brings_title_source_licence_and_both_colour_schemes():
    text = render_svg_file(chart(YEARS), "CC BY 4.0")
    root = ET.fromstring(text)  # noqa: S314
    said = "".join(element.text or "" for element in root.iter(SVG + "text"))
    assert "粮食产量：目标与实际" in said
    assert "来源：工作报告 <2024> & 附件" in said
    assert "许可：CC BY 4.0" in said
    assert "prefers-color-scheme:dark" in text
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


@ALL
def test_coordinates_have_one_decimal_at_most(one):
    text = render_svg_file(chart(one))
    assert not re.search(r'[ "(MLVH,]-?\d+\.\d{2,}[ "),LVHm]', re.sub(r">[^<]*<", "><", text))
    assert text == render_svg_file(chart(one))


def test_text_is_big_enough_on_a_telephone():
    assert TEXT_SIZE * 328 / WIDTH >= 13


@pytest.mark.parametrize(
    ("values", "from_zero", "ticks"),
    [
        (["225"], True, ["0", "100", "200", "300"]),
        (["5.5", "7.5"], False, ["5", "6", "7", "8"]),
        (["0"], True, ["0", "0.25", "0.5", "0.75", "1", "1.25"]),
        (["-2.5", "10"], True, ["-5", "0", "5", "10", "15"]),
    ],
)
def test_ticks_are_round(values, from_zero, ticks):
    scale = derive_value_scale(
        [Decimal(v) for v in values], from_zero=from_zero, top=0.0, bottom=100.0
    )
    assert list(scale.ticks) == [Decimal(t) for t in ticks]


@given(st.text(alphabet="来源：报告（第一版）、report of 2024, page", max_size=60))
def test_wrapped_lines_fit_and_lose_nothing(text):
    lines = wrap_text(text, 11, 120)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        # Only a run without any place to break may be longer.
        assert text_width(line, 11) <= 120 or not re.search(r"\S\s+\S", line)


@BOTH
def test_every_published_indicator_is_drawn_whole(language):
    units = read_vocabulary(ROOT / "datasets" / "vocabulary").units
    for folder in sorted(ROOT.glob("datasets/*/datapackage.json")):
        place, _ = to_place(read_package(folder.parent, ROOT))
        for one in derive_edition(place, units).series:
            numbers = [j for j in one.targets if j.target.value is not None]
            drawn = derive_chart(one, language, units)
            assert (drawn is None) == (not numbers and not one.observations)
            if drawn is None:
                continue
            name = Bilingual(zh=one.indicator.name_zh, en=one.indicator.name_en)
            assert name[language] in drawn.title
            marks = len(drawn.scene.marks.targets) + len(drawn.scene.marks.points)
            assert len(render_svg(drawn).encode()) < 2304 + 400 * marks
            labelled = [label for label in drawn.labels if label.role in {"target", "actual"}]
            # Where results crowd, some are without a label: the table beside the chart has them.
            assert marks / 2 < len(labelled) <= marks
            for first, second in combinations(drawn.texts, 2):
                assert not first.box.overlaps(second.box), (first.text, second.text)
