"""The JSON API: described as it is, complete, and leading nowhere that is not published."""

import csv
import json
import re
from decimal import Decimal

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate
from selectolax.lexbor import LexborHTMLParser

from scripts.api import PackageEntry, in_language
from scripts.api.bilingual import AmbiguousTextError, bilingual
from scripts.api.openapi import shorten
from scripts.api.record_schemas import field_schema
from scripts.build.site import ROOT
from scripts.core.model import Bilingual
from scripts.derive.edition import derive_edition
from scripts.package.read import read_package, to_place
from scripts.package.vocabulary import read_vocabulary
from scripts.pages.api import render_api_page, type_view
from scripts.theme_support.markdown_text import render_body
from scripts.words.addresses import API_ROOT, indicator_file
from tests.place_files import ApiMaterial, render_api, render_downloads, render_drawings

PLACE = "pingdingshan"
TITLE = Bilingual(zh="台账", en="Ledger")


@pytest.fixture(scope="module")
def files(site):
    """Every file of the API by its address."""
    return {
        path.relative_to(site).as_posix(): json.loads(path.read_bytes())
        for path in (site / API_ROOT).rglob("*.json")
    }


@pytest.fixture(scope="module")
def openapi(files):
    return files[f"{API_ROOT}openapi.json"]


@pytest.fixture(scope="module")
def of_place(files):
    def read(name):
        return files[f"{API_ROOT}{PLACE}/{name}.json"]

    return read


@pytest.fixture(scope="module")
def miniature():
    vocabulary = read_vocabulary(ROOT / "datasets" / "vocabulary")
    raw = read_package(ROOT / "tests" / "packages" / "miniature", ROOT)
    edition = derive_edition(to_place(raw)[0], vocabulary.units)
    drawings = render_drawings(edition, vocabulary.units)
    return ApiMaterial(
        title=TITLE,
        editions=[edition],
        packages=[],
        vocabulary=vocabulary,
        downloads=render_downloads(edition, raw, vocabulary.units, drawings).files,
    )


def table(name):
    path = ROOT / "datasets" / PLACE / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [{key: cell or None for key, cell in row.items()} for row in csv.DictReader(file)]


def content(path, openapi):
    response = openapi["paths"][path]["get"]["responses"]["200"]
    return response["content"]["application/json"]


def kinds_of(openapi):
    """Path and a pattern that its addresses match, for every kind of file."""
    for path in openapi["paths"]:
        pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path.removeprefix("/")))
        yield path, re.compile(pattern)


def closed(schema):
    """The same schema where a field that is not described is an error."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: closed(value) for key, value in schema.items()}
    named = isinstance(schema.get("properties"), dict) and schema.get("type") == "object"
    return {**found, "additionalProperties": False} if named else found


def validator(openapi, name, checker=None, *, strict=True):
    components = openapi["components"]
    schema = {
        "$ref": f"#/components/schemas/{name}",
        "components": closed(components) if strict else components,
    }
    return Draft202012Validator(schema, format_checker=checker)


@pytest.fixture(scope="module")
def published(site):
    """Knows whether an address of the site is published, its anchor included."""
    checker, anchors = FormatChecker(formats=()), {}

    @checker.checks("uri-reference", raises=ValueError)
    def leads_somewhere(address):
        if address is None:
            return True
        path, _, anchor = address.partition("#")
        file = site / (f"{path}index.html" if path.endswith("/") or not path else path)
        if not file.is_file() or path.startswith("/"):
            return False
        if file not in anchors and anchor:
            anchors[file] = set(re.findall(r'\sid="([^"]+)"', file.read_text(encoding="utf-8")))
        return not anchor or anchor in anchors[file]

    return checker


def test_the_description_is_openapi(openapi):
    validate(openapi)
    assert openapi["openapi"].startswith("3.1")
    assert openapi["info"]["license"]["url"]
    for path, item in openapi["paths"].items():
        assert path.startswith(f"/{API_ROOT}")
        assert "example" in content(path, openapi), item


def test_every_file_is_of_a_described_kind_and_every_kind_is_published(files, openapi):
    kinds = list(kinds_of(openapi))
    used = set()
    for address in files:
        (path,) = [path for path, pattern in kinds if pattern.fullmatch(address)]
        used.add(path)
    assert used == set(openapi["paths"])


def test_every_file_is_as_described_and_leads_to_what_is_published(files, openapi, published):
    for path, pattern in kinds_of(openapi):
        name = content(path, openapi)["schema"]["$ref"].rpartition("/")[2]
        check = validator(openapi, name, published, strict=name != "Description")
        for address, document in files.items():
            if pattern.fullmatch(address):
                errors = [f"{e.json_path}: {e.message[:200]}" for e in check.iter_errors(document)]
                assert errors == [], address


def test_every_schema_is_used_and_said_in_both_languages(openapi):
    schemas = openapi["components"]["schemas"]
    used = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(openapi)))
    assert used == set(schemas)
    for name, schema in schemas.items():
        for said in (schema, *schema["properties"].values()):
            chinese, english = (in_language(said["description"], lang) for lang in ("zh", "en"))
            assert re.search("[\u4e00-\u9fff]", chinese), (name, said)
            assert english, (name, said)
            assert chinese != english, (name, said)


def test_examples_are_the_data_themselves(files, openapi):
    for path, item in openapi["paths"].items():
        parameters = item["get"].get("parameters", [])
        address = path.removeprefix("/").format(**{p["name"]: p["example"] for p in parameters})
        example = content(path, openapi)["example"]
        if address.endswith("openapi.json"):
            assert example["info"] == openapi["info"]
        else:
            assert example == shorten(files[address])
        name = content(path, openapi)["schema"]["$ref"].rpartition("/")[2]
        assert validator(openapi, name, strict=False).is_valid(example)


def test_a_missing_field_an_undescribed_one_and_a_dead_link_are_noticed(files, openapi, published):
    document = files[f"{API_ROOT}{PLACE}/doubts.json"]
    check = validator(openapi, "Doubts", published)
    first, *_ = document["doubts"]
    assert check.is_valid(document)
    assert not check.is_valid({**document, "doubts": [{**first, "more": 1}]})
    assert not check.is_valid({**document, "doubts": [{**first, "printed": None}]})
    lost = {"zh": f"{first['pages']['zh']}x", "en": first["pages"]["en"]}
    assert not check.is_valid({**document, "doubts": [{**first, "pages": lost}]})
    assert not check.is_valid({key: document[key] for key in document if key != "doubts"})


def as_number(cell):
    return None if cell is None else Decimal(cell)


def told(value):
    return None if value is None else Decimal(str(value))


def test_every_target_is_there_as_printed(of_place):
    targets = {one["id"]: one for one in of_place("targets")["targets"]}
    rows = table("targets")
    assert len(rows) == len(targets) == sum(of_place("place")["counts"].values())
    years = {row["report_id"]: row["year"] for row in table("reports")}
    for row in rows:
        one = targets[row["target_id"]]
        for column in ("value", "value_max", "start", "end", "baseline"):
            assert told(one[column]) == as_number(row[column]), row
        for column in ("kind", "measure", "comparator", "unit", "scope", "quote"):
            assert one[column] == row[column], row
        assert str(one["due"]) == (row["due"] or years[row["report_id"]])
        assert one["note"] == {"zh": row["note_zh"], "en": row["note_en"]}
        for column in ("report", "section", "indicator"):
            assert one[column] == row[f"{column}_id"]
        if row["value"]:
            assert row["value"] in one["figure"]["zh"].replace(",", "")


def test_every_observation_is_there_as_printed(of_place):
    key = ("indicator", "period", "stage", "source")
    observations = {
        tuple(one[k] for k in key): one for one in of_place("observations")["observations"]
    }
    rows = table("observations")
    assert len(rows) == len(observations)
    for row in rows:
        one = observations[row["indicator_id"], row["period"], row["stage"], row["source_id"]]
        assert told(one["value"]) == as_number(row["value"])
        assert (one["unit"], one["published"]) == (row["unit"], row["published"])
        assert one["note"] == {"zh": row["note"], "en": row["note_en"]}
        assert row["value"] in one["figure"]["zh"].replace(",", "")


def test_every_doubt_and_source_is_there_as_written(of_place):
    doubts = {one["id"]: one for one in of_place("doubts")["doubts"]}
    rows = table("doubts")
    assert len(rows) == len(doubts)
    for row in rows:
        one = doubts[row["doubt_id"]]
        for column in ("printed", "likely", "confidence"):
            assert one[column] == row[column]
        assert (one["report"], one["target"]) == (row["report_id"], row["target_id"])
        assert (told(one["start"]), told(one["end"])) == (
            as_number(row["start"]),
            as_number(row["end"]),
        )
        assert one["reason"] == {"zh": row["reason_zh"], "en": row["reason_en"]}
    sources = {one["id"]: one for one in of_place("sources")["sources"]}
    for row in table("sources"):
        one = sources.pop(row["source_id"])
        for column in ("title", "publisher", "published", "url", "accessed", "kind", "licence"):
            assert one[column] == row[column]
        for column in ("archived_url", "checked", "reachable"):
            assert one[column] == row[column]
    assert not sources


def test_every_report_tells_its_sections_and_each_numeral(of_place):
    sections, numerals = table("sections"), table("numerals")
    for row in table("reports"):
        key = row["report_id"]
        report = of_place(f"reports/{key}")
        assert report["coverage"]["code"] == row["coverage"]
        assert [one["id"] for one in report["sections"]] == [
            s["section_id"]
            for s in sorted(sections, key=lambda s: int(s["order"]))
            if s["report_id"] == key
        ]
        own = [n for n in numerals if n["report_id"] == key]
        assert sorted(
            (str(n["start"]), n["text"], n["role"], n["target"] or None) for n in report["numerals"]
        ) == sorted((n["start"], n["text"], n["role"], n["target_id"]) for n in own)
        assert sum(report["roles"].values()) == len(own)
        listed = [target for section in report["sections"] for target in section["targets"]]
        assert sorted(listed) == sorted(report["targets"])


def test_an_indicator_is_told_as_its_own_page_hands_it_out(site, of_place):
    listed = [one["id"] for one in of_place("indicators")["indicators"]]
    assert listed == [row["indicator_id"] for row in table("indicators")]
    for key in listed:
        own = json.loads((site / indicator_file(PLACE, key, "json")).read_bytes())
        assert of_place(f"indicators/{key}") == own


def test_every_package_is_listed_with_its_files(files, site):
    packages = files[f"{API_ROOT}datasets.json"]["datasets"]
    assert PLACE in {one["id"] for one in packages}
    for package in packages:
        for file in package["files"]:
            assert (site / file["url"]).stat().st_size == file["bytes"]


def test_the_same_data_give_the_same_bytes(miniature):
    assert render_api(miniature).files == render_api(miniature).files


def test_another_place_needs_no_code(miniature):
    api = render_api(miniature)
    validate(api.description)
    name = miniature.editions[0].place.name
    assert f"{API_ROOT}{name}/targets.json" in api.files
    targets = json.loads(api.files[f"{API_ROOT}{name}/targets.json"])
    assert validator(api.description, "Targets").is_valid(targets)


def test_without_a_place_the_paths_are_described_without_example(miniature):
    package = PackageEntry(name="rain", title=TITLE, version=None, licence=None, files=[])
    api = render_api(
        ApiMaterial(
            title=TITLE,
            editions=[],
            packages=[package],
            vocabulary=miniature.vocabulary,
            downloads={},
        )
    )
    validate(api.description)
    assert set(api.files) == {
        f"{API_ROOT}{name}.json" for name in ("index", "openapi", "datasets", "places")
    }
    sections = render_api_page(api.description, "zh").body.split("## <a id=")
    answered = [one.split('"')[1] for one in sections if "<details>" in one]
    assert answered == ["index", "openapi", "datasets", "places"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_says_all_that_the_description_says(site, openapi, language):
    folder = site / "api" if language == "zh" else site / "en" / "api"
    page = LexborHTMLParser((folder / "index.html").read_text(encoding="utf-8"))
    shown = re.sub(r"\s+", " ", page.css_first("main").text())
    for path in openapi["paths"]:
        assert path.removeprefix("/") in shown
        answer = json.dumps(content(path, openapi)["example"], ensure_ascii=False)
        assert re.sub(r"\s", "", answer) in re.sub(r"\s", "", shown)
    for schema in openapi["components"]["schemas"].values():
        for name, field in schema["properties"].items():
            assert name in shown
            assert in_language(field["description"], language) in shown
    for promise in openapi["info"]["description"].split("\n\n"):
        assert in_language(promise, language) in shown


def test_the_page_knows_only_the_description(openapi):
    changed = json.loads(json.dumps(openapi))
    changed["components"]["schemas"]["Doubts"]["properties"]["weather"] = field_schema(
        "string", "天气", "weather"
    )
    page = LexborHTMLParser(render_body(render_api_page(changed, "en").body))
    fields = page.css_first("h2:has(#doubts) ~ table").css("tbody tr")
    assert fields[-1].css_first("td").text() == "weather"


def test_the_data_page_leads_to_the_api(site):
    for prefix in ("", "en/"):
        page = LexborHTMLParser((site / prefix / "data/index.html").read_bytes())
        assert "../api/" in [link.attributes["href"] for link in page.css("main a")]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("string", "string"),
        ("string?", "string | null"),
        ("Target", "Target"),
        ("Target?", "Target | null"),
        ("Target[]", "Target[]"),
        ("string[]", "string[]"),
        ("{string}", "{…: string}"),
    ],
)
def test_a_type_is_said_in_a_few_characters(kind, said):
    view = type_view(field_schema(kind, "甲", "a"))
    assert view["type"] + view["suffix"] == said
    assert view["anchor"] == ("schema-Target" if "Target" in said else None)


def test_a_text_in_two_languages_can_be_taken_apart():
    both = bilingual("承诺", "a target")
    assert [in_language(both, language) for language in ("zh", "en")] == ["承诺", "a target"]
    with pytest.raises(AmbiguousTextError):
        bilingual("是 / 否", "yes or no")
