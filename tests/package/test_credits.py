"""Whose work a package is, in the words of either version of the standard."""

import json

import pytest

from scripts.core.model import Bilingual
from scripts.core.site_identity import SiteIdentity
from scripts.downloads import render_package_downloads
from scripts.linked_data import CatalogueEntry, Landing, dataset_document, describe_package
from scripts.package.credits import contributors, creators, doi, licences
from scripts.package.raw import RawPackage
from scripts.package.tabular import derive_dataset
from scripts.pages.dataset import authorship

SITE = SiteIdentity(
    url="https://e.org",
    title=Bilingual(zh="承诺台账", en="The Promise Ledger"),
    tagline=Bilingual(zh="", en=""),
)
FOREIGN = {
    "name": "cities",
    "id": "https://doi.org/10.5281/zenodo.42",
    "contributors": [
        {"givenName": "Ada", "familyName": "King", "organization": "GeoNames", "roles": ["author"]},
        {"title": "Data Hub", "role": "maintainer"},
    ],
    "licenses": [{"name": "ODC-PDDL-1.0", "path": "https://opendatacommons.org/licenses/pddl/"}],
    "resources": [
        {"name": "t", "path": "t.csv", "licenses": [{"name": "CC-BY-SA-4.0", "title": "By SA"}]}
    ],
}


def dataset(descriptor):
    files = {"t.csv": b"a\n1\n", "datapackage.json": json.dumps(descriptor).encode()}
    return derive_dataset(
        RawPackage(
            name=descriptor["name"],
            folder="datasets/p",
            descriptor=descriptor,
            files=files,
            tables={},
            texts={},
        )
    )


def test_creators_are_who_made_the_data():
    assert [(one.name, one.organization) for one in creators(FOREIGN)] == [("Ada King", "GeoNames")]
    assert [one.name for one in contributors(FOREIGN)] == ["Ada King", "Data Hub"]
    assert [one.name for one in creators({"contributors": [{"title": "A"}, "B"]})] == ["A", "B"]
    assert creators({"contributors": [{"title": "A", "role": "publisher"}]}) == []
    assert creators({"contributors": [{}, None, 3, {"title": ["x"]}]}) != [None]


def test_licences_say_what_they_are_for():
    assert [(one.title, one.scope) for one in licences(FOREIGN)] == [
        ("ODC-PDDL-1.0", ""),
        ("By SA", "t"),
    ]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("https://doi.org/10.5281/zenodo.42", "10.5281/zenodo.42"),
        ("doi:10.1000/182", "10.1000/182"),
        ("10.1000/182", "10.1000/182"),
        ("b03ec84-77fd-4270-813b-0c698943f7ce", ""),
        (None, ""),
        (["10.1000/182"], ""),
    ],
)
def test_an_id_is_a_doi_or_something_else(given, found):
    assert doi({"id": given}) == found


def test_the_site_is_no_author_of_what_others_made():
    assert authorship(FOREIGN, "承诺台账") == {
        "authors": ["Ada King"],
        "publisher": "承诺台账",
        "doi": "10.5281/zenodo.42",
    }
    place = {"place": {}, "contributors": [{"title": "市人民政府", "roles": ["creator"]}]}
    assert authorship(place, "承诺台账") == {"authors": ["承诺台账"]}


def test_linked_data_name_the_creators_and_all_licences():
    landing = Landing(address="data/cities/", language="en", files=[], site=SITE)
    document = dataset_document(dataset(FOREIGN), landing, "Cities", "", None)
    assert document["creator"] == [
        {
            "@type": "Person",
            "name": "Ada King",
            "affiliation": {"@type": "Organization", "name": "GeoNames"},
        }
    ]
    assert document["publisher"]["name"] == "The Promise Ledger"
    assert document["sameAs"] == "https://doi.org/10.5281/zenodo.42"
    assert document["license"] == ["https://opendatacommons.org/licenses/pddl/", "CC-BY-SA-4.0"]
    nobody = {**FOREIGN, "contributors": []}
    assert "creator" not in dataset_document(dataset(nobody), landing, "Cities", "", None)

    title = Bilingual(zh="城市", en="Cities")
    entry = CatalogueEntry(dataset=dataset(FOREIGN), title=title, description=title, files=[])
    nodes = {node["@id"]: node for node in describe_package(entry, SITE)}
    (creator,) = next(iter(nodes.values()))["dct:creator"]
    assert nodes[creator["@id"]]["foaf:name"] == "Ada King"


def test_files_name_who_made_the_data_and_every_licence():
    described = {
        **FOREIGN,
        "resources": [
            {"name": "t", "data": [["a"], [1]], "licenses": [{"name": "ODbL-1.0", "title": "ODbL"}]}
        ],
    }
    files = render_package_downloads(dataset(described)).files
    (rows,) = (data for path, data in files.items() if path.endswith("tables/t.json"))
    about = json.loads(rows)
    said = json.dumps(about, ensure_ascii=False)
    assert "Ada King" in said
    assert "10.5281/zenodo.42" in said
    assert "ODbL (t)" in said
