"""The ledger as published: one table in every format, whole and by place, valid by stock tools."""

import csv
import io
import json
import sqlite3
import zipfile

import pandas as pd
import pytest
from frictionless import Package

from scripts.build.ledger_step import make_whole_ledger
from scripts.build.site import ROOT
from scripts.core.model import Bilingual
from scripts.core.site_identity import NOBODY, SiteIdentity
from scripts.derive.edition import derive_edition
from scripts.downloads.ledger import COLUMNS, render_place_ledger
from scripts.package.read import read_package, to_place
from scripts.package.vocabulary import read_vocabulary

PLACES = ("beijing", "hunan")
SITE = SiteIdentity(
    url="https://example.org/x",
    title=Bilingual(zh="台账", en="Ledger"),
    tagline=Bilingual(zh="", en=""),
)


def edition_of(name):
    units = read_vocabulary(ROOT / "datasets" / "vocabulary").units
    return derive_edition(to_place(read_package(ROOT / "datasets" / name, ROOT))[0], units)


@pytest.fixture(scope="module")
def whole():
    """The files of the ledger of two places, by name."""
    own = [render_place_ledger(edition_of(one), SITE, "1.0.0").files for one in PLACES]
    tables = [own[n][f"data/{place}/ledger.csv"] for n, place in enumerate(PLACES)]
    return make_whole_ledger(SITE, *tables).files


def rows_of(data):
    return list(csv.DictReader(io.StringIO(data.decode())))


def test_the_columns_are_those_of_the_contract(whole):
    assert whole["data/ledger.csv"].decode().splitlines()[0] == ",".join(COLUMNS)
    assert ",".join(COLUMNS) == (
        "place,place_zh,report_id,target_id,indicator_id,name_zh,name_en,kind,measure,comparator,"
        "value,value_max,unit,due,tolerance,result_value,result_unit,result_period,result_stage,"
        "verdict,verdict_zh,verdict_en,standing,doubt,bodies,quote,quote_url,source_url,"
        "evidence_date,evidence_url,as_of,version,url,evidence_zh,evidence_en"
    )


def test_a_promise_stands_beside_its_result(whole):
    row = next(
        one
        for one in rows_of(whole["data/ledger.csv"])
        if (one["place"], one["due"], one["indicator_id"]) == ("hunan", "2024", "gdp-growth")
    )
    assert (row["comparator"], row["value"], row["unit"]) == ("about", "6", "%")
    assert (row["result_value"], row["result_period"]) == ("4.8", "2024")
    assert row["verdict"] == "missed"
    assert row["url"].startswith("https://example.org/x/hunan/indicators/gdp-growth/#")


def test_without_an_address_of_the_site_pages_are_relative_to_its_root():
    files = render_place_ledger(edition_of("hunan"), NOBODY, "1.0.0").files
    assert rows_of(files["data/hunan/ledger.csv"])[0]["url"].startswith("hunan/indicators/")


def test_every_format_carries_the_same_values(whole, tmp_path):
    rows = rows_of(whole["data/ledger.csv"])
    assert {row["place"] for row in rows} == set(PLACES)
    values = [float(row["value"]) if row["value"] else None for row in rows]
    as_json = json.loads(whole["data/ledger.json"])["rows"]
    frame = pd.read_parquet(io.BytesIO(whole["data/ledger.parquet"]))
    sheet = pd.read_excel(io.BytesIO(whole["data/ledger.xlsx"]), sheet_name="ledger")
    (tmp_path / "a.sqlite").write_bytes(whole["data/ledger.sqlite"])
    base = sqlite3.connect(tmp_path / "a.sqlite")
    stored = [one for (one,) in base.execute("SELECT value FROM ledger ORDER BY rowid")]
    base.close()
    assert [row["value"] for row in as_json] == values
    assert [None if pd.isna(one) else float(one) for one in frame["value"]] == values
    assert [None if pd.isna(one) else float(one) for one in sheet["value"]] == values
    assert [None if one is None else float(one) for one in stored] == values


def test_the_zip_is_a_valid_package_with_its_dictionary(whole, tmp_path):
    zipfile.ZipFile(io.BytesIO(whole["data/ledger.zip"])).extractall(tmp_path)
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.to_summary()
    schema = json.loads(whole["data/ledger.schema.json"])
    assert [one["name"] for one in schema["fields"]] == list(COLUMNS)
    assert all(one["title"] and one["description"] for one in schema["fields"])


def test_the_site_lists_the_ledger_for_people_and_programs(site):
    listed = json.loads((site / "api/v1/datasets.json").read_bytes())["ledger"]
    assert {one["name"] for one in listed} >= {"ledger.csv", "ledger.xlsx", "ledger.sqlite"}
    page = (site / "data/index.html").read_text(encoding="utf-8")
    catalogue = (site / "catalog.jsonld").read_text(encoding="utf-8")
    for one in listed:
        assert (site / one["url"]).stat().st_size == one["bytes"]
        assert one["url"].rpartition("/")[2] in page
        assert f"{one['url']}#distribution" in catalogue
    assert (site / "data/pingdingshan/ledger.csv").is_file()
