"""A drafted report reviewed in a real browser: what is clicked and typed stands in the tables."""

import shutil

import pytest
from playwright.sync_api import Page, expect

from scripts.build.site import Folders, read_all, validate
from scripts.desk.review.desk import Desk
from scripts.desk.review.server import DeskServer
from tests.axe import run_axe
from tests.desk.review import PLACE, TEXT, make_project, quotes_of, rows_of

DOUBTFUL = "力争达到95%以上"
WITH_SUBJECT = f"老年人助餐覆盖面持续扩大，{DOUBTFUL}"
OPEN = {"unreviewed-draft", "quote-without-subject"}
"""What is wrong with the doubtful row until a person has looked at it."""
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def drafted(tmp_path_factory):
    return make_project(tmp_path_factory.mktemp("drafted"))


@pytest.fixture
def folders(drafted, tmp_path):
    shutil.copytree(drafted.datasets, tmp_path / "datasets")
    return Folders(root=tmp_path, output=tmp_path / "output")


@pytest.fixture
def open_desk(folders, open_page):
    """Open the desk, from the address in the terminal to the report."""
    server = DeskServer(Desk(folders))
    address = server.start()

    def open_report(**options) -> Page:
        page = open_page(address, **options)
        page.get_by_role("link", name="青石市 2026年政府工作报告").click()
        expect(page.locator("mark[aria-current]").first).to_be_visible(timeout=30_000)
        return page

    yield open_report
    server.stop()


def panel(page: Page):
    return page.locator("#panel")


def choose(page: Page, quote: str) -> None:
    page.locator("#text mark", has_text=quote).first.click()
    expect(panel(page).get_by_role("heading", level=2)).to_have_text(quote)


def wait_until_written(page: Page) -> None:
    expect(page.locator("#notice .written")).to_be_visible(timeout=30_000)


def select(page: Page, words: str) -> None:
    """Select words with the mouse's means: a range in the text."""
    page.locator("#words").fill(words)
    page.locator("#words").press("Enter")
    expect(page.locator("#selection")).to_contain_text(words)


def fill_indicator(page: Page, key: str, name: str) -> None:
    page.locator("#cells-indicator_id").fill(key)
    for column, cell in {"name_zh": name, "name_en": "Invented", "theme": "economy"}.items():
        page.locator(f"#indicator-{column}").fill(cell)


def save(page: Page) -> None:
    page.locator("#notice").evaluate("notice => notice.replaceChildren()")
    panel(page).get_by_role("button", name="Save").click()


def findings(folders):
    return [(one.file, one.row, one.code) for one in validate(folders, read_all(folders))]


def test_the_next_doubtful_row_is_shown_and_accepted(open_desk, folders):
    page = open_desk()
    page.get_by_role("button", name="Next doubtful").first.click()
    expect(panel(page).get_by_role("heading", level=2)).to_have_text(DOUBTFUL)
    expect(panel(page)).to_contain_text("分句里没有主语")
    expect(page.locator("mark[aria-current]")).to_have_text(DOUBTFUL)
    panel(page).get_by_role("button", name="Right as it stands").click()
    wait_until_written(page)
    row = quotes_of(folders)[DOUBTFUL]
    assert row["note_zh"] == "原文为“力争”“争取”一类说法。"
    assert row["note_en"] == "The report says that it will try."
    expect(page.locator("#progress")).to_contain_text("已审 1 条，共 9 条")
    choose(page, DOUBTFUL)
    expect(panel(page).locator(".findings")).to_contain_text("引文")
    select(page, WITH_SUBJECT)
    page.locator("#notice").evaluate("notice => notice.replaceChildren()")
    panel(page).get_by_role("button", name="Selected words as quote").click()
    wait_until_written(page)
    row = quotes_of(folders)[WITH_SUBJECT]
    assert TEXT[int(row["start"]) : int(row["end"])] == WITH_SUBJECT
    assert findings(folders) == []


def test_a_unit_is_changed_and_a_wrong_one_is_refused_with_its_finding(open_desk, folders):
    path = folders.datasets / PLACE / "targets.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("equal,20,,个", "equal,20,,座"), encoding="utf-8")
    page = open_desk()
    choose(page, "新建老年食堂20个")
    expect(panel(page).locator(".findings")).to_contain_text("读出来是")
    page.locator("#cells-unit").fill("个")
    save(page)
    wait_until_written(page)
    assert quotes_of(folders)["新建老年食堂20个"]["unit"] == "个"
    before = path.read_bytes()
    page.locator("#cells-value").fill("30")
    save(page)
    refused = page.locator("#notice")
    expect(refused).to_contain_text("没有写入", timeout=30_000)
    expect(refused).to_contain_text("这一行写的是")
    expect(refused).to_contain_text("The row says")
    expect(page.locator("#cells-value")).to_have_value("30")
    assert path.read_bytes() == before


def test_selected_words_become_a_task_and_a_numerical_target(open_desk, folders):
    page = open_desk()
    select(page, "推动养老服务提质")
    page.get_by_role("button", name="Make a task").first.click()
    expect(panel(page).get_by_role("heading", level=2)).to_have_text("推动养老服务提质")
    fill_indicator(page, "elderly-care", "养老服务提质")
    save(page)
    wait_until_written(page)
    row = quotes_of(folders)["推动养老服务提质"]
    assert (row["kind"], row["target_id"]) == ("milestone", "2026-elderly-care")
    assert TEXT[int(row["start"]) : int(row["end"])] == row["quote"]
    section = {one["section_id"]: one["title_zh"] for one in rows_of(folders, "sections")}
    assert section[row["section_id"]] == "办好民生实事"
    select(page, "3个产业园")
    page.get_by_role("button", name="Make a numerical target").first.click()
    for column, cell in {"value": "3", "unit": "个", "comparator": "equal", "due": "2026"}.items():
        expect(page.locator(f"#cells-{column}")).to_have_value(cell)
    fill_indicator(page, "industrial-parks", "产业园")
    save(page)
    wait_until_written(page)
    numeral = next(one for one in rows_of(folders, "numerals") if one["text"] == "3")
    assert (numeral["role"], numeral["target_id"]) == ("target", "2026-industrial-parks")
    assert {one[2] for one in findings(folders)} == OPEN


def test_no_promise_goes_with_its_numerals_and_comes_back(open_desk, folders):
    before = {path.name: path.read_bytes() for path in (folders.datasets / PLACE).glob("*.csv")}
    page = open_desk()
    choose(page, "建成口袋公园12个")
    page.locator("#role").select_option("context")
    panel(page).get_by_role("button", name="Not a promise").click()
    wait_until_written(page)
    assert "建成口袋公园12个" not in quotes_of(folders)
    numeral = next(one for one in rows_of(folders, "numerals") if one["text"] == "12")
    assert (numeral["role"], numeral["target_id"]) == ("context", "")
    assert numeral["note"]
    assert {one[2] for one in findings(folders)} == OPEN
    page.locator("#notice").evaluate("notice => notice.replaceChildren()")
    page.get_by_role("button", name="Undo").click()
    wait_until_written(page)
    after = {path.name: path.read_bytes() for path in (folders.datasets / PLACE).glob("*.csv")}
    assert after == before
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#notice")).to_contain_text("没有可以撤销的改动")


def test_two_promises_are_joined_and_split_again(open_desk, folders):
    page = open_desk()
    choose(page, "营造林3.5万亩")
    panel(page).get_by_role("button", name="Join with the next").click()
    wait_until_written(page)
    whole = "营造林3.5万亩，新增绿地8万平方米"
    assert whole in quotes_of(folders)
    assert "新增绿地8万平方米" not in quotes_of(folders)
    expect(panel(page).get_by_role("heading", level=2)).to_have_text(whole)
    panel(page).get_by_role("button", name="Split in two").click()
    expect(panel(page).get_by_role("heading", level=2)).to_have_text("新增绿地8万平方米")
    assert whole in quotes_of(folders)
    fill_indicator(page, "new-green-space", "新增绿地")
    page.locator("#indicator-unit").fill("万平方米")
    save(page)
    wait_until_written(page)
    rows = quotes_of(folders)
    assert (rows["营造林3.5万亩"]["value"], rows["营造林3.5万亩"]["unit"]) == ("3.5", "万亩")
    second = rows["新增绿地8万平方米"]
    assert (second["target_id"], second["value"]) == ("2026-new-green-space", "8")
    owners = {one["text"]: one["target_id"] for one in rows_of(folders, "numerals")}
    assert owners["3.5"] == rows["营造林3.5万亩"]["target_id"]
    assert owners["8"] == second["target_id"]
    assert {one[2] for one in findings(folders)} == OPEN


def test_evidence_and_values_by_form_change_the_verdict(open_desk, folders):
    page = open_desk()
    choose(page, "青石大桥建成通车")
    panel(page).get_by_role("button", name="Add evidence").click()
    expect(panel(page).get_by_role("heading", level=2)).to_contain_text("evidence")
    for column, cell in {
        "evidence_id": "2026-bridge-open",
        "date": "2026-06-01",
        "statement_zh": "大桥通车。",
        "statement_en": "The bridge opened.",
        "source_id": "2026-report",
    }.items():
        page.locator(f"#cells-{column}").fill(cell)
    page.locator("#cells-finding").select_option("done")
    save(page)
    wait_until_written(page)
    expect(page.locator("#notice")).to_contain_text("已完成")
    expect(page.locator("#notice")).to_contain_text("Met")
    assert [one["evidence_id"] for one in rows_of(folders, "evidence")] == ["2026-bridge-open"]
    choose(page, "地区生产总值增长6%左右")
    panel(page).get_by_role("button", name="Add a published value").click()
    expect(panel(page).get_by_role("heading", level=2)).to_contain_text("observations")
    expect(page.locator("#cells-indicator_id")).to_have_value("gdp-growth")
    page.locator("#cells-value").fill("6.1")
    page.locator("#cells-source_id").fill("2026-report")
    save(page)
    wait_until_written(page)
    (row,) = rows_of(folders, "observations")
    assert (row["period"], row["value"], row["unit"], row["stage"]) == ("2026", "6.1", "%", "final")
    page.locator("#notice").evaluate("notice => notice.replaceChildren()")
    page.get_by_role("button", name="Undo").click()
    wait_until_written(page)
    assert rows_of(folders, "observations") == []


def test_the_keyboard_alone_is_enough(open_desk, folders):
    page = open_desk()
    page.keyboard.press("n")
    expect(panel(page).get_by_role("heading", level=2)).to_have_text(DOUBTFUL)
    page.keyboard.press("k")
    expect(panel(page).get_by_role("heading", level=2)).to_have_text("建成口袋公园12个")
    page.keyboard.press("x")
    wait_until_written(page)
    page.keyboard.press("u")
    expect(page.locator("#text mark", has_text="建成口袋公园12个")).to_be_visible(timeout=30_000)
    page.keyboard.press("f")
    page.keyboard.type("推动养老服务提质")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    expect(panel(page).get_by_role("heading", level=2)).to_have_text("推动养老服务提质")
    page.keyboard.press("e")
    expect(page.locator("#cells-section_id")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("elderly-care")
    for column, cell in {"name_zh": "养老服务", "name_en": "Care", "theme": "economy"}.items():
        while page.evaluate("document.activeElement.id") != f"indicator-{column}":
            page.keyboard.press("Tab")
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(cell)
    page.locator("#notice").evaluate("notice => notice.replaceChildren()")
    page.keyboard.press("Control+Enter")
    wait_until_written(page)
    assert quotes_of(folders)["推动养老服务提质"]["indicator_id"] == "elderly-care"
    page.keyboard.press("?")
    page.get_by_label("单键有效").uncheck()
    page.locator("#text").focus()
    shown = panel(page).get_by_role("heading", level=2).inner_text()
    page.keyboard.press("n")
    expect(panel(page).get_by_role("heading", level=2)).to_have_text(shown)


def test_a_file_changed_elsewhere_is_not_overwritten(open_desk, folders):
    page = open_desk()
    choose(page, "新建老年食堂20个")
    path = folders.datasets / PLACE / "targets.csv"
    edited = path.read_text(encoding="utf-8")
    path.write_text(edited.replace("equal,12,,个", "equal,12,,处"), encoding="utf-8")
    before = path.read_bytes()
    page.locator("#cells-scope").fill("全市")
    save(page)
    expect(page.locator("#notice")).to_contain_text("文件在别处改过了", timeout=30_000)
    assert path.read_bytes() == before


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (360, False)])
def test_the_desk_is_accessible_and_fits(open_desk, width, dark):
    page = open_desk(width=width, dark=dark)
    choose(page, DOUBTFUL)
    page.locator("#help summary").click()
    assert run_axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    panel(page).get_by_role("button", name="Add evidence").click()
    expect(page.locator("#cells-evidence_id")).to_be_visible()
    assert run_axe(page) == []


def test_a_published_value_changes_with_a_reason_and_a_correction(folders, open_desk):
    descriptor = folders.datasets / PLACE / "datapackage.json"
    text = descriptor.read_text(encoding="utf-8")
    descriptor.write_text(text.replace('"status": "draft"', '"facts": []', 1), encoding="utf-8")
    targets = folders.datasets / PLACE / "targets.csv"
    text = targets.read_text(encoding="utf-8")
    targets.write_text(text.replace("equal,20,,个", "equal,20,,座"), encoding="utf-8")
    page = open_desk()
    choose(page, "新建老年食堂20个")
    page.locator("#cells-unit").fill("个")
    save(page)
    expect(page.locator("#notice")).to_contain_text("写明原因", timeout=30_000)
    assert quotes_of(folders)["新建老年食堂20个"]["unit"] == "座"
    page.locator("#reason-zh").fill("抄错了单位。")
    page.locator("#reason-en").fill("The unit was copied wrongly.")
    save(page)
    wait_until_written(page)
    (row,) = rows_of(folders, "corrections")
    assert (row["table"], row["field"], row["old"], row["new"]) == ("targets", "unit", "座", "个")
    assert row["key"] == quotes_of(folders)["新建老年食堂20个"]["target_id"]
