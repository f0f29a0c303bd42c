"""Any data package gets its page and its downloads; a hostile one gets no further than that."""

import csv
import io
import json
import shutil
import socket
import sqlite3
import zipfile
from contextlib import closing

import openpyxl
import pyarrow.parquet as pq
import pytest
from selectolax.lexbor import LexborHTMLParser

from scripts.build import site as build
from scripts.build.site import ROOT, Folders, build_site
from scripts.checks.decisions import UnknownPolicyError, blocking, decide
from scripts.commands.serve import start_server
from scripts.core.findings import Finding
from scripts.package.raw import RawPackage
from tests.axe import run_axe
from tests.packages.make import SCRIPT, write_hostile, write_package, write_shapes

PUBLIC = ROOT / "tests" / "packages" / "public"


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("others")
    for name in ("content/pages", "content/updates", "datasets/schemas", "datasets/vocabulary"):
        shutil.copytree(ROOT / name, root / name)
    (root / "secret.csv").write_text("secret\n")
    write_shapes(root / "datasets")
    write_hostile(root / "datasets" / "hostile")
    for package in sorted(PUBLIC.iterdir()):
        if package.is_dir():
            shutil.copytree(package, root / "datasets" / package.name)
    return Folders(root=root, output=root / "output")


@pytest.fixture(scope="module")
def result(folders):
    found = build_site(folders, quiet=True)
    assert not found.findings, found.findings
    return found


@pytest.fixture(scope="module")
def data(folders, result):
    del result
    return folders.output / "data"


@pytest.fixture(scope="module")
def served(folders, result):
    del result
    server = start_server(folders.output, 0)
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def page(data, path):
    return LexborHTMLParser((data / path / "index.html").read_text(encoding="utf-8"))


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_each_package_has_a_page_and_one_breaks_no_other(result, data):
    outcomes = {one.raw.name: one.outcome for one in result.decisions}
    assert outcomes == {
        "ds-poblacion": "publish",
        "faulty": "publish",
        "headless": "skip",
        "hostile": "publish",
        "public-bodies": "publish",
        "taxis": "skip",
        "vega-datasets": "publish",
    }
    found = {folder.name for folder in data.iterdir() if folder.is_dir()}
    assert found == {
        "bond-yields-uk-10y",
        "ds-poblacion",
        "faulty",
        "hostile",
        "public-bodies",
        "semicolons",
        "several",
        "vega-datasets",
        "wide",
    }
    listed = page(data, "").css("main h2 a")
    assert len(listed) == len(found)


def test_another_encoding_and_dialect_are_published_as_plain_csv_too(data):
    folder = data / "semicolons"
    assert (folder / "产量.csv").read_bytes().decode("gb18030").startswith("区县;")
    assert rows(folder / "tables/output.csv")[:3] == [
        ["区县", "年份", "产量"],
        ["湛河区", "2020", "1.234,5"],
        ["湛河区", "2021", "无"],
    ]
    values = pq.read_table(folder / "tables/output.parquet").column("产量").to_pylist()
    assert values == [1234.5, None, 1300, 1400]
    shown = page(data, "semicolons/tables/output")
    assert (
        shown.css_first("h2:has(#chart) ~ .lines svg").attributes["aria-label"].count("1234.5") >= 1
    )
    dictionary = shown.css("h2:has(#dictionary) ~ .table-scroll tbody tr")[2].text()
    for word in ("产量", "number", "吨", "粮食产量", "无", "1234.5", "1400"):
        assert word in dictionary


def test_inline_parts_keys_and_files_of_other_kinds(data):
    folder = data / "several"
    assert rows(folder / "tables/inline.csv") == [
        ["a", "b", "c"],
        ["1", "x", "1.5"],
        ["2", "", "2.25"],
    ]
    assert rows(folder / "tables/parts.csv") == [["id", "t"], ["1", "a"], ["2", "b"], ["3", "c"]]
    assert (folder / "map.geojson").exists()
    shown = page(data, "several")
    assert shown.css_first(".lead strong").text() == "emphasis"
    assert "https://example.org/far.csv" in shown.css_first("h2:has(#other) ~ ul").html
    key = page(data, "several/tables/values").css_first("h2:has(#dictionary) ~ ul a")
    assert key.attributes["href"] == "../countries/"
    with closing(sqlite3.connect(folder / "several.sqlite")) as base:
        joined = base.execute(
            'SELECT name, v FROM "values" JOIN countries USING (code) ORDER BY v'
        ).fetchall()
        assert joined == [("中国", 5), ("France", 6), ("France", 7)]
        assert base.execute("PRAGMA foreign_key_list('values')").fetchone()[2] == "countries"
    with zipfile.ZipFile(folder / "several.zip") as archive:
        assert "several/values.schema.json" in archive.namelist()


def test_a_wide_table_is_shown_page_by_page(data):
    first = page(data, "wide/tables/wide")
    assert len(first.css("h2:has(#rows) + .table-scroll thead th")) == 200
    assert len(first.css("h2:has(#rows) + .table-scroll tbody tr")) == 10
    assert len(first.css(".pages li")) == 5
    last = page(data, "wide/tables/wide/5")
    assert last.css_first("h2:has(#rows) + .table-scroll tbody tr td").text() == "0"
    assert len(last.css("h2:has(#rows) + .table-scroll tbody tr")) == 10
    assert not (data / "wide/tables/wide/6").exists()
    assert len(rows(data / "wide/wide.csv")) == 121


def test_a_faulty_package_goes_out_as_it_is_and_says_so(data, folders):
    source = folders.datasets / "faulty" / "t.csv"
    assert (data / "faulty" / "t.csv").read_bytes() == source.read_bytes()
    shown = page(data, "faulty")
    assert "3" in shown.css_first("h2:has(#findings)").text()
    assert len(shown.css("h2:has(#findings) ~ ol li")) >= 2
    found = json.loads((data / "faulty/tables/t.json").read_text(encoding="utf-8"))
    assert [list(row.values()) for row in found["rows"]] == [
        ["1", "2020-02-01", None],
        ["about 2", "2020-02-02", "surplus"],
        ["3", None, None],
    ]


def parquet(path):
    return pq.read_table(path).to_pylist()


def test_real_packages_keep_what_they_say(data):
    bonds = parquet(data / "bond-yields-uk-10y/tables/annual.parquet")
    assert (bonds[0]["Year"].isoformat(), bonds[0]["Rate"]) == ("1984-12-31", 11.4319)
    chart = page(data, "bond-yields-uk-10y/tables/annual").css_first("h2:has(#chart) ~ .lines svg")
    assert "0.3741" in chart.attributes["aria-label"]
    people = page(data, "ds-poblacion")
    assert "opendatacommons.org" in people.css_first("a[rel=license]").attributes["href"]
    assert "poblacion-municipios" in people.css_first("h2:has(#findings) ~ ol").text()
    spain = parquet(data / "ds-poblacion/tables/poblacion-pais.parquet")
    assert spain[0] == {"year": 2015, "value": 46_624_382}
    bodies = parquet(data / "public-bodies/tables/np.parquet")
    assert bodies[0]["email"] == " info@ntb.org.np"
    assert bodies[-1]["name"] == "लोक सेवा आयोग"
    assert bodies[2]["founding_date"] is None
    assert page(data, "public-bodies/tables/np").css_first("blockquote") is not None
    capitals = parquet(data / "vega-datasets/tables/us_state_capitals.parquet")
    assert (capitals[0]["city"], capitals[0]["lat"]) == ("Montgomery", 32.3777298)
    listed = page(data, "vega-datasets").css_first("h2:has(#other) ~ ul").text()
    assert "weekly-weather.json" in listed


def test_a_hostile_package_writes_nowhere_else(data, folders):
    files = {p.relative_to(folders.output).as_posix() for p in folders.output.rglob("*")}
    assert not [name for name in files if "secret" in name or "passwd" in name]
    own = [name for name in files if name.startswith("data/hostile/")]
    assert "data/hostile/tables/we-ird-name-x.xlsx" in own
    assert not [name for name in own if name.endswith((".svg", "evil.html"))]
    assert not (data / "hostile" / "latest").exists()
    with zipfile.ZipFile(data / "hostile" / "hostile.zip") as archive:
        names = archive.namelist()
        assert "hostile/evil.html" in names
        assert "hostile/latest/index.txt" in names
        assert not [name for name in names if ".." in name or name.startswith("/")]


def test_a_hostile_package_computes_nothing(data):
    folder = data / "hostile"
    for name in ("hostile.xlsx", "tables/we-ird-name-x.xlsx"):
        book = openpyxl.load_workbook(folder / name)
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f"]
        assert "@SUM(1)" in [cell.value for cell in cells]
    guarded = (folder / "tables/we-ird-name-x-excel.csv").read_text(encoding="utf-8-sig")
    table = list(csv.reader(io.StringIO(guarded, newline="")))
    assert not [c for row in table for c in row[:2] if c.startswith(("=", "+", "-", "@"))]
    assert [row[2] for row in table[1:]] == ["1", "-2", "3"]
    assert page(data, "hostile/tables/we-ird-name-x").css_first("blockquote") is not None


@pytest.mark.browser
def test_a_hostile_package_runs_nothing_and_fetches_nothing(open_page, served):
    for path in (
        "data/",
        "data/hostile/",
        "en/data/hostile/",
        "data/hostile/tables/we-ird-name-x/",
        "data/hostile/tables/big/",
        "search/",
    ):
        shown = open_page("about:blank")
        dialogs = []
        shown.on("dialog", lambda dialog, dialogs=dialogs: (dialogs.append(1), dialog.dismiss()))
        shown.goto(served + path)
        assert not dialogs
        if "hostile" in path and "big" not in path:
            assert SCRIPT in shown.locator("main").inner_text()
        for link in shown.locator("a").all():
            target = link.get_attribute("href") or ""
            assert not target.lower().startswith(("javascript:", "data:", "file:", "vbscript:"))
        assert not shown.locator("main img, main iframe, main [onclick]").count()


@pytest.mark.browser
@pytest.mark.parametrize(
    "path", ["data/several/", "data/semicolons/tables/output/", "data/faulty/"]
)
@pytest.mark.parametrize(("width", "dark"), [(360, False), (1280, True)])
def test_pages_of_other_packages_are_accessible(open_page, served, path, width, dark):
    shown = open_page(served + path, width=width, dark=dark)
    assert run_axe(shown) == []
    assert shown.evaluate("document.documentElement.scrollWidth") <= width


def test_nothing_is_fetched_while_building(folders, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    for name in ("hostile", "several"):
        (raw,) = build.read_all(folders, [name])
        build.validate(folders, [raw])


def test_the_setting_decides(project):
    write_package(
        project.datasets / "faulty",
        {
            "name": "faulty",
            "resources": [
                {
                    "name": "t",
                    "path": "t.csv",
                    "schema": {"fields": [{"name": "n", "type": "integer"}]},
                }
            ],
        },
        {"t.csv": "n\nx\n"},
    )
    packages = build.read_all(project)
    findings = build.validate(project, packages)
    assert {f.code for f in findings} == {"type-error"}
    outcomes = {}
    for policy in ("publish", "skip", "fail"):
        decisions = list(decide(packages, findings, {"*": "fail", "faulty": policy}))
        outcomes[policy] = {one.raw.name: one.outcome for one in decisions}["faulty"]
        assert bool(blocking(findings, decisions)) == (policy == "fail")
    assert outcomes == {"publish": "publish", "skip": "skip", "fail": "fail"}


def test_a_place_with_findings_always_ends_the_build():
    place = RawPackage(
        name="p", folder="datasets/p", descriptor={"place": {}}, files={}, tables={}, texts={}
    )
    finding = Finding(
        file="datasets/p/x.csv",
        code="c",
        message_zh="",
        message_en="",
        fix_zh="",
        fix_en="",
    )
    (decision,) = decide([place], [finding], {"*": "publish"})
    assert decision.outcome == "fail"
    with pytest.raises(UnknownPolicyError):
        list(decide([place], [finding], {"*": "maybe"}))


def test_two_packages_of_one_name_go_by_their_folders(tmp_path):
    for folder in ("one", "two"):
        write_package(
            tmp_path / "datasets" / folder,
            {
                "name": "data",
                "resources": [
                    {"name": "t", "path": "t.csv", "dialect": {"lineTerminator": "\r\n"}}
                ],
            },
            {"t.csv": "a\r\n1\r\n"},
        )
        path = tmp_path / "datasets" / folder / "datapackage.json"
        path.write_bytes(path.read_bytes() + b"\r\n")
    folders = Folders(root=tmp_path, output=tmp_path / "output")
    for name in ("schemas", "vocabulary"):
        shutil.copytree(ROOT / "datasets" / name, tmp_path / "datasets" / name)
    packages = build.read_all(folders)
    assert [raw.name for raw in packages] == ["data", "two"]
    assert [f.code for f in build.validate(folders, packages)] == ["name-taken"]
