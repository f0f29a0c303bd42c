"""The data for programs: JSON files below `api/v1/`, and what describes them.

endpoints       which kinds of file there are, and at which addresses
place_answers   what the files about one place say
site_answers    what the files about the whole site say
schema_terms    the words in which a field is described, in both languages
record_schemas  the fields of one target, observation, report …
answer_schemas  the fields of each kind of file
openapi         all of that as one OpenAPI document, with examples from the data
publish         every file by its address
"""

from scripts.api.endpoints import Answer
from scripts.api.openapi import API_VERSION
from scripts.api.publish import (
    Api,
    ApiMaterial,
    PlaceApi,
    indicator_answer,
    render_api,
    render_place_api,
    render_site_api,
)
from scripts.api.schema_terms import in_language
from scripts.api.site_answers import PackageEntry

__all__ = [
    "API_VERSION",
    "Answer",
    "Api",
    "ApiMaterial",
    "PackageEntry",
    "PlaceApi",
    "in_language",
    "indicator_answer",
    "render_api",
    "render_place_api",
    "render_site_api",
]
