"""What other machines read: schema.org, the catalogue, typed links; all say what the pages say."""

import json
import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF
from selectolax.lexbor import LexborHTMLParser

from scripts.build.site import ROOT
from scripts.core.media_types import media_type
from scripts.linked_data.dcat import render_turtle
from scripts.linked_data.schema_org import LONGEST, SHORTEST, fitting

BASE = "http://localhost:8000/"
PLACE = "pingdingshan"


def tree(site, path):
    return LexborHTMLParser((site / path / "index.html").read_text(encoding="utf-8"))


def document(site, path):
    return json.loads(tree(site, path).css_first("script[type='application/ld+json']").text())


def is_published(site, url):
    path = urlsplit(url).path.lstrip("/")
    return (site / path / "index.html").exists() or (site / path).is_file()


@pytest.mark.parametrize("prefix", ["", "en/"])
def test_every_indicator_and_dataset_page_is_a_dataset_for_search_engines(site, prefix):
    pages = [f"{prefix}data/{PLACE}"]
    pages += [
        f"{prefix}{PLACE}/indicators/{folder.name}"
        for folder in sorted((site / PLACE / "indicators").iterdir())
        if folder.is_dir()
    ]
    assert len(pages) > 100
    for path in pages:
        said = document(site, path)
        assert said["@type"] == "Dataset"
        assert said["name"]
        assert SHORTEST <= len(said["description"]) <= LONGEST
        assert said["license"].startswith("https://creativecommons.org/")
        assert said["creator"]
        assert said["isAccessibleForFree"] is True
        # One name in both languages, which the catalogue has as well.
        assert said["identifier"] == f"{BASE}{path.removeprefix('en/')}/"
        assert said["@id"] == f"{said['identifier']}#dataset"
        assert said["version"]
        assert said["temporalCoverage"][:2] == "20"
        assert said["spatialCoverage"]["name"]
        assert said["variableMeasured"]
        for one in said["distribution"]:
            assert is_published(site, one["contentUrl"]), one
            assert one["encodingFormat"] == media_type(one["name"])


def test_a_short_description_says_what_the_page_holds():
    for language in ("zh", "en"):
        assert len(fitting("短", "平顶山", language)) >= SHORTEST
    assert len(fitting("x" * 9000, "t", "en")) == LONGEST


def test_typed_links_lead_to_what_they_promise(site):
    for path in (f"data/{PLACE}", f"{PLACE}/indicators/grain-output"):
        links = [
            (link.attributes["rel"], link.attributes["href"], link.attributes.get("type"))
            for link in tree(site, path).css("head link[rel]")
        ]
        relations = {relation for relation, _, _ in links}
        assert {"cite-as", "describedby", "item", "license", "type"} <= relations
        for relation, href, kind in links:
            if relation in {"item", "describedby", "cite-as", "collection"}:
                assert is_published(site, href), href
            if relation == "item":
                assert kind == media_type(href)


@pytest.fixture(scope="module")
def catalogue(site):
    return Graph().parse(site / "catalog.ttl", format="turtle")


def test_both_catalogues_say_the_same(site, catalogue):
    other = Graph().parse(
        data=(site / "catalog.jsonld").read_text(encoding="utf-8"), format="json-ld"
    )
    assert len(catalogue) > 500
    assert set(other) == set(catalogue)


MANDATORY = {
    DCAT.Catalog: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher),
    DCAT.Dataset: (DCTERMS.title, DCTERMS.description),
    DCAT.Distribution: (DCAT.accessURL,),
    FOAF.Agent: (FOAF.name,),
}
"""DCAT-AP 3.0, “Quick reference of classes and properties”: the mandatory ones."""


def test_the_catalogue_has_all_mandatory_properties(site, catalogue):
    for kind, properties in MANDATORY.items():
        subjects = list(catalogue.subjects(RDF.type, kind))
        assert subjects
        for subject in subjects:
            for name in properties:
                assert list(catalogue.objects(subject, name)), (subject, name)
    datasets = set(catalogue.objects(None, DCAT.dataset))
    assert datasets == {URIRef(f"{BASE}data/{PLACE}/#dataset"), URIRef(f"{BASE}data/#ledger")}
    for url in catalogue.objects(None, DCAT.downloadURL):
        assert is_published(site, str(url)), url


@pytest.mark.parametrize("base", [BASE, "https://例.example/a(b)/", f"{DCAT}x/", f"{DCTERMS}"])
def test_the_catalogue_in_turtle_says_the_same(site, base):
    jsonld = (site / "catalog.jsonld").read_text(encoding="utf-8").replace(BASE, base)
    graph = Graph().parse(data=jsonld, format="json-ld")
    assert isomorphic(Graph().parse(data=render_turtle(jsonld), format="turtle"), graph)


def test_the_catalogue_is_the_same_bytes_whatever_the_order_of_sets(site):
    jsonld = (site / "catalog.jsonld").read_text(encoding="utf-8")
    code = (
        "import json, sys; from scripts.core.folders import site_identity; "
        "from scripts.linked_data import render_turtle_of, render_whole_turtle; "
        "graph = json.load(sys.stdin)['@graph']; "
        "ids = [one['@id'] for one in graph[0]['dcat:dataset']]; "
        "at = [n for n, one in enumerate(graph) if one['@id'] in ids] + [None]; "
        "parts = [render_turtle_of(graph[a:b]) for a, b in zip(at, at[1:])]; "
        "sys.stdout.write(render_whole_turtle(ids, parts, site_identity()))"
    )
    texts = {
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
            input=jsonld,
            capture_output=True,
            check=True,
            encoding="utf-8",
        ).stdout
        for seed in ("1", "2")
    }
    assert texts == {(site / "catalog.ttl").read_text(encoding="utf-8")}
