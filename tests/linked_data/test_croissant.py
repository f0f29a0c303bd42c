"""Croissant: the format's own reader accepts it, and its records are the rows of the CSV."""

import csv
import json
import logging
from urllib.parse import urlsplit

import mlcroissant
import pytest

pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword")  # within the reader
PLACE = "pingdingshan"
WANTED = {"sc:Integer": int, "sc:Float": float, "sc:Boolean": lambda text: text == "true"}


def described(site, path):
    """The description as its reader has it, which finds the files in the built site."""
    document = json.loads((site / path).read_bytes())
    local = {
        one["@id"]: site / urlsplit(one["contentUrl"]).path[1:] for one in document["distribution"]
    }
    assert all(file.is_file() for file in local.values())
    return document, mlcroissant.Dataset(str(site / path), mapping=local)


@pytest.fixture(autouse=True)
def _quiet():
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("path", [f"data/{PLACE}/croissant.json", "data/ledger.croissant.json"])
def test_the_formats_own_reader_finds_no_error(site, path):
    document, dataset = described(site, path)
    assert not dataset.metadata.ctx.issues.errors
    assert document["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    assert document["license"].startswith("https://creativecommons.org/")


@pytest.mark.parametrize(
    ("path", "table", "rows"),
    [
        (f"data/{PLACE}/croissant.json", "targets", f"data/{PLACE}/targets.csv"),
        (f"data/{PLACE}/croissant.json", "observations", f"data/{PLACE}/observations.csv"),
        ("data/ledger.croissant.json", "ledger", "data/ledger.csv"),
    ],
)
def test_its_records_are_the_rows_of_the_csv(site, path, table, rows):
    document, dataset = described(site, path)
    fields = next(one for one in document["recordSet"] if one["@id"] == table)["field"]
    records = list(dataset.records(table))
    with (site / rows).open(encoding="utf-8", newline="") as file:
        printed = list(csv.DictReader(file))
    assert len(records) == len(printed) > 10
    for record, row in zip(records, printed, strict=True):
        for field in fields:
            value, cell = record[field["@id"]], row[field["name"]]
            text = value.decode() if isinstance(value, bytes) else value
            if not cell:
                assert text is None or text != text  # noqa: PLR0124 - a missing number is NaN
            else:
                assert text == WANTED.get(field["dataType"], str)(cell), field


def test_each_description_is_offered_where_the_files_are(site):
    packages = json.loads((site / "api/v1/datasets.json").read_bytes())
    listed = [file["url"] for one in packages["datasets"] for file in one["files"]]
    assert f"data/{PLACE}/croissant.json" in listed
    assert "data/ledger.croissant.json" in [one["url"] for one in packages["ledger"]]
    page = (site / "data" / PLACE / "index.html").read_text(encoding="utf-8")
    assert f'href="../../data/{PLACE}/croissant.json"' in page
