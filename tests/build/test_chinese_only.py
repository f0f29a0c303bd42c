"""A place whose rows need no English: no findings, and English pages that show the Chinese."""

import json
import re
import shutil

from scripts.build.site import ROOT, Folders, build_site
from scripts.package.schemas import write_inline_schemas
from tests.build.test_build import MINIATURE, run_task
from tests.checks.test_checks import Copy

NAME = "燃气普及率"


def chinese_only(tmp_path):
    """The miniature place without some of its English, beside what all places share."""
    place = Copy(MINIATURE, tmp_path)
    for shared in ("schemas", "vocabulary"):
        shutil.copytree(ROOT / "datasets" / shared, tmp_path / "datasets" / shared)
    row = place.find("targets", "target_id", "2024-gdp-growth")
    place.set("targets", row, "note_zh", "只有中文的说明")
    place.set("targets", row, "note_en", "")
    indicator = place.find("indicators", "indicator_id", "green-materials-share")
    place.set("indicators", indicator, "name_zh", NAME)
    place.set("indicators", indicator, "name_en", "")
    return place


def test_missing_english_is_told_last_in_a_line_that_says_what_to_do(tmp_path):
    place = chinese_only(tmp_path)
    for row in range(2, 8):
        place.set("sources", min(row, 4), "note", "说明")
        place.set("sources", min(row, 4), "note_en", "")
    place.set("targets", 2, "value", "六")
    told = run_task(Folders(root=tmp_path, output=tmp_path / "output"), "validate")
    assert told.returncode == 1, told.stdout
    assert "3 行缺英文“note_en”" in told.stdout
    assert "3 rows lack “note_en”: fill it in, or set" in told.stdout
    assert '"en_required": false' in told.stdout
    assert told.stdout.index("“六”") < told.stdout.index("缺英文")


def test_a_place_that_needs_no_english_shows_its_chinese_marked(tmp_path):
    place = chinese_only(tmp_path)
    assert {code for *_, code in place.found()} == {"constraint-error", "missing-translation"}
    place.describe(lambda descriptor: descriptor["place"].update(en_required=False))
    assert {code for *_, code in place.found()} == {"schema-drift", "constraint-error"}
    assert write_inline_schemas(tmp_path / "datasets") == ["miniature"]
    assert place.found() == []
    for words in ("content/pages", "content/updates"):
        shutil.copytree(ROOT / words, tmp_path / words)
    folders = Folders(root=tmp_path, output=tmp_path / "output")
    result = build_site(folders, quiet=True)
    assert not result.findings, result.findings
    page = "qingshi/indicators/green-materials-share/index.html"
    english = (folders.output / "en" / page).read_text(encoding="utf-8")
    assert re.search(rf'<h1[^>]*>\s*<span lang="zh-CN">{NAME}</span>', english)
    assert "Some texts of this place are in Chinese only." in english
    assert "Chinese only" not in (folders.output / page).read_text(encoding="utf-8")
    gdp = folders.output / "en/qingshi/indicators/gdp-growth/index.html"
    assert '<span lang="zh-CN">只有中文的说明</span>' in gdp.read_text(encoding="utf-8")


def test_chinese_must_not_be_missing_even_so(tmp_path):
    place = chinese_only(tmp_path)
    place.describe(lambda descriptor: descriptor["place"].update(en_required=False))
    write_inline_schemas(tmp_path / "datasets")
    row = place.find("sources", "source_id", "invented-report")
    place.set("sources", row, "note", "")
    assert place.found() == [("sources.csv", row, "note", "missing-translation")]


def test_a_new_place_may_be_chinese_only(tmp_path):
    shutil.copytree(ROOT / "datasets/schemas", tmp_path / "datasets/schemas")
    folders = Folders(root=tmp_path, output=tmp_path / "output")
    made = run_task(folders, "new-place", "newtown", "--name-zh", "新城市", "--chinese-only")
    assert made.returncode == 0, made.stderr
    text = (tmp_path / "datasets/newtown/datapackage.json").read_text(encoding="utf-8")
    assert json.loads(text)["place"]["en_required"] is False
    assert write_inline_schemas(tmp_path / "datasets") == []
