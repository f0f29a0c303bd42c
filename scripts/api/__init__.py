"""The data for programs: JSON files below `api/v1/`, and what describes them.

endpoints       which kinds of file there are, and at which addresses
place_answers   what the files about one place say
site_answers    what the files about the whole site say
bilingual       a description in both languages as one text
record_schemas  JSON Schemas of each record and file, with the columns' own descriptions
openapi         all of that as one OpenAPI document, with examples from the data
publish         every file by its address
"""

from scripts.api.bilingual import in_language
from scripts.api.endpoints import Answer
from scripts.api.openapi import API_VERSION
from scripts.api.publish import (
    Api,
    PlaceApi,
    indicator_answer,
    render_place_api,
    render_site_api,
)
from scripts.api.site_answers import PackageEntry

__all__ = [
    "API_VERSION",
    "Answer",
    "Api",
    "PackageEntry",
    "PlaceApi",
    "in_language",
    "indicator_answer",
    "render_place_api",
    "render_site_api",
]
